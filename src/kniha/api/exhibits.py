"""Files of statements: what is known of them, their custody; a file itself after an access with its purpose is in the book."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated

from django.http import HttpResponseBase, StreamingHttpResponse
from ninja import Router
from pydantic import AwareDatetime, BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.evidence import actions, fixity, queries, stepping
from kniha.book.evidence.chain import gaps
from kniha.book.evidence.models import CustodyEvent, Exhibit, ThingStep
from kniha.book.statements import queries as statements
from kniha.runs import keyring
from kniha.runs.file_facts import Facts
from kniha.runs.words import facts_of, is_open, words_of
from kniha.vocab.errors import BrokenError, NotFoundError, RefusedError

router = Router(tags=["exhibits"])

READING = ("reading", "files", "coding", "concluding", "reviewing", "interviewing")
FILES = ("files",)


class ExhibitTold(BaseModel):
    """What is known of a file."""

    id: str
    statement: str | None
    original_name: str
    media_type: str = Field(description="By its first bytes.")
    claimed_type: str = Field(description="As whoever sent it said.")
    size: int = Field(description="In bytes.")
    sha256: str
    how_obtained: str
    acquired_on: date
    cover: str = Field(description="What it shows, so that nobody meets it unprepared: a code of the list `covers`.")
    thing: str | None = Field(description="The thing that it is a photograph of.")


class ExhibitHeld(ExhibitTold):
    """The same, with what the last look at the vault found."""

    fixity: str | None = Field(description="A code of the list `fixity-states`; none before the first look.")
    fixity_checked_at: datetime | None


class Exhibits(BaseModel):
    """The files of a statement."""

    rows: list[ExhibitTold]


class CustodyTold(BaseModel):
    """One step in a file's life."""

    kind: str
    at: datetime
    giver: str = Field(description="The id of a registrar, or the name of a process.")
    taker: str
    why: str
    authority: str
    taken_by: str = Field(description="Who took it, in words, where it happened outside the register.")
    condition: str
    to_the_day: bool = Field(description="Whether only the day is known.")
    noted_at: datetime | None = Field(description="When a registrar entered what had happened before.")
    gaps: list[str] = Field(description="Where the chain does not close: codes of the list `custody-gaps`.")


class StepSent(Sent):
    """A step that happened outside the register."""

    kind: Annotated[str, OneOf("custody-events")]
    at: AwareDatetime
    to_the_day: bool = False
    giver: str = Field(default="", max_length=120, description="A role or an office, never a name.")
    taker: str = Field(default="", max_length=120, description="A role or an office, never a name.")
    why: str = Field(min_length=4, max_length=300)
    authority: str = Field(default="", max_length=200)
    condition: str = Field(default="", max_length=300)


class Custody(BaseModel):
    """A file's life, oldest step first."""

    rows: list[CustodyTold]


class AccessSent(Sent):
    """What a file is opened for: it becomes part of its custody."""

    why: str = Field(min_length=4, max_length=300)


class CoverSent(Sent):
    """A word on what a file shows."""

    cover: Annotated[str, OneOf("covers")]


@reads(router, "/statements/{statement_id}/exhibits", purposes=READING, answer=Exhibits)
def exhibits(request: Asked, statement_id: RowId) -> Exhibits:
    """The files of a statement."""
    registrar = request.auth.registrar
    rows = queries.exhibits(registrar, statements.statement(registrar, statement_id))
    return Exhibits(rows=[_told(row) for row in rows])


@reads(router, "/exhibits/{exhibit_id}", purposes=READING, answer=ExhibitHeld)
def exhibit(request: Asked, exhibit_id: RowId) -> ExhibitHeld:
    """What is known of a file."""
    found = queries.exhibit(request.auth.registrar, exhibit_id)
    held = fixity.told_of(request.auth.registrar, found)
    told = {"fixity": held.state, "fixity_checked_at": held.checked_at} if held else {"fixity": None, "fixity_checked_at": None}
    return ExhibitHeld(**_told(found).model_dump(), **told)


@reads(router, "/exhibits/{exhibit_id}/custody", purposes=READING, answer=Custody)
def custody(request: Asked, exhibit_id: RowId) -> Custody:
    """The steps in a file's life."""
    registrar = request.auth.registrar
    return chained(list(queries.custody(registrar, queries.exhibit(registrar, exhibit_id))))


