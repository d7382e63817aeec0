"""Who may be one person: when the journal has grown, the persons of each compartment are looked at again, one compartment in a turn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.journal import reading
from kniha.runs.pairing import pair_people
from kniha.worker.duties import Clock

REST = timedelta(minutes=2)
"""Between two looks: whoever decides on pairs changes what is found, and it need not follow at once."""


@dataclass(slots=True)
class Pairing:
    """Compares the persons of those compartments in which something has changed."""

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
            pair_people(compartment, now=self.clock())
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
