"""A row of a list of messages that matters becomes a message: it stays when the rows of its batch go by their day."""

from datetime import timedelta

from django.db import transaction

from kniha.book.access.queries import one
from kniha.book.access.standing import standing_hand
from kniha.book.bulk import queries as bulk
from kniha.book.bulk.models import Batch
from kniha.book.communications.communicating import speaker_changes
from kniha.book.communications.drafts import CommunicationDraft, SpeakerDraft
from kniha.book.communications.models import Communication, MessageRow, Speaker
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.recordings.actions import MAY_RECORD
from kniha.book.recordings.drafts import NO_VIEW, ViewDraft, Witness
from kniha.book.recordings.reaching import cites, must_rest_in
from kniha.book.recordings.rules import EPOCH, must_be_new
from kniha.book.statements.drafts import When
from kniha.vocab.errors import NotFoundError


@transaction.atomic
def take_message(hand: Hand, batch: Batch, key: int) -> Communication:
    """Enter the row as a message; its source is the batch's file. Once: a second time is a conflict."""
    assert hand.registrar is not None
    if batch.kind != "messages":
        raise NotFoundError("there is no such thing here")
    row: MessageRow = one(bulk.rows_of(hand.registrar, batch), key=key)
    hand = standing_hand(hand, batch.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    source = Witness(exhibit=batch.exhibit)
    must_rest_in(source, batch.compartment)
    draft = draft_of(row)
    must_be_new(is_known=_is_known(batch, draft))
    communication = hand.new_id()
    changes = [
        rows.insert(Communication, communication, compartment_id=batch.compartment_id, **draft.fields(), **source.fields()),
        *speaker_changes(hand, communication, draft.speakers),
    ]
    hand.enter(actor, "communication.taken", changes, cites=[*cites(source), ("batch", batch.pk)])
    return Communication.objects.get(pk=communication)


def draft_of(row: MessageRow) -> CommunicationDraft:
    """The row as a message."""
    first, last = (EPOCH + timedelta(milliseconds=at) for at in (row.first_ms, row.last_ms))
    receivers = filter(None, row.receivers.split("; "))
    speakers = [("from", row.sender)] if row.sender else []
    speakers += [("to", one) for one in receivers]
    view = NO_VIEW
    if row.lat_e7 is not None:
        view = ViewDraft(row.lat_e7, row.lon_e7, row.error_m, row.heading_deg, row.fov_deg, row.range_m)
    return CommunicationDraft(
        row.medium, row.text, row.language, row.channel, when=When(first, last, row.zone, "exact"),
        speakers=tuple(SpeakerDraft(side, heard, row.heard_as) for side, heard in speakers), view=view,
    )  # fmt: skip


def _is_known(batch: Batch, draft: CommunicationDraft) -> bool:
    """Whether the same was entered from this file: the same words at the same moment, by the same people."""
    fields = draft.fields()
    same = {name: fields[name] for name in ("medium", "channel", "first", "last", "text")}
    people = [(one.side, one.heard.strip()) for one in draft.speakers]
    return any(
        [(one.side, one.heard) for one in Speaker.objects.filter(communication=found).order_by("place")] == people
        for found in Communication.objects.filter(exhibit=batch.exhibit, **same)
    )
