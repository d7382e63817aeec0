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
from kniha.book.evidence import actions, fixity, likening, queries, stepping
from kniha.book.evidence.chain import gaps
from kniha.book.evidence.models import CustodyEvent, Derivative, Exhibit, Likeness, ThingStep
from kniha.book.statements import queries as statements
from kniha.runs import keyring
from kniha.runs.file_facts import Facts
from kniha.runs.made_of_files import Reading
from kniha.runs.playing import copy_of, type_of
from kniha.runs.words import facts_of, is_open, readings_of, words_of
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


class HandsSent(Sent):
    """When something passed from hand to hand, outside the register, and what for."""

    at: AwareDatetime
    to_the_day: bool = False
    giver: str = Field(default="", max_length=120, description="A role or an office, never a name.")
    taker: str = Field(default="", max_length=120, description="A role or an office, never a name.")
    why: str = Field(min_length=4, max_length=300)
    authority: str = Field(default="", max_length=200)
    condition: str = Field(default="", max_length=300)


class StepSent(HandsSent):
    """A step that happened outside the register."""

    kind: Annotated[str, OneOf("custody-events")]


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


class LikenessTold(BaseModel):
    """In which way a machine found two files alike, and where one lies in the other, in milliseconds. A hint, no finding."""

    other: str
    is_same_bytes: bool
    way: str | None = Field(description="A code of the list `likeness-ways`; null where the bytes alone are the same.")
    turn: str | None = Field(description="A code of the list `picture-turns`.")
    is_copy: bool
    bits: int | None = Field(description="How many of 256 bits differ.")
    marks: int | None = Field(description="How many marks agree.")
    start_ms: int | None
    length_ms: int | None
    other_start_ms: int | None
    verdict: str | None = Field(description="What a registrar concluded: a code of the list `likeness-verdicts`.")


class Likenesses(BaseModel):
    """What a file is like."""

    rows: list[LikenessTold]


class VerdictSent(Sent):
    """What two files are to one another."""

    other: RowId
    verdict: Annotated[str, OneOf("likeness-verdicts")]
    words: str = Field(default="", max_length=500)


@reads(router, "/exhibits/{exhibit_id}/likenesses", purposes=READING, answer=Likenesses)
def likenesses(request: Asked, exhibit_id: RowId) -> Likenesses:
    """Files that are the same or nearly."""
    registrar = request.auth.registrar
    found = likening.pairs(registrar, queries.exhibit(registrar, exhibit_id))
    return Likenesses(rows=[_alike(pair, one) for pair in found for one in pair.likenesses or (None,)])


@acts(router, "/exhibits/{exhibit_id}/likenesses", purposes=FILES)
def judge_likeness(request: Asked, exhibit_id: RowId, sent: VerdictSent) -> Made:
    """Enter what a file is to another that looks like it."""
    registrar = request.auth.registrar
    found = likening.pair(registrar, queries.exhibit(registrar, exhibit_id), sent.other)
    likening.judge_likeness(request.auth.hand, found.exhibit, found.other, verdict=sent.verdict, words=sent.words)
    return made(found.exhibit, f"/exhibits/{exhibit_id}/likenesses")


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
    found = opened(request.auth, exhibit_id)
    answer = StreamingHttpResponse(_pieces(found), content_type="application/octet-stream")
    answer["Content-Length"] = str(found.size)
    answer["Content-Disposition"] = f'attachment; filename="{found.pk[:12]}"'
    return _shut(answer)


class PageRead(Reading):
    """The letters on one page, as a machine recognised them: no evidence, and never the file's own words."""

    page: int


class WordsTold(BaseModel):
    """The words in a file: its own, and those that a machine recognised in its pictures. No evidence."""

    words: str = Field(description="The file's own; empty where it holds none.")
    read_by_machine: list[PageRead] = Field(description="Page by page; a picture has page 1.")


@reads(router, "/exhibits/{exhibit_id}/words", purposes=FILES, answer=WordsTold)
def words(request: Asked, exhibit_id: RowId) -> WordsTold:
    """The words in a file, after an access to it was entered."""
    registrar, found = request.auth.registrar, opened(request.auth, exhibit_id)
    read = [PageRead(page=page, **reading.model_dump()) for page, reading in readings_of(registrar, found)]
    return WordsTold(words=words_of(registrar, found), read_by_machine=read)


DerivativeName = Annotated[str, Field(pattern="^[a-z]{1,10}-[0-9]{1,6}$", description="Kind and number, as `page-3`.")]


