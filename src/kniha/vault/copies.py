"""The vault and its second copy: each sealed file is read through in both, and the whole one mends the other. Needs no key.

What was damaged is laid aside and never served; it may tell somebody one day what happened to the disk.
"""

from datetime import datetime
from enum import Enum

from kniha.conf.buckets import Where
from kniha.vault.blobs import blob_place
from kniha.vault.fixity import PIECE, check_sealed, check_whole
from kniha.vault.places import Places, places_in
from kniha.vocab.errors import BrokenError, NotFoundError
from kniha.vocab.ids import RandomBytes


class Fixity(Enum):
    """What a look at a sealed file found: as it was placed; mended from the second copy; not as it was, and no whole copy known."""

    WHOLE = "whole"
    MENDED = "mended"
    LOST = "lost"


class Copies:
    """The vault at `where`, and at `second` where there is one: another disk or store, reached by another key if it can be."""

    def __init__(self, where: Where, second: Where | None) -> None:
        self._first = places_in(where)
        self._second = places_in(second) if second else None

    def look(self, name: str, sealed_sha256: str, *, random_bytes: RandomBytes) -> Fixity:
        """Read one sealing through wherever it lies, and make whole what is not. UnavailableError where a disk does not answer."""
        place = blob_place(name, sealed_sha256)
        was_whole = _is_whole(self._first, place, sealed_sha256)
        is_whole = was_whole or self._first.bring_back(place, sealed_sha256)
        if self._second is not None:
            is_copied = _is_whole(self._second, place, sealed_sha256) or self._second.bring_back(place, sealed_sha256)
            if is_whole and not is_copied:
                _copy(self._first, self._second, place, random_bytes=random_bytes)
            if is_copied and not is_whole:
                _copy(self._second, self._first, place, random_bytes=random_bytes)
            is_whole = is_whole or is_copied
        if not is_whole:
            return Fixity.LOST
        return Fixity.WHOLE if was_whole else Fixity.MENDED

    def keep(self, name: str, sealed_sha256: str, now: datetime) -> None:
        """Have each store that locks files lock this sealing, from `now`, for as long as its setting says."""
        for places in filter(None, (self._first, self._second)):
            places.keep(blob_place(name, sealed_sha256), now)


def copy_whole(source: Places, target: Places, place: str, sealed_sha256: str, *, random_bytes: RandomBytes) -> None:
    """Copy the file at `place`; NotFoundError or BrokenError, and nothing placed, where the source does not hold it as it was sealed."""
    incoming = target.begin(random_bytes)
    try:
        with source.open(place) as file:
            check_whole(file, sealed_sha256, taken=incoming.write)
        incoming.place(place)
    finally:
        incoming.discard()


def _is_whole(places: Places, place: str, sealed_sha256: str) -> bool:
    try:
        check_sealed(places, place, sealed_sha256)
    except (NotFoundError, BrokenError):
        return False
    return True


def _copy(source: Places, target: Places, place: str, *, random_bytes: RandomBytes) -> None:
    target.set_aside(place)
    incoming = target.begin(random_bytes)
    try:
        with source.open(place) as file:
            while piece := file.read(PIECE):
                incoming.write(piece)
        incoming.place(place)
    finally:
        incoming.discard()
