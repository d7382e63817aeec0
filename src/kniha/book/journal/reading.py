"""Reading the journal: entries in order, what they changed, which of them touched a row, the tree they stand in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kniha.book.journal.models import Checkpoint, Entry, EntryValue, Head, LogOrigin, Node, Touch
from kniha.book.journal.rows import Change, Verb
from kniha.ledger import entries as spec
from kniha.vocab.canonical import JSON, parse_canonical
from kniha.vocab.errors import BrokenError
from kniha.vocab.ids import Id


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


def entries(*, start: int = 0, stop: int | None = None, batch: int = 1000) -> Iterator[StoredEntry]:
    """The entries from `start` to before `stop` (as shipped: all), in order."""
    end = size() if stop is None else stop
    for first in range(start, end, batch):
        yield from _load(Entry.objects.filter(seq__gte=first, seq__lt=min(first + batch, end)))


def entries_of(row_ids: Iterable[str]) -> Iterator[StoredEntry]:
    """The entries that changed or cited any of these rows, in order."""
    touched = [bytes.fromhex(row) for row in row_ids]
    seqs = sorted(set(Touch.objects.filter(row__in=touched).values_list("entry_id", flat=True)))
    for first in range(0, len(seqs), 500):
        yield from _load(Entry.objects.filter(seq__in=seqs[first : first + 500]))


def changes(entry: StoredEntry) -> tuple[Change, ...]:
    """The changes that `entry` made, as `rows.apply` takes them. An erased value is left out: its field falls to its default."""
    fields: list[dict[str, JSON]] = [{} for _ in entry.skeleton.changes]
    for path, value in entry.told().items():
        number, slash, name = path.partition("/")
        if slash:
            fields[int(number)][name] = value
    return tuple(Change(Verb(verb), table, Id(row), told) for (verb, table, row), told in zip(entry.skeleton.changes, fields, strict=True))


def node(level: int, index: int) -> bytes:
    """The hash of a complete subtree: what the ledger's functions read."""
    return as_bytes(Node.objects.values_list("hash", flat=True).get(level=level, index=index))


def generation() -> int:
    """Which generation of the log this is: 0, and one more after each seam (docs/spec/ledger.md §11)."""
    return LogOrigin.objects.order_by("-generation").values_list("generation", flat=True).first() or 0


def newest_checkpoint() -> Checkpoint | None:
    """The signed head of the largest size."""
    return Checkpoint.objects.order_by("-size").first()


def _load(rows: QuerySet[Entry]) -> Iterator[StoredEntry]:
    leaves = {seq: as_bytes(leaf) for seq, leaf in rows.values_list("seq", "leaf")}
    values: dict[int, list[_Salted]] = {seq: [] for seq in leaves}
    stored = EntryValue.objects.filter(entry_id__in=list(leaves)).order_by("entry_id", "place")
    for seq, salt, data in stored.values_list("entry_id", "salt", "data"):
        values[seq].append((_bytes(salt), _bytes(data)))
    for seq in sorted(leaves):
        yield _stored(seq, leaves[seq], values[seq])


_Salted = tuple[bytes | None, bytes | None]


def _stored(seq: int, leaf: bytes, values: Sequence[_Salted]) -> StoredEntry:
    skeleton_bytes, commitments = spec.split_leaf(leaf)
    skeleton = spec.parse_skeleton(skeleton_bytes)
    if not len(values) == len(skeleton.paths) == len(commitments) // 32:
        raise BrokenError(f"entry {seq} has {len(values)} values, its skeleton names {len(skeleton.paths)}")
    stored = (
        StoredValue(path, commitments[32 * place : 32 * place + 32], salt, data)
        for place, (path, (salt, data)) in enumerate(zip(skeleton.paths, values, strict=True))
    )
    return StoredEntry(seq, leaf, skeleton, tuple(stored))


def as_bytes(data: object) -> bytes:
    """The bytes of a database's column. SQLite keeps whatever somebody put there: text in place of bytes is damage, not a fault of ours."""
    if not isinstance(data, bytes | memoryview):
        raise BrokenError(f"the journal holds {type(data).__name__} where it wrote bytes")
    return bytes(data)


def _bytes(data: object) -> bytes | None:
    return None if data is None else as_bytes(data)
