"""Run all tests, as the pytest runs that they need, and print one sum: `N passed, N failed`. `pytest_sum.py soak`: the heavy ones alone.

Django's settings are one per process (conftest.py chooses them), so there are three runs:
  book       everything but the intake, on SQLite
  intake     tests/intake, with the intake's own settings
  database   the tests marked `database` once more, on a private PostgreSQL, with a part of their combinations (tests/sizes.py)
In a check the first goes beside the two others, so that no core waits for the longest file of a run; what they say begins with their name.
Exit code: 0 when all runs are good, else 1.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5
POSTGRES_MISSING = 77
# One process more than there are cores: a third of the time of the longest tests is waiting, for servers and a browser that start.
PROCESSES = int(os.environ.get("TEST_PROCESSES", (os.cpu_count() or 2) + 1))
BESIDE = max(1, PROCESSES - 1)
# The order of conftest.py is kept: what takes minutes begins first.
SPREAD = ("--dist", "loadfile", "--no-loadscope-reorder")


def pytest_on(processes: int) -> tuple[str, ...]:
    """Return the command that spreads the files of tests over so many processes."""
    return (sys.executable, "-m", "pytest", "-n", str(processes), *SPREAD, "--quiet", "--durations", "25")


# A soak may take half an hour in one test; the tracebacks that pytest prints of a hanging one can kill a process under hypothesis's tracer.
LONG = (*pytest_on(PROCESSES), "-o", "faulthandler_timeout=0", "-m")
WITH_POSTGRES = (sys.executable, "tools/with_postgres.py", "--")
MARKED = "mark.database"
BOOK = ("--ignore=tests/intake", "tests")
INTAKE = ("tests/intake",)
# The files alone that hold a test with the mark: each process would read all the others for half a minute, and take nothing of them.
DATABASE = tuple(sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py") if MARKED in path.read_text()))


@dataclass(frozen=True, slots=True)
class Run:
    """One pytest run, its command, and what a file in `folder` holds if there is a test for it."""

    name: str
    command: tuple[str, ...]
    folder: str = "tests"
    wanted: str = "def test_"


Lane = tuple[Run, ...]
"""Runs that go one after the other."""
CHECK: tuple[Lane, ...] = (
    (Run("book", (*pytest_on(PROCESSES), *BOOK)),),
    (
        Run("intake", (*pytest_on(BESIDE), *INTAKE), folder="tests/intake"),
        Run("database", (*WITH_POSTGRES, *pytest_on(BESIDE), "-m", "database", *DATABASE), wanted=MARKED),
    ),
)
SOAK: tuple[Lane, ...] = (
    (
        Run("book", (*LONG, "soak", *BOOK)),
        Run("intake", (*LONG, "soak", *INTAKE), folder="tests/intake", wanted="mark.soak"),
        Run("database", (*WITH_POSTGRES, *LONG, "soak and database", *DATABASE), wanted=MARKED),
    ),
)


def environment() -> dict[str, str]:
    """Return the environment without the settings of whatever register this machine has.

    What is compiled is kept, whatever the machine wants: tests start hundreds of processes, each of which would compile all of it anew.
    """
    not_ours = ("KNIHA_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if not key.startswith(not_ours)}


def count(report: Path) -> Counter[str]:
    """Return how many tests passed, failed and were skipped, by pytest's JUnit report."""
    total: Counter[str] = Counter()
    if report.exists():
        for suite in ET.parse(report).iter("testsuite"):
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            total.update(passed=int(suite.get("tests", 0)) - failed - skipped, failed=failed, skipped=skipped)
    return total


def longest(report: Path, *, most: int = 15) -> list[tuple[float, str]]:
    """Return the seconds that the files of tests took, fixtures included, and their names: the longest first."""
    seconds: defaultdict[str, float] = defaultdict(float)
    if report.exists():
        for case in ET.parse(report).iter("testcase"):
            seconds[case.get("classname", "")] += float(case.get("time", 0))
    return sorted(((taken, name) for name, taken in seconds.items()), reverse=True)[:most]


def fault(code: int) -> str:
    """Return why a run that ended with `code`, and of which there are tests, is not good; or nothing."""
    if code == NO_TESTS:
        return "no test was collected, and there are some"
    if code == POSTGRES_MISSING:
        return "PostgreSQL is missing, and CI may not do without" if os.environ.get("CI") else ""
    return f"pytest ended with {code}" if code else ""


def has_tests(run: Run) -> bool:
    """Tell whether there is a test that this run ought to find."""
    return any(run.wanted in path.read_text() for path in (ROOT / run.folder).rglob("*.py"))


def say(run: Run, words: str) -> None:
    """Print a line, or lines, of `run` under its name."""
    print("\n".join(f"{run.name:8} | {line}" for line in words.splitlines()), flush=True)


def go(run: Run) -> tuple[Counter[str], str]:
    """Run it; return its counts, and what was wrong with it as a whole."""
    with tempfile.TemporaryDirectory(prefix="kniha-tests-") as scratch:
        report, began = Path(scratch) / "report.xml", time.monotonic()
        say(run, f"--- {shorten(' '.join(run.command[1:]), 200)}")
        command = [*run.command, f"--junit-xml={report}"]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            for line in running.stdout or ():
                say(run, line)
        say(run, "\n".join(f"{seconds:8.0f} s  {name}" for seconds, name in longest(report)))
        say(run, f"--- exit {running.returncode} after {time.monotonic() - began:.0f} s")
        return count(report), fault(running.returncode)


def go_along(lane: Lane) -> tuple[Counter[str], int]:
    """Go through the runs of a lane; return their counts, and how many failed."""
    total: Counter[str] = Counter()
    failed = 0
    for run in filter(has_tests, lane):
        found, wrong = go(run)
        total.update(found)
        failed += found["failed"] or bool(wrong)  # a run that broke without a failed test counts as one
        if wrong:
            say(run, f"--- {wrong}")
    return total, failed


def main(arguments: list[str]) -> int:
    """Run what there is, print the sum last."""
    lanes, began = SOAK if arguments == ["soak"] else CHECK, time.monotonic()
    with ThreadPoolExecutor(len(lanes)) as side_by_side:
        results = list(side_by_side.map(go_along, lanes))
    total = sum((found for found, _ in results), Counter[str]())
    failed = sum(failed for _, failed in results)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"--- {time.monotonic() - began:.0f} s, of processors {used.ru_utime + used.ru_stime:.0f} s")
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
