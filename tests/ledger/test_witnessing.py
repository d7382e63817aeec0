"""A witness answers by C2SP tlog-witness: it cosigns what only grows, and nothing else."""

import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.cosignatures import cosignatures
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, SignatureLine, parse_lines, parse_note, sign_plain
from kniha.ledger.seams import Seam
from kniha.ledger.witnessing import (
    LARGEST_REQUEST,
    MOST_HASHES,
    SIZE_TYPE,
    Request,
    Watched,
    cross,
    decide,
    new_log,
    parse_request,
    parse_size,
)
from kniha.vocab.errors import BrokenError, ConflictError, KnihaError, MalformedError, RefusedError, TooLargeError

REGISTER = bytes(range(32))
ORIGIN = origin_of(REGISTER)
AT = 1_763_884_800


def log_keys(origin, seed=b"k"):
    return tuple(SigningKey(origin, algorithm, seed * 32) for algorithm in (Algorithm.ED25519, Algorithm.MLDSA44))


LOG = log_keys(ORIGIN)
KEYS = tuple(key.verifier() for key in LOG)
WITNESS = tuple(SigningKey("witness.example/w", kind, b"w" * 32) for kind in (Algorithm.ED25519_COSIGNATURE, Algorithm.MLDSA44))
SEEN_BY = tuple(key.verifier() for key in WITNESS)

LEAVES = [tree.leaf_hash(bytes([number])) for number in range(100)]
OTHER_LEAVES = [*LEAVES[:5], *(tree.leaf_hash(b"other" + bytes([number])) for number in range(5, 100))]


def grown(leaves):
    return {(node.level, node.index): node.hash for node in tree.append_many(0, leaves, lambda *_: b"")}


NODES, OTHER = grown(LEAVES), grown(OTHER_LEAVES)


def head(size, nodes=NODES, origin=ORIGIN):
    return Checkpoint(origin, size, tree.root(size, lambda *place: nodes[place]))


def proof(old, new, nodes=NODES):
    return tree.consistency_proof(old, new, lambda *place: nodes[place]) if old else ()


def note(checkpoint, signers=LOG):
    return parse_note(sign_checkpoint(checkpoint, signers, at=AT))


def asked(old, new, nodes=NODES, signers=LOG):
    return Request(old, proof(old, new, nodes) if old <= new else (), note(head(new, nodes), signers))


def watching(size=0):
    """What a witness keeps that has cosigned a head of `size` leaves."""
    log = new_log(ORIGIN, KEYS)
    return decide(log, asked(0, size), WITNESS, at=AT).kept if size else log


def status(watched, request, at=AT):
    decision = decide(watched, request, WITNESS, at=at)
    assert (decision.kept is not None) == (decision.answer.status == 200)
    return decision.answer.status


def test_a_first_head_is_cosigned_with_every_key_of_the_witness():
    decision = decide(new_log(ORIGIN, KEYS), asked(0, 7), WITNESS, at=AT)
    assert decision.answer.status == 200
    lines = parse_lines(decision.answer.body)
    assert [(seen.key, seen.at) for seen in cosignatures(Note(head(7).text, lines), SEEN_BY)] == [(key, AT) for key in SEEN_BY]
    assert decision.kept.head == head(7)
    assert decision.kept.at == AT


def test_what_is_kept_is_the_checkpoint_with_the_logs_lines_and_the_witnesss():
    stranger = sign_plain(SigningKey("stranger.example/s", Algorithm.ED25519, b"s" * 32), head(7).text)
    plain = asked(0, 7)
    more = Request(0, (), Note(plain.note.text, (stranger, *plain.note.lines)))
    kept = parse_note(decide(new_log(ORIGIN, KEYS), more, WITNESS, at=AT).kept.note)
    assert [line.name for line in kept.lines] == [ORIGIN, ORIGIN, "witness.example/w", "witness.example/w"]


@pytest.mark.parametrize(("old", "new"), [(1, 2), (4, 8), (7, 7), (7, 8), (7, 100), (64, 65), (99, 100)])
def test_a_grown_head_is_cosigned(old, new):
    assert status(watching(old), asked(old, new)) == 200


