"""A record at two moments beside each other, and at the end of a day."""

import re
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kniha.book.journal import history
from kniha.book.journal.moments import AfterEntry, EndOfDay, Moment
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.sheets import difference as differing
from kniha.book.journal.sheets import sheet
from kniha.desk.history.forms import DayForm
from kniha.desk.history.told import called, home, told
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.vocab.errors import ImpossibleError, MalformedError, NotFoundError
from kniha.vocab.shown_time import describe
from kniha.vocab.time import day_interval

_ENTRY = re.compile("[0-9]{1,15}")


@reading
def difference(request: HttpRequest, who: Who, kind: str, row_id: str) -> HttpResponse:
    """What changed between two moments: entries of the history, or days."""
    ref = history.record(who.registrar, kind, row_id)
    entries = history.history(who.registrar, ref)
    earlier, later = _in_order(entries, [_moment(entries, request.GET.get(name, ""), who.hand.today) for name in ("from", "to")])
    parts = differing(who.registrar, ref, (earlier, later), language=language(), home=home())
    is_whole = "all" in request.GET
    return page(
        request,
        who,
        "desk/history/difference.html",
        ref=ref,
        name=called(who, ref),
        earlier=_told(who, entries, earlier),
        later=_told(who, entries, later),
        parts=[part for part in parts if is_whole or part.mark != "same"],
        same=sum(part.mark == "same" for part in parts),
        is_whole=is_whole,
        query=f"from={_written(earlier)}&to={_written(later)}",
    )


@reading
def as_of(request: HttpRequest, who: Who, kind: str, row_id: str) -> HttpResponse:
    """The record with its parts as it stood at the end of a day."""
    ref = history.record(who.registrar, kind, row_id)
    form = DayForm(request.GET if "day" in request.GET else None, today=who.hand.today)
    day = form.cleaned_data["day"] if form.is_valid() else who.hand.today
    parts = () if form.errors else sheet(who.registrar, ref, _end_of(day), language=language(), home=home())
    return page(request, who, "desk/history/as_of.html", ref=ref, name=called(who, ref), form=form, day=day, parts=parts)


def _moment(entries: Sequence[StoredEntry], text: str, today: date) -> Moment:
    """An entry of the history by its number, or the end of a day."""
    if _ENTRY.fullmatch(text):
        if int(text) not in {entry.seq for entry in entries}:
            raise NotFoundError("there is no such entry in this history")
        return AfterEntry(int(text))
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("a moment is the number of an entry or a day like 2026-11-23") from error
    if day > today:
        raise ImpossibleError("that day has not come yet")
    return _end_of(day)


def _end_of(day: date) -> EndOfDay:
    return EndOfDay(day, settings.OFFICE.zone)


def _in_order(entries: Sequence[StoredEntry], moments: Sequence[Moment]) -> tuple[Moment, Moment]:
    """The earlier of two moments first: the one that covers fewer entries of the history."""
    earlier, later = sorted(moments, key=lambda moment: sum(moment.covers(entry) for entry in entries))
    return earlier, later


def _told(who: Who, entries: Sequence[StoredEntry], moment: Moment) -> str:
    if isinstance(moment, EndOfDay):
        return describe(day_interval(moment.day, home()), language(), home=home())
    sentence = told(who, [entry for entry in entries if entry.seq == moment.seq])[0]
    return gettext("entry %(seq)s, %(at)s") % {"seq": sentence.seq, "at": sentence.at}


def _written(moment: Moment) -> str:
    return str(moment.seq) if isinstance(moment, AfterEntry) else moment.day.isoformat()
