"""Proofs of OpenTimestamps: what they say with a block's header in hand, and what without (docs/spec/timestamps.md §6)."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger.opentimestamps import MAGIC, Block, Pending, check_proof, proof_of, upgrade
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError, NotFoundError, UnknownTermError

VECTORS = Path(__file__).parents[1] / "vectors" / "opentimestamps"
IMPRINT = sha256(b"the head of an invented register").digest()
CALENDAR = "https://calendar.example"
HEAD = len(MAGIC) + 2
AT = datetime(2025, 11, 23, 8, tzinfo=UTC)
HEIGHT = 912_345

APPEND, PREPEND, SHA256 = b"\xf0", b"\xf1", b"\x08"


def attestation(kind, payload):
    return b"\x00" + bytes.fromhex(kind) + bytes([len(payload)]) + payload


def pending(address=CALENDAR):
    return attestation("83dfe30d2ef90c8e", bytes([len(address)]) + address.encode())


def in_block(height=HEIGHT):
    return attestation("0588960d73d71901", bytes([height & 0x7F | 0x80, height >> 7 & 0x7F | 0x80, height >> 14]))


def header(root, at=AT):
    return bytes(36) + root + int(at.timestamp()).to_bytes(4, "little") + bytes(8)


PROMISED = sha256(IMPRINT + b"salt").digest()
PROMISE = APPEND + b"\x04salt" + SHA256 + pending()
ROOT = sha256(b"left" + PROMISED).digest()
REST = PREPEND + b"\x04left" + SHA256 + in_block()
ATTESTED = APPEND + b"\x04salt" + SHA256 + REST


def check(answer, headers=None):
    return check_proof(proof_of(IMPRINT, answer), imprint=IMPRINT, headers=headers or {})


# the good


def test_a_real_proof_leads_to_its_block_by_the_transaction_that_its_maker_named():
    proof = (VECTORS / "gdp2q25-2nd.pdf.ots").read_bytes()
    found = check_proof(proof, imprint=proof[HEAD : HEAD + 32], headers={})
    assert found.blocks == (Block(912_095, None),)
    assert found.open == ("attested in block 912095 of Bitcoin, the header was not checked",)
    # Told beside the proof, in the file gdp2q25-2nd.pdf.ots.txt of its source: the messages on the way must come by it.
    transaction = bytes.fromhex("fcf172401ca9d89013f13f5bbf0fc7577cb8a3588bf5cbc3b458ff36635fec00")[::-1]
    assert transaction in messages(proof[HEAD : HEAD + 32], proof[HEAD + 32 :])


def messages(message, steps):
    """The messages of a proof that has no forks, by another hand than the one under test."""
    while steps[0]:
        if steps[:1] == SHA256:
            message, steps = sha256(message).digest(), steps[1:]
        else:
            argument = steps[2 : 2 + steps[1]]
            message = message + argument if steps[:1] == APPEND else argument + message
            steps = steps[2 + len(argument) :]
        yield message


def test_a_real_pending_proof_says_where_to_ask():
    proof = (VECTORS / "two-calendars.txt.ots").read_bytes()
    found = check_proof(proof, imprint=proof[HEAD : HEAD + 32], headers={})
    assert [one.address for one in found.pending] == [f"https://{name}.btc.calendar.opentimestamps.org" for name in ("alice", "bob")]
    assert all(point.endswith("it says nothing of time yet") for point in found.open)
    assert found.at is None


def test_with_the_header_in_hand_the_block_says_when():
    found = check(ATTESTED, {HEIGHT: header(ROOT)})
    assert (found.at, found.open) == (AT, ())
    assert check(ATTESTED).at is None


def test_a_promise_is_replaced_by_what_it_became():
    proof = proof_of(IMPRINT, PROMISE)
    (waiting,) = check_proof(proof, imprint=IMPRINT, headers={}).pending
    assert waiting == Pending(CALENDAR, PROMISED)
    assert upgrade(proof, waiting, REST, imprint=IMPRINT) == proof_of(IMPRINT, ATTESTED)


@pytest.mark.parametrize("order", [1, -1], ids=["the first", "the last"])
def test_of_several_promises_the_one_that_was_kept_is_replaced(order):
    branches = [PROMISE, PROMISE.replace(CALENDAR.encode(), b"https://calendar.another")][::order]
    proof = proof_of(IMPRINT, b"\xff" + branches[0] + branches[1])
    waiting = next(one for one in check_proof(proof, imprint=IMPRINT, headers={}).pending if one.address == CALENDAR)
    rest = b"\xff" + pending() + REST  # a calendar may promise on
    found = check_proof(upgrade(proof, waiting, rest, imprint=IMPRINT), imprint=IMPRINT, headers={})
    assert found.blocks == (Block(HEIGHT, None),)
    assert {one.address for one in found.pending} == {CALENDAR, "https://calendar.another"}


def test_the_earliest_block_counts():
    both = b"\xff" + in_block(HEIGHT + 1) + in_block()
    headers = {HEIGHT: header(PROMISED), HEIGHT + 1: header(PROMISED, AT.replace(hour=9))}
    assert check(APPEND + b"\x04salt" + SHA256 + both, headers).at == AT


def test_an_attestation_of_a_kind_unknown_here_is_counted():
    found = check(b"\xff" + attestation("06869a0d73d71b45", b"\x05") + pending())
    assert (found.unknown, len(found.pending)) == (1, 1)
    assert check(attestation("06869a0d73d71b45", b"\x05")).open == ("1 attestations of kinds unknown here",)


# the bad


def test_a_proof_over_another_head_is_refused():
    with pytest.raises(BrokenError, match="should be over"):
        check_proof(proof_of(IMPRINT, PROMISE), imprint=bytes(32), headers={})


def test_a_calendar_that_has_nothing_new_is_asked_again_later():
    proof = proof_of(IMPRINT, PROMISE)
    (waiting,) = check_proof(proof, imprint=IMPRINT, headers={}).pending
    with pytest.raises(NotFoundError):
        upgrade(proof, waiting, pending(), imprint=IMPRINT)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        PROMISE[:-1],
        PROMISE + b"\x00",
        b"\xff" + PROMISE,
        APPEND + b"\x00" + PROMISE,
        APPEND + b"\x84\x00salt" + SHA256 + pending(),
        pending("ftp://calendar.example"),
        pending("https://calendar.example/\x1b[2J"),
    ],
)
def test_an_answer_in_another_form_is_refused(answer):
    with pytest.raises(MalformedError):
        check(answer)


@pytest.mark.parametrize("code", ["02", "03", "67", "f2", "f3", "aa"])
def test_an_operation_that_calendars_do_not_use_is_refused(code):
    with pytest.raises(UnknownTermError, match=f"0x{code}"):
        check(bytes.fromhex(code) + pending())


def test_what_is_no_proof_is_refused():
    for data in (b"", b"PDF", MAGIC + b"\x02\x08" + IMPRINT + pending(), MAGIC + b"\x01\x02" + IMPRINT[:20] + pending()):
        with pytest.raises(UnknownTermError):
            check_proof(data, imprint=IMPRINT, headers={})


# the malicious


def test_another_blocks_header_is_refused():
    with pytest.raises(BrokenError, match="Merkle root"):
        check(ATTESTED, {HEIGHT: header(bytes(32))})
    with pytest.raises(MalformedError, match="80 bytes"):
        check(ATTESTED, {HEIGHT: header(ROOT)[:-1]})
    assert check(ATTESTED, {HEIGHT + 1: header(bytes(32))}).at is None


def test_an_attestation_over_what_is_no_merkle_root_is_refused():
    with pytest.raises(MalformedError, match="Merkle root"):
        check(APPEND + b"\x04salt" + in_block())


@pytest.mark.parametrize(
    "answer",
    [
        SHA256 * 300 + pending(),
        (b"\xff" + attestation("06869a0d73d71b45", b"")) * 1100 + pending(),
        (APPEND + b"\x80\x20" + bytes(4096)) * 3 + pending(),
        APPEND + b"\xff\xff\xff\xff\x0f" + bytes(9) + pending(),
        bytes(1 << 17),
    ],
    ids=["deep", "many", "long", "longer than it is", "huge"],
)
def test_a_proof_that_is_made_to_be_a_burden_is_put_down(answer):
    with pytest.raises(MalformedError):
        check(answer)


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer_in_words(data):
    with pytest.raises(KnihaError):
        check_proof(data, imprint=IMPRINT, headers={})


@given(st.data())
def test_a_changed_proof_shows_no_other_block(data):
    proof = bytearray(proof_of(IMPRINT, ATTESTED))
    proof[data.draw(st.integers(0, len(proof) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = check_proof(bytes(proof), imprint=IMPRINT, headers={HEIGHT: header(ROOT)})
    except KnihaError:
        return
    assert found.at is None
