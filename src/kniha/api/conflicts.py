"""Conflicts of interest: those on which the registrar decides; stepping aside, keeping a colleague out, proposing to lift one."""

from datetime import date
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import Number, OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.access import conflicts as deciding
from kniha.book.access import queries
from kniha.book.access.conflicts import Record
from kniha.book.access.models import Conflict
from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.vocab.errors import MalformedError

router = Router(tags=["conflicts of interest"])

KEEPING = ("keeping",)
_NEWEST = (By("noted_on", falling=True), By("pk"))


class ConflictTold(BaseModel):
    """A record that is kept from one registrar."""

    id: str
    registrar: str
    compartment: str
    kind: str
    row: str = Field(description="The id of the statement, incident or person.")
    ground: str
    words: str
    state: str
    noted_by: str = Field(description="The id of a registrar, or the name of a process.")
    noted_on: date
    lifting_by: str | None = Field(description="Who proposed to lift it.")
    lifted_on: date | None


class ConflictSent(Sent):
    """Over which one record, and why. Without `registrar` one steps aside oneself."""

    statement: RowId | None = None
    incident: Number | None = None
    person: RowId | None = None
    registrar: RowId | None = Field(default=None, description="The colleague from whom it is kept.")
    ground: Annotated[str, OneOf("conflict-grounds")]
    words: str = Field(default="", max_length=500)


@reads(router, "/conflicts", purposes=KEEPING, answer=Page[ConflictTold])
def conflicts(request: Asked, asked: Paged) -> Page[ConflictTold]:
    """The conflicts of interest of colleagues on which the registrar decides, newest first."""
    who = request.auth
    rows = queries.conflicts(who.registrar).order_by("-noted_on", "pk")
    return page(who, rows, asked, order=_NEWEST, line=_conflict, name="conflicts")


@reads(router, "/conflicts/{conflict_id}", purposes=KEEPING, answer=ConflictTold)
def conflict(request: Asked, conflict_id: RowId) -> ConflictTold:
    """One conflict of interest."""
    return _conflict(queries.conflict(request.auth.registrar, conflict_id))


@acts(router, "/conflicts", purposes=KEEPING)
def note_conflict(request: Asked, sent: ConflictSent) -> Made:
    """Step aside, or keep a colleague out: at once. Two others lift it."""
    who = request.auth
    record = _record(who, sent)
    if sent.registrar is None:
        return _made(deciding.step_aside(who.hand, record, ground=sent.ground, words=sent.words))
    colleague = queries.colleague(who.registrar, sent.registrar)
    return _made(deciding.keep_out(who.hand, record, colleague, ground=sent.ground, words=sent.words))


@acts(router, "/conflicts/{conflict_id}/lifting", purposes=KEEPING)
def propose_readmission(request: Asked, conflict_id: RowId) -> Made:
    """Propose to lift it. The second of the two lifts it, at the desk."""
    who = request.auth
    return _made(deciding.propose_readmission(who.hand, queries.conflict(who.registrar, conflict_id)))


@acts(router, "/conflicts/{conflict_id}/keeping", purposes=KEEPING)
def stay_apart(request: Asked, conflict_id: RowId) -> Made:
    """The proposal is not followed, or taken back: the conflict stands as before."""
    who = request.auth
    return _made(deciding.stay_apart(who.hand, queries.conflict(who.registrar, conflict_id)))


def _record(who: Who, sent: ConflictSent) -> Record:
    named = [value for value in (sent.statement, sent.incident, sent.person) if value is not None]
    if len(named) != 1:
        raise MalformedError(f"a conflict of interest is over one of statement, incident and person, not over {len(named)}")
    if sent.statement is not None:
        return statements.statement(who.registrar, sent.statement)
    return events.incident(who.registrar, sent.incident) if sent.incident is not None else people.person(who.registrar, named[0])


def _made(row: Conflict) -> Made:
    return made(row, f"/conflicts/{row.pk}")


def _conflict(row: Conflict) -> ConflictTold:
    return ConflictTold(
        id=row.pk, registrar=row.registrar_id, compartment=row.compartment_id, kind=row.table, row=row.row, ground=row.ground,
        words=row.words, state=row.state, noted_by=row.noted_by, noted_on=row.noted_on, lifting_by=row.lifting_by_id,
        lifted_on=row.lifted_on,
    )  # fmt: skip
