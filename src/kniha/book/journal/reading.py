"""Reading the journal: entries in order, what they changed, which of them touched a row, the tree they stand in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import orjson
from django.db import connection

from kniha.book.journal.models import Checkpoint, Head, LogOrigin, Node, Touch
from kniha.book.journal.rows import Change, Verb
from kniha.book.journal.stored import Stored, stored, stored_of
from kniha.ledger import entries as spec
from kniha.ledger import tree
from kniha.vocab.canonical import JSON, parse_canonical
from kniha.vocab.errors import BrokenError
from kniha.vocab.ids import Id

_NODES_AT_ONCE = 5000
_VERBS = {verb.value: verb for verb in Verb}


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A value as it lies in the journal; salt and data are None once erased."""

    path: str
    commitment: bytes
    salt: bytes | None
    data: bytes | None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it lies in the journal."""

    seq: int
    leaf: bytes
    skeleton: spec.Skeleton
    values: tuple[StoredValue, ...]

    @property
    def skeleton_bytes(self) -> bytes:
        """The skeleton as it was hashed."""
        return spec.split_leaf(self.leaf)[0]

    def told(self) -> dict[str, JSON]:
        """What the entry's values say, by path; erased ones are left out."""
        return {value.path: parse_canonical(value.data) for value in self.values if value.data is not None}


def size() -> int:
    """How many entries the journal has."""
    return Head.objects.values_list("size", flat=True).get()


