"""Files that came together: what was told of them once, the files, what a lawyer decided that they may be used for."""

from datetime import date, datetime
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.access import queries as access
from kniha.book.evidence import acquiring, queries
from kniha.book.evidence.models import Acquisition, Exhibit

router = Router(tags=["acquisitions"])

READING = ("reading", "files", "coding", "concluding", "reviewing")
_LATEST = (By("begun_on", falling=True), By("title"), By("pk"))
_AS_THEY_LAY = (By("found_at"), By("pk"))


class AcquisitionTold(BaseModel):
    """Files that came together, with what is asked once of all of them."""

    id: str
    compartment: str
    title: str
    how_obtained: str
    obtained_on: date
    giver: str = Field(description="From whom: a role or an office, never a name.")
    why: str
    place_words: str
    authority: str
    machine: str
    clock: str = Field(description="By which clock, and how far it was off.")
    begun_by: str
    begun_on: date
    uses: list[str] = Field(description="What the files may be used for: codes of the list `file-uses`.")
    decided_by: str | None
    decided_on: date | None
    decided_words: str


class AcquiredFile(BaseModel):
    """A file of an acquisition."""

    id: str
    found_at: str = Field(description="Where it lay within what was brought.")
    changed_at: datetime | None = Field(description="As the disk told.")
    media_type: str
    size: int
    sha256: str


class AcquisitionSent(Sent):
    """An acquisition that begins. Its files are sealed on the office's host, with `kniha evidence add` and the same title."""

    compartment: RowId
    title: str = Field(min_length=3, max_length=200)
    how_obtained: Annotated[str, OneOf("how-obtained")]
    obtained_on: date
    giver: str = Field(min_length=3, max_length=300)
    why: str = Field(min_length=3, max_length=500)
    place_words: str = Field(default="", max_length=500)
    authority: str = Field(default="", max_length=300)
    machine: str = Field(default="", max_length=300)
    clock: str = Field(default="", max_length=300)


class UsesSent(Sent):
    """What files may be used for, and why. No use: they stay sealed."""

    uses: list[Annotated[str, OneOf("file-uses")]] = Field(max_length=10)
    words: str = Field(min_length=10, max_length=1000)


@reads(router, "/acquisitions", purposes=READING, answer=Page[AcquisitionTold])
def acquisitions(request: Asked, asked: Paged) -> Page[AcquisitionTold]:
    """The acquisitions that the registrar may see, the latest first."""
    who = request.auth
    return page(who, queries.acquisitions(who.registrar), asked, order=_LATEST, line=_told, name="acquisitions")


@reads(router, "/acquisitions/{acquisition_id}", purposes=READING, answer=AcquisitionTold)
def acquisition(request: Asked, acquisition_id: RowId) -> AcquisitionTold:
    """One acquisition."""
    return _told(queries.acquisition(request.auth.registrar, acquisition_id))


@reads(router, "/acquisitions/{acquisition_id}/exhibits", purposes=READING, answer=Page[AcquiredFile])
def acquired(request: Asked, acquisition_id: RowId, asked: Paged) -> Page[AcquiredFile]:
    """The files of an acquisition, in the order in which they lay."""
    who = request.auth
    rows = queries.acquired(who.registrar, queries.acquisition(who.registrar, acquisition_id))
    return page(who, rows, asked, order=_AS_THEY_LAY, line=_file, name="acquired")


@acts(router, "/acquisitions", purposes=("files",))
def begin_acquisition(request: Asked, sent: AcquisitionSent) -> Made:
    """Begin an acquisition."""
    who = request.auth
    told = sent.model_dump()
    compartment = access.one(access.compartments(who.registrar), pk=told.pop("compartment"))
    return _made(acquiring.begin_acquisition(who.hand, acquiring.AcquisitionDraft(**told), compartment))


@acts(router, "/acquisitions/{acquisition_id}/uses", purposes=("reviewing",))
def decide_uses(request: Asked, acquisition_id: RowId, sent: UsesSent) -> Made:
    """Decide, as a lawyer, what files may be used for that were leaked, intercepted or hacked."""
    who = request.auth
    found = queries.acquisition(who.registrar, acquisition_id)
    acquiring.decide_uses(who.hand, found, frozenset(sent.uses), words=sent.words)
    return _made(found)


def _made(row: Acquisition) -> Made:
    return made(row, f"/acquisitions/{row.pk}")


def _told(row: Acquisition) -> AcquisitionTold:
    return AcquisitionTold(
        id=row.pk, compartment=row.compartment_id, title=row.title, how_obtained=row.how_obtained, obtained_on=row.obtained_on,
        giver=row.giver, why=row.why, place_words=row.place_words, authority=row.authority, machine=row.machine, clock=row.clock,
        begun_by=row.begun_by_id, begun_on=row.begun_on, uses=list(queries.uses_of(row)), decided_by=row.decided_by_id,
        decided_on=row.decided_on, decided_words=row.decided_words,
    )  # fmt: skip


def _file(row: Exhibit) -> AcquiredFile:
    return AcquiredFile(
        id=row.pk, found_at=row.found_at, changed_at=row.changed_at, media_type=row.media_type, size=row.size, sha256=row.sha256
    )
