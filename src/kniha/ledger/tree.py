"""The Merkle tree of RFC 9162 §2.1 over a store of complete subtrees (docs/spec/ledger.md §1–3).

A node (level, index) is the root over the leaves from index·2^level to (index+1)·2^level − 1. Only nodes whose leaves are all there
are kept, so a node is written once and never again. The tree holds no state: it is told its size and reads nodes through a callable.
Whoever reads a book from front to back keeps an `Edge` and needs no store.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from kniha.vocab.errors import ImpossibleError, MalformedError

HASH_LENGTH = 32
EMPTY_ROOT = sha256().digest()

NodeReader = Callable[[int, int], bytes]
"""(level, index) → the hash of a complete subtree that was stored before."""

Row = tuple[int, int, list[bytes]]
"""Neighbouring nodes of one level: the level, the index of the first, their hashes."""

Place = tuple[int, int]
"""A node's level and index."""


@dataclass(frozen=True, slots=True)
class Node:
    """The root of one complete subtree; at level 0 a leaf hash."""

    level: int
    index: int
    hash: bytes


def leaf_hash(leaf_data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162 §2.1.1); the prefix keeps a leaf from passing for a node."""
    return sha256(b"\x00" + leaf_data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees (RFC 9162 §2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def append(size: int, leaf: bytes, read: NodeReader) -> tuple[Node, ...]:
    """Return the nodes that become complete when `leaf`, a leaf hash, joins a tree of `size` leaves; the leaf itself first."""
    return append_many(size, (leaf,), read)


def append_many(size: int, leaves: Sequence[bytes], read: NodeReader) -> tuple[Node, ...]:
    """Return the nodes that become complete when the leaf hashes `leaves` join a tree of `size` leaves, level by level.

    Reads at most one old node per level. Raises MalformedError for a leaf hash that is not 32 bytes.
    """
    rows = grow(size, leaves, read)
    return tuple(Node(level, index, each) for level, first, hashes in rows for index, each in enumerate(hashes, first))


def grow(size: int, leaves: Sequence[bytes], read: NodeReader) -> Iterator[Row]:
    """Yield the nodes of `append_many` as rows, for millions of leaves: an object per node would take most of the time."""
    if {len(leaf) for leaf in leaves} - {HASH_LENGTH}:
        raise MalformedError(f"a leaf hash is {HASH_LENGTH} bytes")
    level, first, hashes = 0, _checked(size), list(leaves)
    while hashes:
        left = [read(level, first - 1)] if first % 2 else []
        yield level, first, hashes
        pairs = iter(left + hashes)
        hashes = [sha256(b"\x01" + one + other).digest() for one, other in zip(pairs, pairs, strict=False)]
        level, first = level + 1, first // 2


@dataclass(slots=True)
class Edge:
    """The right edge of a tree that is read from front to back: all that its further nodes and roots need, one hash per level."""

    size: int = 0
    _last: dict[int, bytes] = field(default_factory=dict)

    def extend(self, leaves: Sequence[bytes]) -> tuple[Row, ...]:
        """Add leaf hashes, many at once for speed; return the nodes that became complete. MalformedError for one that is not 32 bytes."""
        rows = tuple(grow(self.size, leaves, self._read))
        self._last |= {level: hashes[-1] for level, _, hashes in rows}
        self.size += len(leaves)
        return rows

    def root(self) -> bytes:
        """Return the root over the leaves so far."""
        return root(self.size, self._read)

    def _read(self, level: int, _index: int) -> bytes:
        return self._last[level]  # whatever is asked of a level at the right edge is its last node


def peaks(size: int) -> tuple[Place, ...]:
    """Return the largest complete subtrees that the first `size` leaves fall into, left to right.

    They are all that `append_many` and `root` read of a tree of this size.
    """
    levels = (level for level in range(_checked(size).bit_length() - 1, -1, -1) if size >> level & 1)
    return tuple((level, (size >> level) - 1) for level in levels)


def root(size: int, read: NodeReader) -> bytes:
    """Return the root over the first `size` leaves (RFC 9162 §2.1.1), also for a size that the tree has outgrown."""
    return _fold(peaks(size), read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: NodeReader) -> tuple[bytes, ...]:
    """Return the path from leaf `index` to the root over the first `size` leaves (RFC 9162 §2.1.3.1), lowest first.

    O(log size) reads. Raises ImpossibleError unless 0 ≤ index < size.
    """
    if not 0 <= index < size:
        raise ImpossibleError(f"a tree of {size} leaves has no leaf {index}")
    return tuple(_fold(places, read) for places in _path(0, index, size))


def consistency_proof(old: int, new: int, read: NodeReader) -> tuple[bytes, ...]:
    """Return the proof that the first `old` leaves of the tree of `new` are the tree of `old` (RFC 9162 §2.1.4.1).

    O(log new) reads. Raises ImpossibleError unless 0 < old ≤ new: that a tree grew out of nothing needs and has no proof.
    """
    if not 0 < old <= new:
        raise ImpossibleError(f"there is no consistency proof from size {old} to size {new}")
    if old == new:
        return ()
    level = (old & -old).bit_length() - 1
    index = (old >> level) - 1
    # A lone first subtree is the old root itself, which the verifier holds already.
    own = () if index == 0 else (read(level, index),)
    return own + tuple(_fold(places, read) for places in _path(level, index, new))


def _checked(size: int) -> int:
    if size < 0:
        raise ImpossibleError(f"a tree has no size {size}")
    return size


def _path(level: int, index: int, size: int) -> list[tuple[Place, ...]]:
    """Return, for each hash on the way from a complete node to the root, the stored subtrees that fold into it."""
    complete = peaks(size)
    # The highest bit in which a leaf's index and the size differ is the level of the peak above that leaf.
    top = ((index << level) ^ size).bit_length() - 1
    path: list[tuple[Place, ...]] = [((at, (index >> (at - level)) ^ 1),) for at in range(level, top)]
    if right := tuple(peak for peak in complete if peak[0] < top):
        path.append(right)
    return path + [(peak,) for peak in reversed(complete) if peak[0] > top]


def _fold(places: Sequence[Place], read: NodeReader) -> bytes:
    """Return the root over neighbouring subtrees that shrink from left to right."""
    *rest, last = places
    folded = read(*last)
    for place in reversed(rest):
        folded = node_hash(read(*place), folded)
    return folded
