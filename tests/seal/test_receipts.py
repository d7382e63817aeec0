"""A receipt is read back from what people type, slips forgiven; what is not one is refused by place, never by word."""

import secrets
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.seal.receipt_words import LANGUAGES, Fault, WordsError, digits, read_words, word_list, words
from kniha.seal.receipts import Receipt, derive, new_receipt
from kniha.vocab.errors import KnihaError, MalformedError

RECEIPT = Receipt(bytes(range(16)))
RECEIPTS = st.builds(Receipt, st.binary(min_size=16, max_size=16))
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@given(RECEIPTS, st.sampled_from(LANGUAGES))
def test_twelve_words_are_read_back(receipt, language):
    said = words(receipt, language)

    assert len(said) == 12
    assert read_words(" ".join(said)) == receipt


@EVERY_LANGUAGE
def test_words_are_read_however_they_were_set_down(language):
    said = words(RECEIPT, language)

    numbered = "\n".join(f" {place}. {word.capitalize()}" for place, word in enumerate(said, 1))
    for text in (numbered, ", ".join(said).upper() + ".", "-".join(said), "\r\n\t".join(said), "\u00a0—\u00a0".join(said)):
        assert read_words(text) == RECEIPT


@given(RECEIPTS)
def test_digits_stand_for_the_words(receipt):
    said = digits(receipt)

    assert [len(one) for one in said] == [4] * 12
    for text in (" ".join(said), "".join(said), "+" + "-".join(said), "\n".join(f"({one[:2]}) {one[2:]}" for one in said)):
        assert read_words(text) == receipt
    assert [word_list("ru").words[int(one)] for one in said] == list(words(receipt, "ru"))


@pytest.mark.parametrize(
    ("text", "fault", "place"),
    [
        (" ".join(digits(RECEIPT)[:11]), Fault.COUNT, None),
        (" ".join(digits(RECEIPT)) + "0", Fault.COUNT, None),
        (" ".join([*digits(RECEIPT)[:4], "2048", *digits(RECEIPT)[5:]]), Fault.UNKNOWN, 5),
        (" ".join(reversed(digits(RECEIPT))), Fault.CHECK, None),
        (" ".join(digits(RECEIPT)).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), Fault.COUNT, None),
    ],
)
def test_digits_that_are_no_receipt_are_refused_by_their_place(text, fault, place):
    with pytest.raises(WordsError) as refused:
        read_words(text)
    assert (refused.value.fault, refused.value.place) == (fault, place)


@EVERY_LANGUAGE
def test_the_first_four_letters_are_enough(language):
    assert read_words(" ".join(word[:4] for word in words(RECEIPT, language))) == RECEIPT


@given(RECEIPTS)
def test_a_phone_without_belarusian_letters_is_enough(receipt):
    typed = " ".join(words(receipt, "be")).translate(str.maketrans("ўіёй", "уиеи"))

    assert read_words(typed) == receipt


def test_letters_in_two_parts_are_read():
    every = [words(new_receipt(secrets.token_bytes), "be") for _ in range(20)]

    for said in every:
        assert read_words(unicodedata.normalize("NFD", " ".join(said))) == read_words(" ".join(said))


def test_each_register_gets_unrelated_keys():
    here, there = derive(RECEIPT, bytes(32)), derive(RECEIPT, b"\1" * 32)

    assert here.mailbox != there.mailbox
    assert here.verifier != there.verifier
    assert here.reply != there.reply


# The bad


def fault_of(text):
    with pytest.raises(WordsError) as caught:
        read_words(text)
    return caught.value


@EVERY_LANGUAGE
def test_an_unknown_word_is_named_by_its_place_alone(language):
    said = [*words(RECEIPT, language)]
    said[4] = "ъъъъ"
    fault = fault_of(" ".join(said))

    assert (fault.fault, fault.place) == (Fault.UNKNOWN, 5)
    assert not any(word in str(fault) for word in said)


def test_words_of_two_languages_are_named_by_the_first_place_of_the_second():
    said = [*words(RECEIPT, "ru")]
    said[7] = words(RECEIPT, "be")[7]

    fault = fault_of(" ".join(said))
    assert (fault.fault, fault.place) == (Fault.LANGUAGES, 8)


@pytest.mark.parametrize("count", [0, 1, 11, 13])
def test_twelve_words_it_must_be(count):
    said = words(RECEIPT, "en") * 2

    assert fault_of(" ".join(said[:count])).fault is Fault.COUNT


@EVERY_LANGUAGE
def test_most_exchanged_words_are_noticed(language):
    said = [*words(RECEIPT, language)]
    others = [word for word in word_list(language).words[:320] if word != said[-1]]
    faults = [fault for word in others if (fault := fault_or_none(" ".join([*said[:-1], word])))]

    assert set(faults) == {Fault.CHECK}
    assert len(faults) > 270


def fault_or_none(text):
    try:
        read_words(text)
    except WordsError as error:
        return error.fault


def test_nothing_like_a_receipt_is_refused():
    assert fault_of("what is this").fault is Fault.UNKNOWN
    assert fault_of("щщщ ъъъ").place == 1


# The malicious


@given(st.text(max_size=300))
def test_any_text_is_answered_calmly(text):
    with pytest.raises(WordsError):
        read_words(text)


def test_a_long_text_is_answered_quickly():
    assert fault_of("абонент " * 20_000).fault is Fault.COUNT


def test_no_secret_stands_in_a_repr():
    keys = derive(RECEIPT, bytes(32))

    assert RECEIPT.entropy.hex() not in repr(RECEIPT)
    assert "entropy" not in repr(RECEIPT)
    assert "secret" not in repr(keys)


def test_a_secret_of_another_size_is_none():
    with pytest.raises(MalformedError):
        Receipt(bytes(15))
    with pytest.raises(MalformedError):
        derive(RECEIPT, bytes(31))
    with pytest.raises(KnihaError):
        words(RECEIPT, "fr")
