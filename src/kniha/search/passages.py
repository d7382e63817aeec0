"""The passage of a text in which asked words stand, with the words marked. Cut from the text itself, never from the index."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kniha.search.asking import Asked
from kniha.search.folding import fold, spelt_alike
from kniha.search.stems import sounds, stems

AROUND = 90
LONGEST = 320
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the passage; whether it is one of the words."""

    text: str
    is_word: bool


def passage(text: str, asked: Asked) -> tuple[Piece, ...]:
    """Return about 300 characters of `text` around where most of the words stand together; its beginning where none does."""
    spans = _spans(text, asked)
    if not spans:
        return (Piece(text[: 2 * AROUND] + ("…" if len(text) > 2 * AROUND else ""), is_word=False),)
    starts = [start for start, _ in spans]
    first = max(enumerate(starts), key=lambda one: bisect_right(starts, one[1] + LONGEST - AROUND) - one[0])[1]
    start = _at_a_word(text, max(0, first - AROUND))
    end = min(len(text), start + LONGEST)
    return tuple(_pieces(text, start, end, [span for span in spans if start <= span[0] and span[1] <= end]))


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    if start:
        yield Piece("…", is_word=False)
    at = start
    for first, last in spans:
        if first > at:
            yield Piece(text[at:first], is_word=False)
        yield Piece(text[first:last], is_word=True)
        at = last
    yield Piece(text[at:end] + ("…" if end < len(text) else ""), is_word=False)


def _spans(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Where the words stand. One that stands nowhere in any form is looked for with a letter or two wrong, as the index does."""
    tokens = [(found.span(), _folded(found[0])) for found in _TOKEN.finditer(text)]
    met: set[tuple[int, int]] = set()
    for word in dict.fromkeys(asked.all_words):
        met |= set(_met(tokens, word)) or {span for span, folded in tokens if folded and spelt_alike(word, folded)}
    return sorted(met)


def _met(tokens: Sequence[tuple[tuple[int, int], str]], word: str) -> Iterator[tuple[int, int]]:
    forms, heard = set(stems(word)), set(sounds(word))
    for span, folded in tokens:
        if folded and not (forms.isdisjoint(stems(folded)) and heard.isdisjoint(sounds(folded))):
            yield span


@lru_cache(maxsize=20_000)
def _folded(token: str) -> str:
    return "".join(fold(token))


def _at_a_word(text: str, place: int) -> int:
    """The beginning of a word at or before `place`, if one is near."""
    space = text.rfind(" ", max(0, place - 20), place)
    return place if space < 0 or place == 0 else space + 1
