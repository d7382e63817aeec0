"""Canaries: invented persons whom nobody has a reason to open. One custodian proposes, another plants; whoever opens one is shown to them.

Against a colleague who reads through the register, or whose account is in strange hands. No entry tells who opened what: the count does.
"""

from django.db import transaction
from django.db.models import QuerySet

from kniha.book.access.limits import count_use
from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import one, roles
from kniha.book.access.rules import must_be_another, must_be_name
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people import sealing
from kniha.book.people.models import Canary, Person, PersonName, SealedField
from kniha.vocab.errors import ConflictError

CONTACT = "contact"


def canaries(registrar: Registrar) -> QuerySet[Canary]:
    """All canaries, proposed ones first: for custodians, to whom what lies in compartments is closed otherwise."""
    if registrar.frozen or "custodian" not in roles(registrar):
        return Canary.objects.none()
    return Canary.objects.select_related("compartment", "proposed_by", "planted_by").order_by("planted_on", "-proposed_on", "pk")


def canary(registrar: Registrar, canary_id: str) -> Canary:
    """One canary, or NotFoundError."""
    return one(canaries(registrar), pk=canary_id)


@transaction.atomic
def propose_canary(hand: Hand, compartment: Compartment, *, name: str) -> Canary:
    """The first of the two: an invented name, in a compartment. Nobody is made yet."""
    actor = hand.acting_as("custodian")
    must_be_name(name)
    change = rows.insert(
        Canary, hand.new_id(), compartment=compartment, name=name.strip(), proposed_by=hand.registrar, proposed_on=hand.today
    )
    hand.enter(actor, "canary.proposed", [change])
    return Canary.objects.get(pk=change.id)


@transaction.atomic
def plant_canary(hand: Hand, canary: Canary, *, contact: str, recipient: str) -> Canary:
    """The second of the two: the person is there, with an invented contact under seal."""
    actor = hand.acting_as("custodian")
    canary = _as_it_is(canary, "open")
    must_be_another(canary.proposed_by_id, hand.id)
    person = hand.new_id()
    key, key_row = sealing.new_key(person, recipient=recipient, random_bytes=hand.random_bytes)
    sealed = sealing.seal(person, CONTACT, contact.strip() or "-", key=key, random_bytes=hand.random_bytes)
    key_row.save(force_insert=True)
    changes = [
        rows.insert(Person, person, compartment=canary.compartment),
        rows.insert(PersonName, hand.new_id(), person_id=person, text=canary.name),
        rows.insert(SealedField, hand.new_id(), person_id=person, field=CONTACT, sealed=sealed),
        rows.update(canary, person_id=person, state="standing", planted_by=hand.registrar, planted_on=hand.today),
    ]
    hand.enter(actor, "canary.planted", changes)
    return Canary.objects.get(pk=canary.pk)


@transaction.atomic
def withdraw_canary(hand: Hand, canary: Canary) -> Canary:
    """A proposal is dropped, or a canary has served: the invented person leaves every list."""
    actor = hand.acting_as("custodian")
    canary = _as_it_is(canary, "open", "standing")
    changes = [rows.update(canary, state="withdrawn")]
    if canary.person is not None and canary.person.compartment_id is not None:
        changes.append(rows.update(canary.person, compartment=None))
    hand.enter(actor, "canary.withdrawn", changes)
    return Canary.objects.get(pk=canary.pk)


@transaction.atomic
def note_person_read(hand: Hand, person: Person) -> None:
    """Count that a person's page was read; a canary rings."""
    count_use(hand.registrar, "person", day=hand.today)
    if Canary.objects.filter(person=person, state="standing").exists():
        count_use(hand.registrar, "canary", day=hand.today)


def _as_it_is(canary: Canary, *states: str) -> Canary:
    now = Canary.objects.select_for_update(of=("self",)).select_related("compartment", "person").get(pk=canary.pk)
    if now.state not in states:
        raise ConflictError("this canary is no longer as it was")
    return now
