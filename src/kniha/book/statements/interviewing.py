"""Taking an interview: consent first, then how it was held, then the words. Nobody is asked twice without a lawyer's reason.

After the guidelines of Eurojust and the ICC for civil society organisations (2022) and the Murad Code (2022): no repeated interviews;
children, sexual violence and people still held are a specialist's; what was promised or paid is written down.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people import sealing
from kniha.book.people.actions import sealed_field
from kniha.book.people.models import Person
from kniha.book.statements import rules
from kniha.book.statements.models import Consent, Interview, Permission, Statement
from kniha.vocab.ids import Id

MAY_INTERVIEW = ("investigator", "specialist", "medic", "clerk")


@dataclass(frozen=True, slots=True)
class Held:
    """How an interview was held: in the order in which an interviewer works."""

    plan: str
    present: str
    interpreter: str
    interpreter_vetted: bool
    place: str
    began: datetime
    ended: datetime
    breaks: str
    free_recall: bool
    read_back: bool
    recorded: bool
    promised: str
    is_trained: bool


@dataclass(frozen=True, slots=True)
class InterviewDraft:
    """An interview: consent per purpose (answer and giver), how it was held, and the words, verbatim.

    `sealed` holds what is sealed of a new source (fields of the list `sealed-fields`); of one who is known nothing more is sealed here.
    """

    language: str
    text: str
    consent: Mapping[str, str]
    giver: str
    held: Held
    needs_specialist: bool
    sealed: Mapping[str, str]


@transaction.atomic
def take_interview(
    hand: Hand, compartment: Compartment, draft: InterviewDraft, *, person: Person | None, recipient: str, opening: sealing.PersonKeys
) -> Statement:
    """Enter an interview of `person`, or of somebody new (None)."""
    actor = standing_hand(hand, compartment).acting_as(*(("specialist",) if draft.needs_specialist else MAY_INTERVIEW))
    rules.must_be_statement("interview", draft.text, has_files=False)
    rules.must_be_consent_first(draft.consent)
    rules.must_be_held(draft.held.plan, draft.held.began, draft.held.ended, now=hand.now)
    statement = hand.new_id()
    source, changes = _source(hand, compartment, draft, person=person, recipient=recipient, opening=opening)
    changes += [
        rows.insert(
            Statement, statement, compartment=compartment, kind="interview", language=draft.language, text=draft.text, came_to_be="free",
            received_on=hand.today, source_id=source,
        ),
        *consent_changes(hand, statement, draft),
        rows.insert(Interview, hand.new_id(), statement_id=statement, held_by=hand.registrar, **held_fields(draft.held)),
    ]  # fmt: skip
    hand.enter(actor, "interview.taken", changes)
    return Statement.objects.get(pk=statement)


@transaction.atomic
def allow_interview(hand: Hand, person: Person, *, words: str) -> Permission:
    """A lawyer allows one more interview of somebody who has spoken, and says why."""
    person = in_use(person)
    assert person.compartment is not None  # what is in use lies somewhere
    rules.must_say_why(words)
    actor = standing_hand(hand, person.compartment).acting_as("lawyer")
    change = rows.insert(Permission, hand.new_id(), person=person, words=words.strip(), given_by=hand.registrar, given_on=hand.today)
    hand.enter(actor, "interview.allowed", [change])
    return Permission.objects.get(pk=change.id)


def _source(
    hand: Hand, compartment: Compartment, draft: InterviewDraft, *, person: Person | None, recipient: str, opening: sealing.PersonKeys
) -> tuple[str, list[rows.Change]]:
    if person is not None:
        person = in_use(person)
        rules.must_lie_together(str(person.compartment_id), compartment.pk)
        return person.pk, leave_used(person, by=hand.registrar)
    new = hand.new_id()
    changes = [rows.insert(Person, new, compartment=compartment)]
    unsaved = Person(pk=new)
    key = opening.key_of(unsaved, recipient=recipient, random_bytes=hand.random_bytes) if any(draft.sealed.values()) else b""
    changes += [sealed_field(hand, unsaved, field, plain, key=key) for field, plain in draft.sealed.items() if plain]
    return new, changes


def leave_used(person: Person, *, by: Registrar | None) -> list[rows.Change]:
    """The change that uses up a lawyer's leave, not one's own, to interview `person` once more; none where they have not spoken."""
    if not Statement.objects.filter(source=person).exists():
        return []
    leave = Permission.objects.select_for_update().filter(person=person, used=False).exclude(given_by=by).first()
    rules.must_be_allowed(has_spoken=True, is_allowed=leave is not None)
    return [rows.update(leave, used=True)] if leave else []


def consent_changes(hand: Hand, statement: Id, draft: InterviewDraft) -> Iterator[rows.Change]:
    """What the source allows, a row for each purpose."""
    for purpose, answer in draft.consent.items():
        rules.must_be_consent(purpose, answer, draft.giver)
        yield rows.insert(
            Consent, hand.new_id(), statement_id=statement, purpose=purpose, answer=answer, giver=draft.giver, given_on=hand.today
        )


def held_fields(held: Held) -> dict[str, object]:
    """How it was held, as the fields of a row."""
    told = {name: getattr(held, name) for name in Held.__slots__}
    return {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
