"""The list of incidents as it stood at the end of a day."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export
from kniha.book.journal import incidents_as_of
from kniha.book.journal.incidents_as_of import Listed
from kniha.book.journal.moments import EndOfDay
from kniha.desk import tables
from kniha.desk.history.forms import DayForm
from kniha.desk.history.told import home
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading

_HEAD = ("number", "title", "when", "where", "acts", "state")


@reading
def incidents(request: HttpRequest, who: Who) -> HttpResponse:
    """Fifty a page, those opened last first."""
    form, day = _asked(request, who)
    rows = tables.paged(incidents_as_of.opened_by(who.registrar, day), request)
    return page(
        request,
        who,
        "desk/history/incidents.html",
        part="incidents",
        form=form,
        day=day,
        rows=rows,
        listed=_listed(who, [row.pk for row in rows], day),
        query=tables.query_without_page(request),
    )


@reading
def incidents_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list as a table; that it was taken away is an entry."""
    _, day = _asked(request, who)
    ids = list(incidents_as_of.opened_by(who.registrar, day).values_list("pk", flat=True))
    enter_list_export(who.hand, among="incidents-as-of", rows=len(ids))
    return tables.csv_answer(f"incidents-{day.isoformat()}", _HEAD, _lines(who, ids, day))


def _asked(request: HttpRequest, who: Who) -> tuple[DayForm, date]:
    form = DayForm(request.GET if "day" in request.GET else None, today=who.hand.today)
    return form, form.cleaned_data["day"] if form.is_valid() else who.hand.today


def _listed(who: Who, ids: list[str], day: date) -> tuple[Listed, ...]:
    moment = EndOfDay(day, settings.OFFICE.zone)
    return incidents_as_of.listed(who.registrar, ids, moment, language=language(), home=home())


def _lines(who: Who, ids: list[str], day: date) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), tables.PER_PAGE):
        for row in _listed(who, ids[start : start + tables.PER_PAGE], day):
            yield row.number, row.title, row.when, row.where, row.acts, row.state
