"""The worker's duty to make the certificates that reporters asked for, as soon as a signed head covers what they sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kniha.book.journal.acting import Hand
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements import certifying
from kniha.book.statements.models import Notice
from kniha.ledger.registers import Register
from kniha.runs.certificates import build
from kniha.vocab.errors import NotFoundError, UnavailableError
from kniha.vocab.ids import Id, RandomBytes

PROCESS = "worker"


@dataclass(slots=True)
class Certifying:
    """Makes certificates, one notice at a time."""

    register: Register
    keys: PersonKeys = field(repr=False)
    clock: Callable[[], datetime]
    random_bytes: RandomBytes

    def work(self) -> bool:
        """Make those of the first notice that can be answered; whether there was one."""
        for notice in certifying.asked():
            if certifying.may_be_laid(notice) and (made := self._made(notice)) is not None:
                hand = Hand(None, frozenset(), self.clock(), self.random_bytes, PROCESS)
                certifying.post_certificates(hand, notice, made, opening=self.keys)
                return True
        return False

    def _made(self, notice: Notice) -> dict[str, bytes] | None:
        """By statement; None while no signed head covers one of them."""
        made = {}
        for statement in certifying.reports_of(notice).values_list("pk", flat=True):
            try:
                made[statement] = build(Id(statement), self.register)
            except UnavailableError:
                return None
            except NotFoundError:
                continue  # erased meanwhile
        return made
