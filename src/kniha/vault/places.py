"""What a vault needs of where its files lie: a folder and a bucket both give it, and nothing above knows which of the two it is.

Places are relative, like the keys of a bucket. A file appears at its place whole or not at all, and is never changed afterwards. Every
failure is UnavailableError, told without a path or an address; what is not there is NotFoundError.
"""

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from kniha.conf.buckets import Where
from kniha.vocab.errors import UnavailableError
from kniha.vocab.ids import RandomBytes

INCOMING, ASIDE = "incoming", "damaged"


class LockedError(UnavailableError):
    """A lock of the store keeps a file that should be removed. Trying again after `until` may help."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"the vault's store keeps this file locked until {until:%Y-%m-%d}")
        self.until = until


class IncomingFile(Protocol):
    """A file on its way: written, then placed, left for another process, or discarded. What a process that dies leaves, the sweep takes."""

    def write(self, data: bytes) -> None:
        """Add `data`."""

    def place(self, place: str) -> None:
        """Give the file its place for good. A place says what its bytes are (their digest is its end): what stands there already is the
        same, or damaged.
        """

    def leave(self) -> str:
        """Store the whole file, and return the name under which another process gives it its place, or discards it."""

    def discard(self) -> None:
        """Remove what was written, if it has no place yet and was not left. Never fails: what cannot be removed is left to the sweep."""


class PlacedFile(Protocol):
    """A file at its place, opened for reading; the caller closes it."""

    size: int

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Return at most `size` bytes from `offset` on."""

    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


class Places(Protocol):
    """Where sealed files lie."""

    def begin(self, random_bytes: RandomBytes) -> IncomingFile:
        """Open a new file that has no place yet."""

    def open(self, place: str) -> PlacedFile:
        """Open the file at `place`. NotFoundError where there is none; UnavailableError where the folder or bucket itself is not there."""

    def place_left(self, name: str, place: str) -> None:
        """Give its place to a file that another process left under `name`."""

    def discard_left(self, name: str) -> None:
        """Remove a file that another process left. Never fails: what cannot be removed is left to the sweep."""

    def remove(self, place: str) -> None:
        """Remove the file at `place` for good. What is gone already is no error; LockedError where the store keeps it."""

    def remove_all(self, place: str) -> None:
        """Remove the file at `place`, and what was set aside of it."""

    def set_aside(self, place: str) -> None:
        """Take what lies at `place` and is not what it should be out of the way, for a person to look at; nothing there is no error."""

    def bring_back(self, place: str, sealed_sha256: str) -> bool:
        """Put back an older version of the file at `place` that is whole, where the store has one; whether it had."""

    def keep(self, place: str, now: datetime) -> None:
        """Have the store lock the file at `place` for as long as its setting says, from `now`. Nothing where it says nothing."""

    def names(self, folder: str) -> frozenset[str]:
        """The names of the files that lie in `folder`, without it; none where it is not there."""

    def sweep(self, before: datetime) -> int:
        """Remove files that were begun, not given a place, and last written before then; return how many."""


def places_in(where: Where) -> Places:
    """Return the folder or bucket that `where` names; nothing is asked of it yet."""
    if isinstance(where, Path):
        from kniha.vault.folder import Folder

        return Folder(where)
    from kniha.vault.bucket import BucketPlaces

    return BucketPlaces(where)