def test_the_same_head_again_gets_the_time_of_now():
    decision = decide(watching(7), asked(7, 7), WITNESS, at=AT + 60)
    assert {seen.at for seen in cosignatures(Note(head(7).text, parse_lines(decision.answer.body)), SEEN_BY)} == {AT + 60}


def test_an_empty_tree_is_cosigned():
    assert status(watching(), asked(0, 0)) == 200


def test_a_witness_without_ml_dsa_44_signs_with_ed25519_alone():
    lines = parse_lines(decide(watching(), asked(0, 7), WITNESS[:1], at=AT).answer.body)
    assert [line.key_id for line in lines] == [SEEN_BY[0].key_id]


def test_a_request_is_written_as_the_specification_shows_it():
    request = asked(3, 7)
    hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in proof(3, 7))
    assert request.encode() == f"old 3\n{hashes}\n{request.note.encode()}".encode()
    assert parse_request(request.encode()) == request
    first = asked(0, 1)
    assert parse_request(first.encode()) == first


def test_a_wrong_old_size_is_answered_with_the_right_one():
    answer = decide(watching(7), asked(3, 9), WITNESS, at=AT).answer
    assert (answer.status, answer.body, answer.kind) == (409, "7\n", SIZE_TYPE)
    assert parse_size(answer.body) == 7
    assert decide(watching(), asked(3, 9), WITNESS, at=AT).answer.body == "0\n"


def test_an_unknown_log_is_answered_404_whatever_its_text():
    assert status(None, asked(0, 7)) == 404
    lines = (sign_plain(SigningKey("other.example", Algorithm.ED25519, b"o" * 32), "x"),)
    assert status(None, Request(0, (), Note("other.example/log\n7\nroot\nan extension\n", lines))) == 404


def test_sixty_three_hashes_are_read_and_sixty_four_are_not():
    some = note(head(7)).encode()
    line = f"{base64.b64encode(bytes(32)).decode()}\n"
    assert len(parse_request(f"old 3\n{line * MOST_HASHES}\n{some}".encode()).proof) == 63
    with pytest.raises(MalformedError, match="63"):
        parse_request(f"old 3\n{line * (MOST_HASHES + 1)}\n{some}".encode())


NOTE = note(head(7)).encode()
HASH = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        NOTE.encode(),
        f"old 3\n{NOTE}".encode(),
        f"old 3\r\n\r\n{NOTE}".encode(),
        f"old 03\n\n{NOTE}".encode(),
        f"old -3\n\n{NOTE}".encode(),
        f"old +3\n\n{NOTE}".encode(),
        f"old  3\n\n{NOTE}".encode(),
        f"old 3 \n\n{NOTE}".encode(),
        f"old\n\n{NOTE}".encode(),
        f"old ٣\n\n{NOTE}".encode(),
        f"old 9223372036854775808\n\n{NOTE}".encode(),
        f"Old 3\n\n{NOTE}".encode(),
        f" old 3\n\n{NOTE}".encode(),
        f"old 3\nold 3\n\n{NOTE}".encode(),
        f"old 3\n{HASH[:-1]}\n\n{NOTE}".encode(),
        f"old 3\n{HASH} \n\n{NOTE}".encode(),
        f"old 3\n{HASH}{HASH}\n\n{NOTE}".encode(),
        f"old 3\n{HASH[:-2]}B=\n\n{NOTE}".encode(),
        f"old 3\nAAAA\n\n{NOTE}".encode(),
        f"old 3\n{HASH}\n\n".encode(),
        f"old 3\n{HASH}\n\n{head(7).text}".encode(),
        f"old 3\n{HASH}\n\n{NOTE[:-1]}".encode(),
        f"old 3\n{HASH}\n\n{NOTE}\n".encode(),
        f"old 3\n{HASH}\n\n{NOTE}\0".encode(),
        f"old 3\n\n{NOTE}".encode() + b"\xff",
        f"old 3\n\n{NOTE}".encode("utf-16"),
    ],
)
def test_what_is_no_request_is_refused(body):
    with pytest.raises(MalformedError):
        parse_request(body)


