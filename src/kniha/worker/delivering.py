"""The worker's duty to make the deliveries of case files that lawyers asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.book.casefiles import queries
from kniha.book.journal.acting import Hand
from kniha.runs.casefiles.making import Office, deliver, sweep
from kniha.vocab.errors import ConflictError, UnavailableError
from kniha.vocab.ids import RandomBytes
from kniha.worker.duties import REST, Say

PROCESS = "worker"


@dataclass(slots=True)
class Delivering:
    """Makes one delivery in a turn, the oldest first; one that waits for a signed head lets the others go first."""

    office: Office
    clock: Callable[[], datetime]
    random_bytes: RandomBytes
    say: Say
    _rested: datetime | None = None
    _said: set[str] = field(default_factory=set)

    def work(self) -> bool:
        """Make the first that can be made; whether there was one."""
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        sweep(self.office.folder)
        for delivery in queries.waiting():
            try:
                deliver(Hand(None, frozenset(), now, self.random_bytes, PROCESS), delivery, self.office)
            except (UnavailableError, ConflictError) as error:
                self._wait(delivery.pk, str(error))
                continue
            return True
        self._rested = now
        return False

    def _wait(self, delivery: str, why: str) -> None:
        if delivery not in self._said:
            self._said.add(delivery)
            self.say(f"the delivery {delivery[:8]} of a case file waits: {why}")
