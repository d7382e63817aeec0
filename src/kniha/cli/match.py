"""`kniha match`: which recordings show which violations, by time and place. Works on anyone's tables; touches no register."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.vocab.errors import ConfigurationError, MalformedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kniha.matching.finding import Found
    from kniha.matching.grounds import Ground

ABOUT = "find the recordings that may show each violation, by time and place"
_MORE = """\
Compares the time and place of each violation with those of recordings, and writes for each violation the recordings that
most probably show it: violation, recording, rank, probability, log10_lr (how far time and place move the pair away from
any pair at all: the logarithm of a likelihood ratio against the base rate).

VIOLATIONS  id, start, end (UTC, like 2020-08-10T20:15:00Z), and lat, lon, radius_m (the place lies within it with 95 %)
            or area (a name in --areas; a line there is a route)
RECORDINGS  id, start, end (UTC, by the camera's clock), lat, lon; and as far as known: camera (recordings of one camera
            share a clock), error_m (of the place, 95 %), clock_sigma_s, heading_deg (clockwise from north; empty: not known),
            fov_deg (empty: all round or not known), range_m, walk_m (walked while filming)

CSV or Parquet by the ending; - for a stream of CSV. What is not known is assumed, and how often is told; what cannot be
(an end before its start, a latitude of 91) is refused row by row, and told. Clocks may be wrong by a whole hour or more.
A probability rests on these assumptions, and is no finding: somebody must look at the recording.

  kniha match violations.csv recordings.parquet out.csv --top 20 --areas districts.geojson
  kniha match violations.csv recordings.csv counts.csv --counts
  kniha match - recordings.csv - --by-camera --reasons < violations.csv

The engine kernel gives the same list far sooner where there is much. With --base-rate, and without counts, cameras and --seen-to,
it reckons no more than the best of each violation need, and tells no expected covers.

