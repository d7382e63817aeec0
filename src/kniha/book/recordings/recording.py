"""What may happen to recordings: entered, corrected, asked for in a way that a lawyer found safe, refused or received, withdrawn."""

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.standing import standing_hand
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.recordings import rules
from kniha.book.recordings.actions import MAY_RECORD, loss_of
from kniha.book.recordings.drafts import RecordingDraft, Step, Witness
from kniha.book.recordings.models import Recording
from kniha.book.recordings.reaching import cites, locked, must_rest_in

HELD, KNOWN = "held", "known"


@transaction.atomic
def enter_recording(hand: Hand, compartment: Compartment, draft: RecordingDraft, *, source: Witness) -> Recording:
    """Enter a recording: held, where its source is its file; else known and not obtained."""
    hand = standing_hand(hand, compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_rest_in(source, compartment)
    _must_be_of(draft, compartment)
    state = HELD if source.exhibit is not None else KNOWN
    change = rows.insert(
        Recording, hand.new_id(), compartment_id=compartment.pk, state=state, **draft.fields(), **_loss(draft, state), **source.fields()
    )
    hand.enter(actor, "recording.entered", [change], cites=[*cites(source), *_camera(draft)])
    return Recording.objects.get(pk=change.id)


@transaction.atomic
def correct_recording(hand: Hand, recording: Recording, draft: RecordingDraft, *, seen: int | None = None) -> Recording:
    """Set it anew, from the same source; ChangedError where somebody did so since `seen`."""
    recording = locked(recording)
    hand = standing_hand(hand, recording.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_be_unchanged(("recording", recording.pk), seen)
    _must_be_of(draft, recording.compartment)
    change = rows.update(recording, **draft.fields(), **_loss(draft, recording.state))
    hand.enter(actor, "recording.corrected", [change], cites=_camera(draft))
    return Recording.objects.get(pk=recording.pk)


@transaction.atomic
def tell_way(hand: Hand, recording: Recording, way: str) -> Recording:
    """A lawyer enters how footage may be asked for without harm to who asks, who holds it, and who is on it."""
    recording = locked(recording)
    hand = standing_hand(hand, recording.compartment)
    actor = hand.acting_as("lawyer")
    rules.must_be_known(recording.state)
    rules.must_tell_way(way)
    hand.enter(actor, "recording.way_told", [rows.update(recording, way_to_ask=way.strip(), way_by=hand.registrar)])
    return Recording.objects.get(pk=recording.pk)


@transaction.atomic
def follow_footage(hand: Hand, recording: Recording, step: Step) -> Recording:
    """Enter that footage was asked for, or refused. Nobody asks before a lawyer said how."""
    recording = locked(recording)
    hand = standing_hand(hand, recording.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    rules.must_be_known(recording.state)
    rules.must_have_way(recording.way_to_ask)
    rules.must_follow(recording.asked, step.what)
    rules.must_be_past(step.on, today=hand.today)
    when = {"asked_on": step.on, "answered_on": None} if step.what == "asked" else {"answered_on": step.on}
    hand.enter(actor, "recording.followed", [rows.update(recording, asked=step.what, answer=step.words.strip(), **when)])
    return Recording.objects.get(pk=recording.pk)


@transaction.atomic
def receive_recording(hand: Hand, recording: Recording, exhibit: Exhibit) -> Recording:
    """Enter that the footage is here: it rests on its file from now on, and is lost no more."""
    recording = locked(recording)
    hand = standing_hand(hand, recording.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    rules.must_be_known(recording.state)
    source = Witness(exhibit=exhibit)
    must_rest_in(source, recording.compartment)
    change = rows.update(
        recording, state=HELD, asked="received", answered_on=hand.today, lost_on=None, lost_how="", **source.fields()
    )  # fmt: skip
    hand.enter(actor, "recording.received", [change], cites=cites(source))
    return Recording.objects.get(pk=recording.pk)


@transaction.atomic
def withdraw_recording(hand: Hand, recording: Recording, *, reason: str) -> None:
    """Withdraw a recording that was entered in error, with what was said of it: its file, where there is one, stays what it is."""
    rules.must_say_why(reason)
    recording = locked(recording)
    hand = standing_hand(hand, recording.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    camera = [("camera", recording.camera_id)] if recording.camera_id else []
    decided = [rows.delete(one) for one in recording.match_decisions.order_by("pk")]
    hand.enter(actor, "recording.withdrawn", [*decided, rows.delete(recording)], cites=camera, reason=reason.strip())


def _must_be_of(draft: RecordingDraft, compartment: Compartment) -> None:
    if draft.camera is not None:
        rules.must_lie_together(compartment.pk, [locked(draft.camera).compartment_id])


def _camera(draft: RecordingDraft) -> list[tuple[str, str]]:
    return [("camera", draft.camera.pk)] if draft.camera is not None else []


def _loss(draft: RecordingDraft, state: str) -> dict[str, object]:
    if state == HELD:
        return {"lost_on": None, "lost_how": ""}
    if draft.lost_on is not None:
        return {"lost_on": draft.lost_on, "lost_how": "told"}
    return loss_of(draft.ended, draft.camera.retention_days if draft.camera is not None else None)
