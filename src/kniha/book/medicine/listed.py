"""A paper as a list of papers tells of it: entered as if whoever confirmed the list had typed it, under the same rules.

It is theirs: they must be one who may type papers, and a medic who is not them checks it against its original.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kniha.book.access.models import Compartment
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.medicine import rules
from kniha.book.medicine.drafts import MedicalDraft
from kniha.book.medicine.reporting import MAY_TYPE, Sealing, must_hold, report_changes
from kniha.book.statements.models import Consent, Statement
from kniha.book.statements.rules import must_be_consent, must_be_consent_first
from kniha.vocab import terms
from kniha.vocab.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the examined person allows for one purpose, as the list has it: of which day it is, a list does not tell."""

    purpose: str
    answer: str
    giver: str
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper by its number in a list. `subject`: the id of the person of the register; None where nobody knows who was examined.

    `digest` tells whether the list says the same of it another time. It is keyed: sealed names are among what it is made of.
    """

    record: str
    digest: str
    subject: str | None
    came_to_be: str
    consents: Sequence[Allowed]
    draft: MedicalDraft


def paper_entry(standing: Hand, compartment: Compartment, listed: ListedPaper, *, sealing: Sealing) -> Draft:
    """The entry that files a paper of a list, with a statement of its own. `standing` is the hand as it stands in `compartment`.

    RefusedError or MalformedError, with nothing made, where the rules of a typed paper do not hold.
    """
    if standing.registrar is None:
        raise RefusedError("a medical paper is entered in the name of a registrar who may type it")
    actor = standing.acting_as(*MAY_TYPE)
    draft = listed.draft
    if draft.is_for_specialists:
        rules.must_be_specialist(standing.roles)
    must_be_consent_first({one.purpose: one.answer for one in listed.consents})
    terms.check_term("statement-origins", listed.came_to_be)
    must_hold(standing, draft, frozenset())
    statement, report = standing.new_id(), standing.new_id()
    changes = [
        rows.insert(
            Statement, statement, compartment=compartment, kind="medical-report", language=draft.examined.language,
            came_to_be=listed.came_to_be, received_on=standing.today, source_id=listed.subject, record=listed.record,
            record_digest=listed.digest,
        ),
        *_consents(standing, statement, listed.consents),
    ]  # fmt: skip
    tied = {"statement_id": statement, "subject_id": listed.subject}
    changes += report_changes(standing, report, draft, compartment=compartment, sealing=sealing, **tied)
    return standing.draft(actor, "medical_report.imported", changes)


def _consents(hand: Hand, statement: str, consents: Sequence[Allowed]) -> Iterator[rows.Change]:
    for one in consents:
        must_be_consent(one.purpose, one.answer, one.giver)
        yield rows.insert(
            Consent, hand.new_id(), statement_id=statement, purpose=one.purpose, answer=one.answer, giver=one.giver, recipient=one.recipient
        )
