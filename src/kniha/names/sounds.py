"""How a written name sounds: one short string for a word of any of the spellings, and what two such strings lie apart.

A sound is one sign: vowels a e i o u; b d f g k l m n p r s t v x z as in most spellings, x as in loch; č š ž; c is ts, J is dž, D is dz,
Š is shch. Signs that are not decided yet: C (Latin c), X (Latin ch), Y (Latin j), ř (Polish rz), Ť (Polish ć), h (г, х or silent), j.
The tables are data/graphemes_*.txt. What it costs that one sound stands for another is data/costs_*.txt, in nats: minus the logarithm of
how often that is so among spellings of one name (tools/name_sounds.py learns those between the scripts from Merhav and Ash 2018; the
others are own).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate

LONGEST = 40
"""Letters of a word that are looked at; nobody's name is longer, and work grows with the square."""
FAR = 12.0
"""Nats: what is at least so far apart is not measured further."""
_DATA = files("kniha.names") / "data"
_SIGNS = "aeioubcdfghjklmnprstvxzčšžřŤŠCXDJY"
_VOWELS = frozenset("aeiou")
_DOUBLED = re.compile(r"(.)\1+")
_GLIDE = re.compile(r"([ijY]+)(?=([aoue]?))")
_HALF_VOWEL = re.compile(r"(?<=[aeio])u(?![aeiou])|ў")
_FOLDED = str.maketrans({"h": "g", "x": "g", "X": "g", "C": "c", "Ť": "t", "ř": "ž", "D": "d", "Š": "š", "J": "ž", "Y": "j", "o": "a"})
_BONES = str.maketrans({
    **dict.fromkeys("aeioujY"), **dict.fromkeys("ghxX", "k"), **dict.fromkeys("CcŤdD", "t"), **dict.fromkeys("čšžřŠzJ", "s"),
    "f": "v", "b": "p",
})  # fmt: skip
_ALIKE = ("k", "ghxX", "tcCŤ", "dD", "sz", "čšžřŠJ", "vf", "p", "b", "l", "m", "n", "r")
_BITS = {sign: 1 << 2 * place for place, signs in enumerate(_ALIKE) for sign in signs}
_UNDECIDED = 1 << 2 * len(_ALIKE)
_CLASSES = _UNDECIDED - 1
_CHANGED_PLACES = 2.4
_SLIP = {"vowel": 3.0, "consonant": 4.2, "both": 5.0, "vowel left out": 2.6, "consonant left out": 3.2}
_NOT_LEARNED = 3.0
_MOST_UNDECIDED = 5


def sound(word: str, script: str) -> str:
    """Return how `word` (lower case, NFC, letters only) sounds; `script` is "cyrillic" or "latin". A letter without a row is left out."""
    pattern, table = _graphemes(script)
    heard = "".join([table.get(written, "") for written in pattern.findall(word[:LONGEST])])
    heard = _HALF_VOWEL.sub("v", _GLIDE.sub(_glide, heard))
    return _single(heard)


def folded(heard: str) -> str:
    """Return a sound in which one spelling's rules of writing no longer show: г and х, о and а, ц and Latin c, л and ль are one.

    An о at the end stays: Eugenio is not Eugenia.
    """
    plain = _single(heard.translate(_FOLDED).replace("lj", "l"))
    return f"{plain[:-1]}o" if heard.endswith("o") else plain


def bones(heard: str) -> str:
    """Return the consonants alone, in few classes: what all spellings of a name have in common, and some other names too."""
    return _single(heard.translate(_BONES))


def bits(heard: str) -> int:
    """Return which classes of consonants a sound has, and which of them twice, one bit each; one more where a sign is undecided."""
    found = _UNDECIDED if "C" in heard or "X" in heard or "h" in heard or "J" in heard else 0
    for sign in heard:
        bit = _BITS.get(sign, 0)
        found |= bit << 1 if found & bit else bit
    return found


@lru_cache(maxsize=1 << 14)
def bits_of(heard: str) -> int:
    """Return the `bits` of a sound that is met again and again: a form of the table of given names."""
    return bits(heard)


