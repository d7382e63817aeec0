"""Tables of pairs of names in files for the engine `names`: the rows come back with three columns more.

Rows are read, compared and written one after another. All columns are kept as they are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kniha.names.comparing import SAME_FROM, compare
from kniha.names.parsing import Name, parse
from kniha.names.reasons import told
from kniha.runs.table_files import check_written, read_rows, shown, write_rows, written
from kniha.vocab.errors import MalformedError

NEEDED = ("left", "right")
ADDED = ("probability", "same", "reasons")
_AT_ONCE = 20_000
_KEPT = 1 << 16


@dataclass(slots=True)
class Counts:
    """What a run has done: rows, rows held to be the same, and rows in which no name or several were found, by the code of the note."""

    rows: int = 0
    same: int = 0
    notes: dict[str, int] = field(default_factory=dict)


def compare_table(given: str, out: str, *, language: str, tell: Callable[[int], None]) -> Counts:
    """Compare the names of each row of `given` and write `out`; `tell` hears of every 20,000 rows. MalformedError for another table."""
    check_written(out)
    counts = Counts()
    columns, rows = read_rows(given)
    if missing := [column for column in NEEDED if column not in columns]:
        raise MalformedError(f"{shown(given)} has no column {', '.join(missing)}")
    if taken := [column for column in ADDED if column in columns]:
        raise MalformedError(f"{shown(given)} has a column {taken[0]} already, which would be written over")
    places = columns.index("left"), columns.index("right")
    compared = _compared(rows, places, counts, language=language, tell=tell)
    with written(out) as path:
        write_rows(path, out, [*columns, *ADDED], ([*row, *found] for row, *found in compared))
    return counts


def _compared(
    rows: Iterator[Sequence[Any]], places: tuple[int, int], counts: Counts, *, language: str, tell: Callable[[int], None]
) -> Iterator[tuple[Sequence[Any], float, int, str]]:  # Any: cells of a stranger's table are kept as they are
    left, right = places
    for row in rows:
        one, other = _parsed(_text(row[left])), _parsed(_text(row[right]))
        found = compare(one, other)
        same = 1 if found.probability >= SAME_FROM else 0
        counts.rows += 1
        counts.same += same
        for name in (one, other):
            if name.note is not None:
                counts.notes[name.note] = counts.notes.get(name.note, 0) + 1
        if counts.rows % _AT_ONCE == 0:
            tell(counts.rows)
        yield row, found.probability, same, "; ".join([told(reason, language) for reason in found.reasons])


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> Name:
    return parse(text)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else "" if cell is None else str(cell)
