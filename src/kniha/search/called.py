"""Names of units: which of them are meant by words that somebody types, and where a text writes one of them.

Words meet as in the search, by form or by sound across scripts, in whatever letters; a typed word may also be the beginning of one. What
is found is a pointer for a person who then decides. The book keeps the words of its names (`kniha.book.forces.listing`) and asks these
functions which of them are meant or told; `told_called` then reads the few names of which all words are told.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kniha.search.folding import SHORTEST_SOUND, fold, sound, spelt_alike
from kniha.search.known_names import KnownName, ToldName
from kniha.search.stems import sounds, stems

MOST_WORDS = 20_000
"""Words of a text that are looked at; a longer text is read as far as that."""
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_BETWEEN = 4  # characters between two words of one name
_SHORTEST = 4
_MANY = 65_536


@dataclass(frozen=True, slots=True)
class Sought:
    """A typed word, folded: a word of a name is meant that begins with it, sounds as if it did, or is spelt alike.

    `heard` is empty where it is not met by its sound: a number is written in one way, and a short word sounds like too much else.
    """

    begins: str
    heard: str

    def meets(self, word: str) -> bool:
        """Whether the folded `word` of a name is meant."""
        return word.startswith(self.begins) or (bool(self.heard) and self._is_near(word))

    def _is_near(self, word: str) -> bool:
        return not word[0].isdigit() and (heard(word).startswith(self.heard) or spelt_alike(self.begins, word))


def sought(words: str) -> tuple[Sought, ...]:
    """Return what is looked for where somebody types `words`; a unit is meant when one of its names has a word for each."""
    return tuple(Sought(word, heard(word) if len(word) >= SHORTEST_SOUND else "") for word in dict.fromkeys(fold(words)))


@lru_cache(maxsize=_MANY)
def heard(word: str) -> str:
    """Return how a folded word of a name sounds; nothing for a number."""
    return "" if word[0].isdigit() else sound(word)


def words_of(name: str) -> tuple[str, ...]:
    """Return the different words of a name, folded."""
    return tuple(dict.fromkeys(_folded(name)))


def told_in(text: str, different: Iterable[str]) -> frozenset[str]:
    """Return those of the `different` words of names of which `text` writes a form, and all numbers in it, as written.

    A name is told only where all of its words are.
    """
    told = {folded for _, _, folded, _ in _told(text)}
    keys = {key for word in told for key in _keys(word)}
    numbers = (word for word in told if word[:1].isdigit())
    return frozenset([*numbers, *(word for word in different if not keys.isdisjoint(_keys(word)))])


def told_called(text: str, known: Iterable[KnownName]) -> tuple[ToldName, ...]:
    """Return where `text` writes one of the `known` names, all its words in a row; one place for each that is named, in order.

    A name of one word of fewer than four letters is met in capitals alone: it is also a syllable.
    """
    words = _told(text)
    places = _places(words)
    met: dict[str, tuple[int, ...]] = {}
    found: dict[str, ToldName] = {}
    for name in known:
        span = _in_a_row(words, places, _folded(name.text), met=met)
        if span and (name.id not in found or span[1] - span[0] > found[name.id].end - found[name.id].start):
            found[name.id] = ToldName(*span, name)
    return tuple(sorted(found.values(), key=lambda told: (told.start, told.known.text)))


_Word = tuple[int, int, str, bool]


def _told(text: str) -> list[_Word]:
    found = islice(_TOKEN.finditer(text), MOST_WORDS)
    return [(one.start(), one.end(), "".join(fold(one[0])), one[0].isupper()) for one in found]


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


@lru_cache(maxsize=_MANY)  # the words of names of units are few, and come again and again
def _keys(word: str) -> frozenset[str]:
    return frozenset({*stems(word), *(f"~{heard}" for heard in sounds(word))})


@lru_cache(maxsize=_MANY)
def _folded(name: str) -> tuple[str, ...]:
    return fold(name)
