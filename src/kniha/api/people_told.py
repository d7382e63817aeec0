"""What the register holds of one person, as far as the registrar may see: where they are spoken of, what was done, alleged, allowed."""

from datetime import date, datetime
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import Changing, OneOf, RowId, Sent
from kniha.api.involvements import InvolvementTold, involvement_told
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.people import READING, read_person
from kniha.api.surroundings import DetentionTold, ProceedingTold, detention_told, proceeding_told
from kniha.book.events import of_people
from kniha.book.people import actions, queries
from kniha.book.people.actions import NameDraft
from kniha.book.statements import queries as statements

router = Router(tags=["people"])

DESCRIBING = ("coding", "helping")


class NameTold(BaseModel):
    """A name or spelling, as written."""

    id: str
    text: str
    language: str
    kind: str
    read_in: str


class Mentioned(BaseModel):
    """Where an account speaks of them."""

    mention: str
    role: str
    name: str
    statement: str
    account: str
    incident: str | None = Field(description="The number of the incident that the account tells of.")


class Suffered(BaseModel):
    """An act of which they are the victim."""

    act: str
    kind: str
    incident: str = Field(description="Its number.")


class Alleged(InvolvementTold):
    """In what they are alleged to have taken part. The presumption of innocence holds."""

    incident: str = Field(description="Its number.")


class Interviewed(BaseModel):
    """An interview that they gave."""

    statement: str
    held_by: str
    began: datetime | None


class Allowed(BaseModel):
    """What they answered for one purpose, in one statement. Where answers differ, the narrower holds until they are asked."""

    statement: str
    purpose: str
    recipient: str
    answer: str
    giver: str


class LeaveTold(BaseModel):
    """A lawyer's leave for one more interview."""

    id: str
    words: str
    given_by: str
    given_on: date
    used: bool


class ToldOfPerson(BaseModel):
    """Everything of a person that the registrar may see, but for what is sealed."""

    names: list[NameTold]
    mentions: list[Mentioned]
    acts: list[Suffered]
    involvements: list[Alleged]
    detentions: list[DetentionTold]
    proceedings: list[ProceedingTold]
    interviews: list[Interviewed]
    consents: list[Allowed]
    permissions: list[LeaveTold]


class NameSent(Sent):
    """One more name or spelling, and where it may be read."""

    text: str = Field(min_length=1, max_length=300, description="As written.")
    language: str = Field(default="", max_length=8)
    kind: Annotated[str, OneOf("name-kinds")] = "as-said"
    read_in: str = Field(min_length=1, max_length=300)


class DescriptionSent(Changing):
    """Gender and age, as they were told."""

    gender: str = Field(default="", max_length=20)
    age: str = Field(default="", max_length=60)


@reads(router, "/people/{person_id}/told", purposes=READING, answer=ToldOfPerson)
def told_of_person(request: Asked, person_id: RowId) -> ToldOfPerson:
    """All names and mentions of a person, what was done to them, what is alleged of them, what they allow."""
    registrar = request.auth.registrar
    found = read_person(request, person_id)
    return ToldOfPerson(
        names=[
            NameTold(id=row.pk, text=row.text, language=row.language, kind=row.kind, read_in=row.read_in)
            for row in queries.names(registrar, found)
        ],
        mentions=[
            Mentioned(
                mention=row.pk, role=row.role, name=row.name, statement=row.account.statement_id, account=row.account_id,
                incident=getattr(row, "incident_number"),  # noqa: B009  annotated by the query
            )
            for row in of_people.mentions(registrar, found)
        ],
        acts=[Suffered(act=row.pk, kind=row.kind, incident=row.incident.number) for row in of_people.acts_suffered(registrar, found)],
        involvements=[
            Alleged(**dict(involvement_told(row)), incident=row.act.incident.number) for row in of_people.involvements(registrar, found)
        ],
        detentions=[detention_told(row) for row in of_people.detentions(registrar, found)],
        proceedings=[proceeding_told(row) for row in of_people.proceedings(registrar, found)],
        interviews=[
            Interviewed(statement=row.statement_id, held_by=row.held_by_id, began=row.began)
            for row in of_people.interviews(registrar, found)
        ],
        consents=[
            Allowed(statement=row.statement_id, purpose=row.purpose, recipient=row.recipient, answer=row.answer, giver=row.giver)
            for row in of_people.consents(registrar, found)
        ],
        permissions=[
            LeaveTold(id=row.pk, words=row.words, given_by=row.given_by_id, given_on=row.given_on, used=row.used)
            for row in statements.permissions(registrar, found)
        ],
    )  # fmt: skip


@acts(router, "/people/{person_id}/names", purposes=DESCRIBING)
def add_name(request: Asked, person_id: RowId, sent: NameSent) -> Made:
    """Enter one more name or spelling of a person; earlier ones stay."""
    found = queries.person(request.auth.registrar, person_id)
    return made(actions.add_name(request.auth.hand, found, NameDraft(**sent.model_dump())), f"/people/{person_id}/told")


@acts(router, "/people/{person_id}/description", purposes=DESCRIBING)
def describe_person(request: Asked, person_id: RowId, sent: DescriptionSent) -> Made:
    """Set gender and age anew, as they were told."""
    found = queries.person(request.auth.registrar, person_id)
    described = actions.describe_person(request.auth.hand, found, gender=sent.gender, age=sent.age, seen=sent.before())
    return made(described, f"/people/{person_id}")
