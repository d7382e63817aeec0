"""What call signs stood for, and messages. No list of the register is looked through by a sign or a number without an incident."""

from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.communication_types import (
    CallSignTold,
    CommunicationChanged,
    CommunicationLine,
    CommunicationSent,
    CommunicationTold,
    MessageRowLine,
    SpeakerFound,
    TranslationSent,
    call_sign_told,
    communication_line,
    communication_told,
    message_row_line,
    speaker_found,
)
from kniha.api.fields import Number, OneOf, RowId, Sent
from kniha.api.forces import ORDERING, READING, Days, SourceSent, WithdrawalSent
from kniha.api.made import Made, made
from kniha.api.operations import acts, asks, reads
from kniha.api.paging import By, Page, Paged, Pages, page
from kniha.api.recordings import READING as READING_FILES
from kniha.api.recordings import RECORDING
from kniha.book.access.looking import note_reading
from kniha.book.access.queries import compartments, one
from kniha.book.bulk import queries as bulk
from kniha.book.communications import actions, communicating, looking, queries, taking
from kniha.book.communications.drafts import CallSignDraft
from kniha.book.events import queries as events
from kniha.book.evidence import queries as evidence
from kniha.book.forces import queries as forces
from kniha.runs.speakers import digest_of

router = Router(tags=["communications"])

_LATEST = (By("first", falling=True, may_lack=True), By("pk"))


class CallSignSent(Sent):
    """What a sign stood for: a unit, or a posting in it."""

    sign: str = Field(min_length=1, max_length=60, description="As heard.")
    posting: RowId | None = Field(default=None, description="A posting in the unit; null: the whole unit.")
    days: Days = Days()
    source: SourceSent

    def draft(self) -> CallSignDraft:
        """The same for the book."""
        return CallSignDraft(self.sign, self.days.span())


class CallSigns(BaseModel):
    """By sign."""

    rows: list[CallSignTold]


class CommunicationsAsked(Pages):
    """Which messages. There are no words to look for: they might be a number or a call sign."""

    medium: Annotated[str, OneOf("communication-media")] | None = None
    first: date | None = Field(default=None, description="Said on this day or later, in UTC.")
    last: date | None = Field(default=None, description="Said on this day or earlier, in UTC.")


class SpeakerAsked(Sent):
    """Who spoke or was spoken to."""

    heard: str = Field(min_length=2, max_length=120, description="A whole call sign, number or name.")


class Communications(BaseModel):
    """The latest first."""

    rows: list[CommunicationLine]


@reads(router, "/units/{unit_id}/call-signs", purposes=READING, answer=CallSigns)
def call_signs(request: Asked, unit_id: RowId) -> CallSigns:
    """The call signs of a unit and of the postings in it."""
    registrar = request.auth.registrar
    return CallSigns(rows=[call_sign_told(row) for row in queries.call_signs_of(registrar, forces.unit(registrar, unit_id))])


@acts(router, "/units/{unit_id}/call-signs", purposes=ORDERING)
def enter_call_sign(request: Asked, unit_id: RowId, sent: CallSignSent) -> Made:
    """Enter that a sign stood for a unit, or for a posting in it."""
    who = request.auth
    unit = forces.unit(who.registrar, unit_id)
    posting = one(forces.postings(who.registrar), pk=sent.posting) if sent.posting else None
    row = actions.enter_call_sign(who.hand, unit, sent.draft(), source=sent.source.source(who), posting=posting)
    return made(row, f"/units/{unit_id}/call-signs")


