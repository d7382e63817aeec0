"""Queues: what waits for the registrar, as the first page of the desk shows it; each row leads to what it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Model, QuerySet
from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.made import ROOT
from kniha.api.operations import reads
from kniha.api.paging import LARGEST
from kniha.book.access import queries as access
from kniha.book.access.looking import note_reading
from kniha.book.crossing import queries as crossing
from kniha.book.erasure import queries as erasure
from kniha.book.events import queries as events
from kniha.book.evidence import fixity
from kniha.book.evidence import queries as evidence
from kniha.book.medicine import queries as medicine
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.work import queries as work

router = Router(tags=["work"])

READING = ("reading", "helping", "reviewing", "keeping")
Name = Literal[
    "tasks", "tasks-answered", "to-code", "to-review", "returned", "messages-waiting", "messages-unanswered", "risks-due",
    "referrals-due", "requests-open", "to-attest", "held-interviews", "hints-open", "conflicts-waiting", "erasures-to-decide",
    "holds-due", "quarantined", "files-to-decide", "files-lost", "withdrawals",
]  # fmt: skip


class Waiting(BaseModel):
    """One thing that waits."""

    kind: str = Field(description="What it is: `task`, `statement`, `risk`, …")
    id: str
    day: date | None = Field(description="Since when it waits, or by when it is due, as the queue has it.")
    href: str | None = Field(description="Where it, or what it is about, is read; none where there is nothing to read.")


class Queue(BaseModel):
    """What waits, in the order in which the desk shows it."""

    count: int
    rows: list[Waiting] = Field(description=f"The first {LARGEST}.")


@dataclass(frozen=True, slots=True)
class _Queue:
    """How a queue is read: its rows, the field of its day, and the address that a row leads to."""

    rows: Callable[[Who], QuerySet[Any]]  # Any: rows of one table or another
    day: str
    href: Callable[[Any], str | None]


def _own(root: str) -> Callable[[Model], str]:
    return lambda row: f"{ROOT}/{root}/{row.pk}"


def _about(root: str, field: str, after: str = "") -> Callable[[Model], str]:
    return lambda row: f"{ROOT}/{root}/{getattr(row, field)}{after}"


_QUEUES: Mapping[str, _Queue] = {
    "tasks": _Queue(lambda who: work.mine(who.registrar), "due", _own("tasks")),
    "tasks-answered": _Queue(lambda who: work.answered(who.registrar), "closed_on", _own("tasks")),
    "to-code": _Queue(lambda who: statements.inbox(who.registrar), "received_on", _own("statements")),
    "to-review": _Queue(lambda who: events.waiting_for_review(who.registrar), "opened_on", _about("incidents", "number")),
    "returned": _Queue(lambda who: events.incidents(who.registrar).filter(state="returned"), "opened_on", _about("incidents", "number")),
    "messages-waiting": _Queue(
        lambda who: statements.messages_waiting(who.registrar), "written_on", _about("statements", "statement_id", "/messages")
    ),
    "messages-unanswered": _Queue(
        lambda who: statements.messages_unanswered(who.registrar), "delivered_on", _about("statements", "statement_id", "/messages")
    ),
    "risks-due": _Queue(lambda who: people.risks_due(who.registrar, who.hand.today), "next_look", _about("people", "person_id", "/risks")),
    "referrals-due": _Queue(
        lambda who: people.referrals_due(who.registrar, who.hand.today), "next_look", _about("people", "person_id", "/referrals")
    ),
    "requests-open": _Queue(lambda who: work.requests_open(who.registrar), "due", _own("requests")),
    "to-attest": _Queue(lambda who: medicine.to_attest(who.registrar), "written_on", _own("medical-reports")),
    "held-interviews": _Queue(lambda who: statements.held_interviews(who.registrar), "received_on", lambda _row: f"{ROOT}/held-interviews"),
    "hints-open": _Queue(lambda who: crossing.hints_open(who.registrar), "found_on", lambda _row: f"{ROOT}/hints"),
    "conflicts-waiting": _Queue(
        lambda who: access.conflicts(who.registrar).filter(state="lifting").exclude(lifting_by=who.registrar), "noted_on", _own("conflicts")
    ),
    "erasures-to-decide": _Queue(lambda who: erasure.to_decide(who.registrar), "asked_on", _own("erasures")),
    "holds-due": _Queue(lambda who: erasure.holds_due(who.registrar, who.hand.today), "review_on", _own("holds")),
    "files-to-decide": _Queue(lambda who: evidence.waiting_for_uses(who.registrar), "begun_on", _own("acquisitions")),
    "files-lost": _Queue(lambda who: fixity.lost(who.registrar), "acquired_on", _own("exhibits")),
    "withdrawals": _Queue(lambda who: statements.withdrawals(who.registrar), "keep_until", _about("statements", "statement")),
    "quarantined": _Queue(lambda who: evidence.quarantined(who.registrar), "received_on", lambda _row: None),
}


@reads(router, "/queues/{name}", purposes=READING, answer=Queue)
def queue(request: Asked, name: Name) -> Queue:
    """What waits for the registrar in one queue."""
    who, asked = request.auth, _QUEUES[name]
    rows = asked.rows(who)
    note_reading(who.hand, "list-page")
    return Queue(count=rows.count(), rows=[_waiting(row, asked) for row in rows[:LARGEST]])


def _waiting(row: Model, asked: _Queue) -> Waiting:
    return Waiting(kind=type(row).__name__.lower(), id=str(row.pk), day=getattr(row, asked.day), href=asked.href(row))
