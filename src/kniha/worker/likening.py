"""Same or nearly: prints of pictures and films are made, learnt, and each new file is laid beside what is known."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.runs.likening import Likening
from kniha.runs.printing import Printer
from kniha.vocab.errors import BrokenError, NotFoundError
from kniha.worker.duties import REST, Clock, Say


@dataclass(slots=True)
class Printing:
    """One picture or one minute of a film in a turn. Whose turn it is, is asked of all files, and not each second."""

    printer: Printer
    clock: Clock
    say: Say
    _given_up: set[str] = field(default_factory=set)
    _rested: datetime | None = None

    def work(self) -> bool:
        """Make one print. A file that the vault does not hold as it was is said once, and left to a person."""
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        exhibit = self.printer.unprinted(leaving_out=self._given_up).first()
        self._rested = None if exhibit else now
        if exhibit is not None:
            try:
                self.printer.step(exhibit)
            except (BrokenError, NotFoundError) as error:
                self._given_up.add(exhibit.pk)
                self.say(f"no print is made of exhibit {exhibit.pk[:8]}: {error}")
        return exhibit is not None


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
        self.likening.forget()
        last = self.likening.uncompared()
        self._rested = None if last else now
        if last is not None:
            try:
                self.likening.compare(last)
            except (BrokenError, NotFoundError) as error:
                self.likening.leave(last)
                self.say(f"exhibit {last.exhibit_id[:8]} is compared with no other: {error}")
        return last is not None
