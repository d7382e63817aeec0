"""Tables as a spreadsheet: XLSX, row by row. What a source wrote is a text cell, also where it begins like a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from kniha.runs.exporting.tables import plain

LONGEST_TEXT = 32_767
"""Characters that a cell of a spreadsheet holds."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CUT = " […]"


class Sheets:
    """A spreadsheet that is written row by row; each sheet's head is frozen, days and instants are days and instants."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self.cut = 0
        """Texts that were too long for a cell, and are cut with a mark."""

    def add(self, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write one sheet."""
        sheet = self._book.create_sheet(title)
        sheet.freeze_panes = "A2"
        names = [self._cell(sheet, name) for name in head]
        for name in names:
            name.font = Font(bold=True)
        sheet.append(names)
        for row in rows:
            sheet.append([self._cell(sheet, cell) for cell in row])

    def save(self, stream: BinaryIO) -> None:
        """Write the file."""
        self._book.save(stream)

    def _cell(self, sheet: Any, cell: object) -> WriteOnlyCell:  # Any: openpyxl ships no types
        match cell:
            case datetime():
                made = WriteOnlyCell(sheet, cell.astimezone(UTC).replace(tzinfo=None))
                made.number_format = "yyyy-mm-dd hh:mm:ss"
            case date():
                made = WriteOnlyCell(sheet, cell)
                made.number_format = "yyyy-mm-dd"
            case bool() | int() | float() | Decimal():
                made = WriteOnlyCell(sheet, cell)
            case _:
                made = WriteOnlyCell(sheet, self._text(plain(cell)))
                made.data_type = "s"  # openpyxl takes what begins with = for a formula
        return made

    def _text(self, text: str) -> str:
        shown = _CONTROL.sub("\ufffd", text)
        if len(shown) <= LONGEST_TEXT:
            return shown
        self.cut += 1
        return shown[: LONGEST_TEXT - len(_CUT)] + _CUT
