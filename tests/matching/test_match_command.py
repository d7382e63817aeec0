"""`kniha match` on files: CSV, Parquet, streams, counts, cameras, the report; bad tables told by row and column; OUT whole or as it was."""

import csv
import io
import json
import subprocess
import sys

import duckdb
import pytest

from kniha.cli.main import main

VIOLATIONS = """id,lat,lon,radius_m,area,start,end,told by
v1,53.9000,27.5500,20,,2020-08-10T20:00:00Z,2020-08-10T20:10:00Z,someone
v2,,,,yard,2020-08-10 20:00:00,2020-08-10 21:00:00,
v3,10.0,10.0,50,,2020-08-10T20:00:00+03:00,2020-08-10T20:10:00+03:00,
"""
RECORDINGS = """id,camera,lat,lon,error_m,start,end,clock_sigma_s,heading_deg,fov_deg,range_m
r1,gate,53.8998,27.5500,5,2020-08-10T19:55:00Z,2020-08-10T20:05:00Z,10,0,90,60
r2,gate,53.8998,27.5500,5,2020-08-10T20:05:00Z,2020-08-10T20:15:00Z,10,0,90,60
r3,,53.9001,27.5501,30,2020-08-10T20:02:00Z,2020-08-10T20:03:00Z,,,,
"""
RING = [[27.549, 53.899], [27.551, 53.899], [27.551, 53.901], [27.549, 53.901], [27.549, 53.899]]
YARD = {"type": "Feature", "properties": {"area": "yard"}, "geometry": {"type": "Polygon", "coordinates": [RING]}}
AREAS = {"type": "FeatureCollection", "features": [YARD]}
BAD = """b1,53.9,27.55,20,,soon,2020-08-10T20:00:00Z,
b2,53.9,27.55,20,,2020-08-10,2020-08-10,
b3,99,27.55,20,,2020-08-10T20:00:00Z,2020-08-10T20:00:00Z,
"""
BOTH = ("violations.csv", "recordings.csv")
IN_YARD = ("--areas", "areas.geojson")


@pytest.fixture
def files(tmp_path):
    (tmp_path / "violations.csv").write_text(VIOLATIONS)
    (tmp_path / "recordings.csv").write_text(RECORDINGS)
    (tmp_path / "areas.geojson").write_text(json.dumps(AREAS))
    return tmp_path


def kniha(files, *words):
    return main(["match", *(str(files / word) if "." in word and not word.startswith("-") and word != "-" else word for word in words)])


def rows(path):
    return list(csv.DictReader(path.open()))


def test_each_violation_has_its_recordings_by_rank(files, capsys):
    assert kniha(files, *BOTH, "out.csv", *IN_YARD) == 0
    found = rows(files / "out.csv")
    assert list(found[0]) == ["violation", "recording", "rank", "probability", "log10_lr"]
    assert [(row["recording"], row["rank"]) for row in found if row["violation"] == "v1"] == [("r1", "1"), ("r2", "2"), ("r3", "3")]
    assert {row["violation"] for row in found} == {"v1", "v2"}
    assert float(found[0]["probability"]) > 0.2
    assert float(found[0]["log10_lr"]) > float(found[2]["log10_lr"])
    said = capsys.readouterr().err
    assert "columns ignored: told by" in said
    assert "1 recordings, clock-assumed" in said
    assert (files / "out.csv").stat().st_mode & 0o777 == 0o600
    assert not list(files.glob(".kniha-match-*"))


def test_parquet_is_read_and_written_and_gives_the_same(files):
    typed = 'SELECT * REPLACE (start::TIMESTAMPTZ AS start, "end"::TIMESTAMPTZ AS "end")'
    duckdb.execute(f"COPY ({typed} FROM read_csv('{files}/recordings.csv')) TO '{files}/recordings.parquet'")
    assert kniha(files, *BOTH, "out.csv", *IN_YARD) == 0
    assert kniha(files, "violations.csv", "recordings.parquet", "out.parquet", *IN_YARD) == 0
    found = duckdb.execute(f"SELECT violation, recording, probability FROM '{files}/out.parquet' ORDER BY violation, rank").fetchall()
    wanted = rows(files / "out.csv")
    assert [row[:2] for row in found] == [(row["violation"], row["recording"]) for row in wanted]
    assert [row[2] for row in found] == pytest.approx([float(row["probability"]) for row in wanted])


def test_other_dividers_are_read(files):
    (files / "semicolons.csv").write_text(RECORDINGS.replace(",", ";"))
    assert kniha(files, "violations.csv", "semicolons.csv", "out.csv", *IN_YARD) == 0
    assert len(rows(files / "out.csv")) == 6


