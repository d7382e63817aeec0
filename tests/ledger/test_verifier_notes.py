"""A checkpoint or a seam by itself: it brings no keys, so without them it is not checked, and never called good."""

import io

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.ledger.world import REGISTER, custodians, signing_keys, story

from kniha.ledger.checkpoints import sign_checkpoint
from kniha.ledger.cosignatures import cosign, with_lines
from kniha.ledger.given import Given, trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, parse_note, sign_plain
from kniha.ledger.verdicts import Outcome, Status
from kniha.ledger.verifier import verify_file
from kniha.ledger.verifying_notes import verify_checkpoint, verify_seam
from kniha.vocab.errors import MalformedError

BOOK = story()
KEYS = BOOK.verifiers()
CUSTODIANS = tuple(key.verifier() for key in custodians())
AGAIN = BOOK.put_back(6)
SEAM = AGAIN.seams[0][0].encode()
WITNESS = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)


def cosigned(book=BOOK, size=None):
    return with_lines(book.checkpoint(), [cosign(book.head(size), WITNESS, at=1)]).encode()


def wrong(verdict):
    return next(step.number for step in verdict.steps if step.outcome is Outcome.WRONG)


def test_a_checkpoint_holds_in_four_steps():
    verdict = verify_checkpoint(cosigned(), trusting(KEYS, witnesses=[WITNESS.verifier()]))
    assert verdict.holds
    assert len(verdict.steps) == 4
    assert verdict.head == BOOK.head()
    assert "2025-11-23 08:00:00 UTC" in verdict.steps[1].detail
    assert verdict.steps[3].detail.startswith("archive.example/w, Ed25519 cosignature key ")


def test_a_checkpoint_holds_under_one_key_given_and_strangers_are_ignored():
    note = parse_note(BOOK.checkpoint())
    stranger = SigningKey("stranger.example/s", Algorithm.ED25519, b"w" * 32)
    data = Note(note.text, (*note.lines, sign_plain(stranger, note.text))).encode().encode()
    assert verify_checkpoint(data, trusting(KEYS[:1])).holds


def test_a_checkpoint_of_a_later_generation_holds_under_the_keys_that_are_published_once():
    verdict = verify_checkpoint(AGAIN.checkpoint().encode(), trusting(KEYS))
    assert verdict.holds
    assert verdict.steps[2].detail == f"kniha/{REGISTER.hex()}/1"


def test_a_time_past_all_calendars_is_told_in_seconds():
    note = sign_checkpoint(BOOK.head(), BOOK.keys, at=2**62)
    assert f"{2**62} seconds after 1970" in verify_checkpoint(note.encode(), trusting(KEYS)).steps[1].detail


def test_a_seam_holds_in_two_steps_and_says_what_was_lost():
    verdict = verify_seam(SEAM, trusting(CUSTODIANS))
    assert verdict.holds
    assert "of the 9 entries under the newest head of generation 0, 3 were lost by a restore" in verdict.words


@pytest.mark.parametrize(("verify", "data"), [(verify_checkpoint, BOOK.checkpoint().encode()), (verify_seam, SEAM)])
def test_without_keys_step_2_is_not_checked(verify, data):
    verdict = verify(data, Given())
    assert verdict.status is Status.NOT_CHECKED
    assert not verdict.holds
    assert verdict.steps[1].outcome is Outcome.NOT_CHECKED
    assert verdict.words.startswith("Nothing is wrong, but not all could be checked. Step 2: ")
    assert verdict.head is None


def test_keys_of_another_use_are_no_keys_for_it():
    assert verify_checkpoint(BOOK.checkpoint().encode(), trusting(CUSTODIANS)).status is Status.NOT_CHECKED
    assert verify_seam(SEAM, trusting(KEYS)).status is Status.NOT_CHECKED


def test_a_key_of_no_register_is_no_key_to_trust():
    with pytest.raises(MalformedError, match="a name that a register's keys have"):
        trusting([WITNESS.verifier()])


@pytest.mark.parametrize(
    ("alter", "step"),
    [
        (lambda data: b"", 1),
        (lambda data: b"\xff" + data, 1),
        (lambda data: data.replace(b"\n9\n", b"\n09\n"), 1),
        (lambda data: data.replace(b"\n9\n", b"\n8\n"), 2),
        (lambda data: data.rsplit("—".encode(), 1)[0], 2),
        (lambda data: story().put_back(6).checkpoint().encode().replace(b"/1\n", b"/2\n"), 2),
    ],
)
def test_an_altered_checkpoint_is_found(alter, step):
    assert wrong(verify_checkpoint(alter(BOOK.checkpoint().encode()), trusting(KEYS))) == step


def test_a_checkpoint_of_another_register_is_found():
    other = bytes(32)
    book = type(BOOK)(register=other, keys=signing_keys(other), entries=BOOK.entries, nodes=BOOK.nodes)
    assert wrong(verify_checkpoint(book.checkpoint().encode(), trusting(KEYS))) == 2


def test_a_witness_that_saw_another_head_is_found():
    assert wrong(verify_checkpoint(cosigned(size=8), trusting(KEYS, witnesses=[WITNESS.verifier()]))) == 4
    assert wrong(verify_checkpoint(BOOK.checkpoint().encode(), trusting(KEYS, witnesses=[WITNESS.verifier()]))) == 4


@pytest.mark.parametrize(
    ("alter", "step"),
    [
        (lambda data: data.replace(b"\n3\n", b"\n2\n"), 1),
        (lambda data: data.replace(b"\n9\n", b"\n8\n").replace(b"\n3\n", b"\n2\n"), 2),
        (lambda data: data.rpartition("— ".encode())[0], 2),
        (lambda data: data[:-1], 1),
    ],
)
def test_an_altered_seam_is_found(alter, step):
    assert wrong(verify_seam(alter(SEAM), trusting(CUSTODIANS))) == step


def test_custodians_of_another_register_sign_no_seam():
    others = [key.verifier() for key in custodians(bytes(32))]
    assert wrong(verify_seam(SEAM, trusting(others))) == 2


@drawn(
    st.sampled_from([b"", b"{", b"kniha/", b"kniha-seam/v1\n", b"kniha-book/v1\n", b"PK\x03\x04", b'{"format":"kniha-proof/v1"']),
    st.binary(),
)
def test_whatever_the_bytes_are_there_is_a_verdict_and_never_a_traceback(beginning, rest):
    _, verdict = verify_file(io.BytesIO(beginning + rest), trusting((*KEYS, *CUSTODIANS)))
    assert not verdict.holds
