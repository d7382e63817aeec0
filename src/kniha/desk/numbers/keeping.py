"""Counts kept as they were: keeping one, and reading it beside the same asked again now."""

from importlib.metadata import version

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access.looking import enter_list_export
from kniha.book.access.queries import names
from kniha.book.counting import queries
from kniha.book.counting.actions import keep_count
from kniha.book.counting.keeping import Moved, digest_of, moved, table_of
from kniha.book.counting.rules import METHOD, Question
from kniha.desk import tables
from kniha.desk.numbers.forms import address_of, narrowed_by, read
from kniha.desk.numbers.shown import as_rows, table_shown
from kniha.desk.numbers.wording import called
from kniha.desk.request import Who, acting, page, reading
from kniha.vocab.errors import MalformedError


@reading
def counts(request: HttpRequest, who: Who) -> HttpResponse:
    """The counts that were kept, newest first."""
    return page(request, who, "desk/numbers/kept.html", part="numbers", rows=tables.paged(queries.counts(who.registrar), request), query="")


@acting
def keep(request: HttpRequest, who: Who) -> HttpResponse:
    """Keep the count that the page shows, as it is now."""
    asked = read(request.POST)
    if asked is None:
        raise MalformedError("the form asks the numbers what cannot be asked")
    made = keep_count(who.hand, asked, title=request.POST.get("title", ""), version=version("kniha"))
    messages.success(request, gettext("The count is kept as it was now."))
    return redirect("count", made.pk)


@reading
def count(request: HttpRequest, who: Who, count_id: str) -> HttpResponse:
    """One count as it was kept, how it was counted, and what is another number now."""
    kept = queries.count(who.registrar, count_id)
    was = table_of(kept.question, kept.cells)
    now = queries.table(who.registrar, was.question)
    return page(
        request, who, "desk/numbers/count.html", part="numbers", count=kept, shown=table_shown(who.registrar, was, opens=False),
        narrowed=narrowed_by(was.question, who.registrar), author=names([kept.author]).get(kept.author, ""),
        moved=_in_words(who, was.question, moved(was, now)), asked_now=address_of(was.question), is_same_method=kept.method == METHOD,
        is_same=kept.digest == digest_of(queries.behind(who.registrar, was.question)),
    )  # fmt: skip


@reading
def count_csv(_request: HttpRequest, who: Who, count_id: str) -> StreamingHttpResponse:
    """The kept table to take away."""
    kept = queries.count(who.registrar, count_id)
    was = table_of(kept.question, kept.cells)
    enter_list_export(who.hand, among="numbers", rows=len(was.rows))
    head, rows = as_rows(who.registrar, was)
    return tables.csv_answer("count", head, rows)


def _in_words(who: Who, question: Question, changed: tuple[Moved, ...]) -> list[tuple[str, str, Moved]]:
    """Each number that changed, with its row and column in words; that of all has neither."""
    rows = called(who.registrar, question.rows, {one.row for one in changed})
    columns = called(who.registrar, question.columns, {one.column for one in changed}) if question.columns else {}
    total = [one for one in changed[:1] if not one.row and not one.column]
    return [("", "", one) for one in total] + [(rows[one.row], columns.get(one.column, ""), one) for one in changed[len(total) :]]
