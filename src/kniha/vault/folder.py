"""A folder in which files appear whole or not at all, and are never changed afterwards.

What it does, and how it fails, is said in `kniha.vault.places`.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from kniha.vault.places import ASIDE, INCOMING
from kniha.vocab.errors import MalformedError, NotFoundError, UnavailableError
from kniha.vocab.ids import RandomBytes, new_id

_NAME = re.compile("[0-9a-f]{32}")
_OWNER_ONLY_FILE = 0o600
_OWNER_ONLY_FOLDER = 0o700


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"the vault's disk did not answer: {error.strerror}") from error


class Folder:
    """The store under `root`, which is made when first written to."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, random_bytes: RandomBytes) -> "Incoming":
        """Open a new file that has no place yet."""
        with _disk():
            _make_folder(self._root / INCOMING)
            return Incoming(self._root, new_id(random_bytes))

    def open(self, place: str) -> "Outgoing":
        """Open the file at `place` for reading; the caller closes it. A vault that is not there at all is UnavailableError."""
        with _disk():
            try:
                return Outgoing(self._root / place)
            except FileNotFoundError as error:
                if not self._root.is_dir():
                    raise
                raise NotFoundError("the vault does not hold this file") from error

    def place_left(self, name: str, place: str) -> None:
        """Give its place to a file that another process left under `name`."""
        with _disk():
            _place(self._root, _left(self._root, name), place)

    def discard_left(self, name: str) -> None:
        """Remove a file that another process left. Never fails: what cannot be removed is left to the sweep."""
        with suppress(OSError):
            _left(self._root, name).unlink()

    def remove(self, place: str) -> None:
        """Remove the file at `place`. What is gone already is no error: a removal that was interrupted is done again."""
        with _disk(), suppress(FileNotFoundError):
            (self._root / place).unlink()
            _sync_folder((self._root / place).parent)

    def remove_all(self, place: str) -> None:
        """Remove the file at `place`, and what was set aside of it."""
        self.remove(place)
        self.remove(f"{ASIDE}/{Path(place).name}")

    def set_aside(self, place: str) -> None:
        """Take what lies at `place` and is not what it should be out of the way, for a person to look at; nothing there is no error."""
        with _disk(), suppress(FileNotFoundError):
            _make_folder(self._root / ASIDE)
            (self._root / place).replace(self._root / ASIDE / Path(place).name)
            _sync_folder(self._root / ASIDE)

    def bring_back(self, place: str, sealed_sha256: str) -> bool:
        """Return False: a folder has no older versions."""
        del place, sealed_sha256
        return False

    def keep(self, place: str, now: datetime) -> None:
        """Do nothing: a folder has no locks."""

    def names(self, folder: str) -> frozenset[str]:
        """The names of the files that lie in `folder`."""
        with _disk():
            try:
                return frozenset(entry.name for entry in os.scandir(self._root / folder) if entry.is_file(follow_symlinks=False))
            except FileNotFoundError:
                return frozenset()

    def sweep(self, before: datetime) -> int:
        """Remove files that were begun, not given a place, and last written before then; return how many."""
        abandoned = 0
        with _disk():
            for path in (self._root / INCOMING).glob("*"):
                with suppress(FileNotFoundError):  # another process finished or swept it in the meantime
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        abandoned += 1
        return abandoned


class Incoming:
    """A file on its way: written, then placed, or discarded. A process that dies leaves it in `incoming` for the sweep."""

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self._path = root / INCOMING / name
        self._is_left = False
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY_FILE), "wb", buffering=1 << 20)

    def write(self, data: bytes) -> None:
        """Add `data`."""
        with _disk():
            self._file.write(data)

    def place(self, place: str) -> None:
        """Give the file its place for good: on disk before it has its name, and its name on disk before this returns.

        A place says what its bytes are (their digest is in it), so a file that stands there already is the same, or damaged.
        """
        with _disk():
            self._end()
            _place(self._root, self._path, place)

    def leave(self) -> str:
        """Put the whole file on disk, and return the name under which another process gives it its place, or discards it."""
        with _disk():
            self._end()
        self._is_left = True
        return self._path.name

    def _end(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        """Remove what was written, if it has no place yet and was not left. Never fails: what cannot be removed is left to the sweep."""
        with suppress(OSError):
            self._file.close()
        if not self._is_left:
            with suppress(OSError):
                self._path.unlink()


class Outgoing:
    """A placed file, opened for reading."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = os.fstat(self._file.fileno()).st_size

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        with _disk():
            return self._file.read(size)

    def read_at(self, offset: int, size: int) -> bytes:
        """Return at most `size` bytes from `offset` on."""
        with _disk():
            self._file.seek(offset)
            return self._file.read(size)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _left(root: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise MalformedError("a file that was left is called by an id")
    return root / INCOMING / name


def _place(root: Path, path: Path, place: str) -> None:
    target = root / place
    _make_folder(target.parent)
    path.replace(target)
    _sync_folder(target.parent)


def _make_folder(path: Path) -> None:
    """Make `path` and what is missing above it, readable by its owner alone, each on disk before the next."""
    if path.is_dir():
        return
    if path.parent != path:
        _make_folder(path.parent)
    with suppress(FileExistsError):
        path.mkdir(mode=_OWNER_ONLY_FOLDER)
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    """Put the names in a folder on disk: without this a crash may lose a file that was itself written safely."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
