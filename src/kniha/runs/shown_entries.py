"""Entries of the journal as far as a file shows them (docs/spec/files.md §1.4)."""

from collections.abc import Collection

from kniha.book.journal import reading
from kniha.ledger.entries import Value
from kniha.ledger.shown_entries import ShownEntry


def shown_entry(entry: reading.StoredEntry, size: int, paths: Collection[str]) -> ShownEntry:
    """Return `entry` in the tree of `size` entries, showing of the values at `paths` those that are not erased."""
    values = (value for value in entry.values if value.path in paths)
    return ShownEntry(
        index=entry.seq,
        skeleton=entry.skeleton_bytes,
        commitments=tuple(value.commitment for value in entry.values),
        shown=tuple(Value(value.path, value.salt, value.data) for value in values if value.salt is not None and value.data is not None),
        inclusion=reading.inclusion_proof(entry.seq, size),
    )
