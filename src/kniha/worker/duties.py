"""What the worker does, duty by duty: jobs from the queue, what is made of new files, the index, signed heads, and sweeping the queue.

A duty that fails leaves the others alone: `kniha.worker.process` sees to that.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.core.management import call_command
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from kniha.book.evidence.models import Exhibit
from kniha.book.work import agreeing, form_drafts, lists, looks
from kniha.ledger.keys import SigningKey
from kniha.ledger.registers import Register
from kniha.runs import heads, indexing
from kniha.runs.views import Viewing, without_view
from kniha.search.index import Index
from kniha.vocab.errors import BrokenError, NotFoundError

VIEWS_AT_ONCE = 8
REST = timedelta(seconds=10)
KEEP_JOBS = timedelta(days=14)
LONGEST_JOB = timedelta(hours=6)
"""A job that runs for longer lost its worker."""

Say = Callable[[str], None]
Clock = Callable[[], datetime]


class Duty(Protocol):
    """A kind of work that comes again and again."""

    def work(self) -> bool:
        """Do a bounded piece of it; say whether more may be waiting."""
        ...


@dataclass(slots=True)
class Queue:
    """Jobs that others enqueued. They are idempotent: one that its worker did not live to end is run again."""

    worker_id: str
    clock: Clock

    def work(self) -> bool:
        """Run all jobs that are ready."""
        self._revive()
        # Asked first: the library takes the whole database for itself to look into an empty queue.
        if not DBTaskResult.objects.ready().exists():
            return False
        QueueWorker(
            queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id=self.worker_id, excluded_queue_names=[],
        ).run()  # fmt: skip
        return True

    def _revive(self) -> None:
        lost = DBTaskResult.objects.running().filter(started_at__lt=self.clock() - LONGEST_JOB)
        if lost.exists():  # asked first: an update would take the write lock every second
            lost.update(status=TaskResultStatus.READY)


@dataclass(slots=True)
class Views:
    """Pictures of new files. A file that the vault does not hold as it was is said once, and left to a person."""

    viewing: Viewing
    say: Say
    _given_up: set[str] = field(default_factory=set)

    def work(self) -> bool:
        """Make a few views."""
        exhibits = list(without_view(leaving_out=self._given_up)[:VIEWS_AT_ONCE])
        for exhibit in exhibits:
            try:
                self.viewing.make(exhibit)
            except (BrokenError, NotFoundError) as error:
                self._given_up.add(exhibit.pk)
                self.say(f"no view of exhibit {exhibit.pk[:8]}: {error}")
        return bool(exhibits)


class Work(Protocol):
    """What is done with files step by step."""

    def waiting(self, *, leaving_out: Collection[str]) -> QuerySet[Exhibit]:
        """Files with something left to do, those first whose turn it is."""
        ...

    def step(self, exhibit: Exhibit) -> None:
        """Do the next step. NotFoundError and BrokenError where the vault does not hold the file as it was."""
        ...


@dataclass(slots=True)
class FileByFile:
    """One step of one file in a turn. Whose turn it is, is asked of all files, and not each second."""

    do: Work
    clock: Clock
    say: Say
    what: str
    """What a person is told of a file that is left to them, such as `nothing is made of`."""
    _given_up: set[str] = field(default_factory=set)
    _rested: datetime | None = None

    def work(self) -> bool:
        """Do one step. A file that the vault does not hold as it was is said once, and left to a person."""
        now = self.clock()
        if self._rested is not None and timedelta(0) <= now - self._rested < REST:
            return False
        exhibit = self.do.waiting(leaving_out=self._given_up).first()
        self._rested = None if exhibit else now
        if exhibit is not None:
            try:
                self.do.step(exhibit)
            except (BrokenError, NotFoundError) as error:
                self._given_up.add(exhibit.pk)
                self.say(f"{self.what} exhibit {exhibit.pk[:8]}: {error}")
        return exhibit is not None


@dataclass(slots=True)
class Following:
    """The text index, kept up with the journal and with the words that were read in files."""

    open_index: Callable[[], Index]
    opened: indexing.Opened
    _index: Index | None = None

    def work(self) -> bool:
        """Follow to the journal's end; write the words of some files."""
        self._index = self._index or self.open_index()
        entries = indexing.follow(self._index)
        return indexing.follow_files(self._index, self.opened) + entries > 0


@dataclass(slots=True)
class Signing:
    """Signed heads, at fixed moments alone: when a head comes must not tell when somebody wrote (docs/spec/ledger.md §12)."""

    signers: tuple[SigningKey, ...] = field(repr=False)
    public: Register
    folder: Path
    every: int
    clock: Clock
    _moment: float | None = None

    def work(self) -> bool:
        """Sign what is due; raises what `sign_due` raises where the journal is not what it was, until it is again."""
        now = self.clock()
        moment = heads.last_moment(now, self.every).timestamp()
        if moment != self._moment:
            heads.sign_due(self.signers, self.public, self.folder, now=now, every=self.every)
            self._moment = moment
        return False


@dataclass(slots=True)
class Sweeping:
    """Forgotten after two weeks: jobs that are done, lists that were brought; after one: forms that nobody entered, looks at lists."""

    clock: Clock
    _last: datetime | None = None

    def work(self) -> bool:
        """Sweep once a day."""
        now = self.clock()
        if self._last is None or now - self._last > timedelta(days=1):
            self._last = now
            call_command("prune_db_task_results", min_age_days=KEEP_JOBS.days, verbosity=0)
            form_drafts.sweep(now)
            lists.sweep(now)
            agreeing.sweep(now)
            looks.sweep(now)
        return False
