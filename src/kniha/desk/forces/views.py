"""The list of units, and the page of one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export, enter_search
from kniha.book.forces import queries
from kniha.book.forces.finding import listed
from kniha.book.forces.models import ListedUnit, UnitName
from kniha.book.forces.units import Unit
from kniha.desk import tables
from kniha.desk.communications.signs import borne
from kniha.desk.forces.commanding import commanded
from kniha.desk.forces.deployments import in_two_places
from kniha.desk.forces.finding import called_of
from kniha.desk.forces.forms import FacetForm
from kniha.desk.forces.resting import PARTS, beginning, placed
from kniha.desk.history.told import recent
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading

HISTORY_SHOWN = 6
_BATCH = 500
_HEAD = ("id", "name", "other_names", "force", "kind", "country")


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the list, with what else it is called."""

    unit: Unit
    others: tuple[UnitName, ...]


@reading
def units(request: HttpRequest, who: Who) -> HttpResponse:
    """The units that the one who asks may see, by name, fifty a page."""
    form, rows = _narrowed(request, who)
    shown = tables.paged_by_id(rows.values_list("unit_id", flat=True), request, among=queries.units(who.registrar, language=language()))
    lines = list(_lines(who, list(shown.object_list)))
    query = tables.query_without_page(request)
    return page(request, who, "desk/forces/list.html", part="units", form=form, rows=shown, lines=lines, query=query)


@reading
def units_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away; that it was taken away is an entry."""
    return tables.csv_answer("units", _HEAD, _taken_away(request, who))


@reading
def units_xlsx(request: HttpRequest, who: Who) -> HttpResponse:
    """The same as a spreadsheet."""
    return tables.xlsx_answer("units", _HEAD, _taken_away(request, who))


@reading
def unit(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """One unit: what it is called, what it belonged to, who served in it, where it is named. Of long lists, their beginning."""
    found = queries.unit(who.registrar, unit_id, language=language())
    return page(
        request, who, "desk/forces/unit.html", part="units", unit=found, names=queries.names_of(who.registrar, found),
        parents=list(placed(who, queries.parents_of(who.registrar, found), "parent_id")),
        signs=list(borne(who, found)), two_places=in_two_places(who, found), commands=commanded(who, found),
        **{part: beginning(who, found, part) for part in PARTS},
        recent=recent(who, "unit", found.pk, most=HISTORY_SHOWN),
    )  # fmt: skip


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[ListedUnit]]:
    form = FacetForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words = asked.get("q", "").strip()
    if words:
        enter_search(who.hand, words, among="units")
    chosen = {name: asked.get(name, "") for name in ("force", "kind")}
    return form, listed(who.registrar, language=language(), words=words, **chosen)


def _taken_away(request: HttpRequest, who: Who) -> Iterator[Sequence[object]]:
    _, rows = _narrowed(request, who)
    ids = list(rows.values_list("unit_id", flat=True))
    enter_list_export(who.hand, among="units", rows=len(ids))
    return _rows(who, ids)


def _rows(who: Who, ids: Sequence[str]) -> Iterator[Sequence[object]]:
    known = queries.units(who.registrar, language=language())
    for first in range(0, len(ids), _BATCH):
        some = ids[first : first + _BATCH]
        by_id = {one.pk: one for one in known.filter(pk__in=some)}
        yield from map(_cells, _lines(who, [by_id[pk] for pk in some if pk in by_id]))


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
