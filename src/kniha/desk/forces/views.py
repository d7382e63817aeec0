"""The list of units, and the page of one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export, enter_search
from kniha.book.forces import queries
from kniha.book.forces.models import UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.desk import tables
from kniha.desk.forces.finding import called_of, units_meant
from kniha.desk.forces.forms import FacetForm
from kniha.desk.history.told import recent
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading

HISTORY_SHOWN = 6
_HEAD = ("id", "name", "other_names", "force", "kind", "country")


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the list, with what else it is called."""

    unit: Unit
    others: tuple[UnitName, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A link to another unit, and what that is called."""

    row: UnitParent
    unit: str
    called: str


@reading
def units(request: HttpRequest, who: Who) -> HttpResponse:
    """The units that the one who asks may see, by name, fifty a page."""
    form, rows = _narrowed(request, who)
    shown = tables.paged(rows, request)
    lines = _lines(who, list(shown.object_list))
    query = tables.query_without_page(request)
    return page(request, who, "desk/forces/list.html", part="units", form=form, rows=shown, lines=lines, query=query)


@reading
def units_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away; that it was taken away is an entry."""
    _, rows = _narrowed(request, who)
    found = list(rows)
    enter_list_export(who.hand, among="units", rows=len(found))
    return tables.csv_answer("units", _HEAD, (_cells(line) for line in _lines(who, found)))


@reading
def unit(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """One unit: what it is called, what it belonged to, who served in it, where it is named."""
    found = queries.unit(who.registrar, unit_id, language=language())
    parents, children = list(queries.parents_of(who.registrar, found)), list(queries.children_of(who.registrar, found))
    called = queries.called(who.registrar, {*(one.parent_id for one in parents), *(one.unit_id for one in children)}, language=language())
    return page(
        request, who, "desk/forces/unit.html", part="units", unit=found,
        names=queries.names_of(who.registrar, found),
        parents=[Placed(one, one.parent_id, called[one.parent_id]) for one in parents],
        children=[Placed(one, one.unit_id, called[one.unit_id]) for one in children],
        postings=queries.postings_in(who.registrar, found),
        mentions=queries.mentions_of(who.registrar, found),
        involvements=queries.involvements_of(who.registrar, found),
        recent=recent(who, "unit", found.pk, most=HISTORY_SHOWN),
    )  # fmt: skip


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Unit]]:
    form = FacetForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words = asked.get("q", "").strip()
    if words:
        enter_search(who.hand, words, among="units")
    rows = units_meant(who, words) if words else queries.units(who.registrar, language=language())
    narrowed = {name: asked[name] for name in ("force", "kind") if asked.get(name)}
    return form, rows.filter(**narrowed)


def _lines(who: Who, found: Sequence[Unit]) -> Iterator[Line]:
    others: dict[str, list[UnitName]] = {}
    for name in queries.names(who.registrar).filter(unit__in=[one.pk for one in found]).order_by("text", "pk"):
        others.setdefault(name.unit_id, []).append(name)
    for one in found:
        yield Line(one, tuple(_but(called_of(one), others.get(one.pk, ()))))


def _but(called: str, names: Iterable[UnitName]) -> Iterator[UnitName]:
    seen = {called}
    for name in names:
        if name.text not in seen:
            seen.add(name.text)
            yield name


def _cells(line: Line) -> tuple[object, ...]:
    return (
        line.unit.pk,
        called_of(line.unit),
        "; ".join(one.text for one in line.others),
        line.unit.force,
        line.unit.kind,
        line.unit.country,
    )
