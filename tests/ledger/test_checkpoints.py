"""Checkpoints follow C2SP tlog-checkpoint, and a log never contradicts itself."""

import base64

import pytest

from kniha.ledger import tree
from kniha.ledger.checkpoints import (
    Checkpoint,
    check_successor,
    cosigned_message,
    open_checkpoint,
    origin_of,
    parse_text,
    sign_checkpoint,
)
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, SignatureLine, parse_note, sign_plain
from kniha.vocab.errors import BrokenError, MalformedError, RefusedError

ORIGIN = origin_of(bytes(range(32)))
CLASSIC = SigningKey(ORIGIN, Algorithm.ED25519, b"c" * 32)
QUANTUM = SigningKey(ORIGIN, Algorithm.MLDSA44, b"q" * 32)
KEYS = (CLASSIC.verifier(), QUANTUM.verifier())
AT = 1_763_884_800

LEAVES = [tree.leaf_hash(bytes([number])) for number in range(20)]
NODES = {(node.level, node.index): node.hash for node in tree.append_many(0, LEAVES, lambda *_: b"")}


def read(level, index):
    return NODES[level, index]


def head(size):
    return Checkpoint(ORIGIN, size, tree.root(size, read))


NOTE = sign_checkpoint(head(7), (CLASSIC, QUANTUM), at=AT)


def test_a_checkpoint_is_three_lines_under_two_signatures():
    lines = NOTE.split("\n")
    assert lines[:4] == [f"kniha/{bytes(range(32)).hex()}", "7", base64.b64encode(head(7).root).decode(), ""]
    assert [line.split(" ")[:2] for line in lines[4:6]] == [["—", ORIGIN], ["—", ORIGIN]]
    assert lines[6:] == [""]


def test_a_checkpoint_opens_under_both_keys_and_under_either():
    for keys in (KEYS, KEYS[:1], KEYS[1:]):
        assert open_checkpoint(NOTE, keys) == head(7)


def test_a_cosignature_signs_label_name_time_origin_range_and_root():
    expected = b"".join(
        [
            b"subtree/v1\n\0",
            bytes([len("witness.example/w")]) + b"witness.example/w",
            AT.to_bytes(8, "big"),
            bytes([len(ORIGIN)]) + ORIGIN.encode(),
            bytes(8),
            (7).to_bytes(8, "big"),
            head(7).root,
        ]
    )
    assert cosigned_message("witness.example/w", AT, head(7)) == expected


def test_the_time_of_a_cosignature_is_the_one_handed_in():
    line = next(line for line in parse_note(NOTE).lines if line.key_id == KEYS[1].key_id)
    assert int.from_bytes(line.signature[:8], "big") == AT
    assert len(line.signature) == 8 + 2420


def test_the_empty_tree_has_a_checkpoint():
    note = sign_checkpoint(Checkpoint(ORIGIN, 0, tree.EMPTY_ROOT), (CLASSIC, QUANTUM), at=0)
    assert open_checkpoint(note, KEYS).size == 0


def test_a_signature_of_a_witness_does_not_disturb():
    witness = SigningKey("witness.example/w", Algorithm.ED25519, b"w" * 32)
    note = parse_note(NOTE)
    assert open_checkpoint(Note(note.text, (*note.lines, sign_plain(witness, note.text))).encode(), KEYS) == head(7)


def test_a_grown_tree_may_be_signed_after_any_earlier_one():
    for old in range(20):
        for new in range(old, 21):
            proof = tree.consistency_proof(old, new, read) if old else ()
            check_successor(head(old), head(new), proof)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n7\n",
        f"{ORIGIN}\n7\n{'A' * 43}=",
        f"{ORIGIN}\n7\n{'A' * 43}=\nextension\n",
        f"{ORIGIN}\n7\n{'A' * 43}=\n\n",
        f"{ORIGIN}\n07\n{'A' * 43}=\n",
        f"{ORIGIN}\n+7\n{'A' * 43}=\n",
        f"{ORIGIN}\n-7\n{'A' * 43}=\n",
        f"{ORIGIN}\n٧\n{'A' * 43}=\n",
        f"{ORIGIN}\n7.0\n{'A' * 43}=\n",
        f"{ORIGIN}\n9223372036854775808\n{'A' * 43}=\n",
        f"{ORIGIN}\n7\n{'A' * 42}B=\n",
        f"{ORIGIN}\n7\n{'A' * 44}\n",
        f"{ORIGIN}\n7\n{'A' * 42}==\n",
        f"\n7\n{'A' * 43}=\n",
        f"two words\n7\n{'A' * 43}=\n",
    ],
)
def test_what_is_not_a_checkpoint_text_is_refused(text):
    with pytest.raises(MalformedError):
        parse_text(text)


