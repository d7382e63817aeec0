"""GPX: a track that a receiver wrote as XML (GPX 1.1, topografix.com), read as it comes, however long."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from kniha.media.findings import Finding
from kniha.media.moments import from_iso
from kniha.media.positions import Position
from kniha.media.strict_xml import parse
from kniha.media.tellings import MOST_TELLINGS, About, Telling
from kniha.media.times import told_time
from kniha.media.tracks import Point, Thinned, Track
from kniha.media.writing import as_written
from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError

_POINTS = {"trkpt", "rtept", "wpt"}
_ANGLE = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,18})?")
_PIECE = 1 << 16
MOST_BYTES = 256 << 20


@dataclass(slots=True)
class _Reading:
    """What was told so far; of the points no more than are kept."""

    points: Thinned = field(default_factory=Thinned)
    tellings: list[Telling] = field(default_factory=list)
    odd: dict[Finding, None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _place: Position | None = None
    _time: str = ""

    def begin(self, name: tuple[str, str], attributes: dict[tuple[str, str], str]) -> None:
        local = name[1]
        if not self._open and (creator := as_written(attributes.get(("", "creator"), ""))):
            self.tellings.append(Telling(About.SOFTWARE, "gpx creator", creator, creator))
        self._open.append(local)
        if local in _POINTS:
            self._place, self._time = self._position(attributes), ""

    def end(self, name: tuple[str, str], text: str) -> None:
        self._open.pop()
        local, inside = name[1], self._open[-1] if self._open else ""
        if local == "time" and inside in _POINTS:
            self._time = as_written(text)
        elif local == "time" and inside in {"metadata", "gpx"}:
            self._tell(About.CREATED, "gpx time", text)
        elif local in {"name", "desc"} and inside in {"metadata", "trk", "gpx"} and text:
            about = About.TITLE if local == "name" else About.DESCRIPTION
            self._add(Telling(about, f"gpx {inside} {local}", as_written(text), as_written(text)))
        elif local in _POINTS and self._place is not None:
            self.points.add(Point(self._place, self._moment()))
            self._place = None

    def _position(self, attributes: dict[tuple[str, str], str]) -> Position | None:
        written = [attributes.get(("", name), "").strip() for name in ("lat", "lon")]
        if all(_ANGLE.fullmatch(one) for one in written):
            with suppress(ImpossibleError):
                return Position(*(round(float(one) * 10_000_000) for one in written))
        self.odd[Finding.POSITION_MALFORMED] = None
        return None

    def _moment(self) -> str:
        if not self._time:
            return ""
        try:
            return from_iso(self._time).read
        except MalformedError:
            self.odd[Finding.TIME_MALFORMED] = None
            return ""

    def _tell(self, about: About, where: str, text: str) -> None:
        telling, odd = told_time(about, where, as_written(text), lambda: from_iso(text))
        self.odd |= {odd: None} if odd else {}
        if telling:
            self._add(telling)

    def _add(self, telling: Telling) -> None:
        if len(self.tellings) <= MOST_TELLINGS:
            self.tellings.append(telling)


def read_gpx(stream: BinaryIO) -> tuple[tuple[Telling, ...], tuple[Track, ...], tuple[Finding, ...]]:
    """Return what the GPX in `stream` tells, its points as one track, and what was odd. A file that breaks off is told up to there."""
    reading = _Reading()
    try:
        parse(_pieces(stream), reading)
    except MalformedError:
        reading.odd[Finding.DAMAGED] = None
    found = reading.points.track("gpx")
    return tuple(reading.tellings), (found,) if found else (), tuple(reading.odd)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    for _ in range(MOST_BYTES // _PIECE):
        piece = stream.read(_PIECE)
        if not piece:
            return
        yield piece
    raise TooLargeError(f"more than {MOST_BYTES} bytes of a track are not read")
