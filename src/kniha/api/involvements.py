"""Involvements: one with all that bears on it; of a unit, changed, weighed, judged, followed elsewhere, withdrawn."""

from collections.abc import Collection, Container, Iterable
from datetime import date
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.concluding import AccountIds, act_of, told_accounts
from kniha.api.fields import Changing, Number, OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.access.queries import one
from kniha.book.events import involving, queries
from kniha.book.events.involving import Allegation, OutcomeDraft
from kniha.book.events.models import Involvement
from kniha.book.forces import queries as forces

router = Router(tags=["involvements"])

READING = ("reading", "concluding", "reviewing")
CONCLUDING = ("concluding",)
WEIGHING = ("concluding", "reviewing")


class InvolvementTold(BaseModel):
    """The allegation that a person, or a unit in words, took part, and the finding reached so far. It passes no sentence."""

    id: str
    person: str | None = Field(description="The person, where it is one.")
    unit: str = Field(description="The unit, in the words of the sources, where it is one.")
    known_unit: str | None = Field(description="The unit that it is known to be, where the registrar may know of it.")
    degree: str
    finding: str
    basis: str
    review: str = Field(description="What lawyers said so far: a code of `involvement-reviews`.")
    unsupported: bool


class BearingTold(BaseModel):
    """What an account says for it or against it."""

    id: str
    account: str
    direction: str
    words: str


class OpinionTold(BaseModel):
    """A lawyer's word."""

    id: str
    lawyer: str
    decision: str
    words: str
    day: date
    stands: bool = Field(description="Whether the involvement is still as the lawyer saw it.")


class OutcomeTold(BaseModel):
    """What became of it elsewhere. It changes neither finding nor review."""

    id: str
    kind: str
    authority: str
    happened_on: date | None
    words: str


class InvolvementWhole(InvolvementTold):
    """The same with all that bears on it."""

    incident: str = Field(description="The number of the incident.")
    act: str
    closed_why: str
    closed_words: str
    bearings: list[BearingTold]
    opinions: list[OpinionTold]
    outcomes: list[OutcomeTold]


class AllegationSent(Sent):
    """In what way, how far it has been shown, and on what it rests. Guilt is for a court alone."""

    degree: Annotated[str, OneOf("involvement-degrees")]
    finding: Annotated[str, OneOf("standards-of-proof")]
    basis: str = Field(min_length=1, max_length=5000)

    def allegation(self) -> Allegation:
        """The allegation, not yet entered."""
        return Allegation(self.degree, self.finding, self.basis)


class UnitAlleged(AllegationSent):
    """The allegation that a unit took part, in the words in which the sources speak of it."""

    unit: str = Field(min_length=1, max_length=300)
    known_unit: RowId | None = Field(default=None, description="Which unit the words mean, where that is known.")
    accounts: AccountIds


class InvolvementChange(AllegationSent, Changing):
    """Set anew. What lawyers said of it before stands no more."""


class BearingSent(Sent):
    """What an account of this incident says for it or against it."""

    account: RowId
    direction: Annotated[str, OneOf("bearing-directions")]
    words: str = Field(min_length=1, max_length=1000)


class OpinionSent(Sent):
    """A lawyer's word."""

    decision: Annotated[str, OneOf("opinion-decisions")]
    words: str = Field(default="", max_length=5000)


class OutcomeSent(Sent):
    """What an authority or a court did."""

    kind: Annotated[str, OneOf("outcome-kinds")]
    authority: str = Field(default="", max_length=300)
    happened_on: date | None = None
    words: str = Field(default="", max_length=1000)


class ClosingSent(Sent):
    """Why it is withdrawn."""

    why: Annotated[str, OneOf("closing-reasons")]
    words: str = Field(min_length=4, max_length=5000)


