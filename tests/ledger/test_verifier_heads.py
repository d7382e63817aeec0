"""Head evidence: who signed a head, who has seen it, when it was there, where the log began again. What is false in it is found."""

import base64
import json
from dataclasses import replace

import pytest
from tests.ledger.authorities import authority
from tests.ledger.world import AT, INCIDENT, REGISTER, SHOWN, altered, closed, custodians, story

from kniha.ledger.cosignatures import cosign
from kniha.ledger.given import Given, trusting
from kniha.ledger.head_evidence import OPENTIMESTAMPS, RFC3161, Stamp
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import parse_note
from kniha.ledger.proof_file import build_proof
from kniha.ledger.timestamps import imprint_of
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifying_proofs import verify_proof

BOOK = story()
KEYS = BOOK.verifiers()
CUSTODIANS = tuple(key.verifier() for key in custodians())
ARCHIVE = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)
SOCIETY = SigningKey("society.example/w", Algorithm.MLDSA44, b"s" * 32)
WITNESSES = tuple(key.verifier() for key in (ARCHIVE, SOCIETY))
NORTH, SOUTH = authority("North"), authority("South")


def cosigned(book, *witnesses, size=None, at=AT + 7):
    return {key.verifier(): cosign(book.head(size), key, at=at) for key in witnesses}


def stamp(book, chain, name="north", **stated):
    """What an authority gave over the head of `book`, with its chain and its lists."""
    reply = chain.reply(imprint=imprint_of(book.checkpoint(), book.verifiers()), **stated)
    return Stamp(name, RFC3161, reply, (chain.signer.certificate, chain.middle.certificate, chain.root.certificate), chain.lists())


def proof(book, **more):
    """A proof of one entry, under a head with whatever came for it."""
    return build_proof(about=("incident", INCIDENT), head=book.evidence(**more), entries=[book.entry(3, SHOWN[3])])


def wrong(data, given=None):
    verdict = verify_proof(data, given or Given())
    step = next(step for step in verdict.steps if step.outcome is Outcome.WRONG)
    return step.number, step.detail


def held(data, given=None):
    verdict = verify_proof(data, given or Given())
    assert verdict.holds, verdict.words
    return verdict


# Witnesses.


def test_witnesses_are_told_with_the_time_that_each_states():
    verdict = held(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE, SOCIETY)), trusting(KEYS, witnesses=WITNESSES))
    assert verdict.steps[4].detail.startswith("archive.example/w, Ed25519 cosignature key ")
    assert verdict.steps[4].detail.count("2025-11-23 08:00:07 UTC") == 2
    assert verdict.open == ("when the head was there: only the log and its witnesses say, no authority of time does",)


def test_without_witnesses_given_their_fingerprints_remain_to_be_compared():
    verdict = held(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE)), trusting(KEYS))
    assert any(WITNESSES[0].fingerprint in point for point in verdict.open)


def test_one_witness_given_is_enough():
    assert held(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE, SOCIETY)), trusting(KEYS, witnesses=WITNESSES[1:]))


def test_a_witness_that_is_given_and_has_not_signed_is_missed():
    assert wrong(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE)), trusting(KEYS, witnesses=WITNESSES[1:]))[0] == 5
    assert wrong(proof(BOOK), trusting(KEYS, witnesses=WITNESSES))[0] == 5


def test_witness_lines_may_be_stripped_and_the_file_then_says_less():
    bare = proof(BOOK)
    assert "no witness has seen this head" in held(bare, trusting(KEYS)).open[0]


def test_a_cosignature_of_another_head_is_found():
    assert wrong(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE, size=8)))[0] == 5


def test_swapped_witness_lines_are_found():
    def swap(said):
        text, _, lines = said["head"]["checkpoint"].rpartition("\n\n")
        *own, one, two, _ = lines.split("\n")
        said["head"]["checkpoint"] = "\n".join([f"{text}\n", *own, two, one, ""])

    assert wrong(closed(altered(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE, SOCIETY)), swap)))[0] == 2


def test_a_witness_line_before_the_logs_own_is_found():
    def first(said):
        text, _, lines = said["head"]["checkpoint"].rpartition("\n\n")
        *own, witness, _ = lines.split("\n")
        said["head"]["checkpoint"] = "\n".join([f"{text}\n", witness, *own, ""])

    assert wrong(closed(altered(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE)), first)))[0] == 2


