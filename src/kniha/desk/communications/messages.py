"""The list of messages, the page of one, and looking for who spoke: within an incident, and never without one."""

from collections.abc import Sequence

from django.contrib import messages as notes
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access.looking import enter_list_export, note_reading
from kniha.book.bulk import queries as bulk
from kniha.book.communications import queries
from kniha.book.communications.looking import Found, look_for_speaker
from kniha.book.communications.models import Communication
from kniha.book.communications.taking import take_message
from kniha.book.events import queries as events
from kniha.book.events.models import Incident
from kniha.desk import tables
from kniha.desk.communications.forms import FacetForm, LookForm
from kniha.desk.communications.shown import heard_of
from kniha.desk.errors import entered_or_refused
from kniha.desk.history.told import recent
from kniha.desk.request import Who, acting, form, page, reading
from kniha.runs.speakers import digest_of
from kniha.vocab.errors import NotFoundError

HISTORY_SHOWN = 6
# No speakers and no words: a table that left the house could be looked through by a number.
_HEAD = ("id", "medium", "channel", "first", "last", "zone", "precision", "lat_e7", "lon_e7", "error_m", "place", "language", "exhibit")


@reading
def communications(request: HttpRequest, who: Who) -> HttpResponse:
    """The messages that the one who asks may see, the latest first."""
    typed, rows = _narrowed(request, who)
    shown, query = tables.paged(rows, request), tables.query_without_page(request)
    return page(request, who, "desk/communications/communications.html", part="statements", form=typed, rows=shown, query=query)


@reading
def communications_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away, without who spoke and what was said; that it was taken away is an entry."""
    _form, rows = _narrowed(request, who)
    enter_list_export(who.hand, among="communications", rows=rows.count())
    return tables.csv_answer("communications", _HEAD, map(_cells, rows.iterator()))


@reading
def communication(request: HttpRequest, who: Who, communication_id: str) -> HttpResponse:
    """One message: its words beside their translation, who spoke, and what their call signs may have stood for at that moment."""
    found = queries.communication(who.registrar, communication_id)
    note_reading(who.hand, "communication")
    return page(
        request, who, "desk/communications/communication.html", part="statements", communication=found,
        translations=list(queries.translations(who.registrar, found)), heard=list(heard_of(who, found)),
        recent=recent(who, "communication", found.pk, most=HISTORY_SHOWN),
    )  # fmt: skip


@form
def look(request: HttpRequest, who: Who) -> HttpResponse:
    """Look, within an incident, for a call sign, a number or a name: each look is an entry."""
    begins = {"incident": request.GET.get("incident", "")}
    typed = LookForm(request.POST or None, find=lambda number: _incident(who, number), initial=begins)
    found: Found | None = None
    if typed.is_valid():
        told = typed.cleaned_data
        action = lambda: look_for_speaker(  # noqa: E731
            who.hand, told["incident"], told["heard"], digest=digest_of(told["heard"])
        )
        found = entered_or_refused(typed, action)
    return page(request, who, "desk/communications/look.html", part="statements", form=typed, found=found)


@acting
def take(request: HttpRequest, who: Who, batch_id: str, row_key: int) -> HttpResponse:
    """Enter a row of a list as a message: it stays when the rows go by their day."""
    made = take_message(who.hand, bulk.batch(who.registrar, batch_id), row_key)
    notes.success(request, gettext("It is entered as a message, and stays when the rows go by their day."))
    return redirect("communication", made.pk)


def _incident(who: Who, number: str) -> Incident | None:
    try:
        return events.incident(who.registrar, number)
    except NotFoundError:
        return None


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Communication]]:
    typed = FacetForm(request.GET)
    return typed, queries.narrowed(queries.communications(who.registrar), **typed.asked())


def _cells(row: Communication) -> Sequence[object]:
    times = (at.isoformat() if at else "" for at in (row.first, row.last))
    return (
        row.pk, row.medium, row.channel, *times, row.zone, row.precision, row.lat_e7, row.lon_e7, row.error_m, row.place_words,
        row.language, row.exhibit_id or "",
    )  # fmt: skip
