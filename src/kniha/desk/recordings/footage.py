"""The list of recordings, the page of one, and footage that will be lost: what is written over first comes first."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export, enter_search
from kniha.book.matches import queries as matches
from kniha.book.recordings import queries
from kniha.book.recordings.models import Recording
from kniha.desk import tables
from kniha.desk.history.told import recent
from kniha.desk.recordings.recording_forms import FacetForm, FootageForm
from kniha.desk.request import Who, page, reading

HISTORY_SHOWN = 6
POINTS_SHOWN = 20
_HEAD = (
    "id",
    "label",
    "state",
    "camera",
    "shown_first",
    "shown_last",
    "first",
    "last",
    "sigma_ms",
    "lat_e7",
    "lon_e7",
    "error_m",
    "exhibit",
)
_FOOTAGE_HEAD = ("id", "label", "urgency", "lost_on", "days_left", "how_known", "camera", "holder_kind", "holder", "asked", "asked_on")


@reading
def recordings(request: HttpRequest, who: Who) -> HttpResponse:
    """The recordings that the one who asks may see, the latest first."""
    form, rows = _narrowed(request, who)
    query = tables.query_without_page(request)
    shown = tables.paged(rows, request)
    return page(request, who, "desk/recordings/recordings.html", part="statements", form=form, rows=shown, query=query)


@reading
def recordings_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away; that it was taken away is an entry."""
    _form, rows = _narrowed(request, who)
    enter_list_export(who.hand, among="recordings", rows=rows.count())
    return tables.csv_answer("recordings", _HEAD, map(_cells, rows.iterator()))


@reading
def recording(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """One recording: what it covers, who holds it, what became of asking for it."""
    found = queries.recording(who.registrar, recording_id)
    is_open = found.state == "known"
    return page(
        request, who, "desk/recordings/recording.html", part="statements", recording=found, cover=queries.cover(who.registrar, found),
        urgency=queries.urgency_of(found, today=who.hand.today) if is_open else "", days=days_left(found, who.hand.today),
        points=found.track[:POINTS_SHOWN], may_show=len(matches.of_recording(who.registrar, found)),
        recent=recent(who, "recording", found.pk, most=HISTORY_SHOWN),
    )  # fmt: skip


@reading
def footage(request: HttpRequest, who: Who) -> HttpResponse:
    """Footage that is known and not obtained, by urgency."""
    form, rows = _urgent(request, who)
    query = tables.query_without_page(request)
    shown = tables.paged(rows, request)
    today = who.hand.today
    lines = [(row, queries.urgency_of(row, today=today), days_left(row, today)) for row in shown.object_list]
    return page(request, who, "desk/recordings/footage.html", part="statements", form=form, rows=shown, lines=lines, query=query)


@reading
def footage_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away; that it was taken away is an entry."""
    _form, rows = _urgent(request, who)
    enter_list_export(who.hand, among="footage", rows=rows.count())
    return tables.csv_answer("footage", _FOOTAGE_HEAD, _footage_lines(rows, who.hand.today))


def days_left(row: Recording, today: date) -> int | None:
    """How many days are left; 0 and less: written over already."""
    return None if row.lost_on is None else (row.lost_on - today).days


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Recording]]:
    form = FacetForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    return form, queries.narrowed(queries.recordings(who.registrar), words=_words(asked, who, "recordings"), state=asked.get("state", ""))


def _urgent(request: HttpRequest, who: Who) -> tuple[FootageForm, QuerySet[Recording]]:
    form = FootageForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.narrowed(queries.to_be_lost(who.registrar), words=_words(asked, who, "footage"))
    return form, queries.urgent(rows, asked.get("urgency", ""), today=who.hand.today)


def _words(asked: dict[str, str], who: Who, among: str) -> str:
    words = asked.get("q", "").strip()
    if words:
        enter_search(who.hand, words, among=among)
    return words


def _cells(row: Recording) -> Sequence[object]:
    times = (row.shown_first, row.shown_last, row.first, row.last)
    return (
        row.pk, row.label, row.state, row.camera_id or "", *(at.isoformat() if at else "" for at in times), row.sigma_ms,
        row.lat_e7, row.lon_e7, row.error_m, row.exhibit_id or "",
    )  # fmt: skip


def _footage_lines(rows: QuerySet[Recording], today: date) -> Iterator[Sequence[object]]:
    for row in rows.iterator():
        yield (
            row.pk, row.label, queries.urgency_of(row, today=today), row.lost_on, days_left(row, today), row.lost_how,
            row.camera.label if row.camera else "", row.holder_kind, row.holder_words, row.asked, row.asked_on,
        )  # fmt: skip
