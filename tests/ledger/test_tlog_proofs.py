"""A proof for other people's tools follows C2SP tlog-proof, to the byte."""

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.world import REGISTER, signing_keys, story

from kniha.ledger import tree
from kniha.ledger.cosignatures import cosign, with_lines
from kniha.ledger.entries import leaf_data
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.proof_file import parse_proof
from kniha.ledger.tlog_proofs import MOST_HASHES, TlogProof, check_entry, check_tlog_proof, parse_tlog_proof, proof_of_entry
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError, TooLargeError, UnknownTermError

BOOK = story()
INDEX = 3
SKELETON, _, COMMITMENTS = BOOK.entries[INDEX]
LEAF = leaf_data(SKELETON, COMMITMENTS)
WITNESS = SigningKey("witness.example/w", Algorithm.ED25519_COSIGNATURE, b"w" * 32)
CHECKPOINT = with_lines(BOOK.checkpoint(), [cosign(BOOK.head(), WITNESS, at=1_763_884_801)])
INCLUSION = tree.inclusion_proof(INDEX, len(BOOK.entries), BOOK.read)
PROOF = TlogProof(INDEX, INCLUSION, CHECKPOINT, LEAF)
KEYS = BOOK.verifiers()


def lines(data):
    return "".join(f"{base64.b64encode(each).decode()}\n" for each in data)


def test_a_proof_is_written_as_the_specification_shows_it():
    extra = base64.b64encode(LEAF).decode()
    assert PROOF.encode() == f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex 3\n{lines(INCLUSION)}\n{CHECKPOINT}"


def test_a_proof_is_read_again_as_it_was_written():
    for proof in (PROOF, TlogProof(0, (), CHECKPOINT), TlogProof(2**63 - 1, (bytes(32),) * MOST_HASHES, CHECKPOINT, b"x")):
        assert parse_tlog_proof(proof.encode()) == proof


def test_a_proof_holds_and_tells_head_and_witness():
    head, seen = check_entry(parse_tlog_proof(PROOF.encode()), KEYS, [WITNESS.verifier()])
    assert head == BOOK.head()
    assert [(one.key.name, one.at) for one in seen] == [("witness.example/w", 1_763_884_801)]


def test_anybody_makes_the_leaf_hash_from_the_extra_data():
    leaf = sha256(b"\x00" + parse_tlog_proof(PROOF.encode()).extra).digest()
    check_tlog_proof(TlogProof(INDEX, INCLUSION, CHECKPOINT), leaf, KEYS, [])


def test_each_entry_of_a_proof_file_is_such_a_proof_and_shows_no_value():
    data = BOOK.proof({INDEX: ("day", "role", "0/number")})
    file = parse_proof(data)
    for entry in file.entries:
        proof = proof_of_entry(entry, file.head)
        assert check_entry(proof, KEYS, [])[0] == BOOK.head()
        assert b"KN-2025" not in proof.extra


def test_whom_nobody_asks_for_is_not_among_the_witnesses():
    assert check_entry(PROOF, KEYS, [])[1] == ()


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text[1:],
        lambda text: "",
        lambda text: text.replace("index 3", "index 03"),
        lambda text: text.replace("index 3", "index -3"),
        lambda text: text.replace("index 3", "index"),
        lambda text: text.replace("index 3", "index 9223372036854775808"),
        lambda text: text.replace("index 3\n", ""),
        lambda text: text.replace("index 3\n", "index 3\nindex 3\n"),
        lambda text: text.replace("extra ", "extra"),
        lambda text: text.replace("extra ", "Extra "),
        lambda text: text.replace("extra ", "extra AAAA\nextra "),
        lambda text: text.replace("\nextra", "\n\nextra"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n\n", "\n", 1),
        lambda text: text + "\n",
        lambda text: text[:-1],
        lambda text: text.replace(lines(INCLUSION[:1]), "AAAA\n"),
        lambda text: text.replace(lines(INCLUSION[:1]), lines([bytes(32)]) * (MOST_HASHES + 1)),
    ],
)
def test_what_is_no_such_proof_is_refused(alter):
    with pytest.raises(MalformedError):
        parse_tlog_proof(alter(PROOF.encode()))


def test_an_empty_extra_line_is_refused():
    with pytest.raises(MalformedError):
        parse_tlog_proof(TlogProof(0, (), CHECKPOINT).encode().replace("index", "extra \nindex"))


def test_another_version_is_named_unknown_and_a_huge_file_is_not_read():
    with pytest.raises(UnknownTermError):
        parse_tlog_proof(PROOF.encode().replace("@v1", "@v2"))
    with pytest.raises(TooLargeError):
        parse_tlog_proof("x" * 3_000_000)


def test_a_proof_of_another_entry_does_not_hold():
    other = leaf_data(BOOK.entries[4][0], BOOK.entries[4][2])
    for proof in (TlogProof(INDEX, INCLUSION, CHECKPOINT, other), TlogProof(4, INCLUSION, CHECKPOINT, LEAF)):
        with pytest.raises(BrokenError):
            check_entry(proof, KEYS, [])


def test_a_proof_without_its_leaf_data_is_not_one_of_ours():
    with pytest.raises(BrokenError):
        check_entry(TlogProof(INDEX, INCLUSION, CHECKPOINT), KEYS, [])


def test_a_head_that_none_of_the_logs_keys_signed_does_not_hold():
    for strangers in ((), [key.verifier() for key in signing_keys(REGISTER, b"x")], [WITNESS.verifier()]):
        with pytest.raises(BrokenError):
            check_entry(PROOF, strangers, [])


def test_a_false_line_of_a_witness_that_is_asked_for_breaks_it():
    forged = cosign(BOOK.head(5), WITNESS, at=1_763_884_801)
    proof = TlogProof(INDEX, INCLUSION, with_lines(BOOK.checkpoint(), [forged]), LEAF)
    check_entry(proof, KEYS, [])
    with pytest.raises(BrokenError):
        check_entry(proof, KEYS, [WITNESS.verifier()])


@given(st.integers(0, len(PROOF.encode().encode()) - 1), st.integers(1, 255))
def test_no_altered_byte_gives_another_entry_or_head(place, change):
    altered = bytearray(PROOF.encode().encode())
    altered[place] ^= change
    try:
        proof = parse_tlog_proof(altered.decode())
        head, _ = check_entry(proof, KEYS, [WITNESS.verifier()])
    except (UnicodeDecodeError, KnihaError):
        return
    # The name or id of one line was altered: that line is a stranger's now.
    assert (head, proof.index, proof.extra) == (BOOK.head(), INDEX, LEAF)
