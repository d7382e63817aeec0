"""An opened envelope becomes a statement with its source, consent and exhibits: one action, exactly once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kniha.book.access.queries import receiving_compartment
from kniha.book.evidence.actions import FILES_IN_ENTRY, custody, keep_header
from kniha.book.evidence.models import Exhibit, QuarantinedEnvelope
from kniha.book.journal import recording, rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.people import sealing
from kniha.book.people.models import Person, SealedField
from kniha.book.statements import rules
from kniha.book.statements.arriving import Arrival, keep_arrival
from kniha.book.statements.consenting import answered, standing
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.models import Consent, Notice, Statement
from kniha.vault.blobs import StoredBlob
from kniha.vocab import terms
from kniha.vocab.canonical import JSON
from kniha.vocab.ids import Id


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the report as the device named it, and the blob it became in the vault."""

    name: str
    claimed_type: str
    media_type: str
    blob: StoredBlob
    came: str = "came with a report"
    """Why it is here, as its custody begins."""
    giver: str = "reporter"
    """From whom, as its custody begins: a role, or a registrar's id."""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report as the courier opened it. `mailbox` holds what a reply needs, as canonical JSON; it is sealed, like `contact`."""

    envelope: str
    language: str
    sealed_by: str
    text: str
    when_words: str
    where_words: str
    contact: str
    mailbox: str
    consent: Mapping[str, str]
    certificate: JSON
    files: tuple[StoredFile, ...]
    reporter: str
    """The keyed digest of the receipt's public keys: who sends with it again is the same source."""
    hurt_words: str = ""
    doers_words: str = ""
    early: EarlyAnswers = field(default_factory=EarlyAnswers)
    arrival: Arrival | None = None


def is_filed(envelope: str) -> bool:
    """Whether the envelope with this digest is in the book already: as a statement, as a notice, or in quarantine."""
    return (
        Statement.objects.filter(envelope=envelope).exists()
        or Notice.objects.filter(envelope=envelope).exists()
        or QuarantinedEnvelope.objects.filter(digest=envelope).exists()
    )


def known_reporter(reporter: str) -> Person | None:
    """Whoever sent with this receipt before, held until the action ends; None where nobody did, or they are erased or under seal."""
    return Person.objects.select_for_update().filter(reporter=reporter, compartment__isnull=False).first()


@transaction.atomic
def receive_report(hand: Hand, draft: ReportDraft, *, person_recipient: str) -> Statement | None:
    """File a report; None when this very envelope is in the book already (a courier killed at any moment tries again).

    What calls for a specialist arrives where specialists alone are, if there is such a place; it may be without a story.
    What a receipt sends again is of the same source and lies where they lie; its answers hold for all that they sent, but while a
    withdrawal stands, for itself alone.
    """
    rules.must_be_statement("report", draft.text, has_files=bool(draft.files), is_delicate=draft.early.are_delicate)
    if is_filed(draft.envelope):
        return None
    source = known_reporter(draft.reporter)
    if source is None:
        statement, changes, compartment = _of_new_source(hand, draft, person_recipient=person_recipient)
    else:
        statement, compartment = hand.new_id(), Id(str(source.compartment_id))
        changes = [_statement(hand, statement, Id(source.pk), draft, compartment=compartment)]
        changes += [] if standing(source).exists() else answered(hand, source, draft.consent)
    keep_headers(draft.files)
    changes += _consents(hand, statement, draft)
    changes += exhibit_changes(hand, statement, draft.files[:FILES_IN_ENTRY], compartment=compartment)
    received = hand.draft(hand.acting_as(), "report.received", changes, certificate=draft.certificate)
    more = further_files(hand, statement, draft.files[FILES_IN_ENTRY:], compartment=compartment)
    recording.enter_many((received, *more), random_bytes=hand.random_bytes)
    filed = Statement.objects.get(pk=statement)
    keep_arrival(hand, draft.arrival, source=filed.source_id)
    return filed


