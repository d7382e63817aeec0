"""Whether words repeat what is erased. Pure. It errs towards yes: a word of a conclusion can be written again, a name that stays cannot be
taken back.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

Words = tuple[str, ...]

RUN = 5
"""So many words of a statement in a row are no chance."""

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Echoes:
    """What is listened for: names as folded words, runs of words, and every single word."""

    names: frozenset[Words] = frozenset()
    runs: frozenset[Words] = frozenset()
    words: frozenset[str] = frozenset()

    def without(self, others: "Echoes") -> "Echoes":
        """What nobody of `others` said as well."""
        return Echoes(frozenset(name for name in self.names if not others.has_name(name)), self.runs - others.runs, self.words)

    def has_name(self, name: Words) -> bool:
        """Whether a name is among these, in whatever ending."""
        return any(len(one) == len(name) and _are_alike(one, name) for one in self.names)

    def are_in(self, text: str) -> bool:
        """Whether `text` repeats a name or a run of words."""
        words = fold(text)
        return any(_holds(words, name) for name in self.names) or not self.runs.isdisjoint(_runs(words))

    def would_find(self, query: str) -> bool:
        """Whether every word of a query was said: a search that would have found what is erased may have been for it."""
        return all(any(_is_alike(word, said) for said in self.words) for word in fold(query))


def echoes(naming: Iterable[str], telling: Iterable[str]) -> Echoes:
    """What to listen for, given short values and long ones."""
    said = [fold(text) for text in telling]
    folded = [fold(text) for text in naming]
    names = frozenset(words for words in folded if sum(map(len, words)) >= _SHORTEST)
    return Echoes(
        names, frozenset(run for words in said for run in _runs(words)), frozenset(word for words in said + folded for word in words)
    )


def fold(text: str) -> Words:
    """The words of `text` in lower case, in one writing."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def _runs(words: Words) -> Iterable[Words]:
    return (words[start : start + RUN] for start in range(len(words) - RUN + 1))


def _holds(words: Words, name: Words) -> bool:
    return any(_are_alike(words[start : start + len(name)], name) for start in range(len(words) - len(name) + 1))


def _are_alike(words: Words, name: Words) -> bool:
    return all(_is_alike(one, other) for one, other in zip(words, name, strict=True))


def _is_alike(one: str, other: str) -> bool:
    """The same word but for an ending: names bend in Belarusian and Russian. Numbers do not."""
    if one == other:
        return True
    if one.isdigit() or other.isdigit() or abs(len(one) - len(other)) > 3:
        return False
    kept = max(_SHORTEST, max(len(one), len(other)) - 3)
    return min(len(one), len(other)) >= kept and one[:kept] == other[:kept]
