"""The repository's own tools: the sum of the test runs, the private PostgreSQL, the benchmarks' runner, the Makefile's list."""

import re
import subprocess
import sys

import pytest
from bench import run as bench
from tests.repo.tree import ROOT
from tools import pytest_sum, with_postgres


def test_make_alone_lists_every_target() -> None:
    targets = re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\S+) +\S", listed, re.MULTILINE) == targets


def test_the_sum_counts_what_pytest_reports(tmp_path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="2" errors="1" skipped="1"/></testsuites>')
    assert pytest_sum.count(report) == {"passed": 5, "failed": 3, "skipped": 1}


def test_a_run_that_left_no_report_counts_nothing(tmp_path) -> None:
    assert pytest_sum.count(tmp_path / "report.xml") == {}


def test_what_took_longest_is_summed_by_file(tmp_path) -> None:
    cases = (("tests.a", "1.5"), ("tests.b", "2"), ("tests.a", "1"))
    found = "".join(f'<testcase classname="{name}" time="{time}"/>' for name, time in cases)
    (tmp_path / "report.xml").write_text(f"<testsuites><testsuite>{found}</testsuite></testsuites>")
    assert pytest_sum.longest(tmp_path / "report.xml") == [(2.5, "tests.a"), (2.0, "tests.b")]
    assert pytest_sum.longest(tmp_path / "report.xml", most=1) == [(2.5, "tests.a")]
    assert pytest_sum.longest(tmp_path / "nothing.xml") == []


def test_the_run_on_postgresql_reads_every_file_that_holds_a_test_for_it() -> None:
    """The mark stands in the test's own file alone: nobody hands it on under another name."""
    holding = {path: path.read_text() for path in (ROOT / "conftest.py", *(ROOT / "tests").rglob("*.py"))}
    marked = {str(path.relative_to(ROOT)): text for path, text in holding.items() if pytest_sum.MARKED in text}
    assert marked.keys() == set(pytest_sum.DATABASE)
    lines = [line.strip() for text in marked.values() for line in text.splitlines() if pytest_sum.MARKED in line]
    assert [line for line in lines if not line.startswith((f"@pytest.{pytest_sum.MARKED}", "pytestmark = "))] == []


def test_a_run_that_finds_none_of_its_tests_is_a_fault() -> None:
    assert pytest_sum.fault(pytest_sum.NO_TESTS)


def test_a_missing_postgresql_is_a_fault_in_ci_alone(monkeypatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert not pytest_sum.fault(with_postgres.MISSING)
    monkeypatch.setenv("CI", "true")
    assert pytest_sum.fault(with_postgres.MISSING)


def test_a_registers_own_settings_do_not_reach_the_tests(monkeypatch) -> None:
    monkeypatch.setenv("KNIHA_DATABASE", "postgresql://somebody@somewhere/register")
    assert "KNIHA_DATABASE" not in pytest_sum.environment()


def test_a_command_finds_its_own_postgresql_and_gives_its_exit_code() -> None:
    code = "import os, psycopg; psycopg.connect(os.environ['KNIHA_DATABASE']).execute('create table t ()'); raise SystemExit(5)"
    command = [sys.executable, "tools/with_postgres.py", "--", sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == with_postgres.MISSING:
        pytest.skip(done.stderr)
    assert done.returncode == 5, done.stderr


def test_results_of_benchmarks_that_did_not_run_are_kept() -> None:
    assert bench.sections(bench.HEAD + "## one\n\na\n\n## two\n\n| b |\n") == {"one": "a", "two": "| b |"}


def test_an_unknown_benchmark_is_named(capsys) -> None:
    assert bench.main(["nosuch"]) == 2
    assert "nosuch" in capsys.readouterr().err
