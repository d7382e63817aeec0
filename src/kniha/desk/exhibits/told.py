"""What a file tells of itself, in the words of the page. Nothing is weighed here: two places that differ stand side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from kniha.runs.file_facts import Disagreement, Facts, Position, Telling, Track
from kniha.vocab import terms

_TIMES = frozenset({"taken", "digitised", "created", "changed", "gps-time", "captured"})


@dataclass(frozen=True, slots=True)
class Line:
    """One telling: as understood, the file's own text where it reads differently, and where it stands."""

    read: str
    written: str
    where: str


@dataclass(frozen=True, slots=True)
class Apart:
    """Two tellings that differ, and how far."""

    matter: str
    first: Line
    second: Line
    apart: str


@dataclass(frozen=True, slots=True)
class Way:
    """A track of places in a few words: how many, from where to where, from when to when."""

    where: str
    points: str
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the page shows; `groups` have a code of `told-of-files` and its lines."""

    facts: Facts
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    apart: tuple[Apart, ...]
    ways: tuple[Way, ...]
    lasting: str
    frames: str


def told(facts: Facts) -> Told:
    """Put `facts` into words, in the order of the list of terms."""
    order = {term.code: at for at, term in enumerate(terms.terms("told-of-files"))}
    tellings = sorted(facts.tellings, key=lambda telling: order[telling.about])
    return Told(
        facts,
        tuple((about, tuple(map(_line, group))) for about, group in groupby(tellings, lambda telling: telling.about)),
        tuple(Apart(one.matter, _line(one.first), _line(one.second), _apart(one)) for one in facts.disagreements),
        tuple(map(_way, facts.tracks)),
        lasting(facts.duration_ms // 1000) if facts.duration_ms is not None else "",
        frames_a_second(facts),
    )


def _line(telling: Telling) -> Line:
    read = _read(telling)
    return Line(read, telling.written if telling.written != read else "", telling.where)


def _read(telling: Telling) -> str:
    if telling.about in _TIMES:
        return _time(telling.read, telling.zone)
    if telling.about == "place" and telling.read:
        return _place(*telling.read.split())
    return telling.read.replace(" ", " × ") if telling.about == "size" else telling.read


def _time(read: str, zone: str = "written") -> str:
    """With its zone, or the word that nobody knows it; never stretched to more than is told."""
    if "T" not in read:
        return read
    at = datetime.fromisoformat(read)
    day = f"{date_format(at, 'j E Y')}, {at:%H:%M:%S}"
    if at.tzinfo is None:
        return gettext("%(time)s, zone not told") % {"time": day}
    if zone == "by-standard":
        return gettext("%(time)s UTC, by the standard of the field") % {"time": day}
    return f"{day} {at.tzname()}"


def _place(north: str, east: str) -> str:
    return f"{_angle(north, 'NS')}, {_angle(east, 'EW')}"


def _angle(degrees: str, letters: str) -> str:
    return f"{degrees.removeprefix('-')}° {letters[degrees.startswith('-')]}"


def _apart(one: Disagreement) -> str:
    if one.matter in {"time", "zone"}:
        return lasting(one.apart)
    if one.matter == "place":
        return gettext("%(number)s m") % {"number": number_format(one.apart, use_l10n=True, force_grouping=True)}
    return ""


def frames_a_second(facts: Facts | None) -> str:
    """As the reader's language writes it; empty where the file does not tell."""
    if facts is None or facts.frames_per_1000s is None:
        return ""
    return number_format(facts.frames_per_1000s / 1000, 3).rstrip("0").rstrip(",.")


def lasting(seconds: int) -> str:
    """Hours, minutes, seconds; days before them where there are any."""
    days, rest = divmod(seconds, 86400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
    return gettext("%(days)s d %(clock)s") % {"days": days, "clock": clock} if days else clock


def _way(track: Track) -> Way:
    points = ngettext("%(number)s place", "%(number)s places", track.told) % {"number": track.told}
    return Way(track.where, points, tuple(_ends(track)))


def _ends(track: Track) -> Iterator[str]:
    ends: Sequence[int] = (0, -1) if len(track.points) > 1 else (0,)
    for end in ends:
        point = track.points[end]
        yield f"{_where(point.position)}, {_time(point.read)}" if point.read else _where(point.position)


def _where(position: Position) -> str:
    return _place(*(f"{one / 10_000_000:.7f}" for one in (position.latitude_e7, position.longitude_e7)))
