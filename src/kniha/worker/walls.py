"""The worker's duties as principal `register`, who alone looks over the walls of compartments: conflicts of interest, three questions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kniha.book.crossing.actions import PRINCIPAL
from kniha.book.journal.acting import Hand
from kniha.book.people.sealing import PersonKeys
from kniha.runs import crossing, screening
from kniha.vocab.ids import RandomBytes

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Walls:
    """Screens new entries for declared interests first, so that a conflict is noted before anything else is done with them."""

    keys: PersonKeys = field(repr=False)
    clock: Clock
    random_bytes: RandomBytes

    def work(self) -> bool:
        """Screen what is new, and carry out the questions that wait."""
        noted = screening.screen(self._hand(), self.keys) if screening.is_due() else 0
        return bool(noted) or crossing.carry_out(self._hand()) > 0

    def _hand(self) -> Hand:
        return Hand(None, frozenset(), self.clock(), self.random_bytes, PRINCIPAL)
