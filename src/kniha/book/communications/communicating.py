"""What may happen to messages: entered, taken from a list, corrected, translated, withdrawn."""

from collections.abc import Iterator

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.standing import standing_hand
from kniha.book.communications.drafts import CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.models import Communication, CommunicationTranslation, Speaker
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.recordings.actions import MAY_RECORD
from kniha.book.recordings.drafts import Witness
from kniha.book.recordings.reaching import cites, locked, must_rest_in
from kniha.book.recordings.rules import must_say_why


@transaction.atomic
def enter_communication(hand: Hand, compartment: Compartment, draft: CommunicationDraft, *, source: Witness) -> Communication:
    """Enter a message with who spoke and to whom."""
    hand = standing_hand(hand, compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_rest_in(source, compartment)
    communication = hand.new_id()
    changes = [
        rows.insert(Communication, communication, compartment_id=compartment.pk, **draft.fields(), **source.fields()),
        *speaker_changes(hand, communication, draft.speakers),
    ]
    hand.enter(actor, "communication.entered", changes, cites=cites(source))
    return Communication.objects.get(pk=communication)


@transaction.atomic
def correct_communication(hand: Hand, communication: Communication, draft: CommunicationDraft, *, seen: int | None = None) -> Communication:
    """Set a message and its speakers anew, from the same source; ChangedError where somebody did so since `seen`."""
    communication = locked(communication)
    hand = standing_hand(hand, communication.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_be_unchanged(("communication", communication.pk), seen)
    before = Speaker.objects.filter(communication=communication).order_by("place", "pk")
    changes = [
        rows.update(communication, **draft.fields()), *(rows.delete(one) for one in before),
        *speaker_changes(hand, communication.pk, draft.speakers),
    ]  # fmt: skip
    hand.enter(actor, "communication.corrected", changes)
    return Communication.objects.get(pk=communication.pk)


@transaction.atomic
def translate_communication(hand: Hand, communication: Communication, draft: TranslationDraft) -> CommunicationTranslation:
    """Enter a translation. Others stay beside it."""
    communication = locked(communication)
    hand = standing_hand(hand, communication.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    change = rows.insert(
        CommunicationTranslation, hand.new_id(), communication=communication, entered_by=hand.registrar, entered_on=hand.today,
        **draft.fields(),
    )  # fmt: skip
    hand.enter(actor, "communication.translated", [change], cites=[("communication", communication.pk)])
    return CommunicationTranslation.objects.get(pk=change.id)


@transaction.atomic
def withdraw_translation(hand: Hand, translation: CommunicationTranslation, *, reason: str) -> None:
    """Withdraw a translation that is wrong. The entries stay."""
    must_say_why(reason)
    communication = locked(translation.communication)
    hand = standing_hand(hand, communication.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    whole = [("communication", communication.pk)]
    hand.enter(actor, "communication.translation_withdrawn", [rows.delete(locked(translation))], cites=whole, reason=reason.strip())


@transaction.atomic
def withdraw_communication(hand: Hand, communication: Communication, *, reason: str) -> None:
    """Withdraw a message that was entered in error, with its speakers and translations. Its file stays what it is."""
    must_say_why(reason)
    communication = locked(communication)
    hand = standing_hand(hand, communication.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    parts = [model.objects.filter(communication=communication).order_by("pk") for model in (Speaker, CommunicationTranslation)]
    changes = [*(rows.delete(row) for some in parts for row in some), rows.delete(communication)]
    hand.enter(actor, "communication.withdrawn", changes, reason=reason.strip())


def speaker_changes(hand: Hand, communication: str, speakers: tuple[SpeakerDraft, ...]) -> Iterator[rows.Change]:
    """The speakers of a message as new rows."""
    for place, speaker in enumerate(speakers):
        yield rows.insert(Speaker, hand.new_id(), communication_id=communication, **speaker.fields(place))
