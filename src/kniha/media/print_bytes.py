"""Prints of pictures and films as bytes and back: what a derived table keeps, and what the child that decodes hands to its parent.

A print: `HEAD` (which format, height, width, quality of the whole, quality within borders or 255 for none, how many marks), the bits of the
eight turns of the whole, the same within borders, the marks; some 2.1 kB. A film: `SECOND` (milliseconds, bytes) and a print, each second.
Little-endian. A child may be in a stranger's hands by the time it answers, so anything else is refused.
"""

import struct
from collections.abc import Mapping

import numpy as np

from kniha.media.marks import MARK, MOST_MARKS
from kniha.media.near import EVERY_MS, MOST_SECONDS, FilmPrints, Print
from kniha.media.pdq import BITS, Fingerprint, Turn
from kniha.vocab.errors import MalformedError

_HEAD = struct.Struct("<4sHHBBH")
_SECOND = struct.Struct("<IH")
_MAGIC = b"KNP1"
_NO_BORDERS = 255
_BYTES = BITS // 8
_ALL_TURNS = _BYTES * len(Turn)


def written(of: Print) -> bytes:
    """The print as bytes."""
    inner, quality = (b"", _NO_BORDERS) if of.inner is None else (_turns_written(of.inner.turns), of.inner.quality)
    head = _HEAD.pack(_MAGIC, of.height, of.width, of.whole.quality, quality, len(of.marks))
    return head + _turns_written(of.whole.turns) + inner + of.marks.tobytes()


def read(data: bytes) -> Print:
    """The print again. Raises MalformedError for anything that `written` does not write."""
    if len(data) < _HEAD.size:
        raise MalformedError(f"a print begins with {_HEAD.size} bytes, here are {len(data)}")
    magic, height, width, quality, inner_quality, count = _HEAD.unpack_from(data)
    has_inner = inner_quality != _NO_BORDERS
    expected = _HEAD.size + (1 + has_inner) * _ALL_TURNS + count * MARK.itemsize
    if magic != _MAGIC or not height or not width or quality > 100 or (has_inner and inner_quality > 100) or count > MOST_MARKS:
        raise MalformedError("these bytes are no print of a picture")
    if len(data) != expected:
        raise MalformedError(f"a print of {count} marks has {expected} bytes, here are {len(data)}")
    found = np.frombuffer(data, MARK, count, expected - count * MARK.itemsize)
    if count and not found["size"].all():
        raise MalformedError("a mark has a size")
    inner = Fingerprint(_turns_read(data, _HEAD.size + _ALL_TURNS), inner_quality) if has_inner else None
    return Print(height, width, Fingerprint(_turns_read(data, _HEAD.size), quality), inner, found)


def film_written(seconds: FilmPrints) -> bytes:
    """The prints of a film as bytes."""
    parts = [(at, written(of)) for at, of in seconds]
    return b"".join(piece for at, each in parts for piece in (_SECOND.pack(at, len(each)), each))


def film_read(data: bytes) -> FilmPrints:
    """The prints of a film again. Raises MalformedError as `read`, for times that do not go up, and for more than a film has here."""
    seconds: list[tuple[int, Print]] = []
    place, before = 0, -1
    while place < len(data):
        if place + _SECOND.size > len(data):
            raise MalformedError(f"the prints of the film end early, at {len(data)} bytes")
        at, size = _SECOND.unpack_from(data, place)
        place += _SECOND.size
        if not before < at < MOST_SECONDS * EVERY_MS:
            raise MalformedError("the seconds of a film go up, and end within the time that is read of a film")
        seconds.append((at, read(data[place : place + size])))
        place, before = place + size, at
    return tuple(seconds)


def _turns_written(turns: Mapping[Turn, bytes]) -> bytes:
    return b"".join(turns[turn] for turn in Turn)


def _turns_read(data: bytes, start: int) -> dict[Turn, bytes]:
    return {turn: data[start + number * _BYTES : start + (number + 1) * _BYTES] for number, turn in enumerate(Turn)}
