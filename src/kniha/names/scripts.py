"""Words that mix scripts: a Latin letter within a Cyrillic word looks the same on the screen and is another name to every search.

Typed by habit (a Latin i for the Belarusian і) or on purpose. This says where; it mends nothing and accuses nobody.
The scripts are those of Unicode's character names, which for letters of the two begin with the script (Unicode Standard, chapter 4.8).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

Script: TypeAlias = Literal["cyrillic", "latin"]

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A letter at `place` (in characters of the text) that is not of the script of its word."""

    place: int
    letter: str
    script: Script
    word: str


def strangers(text: str) -> tuple[Stranger, ...]:
    """Return the letters of `text` that stand in a word mostly of the other script, in order.

    Only Cyrillic and Latin are told apart; a word half of each is held to be Cyrillic. A part behind a hyphen or an apostrophe is a
    word of its own. Takes time in proportion to the text and raises nothing.
    """
    return tuple(one for word in _WORD.finditer(text) for one in _in_word(word.start(), word[0]))


def _in_word(start: int, word: str) -> tuple[Stranger, ...]:
    by_place = {place: script for place, letter in enumerate(word) if (script := _script(letter)) is not None}
    latin = sum(script == "latin" for script in by_place.values())
    if latin in {0, len(by_place)}:
        return ()
    strange: Script = "latin" if latin * 2 <= len(by_place) else "cyrillic"
    return tuple(Stranger(start + place, word[place], script, word) for place, script in by_place.items() if script == strange)


def _script(letter: str) -> Script | None:
    name = unicodedata.name(letter, "")
    if name.startswith("CYRILLIC "):
        return "cyrillic"
    return "latin" if name.startswith("LATIN ") else None
