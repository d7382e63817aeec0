"""A receipt as twelve words or their numbers, and read back from what a person typed (docs/spec/receipt.md; lists: docs/spec/words.md).

Errors name the place of a word, never the word: it is a part of a secret (§4).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from importlib.resources import files

from kniha.seal.receipts import ENTROPY, Receipt
from kniha.vocab.errors import MalformedError, UnknownTermError

LANGUAGES = ("be", "ru", "en")
WORDS = 12

_BITS = 11
_CHECK_BITS = 4
_TELLING = 4  # so many letters tell a word, words.md §1.3
_FOLDING = str.maketrans("ўёій", "уеии")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = 4  # so many write one number, §1.5


class Fault(Enum):
    """What is wrong with words that were typed; a page has a sentence for each."""

    LANGUAGES = "languages"
    """The word at the place is of another language than those before it."""
    UNKNOWN = "unknown"
    """The word at the place is in no list."""
    COUNT = "count"
    """There are more or fewer than twelve words."""
    CHECK = "check"
    """All words are known, but one of them is another than it was."""


class WordsError(MalformedError):
    """These words are no receipt: `fault` says why, `place` (from 1) which word, where one can be named."""

    def __init__(self, fault: Fault, place: int | None = None) -> None:
        where = "" if place is None else f", at place {place}"
        super().__init__(f"these words are no receipt: {fault.value}{where}")
        self.fault = fault
        self.place = place


@dataclass(frozen=True, slots=True)
class WordList:
    """One language's list: its words in order, and the number of each by its telling letters and by the whole, folded."""

    words: tuple[str, ...]
    by_letters: Mapping[str, int]
    by_word: Mapping[str, int]


def words(receipt: Receipt, language: str) -> tuple[str, ...]:
    """Return the twelve words of `receipt` in `language` (be, ru or en; §1)."""
    return tuple(word_list(language).words[number] for number in _cut(receipt))


def digits(receipt: Receipt) -> tuple[str, ...]:
    """Return the twelve numbers of `receipt`, four digits each (§1.5)."""
    return tuple(f"{number:0{_DIGITS}}" for number in _cut(receipt))


def read_words(text: str) -> Receipt:
    """Return the receipt whose words or digits a person typed as `text`, with the slips that §2 forgives; WordsError for anything else."""
    # (1) fold                                              docs/spec/receipt.md §2
    typed = [word.translate(_FOLDING) for word in _WORD.findall(unicodedata.normalize("NFC", text).lower())]
    # (0) digits alone; (2) find the language, (3) each word by its telling letters
    numbers = _numbers(typed) if typed else _of_digits(text)
    # (4) twelve, and the check bits agree
    if len(numbers) != WORDS:
        raise WordsError(Fault.COUNT)
    bits = 0
    for number in numbers:
        bits = bits << _BITS | number
    entropy = (bits >> _CHECK_BITS).to_bytes(ENTROPY, "big")
    if _check(entropy) != bits & 2**_CHECK_BITS - 1:
        raise WordsError(Fault.CHECK)
    return Receipt(entropy)


@cache
def word_list(language: str) -> WordList:
    """Return the list of `language`, read once, from the package."""
    if language not in LANGUAGES:
        raise UnknownTermError(f"receipts are written in {', '.join(LANGUAGES)}")
    lines = files("kniha.seal").joinpath("words", f"{language}.txt").read_text("utf-8").split()
    folded = [line.translate(_FOLDING) for line in lines]
    return WordList(
        words=tuple(lines),
        by_letters={word[:_TELLING]: number for number, word in enumerate(folded)},
        by_word={word: number for number, word in enumerate(folded)},
    )


def _cut(receipt: Receipt) -> tuple[int, ...]:
    bits = int.from_bytes(receipt.entropy, "big") << _CHECK_BITS | _check(receipt.entropy)
    return tuple(bits >> _BITS * place & 2**_BITS - 1 for place in reversed(range(WORDS)))


def _of_digits(text: str) -> tuple[int, ...]:
    """Read digits, however they are grouped: somebody may have set them down as telephone numbers."""
    written = "".join(re.findall("[0-9]", text))
    if len(written) != WORDS * _DIGITS:
        raise WordsError(Fault.COUNT)
    numbers = tuple(int(written[at : at + _DIGITS]) for at in range(0, len(written), _DIGITS))
    for place, number in enumerate(numbers, 1):
        if number >> _BITS:
            raise WordsError(Fault.UNKNOWN, place)
    return numbers


def _numbers(typed: list[str]) -> tuple[int, ...]:
    spoken = [(_language(word), place) for place, word in enumerate(typed, 1)]
    known = [(language, place) for language, place in spoken if language]
    if known:
        language, _ = known[0]
        for other, place in known:
            if other != language:
                raise WordsError(Fault.LANGUAGES, place)
        return _in_language(typed, language)
    # Not one word is whole: the list is the one in which all of them can be told.
    for language in LANGUAGES:
        if all(word[:_TELLING] in word_list(language).by_letters for word in typed):
            return _in_language(typed, language)
    raise WordsError(Fault.UNKNOWN, 1)


def _language(word: str) -> str | None:
    return next((language for language in LANGUAGES if word in word_list(language).by_word), None)


def _in_language(typed: list[str], language: str) -> tuple[int, ...]:
    by_letters = word_list(language).by_letters
    for place, word in enumerate(typed, 1):
        if word[:_TELLING] not in by_letters:
            raise WordsError(Fault.UNKNOWN, place)
    return tuple(by_letters[word[:_TELLING]] for word in typed)


def _check(entropy: bytes) -> int:
    return sha256(entropy).digest()[0] >> 8 - _CHECK_BITS
