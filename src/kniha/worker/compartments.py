"""What is compared within compartments: when the journal has grown, each is looked at again, for one thing in a turn.

Who may be one person and what one event (`PAIRS`), which recordings may show an incident (`MATCHES`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.journal import reading
from kniha.book.linking.kinds import KINDS, Kind
from kniha.runs.matching import match_compartment
from kniha.runs.pairing import pair_up
from kniha.worker.duties import Clock

REST = timedelta(minutes=2)
"""Between two looks: whoever decides on pairs, or enters a camera's recordings one after the other, need not have each followed at once."""

Compare = Callable[[Compartment, datetime], object]
"""Compares what changed in one compartment, and does nothing where nothing did."""


def _pairing(kind: Kind) -> Compare:
    return lambda compartment, now: pair_up(kind, compartment, now=now)


def _match(compartment: Compartment, now: datetime) -> bool:
    return match_compartment(compartment, now=now)


PAIRS: tuple[Compare, ...] = tuple(map(_pairing, KINDS))
MATCHES: tuple[Compare, ...] = (_match,)


@dataclass(slots=True)
class ByCompartment:
    """Has each of `compares` look at those compartments in which something may have changed."""

    clock: Clock
    compares: tuple[Compare, ...]
    _size: int = -1
    _rested: datetime | None = None
    _left: list[tuple[str, Compare]] = field(default_factory=list)

    def work(self) -> bool:
        """Compare one thing in one compartment; whether there are more."""
        if not self._left and not self._is_due():
            return False
        key, compare = self._left.pop()
        compartment = Compartment.objects.filter(pk=key).first()
        if compartment is not None:
            compare(compartment, self.clock())
        return bool(self._left)

    def _is_due(self) -> bool:
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        self._rested, size = now, reading.size()
        if size == self._size:
            return False
        self._size = size
        self._left = [(key, one) for key in Compartment.objects.order_by("-pk").values_list("pk", flat=True) for one in self.compares]
        return bool(self._left)
