"""What may happen to what the register knows of persons: names, risk, safe contact, sealed fields."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.limits import count_use
from kniha.book.access.queries import in_use
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.people import rules, sealing
from kniha.book.people.models import Person, PersonName, Referral, Risk, SafeContact, SealedField
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError

MAY_NOTE = ("clerk", "investigator", "specialist", "medic", "lawyer")


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """What could happen to a person, as assessed today."""

    level: str
    circumstances: tuple[str, ...]
    words: str
    next_look: date


@dataclass(frozen=True, slots=True)
class SafeContactDraft:
    """How a person may be reached without harm. `address` is sealed, the rest is not."""

    channel: str
    address: str
    hours: str
    who_may_answer: str
    never: str


@dataclass(frozen=True, slots=True)
class NameDraft:
    """A name or spelling: as written, its language and kind (list `name-kinds`), and where it may be read."""

    text: str
    language: str = ""
    kind: str = "as-said"
    read_in: str = ""


@transaction.atomic
def add_name(hand: Hand, person: Person, draft: NameDraft) -> PersonName:
    """Enter one more name or spelling of a person; earlier ones stay."""
    person = in_use(person)
    rules.must_be_name(draft.text, draft.kind, draft.read_in)
    if PersonName.objects.filter(person=person, text=draft.text.strip()).exists():
        raise ConflictError("this person has this spelling already")
    change = rows.insert(
        PersonName, hand.new_id(), person=person, text=draft.text.strip(), language=draft.language, kind=draft.kind,
        read_in=draft.read_in.strip(),
    )  # fmt: skip
    hand.enter(hand.acting_as(*MAY_NOTE), "name.added", [change])
    return PersonName.objects.get(pk=change.id)


@transaction.atomic
def describe_person(hand: Hand, person: Person, *, gender: str, age: str, seen: int | None = None) -> Person:
    """Set gender and age anew, as they were told; ChangedError where somebody did so since `seen`."""
    person = in_use(person)
    must_be_unchanged(("person", person.pk), seen)
    change = rows.update(person, gender_told=gender.strip(), age_told=age.strip())
    hand.enter(hand.acting_as(*MAY_NOTE), "person.described", [change])
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def assess_risk(hand: Hand, person: Person, draft: RiskDraft) -> Risk:
    """Enter an assessment; earlier ones stay."""
    person = in_use(person)
    rules.must_be_risk(draft.level, draft.circumstances, next_look=draft.next_look, today=hand.today)
    change = rows.insert(
        Risk,
        hand.new_id(),
        person=person,
        level=draft.level,
        circumstances=list(draft.circumstances),
        words=draft.words,
        assessed_by=hand.registrar,
        assessed_on=hand.today,
        next_look=draft.next_look,
    )
    hand.enter(hand.acting_as(*MAY_NOTE), "risk.assessed", [change])
    return Risk.objects.get(pk=change.id)


@transaction.atomic
def note_safe_contact(hand: Hand, person: Person, draft: SafeContactDraft, *, recipient: str, opening: sealing.PersonKeys) -> SafeContact:
    """Enter how a person may be reached; the address is sealed under the person's own key."""
    person = in_use(person)
    terms.check_term("safe-contact-channels", draft.channel)
    change = rows.insert(
        SafeContact,
        hand.new_id(),
        person=person,
        channel=draft.channel,
        hours=draft.hours,
        who_may_answer=draft.who_may_answer,
        never=draft.never,
        noted_by=hand.registrar,
        noted_on=hand.today,
    )
    changes = [change]
    if draft.address:
        key = opening.key_of(person, recipient=recipient, random_bytes=hand.random_bytes)
        changes.append(sealed_field(hand, person, "contact", draft.address, key=key))
    hand.enter(hand.acting_as(*MAY_NOTE), "contact.noted", changes)
    return SafeContact.objects.get(pk=change.id)


@dataclass(frozen=True, slots=True)
class ReferralDraft:
    """Help: a kind of the list `referral-kinds`, to whom or how in words, its state, and when somebody looks again."""

    kind: str
    words: str
    next_look: date | None


@transaction.atomic
def offer_referral(hand: Hand, person: Person, draft: ReferralDraft) -> Referral:
    """Enter that help was offered."""
    person = in_use(person)
    rules.must_be_referral(draft.kind, "offered", next_look=draft.next_look, today=hand.today)
    change = rows.insert(
        Referral, hand.new_id(), person=person, kind=draft.kind, words=draft.words.strip(), next_look=draft.next_look,
        noted_by=hand.registrar, noted_on=hand.today,
    )  # fmt: skip
    hand.enter(hand.acting_as(*MAY_NOTE), "referral.offered", [change])
    return Referral.objects.get(pk=change.id)


@transaction.atomic
def follow_referral(hand: Hand, referral: Referral, *, state: str, next_look: date | None) -> Referral:
    """Enter what became of help that was offered: taken, declined, or followed up to its end."""
    in_use(referral.person)
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    rules.must_be_under_way(referral.state)
    rules.must_be_referral(referral.kind, state, next_look=next_look, today=hand.today)
    change = rows.update(referral, state=state, next_look=next_look, seen_on=hand.today)
    hand.enter(hand.acting_as(*MAY_NOTE), "referral.followed", [change])
    return Referral.objects.get(pk=referral.pk)


@transaction.atomic
def open_sealed_field(hand: Hand, field: SealedField, *, reason: str, opening: sealing.PersonKeys) -> str:
    """Open one sealed value. Reading it is an entry, with its reason."""
    rules.must_have_reason(reason)
    in_use(field.person)
    count_use(hand.registrar, "identity", day=hand.today)
    plain = opening.open(field)
    hand.enter(
        hand.acting_as(*MAY_NOTE), "identity.opened", [], cites=[("sealedfield", field.pk), ("person", field.person_id)], reason=reason
    )
    return plain


def sealed_field(hand: Hand, person: Person, field: str, plain: str, *, key: bytes) -> rows.Change:
    """A change that holds `plain` sealed, in place of an older value of the same field."""
    older = SealedField.objects.filter(person=person, field=field).first()
    if older is not None:
        return rows.update(older, sealed=sealing.seal(person.pk, field, plain, key=key, random_bytes=hand.random_bytes))
    return first_sealed_field(hand, person, field, plain, key=key)


def first_sealed_field(hand: Hand, person: Person, field: str, plain: str, *, key: bytes) -> rows.Change:
    """The same for a person who is made now, of whom nothing is sealed yet: nobody is asked, which a list of thousands would feel."""
    sealed = sealing.seal(person.pk, field, plain, key=key, random_bytes=hand.random_bytes)
    return rows.insert(SealedField, hand.new_id(), person=person, field=field, sealed=sealed)
