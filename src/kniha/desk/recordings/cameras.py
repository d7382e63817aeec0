"""The list of cameras, and the page of one."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export, enter_search
from kniha.book.recordings import queries
from kniha.book.recordings.models import Camera
from kniha.desk import tables
from kniha.desk.history.told import recent
from kniha.desk.recordings.forms import FacetForm
from kniha.desk.request import Who, page, reading

HISTORY_SHOWN = 6
RECORDINGS_SHOWN = 50
_HEAD = ("id", "label", "kind", "owner_kind", "owner", "retention_days", "compartment")


@reading
def cameras(request: HttpRequest, who: Who) -> HttpResponse:
    """The cameras that the one who asks may see, by label."""
    form, rows = _narrowed(request, who)
    shown = tables.paged(rows, request)
    query = tables.query_without_page(request)
    return page(request, who, "desk/recordings/cameras.html", part="statements", form=form, rows=shown, query=query)


@reading
def cameras_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away; that it was taken away is an entry."""
    _form, rows = _narrowed(request, who)
    enter_list_export(who.hand, among="cameras", rows=rows.count())
    return tables.csv_answer("cameras", _HEAD, _lines(rows))


@reading
def camera(request: HttpRequest, who: Who, camera_id: str) -> HttpResponse:
    """One camera: what it is, where it stood, how far off its clock was, what it recorded."""
    found = queries.camera(who.registrar, camera_id)
    rows = queries.recordings_of(who.registrar, found)
    return page(
        request, who, "desk/recordings/camera.html", part="statements", camera=found, positions=queries.positions(who.registrar, found),
        readings=queries.clock_readings(who.registrar, found), recordings=rows[:RECORDINGS_SHOWN], total=rows.count(),
        recent=recent(who, "camera", found.pk, most=HISTORY_SHOWN),
    )  # fmt: skip


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Camera]]:
    form = FacetForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words = asked.get("q", "").strip()
    if words:
        enter_search(who.hand, words, among="cameras")
    return form, queries.cameras(who.registrar, words=words, kind=asked.get("kind", ""))


def _lines(rows: QuerySet[Camera]) -> Iterator[Sequence[object]]:
    for row in rows.select_related("compartment").iterator():
        yield row.pk, row.label, row.kind, row.owner_kind, row.owner_words, row.retention_days, row.compartment.title