class DerivativeTold(BaseModel):
    """Something to look at that the worker made of a file: no evidence."""

    kind: str = Field(description="A code of the list `derivatives`.")
    number: int
    at_ms: int | None = Field(description="Where it stands in a film, in milliseconds; of a part of a copy for playing: where it ends.")
    recipe: str = Field(description="By which tools, versions and numbers, as JSON.")
    finding: str = Field(description="Why there is none: a code of the list `file-findings`, else empty.")
    size: int = Field(description="In bytes; 0 where none could be made.")
    sha256: str


class Derivatives(BaseModel):
    """What was made of a file, and how far the worker is."""

    rows: list[DerivativeTold]
    steps_left: int = Field(description="Steps that the worker still has before it.")
    unread: int = Field(description="Pages that were not read because there is no recogniser of letters here.")


@reads(router, "/exhibits/{exhibit_id}/made", purposes=FILES, answer=Derivatives)
def derivatives(request: Asked, exhibit_id: RowId) -> Derivatives:
    """Pages drawn, key frames, a waveform, parts of a copy for playing, after an access to the file was entered."""
    registrar, found = request.auth.registrar, opened(request.auth, exhibit_id)
    making = queries.making_of(registrar, found)
    left, unread = (making.steps - making.done, making.unread) if making else (0, 0)
    return Derivatives(rows=[_made(row) for row in queries.derivatives_of(registrar, found)], steps_left=left, unread=unread)


@reads(router, "/exhibits/{exhibit_id}/made/{made_name}", purposes=FILES, answer=bytes)
def derivative(request: Asked, exhibit_id: RowId, made_name: DerivativeName) -> HttpResponseBase:
    """One of them, a JPEG, or WebM for a part of a film, after an access to the file was entered."""
    found = queries.derivative_of(request.auth.registrar, opened(request.auth, exhibit_id), made_name)
    data = keyring.vault().open(queries.blob_of(found), keyring.held().exhibit)
    return _shut(StreamingHttpResponse(data, content_type=type_of(found)))


@reads(router, "/exhibits/{exhibit_id}/played", purposes=FILES, answer=bytes)
def played(request: Asked, exhibit_id: RowId) -> HttpResponseBase:
    """The copy for playing of a film or a sound that browsers do not play, a WebM, as far as it is made, after an access was entered."""
    copy = copy_of(request.auth.registrar, opened(request.auth, exhibit_id))
    if copy is None:
        raise NotFoundError("no copy for playing was made of this file")
    answer = StreamingHttpResponse(copy.pieces(0, copy.size), content_type=copy.media_type)
    answer["Content-Length"] = str(copy.size)
    return _shut(answer)


class FactsTold(BaseModel):
    """What a file tells of itself, as a machine read it: no evidence, and no judgment of what it is worth."""

    facts: Facts | None = Field(description="Null where the worker has not looked at the file yet.")


@reads(router, "/exhibits/{exhibit_id}/facts", purposes=FILES, answer=FactsTold)
def facts(request: Asked, exhibit_id: RowId) -> FactsTold:
    """Times, places, device, signed manifest of a file and where it contradicts itself, after an access to it was entered."""
    return FactsTold(facts=facts_of(request.auth.registrar, opened(request.auth, exhibit_id)))


def opened(who: Who, exhibit_id: str) -> Exhibit:
    """The file, if the one who asks entered an access a short while ago; RefusedError if not."""
    found = queries.exhibit(who.registrar, exhibit_id)
    if not is_open(who.registrar, found, now=who.hand.now):
        raise RefusedError("a file is opened for a purpose: say which")
    return found


def _shut(answer: HttpResponseBase) -> HttpResponseBase:
    """Against a reporter who sends a page with a script: a browser that gets here by mistake runs nothing of it."""
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


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


def _made(row: Derivative) -> DerivativeTold:
    return DerivativeTold(
        kind=row.kind, number=row.number, at_ms=row.at_ms, recipe=row.recipe, finding=row.finding, size=row.size, sha256=row.sha256
    )


def _alike(pair: likening.Pair, one: Likeness | None) -> LikenessTold:
    told = {name: getattr(one, name, None) for name in ("way", "turn", "bits", "marks", "start_ms", "length_ms", "other_start_ms")}
    return LikenessTold(
        other=pair.other.pk, is_same_bytes=pair.is_exact, is_copy=one is None or one.is_copy,
        verdict=pair.verdict.verdict if pair.verdict else None, **told,
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
