"""Sealed files enter their acquisition: what the register holds already is told, what was erased stays away, the rest is an exhibit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kniha.book.evidence.acquiring import GatheredFile, add_files
from kniha.book.evidence.models import Acquisition
from kniha.book.evidence.queries import erased_bytes, held_bytes, known_blob
from kniha.book.journal.acting import Hand
from kniha.runs.gathering.walking import NotTaken, Passed
from kniha.vault.blobs import StoredBlob
from kniha.vault.receiving import LeftFile
from kniha.vault.store import Vault


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is sealed and has no place yet: where it lay, when it was last changed if that was told, what its first bytes show."""

    within: str
    changed_at: datetime | None
    media_type: str
    left: LeftFile


@dataclass(slots=True)
class Report:
    """What became of the files: entered, known already by path and bytes, of these bytes elsewhere; what was not taken, and why."""

    acquisition: str
    taken: int = 0
    size: int = 0
    known: int = 0
    doubled: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)

    @property
    def looked_at(self) -> int:
        """All that was met so far."""
        return self.taken + self.known + len(self.not_taken)


@dataclass(frozen=True, slots=True)
class Entering:
    """Into which acquisition files enter, in whose hand, and where they are sealed."""

    acquisition: Acquisition
    hand: Hand
    vault: Vault

    def enter(self, arrived: Sequence[Arrived], report: Report) -> None:
        """Enter `arrived` in one transaction, and tell in `report` what became of each. What has no place afterwards is let go."""
        try:
            self._enter(arrived, report)
        finally:
            for one in arrived:
                self.vault.let_go(one.left)

    def _enter(self, arrived: Sequence[Arrived], report: Report) -> None:
        assert self.hand.registrar is not None
        done = list(self._wanted(arrived, report))
        held = held_bytes(self.hand.registrar, {one.left.blob.name for one in done})
        here: dict[str, StoredBlob] = {}
        files = []
        for one in done:
            blob = self.vault.adopt(one.left, lambda name: here.get(name) or known_blob(name))
            here[blob.name] = blob
            files.append(GatheredFile(one.within, one.changed_at, one.media_type, blob))
        entered = add_files(self.hand, self.acquisition, files)
        report.taken += len(entered)
        report.known += len(files) - len(entered)
        report.size += sum(file.blob.size for file in entered)
        report.doubled += sum(file.blob.name in held for file in entered)

    def _wanted(self, arrived: Sequence[Arrived], report: Report) -> Iterator[Arrived]:
        """Files but for those that were erased here."""
        erased = erased_bytes(self.acquisition, {one.left.blob.name for one in arrived})
        for one in arrived:
            if one.left.blob.name in erased:
                report.not_taken.append(NotTaken(one.within, Passed.ERASED))
            else:
                yield one