def test_a_signature_of_the_log_under_a_witness_name_is_found():
    """The log cannot pass its own second signature off as somebody else's."""
    own = SigningKey(BOOK.keys[0].name, Algorithm.ED25519_COSIGNATURE, b"o" * 32)
    cosignature = replace(parse_note(BOOK.checkpoint()).lines[0], name=own.name, key_id=own.verifier().key_id)
    step, detail = wrong(proof(BOOK, cosignatures={own.verifier(): cosignature}))
    assert (step, "a register's name" in detail) == (5, True)


# Time.


def test_a_time_stamp_is_judged_at_the_time_it_states():
    given = trusting(KEYS, witnesses=WITNESSES, authorities=[NORTH.root.certificate])
    verdict = held(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE), stamps=[stamp(BOOK, NORTH)]), given)
    assert verdict.steps[5].detail.startswith("north: there at 2025-11-23 08:00:00 UTC, not revoked by lists of ")
    assert verdict.open == ()


def test_without_authorities_given_the_root_remains_to_be_compared():
    verdict = held(proof(BOOK, stamps=[stamp(BOOK, NORTH)]), trusting(KEYS))
    assert "whose root the time-stamp of north ends in" in verdict.open[-1]


def test_one_authority_given_is_enough_and_the_others_root_remains_open():
    verdict = held(
        proof(BOOK, stamps=[stamp(BOOK, NORTH), stamp(BOOK, SOUTH, "south")]), trusting(KEYS, authorities=[NORTH.root.certificate])
    )
    assert verdict.open[-1].startswith("whose root the time-stamp of south ends in")


def test_missing_revocation_data_is_said():
    bare = replace(stamp(BOOK, NORTH), crls=())
    verdict = held(proof(BOOK, stamps=[bare]), trusting(KEYS, authorities=[NORTH.root.certificate]))
    assert any("was revoked" in point for point in verdict.open)


@pytest.mark.parametrize(
    "forged",
    [
        lambda: replace(stamp(BOOK, NORTH), reply=NORTH.reply()),
        lambda: replace(stamp(BOOK, NORTH), reply=stamp(BOOK, SOUTH).reply),
        lambda: replace(stamp(BOOK, NORTH), reply=b""),
        lambda: replace(stamp(BOOK, NORTH), certificates=()),
        lambda: Stamp("calendar", OPENTIMESTAMPS, b"nothing"),
    ],
    ids=["over another head", "of another authority", "nothing", "without its chain", "no proof of a calendar"],
)
def test_a_forged_time_stamp_is_found(forged):
    assert wrong(proof(BOOK, stamps=[forged()]))[0] == 6


def test_a_time_stamp_of_no_authority_given_is_found():
    assert wrong(proof(BOOK, stamps=[stamp(BOOK, SOUTH)]), trusting(KEYS, authorities=[NORTH.root.certificate]))[0] == 6


def test_a_time_stamp_is_over_the_logs_own_lines_alone():
    """Cosignatures come later: they may not change what was stamped."""
    assert held(proof(BOOK, cosignatures=cosigned(BOOK, ARCHIVE), stamps=[stamp(BOOK, NORTH)]))


def test_stamps_out_of_order_or_twice_are_no_head_evidence():
    data = proof(BOOK, stamps=[stamp(BOOK, NORTH), stamp(BOOK, SOUTH, "south")])
    assert wrong(altered(data, lambda said: said["head"]["stamps"].reverse()))[0] == 1
    assert wrong(altered(data, lambda said: said["head"]["stamps"].insert(0, said["head"]["stamps"][0])))[0] == 1
    assert wrong(altered(data, lambda said: said["head"]["stamps"][0].update(kind="sundial")))[0] == 1
    assert wrong(altered(data, lambda said: said["head"]["stamps"][0].update(reply="A")))[0] == 1


# Seams.


def begun_again(size=8):
    """Nine entries, of which `size` were put back; then one more is made."""
    book = story().put_back(size)
    book.enter("statement.read", [])
    return book


def test_a_head_after_a_restore_says_what_was_lost():
    book = begun_again()
    verdict = held(proof(book), trusting((*KEYS, *CUSTODIANS)))
    assert verdict.steps[2].detail == f"kniha/{REGISTER.hex()}/1"
    assert "of the 9 entries under the newest head of generation 0, 1 were lost" in verdict.steps[3].detail


def test_without_custodians_given_their_fingerprints_remain_to_be_compared():
    verdict = held(proof(begun_again()), trusting(KEYS))
    assert any(CUSTODIANS[0].fingerprint in point for point in verdict.open)
    assert not any(CUSTODIANS[3].fingerprint in point for point in verdict.open)