@acts(router, "/call-signs/{sign_id}/withdrawal", purposes=ORDERING)
def withdraw_call_sign(request: Asked, sign_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a call sign that was entered in error. The entries stay."""
    who = request.auth
    row = queries.call_sign(who.registrar, sign_id)
    actions.withdraw_call_sign(who.hand, row, reason=sent.reason)
    return made(row, f"/units/{row.unit_id}/call-signs")


@reads(router, "/communications", purposes=READING_FILES, answer=Page[CommunicationLine])
def communications(request: Asked, asked: Annotated[CommunicationsAsked, Query()]) -> Page[CommunicationLine]:
    """The messages that the registrar may see, the latest first."""
    who = request.auth
    rows = queries.narrowed(queries.communications(who.registrar), medium=asked.medium or "", first=asked.first, last=asked.last)
    return page(who, rows, asked, order=_LATEST, line=communication_line, name="communications")


@asks(router, "/incidents/{number}/speakers", purposes=READING_FILES, answer=SpeakerFound)
def look_for_speaker(request: Asked, number: Number, sent: SpeakerAsked) -> SpeakerFound:
    """Where somebody speaks or is spoken to, in the incident's compartment. There is no way to ask this without an incident."""
    who = request.auth
    incident = events.incident(who.registrar, number)
    return speaker_found(looking.look_for_speaker(who.hand, incident, sent.heard, digest=digest_of(sent.heard)))


@reads(router, "/batches/{message_batch_id}/messages", purposes=READING_FILES, answer=Page[MessageRowLine])
def messages_of_batch(request: Asked, message_batch_id: RowId, asked: Paged) -> Page[MessageRowLine]:
    """The rows of a list of messages, in its order, without who spoke and what was said. 404 for a batch of another kind."""
    who = request.auth
    batch = one(bulk.batches(who.registrar).filter(kind="messages"), pk=message_batch_id)
    return page(who, bulk.rows_of(who.registrar, batch), asked, order=(By("key"),), line=message_row_line, name="messages-of-batch")


@acts(router, "/batches/{message_batch_id}/messages/{row_key}/communication", purposes=RECORDING)
def take_message(request: Asked, message_batch_id: RowId, row_key: int) -> Made:
    """Enter a row as a message: it stays when the rows go by their day."""
    who = request.auth
    row = taking.take_message(who.hand, bulk.batch(who.registrar, message_batch_id), row_key)
    return made(row, f"/communications/{row.pk}")


@reads(router, "/communications/{communication_id}", purposes=READING_FILES, answer=CommunicationTold)
def communication_by_id(request: Asked, communication_id: RowId) -> CommunicationTold:
    """One message: its words, translations, who spoke, and what their call signs may have stood for at that moment."""
    who = request.auth
    found = queries.communication(who.registrar, communication_id)
    note_reading(who.hand, "communication")
    return communication_told(who, found)


@reads(router, "/exhibits/{exhibit_id}/communications", purposes=READING_FILES, answer=Communications)
def communications_in_exhibit(request: Asked, exhibit_id: RowId) -> Communications:
    """The messages that stand in this file."""
    who = request.auth
    rows = queries.communications_in(who.registrar, evidence.exhibit(who.registrar, exhibit_id))
    return Communications(rows=[communication_line(row) for row in rows])


@acts(router, "/communications", purposes=RECORDING)
def enter_communication(request: Asked, sent: CommunicationSent) -> Made:
    """Enter a message with who spoke and to whom."""
    who = request.auth
    into = one(compartments(who.registrar), pk=sent.compartment)
    row = communicating.enter_communication(who.hand, into, sent.draft(), source=sent.source.source(who))
    return made(row, f"/communications/{row.pk}")


@acts(router, "/communications/{communication_id}/correction", purposes=RECORDING)
def correct_communication(request: Asked, communication_id: RowId, sent: CommunicationChanged) -> Made:
    """Set a message and its speakers anew, from the same source."""
    who = request.auth
    found = queries.communication(who.registrar, communication_id)
    row = communicating.correct_communication(who.hand, found, sent.draft(), seen=sent.before())
    return made(row, f"/communications/{communication_id}")


@acts(router, "/communications/{communication_id}/translations", purposes=RECORDING)
def translate_communication(request: Asked, communication_id: RowId, sent: TranslationSent) -> Made:
    """Enter a translation; others stay beside it."""
    who = request.auth
    found = queries.communication(who.registrar, communication_id)
    return made(communicating.translate_communication(who.hand, found, sent.draft()), f"/communications/{communication_id}")


@acts(router, "/communications/translations/{translation_id}/withdrawal", purposes=RECORDING)
def withdraw_translation(request: Asked, translation_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a translation that is wrong. The entries stay."""
    who = request.auth
    row = queries.translation(who.registrar, translation_id)
    communicating.withdraw_translation(who.hand, row, reason=sent.reason)
    return made(row, f"/communications/{row.communication_id}")


@acts(router, "/communications/{communication_id}/withdrawal", purposes=RECORDING)
def withdraw_communication(request: Asked, communication_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a message that was entered in error, with its speakers and translations."""
    who = request.auth
    found = queries.communication(who.registrar, communication_id)
    communicating.withdraw_communication(who.hand, found, reason=sent.reason)
    return made(found, f"/communications/{communication_id}")
