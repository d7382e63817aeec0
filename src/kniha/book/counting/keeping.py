"""A table of numbers as it is kept, and beside the same asked again. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kniha.book.counting.rules import Code, Table, parse_question
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError, TooLargeError

LONGEST_TITLE = 200
MOST_CELLS = 5_000
"""Cells of a kept table: an entry holds them all."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell that is another number now than it was; 0 where it was, or is, none."""

    row: Code
    column: Code
    was: int
    now: int


def must_be_titled(title: str) -> None:
    """A count is kept under a title."""
    if not title.strip():
        raise MalformedError("a count is kept under a title")
    if len(title.strip()) > LONGEST_TITLE:
        raise TooLargeError(f"a title has at most {LONGEST_TITLE} characters")


def cells_of(table: Table) -> list[list[JSON]]:
    """The numbers of a table as rows of row, column and number, in their order; then those of rows, columns and all."""
    found: list[list[JSON]] = [["cell", row, column, number] for (row, column), number in sorted(table.cells.items())]
    found += [["row", row, "", number] for row, number in sorted(table.by_row.items())]
    if table.question.columns:
        found += [["column", "", column, number] for column, number in sorted(table.by_column.items())]
    found.append(["all", "", "", table.total])
    if len(found) > MOST_CELLS:
        raise TooLargeError(f"a count that is kept has at most {MOST_CELLS:,} numbers; this one has {len(found):,}: narrow it")
    return found


def table_of(question: Mapping[str, JSON], cells: Sequence[Sequence[JSON]]) -> Table:
    """The table that was kept."""
    by: dict[str, dict[tuple[str, str], int]] = {"cell": {}, "row": {}, "column": {}, "all": {}}
    for what, row, column, number in cells:
        by[str(what)][str(row), str(column)] = int(str(number))
    asked = parse_question(question)
    by_row = {row: number for (row, _), number in by["row"].items()}
    by_column = {column: number for (_, column), number in by["column"].items()}
    columns = tuple(sorted(by_column)) if asked.columns else ("",)
    return Table(asked, tuple(sorted(by_row)), columns, by["cell"], by_row, by_column, by["all"]["", ""])


def moved(was: Table, now: Table) -> tuple[Moved, ...]:
    """The cells that differ, by row and column; that of all, as a row and column without a code, stands first where it does."""
    found = [Moved("", "", was.total, now.total)] if was.total != now.total else []
    for codes in sorted(was.cells.keys() | now.cells.keys()):
        before, after = was.cells.get(codes, 0), now.cells.get(codes, 0)
        if before != after:
            found.append(Moved(*codes, before, after))
    return tuple(found)


def digest_of(ids: Iterable[str]) -> str:
    """SHA-256 of the ids of what was counted, in their order, each a line: whether the same things are counted again."""
    found = hashlib.sha256()
    for one in sorted(ids):
        found.update(f"{one}\n".encode())
    return found.hexdigest()