Exit status: 0 done; 1 done, and rows were refused; 2 could not run: OUT is as it was before.
"""
_ENGINES = "duckdb as shipped; kernel, compiled when it starts, for millions of rows; spark is not built yet"
_PLAIN = "violation, recording, rank, probability, log10_lr"
_SEEN = "SELECT recording, violation, rank, probability, log10_lr FROM seen ORDER BY recording, rank"
_COUNTS = "SELECT violation, candidates, expected_covers, at_least_one FROM counted ORDER BY violation"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `match`."""
    parser = subparsers.add_parser("match", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("violations", metavar="VIOLATIONS", help="a table; - for standard input")
    parser.add_argument("recordings", metavar="RECORDINGS", help="a table; - for standard input")
    parser.add_argument("out", metavar="OUT", help="where the list goes, .csv or .parquet; - for standard output")
    parser.add_argument("--top", type=int, default=20, metavar="K", help="so many for each violation, 1 to 1000; as shipped 20")
    parser.add_argument("--areas", metavar="GEOJSON", help="areas (polygons) and routes (lines), named by the property area")
    parser.add_argument("--engine", choices=("duckdb", "spark", "kernel"), default="duckdb", help=_ENGINES)
    parser.add_argument("--counts", action="store_true", help="write counts instead: candidates and expected covers per violation")
    parser.add_argument("--counts-to", metavar="FILE", help="write the counts too, there")
    parser.add_argument("--seen-to", metavar="FILE", help="write the other way round, there: what each recording most probably saw")
    parser.add_argument("--by-camera", action="store_true", help="one line per camera: its clips together, and the best of them")
    parser.add_argument("--reasons", action="store_true", help="add what the probability rests on, and its cautious variant")
    parser.add_argument("--base-rate", type=float, metavar="P", help="share of covering pairs among all; else the mean of this run")
    parser.add_argument("--prior", action="store_true", help="weigh vague places by where and when much was told exactly; kernel only")
    parser.add_argument("--memory", type=int, default=3000, metavar="MB", help="what does not fit goes to disk beside OUT; 3000")
    parser.add_argument("--json", action="store_true", help="the report for machines, on standard output (on error output if OUT is -)")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Match, write, report; return the exit status."""
    _check(arguments)
    from kniha.matching.finding import Asked
    from kniha.matching.laws import Prior
    from kniha.runs import matching_files as files

    for name in filter(None, (arguments.out, arguments.counts_to, arguments.seen_to)):
        files.check_ending(name)
    began = time.monotonic()
    seen = arguments.top if arguments.seen_to else 0
    asked = Asked(
        top=arguments.top,
        grounds=_grounds(arguments.areas),
        base_rate=arguments.base_rate,
        seen=seen,
        prior=Prior() if arguments.prior else None,
    )
    with files.workspace(arguments.out, memory_mb=arguments.memory) as (connection, folder):
        ignored = {
            side.table.removeprefix("given_"): files.read_side(connection, side, name, folder)
            for side, name in ((files.VIOLATIONS, arguments.violations), (files.RECORDINGS, arguments.recordings))
        }
        found = _engine(arguments)(connection, asked, tell=_tell)
        if arguments.counts_to:
            files.write_table(connection, _COUNTS, arguments.counts_to, folder)
        if arguments.seen_to:
            files.write_table(connection, _SEEN, arguments.seen_to, folder)
        files.write_table(connection, _query(arguments), arguments.out, folder)
    _report(arguments, _told(found, ignored, time.monotonic() - began) | {"prior": asked.prior and asked.prior.version})
    return 1 if found.taken.refused else 0


def _engine(arguments: argparse.Namespace) -> "Callable[..., Found]":
    if arguments.engine == "duckdb":
        from kniha.matching.finding import match

        return match
    from kniha.matching import embedded

    whole = arguments.base_rate is None or arguments.counts or arguments.counts_to or arguments.by_camera or arguments.seen_to
    return embedded.match if whole else embedded.match_best


def _check(arguments: argparse.Namespace) -> None:
    if arguments.engine == "spark":
        raise ConfigurationError("the engine spark is not built yet; expected duckdb or kernel")
    if arguments.prior and arguments.engine != "kernel":
        raise ConfigurationError("--prior is known to the engine kernel alone; add --engine kernel")
    if arguments.violations == arguments.recordings == "-":
        raise MalformedError("one table comes by standard input, not both")
    if arguments.counts and (arguments.by_camera or arguments.reasons):
        raise MalformedError("--counts writes counts alone; for a list too, give --counts-to FILE")
    if arguments.by_camera and arguments.reasons:
        raise MalformedError("--reasons are those of single recordings; leave out --by-camera")
    if arguments.memory < 100:
        raise MalformedError("expected at least 100 MB of memory")


def _grounds(name: str | None) -> "tuple[Ground, ...]":
    from kniha.matching.geojson import read_grounds

    if name is None:
        return ()
    try:
        document = json.loads(Path(name).read_bytes())
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{Path(name).name[:80]} is no JSON in UTF-8") from error
    return read_grounds(document)


def _query(arguments: argparse.Namespace) -> str:
    from kniha.matching.results import INPUTS

    if arguments.counts:
        return _COUNTS
    if arguments.by_camera:
        return f"SELECT {_PLAIN}, camera, clips FROM matched_cameras ORDER BY violation, rank"  # noqa: S608  fixed texts
    more = f", camera, cautious, {', '.join(INPUTS)}" if arguments.reasons else ""
    return f"SELECT {_PLAIN}{more} FROM matched ORDER BY violation, rank"  # noqa: S608  fixed texts


def _tell(step: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{step} {f'{done} of {of}' if of > 1 else '...'}".ljust(40), end="", file=sys.stderr, flush=True)


def _told(found: "Found", ignored: dict[str, tuple[str, ...]], seconds: float) -> dict[str, object]:
    taken = found.taken
    return {
        "law": found.law,
        "violations": {"given": taken.violations_given, "taken": taken.violations, "ignored_columns": ignored["violations"]},
        "recordings": {"given": taken.recordings_given, "taken": taken.recordings, "ignored_columns": ignored["recordings"]},
        "refused": [{"side": one.side, "reason": one.code, "rows": one.rows} for one in taken.refused],
        "assumed_or_mended": [{"side": one.side, "note": one.code, "rows": one.rows} for one in taken.noted],
        "candidates": found.candidates,
        "expected_covers": found.expected,
        "base_rate": found.base_rate,
        "seconds": round(seconds, 2),
    }


def _report(arguments: argparse.Namespace, told: dict[str, object]) -> None:
    if sys.stderr.isatty():
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)
    if arguments.json:
        print(json.dumps(told, indent=1), file=sys.stderr if arguments.out == "-" else sys.stdout)
        return
    for side in ("violations", "recordings"):
        counts = told[side]
        assert isinstance(counts, dict)
        print(f"{counts['taken']} of {counts['given']} {side} taken", file=sys.stderr)
        if counts["ignored_columns"]:
            print(f"  columns ignored: {', '.join(counts['ignored_columns'])}", file=sys.stderr)
    for key, word in (("refused", "reason"), ("assumed_or_mended", "note")):
        rows = told[key]
        assert isinstance(rows, list)
        for row in rows:
            print(f"  {key.replace('_', ' ')}: {row['rows']} {row['side']}, {row[word]}", file=sys.stderr)
    covers = "" if told["expected_covers"] is None else f"{told['expected_covers']:.3g} covers expected, "
    print(f"{told['candidates']} candidates, {covers}{told['seconds']} s", file=sys.stderr)
