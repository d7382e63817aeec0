"""`kniha link people` on files: who is one person's, pairs with reasons, decisions, ids kept, parameters; bad tables told."""

import csv
import io
import json
import sys

import pytest
from tests.linkage.crowd import BARANCHUK, COLUMNS, OTHERS

from kniha.cli.main import main
from kniha.vocab.terms import label


@pytest.fixture
def files(tmp_path):
    write(tmp_path / "people.csv", [COLUMNS, *BARANCHUK, *OTHERS])
    return tmp_path


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def kniha(files, *words):
    return main(["link", "people", *(str(files / word) if "." in word and "=" not in word else word for word in words)])


def rows(path):
    return list(csv.DictReader(path.open(encoding="utf-8")))


def persons(path):
    return {row["id"]: row["cluster"] for row in rows(path)}


def test_each_mention_comes_back_with_its_cluster_in_the_order_of_the_table(files, capsys):
    assert kniha(files, "people.csv", "out.csv") == 0
    found = rows(files / "out.csv")
    assert [row["id"] for row in found] == ["a1", "a2", "a3", "a4", "b1", "b2", "c1"]
    assert persons(files / "out.csv") == {"a1": "a1", "a2": "a1", "a3": "a1", "a4": "a1", "b1": "b1", "b2": "b1", "c1": "c1"}
    assert (files / "out.csv").stat().st_mode & 0o777 == 0o600
    assert "7 mentions, 3 clusters" in capsys.readouterr().err


def test_pairs_are_told_with_what_the_two_say_alone_and_with_reasons(files):
    assert kniha(files, "people.csv", "out.csv", "--pairs", "pairs.csv", "--reasons", "--language", "be") == 0
    found = {(row["left"], row["right"]): row for row in rows(files / "pairs.csv")}
    assert list(found["a1", "a2"]) == ["left", "right", "probability", "alone", "reasons"]
    assert float(found["a1", "a2"]["probability"]) > 0.9
    assert "прозвішча: тое самае" in found["a1", "a2"]["reasons"]
    assert kniha(files, "people.csv", "out.csv", "--pairs", "pairs.csv") == 0
    assert list(rows(files / "pairs.csv")[0]) == ["left", "right", "probability"]


def test_decisions_hold_and_a_contradiction_is_told(files, capsys):
    write(files / "decisions.csv", [("left", "right", "verdict"), ("a1", "a3", "not-same"), ("b1", "c1", "same")])
    assert kniha(files, "people.csv", "out.csv", "--decisions", "decisions.csv") == 0
    found = persons(files / "out.csv")
    assert found["a1"] != found["a3"]
    assert found["b1"] == found["c1"]
    write(files / "decisions.csv", [("left", "right", "verdict"), ("a1", "a2", "same"), ("a2", "a3", "same"), ("a1", "a3", "not-same")])
    capsys.readouterr()
    assert kniha(files, "people.csv", "out.csv", "--decisions", "decisions.csv", "--json") == 1
    assert json.loads(capsys.readouterr().out)["conflicts"] == [{"left": "a1", "right": "a3", "way": ["a1", "a2", "a3"]}]


def test_a_pair_says_that_it_was_decided_though_nothing_comes_of_it(files):
    write(files / "decisions.csv", [("left", "right", "verdict"), ("a1", "a2", "same")])
    assert kniha(files, "people.csv", "out.csv", "--pairs", "pairs.csv", "--reasons", "--decisions", "decisions.csv") == 0
    found = {(row["left"], row["right"]): row["reasons"].rpartition("; ")[2] for row in rows(files / "pairs.csv")}
    assert found["a1", "a2"].startswith(label("link-subjects", "decided", "en"))
    assert not found["a1", "a3"].startswith(label("link-subjects", "decided", "en"))


def test_persons_keep_their_ids(files):
    write(files / "before.csv", [("id", "cluster"), ("a3", "person-7"), ("c1", "person-1")])
    assert kniha(files, "people.csv", "out.csv", "--previous", "before.csv") == 0
    assert persons(files / "out.csv") == dict.fromkeys(("a1", "a2", "a3", "a4"), "person-7") | {"b1": "b1", "b2": "b1", "c1": "person-1"}


def test_what_was_learned_can_be_read_again_and_says_the_same(files):
    assert kniha(files, "people.csv", "out.csv", "--pairs", "one.csv", "--learned", "weights.json") == 0
    learned = json.loads((files / "weights.json").read_text())
    assert set(learned["fields"]["surname"]["same"]) == {"m", "u", "nats"}
    assert kniha(files, "people.csv", "out.csv", "--pairs", "two.csv", "--parameters", "weights.json") == 0
    ones, twos = ({(row["left"], row["right"]): float(row["probability"]) for row in rows(files / name)} for name in ("one.csv", "two.csv"))
    assert {pair for pair, chance in ones.items() if chance >= 0.5} == {pair for pair, chance in twos.items() if chance >= 0.5}


