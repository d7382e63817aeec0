"""The worker's duty to have signed heads cosigned: one witness's silence keeps no other waiting (docs/spec/witness.md §5)."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kniha.conf.witnesses import Witness
from kniha.runs import cosigning
from kniha.vocab.errors import KnihaError

FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
"""Seconds before a witness that failed is asked again: doubled each time."""

Say = Callable[[str], None]
Clock = Callable[[], datetime]
Tick = Callable[[], float]


@dataclass(slots=True)
class _Turns:
    """When a witness is asked again."""

    delay: float = FIRST_WAIT
    until: float = -math.inf


@dataclass(slots=True)
class Cosigning:
    """Cosignatures of the newest signed head, by every witness configured."""

    witnesses: Sequence[Witness]
    clock: Clock
    say: Say
    tick: Tick = time.monotonic
    _turns: dict[str, _Turns] = field(default_factory=dict)

    def work(self) -> bool:
        """Ask each witness whose turn it is, once."""
        for witness in self.witnesses:
            turns = self._turns.setdefault(witness.address, _Turns())
            if self.tick() >= turns.until:
                self._ask(witness, turns)
        return False

    def _ask(self, witness: Witness, turns: _Turns) -> None:
        try:
            head = cosigning.uncosigned(witness)
            if head is not None:
                cosigning.cosign(head, witness, now=self.clock())
        except KnihaError as error:
            self.say(f"witness {witness.name}: {error}; asking again in {turns.delay:.0f} s")
            turns.until = self.tick() + turns.delay
            turns.delay = min(2 * turns.delay, LONGEST_WAIT)
        else:
            turns.delay = FIRST_WAIT
