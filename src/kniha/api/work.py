"""Work: tasks and notes to a colleague, requests of persons named, the colleagues and compartments that they name."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Literal

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import EVERY, Asked, Who
from kniha.api.fields import Number, OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, Pages, page
from kniha.book.access import queries as access
from kniha.book.access.models import Compartment, Registrar
from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.work import actions, queries
from kniha.book.work.actions import About, TaskDraft
from kniha.book.work.models import Request, Task
from kniha.book.work.requests import RequestDraft, decide_request, note_request
from kniha.vocab.errors import MalformedError

router = Router(tags=["work"])

READING = ("reading", "helping", "reviewing")
HELPING = ("helping",)
MOST = 50
"""Of how many records one task is given at once, as at the desk."""
_BY_DUE = (By("due", may_lack=True), By("given_on"), By("pk"))
_BY_DECISION = (By("decided_on", falling=True, may_lack=True), By("due"), By("pk"))


class CompartmentTold(BaseModel):
    """A compartment that the registrar is a member of."""

    id: str
    title: str
    colleagues: dict[str, str] = Field(description="Its members whose accounts are in use: id and the name they work under.")


class Compartments(BaseModel):
    """By title."""

    rows: list[CompartmentTold]


class TasksAsked(Pages):
    """Which tasks."""

    which: Literal["mine", "given", "all"] = Field(
        default="mine", description="Open ones that one has, or gave; or all of one's compartments."
    )


class TaskTold(BaseModel):
    """What one registrar asks of another; about one of statement, incident and person."""

    id: str
    kind: str
    words: str
    due: date | None
    state: str
    assignee: str
    given_by: str
    given_on: date
    closed_on: date | None
    answer: str
    statement: str | None
    incident: str | None = Field(description="Its number.")
    person: str | None


class RequestTold(BaseModel):
    """What somebody who is named asks of the register."""

    id: str
    compartment: str
    person: str | None
    kind: str
    words: str
    received_on: date
    due: date
    state: str
    answer: str
    decided_on: date | None


class TaskSent(Sent):
    """What is asked of whom, until when; about one thing."""

    kind: Annotated[str, OneOf("task-kinds")]
    assignee: RowId
    due: date | None = None
    words: str = Field(default="", max_length=2000)
    statement: RowId | None = None
    incident: Number | None = None
    person: RowId | None = None


class TasksSent(Sent):
    """The same task about each of many statements, or of many incidents, of one compartment: all or none."""

    kind: Annotated[str, OneOf("task-kinds")]
    assignee: RowId
    due: date | None = None
    words: str = Field(default="", max_length=2000)
    statements: list[RowId] = Field(default=[], max_length=MOST)
    incidents: list[Number] = Field(default=[], max_length=MOST)


class TaskEnd(Sent):
    """How a task ends."""

    how: Literal["done", "handed-back", "taken-back"]
    answer: str = Field(default="", max_length=2000, description="Words for who asked. Who takes a task back needs none.")


class HandedOn(Sent):
    """To whom."""

    assignee: RowId


class RequestSent(Sent):
    """A request that arrived."""

    compartment: RowId
    kind: Annotated[str, OneOf("request-kinds")]
    received_on: date
    words: str = Field(min_length=1, max_length=20_000)
    person: RowId | None = None


class AnswerSent(Sent):
    """What a lawyer answers; a refusal with its ground."""

    state: Literal["granted", "refused"]
    answer: str = Field(min_length=4, max_length=20_000)


@reads(router, "/compartments", purposes=EVERY, answer=Compartments)
def compartments(request: Asked) -> Compartments:
    """The compartments of the registrar, with the colleagues in each."""
    registrar = request.auth.registrar
    return Compartments(rows=[_compartment(registrar, row) for row in access.compartments(registrar)])


@reads(router, "/tasks", purposes=READING, answer=Page[TaskTold])
def tasks(request: Asked, asked: Annotated[TasksAsked, Query()]) -> Page[TaskTold]:
    """Tasks: the most urgent first, those without a day last."""
    who = request.auth
    rows = {"mine": queries.mine, "given": queries.given, "all": queries.tasks}[asked.which](who.registrar)
    return page(who, rows, asked, order=_BY_DUE, line=_task, name="tasks")


@reads(router, "/tasks/{task_id}", purposes=READING, answer=TaskTold)
def task(request: Asked, task_id: RowId) -> TaskTold:
    """One task."""
    return _task(queries.task(request.auth.registrar, task_id))


@acts(router, "/tasks", purposes=HELPING)
def give_task(request: Asked, sent: TaskSent) -> Made:
    """Ask a colleague, or take it upon oneself."""
    who = request.auth
    about = _about(who, sent)
    draft = TaskDraft(sent.kind, access.colleague(who.registrar, sent.assignee), sent.due, sent.words)
    given = actions.give_task(who.hand, about, draft)
    return made(given, f"/tasks/{given.pk}")


@acts(router, "/tasks-of-many", purposes=HELPING)
def give_tasks(request: Asked, sent: TasksSent) -> Made:
    """Ask a colleague the same about each of many records; the answer names the last task."""
    who = request.auth
    about: list[About] = [statements.statement(who.registrar, one) for one in dict.fromkeys(sent.statements)]
    about += [events.incident(who.registrar, one) for one in dict.fromkeys(sent.incidents)]
    if not about:
        raise MalformedError("many tasks are about at least one statement or incident")
    draft = TaskDraft(sent.kind, access.colleague(who.registrar, sent.assignee), sent.due, sent.words)
    given = actions.give_tasks(who.hand, about, draft)
    return made(given[-1], "/tasks?which=given")


@acts(router, "/tasks/{task_id}/end", purposes=HELPING)
def end_task(request: Asked, task_id: RowId, sent: TaskEnd) -> Made:
    """It is done, handed back, or needed no more."""
    who = request.auth
    return made(_ENDS[sent.how](who, queries.task(who.registrar, task_id), sent.answer), f"/tasks/{task_id}")


@acts(router, "/tasks/{task_id}/assignee", purposes=HELPING)
def hand_task_on(request: Asked, task_id: RowId, sent: HandedOn) -> Made:
    """Give one's task to a colleague instead. No reason is asked for."""
    who = request.auth
    found = queries.task(who.registrar, task_id)
    return made(actions.hand_on(who.hand, found, access.colleague(who.registrar, sent.assignee)), f"/tasks/{task_id}")


