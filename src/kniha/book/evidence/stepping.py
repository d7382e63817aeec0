"""Steps of custody that a registrar tells of: they happened outside the register, before they are entered."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.evidence import rules
from kniha.book.evidence.actions import MAY_OPEN
from kniha.book.evidence.chain import BY_HAND, BY_HAND_OF_THINGS
from kniha.book.evidence.models import CustodyEvent, Exhibit, Thing, ThingStep
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.vocab import terms


@dataclass(frozen=True, slots=True)
class CustodyDraft:
    """A step that happened outside the register, as a registrar tells it: who gave, who took, a role or an office each."""

    kind: str
    at: datetime
    to_the_day: bool
    giver: str
    taker: str
    why: str
    authority: str = ""
    condition: str = ""


@transaction.atomic
def note_custody(hand: Hand, exhibit: Exhibit, draft: CustodyDraft) -> None:
    """Enter a step in a file's life: handed over, taken back, copied, analysed, shown; also that nobody knows."""
    exhibit = in_use(exhibit)
    actor = hand.acting_as(*MAY_OPEN)
    step = told(hand, draft)
    rules.must_be_by_hand(draft.kind, BY_HAND)
    event = rows.insert(CustodyEvent, hand.new_id(), exhibit_id=exhibit.pk, **step)
    hand.enter(actor, "custody.noted", [event], cites=[("exhibit", exhibit.pk)])


@transaction.atomic
def note_thing_step(hand: Hand, thing: Thing, draft: CustodyDraft, *, seal_number: str = "", kept_at: str = "") -> None:
    """Enter a step in a thing's life, and with it its new seal or the place where it lies now, if they changed."""
    thing = in_use(thing)
    actor = hand.acting_as(*MAY_OPEN)
    step = told(hand, draft)
    rules.must_be_by_hand(draft.kind, BY_HAND_OF_THINGS)
    changes = [rows.insert(ThingStep, hand.new_id(), thing_id=thing.pk, **step)]
    now = {name: value.strip() for name, value in (("seal_number", seal_number), ("kept_at", kept_at)) if value.strip()}
    if now:
        changes.append(rows.update(thing, **now))
    hand.enter(actor, "thing.step_noted", changes, cites=[("thing", thing.pk)])


def told(hand: Hand, draft: CustodyDraft) -> dict[str, object]:
    """The values of a step; RefusedError where something is missing that a court asks for, ImpossibleError for one to come."""
    terms.check_term("custody-events", draft.kind)
    rules.must_be_step(draft.kind, draft.giver, draft.taker, draft.why)
    rules.must_have_happened(draft.at, now=hand.now)
    return {
        "kind": draft.kind, "at": draft.at, "to_the_day": draft.to_the_day, "giver": draft.giver.strip(), "taken_by": draft.taker.strip(),
        "why": draft.why.strip(), "authority": draft.authority.strip(), "condition": draft.condition.strip(), "noted_at": hand.now,
    }  # fmt: skip
