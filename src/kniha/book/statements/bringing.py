"""An interview that a field form sealed: filed by the courier, or held where a rule forbids it (docs/spec/fieldform.md §4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.models import Registrar
from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing
from kniha.book.evidence.actions import FILES_IN_ENTRY
from kniha.book.journal import recording, rows
from kniha.book.journal.acting import Hand
from kniha.book.people import sealing
from kniha.book.people.models import Person, SealedField
from kniha.book.statements import rules
from kniha.book.statements.field_forms import token_digest
from kniha.book.statements.interviewing import MAY_INTERVIEW, InterviewDraft, consent_changes, held_fields, leave_used
from kniha.book.statements.models import BroughtFile, FieldForm, HeldInterview, Interview, Statement
from kniha.book.statements.receiving import (
    StoredFile,
    exhibit_changes,
    further_files,
    is_filed,
    keep_headers,
)
from kniha.vocab import terms
from kniha.vocab.errors import KnihaError, MalformedError, NotFoundError, RefusedError
from kniha.vocab.ids import Id


@dataclass(frozen=True, slots=True)
class BroughtInterview:
    """An interview as the courier opened it: the sealed file's digest and size, the form's token, the interview, its files."""

    digest: str
    size: int
    token: str
    interview: InterviewDraft
    files: tuple[StoredFile, ...] = ()


class HoldError(KnihaError):
    """A rule stands against this interview; `reason` is of the list held-reasons."""

    code = "refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownFormError(NotFoundError):
    """No form of this register has this token."""


# -- the in-tray


def lay(digest: str, size: int, *, by: Registrar | None, today: date) -> bool:
    """Let the courier know of a sealed file that lies in the vault; False where the book has it already."""
    if is_filed(digest):
        return False
    BroughtFile.objects.get_or_create(digest=digest, defaults={"size": size, "brought_by": by, "brought_on": today})
    return True


def brought_files() -> Sequence[BroughtFile]:
    """What waits for the courier, the oldest first."""
    return list(BroughtFile.objects.order_by("brought_on", "digest"))


def forget_brought(digest: str) -> None:
    """The courier is done with it: filed, held or quarantined."""
    BroughtFile.objects.filter(digest=digest).delete()


def is_kept(digest: str) -> bool:
    """Whether the sealed file itself is still needed: it waits, is held, or lies in quarantine."""
    return not Statement.objects.filter(envelope=digest).exists()


def ask_again(registrar: Registrar, held: HeldInterview, *, today: date) -> None:
    """Lay a held interview before the courier once more: the reason may be gone."""
    rules.must_wait(held.state, "let-in")
    lay(held.digest, held.size, by=registrar, today=today)


# -- what the courier does


@transaction.atomic
def receive_interview(hand: Hand, brought: BroughtInterview, *, person_recipient: str) -> Statement | None:
    """File it; None when this very file is in the book. HoldError where a rule stands against it, UnknownFormError for a strange form."""
    if is_filed(brought.digest):
        return None
    form, held, draft = _form(brought), _held_already(brought), brought.interview
    check_rules(hand, brought)
    rules.must_be_statement("interview", draft.text, has_files=bool(brought.files))
    statement = hand.new_id()
    source, changes = _source(hand, form, draft, person_recipient=person_recipient)
    compartment = Id(form.compartment_id)
    keep_headers(brought.files)
    changes += [
        rows.insert(
            Statement, statement, compartment_id=compartment, kind="interview", language=draft.language, text=draft.text,
            came_to_be="free", sealed_by="browser", received_on=hand.today, source_id=source, envelope=brought.digest,
        ),
        *consent_changes(hand, statement, draft),
        rows.insert(
            Interview, hand.new_id(), statement_id=statement, held_by_id=form.registrar_id, form_id=form.pk, **held_fields(draft.held)
        ),
        rows.update(form, state="used"),
        *([rows.update(held, state="filed", statement_id=statement)] if held else []),
        *exhibit_changes(hand, statement, brought.files[:FILES_IN_ENTRY], compartment=compartment),
    ]  # fmt: skip
    filed = hand.draft(hand.acting_as(), "interview.brought", changes, cites=[("fieldform", form.pk)])
    more = further_files(hand, statement, brought.files[FILES_IN_ENTRY:], compartment=compartment)
    recording.enter_many((filed, *more), random_bytes=hand.random_bytes)
    return Statement.objects.get(pk=statement)


@transaction.atomic
def check_rules(hand: Hand, brought: BroughtInterview) -> None:
    """Raise HoldError where a rule stands against it, UnknownFormError for a strange form, or a rule's own error. Changes nothing."""
    form, held, draft = _form(brought), _held_already(brought), brought.interview
    for purpose, answer in draft.consent.items():
        rules.must_be_consent(purpose, answer, draft.giver)
    rules.must_be_consent_first(draft.consent)
    # (8), (9) give way to a lawyer's word                    docs/spec/fieldform.md §4
    if held is None or held.state != "let-in":
        _must_be_in_order(form, draft, today=hand.today)
    # (10) it has ended
    if draft.held.ended > hand.now:
        raise HoldError("ends-later")
    _leave(form)


