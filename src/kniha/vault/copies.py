"""The vault and its second copy: each sealed file is read through in both, and the whole one mends the other. Needs no key.

What was damaged is laid aside and never served; it may tell somebody one day what happened to the disk.
"""

from enum import Enum
from pathlib import Path

from kniha.vault.blobs import blob_place
from kniha.vault.fixity import PIECE, check_sealed
from kniha.vault.folder import Folder
from kniha.vocab.errors import BrokenError, NotFoundError
from kniha.vocab.ids import RandomBytes


class Fixity(Enum):
    """What a look at a sealed file found: as it was placed; mended from the second copy; not as it was, and no whole copy known."""

    WHOLE = "whole"
    MENDED = "mended"
    LOST = "lost"


class Copies:
    """The vault in `folder`, and in `second` where there is one: another disk, mounted by another key if it can be."""

    def __init__(self, folder: Path, second: Path | None) -> None:
        self._first = Folder(folder)
        self._second = Folder(second) if second else None

    def look(self, name: str, sealed_sha256: str, *, random_bytes: RandomBytes) -> Fixity:
        """Read one sealing through wherever it lies, and make whole what is not. UnavailableError where a disk does not answer."""
        place = blob_place(name, sealed_sha256)
        is_whole = _is_whole(self._first, place, sealed_sha256)
        if self._second is None:
            return Fixity.WHOLE if is_whole else Fixity.LOST
        is_copied = _is_whole(self._second, place, sealed_sha256)
        if not is_whole and not is_copied:
            return Fixity.LOST
        if not is_copied:
            _copy(self._first, self._second, place, random_bytes=random_bytes)
        if not is_whole:
            _copy(self._second, self._first, place, random_bytes=random_bytes)
        return Fixity.WHOLE if is_whole else Fixity.MENDED


def _is_whole(folder: Folder, place: str, sealed_sha256: str) -> bool:
    try:
        check_sealed(folder, place, sealed_sha256)
    except (NotFoundError, BrokenError):
        return False
    return True


def _copy(source: Folder, target: Folder, place: str, *, random_bytes: RandomBytes) -> None:
    target.set_aside(place)
    incoming = target.begin(random_bytes)
    try:
        with source.open(place) as file:
            while piece := file.read(PIECE):
                incoming.write(piece)
        incoming.place(place)
    finally:
        incoming.discard()