@reads(router, "/involvements/{involvement_id}", purposes=READING, answer=InvolvementWhole)
def involvement(request: Asked, involvement_id: RowId) -> InvolvementWhole:
    """One involvement, with what speaks for it and against it, lawyers' words and what became of it elsewhere."""
    found = queries.involvement(request.auth.registrar, involvement_id)
    return InvolvementWhole(
        **dict(involvement_told(found, units=known_units(request.auth, [found]))), incident=found.act.incident.number, act=found.act_id,
        closed_why=found.closed_why, closed_words=found.closed_words,
        bearings=[BearingTold(id=row.pk, account=row.account_id, direction=row.direction, words=row.words) for row in found.bearings.all()],
        opinions=[
            OpinionTold(id=row.pk, lawyer=row.lawyer_id, decision=row.decision, words=row.words, day=row.day, stands=row.stands)
            for row in found.opinions.all()
        ],
        outcomes=[
            OutcomeTold(id=row.pk, kind=row.kind, authority=row.authority, happened_on=row.happened_on, words=row.words)
            for row in found.outcomes.all()
        ],
    )  # fmt: skip


@acts(router, "/incidents/{number}/acts/{act_id}/units", purposes=CONCLUDING)
def allege_unit(request: Asked, number: Number, act_id: RowId, sent: UnitAlleged) -> Made:
    """Enter the allegation that a unit took part in an act."""
    who = request.auth
    act = act_of(who, number, act_id)
    unit = forces.unit(who.registrar, sent.known_unit) if sent.known_unit else None
    alleged = involving.allege_unit(who.hand, act, sent.unit, sent.allegation(), accounts=told_accounts(who, sent.accounts), unit=unit)
    return _made(alleged)


@acts(router, "/involvements/{involvement_id}/change", purposes=CONCLUDING)
def change_involvement(request: Asked, involvement_id: RowId, sent: InvolvementChange) -> Made:
    """Set degree, finding and basis anew; lawyers look again."""
    who = request.auth
    return _made(involving.change_involvement(who.hand, _found(who, involvement_id), sent.allegation(), seen=sent.before()))


@acts(router, "/involvements/{involvement_id}/bearings", purposes=WEIGHING)
def enter_bearing(request: Asked, involvement_id: RowId, sent: BearingSent) -> Made:
    """Enter what an account says for it or against it."""
    who = request.auth
    found = _found(who, involvement_id)
    account = one(queries.accounts(who.registrar, found.act.incident), pk=sent.account)
    return made(
        involving.enter_bearing(who.hand, found, account, direction=sent.direction, words=sent.words), f"/involvements/{involvement_id}"
    )


@acts(router, "/involvements/{involvement_id}/opinions", purposes=("reviewing",))
def give_opinion(request: Asked, involvement_id: RowId, sent: OpinionSent) -> Made:
    """Enter a lawyer's word; nobody judges what they wrote."""
    who = request.auth
    given = involving.give_opinion(who.hand, _found(who, involvement_id), decision=sent.decision, words=sent.words)
    return made(given, f"/involvements/{involvement_id}")


@acts(router, "/involvements/{involvement_id}/outcomes", purposes=WEIGHING)
def note_outcome(request: Asked, involvement_id: RowId, sent: OutcomeSent) -> Made:
    """Enter what became of it elsewhere."""
    who = request.auth
    noted = involving.note_outcome(who.hand, _found(who, involvement_id), OutcomeDraft(**sent.model_dump()))
    return made(noted, f"/involvements/{involvement_id}")


@acts(router, "/involvements/{involvement_id}/closing", purposes=WEIGHING)
def close_involvement(request: Asked, involvement_id: RowId, sent: ClosingSent) -> Made:
    """Withdraw it, with its reason: somebody was cleared, mistaken for another, or named in error."""
    who = request.auth
    return _made(involving.close_involvement(who.hand, _found(who, involvement_id), why=sent.why, words=sent.words))


def known_units(who: Who, rows: Iterable[Involvement]) -> Collection[str]:
    """Those of the units of these involvements that the registrar may know of."""
    return forces.called(who.registrar, (row.unit_id for row in rows if row.unit_id))


def involvement_told(row: Involvement, *, units: Container[str | None] = ()) -> InvolvementTold:
    """An involvement as its act tells it; which unit it is, if that is among the `units` that may be known."""
    return InvolvementTold(
        id=row.pk, person=row.person_id, unit=row.unit_words, known_unit=row.unit_id if row.unit_id in units else None, degree=row.degree,
        finding=row.finding, basis=row.basis, review=row.review, unsupported=row.unsupported,
    )  # fmt: skip


def _found(who: Who, involvement_id: str) -> Involvement:
    return queries.involvement(who.registrar, involvement_id)


def _made(row: Involvement) -> Made:
    return made(row, f"/involvements/{row.pk}")
