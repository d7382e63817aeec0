"""What may be one: when the journal has grown, persons and incidents of each compartment are compared again, one of these in a turn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.journal import reading
from kniha.book.linking.kinds import KINDS, Kind
from kniha.runs.pairing import pair_up
from kniha.worker.duties import Clock

REST = timedelta(minutes=2)
"""Between two looks: whoever decides on pairs changes what is found, and it need not follow at once."""


@dataclass(slots=True)
class Pairing:
    """Compares the persons and the incidents of those compartments in which something has changed."""

    clock: Clock
    _size: int = -1
    _rested: datetime | None = None
    _left: list[tuple[str, Kind]] = field(default_factory=list)

    def work(self) -> bool:
        """Look at the persons or the incidents of one compartment; whether there are more."""
        if not self._left and not self._is_due():
            return False
        key, kind = self._left.pop()
        compartment = Compartment.objects.filter(pk=key).first()
        if compartment is not None:
            pair_up(kind, compartment, now=self.clock())
        return bool(self._left)

    def _is_due(self) -> bool:
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        self._rested, size = now, reading.size()
        if size == self._size:
            return False
        self._size = size
        self._left = [(key, kind) for key in Compartment.objects.order_by("-pk").values_list("pk", flat=True) for kind in KINDS]
        return bool(self._left)
