"""Items of evidence that are no files: what each is, its label and seal, and each step of its custody."""

from datetime import date
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.exhibits import Custody, HandsSent, StepSent, chained
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.access import queries as access
from kniha.book.evidence import queries, stepping
from kniha.book.evidence import things as keeping
from kniha.book.evidence.models import Thing
from kniha.book.statements import queries as statements
from kniha.vocab.errors import MalformedError

router = Router(tags=["things"])

READING = ("reading", "files", "coding", "concluding", "reviewing")
FILES = ("files",)
_LATEST = (By("acquired_on", falling=True), By("label"), By("pk"))


class ThingTold(BaseModel):
    """A thing."""

    id: str
    label: str
    compartment: str
    statement: str | None
    kind: str
    title: str
    description: str
    seal_number: str
    kept_at: str = Field(description="A code of the office's own, never an address.")
    how_obtained: str
    acquired_on: date


class Described(Sent):
    """What a thing is."""

    kind: Annotated[str, OneOf("thing-kinds")]
    title: str = Field(min_length=3, max_length=200)
    description: str = Field(default="", max_length=2000)
    seal_number: str = Field(default="", max_length=60)
    kept_at: str = Field(default="", max_length=120)


class ThingSent(Described, HandsSent):
    """A thing, and how it came, from whom to whom: with a statement, or by itself into a compartment; one of the two."""

    statement: RowId | None = None
    compartment: RowId | None = None
    how_obtained: Annotated[str, OneOf("how-obtained")]


class ThingStepSent(StepSent):
    """A step in a thing's life, with its new seal and place if they changed."""

    seal_number: str = Field(default="", max_length=60)
    kept_at: str = Field(default="", max_length=120)


class ShownSent(Sent):
    """A file that shows the thing."""

    exhibit: RowId


@reads(router, "/things", purposes=READING, answer=Page[ThingTold])
def things(request: Asked, asked: Paged) -> Page[ThingTold]:
    """The things that the registrar may see, those that came last first."""
    who = request.auth
    return page(who, queries.things(who.registrar), asked, order=_LATEST, line=_told, name="things")


@reads(router, "/things/{thing_id}", purposes=READING, answer=ThingTold)
def thing(request: Asked, thing_id: RowId) -> ThingTold:
    """One thing."""
    return _told(queries.thing(request.auth.registrar, thing_id))


@reads(router, "/things/{thing_id}/custody", purposes=READING, answer=Custody)
def thing_custody(request: Asked, thing_id: RowId) -> Custody:
    """The steps in a thing's life."""
    registrar = request.auth.registrar
    return chained(list(queries.custody_of(registrar, queries.thing(registrar, thing_id))))


@acts(router, "/things", purposes=FILES)
def register_thing(request: Asked, sent: ThingSent) -> Made:
    """Enter a thing with the step by which it came. It gets its label."""
    who = request.auth
    if (sent.statement is None) == (sent.compartment is None):
        raise MalformedError("a thing comes with a statement or into a compartment: name one of the two")
    into = (
        statements.statement(who.registrar, sent.statement)
        if sent.statement
        else access.one(access.compartments(who.registrar), pk=sent.compartment)
    )
    came = stepping.CustodyDraft("received", sent.at, sent.to_the_day, sent.giver, sent.taker, sent.why, sent.authority, sent.condition)
    return _made(keeping.register_thing(who.hand, _draft(sent), came, how_obtained=sent.how_obtained, into=into))


@acts(router, "/things/{thing_id}/description", purposes=FILES)
def describe_thing(request: Asked, thing_id: RowId, sent: Described) -> Made:
    """Describe a thing anew."""
    found = queries.thing(request.auth.registrar, thing_id)
    keeping.describe_thing(request.auth.hand, found, _draft(sent))
    return _made(found)


@acts(router, "/things/{thing_id}/custody", purposes=FILES)
def note_thing_step(request: Asked, thing_id: RowId, sent: ThingStepSent) -> Made:
    """Enter a step in a thing's life."""
    found = queries.thing(request.auth.registrar, thing_id)
    told = sent.model_dump()
    now = {name: told.pop(name) for name in ("seal_number", "kept_at")}
    stepping.note_thing_step(request.auth.hand, found, stepping.CustodyDraft(**told), **now)
    return _made(found)


@acts(router, "/things/{thing_id}/photographs", purposes=FILES)
def picture_thing(request: Asked, thing_id: RowId, sent: ShownSent) -> Made:
    """Name a file as a photograph of a thing."""
    registrar = request.auth.registrar
    found = queries.thing(registrar, thing_id)
    keeping.picture_thing(request.auth.hand, found, queries.exhibit(registrar, sent.exhibit))
    return _made(found)


def _draft(sent: Described) -> keeping.ThingDraft:
    return keeping.ThingDraft(sent.kind, sent.title, sent.description, sent.seal_number, sent.kept_at)


def _made(row: Thing) -> Made:
    return made(row, f"/things/{row.pk}")


def _told(row: Thing) -> ThingTold:
    return ThingTold(
        id=row.pk, label=row.label, compartment=str(row.compartment_id), statement=row.statement_id, kind=row.kind, title=row.title,
        description=row.description, seal_number=row.seal_number, kept_at=row.kept_at, how_obtained=row.how_obtained,
        acquired_on=row.acquired_on,
    )  # fmt: skip