@pytest.mark.parametrize("body", ["", "7", "07\n", "-7\n", "7\n\n", "7 \n", "seven\n", "9223372036854775808\n"])
def test_what_is_no_size_is_refused(body):
    with pytest.raises(MalformedError):
        parse_size(body)


def test_a_huge_request_is_refused_before_it_is_read():
    with pytest.raises(TooLargeError):
        parse_request(b"x" * (LARGEST_REQUEST + 1))


def test_an_old_size_beyond_the_checkpoint_is_malformed():
    assert status(watching(9), Request(9, (), note(head(7)))) == 400


@pytest.mark.parametrize("extra", ["an extension\n", "\n"])
def test_more_lines_than_three_are_malformed(extra):
    text = head(7).text + extra
    lines = (sign_plain(LOG[0], text),)
    assert status(watching(), Request(0, (), Note(text, lines))) == 400


def test_a_checkpoint_that_nobody_trusted_signed_is_forbidden():
    assert status(watching(), asked(0, 7, signers=log_keys(ORIGIN, b"x"))) == 403


def test_a_checkpoint_with_one_kind_of_signature_is_forbidden():
    for key in LOG:
        assert status(watching(), asked(0, 7, signers=(key,))) == 403


def test_a_false_signature_beside_a_good_one_is_forbidden():
    good = asked(0, 7).note
    for number in range(2):
        lines = list(good.lines)
        altered = bytes([*lines[number].signature[:-1], lines[number].signature[-1] ^ 1])
        lines.append(SignatureLine(ORIGIN, lines[number].key_id, altered))
        assert status(watching(), Request(0, (), Note(good.text, tuple(lines)))) == 403


def test_a_smaller_head_is_never_cosigned():
    for old in (0, 3, 5):
        assert status(watching(7), asked(old, 5)) == 409
    assert status(watching(7), Request(7, (), note(head(5)))) == 400


def test_a_second_head_of_the_same_size_is_never_cosigned_and_is_kept_as_proof():
    for old, expected in ((7, 422), (0, 409), (3, 409)):
        decision = decide(watching(7), Request(old, (), note(head(7, OTHER))), WITNESS, at=AT)
        assert decision.answer.status == expected
        assert decision.kept is None
        assert decision.contradiction == head(7, OTHER)


def test_what_a_stranger_signed_is_no_contradiction():
    decision = decide(watching(7), Request(7, (), note(head(7, OTHER), log_keys(ORIGIN, b"x"))), WITNESS, at=AT)
    assert decision.contradiction is None


def test_another_past_is_never_cosigned():
    assert status(watching(7), asked(7, 20, OTHER)) == 422
    assert status(watching(5), asked(5, 20, OTHER)) == 200


@pytest.mark.parametrize(
    "forge",
    [
        lambda hashes: hashes[:-1],
        lambda hashes: (*hashes, bytes(32)),
        lambda hashes: (bytes(32), *hashes[1:]),
        lambda hashes: tuple(reversed(hashes)),
        lambda hashes: (),
        lambda hashes: (bytes(32),) * 63,
    ],
)
def test_a_forged_consistency_proof_is_never_cosigned(forge):
    assert status(watching(7), Request(7, forge(proof(7, 20)), note(head(20)))) == 422


def test_a_proof_where_there_is_nothing_to_prove_is_inconsistent():
    assert status(watching(), Request(0, (bytes(32),), note(head(7)))) == 422
    assert status(watching(7), Request(7, (bytes(32),), note(head(7)))) == 422


def test_an_empty_tree_with_a_root_of_its_own_is_inconsistent():
    assert status(watching(), Request(0, (), note(Checkpoint(ORIGIN, 0, bytes(32))))) == 422


def test_an_old_request_played_again_changes_nothing():
    first = asked(0, 7)
    assert status(watching(7), first) == 409
    assert status(watching(20), asked(7, 20)) == 409


