"""A line of an index of footage that matters becomes a recording: it stays when the rows of its batch go by their day."""

from datetime import timedelta

from django.db import transaction

from kniha.book.access.queries import one
from kniha.book.access.standing import standing_hand
from kniha.book.bulk import queries as bulk
from kniha.book.bulk.models import Batch
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.recordings import rules
from kniha.book.recordings.actions import MAY_RECORD
from kniha.book.recordings.drafts import RecordingDraft, ViewDraft, Witness
from kniha.book.recordings.models import FootageRow, Recording
from kniha.book.recordings.reaching import cites, must_rest_in
from kniha.book.recordings.recording import KNOWN
from kniha.vocab.errors import NotFoundError


@transaction.atomic
def take_row(hand: Hand, batch: Batch, key: int) -> Recording:
    """Enter the line as a recording that is known and not obtained; its source is the batch's file. Once: a second time is a conflict."""
    assert hand.registrar is not None
    if batch.kind != "footage":
        raise NotFoundError("there is no such thing here")
    row: FootageRow = one(bulk.rows_of(hand.registrar, batch), key=key)
    hand = standing_hand(hand, batch.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    source = Witness(exhibit=batch.exhibit)
    must_rest_in(source, batch.compartment)
    draft = draft_of(row)
    fields = draft.fields()
    same = {name: fields[name] for name in ("label", "shown_first", "shown_last")}
    rules.must_be_new(is_known=Recording.objects.filter(exhibit=batch.exhibit, **same).exists())
    change = rows.insert(Recording, hand.new_id(), compartment_id=batch.compartment_id, state=KNOWN, **fields, **source.fields())
    hand.enter(actor, "recording.taken", [change], cites=[*cites(source), ("batch", batch.pk)])
    return Recording.objects.get(pk=change.id)


def draft_of(row: FootageRow) -> RecordingDraft:
    """The line as a recording."""
    first, last = (rules.EPOCH + timedelta(milliseconds=at) for at in (row.first_ms, row.last_ms))
    view = ViewDraft(row.lat_e7, row.lon_e7, row.error_m, row.heading_deg, row.fov_deg, row.range_m)
    label = row.record if len(row.record) > 1 else f"№ {row.record}"
    return RecordingDraft(
        label, None, (first, last), sigma_ms=row.sigma_ms, view=view, words=" · ".join(filter(None, (row.camera, row.found_at)))
    )
