"""What one incident and its acts are counted by, out of what the register holds of them. Pure: values in, values out.

A time is counted under a year, month or day only where it lies within it by the clocks of its place: nothing is stretched. A place is a
town of the gazetteer that holds the point. Sources are those who spoke, each once; that they are several does not say that they are
independent. What no source lets be counted, what rests on nothing any more, what lawyers rejected and what was found not to have occurred
is left out, each with its reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from kniha.vocab.gazetteer import KnownPlace, known_places
from kniha.vocab.place import DEGREE, Place, distance_m
from kniha.vocab.terms import term
from kniha.vocab.time import find_zone

MOST_SOURCES = 3
"""Sources told apart: three means three or more."""
STANDING = ("draft", "agreed")
"""Reviews of an allegation by which its unit is told of."""
SEVERAL = "several"
"""In place of a unit where an act has more than one."""
ELSEWHERE = "elsewhere"
"""The place of a point that lies in no town of the gazetteer."""
_M_PER_UNIT = 0.0110
"""Metres of 10⁻⁷ degrees of latitude, rather too few than too many."""
VAGUEST_M = 20_000
"""Radius of a place up to which it is said to lie in a town; a vaguer one may lie in several."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as it stands: instants in UTC, coordinates in 10⁻⁷ degrees."""

    id: str
    lies: str
    state: str
    unsupported: bool
    first: datetime | None
    last: datetime | None
    zone: str
    lat_e7: int | None
    lon_e7: int | None
    radius_m: int | None


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as it stands."""

    id: str
    incident: str
    kind: str
    verification: str
    verified_on: date | None
    unsupported: bool
    victim: str | None
    victim_count: int | None
    units: tuple[str, ...] = ()
    """Units that are alleged to have taken part in it, by allegations that stand."""


@dataclass(frozen=True, slots=True)
class CitationRow:
    """That a conclusion rests on a statement that is in use; `source` is who spoke, or the statement where nobody knows who did."""

    incident: str
    act: str | None
    about: str
    statement: str
    source: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a time, and what it says to the year, month and day: 0 where it does not."""

    first_day: date | None = None
    last_day: date | None = None
    year: int = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class CountedOne:
    """What an incident is counted by."""

    id: str
    lies: str
    left_out: str
    state: str
    span: Span
    place: str
    sources: int
    let: str


