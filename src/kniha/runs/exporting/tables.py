"""Tables as text: CSV. What a source wrote stays text, also where it begins like a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

Cell = str | int | float | date | datetime | bool | tuple[str, ...] | None
Record = Mapping[str, Cell]

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"-\d+(?:\.\d+)?")


def harmless(text: str) -> str:
    """Text for a CSV, against a source who writes a formula: a spreadsheet would run what begins like one. A number below zero stays."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) and not _NUMBER.fullmatch(text) else text


def plain(cell: object) -> str:
    """A cell as text: instants in UTC, several values divided by semicolons."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(UTC).isoformat()
        case date():
            return cell.isoformat()
        case tuple():
            return "; ".join(map(str, cell))
        case Decimal():
            return f"{cell:f}"
        case bool():
            return "true" if cell else "false"
        case _:
            return str(cell)


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]], *, mark: str = "\ufeff") -> Iterator[str]:
    """The lines of a CSV, behind a mark by which spreadsheets read Cyrillic as what it is (or none)."""
    yield mark
    yield _line(head)
    for row in rows:
        yield _line([harmless(plain(cell)) for cell in row])


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
