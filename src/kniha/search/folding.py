"""Text as the index holds it: lower case, marks and apostrophes gone, letters that Belarusian and Russian write differently made one.

"Мінск" and "Минск", "ёлка" and "елка", "з'езд" and "зъезд" meet. Forms of one word meet by their stems (`stems`).
Across scripts words meet by their sound, coarsely: "Okrestina", "Акрэсціна" and "Окрестина" have one (own table, after the ways in which
the two languages are written in Latin letters; which person a name means is not decided here but by `kniha.names`).
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"і": "и", "ї": "и", "ў": "у", "ё": "е", "э": "е", "є": "е", "ы": "и", "й": "и", "ґ": "г", "щ": "ш", "ь": "", "ъ": ""}
)
_APOSTROPHES = re.compile("['’ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
_BARE = re.compile("[\\x00-\\x7fа-я«»„“”–—]*")
"""Letters that have no mark to lose: most texts are of these alone, and are read nearly three times as fast."""
_DOUBLED = re.compile(r"([a-z])\1+")
_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "ю": "yu", "я": "ya",
})  # fmt: skip
_HEARD = (
    ("shch", "S"), ("szcz", "S"), ("sch", "S"), ("sh", "S"), ("sz", "S"), ("kh", "h"), ("tch", "C"), ("cz", "C"), ("ch", "C"), ("zh", "Z"),
    ("rz", "Z"), ("dz", "d"), ("ts", "t"), ("tz", "t"), ("ph", "f"), ("x", "ks"), ("ya", "a"), ("ja", "a"), ("ia", "a"), ("yu", "u"),
    ("ju", "u"), ("iu", "u"), ("yo", "o"), ("jo", "o"), ("io", "o"), ("ye", "e"), ("je", "e"), ("ie", "e"),
)  # fmt: skip
"""Letters of one sound, the longest first; a capital stands for a sound that has no letter of its own."""
_ALIKE = str.maketrans("oycqwvgj", "aitkuuhi")
LONGEST_WORD = 60
SHORTEST_SOUND = 4
"""Letters: shorter words sound like too much else."""


def fold(text: str) -> tuple[str, ...]:
    """Return the words of `text`, folded, in order."""
    plain = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text.lower())).translate(_LETTERS)
    if _BARE.fullmatch(plain):
        bare = plain
    else:
        bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(bare))


def sound(word: str) -> str:
    """Return how a folded word sounds, in a few Latin letters: о is а, ц is т, дз is д, ў is в, г is х, as they are heard or written."""
    latin = word.translate(_CYRILLIC)
    for written, heard in _HEARD:
        latin = latin.replace(written, heard)
    return _DOUBLED.sub(r"\1", latin.translate(_ALIKE))


def typos_allowed(word: str) -> int:
    """How many letters of a word may be typed wrong: none of a short word or a number, one of five letters, two of eight."""
    return 0 if len(word) < 5 or not word.isalpha() else 1 if len(word) < 8 else 2


def spelt_alike(word: str, other: str) -> bool:
    """Whether two folded words differ by no more letters than may be typed wrong; two neighbours that changed places are one."""
    allowed = typos_allowed(word)
    if not allowed or abs(len(word) - len(other)) > allowed:
        return False
    # One wrong letter changes at most two of the letters that a word has at all: most words are told apart by that.
    return len({*word} ^ {*other}) <= 2 * allowed and _wrong_letters(word, other) <= allowed


def _wrong_letters(word: str, other: str) -> int:
    """Letters to change, leave out, put in or swap with their neighbour (optimal string alignment), row by row."""
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        row = [at]
        for place, meant in enumerate(other, 1):
            least = min(last[place] + 1, row[place - 1] + 1, last[place - 1] + (letter != meant))
            if at > 1 and place > 1 and letter == other[place - 2] and word[at - 2] == meant:
                least = min(least, before[place - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
