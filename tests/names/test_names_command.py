"""`kniha names compare` on files: CSV, Parquet, streams, the report; bad tables told; OUT whole or as it was."""

import csv
import io
import json
import sys

import pytest

from kniha.cli.main import main

PAIRS = """id,left,right,note
1,Яўген Каваленка,Евгений Коваленко,"kept, as it is"
2,Аляксандр Канстанцінавіч Зуб,Александр Николаевич Зуб,
3,не вядома,Иван Иванов,
4,,,
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "pairs.csv").write_text(PAIRS)
    return tmp_path


def kniha(files, *words):
    return main(["names", "compare", *(str(files / word) if "." in word else word for word in words)])


def rows(path):
    return list(csv.DictReader(path.open()))


def test_each_row_comes_back_with_probability_verdict_and_reasons(files, capsys):
    assert kniha(files, "pairs.csv", "out.csv") == 0
    found = rows(files / "out.csv")
    assert list(found[0]) == ["id", "left", "right", "note", "probability", "same", "reasons"]
    assert [row["same"] for row in found] == ["1", "0", "0", "0"]
    assert found[0]["note"] == "kept, as it is"
    assert float(found[0]["probability"]) > 0.9
    assert found[1]["reasons"].startswith("patronymic conflicts: Канстанцінавіч / Николаевич; ")
    assert found[2]["reasons"] == "no name is known: не вядома"
    assert (files / "out.csv").stat().st_mode & 0o777 == 0o600
    assert "4 pairs, 1 the same, 3 names with the note no-name" in capsys.readouterr().err


def test_reasons_are_in_the_language_asked(files):
    assert kniha(files, "pairs.csv", "out.csv", "--language", "be") == 0
    assert rows(files / "out.csv")[1]["reasons"].startswith("імёны па бацьку разыходзяцца")


def test_the_report_for_machines(files, capsys):
    assert kniha(files, "pairs.csv", "out.csv", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["same"], told["notes"]) == (4, 1, {"no-name": 3})


def test_parquet_goes_in_and_out_and_says_the_same(files):
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    given = list(csv.DictReader(io.StringIO(PAIRS)))
    parquet.write_table(
        pyarrow.Table.from_pylist([{**row, "id": int(row["id"]), "left": row["left"] or None} for row in given]), files / "p.parquet"
    )
    assert kniha(files, "p.parquet", "out.parquet") == 0
    assert kniha(files, "pairs.csv", "out.csv") == 0
    found = parquet.read_table(files / "out.parquet").to_pylist()
    assert [row["id"] for row in found] == [1, 2, 3, 4]
    assert [f"{row['probability']:.9f}" for row in found] == [row["probability"] for row in rows(files / "out.csv")]
    assert [row["same"] for row in found] == [1, 0, 0, 0]


def test_streams_and_other_dividers(files, monkeypatch, capsysbinary):
    text = "left;right\nЯўген Каваленка;Евгений Коваленко\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + text.encode())))
    assert kniha(files, "-", "-") == 0
    out, err = capsysbinary.readouterr()
    assert out.decode().splitlines()[0] == "left,right,probability,same,reasons"
    assert b"1 pairs, 1 the same" in err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a,b\n1,2\n", "has no column left, right"),
        ("left,right,same\na,b,1\n", "has a column same already"),
        ("left,right\na\n", "expected 2 cells in each row, found 1 in row 2"),
        ("", "has no column left, right"),
        (b"left,right\n\xff\xfe,b\n", "UTF-8"),
    ],
)
def test_a_bad_table_is_told_and_nothing_is_written(files, capsys, table, said):
    (files / "bad.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    (files / "out.csv").write_text("as it was")
    assert kniha(files, "bad.csv", "out.csv") == 2
    assert said in capsys.readouterr().err
    assert (files / "out.csv").read_text() == "as it was"
    assert not [path for path in files.iterdir() if path.name.startswith(".kniha")]


def test_an_ending_or_a_file_that_is_not_known_is_told(files, capsys):
    assert kniha(files, "pairs.csv", "out.txt") == 2
    assert kniha(files, "nothing.csv", "out.csv") == 2
    (files / "no.parquet").write_text("left,right\n")
    assert kniha(files, "no.parquet", "out.csv") == 2
    assert "Parquet" in capsys.readouterr().err