def _of_new_source(hand: Hand, draft: ReportDraft, *, person_recipient: str) -> tuple[Id, list[rows.Change], Id]:
    """The statement of somebody who is made now, with what is sealed of them, and where both lie."""
    person, statement = hand.new_id(), hand.new_id()
    compartment = Id(receiving_compartment(is_delicate=draft.early.are_delicate).pk)
    key, key_row = sealing.new_key(person, recipient=person_recipient, random_bytes=hand.random_bytes)
    key_row.save(force_insert=True)
    is_free = not Person.objects.filter(reporter=draft.reporter).exists()  # else it is that of somebody under seal, and stays theirs
    changes = [
        rows.insert(Person, person, compartment_id=compartment, reporter=draft.reporter if is_free else None),
        *_sealed(hand, person, draft, key=key),
        _statement(hand, statement, person, draft, compartment=compartment),
    ]
    return statement, changes, compartment


@transaction.atomic
def quarantine_envelope(hand: Hand, *, digest: str, size: int, reason: str) -> None:
    """Enter that an envelope could not be filed, and why. It is kept whole, for a person to look at."""
    terms.check_term("quarantine-reasons", reason)
    if is_filed(digest):
        return
    change = rows.insert(QuarantinedEnvelope, hand.new_id(), digest=digest, size=size, reason=reason, received_on=hand.today)
    hand.enter(hand.acting_as(), "envelope.quarantined", [change])


def further_files(hand: Hand, statement: Id, files: Sequence[StoredFile], *, compartment: Id) -> Iterator[Draft]:
    """Entries for the files that the first one has no room for: the same transaction, and each cites the statement."""
    for first in range(0, len(files), FILES_IN_ENTRY):
        changes = list(exhibit_changes(hand, statement, files[first : first + FILES_IN_ENTRY], compartment=compartment))
        yield hand.draft(hand.acting_as(), "report.files_received", changes, cites=[("statement", statement)])


def keep_headers(files: Sequence[StoredFile]) -> None:
    """Keep what opens `files` in the key table."""
    for file in files:
        keep_header(file.blob)


def _sealed(hand: Hand, person: Id, draft: ReportDraft, *, key: bytes) -> Iterator[rows.Change]:
    for name, plain in (("contact", draft.contact), ("mailbox", draft.mailbox)):
        if plain:
            sealed = sealing.seal(person, name, plain, key=key, random_bytes=hand.random_bytes)
            yield rows.insert(SealedField, hand.new_id(), person_id=person, field=name, sealed=sealed)


def _statement(hand: Hand, statement: Id, person: Id, draft: ReportDraft, *, compartment: Id) -> rows.Change:
    return rows.insert(
        Statement,
        statement,
        compartment_id=compartment,
        kind="report",
        language=draft.language,
        text=draft.text,
        when_words=draft.when_words,
        where_words=draft.where_words,
        hurt_words=draft.hurt_words,
        doers_words=draft.doers_words,
        told_role=draft.early.role,
        told_safe=draft.early.safe,
        told_held=draft.early.held,
        told_minor=draft.early.minor,
        told_sexual=draft.early.sexual,
        delicate=draft.early.are_delicate,
        came_to_be="free",
        sealed_by=draft.sealed_by,
        received_on=hand.today,
        source_id=person,
        envelope=draft.envelope,
    )


def _consents(hand: Hand, statement: Id, draft: ReportDraft) -> Iterator[rows.Change]:
    for purpose, answer in draft.consent.items():
        rules.must_be_consent(purpose, answer, "self")
        yield rows.insert(Consent, hand.new_id(), statement_id=statement, purpose=purpose, answer=answer, giver="self", given_on=hand.today)


def exhibit_changes(hand: Hand, statement: Id, files: Sequence[StoredFile], *, compartment: Id) -> Iterator[rows.Change]:
    """Exhibits of a statement, each with the beginning of its custody."""
    for file in files:
        exhibit = hand.new_id()
        yield rows.insert(
            Exhibit,
            exhibit,
            compartment_id=compartment,
            statement_id=statement,
            original_name=file.name,
            claimed_type=file.claimed_type,
            media_type=file.media_type,
            size=file.blob.size,
            sha256=file.blob.sha256,
            blob=file.blob.name,
            sealed_sha256=file.blob.sealed_sha256,
            how_obtained="given",
            acquired_on=hand.today,
        )
        yield custody(hand, exhibit, "acquired", why=file.came, giver=file.giver, taker=hand.id)
        yield custody(hand, exhibit, "sealed", why="sealed into the vault as it was opened", taker=hand.id)
