"""Spreadsheets: read as they were typed; what a spreadsheet calculated, merged or packed for ever is refused with its place."""

import contextlib
import datetime
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from tests.sizes import examples

from kniha.runs.importing import xlsx_checks
from kniha.runs.importing.forms import Form
from kniha.runs.importing.rows import Row
from kniha.runs.importing.xlsx_rows import open_xlsx
from kniha.vocab.errors import MalformedError, TooLargeError


def sheet_of(rows: Iterable[Iterable[object]], title: str = "list") -> Worksheet:
    sheet = openpyxl.Workbook().active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return sheet


def saved(folder: Path, sheet: Worksheet) -> Path:
    sheet.parent.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def read(path: Path, **form: object) -> list[Row]:
    return list(open_xlsx(path, Form(**form)).rows())


def repacked(path: Path, part: str, change) -> Path:
    """The same container with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_cell_is_read_as_what_it_shows(tmp_path: Path) -> None:
    noon = datetime.datetime(2020, 8, 12, 23, 10)  # noqa: DTZ001  as a spreadsheet has it
    rows = [
        ["id", "day", "at", "count", "share", "yes", "words", "none"],
        [7, datetime.date(2020, 8, 12), noon, 3.0, 0.5, True, " Так ", None],
    ]
    (row,) = read(saved(tmp_path, sheet_of(rows)))
    assert row.cells == {
        "id": "7", "day": "2020-08-12", "at": "2020-08-12 23:10:00", "count": "3", "share": "0.5", "yes": "true",
        "words": " Так ", "none": "",
    }  # fmt: skip
    assert (row.number, row.sheet, row.faults) == (2, "list", ())


def test_empty_rows_are_passed_over_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    assert [row.number for row in read(saved(tmp_path, sheet_of([["id"], [1], [None], [""], [4]])))] == [2, 5]


def test_a_text_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    sheet = sheet_of([["id", "words"], [1, "x"]])
    sheet["B2"].value, sheet["B2"].data_type = "=2+2", "s"
    (row,) = read(saved(tmp_path, sheet))
    assert (row.cells["words"], row.faults) == ("=2+2", ())


def test_the_mapping_names_the_sheet_and_the_row_of_the_head(tmp_path: Path) -> None:
    sheet = sheet_of([["Our list", None], ["id", "what"], [1, "a"]])
    sheet.merge_cells("A1:B1")
    sheet.parent.create_sheet("other").append(["x"])
    path = saved(tmp_path, sheet)
    assert [row.cells for row in read(path, sheet="list", header_row=2)] == [{"id": "1", "what": "a"}]
    with pytest.raises(MalformedError, match=r"2 sheets \(list, other\)"):
        read(path)
    with pytest.raises(MalformedError, match="no sheet 'third'"):
        read(path, sheet="third")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("=1+1", "column 'what': a formula"),
        ('=HYPERLINK("http://a.example","x")', "column 'what': a formula"),
        ("#REF!", "column 'what': an error"),
    ],
)
def test_a_formula_or_an_error_is_a_fault_of_its_row_alone(tmp_path: Path, value: str, why: str) -> None:
    bad, good = read(saved(tmp_path, sheet_of([["id", "what"], [1, value], [2, "a"]])))
    assert [fault.startswith(why) for fault in bad.faults] == [True]
    assert good.faults == ()


def test_a_date_that_cannot_be_is_a_fault_of_its_row(tmp_path: Path) -> None:
    sheet = sheet_of([["id", "day"], [1, 99_999_999]])
    sheet["B2"].number_format = "yyyy-mm-dd"
    (row,) = read(saved(tmp_path, sheet))
    assert "a date that cannot be" in row.faults[0]


def test_a_value_under_no_name_is_a_fault(tmp_path: Path) -> None:
    (row,) = read(saved(tmp_path, sheet_of([["id"], [1, "lost"]])))
    assert row.faults == ("column 2 holds a value and has no name in row 1",)


def test_merged_cells_are_refused_with_their_range(tmp_path: Path) -> None:
    sheet = sheet_of([["id", "what"], *([number, "a"] for number in range(5))])
    sheet.merge_cells("B2:B4")
    with pytest.raises(MalformedError, match="cells are merged: B2:B4"):
        read(saved(tmp_path, sheet))


@pytest.mark.parametrize("head", [[], ["id", "id"], [None, None]])
def test_a_sheet_without_a_head_is_refused(tmp_path: Path, head: list) -> None:
    with pytest.raises(MalformedError):
        read(saved(tmp_path, sheet_of([head, [1, 2]])))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"id,what\n1,a\n", "no ZIP"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "under a password"),
        (b"PK\x05\x06" + bytes(18), "cannot be read|not an .xlsx"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "list.xlsx").write_bytes(data)
    with pytest.raises(MalformedError, match=why):
        read(tmp_path / "list.xlsx")


def test_a_part_that_unpacks_without_end_is_not_unpacked(tmp_path: Path) -> None:
    path = repacked(saved(tmp_path, sheet_of([["id"], [1]])), "xl/worksheets/sheet1.xml", lambda data: data + b" " * (64 << 20))
    with pytest.raises(TooLargeError, match="64 MiB out of"):
        read(path)


def test_entities_are_refused_before_the_xml_is_read(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = repacked(
        saved(tmp_path, sheet_of([["id"], [1]])), "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<worksheet", bomb + b"<worksheet")
    )
    with pytest.raises(MalformedError, match="entities"):
        read(path)


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    path = repacked(saved(tmp_path, sheet_of([["id"], [1]])), "xl/worksheets/sheet1.xml", lambda data: data[:-40])
    with pytest.raises(MalformedError, match="cannot be read"):
        read(path)


def test_a_part_that_begins_before_the_file_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, sheet_of([["id"], [1]]))
    data = bytearray(path.read_bytes())
    told = data.rindex(b"PK\5\6") + 16  # where the end of the archive says that its directory begins
    data[told : told + 4] = (int.from_bytes(data[told : told + 4], "little") + 30).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(MalformedError, match="before the file does"):
        read(path)


@given(places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_altered_in_the_bytes_is_read_or_refused_in_words(tmp_path: Path, places: list[tuple[float, int]]) -> None:
    path = saved(tmp_path, sheet_of([["id", "words"], [1, "нас спынілі"], [2, "каля метро"]]))
    data = bytearray(path.read_bytes())
    for place, byte in places:
        data[int(place * len(data))] = byte
    path.write_bytes(data)
    with contextlib.suppress(MalformedError, TooLargeError):
        read(path)


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_checks, "MOST_PARTS", 3)
    with pytest.raises(TooLargeError, match="at most 3 parts"):
        read(saved(tmp_path, sheet_of([["id"], [1]])))


@pytest.mark.soak
def test_many_rows_take_little_memory(tmp_path: Path, soaking: bool) -> None:
    import tracemalloc

    count = 1_000_000 if soaking else 20_000
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.append(["id", "what"])
    for number in range(count):
        sheet.append([number, "same"])
    book.save(tmp_path / "list.xlsx")
    found = open_xlsx(tmp_path / "list.xlsx", Form())
    tracemalloc.start()
    assert sum(1 for _ in found.rows()) == count
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12 << 20
