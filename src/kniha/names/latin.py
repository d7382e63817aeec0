"""The ways in which a Cyrillic name is written in Latin letters: passports, Łacinka, BGN, place names, Russian-based, Polish.

One town or person has several official Latin forms. The schemes are data/latin_forms.json, each with its source. What comes out is for
people to read and for search; that two spellings are one name is found by `comparing`, which needs no form.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kniha.vocab.errors import UnknownTermError

_VOWELS = frozenset("аеёиоуыэюяіїє")
_SIGNS = frozenset("ьъ'’ʼ")
_APOSTROPHES = frozenset("'’ʼ")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of writing: its code, the language it is for, where it is from, and its letters (data/latin_forms.json says how)."""

    code: str
    language: str
    source: str
    letters: Mapping[str, str]
    iotated: Mapping[str, tuple[str, str]]
    groups: Mapping[str, str]


@cache
def schemes() -> tuple[Scheme, ...]:
    """Return all schemes."""
    rows = json.loads((files("kniha.names") / "data" / "latin_forms.json").read_text(encoding="utf-8"))["schemes"]
    return tuple(
        Scheme(
            code=row["code"],
            language=row["language"],
            source=row["source"],
            letters=row["letters"],
            iotated={letter: (first, later) for letter, (first, later) in row["iotated"].items()},
            groups=row["groups"],
        )
        for row in rows
    )


def latin(text: str, code: str) -> str:
    """Return `text` written by the scheme `code`; what the scheme does not know stays. UnknownTermError for another scheme."""
    scheme = next((one for one in schemes() if one.code == code), None)
    if scheme is None:
        raise UnknownTermError(f"expected one of {', '.join(one.code for one in schemes())}, found another way of writing")
    return re.sub(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*", lambda found: _word(found[0], scheme), text)


def latin_forms(text: str, language: str) -> dict[str, str]:
    """Return the forms of a name of `language` ("be", "ru", "uk") by the codes of their schemes; none for another language."""
    return {one.code: latin(text, one.code) for one in schemes() if one.language == language}


def _word(word: str, scheme: Scheme) -> str:
    lower, place, made = word.lower(), 0, []
    while place < len(lower):
        written, step = _next(lower, place, scheme)
        made.append(written.capitalize() if word[place].isupper() else written)
        place += step
    latin_word = "".join(made)
    return latin_word.upper() if word.isupper() and len(word) > 1 else latin_word


def _next(word: str, place: int, scheme: Scheme) -> tuple[str, int]:
    for group, written in scheme.groups.items():
        letters = group.rstrip("$")
        if word.startswith(letters, place) and (letters == group or place + len(letters) == len(word)):
            return written, len(letters)
    letter, before = word[place], word[place - 1] if place else ""
    if letter in scheme.iotated:
        first, later = scheme.iotated[letter]
        return (first if not before or before in _VOWELS or before in _SIGNS else later), 1
    if letter in _APOSTROPHES:
        return "", 1
    return scheme.letters.get(letter, letter), 1
