"""The list of statements, and the address of the reading page."""

from collections.abc import Iterator, Sequence

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.counting import counted
from kniha.book.access.looking import enter_list_export
from kniha.book.access.queries import seats
from kniha.book.statements import queries
from kniha.book.statements.models import Statement
from kniha.desk import tables
from kniha.desk.kept.views import kept
from kniha.desk.request import Who, page, reading
from kniha.desk.searching import found
from kniha.desk.statements.forms import FacetForm
from kniha.desk.statements.reading import reading_page

_HEAD = ("id", "received_on", "kind", "language", "compartment", "accounts", "files")


_STATES = {"yes": ("coded",), "no": ("new",)}


@reading
def statements(request: HttpRequest, who: Who) -> HttpResponse:
    """The statements that the one who asks may see, fifty a page."""
    form, rows = narrowed(request, who)
    return page(
        request,
        who,
        "desk/statements/list.html",
        part="statements",
        form=form,
        rows=_paged(request, who, form, rows),
        query=tables.query_without_page(request),
        among="statements",
        **kept(who, "statements", request.GET.urlencode()),
    )


@reading
def statements_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away: who, when and how many, not what was said; that it was taken away is an entry."""
    return tables.csv_answer("statements", _HEAD, _taken_away(request, who))


@reading
def statements_xlsx(request: HttpRequest, who: Who) -> HttpResponse:
    """The same as a spreadsheet."""
    return tables.xlsx_answer("statements", _HEAD, _taken_away(request, who))


def _taken_away(request: HttpRequest, who: Who) -> Iterator[Sequence[object]]:
    _, rows = narrowed(request, who)
    enter_list_export(who.hand, among="statements", rows=rows.count())
    return (_line(row) for row in rows.iterator(chunk_size=500))


@reading
def statement(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """The words of one source, and what was read in them."""
    return reading_page(request, who, queries.statement(who.registrar, statement_id))


def _paged(request: HttpRequest, who: Who, form: FacetForm, rows: QuerySet[Statement]) -> Page[Statement]:
    """A page of the list. How long it is, the tallies know where nothing narrows it but the coding."""
    asked = form.cleaned_data
    tallied = None if any(asked.get(name) for name in ("q", "compartment", "care", "role")) else counted(who.registrar, "statement")
    total = None if tallied is None else sum(tallied.get(state, 0) for state in _STATES.get(asked.get("coded", ""), tallied))
    return tables.paged(rows, request, total=total, among=queries.listed(who.registrar) if any(asked.values()) else None)


def narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Statement]]:
    """The form of the facets, and the statements that it leaves."""
    form = FacetForm(request.GET, compartments=seats(who.registrar))
    asked = form.cleaned_data if form.is_valid() else {}
    coded = {"yes": True, "no": False}.get(asked.get("coded", ""))
    narrowing = {"compartment": asked.get("compartment", ""), "role": asked.get("role", "")}
    rows = queries.delicate_first(queries.listed(who.registrar, coded=coded, delicate=asked.get("care") == "yes" or None, **narrowing))
    if asked.get("q"):
        rows = rows.filter(pk__in=found(request, who, asked["q"], kind="statement", among="statements"))
    return form, rows


def _line(row: Statement) -> tuple[object, ...]:
    counts = (getattr(row, "account_count"), getattr(row, "exhibit_count"))  # noqa: B009  annotated by the query
    return (row.pk, row.received_on, row.kind, row.language, row.compartment.title if row.compartment else "", *counts)
