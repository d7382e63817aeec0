"""Three custodians of five give the identity back; two, a wrong word or a wrong passphrase do not, and say so."""

from itertools import combinations

import pytest

from kniha.seal.recipients import HybridIdentity
from kniha.seal.shares import combine, split
from kniha.vocab.errors import BrokenError, MalformedError

IDENTITY = HybridIdentity(bytes(range(32)))
RECIPIENT = IDENTITY.recipient
SHARES = split(IDENTITY, "our words")


def test_any_three_of_five_give_the_identity_back():
    for three in combinations(SHARES, 3):
        assert combine(three, RECIPIENT, "our words") == IDENTITY


def test_more_shares_than_needed_in_any_order_and_twice_are_taken():
    assert combine((*reversed(SHARES), SHARES[0]), RECIPIENT, "our words") == IDENTITY


def test_a_share_is_read_as_people_type_it():
    assert combine([f"  {share.upper()}\n" for share in SHARES[:3]], RECIPIENT, "our words") == IDENTITY


def test_a_share_has_thirty_three_words_and_each_split_is_another():
    assert {len(share.split()) for share in SHARES} == {33}
    assert not set(SHARES) & set(split(IDENTITY, "our words"))


def test_another_number_of_custodians():
    assert combine(split(IDENTITY, threshold=2, count=3)[1:], RECIPIENT) == IDENTITY


# The bad


@pytest.mark.parametrize("given", [(), SHARES[:1], SHARES[:2], (SHARES[0],) * 3])
def test_too_few_are_too_few(given):
    with pytest.raises(MalformedError):
        combine(given, RECIPIENT, "our words")


def test_a_wrong_word_is_named_by_its_share_and_not_repeated():
    wrong = SHARES[1].split()
    wrong[9] = "academic" if wrong[9] != "academic" else "acid"

    with pytest.raises(MalformedError, match="number 2") as caught:
        combine((SHARES[0], " ".join(wrong), SHARES[2]), RECIPIENT, "our words")
    assert not set(wrong[4:]) & set(str(caught.value).split())


def test_shares_of_two_splits_are_not_mixed():
    with pytest.raises(MalformedError):
        combine((*SHARES[:2], split(IDENTITY, "our words")[2]), RECIPIENT, "our words")


@pytest.mark.parametrize(("threshold", "count"), [(1, 1), (3, 2), (3, 17)])
def test_a_split_that_protects_nothing_is_refused(threshold, count):
    with pytest.raises(MalformedError):
        split(IDENTITY, threshold=threshold, count=count)


def test_a_passphrase_that_not_every_device_can_type_is_refused():
    with pytest.raises(MalformedError):
        split(IDENTITY, "вёска")


# The malicious


def test_a_wrong_passphrase_is_noticed():
    with pytest.raises(BrokenError):
        combine(SHARES[:3], RECIPIENT, "other words")


def test_shares_of_another_key_are_noticed():
    with pytest.raises(BrokenError):
        combine(split(HybridIdentity(bytes(32)))[:3], RECIPIENT)