@dataclass(frozen=True, slots=True)
class CountedDeed:
    """What an act is counted by, beside what its incident is."""

    id: str
    of: CountedOne
    left_out: str
    kind: str
    verification: str
    late: str
    sources: int
    let: str
    victim: str | None
    people: int | None
    units: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The only unit, `several`, or none."""
        return SEVERAL if len(self.units) > 1 else "".join(self.units)

    @property
    def group(self) -> str:
        """What kinds of this sort are grouped by."""
        return group_of(self.kind)


def counted(
    incidents: Iterable[IncidentRow], acts: Iterable[ActRow], citations: Iterable[CitationRow], answers: Mapping[str, Collection[str]]
) -> tuple[tuple[CountedOne, ...], tuple[CountedDeed, ...]]:
    """Return what these incidents and acts are counted by; `answers`: by statement, what was answered to being counted."""
    by_incident: defaultdict[str, list[ActRow]] = defaultdict(list)
    for act in acts:
        by_incident[act.incident].append(act)
    of_event: defaultdict[str, list[CitationRow]] = defaultdict(list)
    of_act: defaultdict[str, list[CitationRow]] = defaultdict(list)
    for citation in citations:
        if citation.act is not None:
            of_act[citation.act].append(citation)
        elif citation.about == "event":
            of_event[citation.incident].append(citation)
    ones: list[CountedOne] = []
    deeds: list[CountedDeed] = []
    for incident in incidents:
        one = _one(incident, of_event[incident.id], answers)
        ones.append(one)
        deeds += [_deed(one, act, of_act[act.id], answers) for act in by_incident[incident.id]]
    return tuple(ones), tuple(deeds)


def span_of(first: datetime | None, last: datetime | None, zone: str) -> Span:
    """The days of a time by the clocks of its place, and the year, month and day in which the whole of it lies."""
    if first is None or last is None or not zone:
        return Span()
    place = find_zone(zone)
    one, other = first.astimezone(place).date(), last.astimezone(place).date()
    if one.year != other.year:
        return Span(one, other)
    if one.month != other.month:
        return Span(one, other, one.year)
    return Span(one, other, one.year, one.month, one.day if one == other else 0)


def place_of(lat_e7: int | None, lon_e7: int | None, radius_m: int | None) -> str:
    """The id of the town that holds a point, the nearest of several; `elsewhere` where none does; empty without a point, or a vague one."""
    if lat_e7 is None or lon_e7 is None or (radius_m or 0) > VAGUEST_M:
        return ""
    here = Place(lat_e7, lon_e7, radius_m or 1)
    near = _towns_by_degree().get((lat_e7 // DEGREE, lon_e7 // DEGREE), ())
    # No town reaches further north or south than its radius: most are ruled out without the distance.
    apart = [(distance_m(here, town.place), town) for town in near if abs(town.place.lat_e7 - lat_e7) * _M_PER_UNIT <= town.place.radius_m]
    holding = [(metres, town.id) for metres, town in apart if metres <= town.place.radius_m]
    return min(holding)[1] if holding else ELSEWHERE


@cache
def group_of(kind: str) -> str:
    """What this kind of act is grouped by."""
    return term("act-kinds", kind).group or ""


def lateness(verified_on: date | None, verification: str, span: Span) -> str:
    """Whether a verified act was verified after the quarter in which it happened (MRM): `late`, `in-time`, or `not-known`."""
    if verification != "verified":
        return ""
    if verified_on is None or span.last_day is None:
        return "not-known"
    return "late" if _quarter(verified_on) > _quarter(span.last_day) else "in-time"


def _one(row: IncidentRow, told: Sequence[CitationRow], answers: Mapping[str, Collection[str]]) -> CountedOne:
    let = _let(told, answers)
    left_out = "unsupported" if row.unsupported else "rejected" if row.state == "rejected" else "refused" if let == "no" else ""
    return CountedOne(
        row.id, row.lies, left_out, row.state, span_of(row.first, row.last, row.zone), place_of(row.lat_e7, row.lon_e7, row.radius_m),
        _sources(told), let,
    )  # fmt: skip


def _deed(one: CountedOne, act: ActRow, told: Sequence[CitationRow], answers: Mapping[str, Collection[str]]) -> CountedDeed:
    let = _let(told, answers)
    left_out = one.left_out
    if not left_out:
        left_out = (
            "unsupported" if act.unsupported
            else "did-not-occur" if act.verification == "did-not-occur"
            else "refused" if let == "no" else ""
        )  # fmt: skip
    late = lateness(act.verified_on, act.verification, one.span)
    return CountedDeed(
        act.id, one, left_out, act.kind, act.verification, late, _sources(told), let, act.victim, act.victim_count, act.units
    )


def _sources(told: Sequence[CitationRow]) -> int:
    return min(len({citation.source for citation in told}), MOST_SOURCES)


def _let(told: Sequence[CitationRow], answers: Mapping[str, Collection[str]]) -> str:
    """`yes` where one source lets it be counted, `no` where none does and all were asked."""
    found = {_answer(answers.get(citation.statement, ())) for citation in told} or {"not-known"}
    return "yes" if "yes" in found else "not-known" if "not-known" in found else "no"


def _answer(answers: Collection[str]) -> str:
    """A no counts more than any yes."""
    return "no" if "no" in answers else "yes" if "yes" in answers else "not-known"


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


@cache
def _towns_by_degree() -> Mapping[tuple[int, int], tuple[KnownPlace, ...]]:
    """By square of a degree: the towns that may hold a point of it."""
    found: defaultdict[tuple[int, int], list[KnownPlace]] = defaultdict(list)
    for town in known_places():
        if town.kind == "town":
            here = town.place.lat_e7 // DEGREE, town.place.lon_e7 // DEGREE
            for north in (-1, 0, 1):
                for east in (-1, 0, 1):
                    found[here[0] + north, here[1] + east].append(town)
    return {square: tuple(towns) for square, towns in found.items()}
