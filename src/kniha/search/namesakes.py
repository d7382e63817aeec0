"""Whether words may name somebody: coarse on purpose, across scripts and inflection, for a person who then decides.

A name is one or more words; all of them are told near each other, in any order, each in a form of it or sounding like it. Of several words
each may also be heard by its consonants alone: Пётр is Пятра when he is spoken of, and Piotr in Latin. How probable it
is that two names are one person's is not asked here: `kniha.names` does that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kniha.search.folding import SHORTEST_SOUND, fold, sound
from kniha.search.stems import stems

APART = 3
"""How many other words may stand among those of a name: a rank, a patronymic, "called"."""

SHORTEST = 2
"""Letters of a word of a name; initials alone name nobody."""

FEWEST_BONES = 3
"""Consonants by which a word is heard: fewer are in too many words."""

_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look for, ready to be compared."""

    words: tuple["_Word", ...]

    def may_be_in(self, text: Sequence[str]) -> bool:
        """Whether the folded words `text` tell of it somewhere."""
        tells = _Word.is_told_by if len(self.words) == 1 else _Word.is_heard_in
        places = [tuple(place for place, word in enumerate(text) if tells(wanted, word)) for wanted in self.words]
        return all(places) and any(self._near(first, places[1:]) for first in places[0])

    def _near(self, first: int, others: Iterable[tuple[int, ...]]) -> bool:
        reach = len(self.words) - 1 + APART
        return all(any(place != first and abs(place - first) <= reach for place in found) for found in others)


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a name: stems of its forms, the beginning of its sound, its consonants; the last two empty where they fit too much."""

    forms: frozenset[str]
    heard: str
    bones: str

    def is_told_by(self, word: str) -> bool:
        """Whether `word` is a form of it, or sounds like the beginning of it."""
        if not self.forms.isdisjoint(stems(word)):
            return True
        return bool(self.heard) and word[:1].isalpha() and sound(word).startswith(self.heard)

    def is_heard_in(self, word: str) -> bool:
        """As `is_told_by`; or whether it has the same consonants, but for one more of an ending."""
        if self.is_told_by(word):
            return True
        bones = _bones(sound(word)) if self.bones and word[:1].isalpha() else ""
        return bones.startswith(self.bones) and 0 <= len(bones) - len(self.bones) <= 1 if bones else False


def names_in(lines: Iterable[str]) -> tuple[Name, ...]:
    """The names of `lines`, one a line; a line without a word of two letters names nobody and is left out."""
    found = (tuple(_word(word) for word in fold(line) if len(word) >= SHORTEST) for line in lines)
    return tuple(Name(words) for words in found if words)


def _word(folded: str) -> _Word:
    heard = sound(folded)
    bones = _bones(heard)
    kept = heard[: max(SHORTEST_SOUND, len(heard) - 2)] if len(heard) >= SHORTEST_SOUND else ""
    return _Word(frozenset(stems(folded)), kept, bones if len(bones) >= FEWEST_BONES else "")


def _bones(heard: str) -> str:
    """The consonants of a sound."""
    return heard.translate(_VOWELS)
