"""Persons: names, what is noted of their safety, help that was offered. What is sealed of them opens at the desk alone."""

from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Pages, page
from kniha.book.events import people_listed
from kniha.book.events.people_listed import SOURCE
from kniha.book.people import actions, queries
from kniha.book.people.canaries import note_person_read
from kniha.book.people.models import Person, Referral, Risk, SafeContact
from kniha.book.statements import queries as statements
from kniha.runs import keyring

router = Router(tags=["people"])

READING = ("reading", "coding", "concluding", "reviewing", "interviewing", "helping")
CARING = ("reading", "interviewing", "helping")
HELPING = ("helping",)
_ORDER = (By("pk"),)


class PeopleAsked(Pages):
    """Which persons."""

    role: Annotated[str, OneOf("mention-roles")] | None = Field(default=None, description="As what accounts speak of them.")
    is_source: bool = Field(default=False, description="Those whose words a statement is; instead of a role.")
    compartment: RowId | None = None


class PersonLine(BaseModel):
    """Somebody the register holds as one. Victim, witness and suspect are roles, not kinds of person."""

    id: str
    gender_told: str
    age_told: str
    names: list[str] = Field(description="As sources wrote them.")


class PersonTold(PersonLine):
    """The same, with the statements whose words are theirs."""

    statements: list[str]
    sealed: list[str] = Field(description="Which values of theirs are sealed (codes of the list `sealed-fields`). They open at the desk.")


class RiskTold(BaseModel):
    """What could happen to them for having spoken, as assessed on a day."""

    id: str
    level: str
    circumstances: list[str]
    words: str
    assessed_by: str
    assessed_on: date
    next_look: date


class Risks(BaseModel):
    """Assessments, newest first."""

    rows: list[RiskTold]


class SafeContactTold(BaseModel):
    """How they may be reached without harm. The address is sealed."""

    id: str
    channel: str
    hours: str
    who_may_answer: str
    never: str
    noted_by: str
    noted_on: date


class SafeContacts(BaseModel):
    """Newest first."""

    rows: list[SafeContactTold]


class ReferralTold(BaseModel):
    """Help that was offered, and what came of it."""

    id: str
    person: str
    kind: str
    words: str
    state: str
    next_look: date | None
    noted_on: date
    seen_on: date | None


class Referrals(BaseModel):
    """Newest first; of those due, the most overdue first."""

    rows: list[ReferralTold]


class RiskSent(Sent):
    """What could happen to them, as assessed today."""

    level: Annotated[str, OneOf("risk-levels")]
    circumstances: list[Annotated[str, OneOf("risk-circumstances")]] = Field(default=[], max_length=50)
    words: str = Field(default="", max_length=5000)
    next_look: date = Field(description="A day after today on which somebody looks again.")


class SafeContactSent(Sent):
    """How they may be reached."""

    channel: Annotated[str, OneOf("safe-contact-channels")]
    address: str = Field(default="", max_length=500, description="Sealed at once; it opens at the desk, with a reason.")
    hours: str = Field(default="", max_length=200)
    who_may_answer: str = Field(default="", max_length=200)
    never: str = Field(default="", max_length=300)


class ReferralSent(Sent):
    """Help that is offered."""

    kind: Annotated[str, OneOf("referral-kinds")]
    words: str = Field(default="", max_length=1000, description="To whom, or how.")
    next_look: date


class FollowSent(Sent):
    """What became of it."""

    state: Annotated[str, OneOf("referral-states")]
    next_look: date | None = None


def read_person(request: Asked, person_id: str) -> Person:
    """The person, counted as read: a canary rings for a program as well."""
    found = queries.person(request.auth.registrar, person_id)
    note_person_read(request.auth.hand, found)
    return found


@reads(router, "/people", purposes=READING, answer=Page[PersonLine])
def people(request: Asked, asked: Annotated[PeopleAsked, Query()]) -> Page[PersonLine]:
    """The persons whom the registrar may know of, in the order of their ids."""
    who = request.auth
    role = SOURCE if asked.is_source else asked.role or ""
    rows = people_listed.listed(who.registrar, role=role, compartment=asked.compartment or "")
    return page(who, rows, asked, order=_ORDER, line=_line, name="people")


@reads(router, "/people/{person_id}", purposes=READING, answer=PersonTold)
def person(request: Asked, person_id: RowId) -> PersonTold:
    """One person, with the statements whose words are theirs."""
    registrar = request.auth.registrar
    found = read_person(request, person_id)
    told = [one.pk for one in statements.statements(registrar).filter(source=found)]
    sealed = [one.field for one in queries.sealed_fields(registrar, found)]
    return PersonTold(**dict(_line(found)), statements=told, sealed=sealed)


