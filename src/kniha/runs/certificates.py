"""A reporter's certificate: that their report was in the register by a day, and nothing of what it tells (docs/spec/files.md §4)."""

from django.db import transaction

from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.ledger.certificate_file import RECEIVED, SHOWN, build_certificate
from kniha.ledger.given import trusting
from kniha.ledger.registers import Register
from kniha.ledger.verdicts import check_holds
from kniha.ledger.verifying_certificates import verify_certificate
from kniha.runs.evidence_of_heads import newest_head
from kniha.runs.shown_entries import shown_entry
from kniha.vocab.errors import NotFoundError, UnavailableError
from kniha.vocab.ids import Id


@transaction.atomic
def export_certificate(hand: Hand, statement: Id, register: Register) -> bytes:
    """Return the certificate of the report that became `statement`; that it was made is an entry."""
    certificate = build(statement, register)
    hand.enter(hand.acting_as(), "certificate.exported", [], cites=[("statement", statement)])
    return certificate


def build(statement: Id, register: Register) -> bytes:
    """Return the certificate of the report that became `statement`, under the newest signed head.

    NotFoundError for what is no report, or was erased; UnavailableError while no signed head covers it; BrokenError where it does not hold
    by itself: nothing leaves that others would find wrong.
    """
    entry = _received(statement)
    size, head = newest_head(register)
    if entry.seq >= size:
        raise UnavailableError("the report is not under a signed head yet")
    certificate = build_certificate(entry=shown_entry(entry, size, SHOWN), head=head)
    check_holds(verify_certificate(certificate, trusting(register.checkpoint_keys)))
    return certificate


def _received(statement: Id) -> reading.StoredEntry:
    """The entry that filed the report. Imported records and interviews have none."""
    for entry in reading.entries_of([statement]):
        is_here = any((verb, row) == ("insert", statement) for verb, _, row in entry.skeleton.changes)
        if entry.skeleton.action == RECEIVED and is_here and set(SHOWN) <= entry.told().keys():
            return entry
    raise NotFoundError("there is no report of this id here, or it was erased")
