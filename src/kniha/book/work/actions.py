"""What may happen to tasks: given, handed on, done, handed back, taken back. Anyone may hand a task on, without a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import visible
from kniha.book.access.standing import standing
from kniha.book.events.models import Incident
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.book.people.models import Person
from kniha.book.statements.models import Statement
from kniha.book.work import rules
from kniha.book.work.models import Task
from kniha.vocab.errors import NotFoundError

About = Statement | Incident | Person


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What is asked: a kind of the list `task-kinds`, of whom, until when, in words."""

    kind: str
    assignee: Registrar
    due: date | None = None
    words: str = ""


@transaction.atomic
def give_task(hand: Hand, about: About, draft: TaskDraft) -> Task:
    """Ask a colleague, or take it upon oneself."""
    rules.must_be_task(draft.kind, draft.words, draft.due, today=hand.today)
    compartment = _compartment_of(about)
    actor = _member(hand, compartment)
    _must_suit(draft.kind, draft.assignee, compartment, about)
    change = rows.insert(
        Task, hand.new_id(), compartment=compartment, kind=draft.kind, words=draft.words.strip(), due=draft.due,
        assignee=draft.assignee, given_by=hand.registrar, given_on=hand.today, **{type(about).__name__.lower(): about},
    )  # fmt: skip
    hand.enter(actor, "task.given", [change])
    return Task.objects.get(pk=change.id)


@transaction.atomic
def give_tasks(hand: Hand, about: Sequence[About], draft: TaskDraft) -> tuple[Task, ...]:
    """The same task about each of many: all or none."""
    return tuple(give_task(hand, one, draft) for one in about)


@transaction.atomic
def hand_on(hand: Hand, task: Task, assignee: Registrar) -> Task:
    """Give one's task to a colleague instead. No reason is asked for."""
    task, actor = _open(hand, task)
    rules.must_be_theirs(hand.id, task.assignee_id)
    _must_suit(task.kind, assignee, task.compartment, _about(task))
    hand.enter(actor, "task.handed_on", [rows.update(task, assignee=assignee)])
    return Task.objects.get(pk=task.pk)


@transaction.atomic
def close_task(hand: Hand, task: Task, *, answer: str = "") -> Task:
    """It is done, or a note was seen; with words for who asked, if there are any."""
    task, actor = _open(hand, task)
    rules.must_be_theirs(hand.id, task.assignee_id)
    hand.enter(actor, "task.done", [_closing(hand, task, "done", answer)])
    return Task.objects.get(pk=task.pk)


@transaction.atomic
def hand_back(hand: Hand, task: Task, *, answer: str = "") -> Task:
    """It cannot be done by who has it, or is not to be. No reason is asked for."""
    task, actor = _open(hand, task)
    rules.must_be_theirs(hand.id, task.assignee_id)
    hand.enter(actor, "task.handed_back", [_closing(hand, task, "handed-back", answer)])
    return Task.objects.get(pk=task.pk)


@transaction.atomic
def take_back(hand: Hand, task: Task) -> Task:
    """Who asked needs it no more."""
    task, actor = _open(hand, task)
    rules.must_be_theirs(hand.id, task.given_by_id)
    hand.enter(actor, "task.taken_back", [_closing(hand, task, "taken-back")])
    return Task.objects.get(pk=task.pk)


def _closing(hand: Hand, task: Task, state: str, answer: str = "") -> rows.Change:
    return rows.update(task, state=state, answer=answer.strip(), closed_on=hand.today)


def _open(hand: Hand, task: Task) -> tuple[Task, Actor]:
    now = Task.objects.select_for_update(of=("self",)).select_related("compartment").filter(pk=task.pk).first()
    if now is None:
        raise NotFoundError("there is no such thing here")
    actor = _member(hand, now.compartment)
    rules.must_be_open(now.state)
    return now, actor


def _member(hand: Hand, compartment: Compartment) -> Actor:
    rules.must_be_reachable(is_member=hand.registrar is not None and bool(standing(hand.registrar, compartment)))
    return hand.acting_as(*rules.EVERYBODY)


def _must_suit(kind: str, assignee: Registrar, compartment: Compartment, about: About) -> None:
    """The assignee holds a role that fits, and may see what it is about: no conflict of interest keeps it from them."""
    held = standing(assignee, compartment)
    rules.must_be_reachable(is_member=bool(held))
    rules.must_be_able(kind, held)
    there = type(about)._base_manager.filter(pk=about.pk)  # noqa: SLF001  Django's public-by-custom API
    rules.must_be_reachable(is_member=visible(there, assignee).exists())


def _about(task: Task) -> About:
    about = task.statement or task.incident or task.person
    assert about is not None  # a constraint of the table
    return about


def _compartment_of(about: About) -> Compartment:
    """Where the thing lies; NotFoundError where it was erased or sealed in the meantime."""
    now = type(about)._base_manager.select_for_update(of=("self",)).select_related("compartment").filter(pk=about.pk).first()  # noqa: SLF001
    if now is None or now.compartment is None:
        raise NotFoundError("there is no such thing here")
    found: Compartment = now.compartment
    return found
