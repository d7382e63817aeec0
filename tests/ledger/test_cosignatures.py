"""A witness's lines follow C2SP tlog-cosignature; each states its time, and none passes for another's."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger.checkpoints import Checkpoint, cosigned_message, open_checkpoint, origin_of, sign_checkpoint, timed_text
from kniha.ledger.cosignatures import check_witness_key, cosign, cosignatures, parse_line, parse_witness_key, with_lines
from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey
from kniha.ledger.notes import MOST_SIGNATURES, Note, SignatureLine, parse_note, sign_plain
from kniha.vocab.errors import BrokenError, MalformedError, UnknownTermError

ORIGIN = origin_of(bytes(range(32)))
LOG = (SigningKey(ORIGIN, Algorithm.ED25519, b"c" * 32), SigningKey(ORIGIN, Algorithm.MLDSA44, b"q" * 32))
CLASSIC = SigningKey("witness.example/w", Algorithm.ED25519_COSIGNATURE, b"w" * 32)
QUANTUM = SigningKey("witness.example/w", Algorithm.MLDSA44, b"m" * 32)
OTHER = SigningKey("other.example/o", Algorithm.ED25519_COSIGNATURE, b"o" * 32)
WITNESSES = (CLASSIC.verifier(), QUANTUM.verifier())
AT = 1_679_315_147
HEAD = Checkpoint(ORIGIN, 7, bytes(range(32)))
LINES = tuple(cosign(HEAD, key, at=AT) for key in (CLASSIC, QUANTUM))
NOTE = with_lines(sign_checkpoint(HEAD, LOG, at=0), LINES)


def test_an_ed25519_cosignature_signs_header_time_and_checkpoint():
    text = f"cosignature/v1\ntime {AT}\n{ORIGIN}\n7\n{base64.b64encode(HEAD.root).decode()}\n"
    assert timed_text(AT, HEAD) == text
    signature = LINES[0].signature
    assert signature[:8] == AT.to_bytes(8, "big")
    Ed25519PrivateKey.from_private_bytes(b"w" * 32).public_key().verify(signature[8:], text.encode())


def test_the_key_ids_are_those_of_the_specification():
    # SHA-256(name ‖ "\n" ‖ type ‖ public key)[:4]
    for key, kind in ((CLASSIC, b"\x04"), (QUANTUM, b"\x06")):
        public = key.verifier().public
        assert key.verifier().key_id == sha256(b"witness.example/w\n" + kind + public).digest()[:4]
        assert parse_witness_key(key.verifier().text) == key.verifier()


def test_a_checkpoint_with_a_witnesss_lines_tells_who_and_when():
    assert [(seen.key, seen.at) for seen in cosignatures(parse_note(NOTE), WITNESSES)] == [(key, AT) for key in WITNESSES]
    assert open_checkpoint(NOTE, [key.verifier() for key in LOG]) == HEAD


def test_lines_of_witnesses_who_are_not_asked_for_are_left_alone():
    assert cosignatures(parse_note(NOTE), [OTHER.verifier()]) == ()
    assert cosignatures(parse_note(NOTE), []) == ()
    assert [seen.key for seen in cosignatures(parse_note(NOTE), [QUANTUM.verifier(), OTHER.verifier()])] == [QUANTUM.verifier()]


def test_a_line_is_read_again_as_it_was_written():
    for line in LINES:
        assert parse_line(line.encode()) == line


def test_a_key_of_a_log_and_one_of_a_witness_over_the_same_seed_have_different_ids():
    name = "witness.example/w"
    assert SigningKey(name, Algorithm.ED25519, b"w" * 32).verifier().key_id != CLASSIC.verifier().key_id


@pytest.mark.parametrize(
    "key",
    [
        SigningKey("witness.example/w", Algorithm.ED25519, b"w" * 32),
        SigningKey(ORIGIN, Algorithm.ED25519_COSIGNATURE, b"w" * 32),
        SigningKey(ORIGIN, Algorithm.MLDSA44, b"w" * 32),
        SigningKey(f"{ORIGIN}/1", Algorithm.MLDSA44, b"w" * 32),
        SigningKey("kniha/witness", Algorithm.MLDSA44, b"w" * 32),
    ],
)
def test_a_logs_key_is_no_witness(key):
    with pytest.raises(MalformedError):
        check_witness_key(key.verifier())
    with pytest.raises(MalformedError):
        parse_witness_key(key.verifier().text)
    with pytest.raises(MalformedError):
        cosign(HEAD, key, at=AT)
    with pytest.raises(MalformedError):
        cosignatures(parse_note(NOTE), [*WITNESSES, key.verifier()])


def test_a_log_does_not_sign_as_a_witness_does():
    with pytest.raises(MalformedError, match="a witness's"):
        sign_checkpoint(HEAD, (SigningKey(ORIGIN, Algorithm.ED25519_COSIGNATURE, b"c" * 32),), at=AT)


@pytest.mark.parametrize("at", [0, -1, 2**63])
def test_a_witness_states_a_time_that_can_be(at):
    for key in (CLASSIC, QUANTUM):
        with pytest.raises(MalformedError):
            cosign(HEAD, key, at=at)


def test_a_witnesss_line_without_a_time_is_no_cosignature():
    silent = (CLASSIC.sign(timed_text(0, HEAD).encode()), QUANTUM.sign(cosigned_message("witness.example/w", 0, HEAD)))
    for key, signature in zip(WITNESSES, silent, strict=True):
        line = SignatureLine(key.name, key.key_id, bytes(8) + signature)
        with pytest.raises(BrokenError, match="no time"):
            cosignatures(Note(HEAD.text, (line,)), WITNESSES)


def test_a_key_of_unknown_type_is_named():
    typed = base64.b64encode(bytes([5]) + bytes(32)).decode()
    with pytest.raises(UnknownTermError):
        parse_witness_key(f"witness.example/w+00000000+{typed}")


@pytest.mark.parametrize(
    "other", [Checkpoint(ORIGIN, 8, HEAD.root), Checkpoint(ORIGIN, 7, bytes(32)), Checkpoint(f"{ORIGIN}/1", 7, HEAD.root)]
)
def test_a_line_carried_to_another_head_breaks_it(other):
    for line in LINES:
        with pytest.raises(BrokenError):
            cosignatures(Note(other.text, (line,)), WITNESSES)


def test_a_line_with_another_time_breaks():
    for line in LINES:
        later = SignatureLine(line.name, line.key_id, (AT + 1).to_bytes(8, "big") + line.signature[8:])
        with pytest.raises(BrokenError):
            cosignatures(Note(HEAD.text, (later,)), WITNESSES)


def test_a_time_after_all_time_breaks():
    for line in LINES:
        late = SignatureLine(line.name, line.key_id, (2**63).to_bytes(8, "big") + line.signature[8:])
        with pytest.raises(BrokenError, match="cannot be"):
            cosignatures(Note(HEAD.text, (late,)), WITNESSES)


def test_a_line_that_another_witness_made_in_this_ones_name_breaks():
    forged = cosign(HEAD, SigningKey("witness.example/w", Algorithm.ED25519_COSIGNATURE, b"x" * 32), at=AT)
    claimed = SignatureLine("witness.example/w", CLASSIC.verifier().key_id, forged.signature)
    with pytest.raises(BrokenError):
        cosignatures(Note(HEAD.text, (*LINES, claimed)), WITNESSES)


def test_a_plain_signature_of_the_same_seed_is_no_cosignature():
    plain = sign_plain(SigningKey("witness.example/w", Algorithm.ED25519, b"w" * 32), HEAD.text)
    for signature in (plain.signature, AT.to_bytes(8, "big") + plain.signature):
        with pytest.raises(BrokenError):
            cosignatures(Note(HEAD.text, (SignatureLine("witness.example/w", CLASSIC.verifier().key_id, signature),)), WITNESSES)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 63, 64, 71, 73, 2428, 2429])
def test_a_signature_of_the_wrong_length_breaks(length):
    for key in WITNESSES:
        with pytest.raises(BrokenError):
            cosignatures(Note(HEAD.text, (SignatureLine(key.name, key.key_id, b"\x00" * length),)), WITNESSES)


def test_an_ml_dsa_44_line_under_another_name_breaks():
    # An Ed25519 cosignature does not cover its signer's name; an ML-DSA-44 one does.
    renamed = VerifierKey("witness.example/v", Algorithm.MLDSA44, QUANTUM.verifier().public)
    with pytest.raises(BrokenError):
        cosignatures(Note(HEAD.text, (SignatureLine(renamed.name, renamed.key_id, LINES[1].signature),)), [renamed])


def test_more_lines_than_a_note_may_have_are_refused():
    with pytest.raises(MalformedError):
        with_lines(NOTE, LINES * (MOST_SIGNATURES // 2))


def test_what_is_not_one_line_is_refused():
    for text in ("", "\n", LINES[0].encode()[:-1], LINES[0].encode() * 2, f"{LINES[0].encode()}\n", "text\n"):
        with pytest.raises(MalformedError):
            parse_line(text)


@given(st.integers(0, 71), st.integers(1, 255))
def test_no_altered_byte_of_a_cosignature_passes(place, change):
    altered = bytearray(LINES[0].signature)
    altered[place] ^= change
    with pytest.raises(BrokenError):
        cosignatures(Note(HEAD.text, (SignatureLine(CLASSIC.name, CLASSIC.verifier().key_id, bytes(altered)),)), WITNESSES)
