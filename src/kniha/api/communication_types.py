"""What messages are asked for and told with: their speakers, translations, and what call signs may have stood for."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kniha.api.asking import Who
from kniha.api.fields import Changing, OneOf, RowId, Sent, Time, time_of
from kniha.api.forces import Days, SourceTold, days_of, source_of
from kniha.api.recording_types import View, WitnessSent, WitnessTold, view_of
from kniha.api.recording_types import source_of as witness_of
from kniha.book.communications import queries
from kniha.book.communications.drafts import CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.looking import Found, Row
from kniha.book.communications.models import CallSign, Communication, CommunicationTranslation, MessageRow
from kniha.book.communications.queries import Candidate, Heard
from kniha.book.communications.rules import LONGEST_TEXT, MOST_SPEAKERS


class CallSignTold(BaseModel):
    """What a sign stood for, as a source tells it."""

    id: str
    sign: str
    unit: str
    posting: str | None = Field(description="Null: the whole unit.")
    days: Days
    source: SourceTold


class SpeakerSent(Sent):
    """Who spoke, or to whom."""

    side: Annotated[str, OneOf("speaker-sides")]
    kind: Annotated[str, OneOf("speaker-kinds")] = "not-known"
    heard: str = Field(min_length=1, max_length=120, description="As heard or shown.")


class CommunicationFields(Sent):
    """A message."""

    medium: Annotated[str, OneOf("communication-media")]
    channel: str = Field(default="", max_length=120)
    when: Time = Time()
    speakers: list[SpeakerSent] = Field(default=[], max_length=MOST_SPEAKERS)
    view: View = Field(default=View(), description="The place of who spoke, or a sector of a cell: its direction, width and range.")
    text: str = Field(default="", max_length=LONGEST_TEXT, description="In the original.")
    language: str = Field(default="", max_length=8)

    def draft(self) -> CommunicationDraft:
        """The same for the book."""
        speakers = tuple(SpeakerDraft(one.side, one.heard, one.kind) for one in self.speakers)
        return CommunicationDraft(
            self.medium, self.text, self.language, self.channel, when=self.when.when(), speakers=speakers, view=self.view.view()
        )


class CommunicationSent(CommunicationFields):
    """A message with its source, and where it lies."""

    compartment: RowId
    source: WitnessSent


class CommunicationChanged(Changing, CommunicationFields):
    """A message, set anew."""


class TranslationSent(Sent):
    """A translation."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    language: str = Field(min_length=2, max_length=8)
    way: Annotated[str, OneOf("translator-kinds")]
    note: str = Field(default="", max_length=1000, description="The translator's note.")

    def draft(self) -> TranslationDraft:
        """The same for the book."""
        return TranslationDraft(self.text, self.language, self.way, self.note)


class CommunicationLine(BaseModel):
    """A message in a list: without who spoke and what was said, so that no list is looked through by a number."""

    id: str
    compartment: str
    medium: str
    channel: str
    first: datetime | None
    last: datetime | None
    precision: str
    exhibit: str | None


class MessageRowLine(BaseModel):
    """A row of a list of calls or messages, without who spoke and what was said. Times are milliseconds since 1970, in UTC."""

    key: int
    record: str
    medium: str
    channel: str
    first_ms: int
    last_ms: int
    zone: str
    lat_e7: int | None
    lon_e7: int | None
    error_m: int | None
    heading_deg: int | None
    fov_deg: int | None
    range_m: int | None
    language: str


class MessageRowFound(MessageRowLine):
    """A row that was looked for within an incident."""

    batch: str
    sender: str
    receivers: str
    text: str


class SpeakerFound(BaseModel):
    """Messages, the latest first, and rows of lists that may be read, in the order of their lists: at most 200 of each."""

    messages: list[CommunicationLine]
    rows: list[MessageRowFound]
    is_all: bool = Field(description="Whether there are no more than these.")


class MeantTold(BaseModel):
    """What a call sign may have stood for at that moment."""

    unit: str
    posting: str | None
    sure: Literal["yes", "may-have-been"] = Field(description="`yes` where a source says so of the whole of that time.")
    told: list[CallSignTold]


class SpeakerTold(BaseModel):
    """Who spoke, or to whom."""

    id: str
    side: str
    kind: str
    heard: str
    meant: list[MeantTold] = Field(description="Of call signs alone. Several: it is ambiguous.")


class TranslationTold(BaseModel):
    """A translation."""

    id: str
    language: str
    text: str
    way: str
    note: str
    entered_by: str
    entered_on: date


class CommunicationTold(CommunicationLine):
    """All that is known of it."""

    when: Time
    view: View
    text: str
    language: str
    source: WitnessTold
    speakers: list[SpeakerTold]
    translations: list[TranslationTold]


def communication_line(row: Communication) -> CommunicationLine:
    """A message in a list."""
    return CommunicationLine(
        id=row.pk, compartment=row.compartment_id, medium=row.medium, channel=row.channel, first=row.first, last=row.last,
        precision=row.precision, exhibit=row.exhibit_id,
    )  # fmt: skip


def message_row_line(row: MessageRow) -> MessageRowLine:
    """A row of a list."""
    return MessageRowLine(**{name: getattr(row, name) for name in MessageRowLine.model_fields})


def speaker_found(found: Found) -> SpeakerFound:
    """Where somebody speaks or is spoken to."""
    messages = [communication_line(row) for row in found.messages]
    return SpeakerFound(messages=messages, rows=[_row_found(one) for one in found.rows], is_all=found.is_all)


def _row_found(found: Row) -> MessageRowFound:
    row = found.row
    return MessageRowFound(**dict(message_row_line(row)), batch=found.batch.pk, sender=row.sender, receivers=row.receivers, text=row.text)


def communication_told(who: Who, row: Communication) -> CommunicationTold:
    """A message."""
    return CommunicationTold(
        **dict(communication_line(row)), when=time_of(row, row.when_words), view=view_of(row), text=row.text, language=row.language,
        source=witness_of(row), speakers=[_speaker(one) for one in queries.speakers(who.registrar, row)],
        translations=[_translation(one) for one in queries.translations(who.registrar, row)],
    )  # fmt: skip


def call_sign_told(row: CallSign) -> CallSignTold:
    """A call sign."""
    return CallSignTold(id=row.pk, sign=row.sign, unit=row.unit_id, posting=row.posting_id, days=days_of(row), source=source_of(row))


def _speaker(one: Heard) -> SpeakerTold:
    row = one.row
    meant = [_meant(candidate) for candidate in one.resolved.candidates]
    return SpeakerTold(id=row.pk, side=row.side, kind=row.kind, heard=row.heard, meant=meant)


def _meant(one: Candidate) -> MeantTold:
    told = [call_sign_told(row) for row in one.told]
    return MeantTold(
        unit=one.unit.pk, posting=one.posting.pk if one.posting else None, sure="yes" if one.is_sure else "may-have-been", told=told
    )


def _translation(row: CommunicationTranslation) -> TranslationTold:
    return TranslationTold(
        id=row.pk, language=row.language, text=row.text, way=row.way, note=row.note, entered_by=row.entered_by_id, entered_on=row.entered_on
    )
