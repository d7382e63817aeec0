"""A folder's files into an acquisition: what is there already is passed over, what cannot be taken is told, the rest is sealed and entered.

Whatever stops a run (a full disk, a power cut, a kill) loses nothing: what was entered stands, the next run goes on behind it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from kniha.book.evidence.models import Acquisition
from kniha.book.evidence.queries import acquired
from kniha.book.journal.acting import Hand
from kniha.runs.gathering.entering import Arrived, Entering, Report
from kniha.runs.gathering.sealing import Sealed, Sealing, sealed
from kniha.runs.gathering.walking import Found, NotTaken, walk
from kniha.vault.store import Vault

AT_ONCE = 64
"""Files entered in one transaction."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Progress = Callable[[int, int], None]
"""Told how many files were looked at, and how many bytes of them were taken."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a run needs: for which acquisition, in whose hand (made anew for each batch: time passes), where files are sealed to."""

    acquisition: Acquisition
    hand: Callable[[], Hand]
    sealing: Sealing
    processes: int
    reread: bool = False
    """Whether files whose path, size and time of change are known are read again all the same."""

    def run(self, folder: Path, *, progress: Progress) -> Report:
        """Take all files below `folder`. UnavailableError where disk or database did not answer; what was entered until then stands."""
        report = Report(self.acquisition.pk)
        coming = sealed(self._new(folder, report), self.sealing, processes=self.processes)
        while batch := list(islice(coming, AT_ONCE)):
            self._enter(batch, report)
            progress(report.looked_at, report.size)
        return report

    def _new(self, folder: Path, report: Report) -> Iterator[Found]:
        known = self._known()
        for found in walk(folder):
            if isinstance(found, NotTaken):
                report.not_taken.append(found)
            elif not self.reread and (found.within, found.size, changed_at(found.changed_ns)) in known:
                report.known += 1
            else:
                yield found

    def _known(self) -> frozenset[tuple[str, int, datetime | None]]:
        registrar = self.hand().registrar
        assert registrar is not None
        there = acquired(registrar, self.acquisition).filter(changed_at__isnull=False)
        return frozenset(there.values_list("found_at", "size", "changed_at"))

    def _enter(self, batch: list[Sealed | NotTaken], report: Report) -> None:
        report.not_taken += [one for one in batch if isinstance(one, NotTaken)]
        arrived = [_arrived(one) for one in batch if isinstance(one, Sealed)]
        vault = Vault(self.sealing.vault, self.sealing.naming_key)
        Entering(self.acquisition, self.hand(), vault).enter(arrived, report)


def _arrived(one: Sealed) -> Arrived:
    return Arrived(one.found.within, changed_at(one.found.changed_ns), one.media_type, one.left)


def changed_at(nanoseconds: int) -> datetime | None:
    """An instant in UTC, to the microsecond; None for one that no calendar has."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
