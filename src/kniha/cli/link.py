"""`kniha link`: which mentions are one person's, which accounts of one incident. Works on anyone's tables; touches no register."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Collection
from typing import Any

from kniha.vocab.errors import MalformedError
from kniha.vocab.terms import LANGUAGES

ABOUT = "find out which rows of a table are of one person, or of one incident"
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

_INCIDENTS = """\
Compares accounts of incidents in a table with each other, and writes for each the cluster that it is proposed to belong to: one
cluster, one incident. Nothing is merged: somebody must look.

IN   id, and any of start, end (UTC, like 2020-08-10T20:15Z; a day alone is all of it), lat, lon, radius_m (the place lies within
     it with 95 %), text, kinds, people, units (several divided by ;), source; other columns are told and left out
OUT  id, cluster, in the order of IN

Accounts are compared where their days and places come near, and where their words are alike. Words of Belarusian and Russian
meet by folded letters; English meets neither. Words as if copied are told as that: two such accounts may have one origin.
Files, --pairs, --reasons, --decisions, --previous, --link-only and --column are as for people.

  kniha link incidents accounts.csv incidents.csv --pairs pairs.csv --reasons --language ru
  kniha link incidents both_lists.parquet incidents.csv --link-only

Exit status: 0 done; 1 done, and decisions contradict each other; 2 could not run: OUT is as it was before.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `link`."""
    parser = subparsers.add_parser("link", help=ABOUT, description=ABOUT)
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    people = _add(inner, "people", "mentions of people to persons", _PEOPLE)
    people.add_argument("--parameters", metavar="FILE", help="take these weights instead of learning")
    people.add_argument("--learned", metavar="FILE", help="write the weights there, with what they mean")
    people.set_defaults(func=run_people)
    _add(inner, "incidents", "accounts of events to incidents", _INCIDENTS).set_defaults(func=run_incidents)


def _add(inner: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str, description: str) -> argparse.ArgumentParser:
    parser = inner.add_parser(name, help=about, description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("given", metavar="IN", help="a table; - for standard input")
    parser.add_argument("out", metavar="OUT", help="where it goes, .csv or .parquet; - for standard output")
    parser.add_argument("--pairs", metavar="P", help="write pairs too, there: left, right, probability")
    parser.add_argument("--reasons", action="store_true", help="add alone and reasons to the pairs")
    parser.add_argument("--decisions", metavar="FILE", help="what registrars decided: left, right, verdict")
    parser.add_argument("--previous", metavar="FILE", help="an earlier OUT: clusters keep their ids")
    parser.add_argument("--link-only", action="store_true", help="compare rows of different sources alone")
    parser.add_argument("--column", action="append", default=[], metavar="OURS=THEIRS", help="how a column is called in IN")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the reasons; as shipped en")
    parser.add_argument("--json", action="store_true", help="the report for machines, on standard output (on error output if OUT is -)")
    return parser


def run_people(arguments: argparse.Namespace) -> int:
    """Link mentions, write, report; return the exit status."""
    from kniha.linkage.fields import COLUMNS
    from kniha.runs.linking_files import link_people

    return _run(arguments, link_people, COLUMNS)


def run_incidents(arguments: argparse.Namespace) -> int:
    """Link accounts, write, report; return the exit status."""
    from kniha.linkage.accounts import COLUMNS
    from kniha.runs.linking_files import link_incidents

    return _run(arguments, link_incidents, COLUMNS)


def _run(arguments: argparse.Namespace, link: Callable[..., dict[str, Any]], known: Collection[str]) -> int:
    from kniha.runs.linking_files import Files, Wanted

    began, cpu = time.monotonic(), time.process_time()
    given = vars(arguments)
    beside = {name: given.get(name) for name in ("pairs", "decisions", "previous", "parameters", "learned")}
    if "-" in beside.values():
        raise MalformedError("expected - for IN and OUT alone")
    wanted = Wanted(_columns(arguments.column, known), arguments.link_only, arguments.language if arguments.reasons else None)
    report = link(Files(arguments.given, arguments.out, **beside), wanted, tell=_tell)
    report |= {"seconds": round(time.monotonic() - began, 2), "cpu_seconds": round(time.process_time() - cpu, 2)}
    _wipe()
    if arguments.json:
        print(json.dumps(report, indent=1, ensure_ascii=False), file=sys.stderr if arguments.out == "-" else sys.stdout)
    else:
        _tell_report(report)
    return 1 if report["conflicts"] else 0


def _columns(given: list[str], known: Collection[str]) -> dict[str, str]:
    found = {}
    for one in given:
        ours, divider, theirs = one.partition("=")
        if not divider or ours not in known or not theirs or ours in found:
            raise MalformedError(f"--column: expected OURS=THEIRS, each once, OURS one of {', '.join(sorted(known))}")
        found[ours] = theirs
    return found


def _tell_report(report: dict[str, object]) -> None:
    def say(line: str) -> None:
        print(line, file=sys.stderr)

    rows = f"{report['mentions']} mentions" if "mentions" in report else f"{report['accounts']} accounts"
    say(f"{rows}, {report['clusters']} clusters, {report['compared']} pairs compared, {report['seconds']} s")
    if report["ignored_columns"]:
        say(f"  columns left out: {', '.join(_listed(report['ignored_columns']))}")
    notes = report["notes"]
    assert isinstance(notes, dict)
    for note, count in sorted(notes.items()):
        say(f"  {count} cells with the note {note}")
    if report.get("told_again"):
        say(f"  {report['told_again']} mentions say the very same as another, and were compared once")
    if report.get("alone"):
        say(f"  {report['alone']} mentions say too little to be compared")
    for left in _listed(report["left_out"]):
        say(f"  not compared: {left['pairs']} pairs of {left['mentions']} that share {left['rule']} with too many others")
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
