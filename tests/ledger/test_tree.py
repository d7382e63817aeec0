"""The tree gives the roots and proofs of RFC 9162, from stored complete subtrees alone."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger import tree
from kniha.vocab.errors import ImpossibleError, MalformedError

LEAVES = [tree.leaf_hash(bytes([number])) for number in range(130)]


class Store(dict):
    """Nodes in memory. A second write of one node fails: nodes of complete subtrees never change."""

    def keep(self, nodes):
        for node in nodes:
            assert (node.level, node.index) not in self
            self[node.level, node.index] = node.hash

    def read(self, level, index):
        return self[level, index]


def grown(leaves):
    store = Store()
    for size, leaf in enumerate(leaves):
        store.keep(tree.append(size, leaf, store.read))
    return store


# The definitions of RFC 9162 §2.1, word for word and slow.
def naive_root(leaves):
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_consistency(old, leaves, *, whole=True):
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*naive_consistency(old, leaves[:k], whole=whole), naive_root(leaves[k:])]
    return [*naive_consistency(old - k, leaves[k:], whole=False), naive_root(leaves[:k])]


def split(count):
    return 1 << (count - 1).bit_length() - 1


STORE = grown(LEAVES)


def test_the_root_is_the_one_of_the_definition_for_every_size_up_to_130():
    for size in range(131):
        assert tree.root(size, STORE.read) == naive_root(LEAVES[:size])


def test_every_inclusion_proof_up_to_size_130_is_the_one_of_the_definition():
    for size in (*range(1, 36), 63, 64, 65, 100, 127, 128, 129, 130):
        for index in range(size):
            assert list(tree.inclusion_proof(index, size, STORE.read)) == naive_path(index, LEAVES[:size])


def test_every_consistency_proof_up_to_size_130_is_the_one_of_the_definition():
    for new in (*range(1, 36), 63, 64, 65, 100, 127, 128, 129, 130):
        for old in range(1, new + 1):
            assert list(tree.consistency_proof(old, new, STORE.read)) == naive_consistency(old, LEAVES[:new])


def test_the_known_roots_of_the_published_tree_of_eight_leaves_come_out():
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    store = grown([tree.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves])
    assert tree.EMPTY_ROOT.hex().startswith("e3b0c442")
    assert tree.root(1, store.read).hex().startswith("6e340b9c")
    assert tree.root(8, store.read).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_the_published_hashes_of_one_leaf_and_one_node_come_out():
    assert tree.leaf_hash(b"L123456").hex().startswith("395aa064")
    assert tree.node_hash(b"N123", b"N456").hex().startswith("aa217fe8")


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_appending_in_batches_of_any_size_stores_the_same_nodes(cuts, random):
    leaves = [random.randbytes(32) for _ in range(max(cuts))]
    store = Store()
    for start, end in pairwise([0, *sorted(cuts)]):
        store.keep(tree.append_many(start, leaves[start:end], store.read))
    assert store == grown(leaves)
    assert tree.root(len(leaves), store.read) == naive_root(leaves)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_edge_alone_gives_the_nodes_and_roots_of_the_whole_tree(cuts, random):
    leaves = [random.randbytes(32) for _ in range(max(cuts))]
    edge, made = tree.Edge(), {}
    for start, end in pairwise([0, *sorted(cuts)]):
        for level, first, hashes in edge.extend(leaves[start:end]):
            made |= {(level, index): each for index, each in enumerate(hashes, first)}
        assert edge.root() == naive_root(leaves[:end])
    assert edge.size == len(leaves)
    assert made == grown(leaves)


@given(st.integers(1, 2**40), st.data())
def test_a_proof_reads_at_most_two_stored_nodes_for_each_level_of_the_tree(size, data):
    reads = []

    def read(level, index):
        assert (index + 1) << level <= size, "only complete subtrees are stored"
        reads.append((level, index))
        return bytes(32)

    tree.inclusion_proof(data.draw(st.integers(0, size - 1)), size, read)
    assert len(reads) <= 2 * size.bit_length()
    reads.clear()
    tree.consistency_proof(data.draw(st.integers(1, size)), size, read)
    assert len(reads) <= 2 * size.bit_length()


def test_an_old_size_keeps_its_root_when_the_tree_has_outgrown_it():
    assert tree.root(77, STORE.read) == tree.root(77, grown(LEAVES[:77]).read)


def test_appending_nothing_makes_nothing():
    assert tree.append_many(5, (), STORE.read) == ()


def test_a_leaf_hash_of_the_wrong_length_is_refused():
    with pytest.raises(MalformedError, match="32 bytes"):
        tree.append(0, b"short", STORE.read)
    with pytest.raises(MalformedError, match="32 bytes"):
        tree.Edge().extend([bytes(32), bytes(33)])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_for_a_leaf_outside_the_tree(index, size):
    with pytest.raises(ImpossibleError):
        tree.inclusion_proof(index, size, STORE.read)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_there_is_no_consistency_proof_from_nothing_or_backwards(old, new):
    with pytest.raises(ImpossibleError):
        tree.consistency_proof(old, new, STORE.read)


def test_a_negative_size_is_refused():
    with pytest.raises(ImpossibleError):
        tree.root(-1, STORE.read)
    with pytest.raises(ImpossibleError):
        tree.append(-1, LEAVES[0], STORE.read)


def test_a_leaf_made_to_look_like_a_node_has_another_hash():
    left, right = LEAVES[:2]
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)
