"""The whole book in one file that anyone can check (docs/spec/files.md §6). With values it holds all that the register knows, in clear."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from kniha.book.journal.acting import Hand
from kniha.book.journal.models import Checkpoint
from kniha.book.journal.stored import stored
from kniha.ledger.book_file import Book, StoredEntry, Values, write_book
from kniha.ledger.head_evidence import HeadEvidence
from kniha.ledger.registers import Register
from kniha.runs.evidence_of_heads import evidence_of, newest_head


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: so many entries, up to a signed head; the closing digest of the file."""

    entries: int
    digest: bytes


@transaction.atomic
def enter_export(hand: Hand, values: Values, *, reason: str) -> None:
    """Enter that the book is taken away, before the first byte of it is: the reason may be empty."""
    hand.enter(hand.acting_as(), "book.exported", [], values=values, reason=reason)


def export_book(out: BinaryIO, register: Register, values: Values) -> Exported:
    """Write the book up to the newest signed head; UnavailableError before the first. Entries made since are in the next export."""
    size, _ = newest_head(register)
    return Exported(size, write_book(out, Book(register.id, size, values), _entries(size), _heads(size, register)))


def _entries(size: int) -> Iterator[StoredEntry]:
    return ((leaf, values) for _, leaf, values in stored(0, size))


def _heads(size: int, register: Register) -> Iterator[tuple[int, HeadEvidence]]:
    for checkpoint in Checkpoint.objects.filter(size__lte=size).order_by("size").iterator():
        yield checkpoint.size, evidence_of(checkpoint, register)
