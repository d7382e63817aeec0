"""Tables as a spreadsheet: XLSX, row by row. What a source wrote is a text cell, also where it begins like a formula.

Written here and not by openpyxl (docs/adr/0028): that lays every row into a file of /tmp, in clear, before it packs it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

from kniha.runs.exporting.tables import plain

LONGEST_TEXT = 32_767
"""Characters that a cell of a spreadsheet holds."""

Row = Sequence[object]
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CUT = " […]"
_PIECE = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FIRST_DAY = date(1899, 12, 30)
_FIRST_INSTANT = datetime(1899, 12, 30)  # noqa: DTZ001  the format knows no zone
_DAY, _INSTANT, _BOLD = 1, 2, 3
"""Styles, by their places in styles.xml beside this module."""

_HEAD = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews><sheetData>'
)
_END = "</sheetData></worksheet>"


class _Pieces(io.RawIOBase):
    """What the archive has written and nobody took yet."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer, as zipfile gives it
        self._held += data
        return len(data)

    def take(self, *, at_least: int = 1) -> bytes:
        if len(self._held) < at_least:
            return b""
        taken = bytes(self._held)
        self._held.clear()
        return taken


class Sheets:
    """A spreadsheet that is written row by row; each sheet's head is frozen, days and instants are days and instants.

    Nothing is kept but the piece under way: what `add` and `end` yield is the file.
    """

    def __init__(self) -> None:
        self._pieces = _Pieces()
        self._archive = zipfile.ZipFile(self._pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self._titles: list[str] = []
        self.cut = 0
        """Texts that were too long for a cell, and are cut with a mark."""

    def add(self, title: str, head: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
        """Write one sheet. `rows` may be as long as it is."""
        self._titles.append(title)
        with self._archive.open(_part(f"xl/worksheets/sheet{len(self._titles)}.xml"), "w", force_zip64=True) as sheet:
            sheet.write(_HEAD.encode())
            sheet.write(f"<row>{''.join(self._text(name, style=_BOLD) for name in head)}</row>".encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(self._cell, row))}</row>".encode())
                if piece := self._pieces.take(at_least=_PIECE):
                    yield piece
            sheet.write(_END.encode())
        yield self._pieces.take()

    def end(self) -> Iterator[bytes]:
        """Write what binds the sheets together."""
        for name, text in self._parts():
            self._archive.writestr(_part(name), text, zipfile.ZIP_DEFLATED)
        self._archive.close()
        yield self._pieces.take()

    def _cell(self, cell: object) -> str:
        match cell:
            case datetime():
                return _number((cell.astimezone(UTC).replace(tzinfo=None) - _FIRST_INSTANT).total_seconds() / 86_400, style=_INSTANT)
            case date():
                return _number((cell - _FIRST_DAY).days, style=_DAY)
            case bool():
                return f'<c t="b"><v>{int(cell)}</v></c>'
            case int() | float() | Decimal():
                return _number(cell)
            case None | "":
                return "<c/>"
            case _:
                return self._text(plain(cell))

    def _text(self, text: str, *, style: int = 0) -> str:
        """An inline string: no spreadsheet takes that for a formula."""
        shown = _CONTROL.sub("\ufffd", text)
        if len(shown) > LONGEST_TEXT:
            self.cut += 1
            shown = shown[: LONGEST_TEXT - len(_CUT)] + _CUT
        return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(shown)}</t></is></c>'

    def _parts(self) -> Iterator[tuple[str, str]]:
        """Name and text of each part but the sheets."""
        numbered = list(enumerate(self._titles, start=1))
        sheets = "".join(f'<sheet name={quoteattr(title[:31])} sheetId="{n}" r:id="r{n}"/>' for n, title in numbered)
        yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'
        told = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered]
        yield "xl/_rels/workbook.xml.rels", _relations([*told, ("styles", "styles", "styles.xml")])
        yield "_rels/.rels", _relations([("book", "officeDocument", "xl/workbook.xml")])
        yield "xl/styles.xml", (files("kniha.runs.exporting") / "styles.xml").read_text()
        types = "".join(_type(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n, _ in numbered)
        yield (
            "[Content_Types].xml",
            (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{_type("/xl/workbook.xml", "sheet.main")}'
                f"{_type('/xl/styles.xml', 'styles')}{types}</Types>"
            ),
        )


def _part(name: str) -> zipfile.ZipInfo:
    """A part that tells no time of its making."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _number(value: object, *, style: int = 0) -> str:
    return f'<c s="{style}"><v>{plain(value)}</v></c>'


def _relations(told: Iterable[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for name, kind, target in told)
    return f'<Relationships xmlns="{_PACKAGE}">{each}</Relationships>'


def _type(name: str, kind: str) -> str:
    return f'<Override PartName="{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
