"""What may happen to two persons who may be one: a registrar says what they hold of them. No row is merged by it."""

from django.db import transaction

from kniha.book.access.queries import in_use, one, visible
from kniha.book.access.standing import standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.linking import rules
from kniha.book.linking.models import PersonDecision
from kniha.book.linking.needing_two import needing_two
from kniha.book.linking.rules import Voice
from kniha.book.people.models import Person
from kniha.vocab.errors import RefusedError

MAY_COMPARE = ("investigator", "analyst", "specialist", "lawyer")


@transaction.atomic
def decide_on_two(hand: Hand, person: Person, other: Person, *, verdict: str, words: str) -> PersonDecision:
    """Enter that two are the same, are not, or that it cannot be known, or take back what was decided. Earlier decisions stay.

    MalformedError without a reason; ConflictError where it was said already, where there is nothing to take back, or where the two lie in
    different compartments; NotFoundError for who may not see both.
    """
    if hand.registrar is None:
        raise RefusedError("who is one person is for registrars to decide")
    rules.must_be_two(person.pk, other.pk)
    first, second = (in_use(each) for each in sorted((person, other), key=lambda each: str(each.pk)))
    for each in (first, second):
        one(visible(Person.objects.all(), hand.registrar), pk=each.pk)
    rules.must_lie_together(str(first.compartment_id), str(second.compartment_id))
    assert first.compartment is not None  # in_use gave it
    actor = standing_hand(hand, first.compartment).acting_as(*MAY_COMPARE)
    rules.must_be_decision(verdict, words)
    before = PersonDecision.objects.filter(person=first, second=second).order_by("number")
    said = [Voice(*each) for each in before.values_list("decided_by", "verdict")]
    needs_two = bool(needing_two((first.pk, second.pk)))
    rules.must_change_something(rules.stand_of(said, needs_two=needs_two), verdict, by=hand.id)
    change = rows.insert(
        PersonDecision, hand.new_id(), person=first, second=second, number=len(said) + 1, verdict=verdict, words=words.strip(),
        decided_by=hand.registrar, decided_at=hand.now,
    )  # fmt: skip
    hand.enter(actor, "persons.decided", [change], cites=[("person", first.pk), ("person", second.pk)])
    return PersonDecision.objects.get(pk=change.id)
