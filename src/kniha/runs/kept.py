"""What is kept outside the database, so that a database that was put back is known for what it is (docs/spec/ledger.md §12).

The newest signed head, and the seams: both public, written whole and synced before the database learns of them. And the list of erasures,
for its owner's eyes, by which an older copy of the database forgets again (docs/spec/erasure.md §7). And when a backup was last made.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kniha.vocab.errors import MalformedError, UnavailableError

_NEWEST = "newest.checkpoint"
_ERASURES = "erasures.json"
_BACKUP = "backup.json"


@dataclass(frozen=True, slots=True)
class KeptSeam:
    """A seam as it was taken: the custodians' note, and the old head that it cites, verbatim."""

    note: str
    old_head: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder beside the database: on another disk, where there is one."""

    folder: Path

    def head(self) -> str | None:
        """The newest head that was signed, as far as this folder knows."""
        return self._read(_NEWEST)

    def keep_head(self, note: str) -> None:
        """Keep `note` in place of the head before it."""
        self._write(_NEWEST, note)

    def seam(self, generation: int) -> KeptSeam | None:
        """The seam with which `generation` of the log began."""
        note, old_head = self._read(f"seam-{generation}.note"), self._read(f"seam-{generation}.checkpoint")
        return None if note is None or old_head is None else KeptSeam(note, old_head)

    def keep_seam(self, generation: int, seam: KeptSeam) -> None:
        """Keep the seam with which `generation` begins."""
        self._write(f"seam-{generation}.checkpoint", seam.old_head)
        self._write(f"seam-{generation}.note", seam.note)

    def erasures(self) -> str | None:
        """The list of erasures as it was last written."""
        return self._read(_ERASURES)

    def keep_erasures(self, listing: str) -> None:
        """Keep `listing` in place of the list before it."""
        self._write(_ERASURES, listing, mode=0o600)

    def backup(self) -> str | None:
        """What was last noted of a backup made from this host: an instant."""
        return self._read(_BACKUP)

    def note_backup(self, made: str) -> None:
        """Note when a backup was made."""
        self._write(_BACKUP, made)

    def _read(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_bytes().decode()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(f"{name}, kept outside the database, cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise MalformedError(f"{name}, kept outside the database, is no text") from error

    def _write(self, name: str, text: str, *, mode: int = 0o644) -> None:
        """Write the file whole or not at all, and have it on the disk. Whoever enters anything on this host reads heads and seams."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
            handle, draft = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                os.fchmod(handle, mode)
                file.write(text)
                file.flush()
                os.fsync(handle)
            Path(draft).replace(self.folder / name)
            directory = os.open(self.folder, os.O_RDONLY)
            os.fsync(directory)
            os.close(directory)
        except OSError as error:
            raise UnavailableError(f"{name} cannot be kept outside the database: {error.strerror}") from error