def entries(*, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
    """The entries from `start` to before `stop` (as shipped: all), in order."""
    yield from map(_entry, stored(start, size() if stop is None else stop))


def entries_of(row_ids: Iterable[str]) -> Iterator[StoredEntry]:
    """The entries that changed or cited any of these rows, in order."""
    touched = [bytes.fromhex(row) for row in row_ids]
    seqs = set(Touch.objects.filter(row__in=touched).values_list("entry_id", flat=True))
    yield from map(_entry, stored_of(sorted(seqs)))


def entries_since(row: str, seq: int) -> Iterator[StoredEntry]:
    """The entries from `seq` on that changed or cited this row, in order."""
    touches = Touch.objects.filter(row=bytes.fromhex(row), entry_id__gte=seq)
    yield from map(_entry, stored_of(sorted(touches.values_list("entry_id", flat=True))))


def changes(entry: StoredEntry) -> tuple[Change, ...]:
    """The changes that `entry` made, as `rows.apply` takes them. An erased value is left out: its field falls to its default."""
    return _changes(entry.skeleton, [value.data for value in entry.values])


def stored_changes(entry: Stored) -> tuple[Change, ...]:
    """The same, of an entry as it lies in the database: for replay, which reads all of them."""
    _, leaf, values = entry
    return _changes(spec.parse_skeleton(spec.split_leaf(leaf)[0]), [value[1] if value else None for value in values])


def _changes(skeleton: spec.Skeleton, told: Sequence[bytes | None]) -> tuple[Change, ...]:
    fields: list[dict[str, JSON]] = [{} for _ in skeleton.changes]
    there = [(place, data) for place, data in zip(_places(skeleton.paths), told, strict=True) if data is not None]
    # Values are JSON each; read as one list they take a third of the time.
    try:
        said = orjson.loads(b"[%b]" % b",".join([data for _, data in there]))
    except orjson.JSONDecodeError as error:
        raise BrokenError(f"entry {skeleton.seq} holds a value that is no JSON") from error
    for ((number, name), _), value in zip(there, said, strict=True):
        if number >= 0:
            fields[number][name] = value
    return tuple([Change(_VERBS[verb], table, Id(row), fields[n]) for n, (verb, table, row) in enumerate(skeleton.changes)])


@lru_cache(maxsize=512)
def _places(paths: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """For each path the number of its change, −1 for a value of the entry itself, and the field."""
    return tuple((spec.change_of(path), path.rpartition("/")[2]) for path in paths)


def node(level: int, index: int) -> bytes:
    """The hash of a complete subtree: what the ledger's functions read."""
    return as_bytes(Node.objects.values_list("hash", flat=True).get(level=level, index=index))


Proven = TypeVar("Proven")


def at_once(prove: Callable[[tree.NodeReader], Proven]) -> Proven:
    """Return what `prove` makes of the stored tree, all its nodes read by one query.

    It is asked twice: which nodes it needs depends on sizes and places alone, so the first time any hash will do.
    """
    asked: dict[tree.Place, bytes] = {}
    prove(lambda level, index: asked.setdefault((level, index), bytes(spec.HASH_LENGTH)))
    held = nodes_at(list(asked))
    return prove(lambda level, index: held[level, index])


def root(size: int) -> bytes:
    """The root over the first `size` entries."""
    return at_once(lambda read: tree.root(size, read))


def inclusion_proof(index: int, size: int) -> tuple[bytes, ...]:
    """The way from entry `index` to the root over the first `size` entries."""
    return at_once(lambda read: tree.inclusion_proof(index, size, read))


def consistency_proof(old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the journal of `old` entries is the beginning of that of `new`."""
    return at_once(lambda read: tree.consistency_proof(old, new, read))


def nodes_at(places: Sequence[tree.Place]) -> Mapping[tree.Place, bytes]:
    """The hashes at `places`; BrokenError where one is missing."""
    held: dict[tree.Place, bytes] = {}
    with connection.cursor() as cursor:
        for first in range(0, len(places), _NODES_AT_ONCE):
            some = places[first : first + _NODES_AT_ONCE]
            asked = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(
                f"WITH asked (level, at) AS (VALUES {asked}) SELECT asked.level, asked.at, hash "  # noqa: S608  numbers alone
                'FROM asked JOIN book_node ON book_node.level = asked.level AND book_node."index" = asked.at',
                [number for place in some for number in place],
            )
            held |= {(level, at): as_bytes(found) for level, at, found in cursor.fetchall()}
    if missing := set(places) - held.keys():
        level, at = min(missing)
        raise BrokenError(f"node {level}/{at} of the stored tree is missing")
    return held


def generation() -> int:
    """Which generation of the log this is: 0, and one more after each seam (docs/spec/ledger.md §11)."""
    return LogOrigin.objects.order_by("-generation").values_list("generation", flat=True).first() or 0


def nodes(level: int, first: int, count: int) -> tuple[bytes, ...]:
    """The hashes of neighbouring complete subtrees; fewer where the tree ends before."""
    found = Node.objects.filter(level=level, index__gte=first, index__lt=first + count).order_by("index").values_list("hash", flat=True)
    return tuple(as_bytes(each) for each in found)


def newest_checkpoint() -> Checkpoint | None:
    """The signed head of the largest size."""
    return Checkpoint.objects.order_by("-size").first()


def _entry(found: Stored) -> StoredEntry:
    seq, leaf, values = found
    skeleton_bytes, commitments = spec.split_leaf(leaf)
    skeleton = spec.parse_skeleton(skeleton_bytes)
    if not len(values) == len(skeleton.paths) == len(commitments) // spec.HASH_LENGTH:
        raise BrokenError(f"entry {seq} has {len(values)} values, its skeleton names {len(skeleton.paths)}")
    cut = range(0, len(commitments), spec.HASH_LENGTH)
    return StoredEntry(
        seq,
        leaf,
        skeleton,
        tuple(
            StoredValue(path, commitments[start : start + spec.HASH_LENGTH], *(value or (None, None)))
            for path, start, value in zip(skeleton.paths, cut, values, strict=True)
        ),
    )


def as_bytes(data: object) -> bytes:
    """The bytes of a database's column. SQLite keeps whatever somebody put there: text in place of bytes is damage, not a fault of ours."""
    if not isinstance(data, bytes | memoryview):
        raise BrokenError(f"the journal holds {type(data).__name__} where it wrote bytes")
    return bytes(data)
