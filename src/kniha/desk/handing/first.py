"""Handing a list out at the desk, by who hands it out: what is chosen, a look at what would leave, the file, what is asked of a second.

Nothing leaves by a look. The file is streamed as it is read, and no byte of it touches a disk here.
"""

from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access.limits import MOST, used
from kniha.book.work import agreeing, looks
from kniha.book.work.models import Look
from kniha.desk import tables
from kniha.desk.errors import entered_or_refused
from kniha.desk.handing.forms import NAMES, HandingForm
from kniha.desk.handing.narrowing import narrowed
from kniha.desk.request import Who, acting, form, page, reading
from kniha.runs.exporting import looking
from kniha.runs.exporting.choosing import KINDS
from kniha.runs.exporting.handing_out import left_out_lines
from kniha.runs.exporting.records import known_records
from kniha.runs.exporting.tables import Record, plain
from kniha.vocab.errors import NotFoundError

_TYPES = {
    "csv": "text/csv; charset=utf-8", "xlsx": tables.XLSX, "jsonld": "application/ld+json", "ftm": "application/x-ndjson",
    "wwic": "text/csv; charset=utf-8",
}  # fmt: skip
_ENDINGS = {"csv": "csv", "xlsx": "xlsx", "jsonld": "jsonld", "ftm": "ftm.json", "wwic": "wwic.csv"}
Answer = TypeVar("Answer", bound=HttpResponseBase)
_LONGEST = 160
_IDS = ("id", "person", "unit")
_MARK = "\ufeff"  # as before the desk's own tables: spreadsheets read Cyrillic by it


@form
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """Choose a list, narrow it, say to whom it goes; then look."""
    looks.must_hand_out(who.registrar)
    among = request.GET.get("among", KINDS[0])
    if among not in KINDS:
        raise NotFoundError("there is no such thing here")
    chosen = narrowed(request, who, among)
    typed = HandingForm(request.POST if request.method == "POST" else None, among=among)
    if typed.is_valid() and chosen.is_sound:
        made = entered_or_refused(typed, lambda: looking.begin(who.hand, typed.asked(), chosen.ids))
        if made is not None:
            return redirect("handing-look", made.pk)
    return page(
        request, who, "desk/handing/new.html", part="home", form=typed, among=among, kinds=KINDS, chosen=chosen,
        count=len(chosen.ids), most=looking.MOST_ROWS, query=tables.query_without_page(request),
    )  # fmt: skip


@reading
def look(request: HttpRequest, who: Who, look_id: str) -> HttpResponse:
    """What would leave, what stays and why, what it counts for; or what left."""
    found = looks.look(who.registrar, look_id)
    until = looks.file_until(found)
    day = {"used": used(who.registrar, "export", day=who.hand.today), "most": MOST["export"]}
    return page(
        request, who, "desk/handing/look.html", part="home", look=found, rows=_rows(request, who, found), seen=looks.seen(found),
        staying=sorted(found.staying.items()), stay=sum(found.staying.values()), unnamed="recipient-not-named" in found.staying,
        weighed=len(looks.chosen(found)), waiting=len(looks.waiting(found)) if found.among in agreeing.SECONDED else 0,
        until=until, day=day, written=NAMES[found.format],
        is_open=until is not None and until >= who.hand.now, keep=looks.KEEP.days,
    )  # fmt: skip


@acting
def again(_request: HttpRequest, who: Who, look_id: str) -> HttpResponse:
    """The same rows, as they are now."""
    looking.again(who.hand, looks.look(who.registrar, look_id))
    return redirect("handing-look", look_id)


@acting
def hand_out(request: HttpRequest, who: Who, look_id: str) -> HttpResponse:
    """Enter that it is handed out; the file is on the page that follows."""
    found = looks.look(who.registrar, look_id)
    if looking.hand_out(who.hand, found, seen=request.POST.get("seen", "")):
        messages.success(request, gettext("It is entered. Take the file now; whoever gets it is named in the journal."))
    else:
        messages.error(request, gettext("Nothing was handed out: something changed since you looked. Look at it as it is now."))
    return redirect("handing-look", look_id)


@acting
def ask_second(request: HttpRequest, who: Who, look_id: str) -> HttpResponse:
    """Ask a second for what stays for danger alone."""
    found = looks.look(who.registrar, look_id)
    if looking.ask_second(who.hand, found, seen=request.POST.get("seen", "")) is not None:
        messages.success(request, gettext("A second is asked. Nothing leaves by asking."))
    else:
        messages.error(request, gettext("Nobody was asked: something changed since you looked. Look at it as it is now."))
    return redirect("handing-look", look_id)


@reading
def file(_request: HttpRequest, who: Who, look_id: str) -> StreamingHttpResponse:
    """The file of a list that was handed out, as it was looked at."""
    found = looks.look(who.registrar, look_id)
    answer = StreamingHttpResponse(looking.file_of(who.hand, found, mark=_MARK), content_type=_TYPES[found.format])
    return _attached(answer, f"{found.among}-{found.pk[:8]}.{_ENDINGS[found.format]}")


@reading
def left_out(_request: HttpRequest, who: Who, look_id: str) -> HttpResponse:
    """How many stayed, by reason; never which."""
    found = looks.look(who.registrar, look_id)
    answer = HttpResponse(_MARK.encode() + left_out_lines(looking.handed_out(found)), content_type=_TYPES["csv"])
    return _attached(answer, f"{found.among}-{found.pk[:8]}.left-out.csv")


@acting
def forget(request: HttpRequest, who: Who, look_id: str) -> HttpResponse:
    """Remove a look from here."""
    looks.forget_look(who.hand, looks.look(who.registrar, look_id))
    messages.success(request, gettext("The look is forgotten. What was entered stays."))
    return redirect("handing")


@acting
def withdraw(request: HttpRequest, who: Who, agreement_id: str) -> HttpResponse:
    """Take back what a second was asked for."""
    agreeing.withdraw(who.hand, agreeing.request(who.registrar, agreement_id))
    messages.success(request, gettext("It is taken back: nothing leaves by it."))
    return redirect("handing")


def _attached(answer: Answer, name: str) -> Answer:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(request: HttpRequest, who: Who, found: Look) -> Page[Any]:  # Any: first ids, then their rows
    """A page of what leaves, as far as it may be seen, in the order of the file."""
    rows: Page[Any] = Paginator(list(looks.leaving(found)), tables.PER_PAGE).get_page(request.GET.get("page"))
    if found.among in agreeing.SECONDED:
        by_id = {row.pk: row for row in agreeing.rows_among(who.registrar, found.among, list(rows.object_list))}
        rows.object_list = [by_id[row] for row in rows.object_list if row in by_id]
    else:
        read = known_records(who.registrar, found.among, list(rows.object_list))
        rows.object_list = [{"pk": row, "told": _told(record)} for row, record in read]
    return rows


def _told(record: Record) -> str:
    """What a row of a list without a page of its own says, but for its ids."""
    return " · ".join(plain(cell) for name, cell in record.items() if cell and name not in _IDS)[:_LONGEST]
