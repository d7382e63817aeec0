"""How many people left a unit, by month and by a day: at least, likely, at most, and which reports may speak of the same people. Pure.

The method is told in docs/methods/losses.md; its sections are named here. A report counts the people who left one unit over some days, or
names one of them. Nothing is known of who they are beyond that, so that two reports may always speak of the same people where unit, days
and kind have something in common (§2). At least: they do (§3). At most: no two do (§4). Likely: they do, with the numbers that the reports
hold likely (§5).
"""

from bisect import bisect_left
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from kniha.vocab.errors import ImpossibleError
from kniha.vocab.span import Days

OPEN_KIND = "not-said"
"""Reports that do not say how people left may speak of those whom others count by kind."""

MOST_MONTHS = 240
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Report:
    """That people left `unit` between two days, both included, None where no source says; `person`: the one of whom it speaks, or empty."""

    row: str
    source: str
    unit: str
    kind: str
    first: date | None
    last: date | None
    low: int
    likely: int
    high: int
    person: str = ""

    @property
    def days(self) -> Days:
        """From when to when they may have left."""
        return self.first or date.min, self.last or date.max


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number of people, and the reports and sources on which it rests."""

    low: int
    likely: int
    high: int
    rows: tuple[str, ...] = ()
    sources: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.likely <= self.high:
            raise ImpossibleError(f"expected bounds in their order, found {self.low}, {self.likely} and {self.high}")


@dataclass(frozen=True, slots=True)
class Month:
    """A month and how many left in it."""

    first: date
    lost: Bounds


@dataclass(frozen=True, slots=True)
class Double:
    """Two reports that may count the same people; `is_certain`: they name the same person."""

    one: str
    other: str
    is_certain: bool
    same_unit: bool
    same_kind: bool


@dataclass(frozen=True, slots=True)
class Below:
    """Which units belonged to which, as far as losses are added up: each stands once, so that no circle leads round."""

    top: str
    above: Mapping[str, str]
    """By unit: the one of which it is taken to be a part. The top has none."""

    @property
    def units(self) -> frozenset[str]:
        """The top and all below it."""
        return frozenset({self.top, *self.above})

    def are_related(self, one: str, other: str) -> bool:
        """Whether one is the other, or a part of it."""
        return other in self._way(one) or one in self._way(other)

    def _way(self, unit: str) -> tuple[str, ...]:
        way = [unit]
        while way[-1] in self.above:
            way.append(self.above[way[-1]])
        return tuple(way)


Children = Mapping[str, Sequence[str]]
"""By unit: what belonged to it."""


def children(links: Iterable[tuple[str, str]]) -> Children:
    """Links (unit, parent) by the parent, always in one order."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit, parent in sorted(set(links)):
        found[parent].append(unit)
    return found


def below(top: str, of: Children) -> Below:
    """`top` and what belonged to it: each unit under the nearest that it was told to be a part of (§1)."""
    above: dict[str, str] = {}
    level = [top]
    while level:
        following: list[str] = []
        for parent in level:
            for unit in of.get(parent, ()):
                if unit != top and unit not in above:
                    above[unit] = parent
                    following.append(unit)
        level = following
    return Below(top, above)


def lost(reports: Sequence[Report], of: Below, days: Days) -> Bounds:
    """How many left `of.top` and its parts between two days, both included: at least, likely, at most (§3 to §5)."""
    touching = [one for one in reports if one.unit in of.units and _touches(one, days)]
    within = [one for one in touching if days[0] <= one.days[0] and one.days[1] <= days[1]]
    low = _together([*_each_person_once(within)], of, lambda one: one.low)
    likely = _together([*_each_person_once(touching)], of, lambda one: one.likely * _share(one, days))
    high = sum(one.high for one in _each_person_once(touching))
    sources = {one.source for one in touching}
    return Bounds(round(low), min(max(round(likely), round(low)), high), high, tuple(one.row for one in touching), len(sources))


def by_month(reports: Sequence[Report], of: Below, days: Days) -> tuple[Month, ...]:
    """The same for each month that begins or ends within `days`. A report over several months is at most in each, and at least in none."""
    return tuple(Month(first, lost(reports, of, (first, last))) for first, last in months(days))


