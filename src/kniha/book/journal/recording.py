"""`enter`: an action becomes an entry, its rows are written, and the entry takes its place in the tree (docs/spec/entry.md).

An action calls `enter` as its last statement: the head row is locked at the very end, so that two offices' actions
wait for each other only there. Time and randomness are handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models, transaction

from kniha.book.counting import deriving
from kniha.book.forces import listing
from kniha.book.journal import reading, rows, tallying
from kniha.book.journal.codec import encode_instant
from kniha.book.journal.guarding import guard
from kniha.book.journal.models import Entry, EntryValue, Head, Node, Touch
from kniha.book.journal.rows import Verb
from kniha.ledger import entries, tree
from kniha.ledger.entries import SALT_LENGTH
from kniha.vocab.canonical import JSON, canonical
from kniha.vocab.errors import ConflictError
from kniha.vocab.ids import RandomBytes

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which role. `id` is a registrar's id, or the name of a process: `courier`, `worker`, `importer`, `register`."""

    id: str
    role: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place."""

    actor: Actor
    action: str
    changes: tuple[rows.Change, ...]
    at: datetime
    day: str
    cites: tuple[tuple[str, str], ...] = ()
    more: Mapping[str, JSON] = field(default_factory=dict)

    def rows(self) -> set[str]:
        """The rows that the entry changes or cites: in whose history it stands."""
        return {*(change.id for change in self.changes), *(row for _, row in self.cites)}

    def paths(self) -> list[str]:
        """The paths of the entry's values, in the order of the spec."""
        paths = [*entries.ALWAYS, *self.more]
        for number, change in enumerate(self.changes):
            paths += [f"{number}/{name}" for name in change.fields]
        return paths

    def values(self) -> list[JSON]:
        """The entry's values, in the order of their paths."""
        values = [encode_instant(self.at), self.day, self.actor.id, self.actor.role, *self.more.values()]
        for change in self.changes:
            values += change.fields.values()
        return values


_Written = tuple[bytes, Sequence[entries.Salted]]
"""A draft turned into bytes: its leaf data, and salt and bytes of its values."""


def enter(draft: Draft, *, random_bytes: RandomBytes) -> int:
    """Write the rows of `draft` and the entry; return its seq. Part of the caller's transaction."""
    return enter_many((draft,), random_bytes=random_bytes)[0]


def hold() -> None:
    """Let nobody enter anything until the caller's transaction ends: what is read from now on is what is so when it is entered.

    Against the rule that the head is locked last, where what was read must not change before the entry is written.
    """
    list(Head.objects.select_for_update())


def enter_many(drafts: Sequence[Draft], *, random_bytes: RandomBytes) -> range:
    """Write several entries at once: what an import does in batches. Returns their seqs."""
    if not transaction.get_connection().in_atomic_block:
        raise ConflictError("an entry is written inside the transaction of its action")
    changes = [change for draft in drafts for change in draft.changes]
    moving = tallying.touched(changes)
    lay = tallying.before(moving, but={change.id for change in changes if change.verb is Verb.INSERT})
    named = listing.touched(changes)
    losing = deriving.leaving(changes)
    rows.apply(changes)
    head = Head.objects.select_for_update().get()
    guard()(head.size)
    written = [_write(draft, seq, random_bytes) for seq, draft in enumerate(drafts, head.size)]
    _store(head.size, written, drafts)
    seqs = range(head.size, head.size + len(written))
    head.size += len(written)
    head.save()
    tallying.tally(lay, tallying.standing(moving))
    listing.write_again(named)
    deriving.write_again(losing | deriving.touched(changes))
    return seqs


def _write(draft: Draft, seq: int, random_bytes: RandomBytes) -> _Written:
    changes = [(change.verb.value, change.table, change.id) for change in draft.changes]
    skeleton = entries.encode_skeleton(draft.action, changes, draft.cites, draft.paths(), schema=SCHEMA, seq=seq)
    said = [canonical(value) for value in draft.values()]
    salts = random_bytes(SALT_LENGTH * len(said))
    values = [(salts[start : start + SALT_LENGTH], data) for start, data in zip(range(0, len(salts), SALT_LENGTH), said, strict=True)]
    return entries.leaf_of(skeleton, values), values


def _store(size: int, written: Sequence[_Written], drafts: Sequence[Draft]) -> None:
    numbered = tuple(enumerate(written, size))
    _insert(Entry, [(seq, leaf) for seq, (leaf, _) in numbered])
    _insert(EntryValue, [(seq, place, salt, data) for seq, (_, values) in numbered for place, (salt, data) in enumerate(values)])
    # In the order of their keys: neighbours are written together.
    _insert(Touch, sorted([(bytes.fromhex(row), seq) for seq, draft in enumerate(drafts, size) for row in draft.rows()]))
    _insert(Node, _new_nodes(size, [tree.leaf_hash(leaf) for leaf, _ in written]))


def _new_nodes(size: int, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    peaks = reading.nodes_at(tree.peaks(size))
    grown = tree.grow(size, leaves, lambda level, index: peaks[level, index])
    return [(level, index, each) for level, first, hashes in grown for index, each in enumerate(hashes, first)]


def _insert(model: type[models.Model], values: Sequence[tuple[int | str | bytes, ...]]) -> None:
    columns = [field.column for field in model._meta.concrete_fields if field.column]  # noqa: SLF001  Django's public-by-custom API
    rows.execute_insert(model, columns, values, connection)
