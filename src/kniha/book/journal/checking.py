"""`kniha book verify`: every entry hashed again from its stored bytes, the tree built again, the signed heads compared."""

from collections.abc import Iterator

from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint, Node
from kniha.ledger import entries as spec
from kniha.ledger import tree
from kniha.vocab.errors import BrokenError


def check_journal() -> int:
    """Check values against commitments, entries against leaves, leaves against the tree; return the number of entries."""
    nodes: dict[tuple[int, int], bytes] = {}
    count = 0
    for entry in reading.entries():
        if entry.seq != count or entry.skeleton.seq != count:
            raise BrokenError(f"entry {count} is missing, or does not stand in its place")
        leaf = _checked_leaf(entry)
        for node in tree.append(count, leaf, lambda level, index: nodes[level, index]):
            nodes[node.level, node.index] = node.hash
        count += 1
    _check_nodes(nodes)
    return count


def check_heads(roots: Iterator[tuple[Checkpoint, bytes]]) -> int:
    """Each signed head's root is the root that the stored tree has at its size; return how many."""
    count = 0
    for checkpoint, signed_root in roots:
        if tree.root(checkpoint.size, reading.node) != signed_root:
            raise BrokenError(f"the signed head of size {checkpoint.size} has another root than the journal")
        count += 1
    return count


def _checked_leaf(entry: reading.StoredEntry) -> bytes:
    for value in entry.values:
        if value.salt is None or value.data is None:
            continue
        if spec.commitment(value.salt, value.path, value.data) != value.commitment:
            raise BrokenError(f"value {value.path!r} of entry {entry.seq} is not the one committed")
    return tree.leaf_hash(entry.leaf)


def _check_nodes(nodes: dict[tuple[int, int], bytes]) -> None:
    stored = 0
    for level, index, value in Node.objects.values_list("level", "index", "hash").iterator():
        if nodes.get((level, index)) != reading.as_bytes(value):
            raise BrokenError(f"node {level}/{index} of the stored tree does not follow from the entries")
        stored += 1
    if stored != len(nodes):
        raise BrokenError(f"the stored tree has {stored} nodes, the entries make {len(nodes)}")
