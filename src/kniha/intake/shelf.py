"""The folder of envelopes: written whole or not at all, named by random ids, dated by the day.

    incoming/   being received, or being written anew; emptied at each start (what goes on: kniha.intake.begun)
    envelopes/  kept, of the open day; a file here without a row is the rest of a crash, and swept
    closed/     kept, of days that are over

Against whoever seizes the host: file times are set to midnight, so that no finer clock lies here. What a file system tells by itself
(change times, inode numbers, the order of names in a folder) is told of the open day alone: when it is over its envelopes are written
anew into another folder, in an order that chance gives.
"""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from kniha.intake.disk_room import take_room
from kniha.vocab.errors import ConflictError, UnavailableError
from kniha.vocab.ids import Id

_KEPT = ("envelopes", "closed")
_PIECE = 1_048_576
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNRESERVING = {errno.EOPNOTSUPP, errno.EINVAL}
"""What a file system answers that cannot keep room: there an upload may still meet a full disk."""
LETTER = 262_144
"""Bytes of an envelope without large files: of the room that is spared three quarters are for these alone."""


class Incoming:
    """An envelope as it arrives: what is written here is ciphertext, always."""

    def __init__(self, path: Path, *, spare: int = 0) -> None:
        self._path = path
        self._spare = spare
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)
        self._digest = sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of what was written so far, in hexadecimal."""
        return self._digest.hexdigest()

    def reserve(self, size: int) -> None:
        """Take `size` bytes of the disk at once, so that nobody's upload fails at its end; UnavailableError where there is no room."""
        must_have_room(self._path.parent, size, spare=self._spare)
        with _telling_full():
            try:
                take_room(self._file.fileno(), max(size, 1))
            except OSError as error:
                if error.errno not in _UNRESERVING:
                    raise

    def write(self, data: bytes) -> None:
        """Take the next bytes of the envelope; UnavailableError where the disk is full."""
        self._digest.update(data)
        self.size += len(data)
        view = memoryview(data)
        with _telling_full():
            while view:
                view = view[self._file.write(view) :]

    def keep(self, path: Path, day: date) -> None:
        """Give the envelope its name, once its bytes are safe; ConflictError where other bytes have that name already."""
        self._end(day)
        os.fsync(self._file.fileno())
        try:
            os.link(self._path, path)
        except FileExistsError as error:
            if _digest_of(path) != self.digest:
                raise ConflictError("another envelope has this id") from error
        _sync(path.parent)

    def leave(self, path: Path, day: date) -> None:
        """Move what came so far to `path`: nobody goes on writing here."""
        self._end(day)
        self._path.replace(path)

    def _end(self, day: date) -> None:
        os.ftruncate(self._file.fileno(), self.size)  # more may have been reserved
        date_file(self._file.fileno(), day)

    def close(self) -> None:
        """Remove the unnamed file. What was kept has its name elsewhere by now."""
        self._file.close()
        self._path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The envelopes under `folder`, on whose disk `spare` bytes stay free."""

    folder: Path
    spare: int = 0

    def prepare(self) -> None:
        """Make the folders, readable by the intake alone, and drop what was half received."""
        for name in ("incoming", *_KEPT):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self.under_way():
            path.unlink()

    def under_way(self, envelope: Id | None = None) -> Iterator[Path]:
        """The files that are being received, of one envelope or all: `<id>.<random>` where their sender named it."""
        yield from (self.folder / "incoming").glob(f"{envelope}.*" if envelope else "*")

    @contextlib.contextmanager
    def incoming(self, envelope: Id | None = None) -> Iterator[Incoming]:
        """Receive an envelope, perhaps the one that its sender names so; whatever happens, nothing half received stays here."""
        unnamed = secrets.token_hex(16)
        incoming = Incoming(self.folder / "incoming" / (f"{envelope}.{unnamed}" if envelope else unnamed), spare=self.spare)
        try:
            yield incoming
        finally:
            incoming.close()

    def place(self, envelope: Id) -> Path:
        """Where the envelope of this id lies, or would lie if it came now."""
        closed = self.folder / "closed" / envelope
        return closed if closed.exists() else self.folder / "envelopes" / envelope

    def open(self, envelope: Id) -> BinaryIO:
        """Open the envelope for reading."""
        try:
            return self.place(envelope).open("rb")
        except FileNotFoundError:  # its day may have been closed between the two
            return self.place(envelope).open("rb")

    def ids(self) -> set[Id]:
        """The ids of all files kept."""
        return {Id(entry.name) for name in _KEPT for entry in os.scandir(self.folder / name)}

    def open_ids(self) -> set[Id]:
        """The ids of those whose day was not closed yet."""
        return {Id(entry.name) for entry in os.scandir(self.folder / "envelopes")}

    def close(self, envelope: Id, day: date) -> None:
        """Write the envelope of `day` anew among the closed ones. A crash at any moment leaves it whole in one place or in both."""
        old = self.folder / "envelopes" / envelope
        with self.incoming() as again, old.open("rb", buffering=0) as kept:
            while piece := kept.read(_PIECE):
                again.write(piece)
            again.keep(self.folder / "closed" / envelope, day)
        old.unlink()

    def remove(self, envelope: Id) -> None:
        """Remove the envelope's file, if it is there."""
        for name in _KEPT:
            (self.folder / name / envelope).unlink(missing_ok=True)


def date_file(file: int | Path, day: date) -> None:
    """Set the times of a file to the midnight at which `day` begins."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    os.utime(file, (midnight, midnight))


def must_have_room(folder: Path, size: int, *, spare: int) -> None:
    """Raise UnavailableError unless `size` bytes fit on the disk of `folder` and `spare` stay free; for letters without files a quarter."""
    disk = os.statvfs(folder)
    kept = spare // 4 if size <= LETTER else spare
    if disk.f_bavail * disk.f_frsize - size < kept:
        raise UnavailableError("the disk has no room for this envelope")


@contextlib.contextmanager
def _telling_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise UnavailableError("the disk has no room for this envelope") from error
        raise


def _digest_of(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        return file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
