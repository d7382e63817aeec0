"""The journal's entries as they lie in the database: leaf data, and salt and bytes of each value, some hundred entries at a time.

Straight from the driver: whoever reads a million entries (replay, `book verify`, an export) has no time for an object per value.
What cannot have been written by the journal is BrokenError: SQLite keeps whatever somebody puts into a column.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection

from kniha.ledger.entries import Salted
from kniha.vocab.errors import BrokenError

Stored = tuple[int, bytes, Sequence[Salted | None]]
"""Seq, leaf data, and the values in the order of the paths; None for one that is erased."""

_AT_ONCE = 100  # few enough that they are gone before Python's garbage collector counts them as old: 1,000 take twice the time each


def stored(start: int, stop: int) -> Iterator[Stored]:
    """The entries from `start` to before `stop`, in order."""
    for first in range(start, stop, _AT_ONCE):
        yield from _fetch("BETWEEN %s AND %s", [first, min(first + _AT_ONCE, stop) - 1])


def stored_of(seqs: Sequence[int]) -> Iterator[Stored]:
    """The entries with these seqs, which are in order."""
    for first in range(0, len(seqs), _AT_ONCE):
        some = seqs[first : first + _AT_ONCE]
        yield from _fetch(f"IN ({', '.join(['%s'] * len(some))})", some)


def _fetch(which: str, parameters: Sequence[int]) -> Iterator[Stored]:
    leaves = _rows(f"SELECT seq, leaf FROM book_entry WHERE seq {which} ORDER BY seq", parameters)  # noqa: S608  `which` is ours
    # The database counts: with entry and place in each row that comes, half of the time would go into looking at them.
    spans = _rows(
        f"SELECT entry_id, count(*), min(place), max(place) FROM book_entryvalue WHERE entry_id {which} GROUP BY entry_id",  # noqa: S608
        parameters,
    )
    values = _rows(f"SELECT salt, data FROM book_entryvalue WHERE entry_id {which} ORDER BY entry_id, place", parameters)  # noqa: S608
    counts = {seq: _count(seq, *span) for seq, *span in spans}
    if stray := counts.keys() - {seq for seq, _ in leaves}:
        raise BrokenError(f"entry {min(stray)} is missing: there are only values of it")
    if None in chain.from_iterable(values):
        values = [pair if pair != (None, None) else None for pair in values]
    at = 0
    for seq, leaf in leaves:
        end = at + counts.get(seq, 0)
        yield seq, leaf, values[at:end]
        at = end


def _count(seq: int, count: int, first: int, last: int) -> int:
    """How many values an entry has, which lie in the places from 0 on."""
    if (first, last) != (0, count - 1):
        raise BrokenError(f"entry {seq} has {count} values in the places {first} to {last}")
    return count


def _rows(statement: str, parameters: Sequence[int]) -> list[Any]:  # Any: what a database driver gives
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()  # Any: the same
    return rows
