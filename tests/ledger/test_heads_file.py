"""A pair of heads: entries were only added, or their loss was stated, or the log signed two pasts and the file proves it."""

import pytest
from tests.ledger.world import AT, Register, altered, closed, custodians, signing_keys, story

from kniha.ledger import tree
from kniha.ledger.cosignatures import cosign
from kniha.ledger.given import Given, trusting
from kniha.ledger.heads_file import build_heads
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifying_pairs import verify_heads

BOOK = story()
TRUST = trusting((*BOOK.verifiers(), *(key.verifier() for key in custodians())))


def pair(old, new, consistency=()):
    return build_heads(old=old, new=new, consistency=consistency)


def grown(book=BOOK, old=5, new=9):
    return pair(book.evidence(old), book.evidence(new), tree.consistency_proof(old, new, book.read))


GOOD = grown()


def wrong(data):
    verdict = verify_heads(data, Given())
    step = next(step for step in verdict.steps if step.outcome is Outcome.WRONG)
    return step.number, step.detail


def held(data):
    verdict = verify_heads(data, TRUST)
    assert verdict.holds, verdict.words
    return verdict


def test_a_pair_holds_in_fourteen_steps():
    verdict = held(GOOD)
    assert len(verdict.steps) == 14
    assert "The first 5 entries under the new head are those under the old; 4 were added." in verdict.words
    assert verdict.head == BOOK.head()


@pytest.mark.parametrize("old", [1, 2, 4, 8])
def test_a_pair_holds_from_any_size(old):
    held(grown(old=old))


def test_a_head_goes_with_itself():
    assert "0 were added" in held(pair(BOOK.evidence(), BOOK.evidence())).words


def test_open_points_are_said_once_for_both_heads():
    verdict = verify_heads(GOOD, Given())
    assert len(verdict.open) == len(set(verdict.open)) == 3


def test_the_old_head_may_be_older_than_the_witness():
    witness = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)
    seen = {witness.verifier(): cosign(BOOK.head(), witness, at=AT)}
    proof = tree.consistency_proof(5, 9, BOOK.read)
    given = trusting(BOOK.verifiers(), witnesses=[witness.verifier()])
    verdict = verify_heads(pair(BOOK.evidence(5), BOOK.evidence(cosignatures=seen), proof), given)
    assert verdict.holds, verdict.words
    assert verdict.open == ("when the head was there: only the log and its witnesses say, no authority of time does",)
    unseen = verify_heads(pair(BOOK.evidence(5), BOOK.evidence(), proof), given)
    assert [step.number for step in unseen.steps if step.outcome is Outcome.WRONG] == [10]


def test_a_false_line_under_the_old_head_is_found_all_the_same():
    witness = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)
    seen = {witness.verifier(): cosign(BOOK.head(4), witness, at=AT)}
    assert wrong(pair(BOOK.evidence(5, cosignatures=seen), BOOK.evidence(), tree.consistency_proof(5, 9, BOOK.read)))[0] == 5


def test_over_a_seam_the_tree_goes_on():
    book = BOOK.put_back(8)
    held(pair(BOOK.evidence(8), book.evidence(), tree.consistency_proof(8, 9, book.read)))
    held(pair(BOOK.evidence(3), book.evidence(), tree.consistency_proof(3, 9, book.read)))


def test_what_a_seam_lost_is_said():
    book = BOOK.put_back(6)
    verdict = held(pair(BOOK.evidence(9), book.evidence()))
    assert "Entries 6 to 8 of the old head are lost, as the custodians stated" in verdict.words


def test_over_two_seams_the_smallest_counts():
    once = BOOK.put_back(8)
    once.enter("statement.read", [])
    twice = once.put_back(6)
    assert "Entries 6 to 6" in held(pair(BOOK.evidence(7), twice.evidence())).words
    held(pair(BOOK.evidence(6), twice.evidence(), tree.consistency_proof(6, 7, twice.read)))


def forked():
    """The same log, with another past from entry 5 on."""
    other = BOOK.cut(5)
    for _ in range(4):
        other.enter("statement.read", [])
    return other


def test_two_heads_of_one_size_prove_that_the_log_signed_two_pasts():
    """The one file that is worth most where it is wrong."""
    verdict = verify_heads(pair(BOOK.evidence(), forked().evidence()), TRUST)
    assert verdict.status == 1
    assert "Step 13: the log signed two pasts" in verdict.words
    assert not any("whose keys" in point for point in verdict.open)
    assert any("whose keys" in point for point in verify_heads(pair(BOOK.evidence(), forked().evidence()), Given()).open)


def test_two_pasts_of_different_sizes_have_no_consistency_proof():
    other = forked()
    assert wrong(pair(BOOK.evidence(7), other.evidence(), tree.consistency_proof(7, 9, other.read)))[0] == 13


def test_a_new_head_that_is_smaller_is_found():
    assert wrong(pair(BOOK.evidence(9), BOOK.evidence(8)))[0] == 13


def test_a_proof_between_heads_of_one_size_is_found():
    assert wrong(pair(BOOK.evidence(), BOOK.evidence(), [bytes(32)]))[0] == 13


@pytest.mark.parametrize("alter", [list.pop, list.reverse, lambda proof: proof.append("00" * 32), lambda proof: proof.clear()])
def test_an_altered_consistency_proof_is_found(alter):
    assert wrong(closed(altered(GOOD, lambda said: alter(said["consistency"]))))[0] == 13


def test_heads_of_two_registers_are_found():
    other = Register(register=bytes(32), keys=signing_keys(bytes(32)), entries=BOOK.entries, nodes=BOOK.nodes)
    assert wrong(pair(BOOK.evidence(), other.evidence()))[0] == 12


def test_a_new_head_of_an_earlier_generation_is_found():
    step, detail = wrong(pair(BOOK.put_back(8).evidence(), BOOK.evidence()))
    assert (step, "of generation 0" in detail) == (13, True)


def test_a_consistency_proof_over_what_was_lost_is_found():
    book = BOOK.put_back(6)
    assert wrong(pair(BOOK.evidence(9), book.evidence(), [bytes(32)]))[0] == 13


def test_a_seam_that_cites_a_smaller_head_than_somebody_holds_is_found():
    """The custodians were shown a head that was not the newest."""
    step, detail = wrong(pair(BOOK.evidence(9), BOOK.cut(8).put_back(6).evidence()))
    assert (step, "cites a head of 8 entries" in detail) == (13, True)


def test_a_seam_that_cites_another_past_is_found():
    step, detail = wrong(pair(BOOK.evidence(9), forked().put_back(4).evidence()))
    assert (step, "signed two pasts" in detail) == (13, True)


def test_two_seams_to_one_generation_are_found():
    one, other = BOOK.put_back(8), BOOK.put_back(7)
    other.enter("statement.read", [])
    step, detail = wrong(pair(one.evidence(), other.evidence()))
    assert (step, "custodians stated two things" in detail) == (13, True)


def test_swapped_heads_are_found():
    swapped = altered(GOOD, lambda said: said.update(old=said["new"], new=said["old"]))
    assert wrong(closed(swapped))[0] == 13


def test_another_digest_is_found_last():
    assert wrong(altered(GOOD, lambda said: said.update(digest="00" * 32)))[0] == 14


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", GOOD[:-1], GOOD + b" "])
def test_what_is_no_pair_fails_in_step_1(data):
    assert wrong(data)[0] == 1
