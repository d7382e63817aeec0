"""What may happen to two that may be one: a registrar says what they hold of them. No row is merged by it."""

from typing import TypeVar

from django.db import transaction

from kniha.book.access.queries import in_use, one, visible
from kniha.book.access.standing import standing_hand
from kniha.book.events.models import Incident
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.linking import rules
from kniha.book.linking.kinds import kind_of
from kniha.book.linking.models import Decision
from kniha.book.linking.rules import Voice
from kniha.book.people.models import Person
from kniha.vocab.errors import RefusedError

MAY_COMPARE = ("investigator", "analyst", "specialist", "lawyer")

Whole = TypeVar("Whole", Person, Incident)


@transaction.atomic
def decide_on_two(hand: Hand, one_of_them: Whole, other: Whole, *, verdict: str, words: str) -> Decision:
    """Enter that two persons, or two incidents, are the same, are not, or that it cannot be known, or take back what was decided.

    Earlier decisions stay. MalformedError without a reason; ConflictError where it was said already, where there is nothing to take back,
    or where the two lie in different compartments; NotFoundError for who may not see both.
    """
    if hand.registrar is None:
        raise RefusedError("who is one person, and what one event, is for registrars to decide")
    kind = kind_of(one_of_them)
    rules.must_be_two(one_of_them.pk, other.pk)
    first, second = (in_use(each) for each in sorted((one_of_them, other), key=lambda each: str(each.pk)))
    for each in (first, second):
        one(visible(kind.wholes, hand.registrar), pk=each.pk)
    rules.must_lie_together(str(first.compartment_id), str(second.compartment_id))
    assert first.compartment is not None  # in_use gave it
    actor = standing_hand(hand, first.compartment).acting_as(*MAY_COMPARE)
    rules.must_be_decision(kind.verdicts, verdict, words)
    before = kind.decisions.filter(**{kind.name: first}, second=second).order_by("number")
    said = [Voice(*each) for each in before.values_list("decided_by", "verdict")]
    needs_two = bool(kind.needing_two((first.pk, second.pk)))
    rules.must_change_something(rules.stand_of(said, needs_two=needs_two), verdict, by=hand.id)
    change = rows.insert(
        kind.decision, hand.new_id(), **{kind.name: first}, second=second, number=len(said) + 1, verdict=verdict, words=words.strip(),
        decided_by=hand.registrar, decided_at=hand.now,
    )  # fmt: skip
    hand.enter(actor, kind.action, [change], cites=[(kind.name, first.pk), (kind.name, second.pk)])
    found: Decision = kind.decisions.get(pk=change.id)
    return found