def told_far(left: int, right: int, most: int = 3) -> bool:
    """Whether two words with these `bits` are surely far apart: a wrong sound changes two bits at most, undecided ones more."""
    return ((left ^ right) & _CLASSES).bit_count() > (_MOST_UNDECIDED if (left | right) & _UNDECIDED else most)


def undecided(left: int, right: int) -> bool:
    """Whether one of two words with these `bits` has a sign that may be several sounds."""
    return bool((left | right) & _UNDECIDED)


def apart(left: str, right: str, *, between: bool = False, far: float = FAR) -> float:
    """Return what it costs in nats that two sounds are one name's: 0.0 is the same, `far` and more is not measured and is FAR.

    The cheapest way to change one into the other (Wagner and Fischer 1974; neighbours that changed places count once), with the costs
    between Latin (`left`) and Cyrillic (`right`) where `between` is set. Takes time with the product of what differs.
    """
    if left == right:
        return 0.0
    start, stop, least = 0, 0, min(len(left), len(right))
    while start < least and left[start] == right[start]:
        start += 1
    while stop < least - start and left[-1 - stop] == right[-1 - stop]:
        stop += 1
    return _cheapest(left[start : len(left) - stop], right[start : len(right) - stop], _costs(between=between), far)


def _cheapest(left: str, right: str, costs: Mapping[str, Mapping[str, float]], far: float) -> float:
    none = costs[""]
    if not left or not right:
        return sum(none[sign] for sign in right) if right else sum(costs[sign][""] for sign in left)
    row = [0.0, *accumulate(none[sign] for sign in right)]
    before = row
    last = ""
    for sign in left:
        cost = costs[sign]
        without = cost[""]
        best = least = row[0] + without
        next_row = [best]
        for place, other in enumerate(right):
            best += none[other]
            if (changed := row[place] + cost[other]) < best:
                best = changed
            if (changed := row[place + 1] + without) < best:
                best = changed
            if other == last and place and sign == right[place - 1] and (changed := before[place - 1] + _CHANGED_PLACES) < best:
                best = changed
            next_row.append(best)
            if best < least:  # noqa: PLR1730  this is the innermost line of all comparison: min() makes it a third slower
                least = best
        if least >= far:
            return FAR
        before, row, last = row, next_row, sign
    return min(row[-1], FAR)


def _single(heard: str) -> str:
    return _DOUBLED.sub(r"\1", heard) if _DOUBLED.search(heard) else heard


def _glide(found: re.Match[str]) -> str:
    """я, ia, ya, ja and ия before a vowel are one j; before e it is told only at the beginning, and at the end it is i."""
    if not found[2]:
        return "i"
    sign = "Y" if found[1] == "Y" else "j"
    if found[2] != "e":
        return sign
    return sign if found.start() == 0 and found[1] != "i" else ""


@cache
def _graphemes(script: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    table = {written: (heard or [""])[0] for written, *heard in _rows(f"graphemes_{script}.txt")}
    if script == "latin":
        table = {letter: letter for letter in "abdefgiklmnoprstuvz"} | table
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join([*longest_first, "(?s:.)"])), table


@cache
def _costs(*, between: bool) -> Mapping[str, Mapping[str, float]]:
    within = _table("costs_within.txt")
    within |= {(other, one): cost for (one, other), cost in within.items()}
    learned = _table("costs_between.txt") if between else {}
    signs = ["", *_SIGNS]
    return {one: {other: _cost(one, other, within, learned) for other in signs} for one in signs}


def _table(name: str) -> dict[tuple[str, str], float]:
    return {(one.replace("-", ""), other.replace("-", "")): float(cost) for one, other, cost in _rows(name)}


def _cost(one: str, other: str, within: Mapping[tuple[str, str], float], learned: Mapping[tuple[str, str], float]) -> float:
    if one == other:
        return 0.0
    known = [table[one, other] for table in (within, learned) if (one, other) in table]
    if known:
        return min(known)
    return _slip(one, other) + (_NOT_LEARNED if learned else 0.0)


def _slip(one: str, other: str) -> float:
    if not one or not other:
        return _SLIP["vowel left out" if (one or other) in _VOWELS else "consonant left out"]
    if (one in _VOWELS) != (other in _VOWELS):
        return _SLIP["both"]
    return _SLIP["vowel" if one in _VOWELS else "consonant"]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split()
