"""Passages of a statement: finding the words that somebody marked, and cutting the text where marks begin and end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kniha.book.statements.models import Account
from kniha.vocab.errors import ConflictError, ImpossibleError, NotFoundError


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked words: characters `start` to `end`, what they are about, and where on the page that is told."""

    start: int
    end: int
    about: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks."""

    text: str
    start: int
    marks: tuple[Mark, ...]


def segments(text: str, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """Cut `text` wherever a mark begins or ends."""
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    cuts = sorted({0, len(text), *(mark.start for mark in ordered), *(mark.end for mark in ordered)})
    return tuple(
        Segment(text[start:end], start, tuple(mark for mark in ordered if mark.start <= start and end <= mark.end))
        for start, end in pairwise(cuts)
    )


def locate(text: str, words: str) -> tuple[int, int]:
    """Where `words` stand in `text`; NotFoundError where they do not, ConflictError where they stand more than once.

    A form carries line ends as CR LF whatever the text has, so both ways are tried.
    """
    for sought in dict.fromkeys((words, words.replace("\r\n", "\n"), words.strip())):
        start = text.find(sought) if sought else -1
        if start < 0:
            continue
        if text.find(sought, start + 1) >= 0:
            raise ConflictError("these words stand in the text more than once")
        return start, start + len(sought)
    raise NotFoundError("these words do not stand in the text")


def check_within(text: str, start: int, end: int) -> None:
    """Raise ImpossibleError unless the characters are there."""
    if not 0 <= start < end <= len(text):
        raise ImpossibleError(f"the text has {len(text)} characters")


def quoted(text: str, start: int, end: int) -> str:
    """The words of a passage."""
    return text[start:end]


def marks_of(accounts: Sequence[Account]) -> tuple[Mark, ...]:
    """All marks of coded accounts."""
    return tuple(
        Mark(passage.start, passage.end, passage.about, f"account-{number}")
        for number, account in enumerate(accounts, 1)
        for passage in account.passages.all()
    )