def months(days: Days) -> Iterator[Days]:
    """The months that two days lie in, from the first to the last of each; ImpossibleError where they are too many."""
    first, last = days
    if first > last:
        raise ImpossibleError("it ends before it begins")
    if (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
        raise ImpossibleError(f"expected {MOST_MONTHS} months at most")
    at = first.replace(day=1)
    while at <= last:
        end = at.replace(day=monthrange(at.year, at.month)[1])
        yield at, end
        at = end + _DAY


def doubles(reports: Sequence[Report], of: Below) -> tuple[Double, ...]:
    """Pairs of reports that may count the same people (§2), in the order of the reports."""
    return tuple(
        Double(one.row, other.row, bool(one.person) and one.person == other.person, one.unit == other.unit, one.kind == other.kind)
        for one, other in combinations(reports, 2)
        if may_be_the_same(one, other, of)
    )


def may_be_the_same(one: Report, other: Report, of: Below) -> bool:
    """Whether two reports may count the same people: units, days and kinds with something in common, and not two different people."""
    if one.person and other.person and one.person != other.person:
        return False
    if one.kind != other.kind and OPEN_KIND not in {one.kind, other.kind}:
        return False
    return one.days[0] <= other.days[1] and other.days[0] <= one.days[1] and of.are_related(one.unit, other.unit)


def _touches(one: Report, days: Days) -> bool:
    return one.days[0] <= days[1] and days[0] <= one.days[1]


def _share(one: Report, days: Days) -> float:
    """Which part of a report falls between `days`, if people left evenly; with an open end, all where the told day is (§5)."""
    if one.first is None or one.last is None:
        told = one.last or one.first
        return 1.0 if told is not None and days[0] <= told <= days[1] else float(told is None and _is_all_time(days))
    first, last = max(one.first, days[0]), min(one.last, days[1])
    return ((last - first).days + 1) / ((one.last - one.first).days + 1)


def _is_all_time(days: Days) -> bool:
    return days == (date.min, date.max)


def _together(reports: Sequence[Report], of: Below, weight: Callable[[Report], float]) -> float:
    """How many they are, each worth `weight`, if those speak of the same people that may (§3): by unit, by kind, or by name."""
    by_kind: dict[str, list[Report]] = defaultdict(list)
    for one in reports:
        by_kind[one.kind].append(one)
    by_kind.pop(OPEN_KIND, None)
    return max(
        _up_the_units(reports, of, weight),
        sum(_up_the_units(told, of, weight) for told in by_kind.values()),
        sum(weight(one) for one in reports if one.person),
    )


def _up_the_units(reports: Iterable[Report], of: Below, weight: Callable[[Report], float]) -> float:
    """The parts of a unit add up; of what is told of it and what is told of its parts the greater counts."""
    by_unit: dict[str, list[Report]] = defaultdict(list)
    for one in reports:
        by_unit[one.unit].append(one)
    parts: dict[str, float] = defaultdict(float)
    for unit in (*reversed(list(of.above)), of.top):  # `above` has every unit behind the one above it
        found = max(_of_one_unit(by_unit[unit], weight), parts[unit]) if unit in by_unit else parts[unit]
        if unit == of.top:
            return found
        parts[of.above[unit]] += found
    return 0.0


def _of_one_unit(reports: Sequence[Report], weight: Callable[[Report], float]) -> float:
    """Kinds add up; reports that do not say the kind stand beside all of them, and the greater counts."""
    by_kind: dict[str, list[Report]] = defaultdict(list)
    for one in reports:
        by_kind[one.kind].append(one)
    open_kind = _of_one_kind(by_kind.pop(OPEN_KIND, []), weight)
    return max(open_kind, sum(_of_one_kind(told, weight) for told in by_kind.values()))


def _of_one_kind(reports: Sequence[Report], weight: Callable[[Report], float]) -> float:
    """People by name are as many as their names; numbers add up where their days are apart. Of the two the greater counts."""
    named = sum(weight(one) for one in reports if one.person)
    return max(named, _apart([one for one in reports if not one.person], weight))


def _apart(reports: Sequence[Report], weight: Callable[[Report], float]) -> float:
    """The most that reports come to of which no two share a day (weighted interval scheduling)."""
    ordered = sorted(reports, key=lambda one: one.days[1])
    ends = [one.days[1] for one in ordered]
    best = [0.0]
    for place, one in enumerate(ordered):
        before = bisect_left(ends, one.days[0], 0, place)
        best.append(max(best[-1], best[before] + weight(one)))
    return best[-1]


def _each_person_once(reports: Iterable[Report]) -> Iterator[Report]:
    """Of several reports that name one person, the one that tells the days most closely."""
    seen: set[str] = set()
    for one in sorted(reports, key=lambda one: (one.days[1] - one.days[0], one.row)):
        if not one.person or one.person not in seen:
            seen.add(one.person)
            yield one
