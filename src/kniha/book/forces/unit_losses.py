"""How many people left units, by month and by a day, as far as a registrar may see; and the reports on which each number rests.

Nothing that this registrar may not see is in a number. The number of questions to the database is the same for one unit and for many.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Max, Min, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.forces import queries, staffing
from kniha.book.forces.losses import Below, Bounds, Children, Double, Month, Report, below, by_month, children, doubles, lost
from kniha.book.forces.models import Counted, Departure, Headcount, UnitParent
from kniha.book.forces.shares import Share, Strength, share, strength_at
from kniha.vocab import terms
from kniha.vocab.span import Days

MOST_COMPARED = 300
"""Reports of which every two are compared: of more, double counting is told by the bounds alone."""

LOST = "left"
"""The group of `departure-kinds` in which people are whom their unit has no more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, what it had at the beginning, how many left it and its parts, and which share of it that is."""

    unit: str
    staff: Bounds | None
    lost: Bounds
    share: Share | None


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of one unit between two days: its line, its months, the lines of its parts, and what may be counted twice."""

    line: Line
    days: Days
    months: Sequence[Month]
    parts: Sequence[Line]
    unsure: frozenset[str]
    """Parts of which no source is sure that they belonged to it then."""
    doubles: Sequence[Double]
    is_compared: bool
    departures: Mapping[str, Departure]
    headcounts: Mapping[str, Headcount]


def kinds_lost() -> tuple[str, ...]:
    """The kinds of departures that are losses."""
    return tuple(term.code for term in terms.terms("departure-kinds") if term.group == LOST)


def told_days(registrar: Registrar, units: Collection[str] | None, kinds: Collection[str]) -> Days | None:
    """From the first day to the last that departures of these units, or of all, tell of; None where none does."""
    rows = staffing.departures(registrar).filter(kind__in=kinds)
    rows = rows if units is None else rows.filter(unit__in=units)
    told = rows.aggregate(Min("first_day"), Min("last_day"), Max("first_day"), Max("last_day"))
    known = sorted(filter(None, told.values()))
    return (known[0], known[-1]) if known else None


def parts_on(registrar: Registrar, days: Days | None) -> Children:
    """What belonged to what on some day between two, or may have; at any time where no days are given."""
    return children(_links(registrar, days).values_list("unit_id", "parent_id"))


def losses(registrar: Registrar, of: Below, days: Days, *, kinds: Collection[str]) -> Losses:
    """How many left `of.top` and its parts between two days."""
    units = of.units
    rows = {row.pk: row for row in staffing.departures(registrar).filter(unit__in=units, kind__in=kinds).order_by("pk")}
    counts = {row.pk: row for row in _all_staff(registrar, units)}
    reports = [report(row) for row in rows.values()]
    used = [one for one in reports if one.days[0] <= days[1] and days[0] <= one.days[1]]
    strengths = _strengths(counts.values())
    told_of = dict.fromkeys([one.unit for one in reports] + [row.unit_id for row in counts.values()])
    nearest = children((unit, parent) for unit, parent in of.above.items())
    parts = [_line(below(unit, nearest), reports, strengths, days) for unit in told_of if unit != of.top]
    is_compared = len(used) <= MOST_COMPARED
    return Losses(
        _line(of, reports, strengths, days), days, by_month(reports, of, days), parts, _unsure(registrar, of, days),
        doubles(used, of) if is_compared else (), is_compared, rows, counts,
    )  # fmt: skip


def lines(registrar: Registrar, units: Sequence[str], days: Days, *, kinds: Collection[str]) -> Sequence[Line]:
    """How many left each of these units, its parts among them."""
    parts = parts_on(registrar, days)
    trees = [below(unit, parts) for unit in units]
    wanted = {unit for tree in trees for unit in tree.units}
    found: dict[str, list[Report]] = {}
    for row in staffing.departures(registrar).filter(unit__in=wanted, kind__in=kinds).order_by("pk"):
        found.setdefault(row.unit_id, []).append(report(row))
    strengths = _strengths(_all_staff(registrar, units))
    return [_line(tree, [one for unit in sorted(tree.units) for one in found.get(unit, ())], strengths, days) for tree in trees]


def report(row: Departure) -> Report:
    """A departure as it is counted; one source is one statement, or one place where anybody may read it."""
    days = (row.first_day, row.last_day)
    return Report(row.pk, source_of(row), row.unit_id, row.kind, *days, row.low, row.likely, row.high, row.person_id or "")


def source_of(row: Counted) -> str:
    """What tells the source of a value from others."""
    return row.account.statement_id if row.account is not None else " ".join(row.read_in.casefold().split())


def _line(of: Below, reports: Sequence[Report], strengths: Mapping[str, Sequence[Strength]], days: Days) -> Line:
    gone, staff = lost(reports, of, days), strength_at(strengths.get(of.top, ()), days[0])
    if staff is None:
        return Line(of.top, None, gone, None)
    told = {one.row: one.source for one in reports} | {one.row: one.source for one in strengths[of.top]}
    sources = len({told[row] for row in (*gone.rows, *staff.rows)})
    return Line(of.top, staff, gone, share(gone, staff, sources=sources))


def _all_staff(registrar: Registrar, units: Collection[str]) -> Iterable[Headcount]:
    return staffing.headcounts(registrar).filter(unit__in=units, kind="all").order_by("pk")


def _strengths(rows: Iterable[Headcount]) -> Mapping[str, Sequence[Strength]]:
    found: dict[str, list[Strength]] = {}
    for row in rows:
        told = Strength(row.pk, source_of(row), row.first_day, row.last_day, row.low, row.likely, row.high)
        found.setdefault(row.unit_id, []).append(told)
    return found


def _links(registrar: Registrar, days: Days | None) -> QuerySet[UnitParent]:
    rows = queries.links(registrar)
    if days is None:
        return rows
    return rows.filter(Q(began_from__isnull=True) | Q(began_from__lte=days[1]), Q(ended_to__isnull=True) | Q(ended_to__gte=days[0]))


def _unsure(registrar: Registrar, of: Below, days: Days) -> frozenset[str]:
    """Parts that stand by a link of which no source is sure on any of these days."""
    sure = _links(registrar, days).filter(began_to__lte=days[1], ended_from__gte=days[0]).filter(began_to__lte=F("ended_from"))
    known = set(sure.filter(unit__in=of.above).values_list("unit_id", "parent_id"))
    return frozenset(unit for unit, parent in of.above.items() if (unit, parent) not in known)