@transaction.atomic
def hold_interview(hand: Hand, brought: BroughtInterview, *, reason: str) -> None:
    """Enter that an interview is held, and why; once for each reason."""
    terms.check_term("held-reasons", reason)
    form = _form(brought)
    held = _held_already(brought)
    if held is not None and held.reason == reason:
        return
    if held is not None:
        change = rows.update(held, reason=reason)
    else:
        change = rows.insert(
            HeldInterview, hand.new_id(), form_id=form.pk, digest=brought.digest, size=brought.size, reason=reason, received_on=hand.today
        )
    hand.enter(hand.acting_as(), "interview.held", [change], cites=[("fieldform", form.pk)])


def _form(brought: BroughtInterview) -> FieldForm:
    # (7) a form of this register                             docs/spec/fieldform.md §4
    form = FieldForm.objects.select_for_update().filter(token=token_digest(brought.token)).first()
    if form is None:
        raise UnknownFormError("no form of this register has this token")
    if form.person_id and any(brought.interview.sealed.values()):
        raise MalformedError("a form for somebody who is known carries no name and no contact")
    return form


def _held_already(brought: BroughtInterview) -> HeldInterview | None:
    return HeldInterview.objects.select_for_update().filter(digest=brought.digest).first()


def _must_be_in_order(form: FieldForm, draft: InterviewDraft, *, today: date) -> None:
    # (8) the form is out
    if form.state != "out":
        raise HoldError(f"form-{form.state}")
    if form.good_until < today:
        raise HoldError("form-expired")
    # (9) who took it may interview still
    needed = {"specialist"} if draft.needs_specialist else set(MAY_INTERVIEW)
    if needed.isdisjoint(standing(form.registrar, form.compartment)):
        raise HoldError("interviewer")


def _source(hand: Hand, form: FieldForm, draft: InterviewDraft, *, person_recipient: str) -> tuple[str, list[rows.Change]]:
    if form.person_id:
        return form.person_id, _leave(form)
    person_id = hand.new_id()
    key, key_row = sealing.new_key(person_id, recipient=person_recipient, random_bytes=hand.random_bytes)
    if any(draft.sealed.values()):
        key_row.save(force_insert=True)
    return person_id, [rows.insert(Person, person_id, compartment_id=form.compartment_id), *_sealed(hand, person_id, draft, key=key)]


def _leave(form: FieldForm) -> list[rows.Change]:
    """The change that uses up a lawyer's leave, where one is needed."""
    # (11) nobody is asked twice without a lawyer's leave
    try:
        return leave_used(in_use(form.person), by=form.registrar) if form.person else []
    except NotFoundError as error:
        raise HoldError("person-gone") from error
    except RefusedError as error:
        raise HoldError("spoken-before") from error


def _sealed(hand: Hand, person: Id, draft: InterviewDraft, *, key: bytes) -> Iterator[rows.Change]:
    for field, plain in draft.sealed.items():
        if plain:
            sealed = sealing.seal(person, field, plain, key=key, random_bytes=hand.random_bytes)
            yield rows.insert(SealedField, hand.new_id(), person_id=person, field=field, sealed=sealed)
