"""Places told along a film, in tracks beside its pictures: Apple's `mebx`, the camera motion metadata `camm`, subtitles of drones.

GoPro's GPMF is not read, nor are the blocks of dashboard cameras (`freeGPS`), which no standard describes.
Sources: Apple, QuickTime File Format, "Timed metadata media"; Google, Camera Motion Metadata Spec; ISO/IEC 14496-17 (`tx3g`).
"""

import re
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from kniha.media.boxes import Box, Boxes
from kniha.media.film_tellings import MOST_TRACKS
from kniha.media.findings import Finding
from kniha.media.positions import Position, parse_iso6709
from kniha.media.sample_tables import Sample, samples
from kniha.media.tracks import Point, Track, track
from kniha.media.writing import as_written
from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError

MOST_TRACKS_OF_PLACES = 8

_GPS_EPOCH = datetime(1980, 1, 6, tzinfo=UTC)
_LEAPS = tuple((datetime(*day, tzinfo=UTC), many) for day, many in (((2017, 1, 1), 18), ((2015, 7, 1), 17), ((2012, 7, 1), 16)))
"""Seconds that GPS time is ahead of UTC, and since when; none was added after 2017 (IERS, Bulletin C)."""
_LOCATION = b"com.apple.quicktime.location.ISO6709"
_NUMBER = r"([+-]?\d{1,3}\.\d{1,12})"
_DRONES = (
    re.compile(rf"\[latitude\s*:\s*{_NUMBER}\]\s*\[longt?itude\s*:\s*{_NUMBER}\]"),
    re.compile(r"GPS\s*\(\s*(?P<east>[+-]?\d{1,3}\.\d{1,12})\s*,\s*(?P<north>[+-]?\d{1,3}\.\d{1,12})\s*,"),
)
_PER_DEGREE = 10_000_000


def film_tracks(boxes: Boxes) -> tuple[tuple[Track, ...], tuple[Finding, ...]]:
    """Return the tracks of places in the film, and what was odd."""
    found: list[Track] = []
    odd: dict[Finding, None] = {}
    try:
        found.extend(islice(_tracks(boxes, odd), MOST_TRACKS_OF_PLACES + 1))
    except TooLargeError:
        odd[Finding.MORE_METADATA] = None
    except (MalformedError, OSError):
        odd[Finding.METADATA_UNREADABLE] = None
    if len(found) > MOST_TRACKS_OF_PLACES:
        odd[Finding.MORE_METADATA] = None
    return tuple(found[:MOST_TRACKS_OF_PLACES]), tuple(odd)


def _tracks(boxes: Boxes, odd: dict[Finding, None]) -> Iterator[Track]:
    for number, (reader, kind, media) in enumerate(_readable(boxes), 1):
        if one := track(f"{kind} {number}", _Points(odd, reader(boxes, media))):
            yield one


class _Points:
    """Points of a track up to where it breaks off: what came before is kept."""

    def __init__(self, odd: dict[Finding, None], points: Iterator[Point | Finding]) -> None:
        self._odd, self._points = odd, points

    def __iter__(self) -> Iterator[Point]:
        try:
            for point in self._points:
                if isinstance(point, Finding):
                    self._odd[point] = None
                elif point.position.is_zero:
                    self._odd[Finding.POSITION_ZERO] = None
                else:
                    yield point
        except TooLargeError:
            self._odd[Finding.MORE_METADATA] = None
        except (MalformedError, OSError):
            self._odd[Finding.METADATA_UNREADABLE] = None


Reader = Callable[[Boxes, Box], Iterator[Point | Finding]]


def _readable(boxes: Boxes) -> Iterator[tuple[Reader, str, Box]]:
    movie = boxes.path(boxes.whole, b"moov")
    if movie is None:
        return
    tracks = [box for box in boxes.within(movie) if box.kind == b"trak"][:MOST_TRACKS]
    for media in filter(None, (boxes.path(one, b"mdia") for one in tracks)):
        described = boxes.path(media, b"minf", b"stbl", b"stsd")
        if described is None:
            continue
        kind = boxes.content(described, 16)[12:16]
        if kind in _READERS:
            yield _READERS[kind], kind.decode("latin-1"), media


