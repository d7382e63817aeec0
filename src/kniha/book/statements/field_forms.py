"""Field forms: a registrar takes one along to where there is no network; a lost one is withdrawn (docs/spec/fieldform.md §1)."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.queries import in_use
from kniha.book.access.standing import KEEPER, standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person
from kniha.book.statements import rules
from kniha.book.statements.interviewing import MAY_INTERVIEW, leave_used
from kniha.book.statements.models import FieldForm, HeldInterview

TOKEN = 32
"""Bytes of the secret that stands in a form, in hexadecimal there."""

MAY_LET_IN = ("lawyer",)


@dataclass(frozen=True, slots=True)
class TakenForm:
    """A form that was taken, and its token, which is nowhere else and is shown once."""

    form: FieldForm
    token: str


def token_digest(token: str) -> str:
    """What the register keeps of a form's token."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def take_form(hand: Hand, compartment: Compartment, *, person: Person | None, good_until: date) -> TakenForm:
    """Enter that a form is taken along for `compartment`, perhaps to interview `person`: for them, only where that may be now."""
    actor = standing_hand(hand, compartment).acting_as(*MAY_INTERVIEW)
    rules.must_be_good_until(good_until, today=hand.today)
    if person is not None:
        person = in_use(person)
        rules.must_lie_together(str(person.compartment_id), compartment.pk)
        leave_used(person, by=hand.registrar)  # asked now, before anybody travels; used when the interview is filed
    token = hand.random_bytes(TOKEN).hex()
    change = rows.insert(
        FieldForm, hand.new_id(), registrar=hand.registrar, compartment=compartment, person=person, token=token_digest(token),
        taken_on=hand.today, good_until=good_until,
    )  # fmt: skip
    hand.enter(actor, "fieldform.taken", [change])
    return TakenForm(FieldForm.objects.get(pk=change.id), token)


@transaction.atomic
def withdraw_form(hand: Hand, form: FieldForm) -> FieldForm:
    """Enter that a form is good no more: it was lost, seized or is not needed. By who took it, or by a keeper."""
    form = FieldForm.objects.select_for_update().get(pk=form.pk)
    rules.must_be_out(form.state)
    may = (*MAY_INTERVIEW, KEEPER) if form.registrar_id == hand.id else (KEEPER,)
    hand.enter(standing_hand(hand, form.compartment).acting_as(*may), "fieldform.withdrawn", [rows.update(form, state="withdrawn")])
    return FieldForm.objects.get(pk=form.pk)


@transaction.atomic
def let_in(hand: Hand, held: HeldInterview, *, words: str) -> HeldInterview:
    """A lawyer who is not the interviewer says why an interview is filed although its form or its interviewer is not in order."""
    held = HeldInterview.objects.select_for_update().select_related("form__compartment").get(pk=held.pk)
    rules.must_wait(held.state)
    rules.must_be_of_form(held.reason)
    rules.must_give_reason(words)
    rules.must_be_another(held.form.registrar_id, hand.id)
    actor = standing_hand(hand, held.form.compartment).acting_as(*MAY_LET_IN)
    hand.enter(actor, "interview.let_in", [rows.update(held, state="let-in", let_in_by=hand.registrar, words=words.strip())])
    return HeldInterview.objects.get(pk=held.pk)
