"""Same or nearly: prints of pictures and films are learnt, and each new file is laid beside what is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kniha.runs.likening import Likening
from kniha.vocab.errors import BrokenError, NotFoundError
from kniha.worker.duties import REST, Clock, Say


@dataclass(slots=True)
class Comparing:
    """Prints are learnt first, some hundreds in a turn; then one file is compared in a turn."""

    likening: Likening
    clock: Clock
    say: Say
    _rested: datetime | None = None

    def work(self) -> bool:
        """Learn, or compare one file."""
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        if self.likening.learn():
            return True
        self.likening.agree()
        last = self.likening.uncompared()
        self._rested = None if last else now
        if last is not None:
            try:
                self.likening.compare(last)
            except (BrokenError, NotFoundError) as error:
                self.likening.leave(last)
                self.say(f"exhibit {last.exhibit_id[:8]} is compared with no other: {error}")
        return last is not None