@acts(router, "/exhibits/{exhibit_id}/custody", purposes=FILES)
def note_custody(request: Asked, exhibit_id: RowId, sent: StepSent) -> Made:
    """Enter a step in a file's life that happened outside the register."""
    found = queries.exhibit(request.auth.registrar, exhibit_id)
    stepping.note_custody(request.auth.hand, found, stepping.CustodyDraft(**sent.model_dump()))
    return made(found, f"/exhibits/{exhibit_id}/custody")


@acts(router, "/exhibits/{exhibit_id}/accesses", purposes=FILES)
def access_exhibit(request: Asked, exhibit_id: RowId, sent: AccessSent) -> Made:
    """Enter that a file is opened, and what for. Within half an hour it can then be read at `/original`."""
    found = queries.exhibit(request.auth.registrar, exhibit_id)
    actions.access_exhibit(request.auth.hand, found, why=sent.why)
    return made(found, f"/exhibits/{exhibit_id}/original")


@acts(router, "/exhibits/{exhibit_id}/cover", purposes=("files", "coding"))
def describe_cover(request: Asked, exhibit_id: RowId, sent: CoverSent) -> Made:
    """Enter a word on what a file shows."""
    found = queries.exhibit(request.auth.registrar, exhibit_id)
    actions.describe_cover(request.auth.hand, found, sent.cover)
    return made(found, f"/exhibits/{exhibit_id}")


@reads(router, "/exhibits/{exhibit_id}/original", purposes=FILES, answer=bytes)
def original(request: Asked, exhibit_id: RowId) -> HttpResponseBase:
    """A file as it was handed over, after an access to it was entered. Whatever it claims to be, it leaves as plain bytes."""
    found = _opened(request.auth, exhibit_id)
    answer = StreamingHttpResponse(_pieces(found), content_type="application/octet-stream")
    answer["Content-Length"] = str(found.size)
    answer["Content-Disposition"] = f'attachment; filename="{found.pk[:12]}"'
    # Against a reporter who sends a page with a script: a browser that gets here by mistake runs nothing of it.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


class WordsTold(BaseModel):
    """The words in a file, as a machine read them: no evidence."""

    words: str = Field(description="Empty where none were read.")


@reads(router, "/exhibits/{exhibit_id}/words", purposes=FILES, answer=WordsTold)
def words(request: Asked, exhibit_id: RowId) -> WordsTold:
    """The words in a file, after an access to it was entered."""
    return WordsTold(words=words_of(request.auth.registrar, _opened(request.auth, exhibit_id)))


class FactsTold(BaseModel):
    """What a file tells of itself, as a machine read it: no evidence, and no judgment of what it is worth."""

    facts: Facts | None = Field(description="Null where the worker has not looked at the file yet.")


@reads(router, "/exhibits/{exhibit_id}/facts", purposes=FILES, answer=FactsTold)
def facts(request: Asked, exhibit_id: RowId) -> FactsTold:
    """Times, places, device, signed manifest of a file and where it contradicts itself, after an access to it was entered."""
    return FactsTold(facts=facts_of(request.auth.registrar, _opened(request.auth, exhibit_id)))


def _opened(who: Who, exhibit_id: str) -> Exhibit:
    found = queries.exhibit(who.registrar, exhibit_id)
    if not is_open(who.registrar, found, now=who.hand.now):
        raise RefusedError("a file is opened for a purpose: say which")
    return found


def _pieces(found: Exhibit) -> Iterable[bytes]:
    try:
        return keyring.vault().open(queries.blob_of(found), keyring.held().exhibit)
    except (BrokenError, NotFoundError):
        fixity.doubt(found)
        raise


def _told(row: Exhibit) -> ExhibitTold:
    return ExhibitTold(
        id=row.pk, statement=row.statement_id, original_name=row.original_name, media_type=row.media_type,
        claimed_type=row.claimed_type, size=row.size, sha256=row.sha256, how_obtained=row.how_obtained,
        acquired_on=row.acquired_on, cover=row.cover, thing=row.thing_id,
    )  # fmt: skip


def chained(steps: Sequence[CustodyEvent | ThingStep]) -> Custody:
    """A chain of custody, each step with the places at which it does not close."""
    found = gaps(steps)
    return Custody(rows=[_step(row, [gap.code for gap in found if gap.place == place]) for place, row in enumerate(steps)])


def _step(row: CustodyEvent | ThingStep, open_at: list[str]) -> CustodyTold:
    return CustodyTold(
        kind=row.kind, at=row.at, giver=row.giver, taker=row.taker, why=row.why, authority=row.authority, taken_by=row.taken_by,
        condition=row.condition, to_the_day=row.to_the_day, noted_at=row.noted_at, gaps=open_at,
    )  # fmt: skip
