"""Names that are known already, where a text writes one of them in any case or script.

Words meet as in the search: by form, or by sound. That two words are one person's name is decided by nobody here (`kniha.names` compares
names); it is a pointer for whoever codes the text. Takes time in proportion to the text and to the names handed in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    words = list(_words(text))
    keyed = [(name, [_keys(word) for word in fold(name.text)]) for name in known]
    shared = Counter(key for _, keys in keyed for word in keys for key in word)
    found: dict[str, ToldName] = {}
    for name, keys in keyed:
        span = _whole(words, keys) or _part(words, keys, shared)
        if span and (name.id not in found or span[1] - span[0] > found[name.id].end - found[name.id].start):
            found[name.id] = ToldName(*span, name)
    return tuple(sorted(found.values(), key=lambda told: (told.start, told.known.text)))


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _TOKEN.finditer(text):
        folded = "".join(fold(found[0]))
        if folded and found[0][0].isupper():
            yield found.start(), found.end(), folded


def _keys(word: str) -> frozenset[str]:
    return frozenset({*stems(word), *(f"~{heard}" for heard in sounds(word))})


def _whole(words: Sequence[tuple[int, int, str]], keys: Sequence[frozenset[str]]) -> tuple[int, int] | None:
    """All words of a name, in any order, one beside the other."""
    long = len(keys)
    if long < 2:
        return None
    for at in range(len(words) - long + 1):
        row = words[at : at + long]
        near = all(after[0] - before[1] <= _BETWEEN for before, after in pairwise(row))
        if near and all(any(not wanted.isdisjoint(_keys(word)) for _, _, word in row) for wanted in keys):
            return row[0][0], row[-1][1]
    return None


def _part(words: Sequence[tuple[int, int, str]], keys: Sequence[frozenset[str]], shared: Counter[str]) -> tuple[int, int] | None:
    """One word of a name that tells enough; of a name of one word, that word."""
    telling = [wanted for wanted in keys if len(keys) == 1 or max(shared[key] for key in wanted) <= _TOO_COMMON]
    for start, end, word in words:
        if end - start >= _SHORTEST and any(not wanted.isdisjoint(_keys(word)) for wanted in telling):
            return start, end
    return None
