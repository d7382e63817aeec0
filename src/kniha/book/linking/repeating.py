"""Where two texts say the same word for word. Pure.

Two people who tell of one event by themselves share words, hardly ever whole sentences: eight words in a row (five where that is all that
one of the two says) come of one text, of one form, or of one who told the other. Which of these it is, a reader sees in the words.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

LEAST = 8
LEAST_OF_A_WHOLE = 5
LONGEST = 40_000
"""Letters of a text that are compared: of a longer one, the first."""
_MOST_PLACES = 20
"""At which a run of words is followed: a text that repeats itself for pages is not compared with each of its repetitions."""
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Repeated:
    """What two texts say in the same words: the passages, as the first has them, and how many per cent of the shorter text they are."""

    passages: tuple[str, ...]
    share: int


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    length: int


def repeated(one: str, other: str) -> Repeated | None:
    """Return what both say word for word, in the order of `one`; None where that is less than a sentence. Case and signs do not count."""
    marks = list(_WORD.finditer(one[:LONGEST]))
    mine, theirs = [mark[0].casefold() for mark in marks], [mark[0].casefold() for mark in _WORD.finditer(other[:LONGEST])]
    shorter = min(len(mine), len(theirs))
    least = min(LEAST, max(shorter, LEAST_OF_A_WHOLE))
    runs = _runs(mine, theirs, least) if shorter >= least else ()
    if not runs:
        return None
    passages = dict.fromkeys(one[marks[run.start].start() : marks[run.start + run.length - 1].end()] for run in runs)
    return Repeated(tuple(passages), min(100, round(100 * sum(run.length for run in runs) / shorter)))


def _runs(mine: Sequence[str], theirs: Sequence[str], least: int) -> tuple[_Run, ...]:
    """Return the longest runs of words that both have, none of which overlaps another in `mine`."""
    places = defaultdict(list)
    for at in range(len(theirs) - least + 1):
        places[tuple(theirs[at : at + least])].append(at)
    found, at = [], 0
    while at + least <= len(mine):
        starts = islice(places.get(tuple(mine[at : at + least]), ()), _MOST_PLACES)
        length = max((_length(mine, theirs, at, start) for start in starts), default=0)
        if length:
            found.append(_Run(at, length))
        at += length or 1
    return tuple(found)


def _length(mine: Sequence[str], theirs: Sequence[str], at: int, start: int) -> int:
    length = 0
    while at + length < len(mine) and start + length < len(theirs) and mine[at + length] == theirs[start + length]:
        length += 1
    return length
