"""The rows of a list of medical papers, gathered: a paper has one row, or one for each finding, under a number that repeats."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from kniha.runs.importing.rows import OpenList, Row
from kniha.vocab.errors import MalformedError


def together(found: OpenList, column: str) -> OpenList:
    """One row for each paper, with its further rows in `more`. The list is read through once before: a paper in two places stops it.

    Else the first half of a paper would be entered as a whole one, and be signed without the rest.
    """
    seen: set[str] = set()
    rows = 0
    for number, group in _groups(found.rows(), column):
        first, *more = group
        rows += 1 + len(more)
        if number and number in seen:
            raise MalformedError(f"row {first.number} belongs to a paper that stands further up: sort the list by the column {column!r}")
        seen.add(number or f"\0{first.number}")
    note = f"{rows} rows are {len(seen)} papers"
    return replace(found, count=len(seen), rows=lambda: _gathered(found.rows(), column), notes=(*found.notes, note))


def _gathered(rows: Iterable[Row], column: str) -> Iterator[Row]:
    for _, (first, *more) in _groups(rows, column):
        faults = (*first.faults, *(f"in row {row.number}: {fault}" for row in more for fault in row.faults))
        yield replace(first, more=tuple(more), faults=faults)


def _groups(rows: Iterable[Row], column: str) -> Iterator[tuple[str, list[Row]]]:
    """Rows under one number; one without a number stands alone, and is refused later."""
    for (_, number), group in groupby(rows, lambda row: (row.sheet, str(row.cells.get(column) or "").strip())):
        if number:
            yield number, list(group)
        else:
            yield from (("", [row]) for row in group)
