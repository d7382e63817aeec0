"""Files that others send, by their defects: each is read as what it is, or refused before a row of it is entered, saying what and where."""

import codecs
from pathlib import Path

import pytest

from kniha.runs.importing.csv_rows import open_csv
from kniha.runs.importing.forms import Form
from kniha.runs.importing.json_rows import open_json, open_lines
from kniha.vocab.errors import MalformedError, TooLargeError

TABLE = 'id,what\n1,Затрыманне ля парка\n2,"у два\nрадкі"\n'
CELLS = [{"id": "1", "what": "Затрыманне ля парка"}, {"id": "2", "what": "у два\nрадкі"}]


def written(folder: Path, data: bytes, name: str = "list.csv") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize(
    ("encoding", "stated", "note"),
    [
        ("utf-8", "", None),
        ("utf-8-sig", "", "encoding utf-8, by the mark"),
        ("utf-16", "", "encoding utf-16, by the mark"),
        ("utf-16", "utf-16", None),
        ("utf-8-sig", "utf-8", None),
        ("cp1251", "cp1251", "encoding cp1251, as the mapping says"),
        ("cp1251", "windows-1251", "encoding cp1251, as the mapping says"),
        ("koi8-u", "koi8-u", "encoding koi8-u"),
    ],
)
def test_a_table_is_read_in_the_encoding_that_it_says_or_the_mapping_names(
    tmp_path: Path, encoding: str, stated: str, note: str | None
) -> None:
    text = TABLE.replace("і", "i") if encoding == "koi8-r" else TABLE
    found = open_csv(written(tmp_path, text.encode(encoding)), Form(encoding=stated), key="id")
    assert [dict(row.cells) for row in found.rows()] == CELLS
    assert found.count == 2
    assert any(one.startswith(note) for one in found.notes) if note else not [one for one in found.notes if "by the mark" in one]


def test_rows_know_their_place(tmp_path: Path) -> None:
    found = open_csv(written(tmp_path, b"id\n1\n\n3\n"), Form(), key="id")
    assert [row.number for row in found.rows()] == [2, 4]
    assert list(found.rows()) == list(found.rows())


@pytest.mark.parametrize(("delimiter", "note"), [(";", "';'"), ("\t", "a tab"), ("|", "'|'")])
def test_another_delimiter_is_found_by_the_column_of_ids_and_told(tmp_path: Path, delimiter: str, note: str) -> None:
    found = open_csv(written(tmp_path, f"id{delimiter}what\n1{delimiter}а, б\n".encode()), Form(), key="id")
    assert next(found.rows()).cells == {"id": "1", "what": "а, б"}
    assert note in found.notes[0]


@pytest.mark.parametrize(
    ("data", "form", "why"),
    [
        (TABLE.encode("cp1251"), Form(), r"not UTF-8 \(byte 10\)"),
        (b"id,what\n" + "а".encode() * 700_000 + b"\xff,\n", Form(), r"byte 1400008"),
        (TABLE.encode(), Form(encoding="cp1251"), "the bytes are UTF-8"),
        (codecs.BOM_UTF16_LE + "id\n".encode("utf-16-le"), Form(encoding="utf-8"), "begins with the mark of utf-16"),
        ("id,what\n1,а\n".encode("utf-16")[:-1], Form(), "not utf-16"),
        (b"", Form(), "empty"),
        (b"id,what\n1\n", Form(), "row 2 has another number of columns"),
        (b"id,what\n1,2,3\n", Form(), "row 2 has another number of columns"),
        (b"id,id\n1,2\n", Form(), "two columns are called 'id'"),
        (b"id,\n1,2\n", Form(), "column 2 has no name"),
        (b'id,what\n1,"open\n', Form(), "is not CSV"),
        (b'id,what\n1,"a"b\n', Form(), "is not CSV"),
        (b"id,what\n1," + b"x" * 1_200_000 + b"\n", Form(), "larger than field limit"),
    ],
    ids=lambda value: None if isinstance(value, Form) else str(value[:20]),
)  # fmt: skip
def test_a_table_with_a_fault_is_refused_whole_and_says_where(tmp_path: Path, data: bytes, form: Form, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        open_csv(written(tmp_path, data), form, key="id")


@pytest.mark.parametrize(
    "named", [{"encoding": "latin-nine"}, {"encoding": "utf-7"}, {"delimiter": "::"}, {"format": "word"}, {"header_row": 0}]
)
def test_a_mapping_names_no_form_that_is_not_known(named: dict) -> None:
    with pytest.raises(MalformedError, match="the mapping's"):
        Form(**named)


def test_json_becomes_columns_with_dots(tmp_path: Path) -> None:
    data = b'{"data": [{"id": "1", "place": {"town": {"name": "T"}}, "tags": ["a"]}, {"id": "2"}]}'
    found = open_json(written(tmp_path, data, "list.json"), Form(records="data"))
    assert [dict(row.cells) for row in found.rows()] == [{"id": "1", "place.town.name": "T", "tags": ["a"]}, {"id": "2"}]
    assert found.columns == {"id", "place.town.name", "tags"}


def test_json_lines_are_read_line_by_line_and_a_fault_names_its_line_without_its_words(tmp_path: Path) -> None:
    found = open_lines(written(tmp_path, b'{"id": "1"}\n\n{"id": "2"}\n', "list.jsonl"), Form())
    assert [(row.number, row.cells["id"]) for row in found.rows()] == [(1, "1"), (3, "2")]
    with pytest.raises(MalformedError, match="line 2 is not JSON") as raised:
        open_lines(written(tmp_path, '{"id": "1"}\n{"name": "Невядомы\n'.encode(), "list.jsonl"), Form())
    assert "Невядомы" not in str(raised.value)


def test_a_document_nested_without_end_and_a_line_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match="not JSON"):
        open_json(written(tmp_path, b"[" * 100_000, "list.json"), Form())
    with pytest.raises(TooLargeError, match="line 1 is longer"):
        open_lines(written(tmp_path, b'"' + b"x" * (17 << 20), "list.jsonl"), Form())