@reads(router, "/requests", purposes=READING, answer=Page[RequestTold])
def requests(request: Asked, asked: Paged) -> Page[RequestTold]:
    """Requests of persons named: open ones first, then those decided last."""
    who = request.auth
    return page(who, queries.requests(who.registrar), asked, order=_BY_DECISION, line=_request, name="requests")


@reads(router, "/requests/{request_id}", purposes=READING, answer=RequestTold)
def request_of_person(request: Asked, request_id: RowId) -> RequestTold:
    """One request."""
    return _request(queries.request(request.auth.registrar, request_id))


@acts(router, "/requests", purposes=HELPING)
def note_request_of_person(request: Asked, sent: RequestSent) -> Made:
    """Enter a request that arrived; it is due a month after it was received."""
    who = request.auth
    compartment = access.one(access.compartments(who.registrar), pk=sent.compartment)
    about = people.person(who.registrar, sent.person) if sent.person else None
    noted = note_request(who.hand, compartment, RequestDraft(sent.kind, sent.words, sent.received_on, about))
    return made(noted, f"/requests/{noted.pk}")


@acts(router, "/requests/{request_id}/decision", purposes=("reviewing",))
def decide_request_of_person(request: Asked, request_id: RowId, sent: AnswerSent) -> Made:
    """A lawyer grants or refuses a request."""
    who = request.auth
    decided = decide_request(who.hand, queries.request(who.registrar, request_id), state=sent.state, answer=sent.answer)
    return made(decided, f"/requests/{request_id}")


_ENDS: Mapping[str, Callable[[Who, Task, str], Task]] = {
    "done": lambda who, task, answer: actions.close_task(who.hand, task, answer=answer),
    "handed-back": lambda who, task, answer: actions.hand_back(who.hand, task, answer=answer),
    "taken-back": lambda who, task, _answer: actions.take_back(who.hand, task),
}


def _about(who: Who, sent: TaskSent) -> About:
    named = [value for value in (sent.statement, sent.incident, sent.person) if value is not None]
    if len(named) != 1:
        raise MalformedError(f"a task is about one of statement, incident and person, not about {len(named)}")
    if sent.statement is not None:
        return statements.statement(who.registrar, sent.statement)
    return events.incident(who.registrar, sent.incident) if sent.incident is not None else people.person(who.registrar, named[0])


def _compartment(registrar: Registrar, row: Compartment) -> CompartmentTold:
    return CompartmentTold(id=row.pk, title=row.title, colleagues={one.pk: one.name for one in queries.colleagues(registrar, row)})


def _task(row: Task) -> TaskTold:
    return TaskTold(
        id=row.pk, kind=row.kind, words=row.words, due=row.due, state=row.state, assignee=row.assignee_id, given_by=row.given_by_id,
        given_on=row.given_on, closed_on=row.closed_on, answer=row.answer, statement=row.statement_id,
        incident=row.incident.number if row.incident else None, person=row.person_id,
    )  # fmt: skip


def _request(row: Request) -> RequestTold:
    return RequestTold(
        id=row.pk, compartment=row.compartment_id, person=row.person_id, kind=row.kind, words=row.words, received_on=row.received_on,
        due=row.due, state=row.state, answer=row.answer, decided_on=row.decided_on,
    )  # fmt: skip