def test_a_tree_head_that_cannot_be_is_not_built():
    for origin, size, root in (("", 1, bytes(32)), (ORIGIN, -1, bytes(32)), (ORIGIN, 2**63, bytes(32)), (ORIGIN, 1, bytes(31))):
        with pytest.raises(MalformedError):
            Checkpoint(origin, size, root)


def test_a_time_before_1970_or_after_all_time_is_refused():
    for at in (-1, 2**63):
        with pytest.raises(MalformedError, match="since 1970"):
            sign_checkpoint(head(7), (QUANTUM,), at=at)


def test_a_log_signs_with_keys_of_its_own_name_and_at_least_with_one():
    with pytest.raises(MalformedError, match="name of its origin"):
        sign_checkpoint(head(7), (SigningKey("kniha/other", Algorithm.ED25519, b"o" * 32),), at=AT)
    with pytest.raises(MalformedError, match="signatures"):
        sign_checkpoint(head(7), (), at=AT)


def test_a_register_id_of_another_length_names_no_origin():
    with pytest.raises(MalformedError, match="32 bytes"):
        origin_of(bytes(31))


@pytest.mark.parametrize(
    "altered",
    [
        Checkpoint(ORIGIN, 8, head(7).root),
        Checkpoint(ORIGIN, 7, head(8).root),
        Checkpoint(origin_of(bytes(32)), 7, head(7).root),
    ],
)
def test_a_changed_size_root_or_origin_breaks_either_signature(altered):
    for line, key in zip(parse_note(NOTE).lines, KEYS, strict=True):
        with pytest.raises(BrokenError, match="does not hold"):
            open_checkpoint(Note(altered.text, (line,)).encode(), (key,))


def test_a_changed_time_breaks_the_cosignature():
    note = parse_note(NOTE)
    line = next(line for line in note.lines if line.key_id == KEYS[1].key_id)
    for at in (AT + 1, 0, 2**63):
        moved = SignatureLine(line.name, line.key_id, at.to_bytes(8, "big") + line.signature[8:])
        with pytest.raises(BrokenError):
            open_checkpoint(Note(note.text, (moved,)).encode(), KEYS)


def test_a_signature_cut_short_breaks():
    note = parse_note(NOTE)
    for line in note.lines:
        for length in (1, 7, 8, len(line.signature) - 1):
            cut = SignatureLine(line.name, line.key_id, line.signature[:length])
            with pytest.raises(BrokenError):
                open_checkpoint(Note(note.text, (cut,)).encode(), KEYS)


def test_a_smaller_head_is_never_signed_after_a_larger_one():
    with pytest.raises(RefusedError, match="6 leaves is not signed after one of 7"):
        check_successor(head(7), head(6), tree.consistency_proof(6, 7, read))


def test_a_head_of_another_log_does_not_follow():
    with pytest.raises(RefusedError, match="its own log"):
        check_successor(head(7), Checkpoint("kniha/other", 8, head(8).root), tree.consistency_proof(7, 8, read))


def test_a_rewritten_past_is_never_signed_even_by_one_who_restored_an_old_backup():
    forged = [*LEAVES[:5], tree.leaf_hash(b"another"), *LEAVES[6:]]
    nodes = {(node.level, node.index): node.hash for node in tree.append_many(0, forged, lambda *_: b"")}

    def reread(level, index):
        return nodes[level, index]

    for new in (7, 8, 12):
        proof = tree.consistency_proof(7, new, reread)
        with pytest.raises(BrokenError):
            check_successor(head(7), Checkpoint(ORIGIN, new, tree.root(new, reread)), proof)


def test_an_empty_tree_has_one_root_only():
    with pytest.raises(BrokenError):
        check_successor(Checkpoint(ORIGIN, 0, bytes(32)), head(3), ())
    with pytest.raises(BrokenError):
        check_successor(head(0), Checkpoint(ORIGIN, 0, bytes(32)), ())
    with pytest.raises(BrokenError):
        check_successor(head(0), head(3), (bytes(32),))
