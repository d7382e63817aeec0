"""Which recordings may show an incident: when the journal has grown, each compartment compares what changed in it, one in a turn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.journal import reading
from kniha.runs.matching import match_compartment
from kniha.worker.duties import Clock

REST = timedelta(minutes=2)
"""Between two looks: who enters a camera's recordings one after the other need not have each compared by itself."""


@dataclass(slots=True)
class Matching:
    """Compares the incidents and recordings of those compartments in which something has changed."""

    clock: Clock
    _size: int = -1
    _rested: datetime | None = None
    _left: list[str] = field(default_factory=list)

    def work(self) -> bool:
        """Look at one compartment; whether there are more."""
        if not self._left and not self._is_due():
            return False
        compartment = Compartment.objects.filter(pk=self._left.pop()).first()
        if compartment is not None:
            match_compartment(compartment, now=self.clock())
        return bool(self._left)

    def _is_due(self) -> bool:
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        self._rested, size = now, reading.size()
        if size == self._size:
            return False
        self._size = size
        self._left = list(Compartment.objects.order_by("-pk").values_list("pk", flat=True))
        return bool(self._left)