def test_parquet_json_lines_streams_and_columns_by_other_names(files, monkeypatch, capsysbinary):
    parquet, pyarrow = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    told = [dict(zip(COLUMNS, row, strict=True)) for row in (*BARANCHUK, *OTHERS)]
    renamed = [
        {"number": row["id"], "who": row["name"], "cluster": "x", **{name: row[name] or None for name in COLUMNS[2:]}} for row in told
    ]
    parquet.write_table(pyarrow.Table.from_pylist(renamed), files / "people.parquet")
    assert kniha(files, "people.parquet", "out.parquet", "--column", "id=number", "--column", "name=who") == 0
    assert len({row["cluster"] for row in parquet.read_table(files / "out.parquet").to_pylist()}) == 3
    (files / "people.jsonl").write_text("".join(json.dumps(row) + "\n" for row in told))
    assert kniha(files, "people.jsonl", "lines.csv") == 0
    assert len(set(persons(files / "lines.csv").values())) == 3
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((files / "people.csv").read_bytes())))
    capsysbinary.readouterr()
    assert kniha(files, "-", "-") == 0
    assert capsysbinary.readouterr().out.splitlines()[0] == b"id,cluster"


def test_across_sources_alone(files):
    listed = [(*COLUMNS, "source"), *((*row, "s1" if row[0] in {"a1", "a2"} else "s2") for row in BARANCHUK)]
    write(files / "people.csv", listed)
    assert kniha(files, "people.csv", "out.csv", "--link-only", "--pairs", "pairs.csv") == 0
    found = {(row["left"], row["right"]) for row in rows(files / "pairs.csv")}
    assert ("a1", "a3") in found
    assert not found & {("a1", "a2"), ("a3", "a4")}


def test_columns_that_are_not_known_and_cells_that_say_nothing_are_told(files, capsys):
    write(files / "people.csv", [("id", "name", "dob", "cluster"), ("1", "не вядома", "1980", "7"), ("2", "Іван Зубко", "калісьці", "7")])
    assert kniha(files, "people.csv", "out.csv") == 0
    told = capsys.readouterr().err
    assert "columns left out: cluster" in told
    assert "1 cells with the note no-name" in told
    assert "1 cells with the note dob-not-read" in told


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name\nІван\n", "has no column id"),
        ("id,name\n1,a\n1,b\n", "expected each id once"),
        ("id,name\n,a\n", "expected an id in each row, found none in row 1"),
        ("id,name\n1\n", "expected 2 cells in each row, found 1 in row 2"),
        ("", "has no column id"),
        (b"id,name\n\xff\xfe,b\n", "UTF-8"),
    ],
)
def test_a_bad_table_is_told_and_nothing_is_written(files, capsys, table, said):
    (files / "bad.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    (files / "out.csv").write_text("as it was")
    assert kniha(files, "bad.csv", "out.csv") == 2
    assert said in capsys.readouterr().err
    assert (files / "out.csv").read_text() == "as it was"


@pytest.mark.parametrize("line", ['{"id": ', "[1]", '{"id": ["a"]}', "[" * 100_000, '{"id": "\\ud800"}'])
def test_a_bad_line_of_json_is_told(files, capsys, line):
    (files / "bad.jsonl").write_text('{"id": "1"}\n' + line + "\n")
    assert kniha(files, "bad.jsonl", "out.csv") == 2
    assert "line 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--decisions", "no-verdict.csv"), "has no column verdict"),
        (("--decisions", "maybe.csv"), "expected one of same, not-same, not-known, taken-back"),
        (("--decisions", "gone.csv"), "a mention that is not in the table"),
        (("--parameters", "people.csv"), "expected JSON"),
        (("--parameters", "other.json"), "expected a file of the format kniha-linkage-1"),
        (("--column", "height=x"), "expected OURS=THEIRS"),
        (("--column", "name=x"), "has no column x"),
        (("--pairs", "pairs.txt"), "ends with .csv or .parquet"),
    ],
)
def test_what_cannot_be_asked_is_told(files, capsys, words, said):
    write(files / "no-verdict.csv", [("left", "right"), ("a1", "a2")])
    write(files / "maybe.csv", [("left", "right", "verdict"), ("a1", "a2", "maybe")])
    write(files / "gone.csv", [("left", "right", "verdict"), ("a1", "nobody", "same")])
    (files / "other.json").write_text("{}")
    assert kniha(files, "people.csv", "out.csv", *words) == 2
    assert said in capsys.readouterr().err
    assert not (files / "out.csv").exists()


def test_a_table_without_rows_gives_a_table_without_rows(files):
    write(files / "people.csv", [COLUMNS])
    assert kniha(files, "people.csv", "out.csv", "--pairs", "pairs.csv") == 0
    assert (rows(files / "out.csv"), rows(files / "pairs.csv")) == ([], [])
