"""The journal's entries as they lie in the database: leaf data, and salt and bytes of each value, some hundred entries at a time.

Straight from the driver: whoever reads a million entries (replay, `book verify`, an export) has no time for an object per value.
What cannot have been written by the journal is BrokenError: SQLite keeps whatever somebody puts into a column.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from kniha.ledger.entries import Salted
from kniha.vocab.errors import BrokenError

Stored = tuple[int, bytes, Sequence[Salted | None]]
"""Seq, leaf data, and the values in the order of the paths; None for one that is erased."""

_AT_ONCE = 1000
_WHOLE, _ERASED = (bytes, bytes), (type(None), type(None))


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
    values = _rows(
        f"SELECT entry_id, place, salt, data FROM book_entryvalue WHERE entry_id {which} ORDER BY entry_id, place",  # noqa: S608  the same
        parameters,
    )
    # By columns: what is the same for all values of a batch is looked at once.
    owners, places, salts, data = zip(*values, strict=True) if values else ((), (), (), ())
    salted, counts, at = _salted(salts, data), Counter(owners), 0
    if stray := counts.keys() - {seq for seq, _ in leaves}:
        raise BrokenError(f"entry {min(stray)} is missing: there are only values of it")
    for seq, leaf in leaves:
        end = at + counts[seq]
        if type(leaf) is not bytes or places[at:end] != _first(end - at):
            raise BrokenError(f"entry {seq} does not lie as the journal wrote it")
        yield seq, leaf, salted[at:end]
        at = end


def _salted(salts: Sequence[object], data: Sequence[object]) -> Sequence[Salted | None]:
    kinds = set(zip(map(type, salts), map(type, data), strict=True))
    if kinds - {_WHOLE, _ERASED}:
        raise BrokenError("a value of the journal is neither whole nor erased")
    pairs: Any = list(zip(salts, data, strict=True))  # Any: `kinds` has said what is in it
    return [pair if pair[1] is not None else None for pair in pairs] if _ERASED in kinds else pairs


@lru_cache
def _first(count: int) -> tuple[int, ...]:
    return tuple(range(count))


def _rows(statement: str, parameters: Sequence[int]) -> list[Any]:  # Any: what a database driver gives
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()  # Any: the same
    return rows
