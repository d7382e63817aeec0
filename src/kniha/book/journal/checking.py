"""`kniha book verify`: every entry hashed again from its stored bytes, the tree built again, the signed heads compared.

One pass from front to back, in constant memory. What is found wrong is BrokenError, which names the entry or the node.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import connection

from kniha.book.journal import reading
from kniha.book.journal.codec import encode_instant
from kniha.book.journal.snapshots import one_moment
from kniha.book.journal.stored import Stored, stored
from kniha.ledger import tree
from kniha.ledger.entries import Salted, leaf_hash_of
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError, MalformedError

_AT_ONCE = 256
_BEHIND = timedelta(days=1)  # an office's clock may be wrong, and the entries of a long action bear the instant at which it began
_ID = re.compile(rb'"([0-9a-f]{32})"')


@one_moment()
def check_journal() -> int:
    """Check values against commitments, entries against leaves, leaves and touches against the tree; return the number of entries."""
    size, edge = reading.size(), tree.Edge()
    values = nodes = touches = touched = 0
    for first in range(0, size, _AT_ONCE):
        leaves: list[bytes] = []
        for seq, leaf, salted in _in_place(first, min(first + _AT_ONCE, size)):
            leaves.append(_checked_leaf(seq, leaf, salted))
            marks = _marks(seq, leaf)
            touches, touched, values = touches + len(marks), touched + sum(map(hash, marks)), values + len(salted)
        for level, index, hashes in edge.extend(leaves):
            _check_nodes(level, index, hashes)
            nodes += len(hashes)
    # What lies outside the places that were read.
    for table, count in (("entry", size), ("entryvalue", values), ("node", nodes), ("touch", touches)):
        _check_count(table, count)
    if touched != sum(map(hash, _stored_marks())):
        raise BrokenError("the ways from rows to their entries do not follow from the entries")
    return size


def check_heads(roots: Iterable[tuple[int, bytes]]) -> int:
    """The stored tree has at each of these sizes, those of signed heads, the root that was signed; return how many there are."""
    count = 0
    for size, signed_root in roots:
        if size > reading.size():
            raise BrokenError(f"a head of {size} entries is signed, and the journal has {reading.size()}: its end is missing")
        if reading.root(size) != signed_root:
            raise BrokenError(f"the signed head of size {size} has another root than the journal")
        count += 1
    return count


@one_moment()
def check_dates(heads: Iterable[tuple[int, datetime]]) -> None:
    """No entry is dated more than a day before the last signed head that does not hold it (docs/spec/files.md §6).

    `heads` are sizes and times of the signed heads, by size. An entry whose date is erased says nothing of it.
    """
    for (size, at), (end, _) in pairwise((*heads, (reading.size(), None))):
        if at is None:
            continue
        earliest = canonical(encode_instant(at - _BEHIND))  # instants of one form: earlier ones sort before
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT entry_id FROM book_entryvalue WHERE entry_id >= %s AND entry_id < %s AND place = 0 AND data < %s LIMIT 1",
                [size, end, earliest],
            )
            if found := cursor.fetchone():
                raise BrokenError(f"entry {found[0]} is dated before the signed head of {size} entries, which does not hold it")


def _in_place(first: int, end: int) -> Iterator[Stored]:
    """The entries from `first` to before `end`, each in its place."""
    expected = first
    for entry in stored(first, end):
        if entry[0] != expected:
            break
        yield entry
        expected += 1
    if expected != end:
        raise BrokenError(f"entry {expected} is missing")


def _checked_leaf(seq: int, leaf: bytes, values: Sequence[Salted | None]) -> bytes:
    try:
        return leaf_hash_of(leaf, values, seq=seq)
    except MalformedError as error:
        raise BrokenError(f"entry {seq} is not of the form of an entry: {error}") from error


def _check_nodes(level: int, first: int, hashes: list[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "index", hash FROM book_node WHERE level = %s AND "index" >= %s AND "index" < %s ORDER BY "index"',
            [level, first, first + len(hashes)],
        )
        found = cursor.fetchall()
    if found == list(enumerate(hashes, first)):
        return
    held = dict(found)
    wrong = next(index for index, each in enumerate(hashes, first) if held.get(index) != each)
    raise BrokenError(f"node {level}/{wrong} of the stored tree does not follow from the entries")


def _check_count(table: str, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM book_{table}")  # noqa: S608  one of four names
        (found,) = cursor.fetchone()
    if found != count:
        raise BrokenError(f"the table of the journal's {table} rows has {found}, the entries make {count}")


# Touches are compared as a sum of hashes over `<row>:<seq>`, which needs neither an order nor memory. Python draws the key of its hashes
# of texts anew in each process, so that nobody can put together other touches of the same sum.


def _marks(seq: int, leaf: bytes) -> set[str]:
    named = _ID.findall(leaf, 0, leaf.index(b',"paths":'))  # a checked leaf: ids stand before the paths alone
    return {f"{row.decode()}:{seq}" for row in named}


def _stored_marks() -> Iterator[str]:
    row = "lower(hex(row))" if connection.vendor == "sqlite" else "encode(row, 'hex')"
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {row} || ':' || entry_id FROM book_touch")  # noqa: S608  words of ours
        while some := cursor.fetchmany(_AT_ONCE):
            yield from (mark for (mark,) in some)
