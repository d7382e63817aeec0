"""Names of units: which of them are meant by words that somebody types, and where a text writes one of them.

Words meet as in the search, by form or by sound across scripts, in whatever letters; a typed word may also be the beginning of one. What
is found is a pointer for a person who then decides. Takes time in proportion to the names handed in.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kniha.search.folding import SHORTEST_SOUND, fold, sound, spelt_alike
from kniha.search.known_names import KnownName, ToldName
from kniha.search.stems import sounds, stems

MOST_WORDS = 20_000
"""Words of a text that are looked at; a longer text is read as far as that."""
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_BETWEEN = 4  # characters between two words of one name
_SHORTEST = 4
_MANY = 65_536


def meant(words: str, known: Iterable[KnownName]) -> frozenset[str]:
    """Return whose names have every one of the typed `words`; of nobody where none is typed."""
    wanted = fold(words)
    if not wanted:
        return frozenset()
    named = [(name.id, _folded(name.text)) for name in known]
    different = {word for _, words_of in named for word in words_of}  # thousands of names share a few words
    meeting = [frozenset(word for word in different if _is_meant(one, word)) for one in wanted]
    return frozenset(pk for pk, words_of in named if all(not met.isdisjoint(words_of) for met in meeting))


def told_called(text: str, known: Iterable[KnownName]) -> tuple[ToldName, ...]:
    """Return where `text` writes one of the `known` names, all its words in a row; one place for each that is named, in order.

    A name of one word of fewer than four letters is met in capitals alone: it is also a syllable.
    """
    words = [(found.start(), found.end(), "".join(fold(found[0])), found[0].isupper()) for found in _TOKEN.finditer(text)][:MOST_WORDS]
    places = _places(words)
    met: dict[str, tuple[int, ...]] = {}
    found: dict[str, ToldName] = {}
    for name in known:
        span = _in_a_row(words, places, _folded(name.text), met=met)
        if span and (name.id not in found or span[1] - span[0] > found[name.id].end - found[name.id].start):
            found[name.id] = ToldName(*span, name)
    return tuple(sorted(found.values(), key=lambda told: (told.start, told.known.text)))


_Word = tuple[int, int, str, bool]


def _places(words: Sequence[_Word]) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, (_, _, folded, _) in enumerate(words):
        for key in _keys(folded):
            places[key].append(at)
    return places


def _in_a_row(
    words: Sequence[_Word], places: Mapping[str, Sequence[int]], name: Sequence[str], *, met: dict[str, tuple[int, ...]]
) -> tuple[int, int] | None:
    for word in name:
        if word not in met:
            met[word] = tuple(sorted({place for key in _keys(word) for place in places.get(key, ())}))
        if not met[word]:
            return None
    for at in met[name[0]] if name else ():
        row = words[at : at + len(name)]
        if len(row) == len(name) and all(_agree(row, name)) and _is_plain(row):
            return row[0][0], row[-1][1]
    return None


def _agree(row: Sequence[_Word], name: Sequence[str]) -> Iterator[bool]:
    for place, word in enumerate(name):
        yield not _keys(word).isdisjoint(_keys(row[place][2]))
        yield place == 0 or row[place][0] - row[place - 1][1] <= _BETWEEN


def _is_plain(row: Sequence[_Word]) -> bool:
    return len(row) > 1 or len(row[0][2]) >= _SHORTEST or row[0][3]


def _is_meant(typed: str, word: str) -> bool:
    if word.startswith(typed):
        return True
    if word[0].isdigit() or typed[0].isdigit():  # a number is written in one way
        return False
    return spelt_alike(typed, word) or (len(typed) >= SHORTEST_SOUND and _heard(word).startswith(_heard(typed)))


@lru_cache(maxsize=_MANY)  # the words of names of units are few, and come again and again
def _keys(word: str) -> frozenset[str]:
    return frozenset({*stems(word), *(f"~{heard}" for heard in sounds(word))})


@lru_cache(maxsize=_MANY)
def _heard(word: str) -> str:
    return sound(word)


@lru_cache(maxsize=_MANY)
def _folded(name: str) -> tuple[str, ...]:
    return fold(name)
