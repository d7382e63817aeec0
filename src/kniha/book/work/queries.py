"""What a registrar may see of tasks: those of their compartments."""

from django.db.models import F, Q, QuerySet

from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import one, visible
from kniha.book.events.models import Incident
from kniha.book.people.models import Person
from kniha.book.statements.models import Statement
from kniha.book.work.models import Request, Task


def tasks(registrar: Registrar) -> QuerySet[Task]:
    """The tasks that `registrar` may know of: the most urgent first, those without a day last."""
    found = Task.objects.select_related("assignee", "given_by", "statement", "incident", "person", "compartment")
    return visible(found, registrar).order_by(F("due").asc(nulls_last=True), "given_on", "pk")


def mine(registrar: Registrar) -> QuerySet[Task]:
    """The open tasks that `registrar` has."""
    return tasks(registrar).filter(assignee=registrar, state="open")


def given(registrar: Registrar) -> QuerySet[Task]:
    """The open tasks that `registrar` gave to others."""
    return tasks(registrar).filter(given_by=registrar, state="open").exclude(assignee=registrar)


def answered(registrar: Registrar) -> QuerySet[Task]:
    """What `registrar` asked of others and got back, the newest first."""
    closed = tasks(registrar).filter(given_by=registrar, state__in=("done", "handed-back")).exclude(assignee=registrar)
    return closed.order_by("-closed_on", "pk")


def own(registrar: Registrar) -> QuerySet[Task]:
    """All that `registrar` has, had, gave or took back, open or closed."""
    return tasks(registrar).filter(Q(assignee=registrar) | Q(given_by=registrar))


def tasks_about(registrar: Registrar, about: Statement | Incident | Person) -> QuerySet[Task]:
    """The tasks about one thing, open ones first."""
    return (
        tasks(registrar).filter(**{type(about).__name__.lower(): about}).order_by(F("closed_on").desc(nulls_first=True), "given_on", "pk")
    )


def task(registrar: Registrar, task_id: str) -> Task:
    """One task, or NotFoundError."""
    return one(tasks(registrar), pk=task_id)


def requests(registrar: Registrar) -> QuerySet[Request]:
    """The requests that `registrar` may know of: open ones by the day on which they are due, then decided ones."""
    found = Request.objects.select_related("person", "noted_by", "decided_by", "compartment")
    return visible(found, registrar).order_by(F("decided_on").desc(nulls_first=True), "due", "pk")


def requests_open(registrar: Registrar) -> QuerySet[Request]:
    """Those that wait for a lawyer."""
    return requests(registrar).filter(state="open")


def request(registrar: Registrar, request_id: str) -> Request:
    """One request, or NotFoundError."""
    return one(requests(registrar), pk=request_id)


def colleagues(registrar: Registrar, compartment: Compartment) -> QuerySet[Registrar]:
    """To whom a task in `compartment` may be given, oneself included; nobody for one who is no member."""
    members = Registrar.objects.filter(frozen=False, memberships__compartment=compartment)
    return members.filter(memberships__compartment__memberships__registrar=registrar).distinct().order_by("name")
