"""Tables of overlapping lists: how many are on exactly these lists and on no other.

A history is a number whose bit i says whether somebody is on list i; history 0, those on no list, is what is asked for and is never given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count as count_from

import numpy as np
from numpy.typing import NDArray

from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError

Floats = NDArray[np.float64]

MOST_LISTS = 20
"""More give more histories than anybody counted."""
_LARGEST = 2**53


@dataclass(frozen=True)
class Table:
    """Names of lists, and `counts` of the histories 1, 2, … 2^k - 1; those of nobody are 0. Raises ImpossibleError."""

    lists: tuple[str, ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.lists) > MOST_LISTS:
            raise TooLargeError(f"expected at most {MOST_LISTS} lists, found {len(self.lists)}")
        if len(set(self.lists)) < len(self.lists):
            raise MalformedError("expected a name of its own for each list")
        if len(self.counts) != 2 ** len(self.lists) - 1:
            raise MalformedError(f"expected {2 ** len(self.lists) - 1} counts for {len(self.lists)} lists, found {len(self.counts)}")
        if any(count < 0 for count in self.counts):
            raise ImpossibleError("a count is below 0")
        if self.observed > _LARGEST:
            raise TooLargeError("the counts add up to more than there can be")

    @cached_property
    def observed(self) -> int:
        """How many are on at least one list."""
        return sum(self.counts)

    @cached_property
    def array(self) -> Floats:
        """The counts for reckoning."""
        return np.array(self.counts, dtype=np.float64)

    def on_list(self, place: int) -> int:
        """Return how many are on the list at `place`."""
        return sum(count for history, count in enumerate(self.counts, 1) if history >> place & 1)


def table_of(lists: Sequence[str], rows: Iterable[tuple[Sequence[int], int]], numbers: Iterable[int] | None = None) -> Table:
    """Return the table of `rows`: 0 or 1 for each list, and how many there are of it; `numbers` are those by which errors name rows.

    Raises MalformedError for a history given twice or of another length, ImpossibleError for an all-zero history (nobody can have
    counted those who are on no list) and for a count below 0. A history that is not given has the count 0.
    """
    if len(lists) > MOST_LISTS:
        raise TooLargeError(f"expected at most {MOST_LISTS} lists, found {len(lists)}")
    found: dict[int, int] = {}
    for number, (marks, count) in zip(count_from(1) if numbers is None else numbers, rows, strict=False):
        if len(marks) != len(lists) or any(mark not in {0, 1} for mark in marks):
            raise MalformedError(f"expected 0 or 1 for each of {len(lists)} lists in row {number}")
        history = sum(mark << place for place, mark in enumerate(marks))
        if history == 0:
            raise ImpossibleError(f"row {number} counts those who are on no list: that is what is asked for")
        if history in found:
            raise MalformedError(f"row {number} gives a history that an earlier row gave")
        found[history] = count
    return Table(tuple(lists), tuple(found.get(history, 0) for history in range(1, 2 ** len(lists))))
