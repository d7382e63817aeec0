"""What goes by its day: batches with their files, then their rows, some thousand in a turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kniha.book.erasure.expiring import let_batch_go, over, take_rows_away
from kniha.book.journal.acting import Hand
from kniha.vocab.ids import RandomBytes

PROCESS = "worker"
REST = timedelta(minutes=10)


@dataclass(slots=True)
class Expiring:
    """Look a few times an hour; where rows are left of what went or was erased, go on at once."""

    clock: Callable[[], datetime]
    random_bytes: RandomBytes
    _rested: datetime | None = None

    def work(self) -> bool:
        """Let one batch go, or take some rows away; whether more may wait."""
        now = self.clock()
        if self._rested is not None and now - self._rested < REST:
            return False
        batch = over(now.date()).first()
        if batch is not None:
            let_batch_go(Hand(None, frozenset(), now, self.random_bytes, PROCESS), batch)
            return True
        if take_rows_away():
            return True
        self._rested = now
        return False
