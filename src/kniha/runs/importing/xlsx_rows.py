"""XLSX as rows, a row at a time. openpyxl knows the form (docs/adr/0028); what a spreadsheet would calculate is never calculated here.

Merged cells are refused with their range: what a value stands for, that stands once for five rows, is known to who merged them.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser

from kniha.runs.importing.csv_rows import digest_of
from kniha.runs.importing.forms import Form
from kniha.runs.importing.rows import OpenList, Row
from kniha.runs.importing.sources import Source
from kniha.runs.importing.xlsx_checks import merged_ranges, opened
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

_MOST_COLUMNS = 500
_SHOWN = 5
_MIDNIGHT = time(0)
_LAST_ROW = re.compile(r"(\d+)$")

Cell = dict[str, Any]  # Any: a cell's value by its type


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where one sheet lies, and the names of its columns by their number."""

    source: Source
    title: str
    part: str
    header_row: int
    head: tuple[str, ...]


def open_xlsx(source: Source, form: Form) -> OpenList:
    """Return the list in one sheet of the file; its rows are counted as they are read."""
    with opened(source) as archive, source.open("rb") as stream:
        book = _workbook(stream)
        title, part = _chosen(book, form.sheet)
        _check_merged(archive, part, form.header_row)
        head = _head(book, archive, part, form.header_row)
        book.close()
    notes = () if form.sheet else (f"sheet {title!r}, the only one",)
    sheet = _Sheet(source, title, part, form.header_row, head)
    return OpenList(frozenset(head), None, digest_of(source), lambda: _rows(sheet), notes)


def _workbook(stream: BinaryIO) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on what a workbook has beside its cells: styles, validations
            return load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise MalformedError(f"the file is not an .xlsx that can be read ({type(error).__name__})") from error


def _chosen(book: Workbook, wanted: str) -> tuple[str, str]:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted and wanted not in sheets:
        raise MalformedError(f"the spreadsheet has no sheet {wanted!r}; it has {', '.join(sheets)}")
    if not wanted and len(sheets) != 1:
        raise MalformedError(f'the spreadsheet has {len(sheets)} sheets ({", ".join(sheets)}): the mapping says which, as sheet = "…"')
    title = wanted or next(iter(sheets))
    return title, str(sheets[title]._worksheet_path)  # noqa: SLF001  a read-only sheet does not say otherwise where it lies


def _check_merged(archive: ZipFile, part: str, header_row: int) -> None:
    """A title merged over the table, above its head, does no harm."""
    ranges = [one for one in merged_ranges(archive, part) if int(_found(_LAST_ROW, one)) >= header_row]
    if ranges:
        more = f" and {len(ranges) - _SHOWN} more" if len(ranges) > _SHOWN else ""
        raise MalformedError(
            f"cells are merged: {', '.join(ranges[:_SHOWN])}{more}. Part them in the spreadsheet, and write into each what it means"
        )


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else "0"


def _head(book: Workbook, archive: ZipFile, part: str, header_row: int) -> tuple[str, ...]:
    for number, cells in _parsed(book, archive, part):
        if number == header_row:
            return _names(cells)
        if number > header_row:
            break
    raise MalformedError(f"row {header_row} of the sheet is empty: it is to hold the names of the columns")


def _names(cells: Sequence[Cell]) -> tuple[str, ...]:
    by_column = {cell["column"]: cell["value"] for cell in cells if cell["value"] not in (None, "")}
    if not by_column or max(by_column) > _MOST_COLUMNS:
        raise MalformedError(f"a list has 1 to {_MOST_COLUMNS} columns, found {max(by_column, default=0)}")
    names = tuple(str(by_column.get(column, "")).strip() for column in range(1, max(by_column) + 1))
    for place, name in enumerate(names, 1):
        if name and names.index(name) != place - 1:
            raise MalformedError(f"two columns are called {name!r}")
    return names


def _rows(sheet: _Sheet) -> Iterator[Row]:
    with opened(sheet.source) as archive, sheet.source.open("rb") as stream:
        book = _workbook(stream)
        try:
            for number, cells in _parsed(book, archive, sheet.part):
                if number > sheet.header_row and any(cell["value"] not in (None, "") for cell in cells):
                    yield _row(number, cells, sheet)
        finally:
            book.close()


def _parsed(book: Workbook, archive: ZipFile, part: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of a sheet. openpyxl's own loop keeps an empty element of every row; here they go as they are read."""
    settings: Any = book  # Any: openpyxl ships no types
    parser = WorkSheetParser(
        archive.open(part), _strings(settings), epoch=settings.epoch, date_formats=settings._date_formats,  # noqa: SLF001  what its own
        timedelta_formats=settings._timedelta_formats,  # noqa: SLF001  reader is given
    )  # fmt: skip
    rows: Any = None  # Any: the element that collects the rows
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a date that cannot be becomes an error in its cell, and is refused as one
            for event, element in iterparse(parser.source, ("start", "end")):  # noqa: S314  without entities: xlsx_checks
                if event == "start":
                    rows = element if element.tag == DATA_TAG else rows
                elif element.tag == ROW_TAG:
                    yield parser.parse_row(element)
                    rows.clear()
    except (ParseError, BadZipFile, ValueError, IndexError, KeyError, TypeError) as error:
        raise MalformedError(f"a row of the sheet cannot be read ({type(error).__name__})") from error
    finally:
        parser.source.close()


def _strings(book: Any) -> Any:  # Any: openpyxl ships no types
    return book.worksheets[0]._shared_strings  # noqa: SLF001  one table for all sheets


def _row(number: int, cells: Sequence[Cell], sheet: _Sheet) -> Row:
    values: dict[str, JSON] = dict.fromkeys(filter(None, sheet.head), "")
    faults = []
    for cell in cells:
        name = sheet.head[cell["column"] - 1] if cell["column"] <= len(sheet.head) else ""
        if cell["value"] in (None, ""):
            continue
        if not name:
            faults.append(f"column {cell['column']} holds a value and has no name in row {sheet.header_row}")
        elif fault := _fault(cell):
            faults.append(f"column {name!r}: {fault}")
        else:
            values[name] = _plain(cell["value"])
    return Row(values, number, sheet.title, faults=tuple(faults))


def _fault(cell: Cell) -> str:
    match cell["data_type"]:
        case "f":
            return "a formula; paste its value in its place"
        case "e":
            return "an error of the spreadsheet, or a date that cannot be"
        case _:
            return ""


def _plain(value: object) -> str:
    """What a cell shows, as text; a day or an instant as ISO 8601 writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == _MIDNIGHT else value.replace(microsecond=0).isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