def _moments(boxes: Boxes, media: Box) -> Iterator[tuple[Sample, bytes]]:
    for sample in samples(boxes, media):
        yield sample, boxes.content(sample.box)


def _camm(boxes: Boxes, media: Box) -> Iterator[Point | Finding]:
    """Two bytes without meaning, a type, its values, little-endian: 5 has latitude and longitude, 6 GPS time before them."""
    for sample, data in _moments(boxes, media):
        kind = int.from_bytes(data[2:4], "little")
        if kind == 5 and len(data) >= 28:
            north, east = struct.unpack_from("<dd", data, 4)
            yield _point(north, east, at_ms=sample.at_ms)
        elif kind == 6 and len(data) >= 32:
            seconds, _, north, east = struct.unpack_from("<didd", data, 4)
            yield _point(north, east, at_ms=sample.at_ms, read=_gps_moment(seconds))


def _mebx(boxes: Boxes, media: Box) -> Iterator[Point | Finding]:
    """Samples hold boxes whose kind is a number of the track's own; the description of the track says which number is the place."""
    described = boxes.path(media, b"minf", b"stbl", b"stsd")
    assert described is not None  # it was read to come here
    number = _local_number(boxes.content(described, 1 << 16))
    if number is None:
        return
    for sample, data in _moments(boxes, media):
        at = 0
        while (size := int.from_bytes(data[at : at + 4], "big")) >= 8:
            if data[at + 4 : at + 8] == number:
                yield _iso_point(as_written(data[at + 8 : at + size]), sample.at_ms)
            at += size


def _local_number(description: bytes) -> bytes | None:
    """The box of one key holds `keyd` with a namespace and the name of the key; its own kind is the number."""
    found = description.find(_LOCATION)
    start = description.rfind(b"keyd", 0, found) - 12 if found >= 0 else -1
    return description[start + 4 : start + 8] if start >= 0 else None


def _subtitles(boxes: Boxes, media: Box) -> Iterator[Point | Finding]:
    for sample, data in _moments(boxes, media):
        text = data[2 : 2 + int.from_bytes(data[:2], "big")].decode("utf-8", errors="replace")
        if found := _DRONES[0].search(text):
            yield _point(float(found[1]), float(found[2]), at_ms=sample.at_ms)
        elif found := _DRONES[1].search(text):
            yield _point(float(found["north"]), float(found["east"]), at_ms=sample.at_ms)


def _iso_point(text: str, at_ms: int) -> Point | Finding:
    try:
        return Point(parse_iso6709(text), at_ms=at_ms)
    except (MalformedError, ImpossibleError):
        return Finding.POSITION_MALFORMED


def _point(north: float, east: float, *, at_ms: int, read: str = "") -> Point | Finding:
    try:
        return Point(Position(round(north * _PER_DEGREE), round(east * _PER_DEGREE)), read, at_ms)
    except (ImpossibleError, ValueError, OverflowError):  # NaN and infinity are numbers of floating point
        return Finding.POSITION_MALFORMED


def _gps_moment(seconds: float) -> str:
    """GPS counts from 1980 without leap seconds; UTC has had them."""
    try:
        at = _GPS_EPOCH + timedelta(seconds=round(seconds))
    except (OverflowError, ValueError):
        return ""
    leaps = next((many for since, many in _LEAPS if at >= since), 0)
    return (at - timedelta(seconds=leaps)).isoformat() if leaps else ""  # no such camera wrote before the first of these


_READERS: dict[bytes, Reader] = {b"camm": _camm, b"mebx": _mebx, b"tx3g": _subtitles, b"text": _subtitles}