def test_a_checkpoint_of_another_log_is_forbidden_under_this_ones_name():
    other = origin_of(bytes(32))
    request = Request(0, (), note(head(7, origin=other), log_keys(other)))
    assert request.origin == other
    assert status(watching(), Request(0, (), Note(head(7).text, request.note.lines))) == 403


def test_a_clock_that_went_back_signs_nothing():
    assert status(watching(7), asked(7, 9), at=AT - 1) == 503
    assert status(watching(7), asked(7, 9), at=AT) == 200


def test_a_log_that_repeats_its_line_leaves_room_for_the_witnesss():
    good = asked(0, 7)
    many = Note(good.note.text, (*good.note.lines, *(good.note.lines[:1] * 62)))
    assert len(many.lines) == 64
    kept = decide(new_log(ORIGIN, KEYS), Request(0, (), many), WITNESS, at=AT).kept
    assert len(parse_note(kept.note).lines) == 4


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=12))
def test_whatever_is_asked_no_two_heads_cosigned_contradict_each_other(asks):
    watched, signed = new_log(ORIGIN, KEYS), []
    for old, new, other in asks:
        nodes = OTHER if other else NODES
        decision = decide(watched, asked(old, new, nodes), WITNESS, at=AT)
        if decision.kept:
            watched = decision.kept
            signed.append(watched.head)
    for before, after in pairwise(signed):
        assert before.size <= after.size
        assert any({before, after} == {head(before.size, nodes), head(after.size, nodes)} for nodes in (NODES, OTHER))


@given(st.integers(0, 2000), st.integers(1, 255))
def test_no_altered_byte_of_a_request_is_answered_with_a_line_of_another_head(place, change):
    body = bytearray(asked(7, 20).encode())
    body[place % len(body)] ^= change
    try:
        decision = decide(watching(7), parse_request(bytes(body)), WITNESS, at=AT)
    except KnihaError:
        return
    assert decision.answer.status != 200 or decision.kept.head == head(20)


def seam(old_size=20, restored=10, *, nodes=NODES):
    return Seam(REGISTER, ORIGIN, old_size, head(old_size, nodes).root, f"{ORIGIN}/1", restored, head(restored, nodes).root)


NEW = tuple(key.verifier() for key in log_keys(f"{ORIGIN}/1"))


def after_seam(size, nodes=NODES):
    return note(head(size, nodes, f"{ORIGIN}/1"), log_keys(f"{ORIGIN}/1"))


def test_a_new_log_goes_on_from_what_was_restored():
    begun = cross(watching(20), seam(), NEW)
    assert begun.head == head(10, origin=f"{ORIGIN}/1")
    assert status(begun, Request(10, proof(10, 11), after_seam(11))) == 200
    assert status(begun, Request(0, (), after_seam(11))) == 409


def test_what_a_witness_saw_and_was_not_lost_still_binds():
    begun = cross(watching(7), seam(), NEW)
    assert begun.head == head(7, origin=f"{ORIGIN}/1")
    assert status(begun, Request(7, proof(7, 11, OTHER), after_seam(11, OTHER))) == 422


def test_a_witness_that_saw_nothing_takes_the_custodians_word():
    assert cross(watching(), seam(), NEW).head.size == 10


def test_a_seam_that_cites_a_smaller_head_than_was_seen_is_refused():
    with pytest.raises(RefusedError, match="has seen one of 21"):
        cross(watching(21), seam(), NEW)


def test_a_seam_with_another_root_at_a_size_that_was_seen_is_refused():
    for seen in (20, 10):
        with pytest.raises(BrokenError, match=f"another root at {seen}"):
            cross(watching(seen), seam(nodes=OTHER), NEW)


def test_a_log_is_closed_once():
    closed = Watched(head(20), ())
    assert status(closed, asked(20, 30)) == 403
    with pytest.raises(ConflictError):
        cross(closed, seam(), NEW)


def test_a_seam_of_another_log_is_refused():
    with pytest.raises(ConflictError):
        cross(new_log(origin_of(bytes(32)), KEYS), seam(), NEW)
