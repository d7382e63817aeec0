"""Items of evidence that are no files: a shirt, a casing, a telephone. Each has a label, a seal, a place where it lies, and its custody."""

from dataclasses import dataclass

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.queries import founding, in_use, one
from kniha.book.access.standing import standing_hand
from kniha.book.evidence import rules
from kniha.book.evidence.actions import MAY_OPEN
from kniha.book.evidence.models import Exhibit, Thing, ThingStep
from kniha.book.evidence.stepping import CustodyDraft, told
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.numbers import draw_number
from kniha.book.statements.models import Statement
from kniha.vocab import terms

MARK = "R"
"""What a thing's label has behind the register's prefix, as KNR-2026-48213: on a shelf nobody takes it for an incident's number."""


@dataclass(frozen=True, slots=True)
class ThingDraft:
    """What a thing is. `description`: by what it is known again; `kept_at`: a code of the office's own, never an address."""

    kind: str
    title: str
    description: str = ""
    seal_number: str = ""
    kept_at: str = ""


@transaction.atomic
def register_thing(hand: Hand, draft: ThingDraft, came: CustodyDraft, *, how_obtained: str, into: Compartment | Statement) -> Thing:
    """Enter a thing with the step by which it came; it gets its label here. `into`: its compartment, or the statement it came with."""
    statement = in_use(into) if isinstance(into, Statement) else None
    compartment = into if isinstance(into, Compartment) else one(Compartment.objects.all(), pk=in_use(into).compartment_id)
    hand = standing_hand(hand, compartment)
    actor = hand.acting_as(*MAY_OPEN)
    terms.check_term("how-obtained", how_obtained)
    rules.must_begin(came.kind)
    thing = hand.new_id()
    hand.enter(actor, "thing.registered", [
        rows.insert(
            Thing, thing, compartment_id=compartment.pk, statement_id=statement.pk if statement else None,
            label=draw_number(hand, f"{founding().number_prefix}{MARK}-", _is_taken),
            how_obtained=how_obtained, acquired_on=came.at.astimezone(hand.now.tzinfo).date(), **_described(draft),
        ),
        rows.insert(ThingStep, hand.new_id(), thing_id=thing, **told(hand, came)),
    ])  # fmt: skip
    return Thing.objects.get(pk=thing)


@transaction.atomic
def describe_thing(hand: Hand, thing: Thing, draft: ThingDraft) -> None:
    """Enter another description of a thing; the earlier one stays in its history."""
    thing = in_use(thing)
    hand.enter(hand.acting_as(*MAY_OPEN), "thing.described", [rows.update(thing, **_described(draft))])


@transaction.atomic
def picture_thing(hand: Hand, thing: Thing, exhibit: Exhibit) -> None:
    """Enter that a file is a photograph of a thing; of another than before, where somebody mistook the label."""
    thing, exhibit = in_use(thing), in_use(exhibit)
    actor = hand.acting_as(*MAY_OPEN)
    rules.must_be_linkable(may_be_linked=exhibit.acquisition is None or exhibit.acquisition.may_be_linked)
    rules.must_lie_together(str(thing.compartment_id), str(exhibit.compartment_id))
    hand.enter(actor, "thing.pictured", [rows.update(exhibit, thing_id=thing.pk)], cites=[("thing", thing.pk)])


def erased_step(hand: Hand, thing: str) -> rows.Change:
    """The last step in the life of a thing of which the register forgets all but its label: the thing itself may lie there still."""
    return rows.insert(ThingStep, hand.new_id(), thing_id=thing, kind="erased", at=hand.now, taker=hand.id)


def _is_taken(label: str) -> bool:
    return Thing.objects.filter(label=label).exists()


def _described(draft: ThingDraft) -> dict[str, object]:
    terms.check_term("thing-kinds", draft.kind)
    rules.must_tell_of_thing(draft.title)
    return {
        "kind": draft.kind, "title": draft.title.strip(), "description": draft.description.strip(),
        "seal_number": draft.seal_number.strip(), "kept_at": draft.kept_at.strip(),
    }  # fmt: skip
