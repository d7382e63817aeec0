"""Questions to the whole register: asked about a person; and, for keepers, what may be told of what was found with them."""

from datetime import date
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.crossing import actions, queries
from kniha.book.crossing.models import Hint
from kniha.book.people import queries as people

router = Router(tags=["questions to the whole register"])

ASKING = ("concluding", "reviewing")
KEEPING = ("keeping",)
_OPEN_FIRST = (By("state", falling=True), By("found_on"), By("pk"))


class InquiryTold(BaseModel):
    """What was asked. It looks the same whether or not something was found."""

    id: str
    kind: str
    reason: str
    state: str
    asked_by: str
    asked_on: date


class AnswerTold(BaseModel):
    """What a keeper chose to tell. The record stays behind its wall."""

    inquiry: str
    answer: str
    told_by: str | None
    told_on: date | None


class Inquiries(BaseModel):
    """Newest first."""

    rows: list[InquiryTold]
    told: list[AnswerTold]


class HintTold(BaseModel):
    """That a record of a compartment that one keeps may answer a question of another's."""

    id: str
    kind: str = Field(description="Of what the record is: `statement`, `person`, …")
    row: str
    compartment: str
    question: str
    reason: str
    names: list[str] = Field(description="Under which the person is known to who asks.")
    asked_by: str
    state: str
    answer: str
    found_on: date


class InquirySent(Sent):
    """One of the three questions. Keepers of other compartments read the reason and the person's names, if something is found."""

    kind: Annotated[str, OneOf("inquiry-kinds")]
    reason: str = Field(min_length=4, max_length=1000)


class TellSent(Sent):
    """What the asker is told."""

    answer: str = Field(min_length=4, max_length=2000)


@reads(router, "/people/{person_id}/inquiries", purposes=ASKING, answer=Inquiries)
def inquiries(request: Asked, person_id: RowId) -> Inquiries:
    """What was asked of the whole register about a person, and what keepers told. Silence means nothing."""
    registrar = request.auth.registrar
    found = people.person(registrar, person_id)
    return Inquiries(
        rows=[
            InquiryTold(id=row.pk, kind=row.kind, reason=row.reason, state=row.state, asked_by=row.asked_by_id, asked_on=row.asked_on)
            for row in queries.inquiries(registrar, found)
        ],
        told=[
            AnswerTold(inquiry=row.inquiry_id, answer=row.answer, told_by=row.decided_by_id, told_on=row.decided_on)
            for row in queries.told(registrar, found)
        ],
    )


@acts(router, "/people/{person_id}/inquiries", purposes=ASKING)
def ask_register(request: Asked, person_id: RowId, sent: InquirySent) -> Made:
    """Put a question about a person to the whole register."""
    who = request.auth
    asked = actions.ask_register(who.hand, people.person(who.registrar, person_id), kind=sent.kind, reason=sent.reason)
    return made(asked, f"/people/{person_id}/inquiries")


@reads(router, "/hints", purposes=KEEPING, answer=Page[HintTold])
def hints(request: Asked, asked: Paged) -> Page[HintTold]:
    """What was found in compartments that the registrar keeps, open ones first."""
    who = request.auth
    return page(who, queries.hints(who.registrar), asked, order=_OPEN_FIRST, line=_hint, name="hints")


@acts(router, "/hints/{hint_id}/answer", purposes=KEEPING)
def tell(request: Asked, hint_id: RowId, sent: TellSent) -> Made:
    """Tell the asker something, in one's own words; nothing else of the record goes over."""
    who = request.auth
    return made(actions.tell(who.hand, queries.hint(who.registrar, hint_id), answer=sent.answer), "/hints")


@acts(router, "/hints/{hint_id}/silence", purposes=KEEPING)
def keep_silent(request: Asked, hint_id: RowId) -> Made:
    """Tell nothing: for the asker it is as if there were nothing."""
    who = request.auth
    return made(actions.keep_silent(who.hand, queries.hint(who.registrar, hint_id)), "/hints")


def _hint(row: Hint) -> HintTold:
    return HintTold(
        id=row.pk, kind=row.table, row=row.row, compartment=row.compartment_id, question=row.inquiry.kind, reason=row.inquiry.reason,
        names=list(queries.names_asked_for(row)), asked_by=row.inquiry.asked_by_id, state=row.state, answer=row.answer,
        found_on=row.found_on,
    )  # fmt: skip
