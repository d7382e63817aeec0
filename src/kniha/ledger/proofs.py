"""Checking Merkle proofs (RFC 9162 §2.1.3.2 and §2.1.4.2; docs/spec/ledger.md §3).

Raises BrokenError where the hashes lead elsewhere, MalformedError for what cannot be a proof at all. Returns nothing.
"""

from collections.abc import Sequence

from kniha.ledger.tree import HASH_LENGTH, node_hash
from kniha.vocab.errors import BrokenError, MalformedError


def check_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that leaf `index` of the tree of `size` leaves under `root` has `leaf_hash` (32 bytes)."""
    if not 0 <= index < size:
        raise MalformedError(f"a tree of {size} leaves has no leaf {index}")
    _check_lengths((leaf_hash, *proof))
    at, last, found = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise BrokenError(f"the proof has {len(proof)} hashes, more than the way to the root")
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            at, last = _rise(at, last)
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise BrokenError(f"the proof has {len(proof)} hashes, fewer than the way to the root")
    _check_root(found, root)


def check_consistency(*, old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the first `old_size` leaves under `new_root` are those under `old_root`: nothing was changed, only added.

    A tree of no leaves is refused: everything grew out of nothing, so such a proof would say nothing.
    """
    if not 0 < old_size <= new_size:
        raise MalformedError(f"there is no consistency proof from size {old_size} to size {new_size}")
    _check_lengths(proof)
    if old_size == new_size:
        if proof:
            raise BrokenError("between two heads of one size the proof is empty")
        if old_root != new_root:
            raise BrokenError(f"two heads of size {old_size} have different roots, {short(old_root)} and {short(new_root)}")
        return
    if not proof:
        raise BrokenError("between two heads of different sizes the proof is not empty")
    # A power of two: the old root is itself the first node of the path, and is not sent.
    path = (old_root, *proof) if old_size & (old_size - 1) == 0 else tuple(proof)
    old_found, new_found = _climb(path, old_size - 1, new_size - 1)
    _check_root(old_found, old_root)
    _check_root(new_found, new_root)


def short(value: bytes) -> str:
    """Return the beginning of a hash, for a message."""
    return f"{value[:4].hex()}…" if value else "nothing"


def _climb(path: tuple[bytes, ...], at: int, last: int) -> tuple[bytes, bytes]:
    """Return the two roots that `path` leads to (RFC 9162 §2.1.4.2, steps 4 to 6)."""
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise BrokenError(f"the proof has {len(path)} hashes, more than the way to the root")
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            at, last = _rise(at, last)
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise BrokenError(f"the proof has {len(path)} hashes, fewer than the way to the root")
    return old, new


def _rise(at: int, last: int) -> tuple[int, int]:
    """A node at the right edge without a sibling rises until it has one."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _check_lengths(hashes: Sequence[bytes]) -> None:
    for each in hashes:
        if len(each) != HASH_LENGTH:
            raise MalformedError(f"a hash is {HASH_LENGTH} bytes, not {len(each)}")


def _check_root(found: bytes, root: bytes) -> None:
    if found != root:
        raise BrokenError(f"proof leads to {short(found)}, root is {short(root)}")
