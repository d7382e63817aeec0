"""Tables of numbers as a page shows them: lines with their labels, bars and the addresses of what they count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kniha.book.access.models import Registrar
from kniha.book.counting.rules import Code, Question, Table
from kniha.desk.language import language
from kniha.desk.numbers.forms import address_of
from kniha.desk.numbers.wording import called, in_order
from kniha.vocab import terms

SHOWN_COLUMNS = 24
"""Columns of a table that a page shows; the files have them all."""
WHOLE = 1000
"""Width of the longest bar, in the units of its drawing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and where what it counts is listed; without an address for none."""

    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its number over all columns, its bar, and its cells."""

    code: Code
    label: str
    figure: Figure
    bar: int
    cells: tuple[Figure, ...] = ()
    counts_events: bool = False
    """Whether kinds of this row count happenings and not people."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole table as a page or file shows it."""

    question: Question
    measure: str
    by: str
    across: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[Figure, ...]
    total: Figure
    hidden_columns: int
    address: str
    more: int
    """Rows that are not shown here."""
    since: date | None
    until: date | None
    """The days of its period."""


def table_shown(registrar: Registrar, table: Table, *, most: int | None = None, opens: bool = True) -> Shown:
    """The table with the words of the page's language; `most` rows of it. A kept one `opens` nothing: what it counted may have changed."""
    question = table.question
    ordered = in_order(question.rows, table.by_row)
    rows = ordered if most is None else _first(question.rows, ordered, most)
    columns = in_order(question.columns, table.by_column) if question.columns else []
    shown = columns[:SHOWN_COLUMNS]
    labels = called(registrar, question.rows, rows)
    heads = called(registrar, question.columns, shown) if question.columns else {}
    longest = max((table.by_row[row] for row in rows), default=0) or 1
    events = {term.code for term in terms.terms("act-kinds") if term.counts == "events"} if question.rows == "kind" else frozenset()
    lines = tuple(
        Line(
            row, labels[row], _figure(question, table.by_row[row], opens=opens, row=row), round(WHOLE * table.by_row[row] / longest),
            tuple(_figure(question, table.cells.get((row, column), 0), opens=opens, row=row, column=column) for column in shown),
            row in events,
        )
        for row in rows
    )  # fmt: skip
    return Shown(
        question, terms.label("count-measures", question.measure, language()), _dimension(question.rows), _dimension(question.columns),
        tuple(heads[column] for column in shown), lines,
        tuple(_figure(question, table.by_column[column], opens=opens, column=column) for column in shown),
        _figure(question, table.total, opens=opens), len(columns) - len(shown),
        f"{reverse('numbers-table')}?{address_of(question)}", len(ordered) - len(rows), question.first, question.last,
    )  # fmt: skip


def as_rows(registrar: Registrar, table: Table) -> tuple[list[str], Iterator[Sequence[object]]]:
    """The head and the rows of a file with all rows and columns, the codes beside their words."""
    question = table.question
    rows = in_order(question.rows, table.by_row)
    columns = in_order(question.columns, table.by_column) if question.columns else []
    heads = called(registrar, question.columns, columns) if question.columns else {}
    labels = called(registrar, question.rows, rows)
    head = [question.rows, _dimension(question.rows), *(heads[column] for column in columns), question.measure]
    return head, _rows(table, rows, columns, labels)


def _rows(table: Table, rows: Iterable[Code], columns: Sequence[Code], labels: Mapping[Code, str]) -> Iterator[Sequence[object]]:
    for row in rows:
        yield (row, labels[row], *(table.cells.get((row, column), 0) for column in columns), table.by_row[row])
    yield ("", "", *(table.by_column[column] for column in columns), table.total)


def _first(dimension: str, codes: list[Code], most: int) -> list[Code]:
    """The first rows; of times the last, which people look for."""
    if len(codes) <= most:
        return codes
    return codes[-most:] if dimension in {"year", "month", "day"} else codes[:most]


def _dimension(code: str) -> str:
    return terms.label("count-dimensions", code, language()) if code else ""


def _figure(question: Question, number: int, *, opens: bool, row: Code | None = None, column: Code | None = None) -> Figure:
    if not number or not opens:
        return Figure(number, "")
    more = {name: code for name, code in (("row", row), ("column", column)) if code is not None}
    return Figure(number, f"{reverse('numbers-records')}?{address_of(question, **more)}")
