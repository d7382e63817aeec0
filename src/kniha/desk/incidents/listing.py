"""The list of incidents, and the same list to take away."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export
from kniha.book.events import queries
from kniha.book.events.models import Incident
from kniha.desk import tables
from kniha.desk.incidents.facets import Selection, without_state
from kniha.desk.kept.views import kept
from kniha.desk.request import Who, page, reading

_HEAD = (
    "number", "title", "state", "first_utc", "last_utc", "zone", "precision", "latitude", "longitude", "radius_m", "place", "acts",
    "compartment",
)  # fmt: skip
_BATCH = 500


@reading
def incidents(request: HttpRequest, who: Who) -> HttpResponse:
    """The incidents that the one who asks may see, fifty a page."""
    selection = Selection(request, who, among="incidents")
    states = selection.states()
    rows = _paged(selection, request, total=selection.total(states))
    kinds = queries.kinds_of(who.registrar, [row.pk for row in rows])
    return page(
        request,
        who,
        "desk/incidents/list.html",
        part="incidents",
        selection=selection,
        states=states,
        counted=selection.count_choices(states, asked="counts" in request.GET),
        rows=rows,
        listed=[(row, kinds.get(row.pk, ())) for row in rows],
        query=tables.query_without_page(request),
        query_without_state=without_state(request),
        among="incidents",
        **kept(who, "incidents", request.GET.urlencode()),
    )


@reading
def incidents_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list as a table; that it was taken away is an entry."""
    return tables.csv_answer("incidents", _HEAD, _taken_away(request, who))


@reading
def incidents_xlsx(request: HttpRequest, who: Who) -> HttpResponse:
    """The same list as a spreadsheet."""
    return tables.xlsx_answer("incidents", _HEAD, _taken_away(request, who))


def _taken_away(request: HttpRequest, who: Who) -> Iterator[Sequence[object]]:
    rows = Selection(request, who, among="incidents").rows().select_related("compartment")
    enter_list_export(who.hand, among="incidents", rows=rows.count())
    return _lines(who, rows)


def _paged(selection: Selection, request: HttpRequest, *, total: int) -> Page[Any]:  # Any: first ids, then their rows
    """A page of the list: by time, or best first where words were looked for."""
    rows = selection.rows()
    if selection.found is None:
        return tables.paged(rows, request, total=total, among=selection.all)
    seen = set(rows.order_by().values_list("pk", flat=True))
    best = [pk for pk in selection.found if pk in seen]
    shown: Page[Any] = Paginator(best, tables.PER_PAGE).get_page(request.GET.get("page"))
    by_id = rows.in_bulk(list(shown.object_list))
    shown.object_list = [by_id[pk] for pk in shown.object_list]
    return shown


def _lines(who: Who, rows: QuerySet[Incident]) -> Iterator[Sequence[object]]:
    found = rows.iterator(chunk_size=_BATCH)
    while batch := list(islice(found, _BATCH)):
        kinds = queries.kinds_of(who.registrar, [row.pk for row in batch])
        yield from (_line(row, kinds.get(row.pk, ())) for row in batch)


def _line(row: Incident, kinds: Sequence[str]) -> tuple[object, ...]:
    point = (degrees(row.lat_e7), degrees(row.lon_e7), row.radius_m)
    told = (row.number, row.title, row.state, row.first, row.last, row.zone, row.precision)
    return (*told, *point, row.place_words, " ".join(kinds), row.compartment.title)


def degrees(units: int | None) -> Decimal | None:
    """Degrees of 10⁻⁷ in decimals, exactly."""
    return None if units is None else Decimal(units).scaleb(-7)
