"""`kniha estimate` on files: CSV, Parquet, streams, strata, draws, the report; refusals with exit 1, bad tables told by row with exit 2."""

import io
import json
import sys

import pytest
from tests.estimates.known import KOSOVO, ROME, SPARSE

from kniha.cli.main import main

QUICK = ("--resamples", "10", "--classes", "1")


def text(table, before=("", "")):
    head, cells = before
    lines = [f"{head}{','.join(table.lists)},count"]
    for history, count in enumerate(table.counts, 1):
        if count:
            lines.append(f"{cells}{','.join(str(history >> place & 1) for place in range(len(table.lists)))},{count}")
    return "\n".join(lines) + "\n"


def kniha(tmp_path, words, *more):
    path = tmp_path / "lists.csv"
    path.write_text(words)
    return main(["estimate", str(path), *QUICK, *more])


def test_the_models_stand_beside_the_best_and_the_assumptions_below(tmp_path, capsys):
    assert kniha(tmp_path, text(KOSOVO)) == 0
    told = capsys.readouterr().out
    assert "4,400 people on the lists 1 ABA (685), 2 EXH (1,786)" in told
    assert "[234,12,14]" in told
    assert "10,357" in told
    assert "12,741" in told
    assert "Best by BIC: [234,12,14], these depend on each other: EXH with OSCE with HRW; ABA with EXH; ABA with HRW" in told
    assert "What this rests on:\n- Lists depend on each other only as a model says" in told


def test_all_of_it_for_machines(tmp_path, capsys):
    assert kniha(tmp_path, text(ROME), "--json", "--seed", "4") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["models"]) == 113
    first = told["models"][0]
    assert (first["model"], first["standing"], first["reason"]) == ("[1,2,3,4]", "exists", None)
    assert first["low"] < first["estimate"] < first["high"]
    assert {one["standing"] for one in told["models"] if one["estimate"] is None} == {"not-identified"}
    assert all(one["reason"] for one in told["models"] if one["standing"] != "exists")
    assert told["averaged"]["low"] < told["averaged"]["median"] < told["averaged"]["high"]
    assert told["bootstrap"]["tables"] == 10
    assert told["seed"] == 4
    assert told["refusal"] is None
    assert len(told["assumptions"]) == 4


def test_a_stream_and_parquet_say_the_same_as_a_file(tmp_path, capsys, monkeypatch):
    parquet, pyarrow = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    assert kniha(tmp_path, text(SPARSE), "--json") == 0
    there = json.loads(capsys.readouterr().out)["models"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text(SPARSE).encode())))
    assert main(["estimate", "-", *QUICK, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["models"] == there
    rows = [(history, count) for history, count in enumerate(SPARSE.counts, 1) if count]
    columns = {name: [bool(history >> place & 1) for history, _ in rows] for place, name in enumerate(SPARSE.lists)}
    parquet.write_table(pyarrow.table(columns | {"count": [float(count) for _, count in rows]}), tmp_path / "lists.parquet")
    assert main(["estimate", str(tmp_path / "lists.parquet"), *QUICK, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["models"] == there


def test_strata_by_themselves_and_together(tmp_path, capsys):
    both = text(ROME, ("stratum,", "north,")) + "".join(line + "\n" for line in text(ROME, ("", "south,")).splitlines()[1:])
    assert kniha(tmp_path, both, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["stratum"] for one in told["tables"]] == ["north", "south"]
    best = told["tables"][0]["models"][0]["estimate"]
    assert told["sums"][0]["estimate"] == pytest.approx(2 * best)
    assert told["sums"][0]["low"] < 2 * best < told["sums"][0]["high"]
    assert kniha(tmp_path, both) == 0
    assert "all strata together: 22,249, " in capsys.readouterr().out


def test_draws_of_a_linkage_tell_how_far_they_lie_apart(tmp_path, capsys):
    both = text(ROME, ("draw,", "1,")) + "".join(line + "\n" for line in text(KOSOVO, ("", "2,")).splitlines()[1:])
    (tmp_path / "lists.csv").write_text(both)
    assert main(["estimate", str(tmp_path / "lists.csv"), "--classes", "0"]) == 0
    told = capsys.readouterr().out
    assert "2 of 2 draws carry an estimate: from 10,357 to 11,125, the middle one 10,741" in told
    assert "bootstrap" not in told


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("A,B,count\n1,0,5\n0,1,6\n1,1,2\n", "at least 3"),
        ("A,B,C,count\n1,0,0,5\n0,1,0,6\n0,0,1,2\n", "share too few people"),
        ("A,B,C,count\n1,0,0,5\n0,1,0,6\n1,1,0,2\n", "nobody is on the list C"),
        ("A,B,C,count\n1,0,0,0\n", "nobody is on any list"),
        ("stratum,A,B,C,count\nnorth,1,0,0,5\nnorth,0,1,0,6\nnorth,0,0,1,2\n", "share too few people"),
    ],
)
def test_a_refusal_says_why_and_exits_with_1(tmp_path, capsys, words, reason):
    assert kniha(tmp_path, words) == 1
    assert reason in capsys.readouterr().out
    assert kniha(tmp_path, words, "--json") == 1
    assert reason in json.loads(capsys.readouterr().out)["refusal"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("A,B,C\n1,0,0\n", "has no column count"),
        ("A,B,C,count\n", "has no rows"),
        ("A,A,C,count\n1,0,0,5\n", "a column twice"),
        ("A,B,C,count\n1,0,0,5\n0,1,0,-6\n", "row 3: a count is below 0"),
        ("A,B,C,count\n1,0,0,5.5\n", "row 2: a count is not a whole number"),
        ("A,B,C,count\n1,0,0,nan\n", "row 2: a count is not a whole number"),
        ("A,B,C,count\n1,0,0,inf\n", "row 2: a count is not a whole number"),
        ("A,B,C,count\n1,0,0,Anna\n", "row 2: expected a whole number"),
        ("A,B,C,count\n1,0,0,\n", "row 2: expected a whole number"),
        ("A,B,C,count\n1,0,0,5\n1,0,0,6\n", "row 3 gives a history that an earlier row gave"),
        ("A,B,C,count\n1,0,0,5\n0,0,0,6\n", "row 3 counts those who are on no list"),
        ("A,B,C,count\n1,0,2,5\n", "row 2: expected 0 or 1 in the column C"),
        ("A,B,C,D,E,F,count\n1,0,0,0,0,0,5\n", "at most 5 lists"),
        (",".join(f"L{one}" for one in range(40)) + ",count\n" + "1," * 40 + "5\n", "at most 20 lists"),
        ("A,B,C,count\n1,0,0,99999999999999999999\n", "more than there can be"),
    ],
)
def test_a_table_that_cannot_be_is_told_by_its_row_without_what_it_says(tmp_path, capsys, words, error):
    assert kniha(tmp_path, words) == 2
    told = capsys.readouterr()
    assert error in told.err
    assert "Anna" not in told.err
    assert not told.out


def test_what_cannot_be_asked_is_told(tmp_path, capsys):
    assert kniha(tmp_path, text(SPARSE), "--prior-weight", "0") == 2
    assert "weight of the prior" in capsys.readouterr().err
    assert kniha(tmp_path, text(SPARSE), "--resamples", "-1") == 2
    with pytest.raises(SystemExit, match="2"):
        kniha(tmp_path, text(SPARSE), "--classes", "9")
    assert main(["estimate", str(tmp_path / "none.csv")]) == 2
