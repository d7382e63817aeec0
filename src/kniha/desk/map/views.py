"""The map of incidents: the same selection as the list, as points. Without JavaScript it is a list with coordinates."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from kniha.book.events.models import Incident
from kniha.desk import tables
from kniha.desk.incidents.facets import Selection, without_state
from kniha.desk.language import language
from kniha.desk.map.tiles import map_tiles
from kniha.desk.request import Who, page, reading
from kniha.vocab import terms
from kniha.vocab.shown_time import describe
from kniha.vocab.time import Interval

LARGEST = 10_000
"""More circles than this nobody tells apart; the page says how many it leaves out."""


@reading
def map_page(request: HttpRequest, who: Who) -> HttpResponse:
    """The map with the facets, and beside it a list."""
    selection = Selection(request, who, among="map")
    states = selection.states()
    rows = _placed(selection)
    return page(
        request,
        who,
        "desk/map/map.html",
        part="map",
        selection=selection,
        states=states,
        counted=selection.count_choices(states, asked="counts" in request.GET),
        rows=tables.paged(rows, request),
        without_place=selection.rows().filter(lat_e7__isnull=True).count(),
        tiles=map_tiles(),
        query=tables.query_without_page(request),
        query_without_state=without_state(request),
    )


@reading
def points(request: HttpRequest, who: Who) -> HttpResponse:
    """The selection as points: number, latitude, longitude, radius in metres, title, time, state."""
    rows = _placed(Selection(request, who, among="map"))
    told = list(_points(rows[:LARGEST]))
    left_out = max(0, rows.count() - LARGEST) if len(told) == LARGEST else 0
    return JsonResponse({"points": told, "left_out": left_out})


def _placed(selection: Selection) -> QuerySet[Incident]:
    return selection.rows().filter(lat_e7__isnull=False, lon_e7__isnull=False, radius_m__isnull=False)


def _points(rows: QuerySet[Incident]) -> Iterator[tuple[object, ...]]:
    states = {term.code: term.label(language()) for term in terms.terms("incident-states")}
    times: dict[tuple[object, ...], str] = {}
    fields = ("number", "lat_e7", "lon_e7", "radius_m", "title", "state", "first", "last", "zone", "precision")
    for number, lat, lon, radius, title, state, *time in rows.values_list(*fields):
        key = tuple(time)
        if key not in times:
            times[key] = _when(*time)
        yield number, lat / 10**7, lon / 10**7, radius, title, times[key], states[state]


def _when(*time: object) -> str:
    first, last, zone, precision = time
    if first is None or last is None:
        return ""
    return describe(Interval(first, last, zone, precision), language(), home=str(settings.OFFICE.zone))  # type: ignore[arg-type]  # as the columns are
