"""The word lists of the receipt keep the rules of docs/spec/words.md: what one slip of a pen, a key or a phone line may not confuse."""

import re
import unicodedata
from collections import Counter, defaultdict
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "kniha" / "seal" / "words"
SPEC = ROOT / "docs" / "spec" / "words.md"

ALPHABETS = {
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
OURS = ("be", "ru")
"""The lists that we wrote; the English one is BIP-39's, and keeps only BIP-39's rules."""

FOLDING = str.maketrans("ўёій", "уеии")

every_list = pytest.mark.parametrize("language", ALPHABETS)
our_lists = pytest.mark.parametrize("language", OURS)


def text(language: str) -> str:
    return (FOLDER / f"{language}.txt").read_bytes().decode()


def words(language: str) -> list[str]:
    return text(language).removesuffix("\n").split("\n")


def folded(word: str) -> str:
    return word.translate(FOLDING)


def shortened(word: str) -> set[str]:
    """The word, and the word without any one letter: two words one slip apart always share one of these."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def one_slip_apart(a: str, b: str) -> bool:
    """Damerau–Levenshtein distance of 0 or 1: one letter more, less, other, or two neighbours swapped."""
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        return short in shortened(long)
    places = [i for i in range(len(a)) if a[i] != b[i]]
    if len(places) < 2:
        return True
    first, last = places[0], places[-1]
    return len(places) == 2 and last == first + 1 and a[first] == b[last] and a[last] == b[first]


def confusable(some: list[str]) -> set[tuple[str, str]]:
    """The pairs of `some` that lie one slip apart after folding, found through the neighbourhoods they share."""
    neighbourhoods = defaultdict(set)
    for word in some:
        for part in shortened(folded(word)):
            neighbourhoods[part].add(word)
    pairs = {pair for near in neighbourhoods.values() for pair in combinations(sorted(near), 2)}
    return {(a, b) for a, b in pairs if one_slip_apart(folded(a), folded(b))}


@every_list
def test_a_list_has_2048_different_words_one_a_line(language):
    assert len(words(language)) == len(set(words(language))) == 2048
    assert text(language).endswith("\n")


@every_list
def test_a_list_is_sorted_by_code_point(language):
    assert words(language) == sorted(words(language))


@every_list
def test_a_list_is_in_unicode_nfc(language):
    assert text(language) == unicodedata.normalize("NFC", text(language))


@every_list
def test_words_are_three_to_eight_small_letters_of_their_alphabet(language):
    form = re.compile(f"[{ALPHABETS[language]}]{{3,8}}")
    assert [word for word in words(language) if not form.fullmatch(word)] == []


@our_lists
def test_words_of_three_letters_are_few(language):
    assert sum(len(word) == 3 for word in words(language)) <= 20


@every_list
def test_the_first_four_letters_tell_the_word(language):
    beginnings = Counter(folded(word)[:4] for word in words(language))
    assert [beginning for beginning, times in beginnings.items() if times > 1] == []


@our_lists
def test_no_word_begins_another(language):
    known = {folded(word) for word in words(language)}
    assert [word for word in known if any(word[:end] in known for end in range(1, len(word)))] == []


@our_lists
def test_one_slip_never_turns_a_word_into_another(language):
    assert confusable(words(language)) == set()


def test_any_word_tells_its_language():
    known = {language: {folded(word) for word in words(language)} for language in ALPHABETS}
    assert [(a, b, known[a] & known[b]) for a, b in combinations(known, 2) if known[a] & known[b]] == []


@every_list
def test_a_list_is_the_frozen_one(language):
    stated = dict(re.findall(r"^\| `(\w\w)\.txt` \| `([0-9a-f]{64})` \|", SPEC.read_text(encoding="utf-8"), re.MULTILINE))
    assert stated[language] == sha256((FOLDER / f"{language}.txt").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("мора", "мара"),
        ("мост", "мост"),
        ("кіт", "кит"),
        ("парк", "парка"),
        ("дом", "дым"),
        ("брат", "барт"),
        ("ёлка", "елка"),
        ("край", "краі"),
    ],
)
def test_the_check_finds_words_one_slip_apart(a, b):
    assert one_slip_apart(folded(a), folded(b))


@pytest.mark.parametrize(("a", "b"), [("хата", "хутар"), ("рама", "мара"), ("сокал", "колас"), ("парк", "кара"), ("абвг", "бавгд")])
def test_the_check_passes_words_two_slips_apart(a, b):
    assert not one_slip_apart(folded(a), folded(b))
    assert confusable([a, b]) == set()


def test_the_neighbourhoods_miss_no_pair():
    some = ["парк", "парка", "прак", "барк", "арк", "карп"]
    slow = {(a, b) for a, b in combinations(sorted(some), 2) if one_slip_apart(a, b)}
    assert confusable(some) == slow
    assert ("парк", "прак") in slow
