"""A good proof holds, any other is refused: the published vectors, our own trees, and mutations of both."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger import tree
from kniha.ledger.proofs import check_consistency, check_inclusion, short
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError

VECTORS = Path(__file__).parents[2].parent / "shared/vectors/merkle/testdata"
FILES = sorted(VECTORS.rglob("*.json"))

LEAVES = [tree.leaf_hash(bytes([number])) for number in range(130)]
NODES = {(node.level, node.index): node.hash for node in tree.append_many(0, LEAVES, lambda *_: b"")}
ROOTS = [tree.root(size, lambda *place: NODES[place]) for size in range(131)]


def read(level, index):
    return NODES[level, index]


def judge(path):
    vector = json.loads(path.read_text())
    field = {name: base64.b64decode(value) for name, value in vector.items() if name in {"root", "leafHash", "root1", "root2"}}
    proof = [base64.b64decode(each) for each in vector["proof"] or ()]
    if "leafIdx" in vector:
        check_inclusion(leaf_hash=field["leafHash"], index=vector["leafIdx"], size=vector["treeSize"], proof=proof, root=field["root"])
    else:
        check_consistency(old_size=vector["size1"], old_root=field["root1"], new_size=vector["size2"], new_root=field["root2"], proof=proof)


here = pytest.mark.skipif(not FILES, reason="the published vectors are not beside this checkout (../shared/vectors/merkle)")


@here
def test_there_are_196_published_vectors():
    assert len(FILES) == 196


@here
@pytest.mark.parametrize("path", [path for path in FILES if not json.loads(path.read_text())["wantErr"]], ids=lambda path: path.stem)
def test_a_good_published_proof_holds(path):
    judge(path)


@here
@pytest.mark.parametrize("path", [path for path in FILES if json.loads(path.read_text())["wantErr"]], ids=lambda path: path.stem)
def test_a_bad_published_proof_is_refused(path):
    with pytest.raises(KnihaError):
        judge(path)


def test_every_inclusion_proof_for_every_size_up_to_130_holds():
    for size in range(1, 131):
        for index in range(size):
            check_inclusion(
                leaf_hash=LEAVES[index], index=index, size=size, proof=tree.inclusion_proof(index, size, read), root=ROOTS[size]
            )


def test_every_consistency_proof_for_every_pair_of_sizes_up_to_130_holds():
    for new in range(1, 131):
        for old in range(1, new + 1):
            check_consistency(
                old_size=old, old_root=ROOTS[old], new_size=new, new_root=ROOTS[new], proof=tree.consistency_proof(old, new, read)
            )


def test_a_broken_proof_tells_where_it_leads_and_what_was_expected():
    proof = tree.inclusion_proof(3, 7, read)
    with pytest.raises(BrokenError, match=rf"^proof leads to [0-9a-f]{{8}}…, root is {ROOTS[6].hex()[:8]}…$"):
        check_inclusion(leaf_hash=LEAVES[3], index=3, size=7, proof=proof, root=ROOTS[6])
    assert short(b"") == "nothing"


def test_nothing_is_said_of_a_tree_without_leaves():
    with pytest.raises(MalformedError):
        check_consistency(old_size=0, old_root=tree.EMPTY_ROOT, new_size=5, new_root=ROOTS[5], proof=())


def test_a_truncated_leaf_hash_is_refused_even_where_it_is_the_root():
    with pytest.raises(MalformedError, match="32 bytes"):
        check_inclusion(leaf_hash=b"", index=0, size=1, proof=(), root=b"")


@st.composite
def mutated(draw, proof):
    """`proof` with one thing wrong: a flipped bit, a hash left out, one too many, two swapped."""
    hashes = list(proof)
    kinds = ["add"] + (["flip", "drop"] if hashes else []) + (["swap"] if len(hashes) > 1 else [])
    at = draw(st.integers(0, max(len(hashes) - 1, 0)))
    match draw(st.sampled_from(kinds)):
        case "add":
            hashes.insert(at, draw(st.binary(min_size=32, max_size=32)))
        case "flip":
            bit = draw(st.integers(0, 255))
            hashes[at] = bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(hashes[at]))
        case "drop":
            del hashes[at]
        case "swap":
            other = (at + draw(st.integers(1, len(hashes) - 1))) % len(hashes)
            hashes[at], hashes[other] = hashes[other], hashes[at]
    return hashes


@given(st.data())
def test_a_mutated_inclusion_proof_never_holds(data):
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    proof = data.draw(mutated(tree.inclusion_proof(index, size, read)))
    with pytest.raises(KnihaError):
        check_inclusion(leaf_hash=LEAVES[index], index=index, size=size, proof=proof, root=ROOTS[size])


@given(st.data())
def test_a_proof_for_one_place_never_holds_for_another(data):
    size = data.draw(st.integers(2, 130))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    with pytest.raises(KnihaError):
        check_inclusion(leaf_hash=LEAVES[index], index=other, size=size, proof=tree.inclusion_proof(index, size, read), root=ROOTS[size])


@given(st.data())
def test_a_mutated_consistency_proof_never_holds(data):
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    proof = data.draw(mutated(tree.consistency_proof(old, new, read)))
    with pytest.raises(KnihaError):
        check_consistency(old_size=old, old_root=ROOTS[old], new_size=new, new_root=ROOTS[new], proof=proof)


@given(st.data())
def test_a_rewritten_past_is_never_consistent(data):
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    forged = [*LEAVES]
    forged[data.draw(st.integers(0, old - 1))] = tree.leaf_hash(b"another")
    nodes = {(node.level, node.index): node.hash for node in tree.append_many(0, forged[:new], lambda *_: b"")}

    def reread(level, index):
        return nodes[level, index]

    with pytest.raises(KnihaError):
        check_consistency(
            old_size=old, old_root=ROOTS[old], new_size=new, new_root=tree.root(new, reread), proof=tree.consistency_proof(old, new, reread)
        )
