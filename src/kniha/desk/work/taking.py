"""Tasks and requests of persons named, to take away as tables; that they were taken away is an entry."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.book.access.looking import enter_list_export
from kniha.book.work import queries
from kniha.book.work.models import Request, Task
from kniha.desk import tables
from kniha.desk.request import Who, reading

_TASKS = (
    "id", "kind", "about", "about_id", "words", "due", "state", "assignee", "given_by", "given_on", "closed_on", "answer", "compartment",
)  # fmt: skip
_REQUESTS = (
    "id", "kind", "received_on", "due", "state", "words", "answer", "noted_by", "decided_by", "decided_on", "compartment",
)  # fmt: skip


@reading
def tasks_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:  # noqa: ARG001  Django's signature
    """What one has, had and gave."""
    return tables.csv_answer("tasks", _TASKS, _tasks(who))


@reading
def tasks_xlsx(request: HttpRequest, who: Who) -> HttpResponse:  # noqa: ARG001  the same
    """The same as a spreadsheet."""
    return tables.xlsx_answer("tasks", _TASKS, _tasks(who))


@reading
def requests_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:  # noqa: ARG001  the same
    """The requests of one's compartments."""
    return tables.csv_answer("requests", _REQUESTS, _requests(who))


@reading
def requests_xlsx(request: HttpRequest, who: Who) -> HttpResponse:  # noqa: ARG001  the same
    """The same as a spreadsheet."""
    return tables.xlsx_answer("requests", _REQUESTS, _requests(who))


def _tasks(who: Who) -> Iterator[Sequence[object]]:
    rows = queries.own(who.registrar)
    enter_list_export(who.hand, among="tasks", rows=rows.count())
    return (_task(row) for row in rows.iterator(chunk_size=500))


def _task(row: Task) -> tuple[object, ...]:
    about, key = _about(row)
    return (
        row.pk, row.kind, about, key, row.words, row.due, row.state, row.assignee.name, row.given_by.name, row.given_on, row.closed_on,
        row.answer, row.compartment.title,
    )  # fmt: skip


def _about(row: Task) -> tuple[str, str]:
    """What a task is about; nothing where that was erased since."""
    if row.incident is not None:
        return "incident", row.incident.number
    return ("statement", row.statement_id) if row.statement_id else ("person", row.person_id or "") if row.person_id else ("", "")


def _requests(who: Who) -> Iterator[Sequence[object]]:
    rows = queries.requests(who.registrar)
    enter_list_export(who.hand, among="requests", rows=rows.count())
    return (_request(row) for row in rows.iterator(chunk_size=500))


def _request(row: Request) -> tuple[object, ...]:
    decided_by = row.decided_by.name if row.decided_by else ""
    return (
        row.pk, row.kind, row.received_on, row.due, row.state, row.words, row.answer, row.noted_by.name, decided_by, row.decided_on,
        row.compartment.title,
    )  # fmt: skip