def test_counts_cameras_and_reasons(files):
    assert kniha(files, *BOTH, "out.csv", *IN_YARD, "--by-camera", "--counts-to", "counts.csv", "--seen-to", "seen.csv") == 0
    assert [row["recording"] for row in rows(files / "seen.csv")] == ["r1", "r1", "r2", "r2", "r3", "r3"]
    cameras = [(row["camera"], row["clips"], row["recording"]) for row in rows(files / "out.csv") if row["violation"] == "v1"]
    assert cameras == [("gate", "2", "r1"), ("", "1", "r3")]
    counts = {row["violation"]: row for row in rows(files / "counts.csv")}
    assert {name: row["candidates"] for name, row in counts.items()} == {"v1": "3", "v2": "3", "v3": "0"}
    assert kniha(files, *BOTH, "alone.csv", *IN_YARD, "--counts") == 0
    assert (files / "alone.csv").read_text() == (files / "counts.csv").read_text()
    assert kniha(files, *BOTH, "out.csv", *IN_YARD, "--reasons", "--top", "1") == 0
    (first, second) = rows(files / "out.csv")
    assert (first["camera"], first["covered_ms"], first["told_ms"], first["hour_ms"]) == ("gate", "300000", "600000", "0")
    assert float(first["distance_m"]) == pytest.approx(22, abs=1)
    assert float(first["cautious"]) < float(first["probability"])
    assert second["distance_m"] == ""


def test_the_kernel_gives_the_same_list_and_with_a_base_rate_no_more_than_that(files, capsys):
    assert kniha(files, *BOTH, "duckdb.csv", *IN_YARD, "--base-rate", "1e-3") == 0
    assert kniha(files, *BOTH, "whole.csv", *IN_YARD, "--base-rate", "1e-3", "--engine", "kernel", "--counts-to", "counts.csv") == 0
    capsys.readouterr()
    assert kniha(files, *BOTH, "best.csv", *IN_YARD, "--base-rate", "1e-3", "--engine", "kernel") == 0
    said = capsys.readouterr().err
    assert "6 candidates, " in said
    assert "covers expected" not in said
    assert {row["candidates"] for row in rows(files / "counts.csv")} == {"3", "0"}
    wanted = rows(files / "duckdb.csv")
    for name in ("whole.csv", "best.csv"):
        found = rows(files / name)
        assert [(row["violation"], row["recording"], row["rank"]) for row in found] == [
            (row["violation"], row["recording"], row["rank"]) for row in wanted
        ]
        for column in ("probability", "log10_lr"):
            assert [float(row[column]) for row in found] == pytest.approx([float(row[column]) for row in wanted], rel=1e-5)


def test_rows_that_cannot_be_are_refused_and_told_and_the_rest_is_matched(files, capsys):
    (files / "violations.csv").write_text(VIOLATIONS + BAD)
    assert kniha(files, *BOTH, "out.csv", "--json", *IN_YARD) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["refused"] == [
        {"side": "violations", "reason": "position", "rows": 1},
        {"side": "violations", "reason": "unread", "rows": 2},
    ]
    assert told["violations"] == {"given": 6, "taken": 3, "ignored_columns": ["told by"]}
    assert len(rows(files / "out.csv")) == 6


def test_an_area_that_nobody_told_is_refused_by_row(files, capsys):
    assert kniha(files, "violations.csv", "recordings.csv", "out.csv") == 1
    assert "refused: 1 violations, unknown-area" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["violations.csv", "nothing.csv", "out.csv"], "nothing.csv"),
        (["violations.csv", "recordings.csv", "out.xlsx"], "ends with .csv or .parquet"),
        (["violations.csv", "violations.csv", "out.csv", "--top", "0"], "top from 1"),
        (["violations.csv", "areas.geojson", "out.csv"], "ends with .csv or .parquet"),
        (["recordings.csv", "headless.csv", "out.csv"], "headless.csv has no column"),
        (["violations.csv", "recordings.csv", "out.csv", "--areas", "violations.csv"], "is no JSON"),
        (["violations.csv", "recordings.csv", "out.csv", "--engine", "spark"], "not built yet"),
        (["-", "-", "out.csv"], "not both"),
        (["violations.csv", "recordings.csv", "out.csv", "--counts", "--reasons"], "--counts"),
        (["violations.csv", "binary.parquet", "out.csv"], "binary.parquet cannot be read"),
        (["violations.csv", "ragged.csv", "out.csv"], "ragged.csv cannot be read"),
    ],
)
def test_what_cannot_run_says_so_and_leaves_out_as_it_was(files, capsys, words, said):
    (files / "out.csv").write_text("as it was")
    (files / "headless.csv").write_text("r1,53.9,27.55\nr2,53.9,27.55\n")
    (files / "binary.parquet").write_bytes(b"PAR1 and no more of it")
    (files / "ragged.csv").write_text(RECORDINGS + 'x,"unclosed\n' + "Secret Name,1,2,3,4,5,6,7,8,9,10,11,12,13\n")
    assert kniha(files, *words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Secret" not in error
    assert (files / "out.csv").read_text() == "as it was"
    assert not list(files.glob(".kniha-match-*"))


def test_streams_in_and_out(files):
    done = subprocess.run(
        [sys.executable, "-m", "kniha.cli", "match", "-", "recordings.csv", "-", "--json", *IN_YARD],
        input=VIOLATIONS, capture_output=True, text=True, check=False, cwd=files,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [row["recording"] for row in csv.DictReader(io.StringIO(done.stdout)) if row["violation"] == "v1"] == ["r1", "r2", "r3"]
    assert json.loads(done.stderr)["candidates"] == 6
