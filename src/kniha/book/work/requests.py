"""Requests of persons named: noted by whoever receives one, decided by a lawyer within a month."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.actions import MAY_NOTE
from kniha.book.people.models import Person
from kniha.book.work import rules
from kniha.book.work.models import Request


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What is asked: a kind of the list `request-kinds`, in words; about whom, where the register holds them."""

    kind: str
    words: str
    received_on: date
    person: Person | None = None


@transaction.atomic
def note_request(hand: Hand, compartment: Compartment, draft: RequestDraft) -> Request:
    """Enter a request that arrived; it is due a month after it was received."""
    rules.must_be_request(draft.kind, draft.words, draft.received_on, today=hand.today)
    if draft.person is not None:
        in_use(draft.person)
    actor = standing_hand(hand, compartment).acting_as(*MAY_NOTE)
    change = rows.insert(
        Request, hand.new_id(), compartment=compartment, person=draft.person, kind=draft.kind, words=draft.words.strip(),
        received_on=draft.received_on, due=draft.received_on + rules.ONE_MONTH, noted_by=hand.registrar,
    )  # fmt: skip
    hand.enter(actor, "request.noted", [change])
    return Request.objects.get(pk=change.id)


@transaction.atomic
def decide_request(hand: Hand, request: Request, *, state: str, answer: str) -> Request:
    """A lawyer grants or refuses it, in words."""
    rules.must_be_decision(state, answer)
    request = Request.objects.select_for_update(of=("self",)).select_related("compartment").get(pk=request.pk)
    rules.must_be_undecided(request.state)
    actor = standing_hand(hand, request.compartment).acting_as("lawyer")
    change = rows.update(request, state=state, answer=answer.strip(), decided_by=hand.registrar, decided_on=hand.today)
    hand.enter(actor, "request.decided", [change])
    return Request.objects.get(pk=request.pk)
