"""The list of statements and the reading page."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext

from kniha.book.access import queries as access
from kniha.book.access.looking import enter_list_export
from kniha.book.erasure import queries as erasure
from kniha.book.events import queries as events
from kniha.book.evidence import queries as evidence
from kniha.book.people import queries as people
from kniha.book.statements import queries
from kniha.book.statements.models import Account, Statement
from kniha.desk import tables
from kniha.desk.names import names_of
from kniha.desk.request import Who, page, reading
from kniha.desk.searching import found
from kniha.desk.statements.forms import FacetForm
from kniha.desk.statements.passages import marks_of, quoted, segments


@reading
def statements(request: HttpRequest, who: Who) -> HttpResponse:
    """The statements that the one who asks may see, fifty a page."""
    form, rows = _narrowed(request, who)
    return page(
        request,
        who,
        "desk/statements/list.html",
        part="statements",
        form=form,
        rows=tables.paged(rows, request),
        query=tables.query_without_page(request),
    )


@reading
def statements_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away: who, when and how many, not what was said; that it was taken away is an entry."""
    _, rows = _narrowed(request, who)
    enter_list_export(who.hand, among="statements", rows=rows.count())
    head = ("id", "received_on", "kind", "language", "compartment", "accounts", "files")
    return tables.csv_answer("statements", head, (_line(row) for row in rows.iterator(chunk_size=500)))


@reading
def statement(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """The words of one source, and what was read in them."""
    read = queries.statement(who.registrar, statement_id)
    accounts = list(queries.accounts(who.registrar, read))
    return page(
        request,
        who,
        "desk/statements/read.html",
        part="statements",
        statement=read,
        segments=segments(read.text, marks_of(accounts)),
        consents=queries.consents(who.registrar, read),
        exhibits=evidence.exhibits(who.registrar, read),
        accounts=[_told(who, account, read.text) for account in accounts],
        names=names_of(account.coded_by for account in accounts),
        risk=people.risks(who.registrar, read.source).first() if read.source else None,
        open=erasure.open_on(who.registrar, ("statement", read.pk), read.compartment),
    )


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Statement]]:
    form = FacetForm(request.GET, compartments=list(access.compartments(who.registrar)))
    asked = form.cleaned_data if form.is_valid() else {}
    coded = {"yes": True, "no": False}.get(asked.get("coded", ""))
    rows = queries.listed(who.registrar, coded=coded, compartment=asked.get("compartment", ""))
    if asked.get("q"):
        rows = rows.filter(pk__in=found(request, who, asked["q"], kind="statement", among="statements"))
    return form, rows


def _line(row: Statement) -> tuple[object, ...]:
    counts = (getattr(row, "account_count"), getattr(row, "exhibit_count"))  # noqa: B009  annotated by the query
    return (row.pk, row.received_on.isoformat(), row.kind, row.language, row.compartment.title if row.compartment else "", *counts)


def _told(who: Who, account: Account, text: str) -> dict[str, object]:
    """An account as the page shows it: with the words that it rests on."""
    return {
        "account": account,
        "incident": events.incident_of(who.registrar, account),
        "passages": list(_quoted(account, text)),
        "mentions": [(mention, quoted(text, *_span(mention.passage))) for mention in account.mentions.all()],
    }


def _quoted(account: Account, text: str) -> Iterator[tuple[str, str]]:
    about = {"when": gettext("when it was"), "where": gettext("where it was"), "act": gettext("what was done")}
    for passage in account.passages.all():
        if passage.about != "mention":
            yield about.get(passage.about, passage.about), quoted(text, passage.start, passage.end)


def _span(passage: object) -> tuple[int, int]:
    return (getattr(passage, "start", 0), getattr(passage, "end", 0))
