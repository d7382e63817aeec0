"""Which units could it have been: what speaks for each of them, what speaks against, and in which order they are looked at. Pure.

A candidate is a question to look into, never a finding. The order is that of the list `reach-grounds`: by the strongest ground, then by how
many kinds of grounds there are, then by how little speaks against it, then by name. No number is made of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from kniha.book.forces.presence import Fit, Stay, gap_m
from kniha.vocab import terms
from kniha.vocab.place import Place

WIDE_M = 5_000
"""From this radius on a place is told so roughly that it is said against a ground: a town rather than a street."""

_THERE: Mapping[Fit, str] = {Fit.WHOLE: "there", Fit.PART: "there-in-part", Fit.MAYBE: "there-perhaps"}
_ELSEWHERE: Mapping[Fit, str] = {Fit.WHOLE: "elsewhere", Fit.PART: "elsewhere-in-part"}


@dataclass(frozen=True, slots=True)
class Told:
    """A deployment as it is weighed: its id and source, the unit, how it was there (`deployment-kinds`), when and where."""

    row: str
    source: str
    unit: str
    kind: str
    stay: Stay
    place: Place | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason: a code of `reach-grounds` or `reach-doubts`, the row that it rests on, its source, and how far off that is, in metres."""

    code: str
    row: str = ""
    source: str = ""
    gap_m: int | None = None


@dataclass(slots=True)
class Weighed:
    """A unit while what speaks for it and against it is gathered."""

    speaks_for: list[Ground] = field(default_factory=list)
    against: list[Ground] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with what speaks for it, the strongest first, and what speaks against it."""

    unit: str
    speaks_for: tuple[Ground, ...]
    against: tuple[Ground, ...]


def ground_of(told: Told, fit: Fit, *, gap: int, nearby_m: int) -> str | None:
    """What a deployment that fits the time so speaks for, `gap` metres from the place; None where it is out of reach."""
    if fit is Fit.NOT or gap > nearby_m:
        return None
    if told.kind != "deployed":
        return told.kind
    return _THERE[fit] if gap == 0 else "near"


def doubt_of(told: Told, fit: Fit, *, gap: int, nearby_m: int) -> str | None:
    """What a deployment elsewhere says against its unit; None where it says nothing."""
    return _ELSEWHERE.get(fit) if told.kind == "deployed" and gap > nearby_m else None


def weigh(rows: Iterable[tuple[Told, Fit]], place: Place | None, *, nearby_m: int) -> dict[str, Weighed]:
    """What these deployments, each with how its time fits, say for and against their units."""
    found: dict[str, Weighed] = {}
    for told, fit in rows:
        if place is None or told.place is None:
            continue
        gap = gap_m(told.place, place)
        weighed = found.setdefault(told.unit, Weighed())
        if code := ground_of(told, fit, gap=gap, nearby_m=nearby_m):
            weighed.speaks_for.append(Ground(code, told.row, told.source, gap))
            if told.place.radius_m >= WIDE_M:
                weighed.against.append(Ground("place-wide", told.row, told.source, told.place.radius_m))
        elif code := doubt_of(told, fit, gap=gap, nearby_m=nearby_m):
            weighed.against.append(Ground(code, told.row, told.source, gap))
    return found


def in_order(found: Mapping[str, Weighed], called: Mapping[str, str]) -> tuple[Candidate, ...]:
    """The units for which something speaks, in the order in which they are looked at."""
    made = (_candidate(unit, weighed) for unit, weighed in found.items() if weighed.speaks_for and unit in called)
    return tuple(sorted(made, key=lambda one: (*_place(one), called[one.unit], one.unit)))


def _candidate(unit: str, weighed: Weighed) -> Candidate:
    ranks = ranked()
    speaks_for = tuple(sorted(weighed.speaks_for, key=lambda one: (ranks[one.code], one.gap_m or 0, one.row)))
    return Candidate(unit, speaks_for, (*weighed.against, *_said_of_all(speaks_for)))


def _said_of_all(grounds: Sequence[Ground]) -> Iterable[Ground]:
    """What is to be said against all grounds together."""
    codes = {one.code for one in grounds}
    if codes <= {"base", "area"}:
        yield Ground("base-only")
    if codes <= {"there-perhaps", "near", "base", "area"}:
        yield Ground("time-open")
    if len({one.source for one in grounds}) == 1:
        yield Ground("one-source")


def _place(one: Candidate) -> tuple[int, int, int]:
    codes = {ground.code for ground in one.speaks_for}
    return min(map(ranked().__getitem__, codes)), -len(codes), len(one.against)


@cache
def ranked() -> Mapping[str, int]:
    """The codes of `reach-grounds`, the strongest first."""
    return {term.code: place for place, term in enumerate(terms.terms("reach-grounds"))}
