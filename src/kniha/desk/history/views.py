"""The history of a record, newest first, narrowed by action and person; the same as a table; and the way back to the record."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect

from kniha.book.access.looking import enter_list_export
from kniha.book.journal import history as book
from kniha.desk import tables
from kniha.desk.history.forms import DayForm, HistoryForm
from kniha.desk.history.told import called, told
from kniha.desk.request import Who, page, reading

PER_PAGE = 25


@reading
def history(request: HttpRequest, who: Who, kind: str, row_id: str) -> HttpResponse:
    """The entries on a record and its parts, as sentences."""
    ref = book.record(who.registrar, kind, row_id)
    form = HistoryForm(request.GET, book.history(who.registrar, ref))
    rows = Paginator(form.narrowed(), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        who,
        "desk/history/history.html",
        ref=ref,
        name=called(who, ref),
        form=form,
        day_form=DayForm(None, today=who.hand.today),
        rows=rows,
        sentences=told(who, list(rows.object_list)),
        query=tables.query_without_page(request),
    )


@reading
def history_csv(request: HttpRequest, who: Who, kind: str, row_id: str) -> StreamingHttpResponse:
    """The same as a table; that it was taken away is an entry."""
    ref = book.record(who.registrar, kind, row_id)
    entries = HistoryForm(request.GET, book.history(who.registrar, ref)).narrowed()
    enter_list_export(who.hand, among="history", rows=len(entries))
    lines = ((one.seq, one.at, one.who, one.role, one.action, one.plain()) for one in told(who, entries))
    return tables.csv_answer("history", ("entry", "at", "who", "role", "action", "sentence"), lines)


@reading
def record(request: HttpRequest, who: Who, kind: str, row_id: str) -> HttpResponseBase:  # noqa: ARG001  the decorator's signature
    """To the page of a record, wherever that is; to its history where it has no page of its own, or has gone."""
    ref = book.record(who.registrar, kind, row_id)
    fields = book.facts(who.registrar, ref).rows[ref]
    match kind:
        case _ if not book.is_there(ref):
            return redirect("history", *ref)
        case "incident":
            return redirect("incident", fields["number"])
        case "statement" | "person" | "exhibit" | "unit" | "thing":
            return redirect(kind, row_id)
        case "account":
            return redirect("statement", fields["statement_id"])
        case _:
            return redirect("history", *ref)