@reads(router, "/people/{person_id}/risks", purposes=CARING, answer=Risks)
def risks(request: Asked, person_id: RowId) -> Risks:
    """What could happen to a person for having spoken."""
    registrar = request.auth.registrar
    return Risks(rows=[_risk(row) for row in queries.risks(registrar, read_person(request, person_id))])


@reads(router, "/people/{person_id}/safe-contacts", purposes=CARING, answer=SafeContacts)
def safe_contacts(request: Asked, person_id: RowId) -> SafeContacts:
    """How a person may be reached without harm."""
    registrar = request.auth.registrar
    rows = queries.safe_contacts(registrar, read_person(request, person_id))
    return SafeContacts(rows=[_contact(row) for row in rows])


@reads(router, "/people/{person_id}/referrals", purposes=CARING, answer=Referrals)
def referrals(request: Asked, person_id: RowId) -> Referrals:
    """The help that was offered to a person."""
    registrar = request.auth.registrar
    return Referrals(rows=[_referral(row) for row in queries.referrals(registrar, read_person(request, person_id))])


@reads(router, "/referrals/due", purposes=CARING, answer=Referrals)
def referrals_due(request: Asked) -> Referrals:
    """Help under way at which somebody is to look again within a week."""
    return Referrals(rows=[_referral(row) for row in queries.referrals_due(request.auth.registrar, request.auth.hand.today)])


@acts(router, "/people/{person_id}/risks", purposes=HELPING)
def assess_risk(request: Asked, person_id: RowId, sent: RiskSent) -> Made:
    """Assess the danger to a person anew; earlier assessments stay."""
    draft = actions.RiskDraft(sent.level, tuple(sent.circumstances), sent.words, sent.next_look)
    risk = actions.assess_risk(request.auth.hand, queries.person(request.auth.registrar, person_id), draft)
    return made(risk, f"/people/{person_id}/risks")


@acts(router, "/people/{person_id}/safe-contacts", purposes=HELPING)
def note_safe_contact(request: Asked, person_id: RowId, sent: SafeContactSent) -> Made:
    """Note how a person may be reached; the address is sealed under their own key."""
    found = queries.person(request.auth.registrar, person_id)
    recipient, opening = keyring.person_recipient(), keyring.person_keys()
    draft = actions.SafeContactDraft(**sent.model_dump())
    noted = actions.note_safe_contact(request.auth.hand, found, draft, recipient=recipient, opening=opening)
    return made(noted, f"/people/{person_id}/safe-contacts")


@acts(router, "/people/{person_id}/referrals", purposes=HELPING)
def offer_referral(request: Asked, person_id: RowId, sent: ReferralSent) -> Made:
    """Enter that help was offered."""
    found = queries.person(request.auth.registrar, person_id)
    offered = actions.offer_referral(request.auth.hand, found, actions.ReferralDraft(**sent.model_dump()))
    return made(offered, f"/people/{person_id}/referrals")


@acts(router, "/referrals/{referral_id}/outcome", purposes=HELPING)
def follow_referral(request: Asked, referral_id: RowId, sent: FollowSent) -> Made:
    """Enter what became of help that was offered."""
    found = queries.referral(request.auth.registrar, referral_id)
    followed = actions.follow_referral(request.auth.hand, found, state=sent.state, next_look=sent.next_look)
    return made(followed, f"/people/{found.person_id}/referrals")


def _line(row: Person) -> PersonLine:
    names = list(dict.fromkeys(name.text for name in row.names.all()))
    return PersonLine(id=row.pk, gender_told=row.gender_told, age_told=row.age_told, names=names)


def _risk(row: Risk) -> RiskTold:
    return RiskTold(
        id=row.pk, level=row.level, circumstances=list(row.circumstances), words=row.words, assessed_by=row.assessed_by_id,
        assessed_on=row.assessed_on, next_look=row.next_look,
    )  # fmt: skip


def _contact(row: SafeContact) -> SafeContactTold:
    return SafeContactTold(
        id=row.pk, channel=row.channel, hours=row.hours, who_may_answer=row.who_may_answer, never=row.never, noted_by=row.noted_by_id,
        noted_on=row.noted_on,
    )  # fmt: skip


def _referral(row: Referral) -> ReferralTold:
    return ReferralTold(
        id=row.pk, person=row.person_id, kind=row.kind, words=row.words, state=row.state, next_look=row.next_look,
        noted_on=row.noted_on, seen_on=row.seen_on,
    )  # fmt: skip
