"""Incidents: the list, one with its acts and what each rests on, accounts that tell of it, reviews. What is done to them: concluding."""

from collections.abc import Container
from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet
from ninja import Query
from pydantic import BaseModel, Field

from kniha.api import concluding
from kniha.api.asking import Asked, Who
from kniha.api.fields import Instant, Number, OneOf, Place, RowId, Time, place_of, time_of
from kniha.api.involvements import InvolvementTold, involvement_told, known_units
from kniha.api.operations import reads
from kniha.api.paging import By, Page, Pages, page
from kniha.api.statements import Accounts, AccountTold, account_told
from kniha.api.wording import found_by_words
from kniha.book.access.looking import note_reading
from kniha.book.events import queries
from kniha.book.events.models import Act, Incident, Review
from kniha.book.medicine import queries as medicine

# One address takes GET and POST, so both lie in one router.
router = concluding.router

READING = ("reading", "coding", "concluding", "reviewing")
_ORDER = (By("first", falling=True, may_lack=True), By("pk"))


class IncidentsAsked(Pages):
    """Which incidents."""

    state: Annotated[str, OneOf("incident-states")] | None = None
    kind: Annotated[str, OneOf("act-kinds")] | None = Field(default=None, description="With an act of this kind.")
    compartment: RowId | None = None
    since: Instant | None = Field(default=None, description="Not over before this instant.")
    until: Instant | None = Field(default=None, description="Begun by this instant.")
    q: str | None = Field(
        default=None, min_length=1, max_length=300, description="Words that it holds, in any form. The search is an entry."
    )


class IncidentLine(BaseModel):
    """An incident in a list."""

    number: str
    id: str
    title: str
    state: str
    unsupported: bool = Field(description="Whether every account that it rested on was erased or sealed.")
    when: Time
    where: Place
    kinds: list[str] = Field(description="The kinds of its acts, each once.")


class InjuryTold(BaseModel):
    """What was done to a body, as told."""

    id: str
    kind: str
    region: str
    words: str
    finding: str | None = Field(description="The medical finding that it rests on, for who may read it.")


class ActTold(BaseModel):
    """One kind of violation done to one victim or to a counted group."""

    id: str
    kind: str
    methods: list[str]
    victim: str | None = Field(description="The person, where it is one.")
    victim_count: int | None
    victim_words: str
    verification: str
    unsupported: bool
    rests_on: list[str] = Field(description="The ids of the accounts on whose strength it was entered.")
    injuries: list[InjuryTold]
    involvements: list[InvolvementTold]


class IncidentTold(IncidentLine):
    """The event as the register concludes it."""

    opened_on: date
    author: str
    when_rests_on: list[str] = Field(description="The ids of the accounts that the time rests on.")
    where_rests_on: list[str] = Field(description="The ids of the accounts that the place rests on.")
    acts: list[ActTold]


class ReviewTold(BaseModel):
    """A lawyer's decision."""

    id: str
    reviewer: str
    decision: str
    words: str
    checked: list[str]
    day: date


class Reviews(BaseModel):
    """The lawyers' decisions, newest first."""

    rows: list[ReviewTold]


@reads(router, "/incidents", purposes=READING, answer=Page[IncidentLine])
def incidents(request: Asked, asked: Annotated[IncidentsAsked, Query()]) -> Page[IncidentLine]:
    """The incidents that the registrar may know of, latest first; those of unknown time last."""
    who = request.auth
    return _with_kinds(who, page(who, _narrowed(who, asked), asked, order=_ORDER, line=_line, name="incidents"))


@reads(router, "/incidents/{number}", purposes=READING, answer=IncidentTold)
def incident(request: Asked, number: Number) -> IncidentTold:
    """What the register concludes of an event, with what each conclusion rests on."""
    who, found = request.auth, queries.incident(request.auth.registrar, number)
    note_reading(who.hand, "incident")
    cited = list(queries.citations(who.registrar, found))
    line = _line(found)
    line.kinds = list(queries.kinds_of(who.registrar, [found.pk]).get(found.pk, ()))
    return IncidentTold.model_construct(
        **dict(line), opened_on=found.opened_on, author=found.author,
        when_rests_on=[one.account_id for one in cited if one.about == "when"],
        where_rests_on=[one.account_id for one in cited if one.about == "where"],
        acts=_acts(who, found),
    )  # fmt: skip


