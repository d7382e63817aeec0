"""Names that are known already, where a text writes one of them in any case or script.

Words meet as in the search: by form, or by sound. That two words are one person's name is decided by nobody here (`kniha.names` compares
names); it is a pointer for whoever codes the text. Takes time in proportion to the text and to the names handed in.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from kniha.search.folding import fold
from kniha.search.stems import sounds, stems

MOST_WORDS = 400
"""Capitalised words of a text that are looked up; a longer text is read as far as that."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_BETWEEN = 4  # characters between two words of one name
_SHORTEST = 4
_TOO_COMMON = 3


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name as it was written, and whose it is."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldName:
    """Characters `start` to `end` of a text, which are like `known`."""

    start: int
    end: int
    known: KnownName


def capitalised(text: str) -> tuple[str, ...]:
    """Return the words of `text` that begin with a capital letter, folded, each once: what may be a name."""
    found = (folded for _, _, folded in _words(text))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def told_names(text: str, known: Iterable[KnownName]) -> tuple[ToldName, ...]:
    """Return where `text` writes one of the `known` names, one place for each person, in order.

    All words of the name in a row, or one word of four letters that no more than three of the names share.
    """
    words = [_Word(start, end, _keys(folded)) for start, end, folded in _words(text)]
    places = _places(words)
    keyed = [(name, [_keys(word) for word in fold(name.text)]) for name in known]
    shared = Counter(key for _, keys in keyed for word in keys for key in word)
    found: dict[str, ToldName] = {}
    for name, keys in keyed:
        telling = [wanted for wanted in keys if len(keys) == 1 or max(shared[key] for key in wanted) <= _TOO_COMMON]
        span = _whole(words, places, keys) or _part(words, places, telling)
        if span and (name.id not in found or span[1] - span[0] > found[name.id].end - found[name.id].start):
            found[name.id] = ToldName(*span, name)
    return tuple(sorted(found.values(), key=lambda told: (told.start, told.known.text)))


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    keys: frozenset[str]


_Places: TypeAlias = Mapping[str, Sequence[int]]
"""By key: which words of the text have it."""


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _TOKEN.finditer(text):
        folded = "".join(fold(found[0]))
        if folded and found[0][0].isupper():
            yield found.start(), found.end(), folded


def _keys(word: str) -> frozenset[str]:
    return frozenset({*stems(word), *(f"~{heard}" for heard in sounds(word))})


def _places(words: Sequence[_Word]) -> _Places:
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        for key in word.keys:
            places[key].append(at)
    return places


def _met(places: _Places, wanted: frozenset[str]) -> set[int]:
    return {at for key in wanted for at in places.get(key, ())}


def _whole(words: Sequence[_Word], places: _Places, keys: Sequence[frozenset[str]]) -> tuple[int, int] | None:
    """All words of a name, in any order, one beside the other."""
    if len(keys) < 2:
        return None
    for at in sorted({place for wanted in keys for place in _met(places, wanted)}):
        row = words[at : at + len(keys)]
        near = all(after.start - before.end <= _BETWEEN for before, after in pairwise(row))
        if near and all(any(not wanted.isdisjoint(word.keys) for word in row) for wanted in keys):
            return row[0].start, row[-1].end
    return None


def _part(words: Sequence[_Word], places: _Places, telling: Sequence[frozenset[str]]) -> tuple[int, int] | None:
    """One word of a name that tells enough; of a name of one word, that word."""
    met = sorted(at for wanted in telling for at in _met(places, wanted))
    return next(((words[at].start, words[at].end) for at in met if words[at].end - words[at].start >= _SHORTEST), None)
