"""What the index holds of a record, and what a search may be narrowed to."""

from dataclasses import dataclass
from datetime import date

from kniha.search.cells import Circle

FACETS = ("state", "act", "compartment")
"""Facets with values of their own, counted for each value. The kind of record is one too, and counted by itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is found: `id` of a row of `kind`, in one compartment, by `text`; `own` are the words that the record itself is called by.

    Days are days of the place, first and last of each time that it tells; points are in 10⁻⁷ degrees.
    """

    id: str
    kind: str
    compartment: str
    text: str
    own: str = ""
    state: str = ""
    acts: tuple[str, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    points: tuple[tuple[int, int], ...] = ()
    newest: date | None = None
    """Its own day: among records that hold the words equally well, the latest comes first."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is looked for besides words: codes, the days between which it may have been, a circle. Empty: everything."""

    state: str = ""
    act: str = ""
    compartment: str = ""
    first: date | None = None
    last: date | None = None
    circle: Circle | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == EVERYTHING


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the index has come: entries of the journal, the number of the last words of a file, and files to be looked at again."""

    entries: int = 0
    words: int = 0
    again: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """Ids of one page, the best first, and how many records of each kind and of each value of a facet there are: all of them, to the last.

    `counts[facet][value]` is what choosing that value instead would show.
    """

    kind: str
    ids: tuple[str, ...]
    kinds: dict[str, int]
    counts: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """How many of the kind there are."""
        return self.kinds.get(self.kind, 0)
