"""Notes on pictures, films and sounds, tied to a time and a region; what is said in them, in the original and translated.

As the file itself they are for who entered an access to it a short while ago.
"""

from datetime import datetime
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.exhibits import FILES, opened
from kniha.api.fields import OneOf, RowId, Sent, WholeNumber
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.evidence import noting
from kniha.book.evidence.models import MediaNote
from kniha.book.evidence.rules import Region, Stretch
from kniha.vocab.within import LAST_MS, WHOLE

router = Router(tags=["exhibits"])

Language = Annotated[str, Field(pattern="^([a-z]{2,8})?$", description="A language's code, as `be`; empty: not told.")]
_Ms = Annotated[WholeNumber, Field(ge=0, le=LAST_MS)]
_Part = Annotated[WholeNumber, Field(ge=0, le=WHOLE)]


class RegionTold(BaseModel):
    """A part of the picture, in 1/10000 of its width and height."""

    left: _Part
    top: _Part
    width: _Part
    height: _Part


class RegionSent(RegionTold, Sent):
    """The same, as a program sends it."""


class Noted(BaseModel):
    """The word of a registrar on a file, no finding."""

    id: str
    kind: str = Field(description="A code of the list `media-note-kinds`.")
    words: str
    language: str
    start_ms: int | None = Field(description="Milliseconds from the beginning of a film or a sound.")
    end_ms: int | None = Field(description="Null: one moment.")
    region: RegionTold | None = Field(description="Null: the whole picture.")
    noted_by: str
    noted_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_why: str


class NoteTold(Noted):
    """A note with what translates it."""

    translations: list[Noted]


class MediaNotes(BaseModel):
    """The notes on a file, in order of time; withdrawn ones too."""

    rows: list[NoteTold]


class NoteSent(Sent):
    """A note: on a film with its time, on a picture without."""

    kind: Annotated[str, OneOf("media-note-kinds")]
    words: str = Field(min_length=1, max_length=2000)
    language: Language = ""
    start_ms: _Ms | None = None
    end_ms: _Ms | None = None
    region: RegionSent | None = None


class TranslationSent(Sent):
    """What is said, in another language, by a person."""

    words: str = Field(min_length=1, max_length=2000)
    language: Annotated[str, Field(pattern="^[a-z]{2,8}$", description="A language's code, as `be`.")]


class NoteWithdrawn(Sent):
    """Why a note is wrong."""

    reason: str = Field(min_length=4, max_length=300)


@reads(router, "/exhibits/{exhibit_id}/notes", purposes=FILES, answer=MediaNotes)
def media_notes(request: Asked, exhibit_id: RowId) -> MediaNotes:
    """The notes on a file, after an access to it was entered."""
    found = opened(request.auth, exhibit_id)
    return MediaNotes(rows=[_told(row) for row in noting.notes(request.auth.registrar, found)])


@acts(router, "/exhibits/{exhibit_id}/notes", purposes=FILES)
def note_media(request: Asked, exhibit_id: RowId, sent: NoteSent) -> Made:
    """Enter a note on a file, after an access to it was entered."""
    found = opened(request.auth, exhibit_id)
    stretch = None if sent.start_ms is None else Stretch(sent.start_ms, sent.end_ms)
    region = Region(**sent.region.model_dump()) if sent.region else None
    draft = noting.NoteDraft(sent.kind, sent.words, sent.language, stretch, region)
    return made(noting.note_media(request.auth.hand, found, draft), f"/exhibits/{exhibit_id}/notes")


@acts(router, "/exhibits/{exhibit_id}/notes/{note_id}/translation", purposes=FILES)
def translate_note(request: Asked, exhibit_id: RowId, note_id: RowId, sent: TranslationSent) -> Made:
    """Enter what is said in another language, beside what it translates."""
    note = noting.note(request.auth.registrar, opened(request.auth, exhibit_id), note_id)
    entered = noting.translate_note(request.auth.hand, note, words=sent.words, language=sent.language)
    return made(entered, f"/exhibits/{exhibit_id}/notes")


@acts(router, "/exhibits/{exhibit_id}/notes/{note_id}/withdrawal", purposes=FILES)
def withdraw_note(request: Asked, exhibit_id: RowId, note_id: RowId, sent: NoteWithdrawn) -> Made:
    """Withdraw a note that is wrong. It stays to be read, with the reason."""
    note = noting.note(request.auth.registrar, opened(request.auth, exhibit_id), note_id)
    noting.withdraw_note(request.auth.hand, note, reason=sent.reason)
    return made(note, f"/exhibits/{exhibit_id}/notes")


def _told(row: MediaNote) -> NoteTold:
    return NoteTold(**_noted(row).model_dump(), translations=[_noted(other) for other in row.translations.all()])


def _noted(row: MediaNote) -> Noted:
    region = None
    if row.left is not None:
        region = RegionTold(left=row.left, top=row.top or 0, width=row.width or 0, height=row.height or 0)
    return Noted(
        id=row.pk, kind=row.kind, words=row.words, language=row.language, start_ms=row.start_ms, end_ms=row.end_ms, region=region,
        noted_by=row.noted_by_id, noted_at=row.noted_at, withdrawn_by=row.withdrawn_by_id, withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
    )  # fmt: skip