def test_keys_keep_the_fingerprint_that_the_register_publishes():
    """Under a later origin they bear another name; what people compare is published once."""
    verdict = held(proof(begun_again()))
    assert all(key.fingerprint in verdict.open[0] for key in KEYS)


def test_a_log_may_begin_again_twice():
    again = begun_again()
    twice = again.put_back(9)
    assert held(proof(twice), trusting((*KEYS, *CUSTODIANS))).steps[3].detail.count("generation") == 2


def test_a_seam_whose_entry_a_later_restore_lost_stands_in_the_later_entry():
    twice = begun_again().put_back(7)
    data = proof(twice)
    assert held(data, trusting((*KEYS, *CUSTODIANS)))
    assert [seam["entry"] is None for seam in json.loads(data)["head"]["seams"]] == [True, False]


def of_seam(said, place=0):
    return said["head"]["seams"][place]


SEAM_ALTERATIONS = {
    "no seams": (lambda said: said["head"].update(seams=[]), 3, "comes with as many seams"),
    "a seam twice": (lambda said: said["head"]["seams"].append(of_seam(said)), 3, "comes with as many seams"),
    "another note": (lambda said: of_seam(said).update(note="x"), 4, "a note is"),
    "more lost": (lambda said: of_seam(said).update(note=of_seam(said)["note"].replace("\n9\n", "\n19\n", 1)), 4, "loses"),
    "a line stripped": (lambda said: of_seam(said).update(note=of_seam(said)["note"].rpartition("— ")[0]), 4, "3 custodians sign"),
    "a custodian more": (lambda said: said["head"]["custodians"].append(CUSTODIANS[4].text), 4, "has signed no seam"),
    "a custodian less": (lambda said: said["head"]["custodians"].pop(), 4, "3 custodians sign"),
    "another old head": (lambda said: of_seam(said).update(old_head=story().checkpoint(8)), 4, "is not the one that the seam"),
    "an old head that nobody signed": (
        lambda said: of_seam(said).update(old_head=of_seam(said)["old_head"].replace(KEYS[0].name, "kniha/other")), 4, "",
    ),
    "no entry": (lambda said: of_seam(said).update(entry=None), 4, "is missing"),
    "another index": (lambda said: of_seam(said)["entry"].update(index=7), 4, "has the index 8"),
    "a value withheld": (lambda said: of_seam(said)["entry"]["shown"].pop(), 4, "shows other values"),
    "a value edited": (lambda said: of_seam(said)["entry"]["shown"][0].update(bytes='"x"'), 4, "is not the one committed"),
    "another way": (lambda said: of_seam(said)["entry"]["inclusion"].pop(), 4, "is not in the tree"),
}  # fmt: skip


@pytest.mark.parametrize(("alter", "step", "words"), SEAM_ALTERATIONS.values(), ids=SEAM_ALTERATIONS)
def test_a_forged_seam_is_found(alter, step, words):
    found, detail = wrong(closed(altered(proof(begun_again()), alter)))
    assert (found, words in detail) == (step, True), detail


def test_two_custodians_make_no_seam():
    with pytest.raises(Exception, match="3 custodians sign"):
        proof(story().put_back(8, signers=(1, 2)))


def test_custodians_that_are_not_the_registers_are_found():
    strangers = [replace(key, seed=bytes([9]) + key.seed[1:]).verifier() for key in custodians()]
    assert wrong(proof(begun_again()), trusting((*KEYS, *strangers)))[0] == 4


def test_a_seam_that_hides_an_earlier_one_is_found():
    twice = begun_again().put_back(7)
    hidden = altered(proof(twice), lambda said: said["head"]["seams"].reverse())
    assert wrong(closed(hidden))[0] == 4


def test_a_head_of_a_later_generation_without_its_register_is_found():
    def nameless(said):
        said["head"]["register"] = "11" * 32

    assert wrong(closed(altered(proof(begun_again()), nameless)))[0] == 3


def test_base64_of_a_reply_has_one_writing():
    data = proof(BOOK, stamps=[stamp(BOOK, NORTH)])
    reply = base64.b64encode(stamp(BOOK, NORTH).reply).decode()
    assert wrong(data.replace(reply.encode(), reply.rstrip("=").encode() + b"\\n"))[0] == 1
    assert reply.encode() in data
