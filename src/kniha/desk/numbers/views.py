"""Dashboards and tables over what the one who asks may see; the records behind each number; tables to take away."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from kniha.book.access.looking import enter_list_export
from kniha.book.counting import queries
from kniha.book.counting.queries import Totals
from kniha.book.counting.rules import Question, before
from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.desk import tables
from kniha.desk.language import language
from kniha.desk.numbers.forms import QuestionForm, address_of, narrowed_by, read
from kniha.desk.numbers.shown import as_rows, table_shown
from kniha.desk.numbers.wording import called
from kniha.desk.request import Who, page, reading
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError, NotFoundError

PANELS = (("month", 24), ("kind", 12), ("place", 12), ("state", 10), ("verification", 10), ("sources", 4), ("unit", 10))
"""What a dashboard tells apart, and how many rows of each it shows."""


@reading
def numbers(request: HttpRequest, who: Who) -> HttpResponse:
    """The dashboard: figures over all, and tables by time, act, place, review, verification, sources and unit."""
    form = QuestionForm(request.GET, who.registrar, is_table=False)
    asked = form.question()
    earlier = before(asked.first, asked.last)
    counted = queries.dashboard(who.registrar, asked)
    return page(
        request, who, "desk/numbers/dashboard.html", part="numbers", form=form, narrowed=narrowed_by(asked, who.registrar),
        figures=_figures(counted.totals, asked), earlier=earlier and queries.totals(who.registrar, asked.within(*earlier)), period=earlier,
        panels=[table_shown(who.registrar, counted.tables[rows], most=most) for rows, most in PANELS],
        left_out=_left_out(who), table_address=f"{reverse('numbers-table')}?{address_of(asked)}", is_narrowed=bool(request.GET),
    )  # fmt: skip


@reading
def table(request: HttpRequest, who: Who) -> HttpResponse:
    """One table, told apart by rows and, where asked, columns."""
    form = QuestionForm(request.GET, who.registrar, is_table=True)
    asked = form.question()
    found = queries.table(who.registrar, asked)
    return page(
        request, who, "desk/numbers/table.html", part="numbers", form=form, narrowed=narrowed_by(asked, who.registrar),
        query=address_of(asked),
        shown=table_shown(who.registrar, found), measures=_otherwise(asked),
        adds_up=sum(found.by_row.values()) == found.total,
    )  # fmt: skip


@reading
def table_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same as a table to take away; that it was taken is an entry."""
    head, rows = _taken_away(request, who)
    return tables.csv_answer("numbers", head, rows)


@reading
def table_xlsx(request: HttpRequest, who: Who) -> HttpResponse:
    """The same as a spreadsheet."""
    head, rows = _taken_away(request, who)
    return tables.xlsx_answer("numbers", head, rows)


@reading
def table_svg(request: HttpRequest, who: Who) -> HttpResponse:
    """The same as a drawing, to take away."""
    found = queries.table(who.registrar, _asked(request))
    enter_list_export(who.hand, among="numbers", rows=len(found.rows))
    answer = page(
        request, who, "desk/numbers/drawing.svg", shown=table_shown(who.registrar, found), narrowed=_told(request, who), day=who.hand.today
    )
    answer["Content-Type"] = "image/svg+xml"
    answer["Content-Disposition"] = 'attachment; filename="numbers.svg"'
    return answer


@reading
def records(request: HttpRequest, who: Who) -> HttpResponse:
    """What one number counts: incidents, acts with their incidents, or persons."""
    asked = _asked(request)
    row, column = (request.GET.get(name) for name in ("row", "column"))
    ids = queries.behind(who.registrar, asked, row=row, column=column if asked.columns else None)
    kinds = {"incidents": events.incidents(who.registrar), "acts": events.acts_known(who.registrar), "named": people.people(who.registrar)}
    found = tables.paged_by_id(ids, request, among=kinds[asked.measure])
    which = [(dimension, code) for dimension, code in ((asked.rows, row), (asked.columns, column)) if dimension and code is not None]
    return page(
        request, who, "desk/numbers/records.html", part="numbers", rows=found, asked=asked, query=tables.query_without_page(request),
        which=[(terms.label("count-dimensions", one, language()), called(who.registrar, one, [code])[code]) for one, code in which],
        narrowed=narrowed_by(asked, who.registrar), table_address=f"{reverse('numbers-table')}?{address_of(asked)}",
        measure=terms.label("count-measures", asked.measure, language()),
        kinds=events.kinds_of(who.registrar, [one.pk for one in found.object_list]) if asked.measure == "incidents" else {},
    )  # fmt: skip


@reading
def left_out(request: HttpRequest, who: Who, reason: str) -> HttpResponse:
    """The incidents that stand in no number for one reason, themselves or by an act."""
    if reason not in terms.codes("count-omissions"):
        raise NotFoundError("there is no such thing here")
    found = tables.paged_by_id(queries.left_out_incidents(who.registrar, reason), request, among=events.incidents(who.registrar))
    return page(
        request, who, "desk/numbers/left_out.html", part="numbers", rows=found, reason=reason, query="",
        kinds=events.kinds_of(who.registrar, [row.pk for row in found.object_list]),
    )  # fmt: skip


def _figures(found: Totals, asked: Question) -> dict[str, object]:
    """The figures of a dashboard, each with the address of what it counts."""
    behind = reverse("numbers-records") + "?"
    return {
        "found": found,
        "incidents": behind + address_of(replace(asked, measure="incidents", rows="kind" if asked.asks_of_acts else "year")),
        "acts": behind + address_of(asked),
        "named": behind + address_of(replace(asked, measure="named")),
        "verified": "" if asked.verification else behind + address_of(replace(asked, verification="verified")),
        "late": "" if asked.late else behind + address_of(replace(asked, late="late")),
        "one_unverified": "" if asked.sources else behind + address_of(replace(asked, sources="1", unchecked=True)),
        "unknown_consent": "" if asked.let else behind + address_of(replace(asked, let="not-known")),
    }


def _left_out(who: Who) -> list[tuple[str, int, int]]:
    found = queries.left_out(who.registrar)
    return [(term.code, *found[term.code]) for term in terms.terms("count-omissions") if term.code in found]


def _otherwise(asked: Question) -> list[tuple[str, str, bool]]:
    """The same table of another measure: label, address, whether it is this one."""
    here = reverse("numbers-table")
    return [
        (term.label(language()), f"{here}?{address_of(replace(asked, measure=term.code))}", term.code == asked.measure)
        for term in terms.terms("count-measures")
    ]


def _asked(request: HttpRequest) -> Question:
    asked = read(request.GET)
    if asked is None:
        raise MalformedError("the address asks the numbers what cannot be asked")
    return asked


def _told(request: HttpRequest, who: Who) -> list[tuple[str, str]]:
    return narrowed_by(_asked(request), who.registrar)


def _taken_away(request: HttpRequest, who: Who) -> Any:  # Any: head and rows
    found = queries.table(who.registrar, _asked(request))
    enter_list_export(who.hand, among="numbers", rows=len(found.rows))
    return as_rows(who.registrar, found)
