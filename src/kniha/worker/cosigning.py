"""The worker's duty to have signed heads cosigned by every witness configured (docs/spec/witness.md §5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kniha.conf.witnesses import Witness
from kniha.runs import cosigning
from kniha.worker.turns import Turns

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Cosigning:
    """Cosignatures of the newest signed head."""

    witnesses: Sequence[Witness]
    clock: Clock
    turns: Turns

    def work(self) -> bool:
        """Ask each witness whose turn it is, once."""
        for witness in self.witnesses:
            if self.turns.ready(name := f"witness {witness.name}"):
                with self.turns.asking(name):
                    self._ask(witness)
        return False

    def _ask(self, witness: Witness) -> None:
        head = cosigning.uncosigned(witness)
        if head is not None:
            cosigning.cosign(head, witness, now=self.clock())
