"""Text as the index holds it: lower case, marks and apostrophes gone, letters that Belarusian and Russian write differently made one.

"Мінск" and "Минск", "ёлка" and "елка", "з'езд" and "зъезд" meet. Inflection is met at the query: a word finds those that begin like it.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"і": "и", "ї": "и", "ў": "у", "ё": "е", "э": "е", "є": "е", "ы": "и", "й": "и", "ґ": "г", "щ": "ш", "ь": "", "ъ": ""}
)
_APOSTROPHES = re.compile("['’ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 60
_TAIL = 4


def fold(text: str) -> tuple[str, ...]:
    """Return the words of `text`, folded, in order."""
    plain = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text.lower())).translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(bare))


def beginning(word: str) -> str:
    """Return the pattern of folded words that a folded query word finds: the same beginning, an ending of a few letters.

    Endings of be and ru have one to three letters; a short word has none to lose.
    """
    if len(word) <= 3 or word.isdigit():
        return word
    kept = word[: max(3, len(word) - (1 if len(word) < 6 else 2))]
    return f"{kept}.{{0,{_TAIL + len(word) - len(kept)}}}"
