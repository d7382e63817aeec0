"""Figures of the public book before any cell is hidden: people by kind of act, month and town. Pure (docs/methods/publication.md §3).

A figure counts people as far as the register knows them: an act whose number of people is not known counts as one. Incidents whose
sources did not all allow to be counted are left out, and so are kinds of which happenings are counted and not people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kniha.book.publishing.public import Counted
from kniha.runs.releases.coarsening import Told
from kniha.vocab import terms

ALL = "*"
"""Row or column of the sums."""
BY_MONTH, BY_PLACE, SUMS = "months", "places", "sums"
TABLES = (BY_MONTH, BY_PLACE)


class Key(NamedTuple):
    """A cell: its table, kind of act, and month or town. The sums of kinds stand in both tables, and once here."""

    table: str
    kind: str
    column: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people, and in how many incidents."""

    people: int
    incidents: int


Figures = Mapping[Key, Cell]


def key(table: str, kind: str, column: str) -> Key:
    """The cell of a table; sums of a kind are one cell for all tables."""
    return Key(SUMS if column == ALL else table, kind, column)


def figures(incidents: Iterable[tuple[Told, Iterable[Counted]]]) -> Figures:
    """Return every cell of both tables with their sums; cells of nobody are left out."""
    people: defaultdict[Key, int] = defaultdict(int)
    behind: defaultdict[Key, int] = defaultdict(int)
    for told, acts in incidents:
        counts: defaultdict[Key, int] = defaultdict(int)
        for act in acts:
            if terms.term("act-kinds", act.kind).counts != "victims":
                continue
            for cell in _cells(told, act.kind):
                counts[cell] += act.victims or 1
        for cell, count in counts.items():
            people[cell] += count
            behind[cell] += 1
    return {cell: Cell(people[cell], behind[cell]) for cell in sorted(people)}


def _cells(told: Told, kind: str) -> Iterable[Key]:
    columns = ((BY_MONTH, told.month), (BY_PLACE, told.place))
    return {key(table, row, column) for table, own in columns for row in (kind, ALL) for column in (own, ALL)}


def lines(found: Figures) -> tuple[tuple[Key, ...], ...]:
    """Return the sums that a reader can check: each line's last cell is the sum of the others."""
    kinds = sorted({cell.kind for cell in found} - {ALL})
    return tuple(line for table in TABLES for line in _of_table(found, table, kinds) if len(line) > 1)


def _of_table(found: Figures, table: str, kinds: list[str]) -> Iterable[tuple[Key, ...]]:
    columns = sorted({cell.column for cell in found if cell.table == table})
    for kind in (*kinds, ALL):
        yield _there(found, [key(table, kind, column) for column in (*columns, ALL)])
    for column in (*columns, ALL):
        yield _there(found, [key(table, kind, column) for kind in (*kinds, ALL)])


def _there(found: Figures, cells: list[Key]) -> tuple[Key, ...]:
    return tuple(cell for cell in cells if cell in found)
