"""The passage of a text in which asked words stand, with the words marked. Cut from the text itself, never from the index."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kniha.search.asking import Asked
from kniha.search.folding import SHORTEST_SOUND, beginning, fold, sound, spelt_alike

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
    spans = list(_spans(text, asked))
    if not spans:
        return (Piece(text[: 2 * AROUND] + ("…" if len(text) > 2 * AROUND else ""), is_word=False),)
    first = max(spans, key=lambda span: sum(1 for other in spans if span[0] <= other[0] <= span[0] + LONGEST - AROUND))[0]
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


def _spans(text: str, asked: Asked) -> Iterator[tuple[int, int]]:
    meets = [_meeting(word) for word in asked.all_words]
    for found in _TOKEN.finditer(text):
        folded = "".join(fold(found[0]))
        if folded and any(meet(folded) for meet in meets):
            yield found.span()


def _meeting(word: str) -> Callable[[str], bool]:
    """How a folded word of the text meets the one asked for: as the index would."""
    begins = re.compile(beginning(word))
    heard = sound(word)
    sounds = re.compile(beginning(heard)) if len(heard) >= SHORTEST_SOUND and not word.isdigit() else None

    def meets(folded: str) -> bool:
        return bool(begins.fullmatch(folded) or (sounds and sounds.fullmatch(sound(folded))) or spelt_alike(word, folded))

    return meets


def _at_a_word(text: str, place: int) -> int:
    """The beginning of a word at or before `place`, if one is near."""
    space = text.rfind(" ", max(0, place - 20), place)
    return place if space < 0 or place == 0 else space + 1
