"""The spool: where an envelope lies, still sealed, between the intake and the book. It never holds the only copy of anything.

An envelope leaves the spool after the book has it and the intake knows; so what a dead courier left here may be thrown away.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from kniha.remote.notices import EnvelopeNotice
from kniha.runs.accession import FetchedEnvelope
from kniha.runs.received_files import Steps
from kniha.vocab.errors import ConflictError, UnavailableError
from kniha.vocab.ids import Id

_ENDING = ".envelope"


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"the spool's disk did not answer: {error.strerror}") from error


class Spool:
    """The folder `folder`, used by one courier at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = -1

    def take_over(self) -> None:
        """Become its one courier and clear what a dead one left; ConflictError while another is alive."""
        with _disk():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it when we die
        except BlockingIOError as error:
            raise ConflictError("another courier is at work with this spool") from error
        with _disk():
            for path in self._folder.glob(f"*{_ENDING}"):
                path.unlink()

    def take(self, notice: EnvelopeNotice, pieces: Iterable[bytes], *, step: Steps) -> FetchedEnvelope:
        """Write the envelope to the disk and return what came; its digest is that of the bytes, not what the intake said."""
        path, digest, size = self._path(notice.id), sha256(), 0
        with _disk():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                with _disk():
                    _write(descriptor, piece)
                step("fetching")
            with _disk():
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        found = digest.hexdigest()
        return FetchedEnvelope(path, size, found, as_announced=(size, found) == (notice.size, notice.digest))

    def remove(self, envelope: Id) -> None:
        """Remove what lies here of an envelope, if anything."""
        with _disk():
            self._path(envelope).unlink(missing_ok=True)

    def _path(self, envelope: Id) -> Path:
        return self._folder / f"{envelope}{_ENDING}"


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