@reads(router, "/incidents/{number}/accounts", purposes=READING, answer=Accounts)
def accounts_of_incident(request: Asked, number: Number) -> Accounts:
    """The accounts that tell of an incident."""
    who = request.auth
    return Accounts(rows=_told(who, queries.incident(who.registrar, number)))


@reads(router, "/incidents/{number}/reviews", purposes=READING, answer=Reviews)
def reviews(request: Asked, number: Number) -> Reviews:
    """The lawyers' decisions on an incident."""
    registrar = request.auth.registrar
    return Reviews(rows=[_review(row) for row in queries.reviews(registrar, queries.incident(registrar, number))])


def _narrowed(who: Who, asked: IncidentsAsked) -> QuerySet[Incident]:
    rows = queries.incidents_in_order(who.registrar)
    if asked.q is not None:
        rows = rows.filter(pk__in=found_by_words(who, asked.q, kind="incident", among="incidents", again=asked.cursor is not None))
    if asked.kind is not None:
        rows = queries.with_kind(rows, asked.kind)
    chosen: dict[str, str | datetime | None] = {
        "state": asked.state, "compartment": asked.compartment, "last__gte": asked.since, "first__lte": asked.until,
    }  # fmt: skip
    return rows.filter(**{name: value for name, value in chosen.items() if value is not None})


def _with_kinds(who: Who, answer: Page[IncidentLine]) -> Page[IncidentLine]:
    """The kinds of act of a page's incidents, written into its rows: one query."""
    kinds = queries.kinds_of(who.registrar, [row.id for row in answer.rows])
    for row in answer.rows:
        row.kinds = list(kinds.get(row.id, ()))
    return answer


def _told(who: Who, found: Incident) -> list[AccountTold]:
    return [account_told(who, row) for row in queries.whole_accounts(who.registrar, found)]


def _line(row: Incident) -> IncidentLine:
    return IncidentLine.model_construct(
        number=row.number, id=row.pk, title=row.title, state=row.state, unsupported=row.unsupported, when=time_of(row),
        where=place_of(row, row.place_words), kinds=[],
    )  # fmt: skip


def _acts(who: Who, found: Incident) -> list[ActTold]:
    rows = queries.whole_acts(who.registrar, found)
    rested = {injury.finding_id for row in rows for injury in row.injuries.all() if injury.finding_id}
    seen = medicine.findings_seen(who.registrar, sorted(rested))
    units = known_units(who, (one for row in rows for one in row.involvements.all()))
    return [_act(row, seen, units) for row in rows]


def _act(row: Act, seen: Container[str | None], units: Container[str | None]) -> ActTold:
    """An act; of an injury the finding that it rests on, if it is among those `seen`; of an involvement the unit, if among `units`."""
    injuries = [
        InjuryTold(id=one.pk, kind=one.kind, region=one.region, words=one.words, finding=one.finding_id if one.finding_id in seen else None)
        for one in row.injuries.all()
    ]
    return ActTold(
        id=row.pk, kind=row.kind, methods=list(row.methods), victim=_known(row), victim_count=row.victim_count,
        victim_words=row.victim_words, verification=row.verification, unsupported=row.unsupported,
        rests_on=sorted({one.account_id for one in row.citations.all()}), injuries=injuries,
        involvements=[involvement_told(one, units=units) for one in row.involvements.all()],
    )  # fmt: skip


def _known(row: Act) -> str | None:
    """The victim, unless they are erased or sealed under a hold: such a person lies in no compartment."""
    return row.victim_id if row.victim is not None and row.victim.compartment_id is not None else None


def _review(row: Review) -> ReviewTold:
    return ReviewTold(id=row.pk, reviewer=row.reviewer_id, decision=row.decision, words=row.words, checked=list(row.checked), day=row.day)
