"""Two at the same record: what was opened for change, and changed by somebody else before it was sent back.

A form carries the journal's size at the moment of its opening. An entry of that place or a later one which changed the record is news to
whoever filled the form in; one that merely cites it is none.
"""

from kniha.book.journal import reading
from kniha.book.journal.moments import Ref
from kniha.book.journal.reading import StoredEntry
from kniha.vocab.errors import ChangedError


def changed_since(record: Ref, seen: int) -> tuple[StoredEntry, ...]:
    """The entries from place `seen` on that changed the row of `record`, oldest first."""
    return tuple(
        entry for entry in reading.entries_since(record[1], seen) if any((table, row) == record for _, table, row in entry.skeleton.changes)
    )


def must_be_unchanged(record: Ref, seen: int | None) -> None:
    """ChangedError where somebody changed `record` since; `seen` is None for whoever did not look before. The record must be locked."""
    if seen is not None and changed_since(record, seen):
        raise ChangedError("this record was changed after it was opened")
