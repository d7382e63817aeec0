"""`kniha link`: which mentions are one person's. Works on anyone's tables; touches no register, merges nothing."""

import argparse
import json
import sys
import time
from typing import Any

from kniha.vocab.errors import MalformedError
from kniha.vocab.terms import LANGUAGES

ABOUT = "find out which mentions in a table are one person's"
_PEOPLE = """\
Compares the mentions of people in a table with each other, and writes for each mention the cluster that it is proposed to
belong to: one cluster, one person. Nothing is merged: somebody must look.

IN   id, and any of name, first_name, surname, patronymic, dob (or birth_year, or age with date), birth_place, place, postcode,
     gender, occupation, rank, unit, badge, call_sign, vehicle, phone, source; other columns are told and left out
OUT  id, cluster, in the order of IN

CSV (UTF-8) or Parquet by the ending, IN also JSON lines (.jsonl); - for a stream of CSV. What is absent says nothing; "не вядома", several
people in one cell and a lone letter are no names. What each agreement weighs is learned from the table itself; rare values
weigh more. --learned keeps what was learned, --parameters takes it instead of learning.
Mentions are compared where they share a key (a surname's bones and a year, a badge), never more than a bound allows; what was
left out is told. --pairs writes pairs of mentions: probability (all mentions seen); with --reasons also alone (these two by
themselves) and reasons, in nats, which add up.
--decisions, a table with left, right, verdict (same, not-same, not-known, taken-back), always holds; the last on a pair stands.
Decisions that contradict each other are told, and what they are about stays apart. --previous, an earlier OUT, keeps its ids.

  kniha link people mentions.csv persons.csv --pairs pairs.csv --reasons
  kniha link people people.parquet persons.csv --column id=unique_id --column postcode=postcode_fake
  kniha link people mentions.csv persons.csv --decisions decisions.csv --previous last_week.csv

Exit status: 0 done; 1 done, and decisions contradict each other; 2 could not run: OUT is as it was before.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `link`."""
    parser = subparsers.add_parser("link", help=ABOUT, description=ABOUT)
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    people = inner.add_parser(
        "people", help="mentions of people to persons", description=_PEOPLE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    people.add_argument("given", metavar="IN", help="a table; - for standard input")
    people.add_argument("out", metavar="OUT", help="where it goes, .csv or .parquet; - for standard output")
    people.add_argument("--pairs", metavar="P", help="write pairs too, there: left, right, probability")
    people.add_argument("--reasons", action="store_true", help="add alone and reasons to the pairs")
    people.add_argument("--decisions", metavar="FILE", help="what registrars decided: left, right, verdict")
    people.add_argument("--previous", metavar="FILE", help="an earlier OUT: clusters keep their ids")
    people.add_argument("--parameters", metavar="FILE", help="take these weights instead of learning")
    people.add_argument("--learned", metavar="FILE", help="write the weights there, with what they mean")
    people.add_argument("--link-only", action="store_true", help="compare mentions of different sources alone")
    people.add_argument("--column", action="append", default=[], metavar="OURS=THEIRS", help="how a column is called in IN")
    people.add_argument("--language", choices=LANGUAGES, default="en", help="of the reasons; as shipped en")
    people.add_argument("--json", action="store_true", help="the report for machines, on standard output (on error output if OUT is -)")
    people.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Link, write, report; return the exit status."""
    from kniha.runs.linking_files import Files, Wanted, link_people

    began, cpu = time.monotonic(), time.process_time()
    files = Files(
        arguments.given, arguments.out, arguments.pairs, arguments.decisions, arguments.previous, arguments.parameters, arguments.learned
    )
    if list(vars(arguments).values()).count("-") > 2 or "-" in {files.pairs, files.learned, files.decisions, files.previous}:
        raise MalformedError("expected - for IN and OUT alone")
    wanted = Wanted(_columns(arguments.column), arguments.link_only, arguments.language if arguments.reasons else None)
    report = link_people(files, wanted, tell=_tell)
    report |= {"seconds": round(time.monotonic() - began, 2), "cpu_seconds": round(time.process_time() - cpu, 2)}
    _wipe()
    if arguments.json:
        print(json.dumps(report, indent=1, ensure_ascii=False), file=sys.stderr if arguments.out == "-" else sys.stdout)
    else:
        _tell_report(report)
    return 1 if report["conflicts"] else 0


def _columns(given: list[str]) -> dict[str, str]:
    from kniha.linkage.fields import COLUMNS

    found = {}
    for one in given:
        ours, divider, theirs = one.partition("=")
        if not divider or ours not in COLUMNS or not theirs or ours in found:
            raise MalformedError(f"--column: expected OURS=THEIRS, each once, OURS one of {', '.join(sorted(COLUMNS))}")
        found[ours] = theirs
    return found


def _tell_report(report: dict[str, object]) -> None:
    def say(line: str) -> None:
        print(line, file=sys.stderr)

    say(f"{report['mentions']} mentions, {report['clusters']} clusters, {report['compared']} pairs compared, {report['seconds']} s")
    if report["ignored_columns"]:
        say(f"  columns left out: {', '.join(_listed(report['ignored_columns']))}")
    notes = report["notes"]
    assert isinstance(notes, dict)
    for note, count in sorted(notes.items()):
        say(f"  {count} cells with the note {note}")
    if report["told_again"]:
        say(f"  {report['told_again']} mentions say the very same as another, and were compared once")
    if report["alone"]:
        say(f"  {report['alone']} mentions say too little to be compared")
    for left in _listed(report["left_out"]):
        say(f"  not compared: {left['pairs']} pairs of {left['mentions']} mentions that share {left['rule']} with too many others")
    for conflict in _listed(report["conflicts"]):
        say(f"  decisions contradict: {' = '.join(conflict['way'])}, yet {conflict['left']} and {conflict['right']} are not the same")


def _listed(part: object) -> list[Any]:  # Any: rows of a report for machines
    assert isinstance(part, list)
    return part


def _tell(step: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{step} {f'{done} of {of}' if of > 1 else '...'}".ljust(40), end="", file=sys.stderr, flush=True)


def _wipe() -> None:
    if sys.stderr.isatty():
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)
