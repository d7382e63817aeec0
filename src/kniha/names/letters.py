"""The letters of a word of a name, made plain: lower case, composed, marks gone that no spelling means, look-alikes mended and told.

A word that mixes scripts is read in the script of most of its letters (`scripts`); each strange letter that has a look-alike becomes that.
A digit within a word is read as the letter that machines take for it. What was mended is told, for it may have been done on purpose.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kniha.names.scripts import Script, strangers

_DATA = files("kniha.names") / "data"
_LATIN = re.compile("[a-zà-ɏ]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_ALL_CYRILLIC, _ALL_LATIN = re.compile("[а-яёіўїєґ]+"), re.compile("[a-z]+")
_PLAIN = re.compile("[a-zа-яёіўїєґ]*")
_NO_LETTER = re.compile(r"[\W_\d]+")
_DIGITS = {"cyrillic": str.maketrans("01346", "оізчб"), "latin": str.maketrans("0158", "olsb")}
_WRITTEN = frozenset("čšžćńśźŭżřěłøåäöüæœßđðþıəóęąñçş")
"""Latin letters that have a sound of their own in data/graphemes_latin.txt; of others the mark is dropped."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A word made plain: letters, whether any of them was mended, and the script; `script` is None where it is neither of the two."""

    plain: str
    script: Script | None
    mended: bool


def letters(word: str) -> Letters:
    """Return a word without spaces made plain; nothing is refused, and a word without letters is empty."""
    lower = word.lower()
    if _ALL_CYRILLIC.fullmatch(lower):
        return Letters(lower, "cyrillic", mended=False)
    if _ALL_LATIN.fullmatch(lower):
        return Letters(lower, "latin", mended=False)
    lower = unicodedata.normalize("NFC", word).lower()
    latin, cyrillic = bool(_LATIN.search(lower)), bool(_CYRILLIC.search(lower))
    mended = latin and cyrillic
    if mended:
        lower = _mended(lower)
        cyrillic = bool(_CYRILLIC.search(lower))
    script: Script | None = "cyrillic" if cyrillic else "latin" if latin else None
    if script and any(sign.isdigit() for sign in lower):
        read = lower.translate(_DIGITS[script])
        mended, lower = mended or read != lower, read
    bare = _NO_LETTER.sub("", lower)
    return Letters(bare if _PLAIN.fullmatch(bare) else _unmarked(bare), script, mended)


def _mended(word: str) -> str:
    """Read a word of two scripts in the one that all its letters may be of; where that is both or none, in that of most."""
    whole = _NO_LETTER.sub("", word)
    latin, cyrillic = _looking_alike("latin"), _looking_alike("cyrillic")
    if all(letter in latin or _CYRILLIC.match(letter) for letter in whole) and any(_CYRILLIC.match(a) and a not in cyrillic for a in whole):
        return "".join(latin.get(letter, letter) for letter in whole)
    letters_now = list(whole)
    for one in strangers(whole):
        letters_now[one.place] = _looking_alike(one.script).get(one.letter, one.letter)
    return "".join(letters_now)


@cache
def _looking_alike(script: Script) -> Mapping[str, str]:
    pairs = [(line[0], line[2]) for line in (_DATA / "homoglyphs.txt").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return dict(pairs) if script == "latin" else {cyrillic: latin for latin, cyrillic in pairs}


def _unmarked(word: str) -> str:
    return "".join(one for letter in word for one in (letter if _kept(letter) else unicodedata.normalize("NFD", letter)) if one.isalpha())


def _kept(letter: str) -> bool:
    return letter in _WRITTEN or _CYRILLIC.match(letter) is not None
