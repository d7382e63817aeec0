"""Field forms that are out, interviews from them that a rule stands against, and interviews of somebody who turns out to be known.

A form itself is taken along from the desk: it is a page with a secret that is shown once.
"""

from datetime import date

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.people import queries as people
from kniha.book.statements import bringing, queries
from kniha.book.statements import field_forms as forms_out
from kniha.book.statements.models import FieldForm, HeldInterview
from kniha.book.statements.tying import tie_source
from kniha.runs import keyring

router = Router(tags=["interviews and messages"])

READING = ("reading", "interviewing", "reviewing")
INTERVIEWING = ("interviewing",)
_NEWEST = (By("taken_on", falling=True), By("pk"))
_OLDEST = (By("received_on"), By("pk"))


class FieldFormTold(BaseModel):
    """A form that a registrar took along to where there is no network."""

    id: str
    registrar: str
    compartment: str
    person: str | None = Field(description="For whom it is good, where it is for one person.")
    taken_on: date
    good_until: date
    state: str


class HeldTold(BaseModel):
    """An interview from a field form that a rule stands against; whole and sealed."""

    id: str
    form: str
    reason: str
    received_on: date
    state: str
    let_in_by: str | None
    words: str


class LettingIn(Sent):
    """Why it is filed although its form or its interviewer is not in order."""

    words: str = Field(min_length=4, max_length=2000)


class TieSent(Sent):
    """Who the source of the interview is."""

    person: RowId


@reads(router, "/field-forms", purposes=READING, answer=Page[FieldFormTold])
def field_forms(request: Asked, asked: Paged) -> Page[FieldFormTold]:
    """The field forms of the registrar's compartments, newest first."""
    who = request.auth
    return page(who, queries.field_forms(who.registrar), asked, order=_NEWEST, line=_form, name="field-forms")


@acts(router, "/field-forms/{form_id}/withdrawal", purposes=INTERVIEWING)
def withdraw_form(request: Asked, form_id: RowId) -> Made:
    """A form is good no more: it was lost, seized or is not needed."""
    who = request.auth
    return made(forms_out.withdraw_form(who.hand, queries.field_form(who.registrar, form_id)), "/field-forms")


@reads(router, "/held-interviews", purposes=READING, answer=Page[HeldTold])
def held_interviews(request: Asked, asked: Paged) -> Page[HeldTold]:
    """Interviews from field forms that are not filed yet, oldest first."""
    who = request.auth
    return page(who, queries.held_interviews(who.registrar), asked, order=_OLDEST, line=_held, name="held-interviews")


@acts(router, "/held-interviews/{held_id}/letting-in", purposes=("reviewing",))
def let_in(request: Asked, held_id: RowId, sent: LettingIn) -> Made:
    """A lawyer lets a held interview in, and it lies before the courier again."""
    who = request.auth
    held = forms_out.let_in(who.hand, queries.held_interview(who.registrar, held_id), words=sent.words)
    bringing.ask_again(who.registrar, held, today=who.hand.today)
    return made(held, "/held-interviews")


@acts(router, "/held-interviews/{held_id}/again", purposes=INTERVIEWING)
def ask_again(request: Asked, held_id: RowId) -> Made:
    """Lay a held interview before the courier once more: the reason may be gone."""
    who = request.auth
    held = queries.held_interview(who.registrar, held_id)
    bringing.ask_again(who.registrar, held, today=who.hand.today)
    return made(held, "/held-interviews")


@acts(router, "/statements/{statement_id}/source", purposes=INTERVIEWING)
def tie_interview(request: Asked, statement_id: RowId, sent: TieSent) -> Made:
    """The source of an interview is somebody who is known: what is sealed goes with it."""
    who = request.auth
    statement, person = queries.statement(who.registrar, statement_id), people.person(who.registrar, sent.person)
    tied = tie_source(who.hand, statement, person, recipient=keyring.person_recipient(), opening=keyring.person_keys())
    return made(tied, f"/statements/{statement_id}")


def _form(row: FieldForm) -> FieldFormTold:
    return FieldFormTold(
        id=row.pk, registrar=row.registrar_id, compartment=row.compartment_id, person=row.person_id, taken_on=row.taken_on,
        good_until=row.good_until, state=row.state,
    )  # fmt: skip


def _held(row: HeldInterview) -> HeldTold:
    return HeldTold(
        id=row.pk, form=row.form_id, reason=row.reason, received_on=row.received_on, state=row.state, let_in_by=row.let_in_by_id,
        words=row.words,
    )  # fmt: skip
