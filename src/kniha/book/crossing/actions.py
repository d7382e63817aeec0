"""What may happen to a question across compartments: asked, looked for by the worker, told or not told by keepers."""

from collections.abc import Iterable

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.access.standing import KEEPER, standing_hand
from kniha.book.crossing import rules
from kniha.book.crossing.drafts import Found
from kniha.book.crossing.models import Hint, Inquiry
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person
from kniha.vocab.errors import ConflictError

MAY_ASK = ("investigator", "lawyer", "specialist", "analyst")
PRINCIPAL = "register"
"""As whom the worker looks over the walls of compartments."""


@transaction.atomic
def ask_register(hand: Hand, person: Person, *, kind: str, reason: str) -> Inquiry:
    """Put a question about `person` to the whole register. Whether anything was found is told by its keepers alone, or not at all."""
    rules.must_be_inquiry(kind, reason)
    person = in_use(person)
    if person.compartment is None:
        raise ConflictError("this lies in no compartment any more")
    actor = standing_hand(hand, person.compartment).acting_as(*MAY_ASK)
    if Inquiry.objects.filter(person=person, kind=kind, state="waits").exists():
        raise ConflictError("this was asked already")
    change = rows.insert(
        Inquiry, hand.new_id(), compartment=person.compartment, person=person, kind=kind, reason=reason.strip(),
        asked_by=hand.registrar, asked_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "inquiry.asked", [change])
    return Inquiry.objects.get(pk=change.id)


@transaction.atomic
def note_hints(hand: Hand, inquiry: Inquiry, found: Iterable[Found]) -> Inquiry:
    """Enter what the worker found. The entry is made whether or not there is anything, and the inquiry then looks the same."""
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    rules.must_wait(inquiry.state)
    hints = (
        rows.insert(Hint, hand.new_id(), inquiry=inquiry, compartment_id=one.compartment, table=one.table, row=one.row, found_on=hand.today)
        for one in found
    )
    changes = [rows.update(inquiry, state="asked"), *hints]
    hand.enter(hand.acting_as(), "inquiry.carried_out", changes)
    return Inquiry.objects.get(pk=inquiry.pk)


@transaction.atomic
def tell(hand: Hand, hint: Hint, *, answer: str) -> Hint:
    """A keeper tells the asker what they choose to; nothing else of the record goes over."""
    rules.must_say_something(answer)
    return _decided(hand, hint, state="told", answer=answer.strip())


@transaction.atomic
def keep_silent(hand: Hand, hint: Hint) -> Hint:
    """A keeper tells nothing: for the asker it is as if there were nothing."""
    return _decided(hand, hint, state="not-told", answer="")


def _decided(hand: Hand, hint: Hint, *, state: str, answer: str) -> Hint:
    hint = Hint.objects.select_for_update(of=("self",)).select_related("compartment").get(pk=hint.pk)
    rules.must_be_open(hint.state)
    actor = standing_hand(hand, hint.compartment).acting_as(KEEPER)
    change = rows.update(hint, state=state, answer=answer, decided_by=hand.registrar, decided_on=hand.today)
    hand.enter(actor, "hint.decided", [change])
    return Hint.objects.get(pk=hint.pk)
