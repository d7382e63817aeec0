"""What rests on a unit: who served in it, where accounts name it, what is alleged of it, what belonged to it. Any of it may be thousands.

The page of a unit shows the beginning of each; the rest stands on pages of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Registrar
from kniha.book.forces import queries
from kniha.book.forces.models import Posting, UnitParent
from kniha.book.forces.staffing import departures_of, headcounts_of
from kniha.book.forces.units import Unit
from kniha.book.forces.whereabouts import deployments_of
from kniha.book.people.models import Person
from kniha.desk import tables
from kniha.desk.forces.deployments import stayed
from kniha.desk.forces.leaving import left
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.vocab.errors import NotFoundError

SHOWN = 50
"""Rows of each that stand on the page of the unit."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A link to another unit, and what that is called."""

    row: UnitParent
    unit: str
    called: str


@dataclass(frozen=True, slots=True)
class Served:
    """A posting, and the person who held it, with their names."""

    row: Posting
    person: Person


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of one of them, and how many there are."""

    part: str
    rows: Sequence[object]
    total: int


@reading
def rest(request: HttpRequest, who: Who, unit_id: str, unit_part: str) -> HttpResponse:
    """All rows of one of them, fifty a page."""
    if unit_part not in PARTS:
        raise NotFoundError("there is no such thing here")
    unit = queries.unit(who.registrar, unit_id, language=language())
    title, asked, shown = PARTS[unit_part]
    found = tables.paged(asked(who.registrar, unit), request)
    return page(
        request, who, "desk/forces/rest.html", part="units", unit=unit, heading=title, rows_of=f"desk/forces/{unit_part}.jinja",
        rows=found, shown=list(shown(who, list(found.object_list))), query="",
    )  # fmt: skip


def beginning(who: Who, unit: Unit, part: str) -> Beginning:
    """What the page of the unit shows of one of them."""
    _title, asked, shown = PARTS[part]
    rows = asked(who.registrar, unit)
    ids = list(rows.values_list("pk", flat=True)[: SHOWN + 1])  # in order of them alone: rows are wide
    total = len(ids) if len(ids) <= SHOWN else rows.order_by().count()
    return Beginning(part, list(shown(who, list(rows.filter(pk__in=ids[:SHOWN])))), total)


def placed(who: Who, rows: Sequence[UnitParent] | QuerySet[UnitParent], other: str) -> Iterator[Placed]:
    """Links with what the `other` unit of each is called."""
    found = list(rows)
    called = queries.called(who.registrar, {getattr(one, other) for one in found}, language=language())
    yield from (Placed(one, getattr(one, other), called[getattr(one, other)]) for one in found)


def _served(who: Who, rows: Sequence[Posting]) -> Iterator[Served]:
    people = queries.people_of(who.registrar, rows)
    yield from (Served(one, people[one.person_id]) for one in rows)


def _as_they_are(_who: Who, rows: Sequence[Any]) -> Iterator[Any]:
    return iter(rows)


_Asked = Callable[[Registrar, Unit], QuerySet[Any]]
_Shown = Callable[[Who, Sequence[Any]], Iterator[object]]
# Any, here and above: rows of one table or another.
PARTS: Mapping[str, tuple[Promise, _Asked, _Shown]] = {
    "postings": (_("Who served here"), queries.postings_in, _served),
    "mentions": (_("Where accounts name it"), queries.mentions_of, _as_they_are),
    "involvements": (_("Alleged involvement"), queries.involvements_of, _as_they_are),
    "deployments": (_("Where it was"), deployments_of, stayed),
    "headcounts": (_("How many people it had"), headcounts_of, _as_they_are),
    "departures": (_("Who left it"), departures_of, left),
    "children": (_("What belonged to it"), queries.children_of, lambda who, rows: placed(who, rows, "unit_id")),
}
"""By name: what it is called on a page, its rows, and how they are shown."""
