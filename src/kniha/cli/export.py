"""`kniha export KIND OUT`: a list leaves the house, for one recipient and purpose, as far as consent and danger allow."""

import argparse
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from kniha.cli import django
from kniha.cli.streams import STREAM, writing
from kniha.vocab.errors import MalformedError

if TYPE_CHECKING:
    from kniha.book.journal.acting import Hand
    from kniha.runs.exporting.handing_out import HandedOut

NAME = "export"
ABOUT = "hand a list out to one recipient, item by item as consent and danger allow"
_KINDS = {
    "incidents": "incidents that a lawyer accepted: when, where, kinds of act, in the register's words",
    "statements": "statements: the words of their sources",
    "persons": "persons: the names by which they are known, gender and age as told",
    "units": "units: name by name, with days, force and kind; what anybody may read leaves without being asked for",
    "deployments": "where units were, from when to when, by the ids of lists of units; on whose task does not leave",
    "postings": "postings: who held which post in which unit from when to when, by the ids of lists of persons and units",
}
_ENDINGS = {"csv": "csv", "xlsx": "xlsx", "jsonld": "jsonld", "json": "jsonld", "ftm": "ftm", "jsonl": "ftm"}
_HOW = (
    "Only what the registrar may see, and of that only what its sources agreed to hand to this very recipient. Not known means that "
    "nothing leaves; nor does anything of who is held, or in danger that is high, not known or not looked at in time, unless a second "
    "registrar, asked with --ask-second, agreed at the desk within the last two days. What stays is "
    "counted by reason beside the file (OUT.left-out.csv) or in the spreadsheet's own sheet. Each export is an entry that names every "
    "row, and counts towards the registrar's limit of the day."
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `export` with its kinds."""
    parser = subparsers.add_parser(NAME, help=ABOUT, description=ABOUT)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, words in _KINDS.items():
        _add_kind(kinds.add_parser(kind, help=words, description=f"{words[:1].upper()}{words[1:]}. {_HOW}", epilog=_CODES))


_CODES = "Exit 0: written, with whatever stayed counted; 2: could not run, nothing left."


def _add_kind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", help="the file to write; - for standard output")
    parser.add_argument("--registrar", metavar="LOGIN", required=True, help="by whose hand it leaves: a lawyer or a publisher")
    parser.add_argument("--purpose", required=True, help="share-authority, share-partner or share-un")
    parser.add_argument("--recipient", metavar="NAME", required=True, help="to whom, in the words of the consent")
    parser.add_argument("--reason", metavar="WORDS", required=True, help="why now; it stands in the journal")
    parser.add_argument("--format", choices=("csv", "xlsx", "jsonld", "ftm", "wwic"), help="as shipped, by the ending of OUT")
    parser.add_argument("--bom", action="store_true", help="a mark before a CSV, by which spreadsheets read Cyrillic as what it is")
    parser.add_argument("--ask-second", action="store_true", help="ask a second registrar for what stays for danger alone; writes nothing")
    parser.add_argument("--json", action="store_true", help="print the counts for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Hand out, write, and print the counts."""
    django.start()
    from kniha.book.access.queries import registrar_signing_in, roles
    from kniha.book.statements.leaving import Handing
    from kniha.runs.exporting.handing_out import Asked, ask_second, hand_out

    asked = Asked(arguments.kind, _format(arguments), Handing(arguments.purpose, arguments.recipient), arguments.reason)
    registrar = registrar_signing_in(arguments.registrar)
    hand = replace(django.process_hand(""), registrar=registrar, roles=roles(registrar))
    if arguments.ask_second:
        count = len(ask_second(hand, asked).rows)
        print(json.dumps({"asked": count}) if arguments.json else f"asked a second for {count}; nothing left")
        return 0
    made = hand_out(hand, asked)
    _write(hand, made, arguments)
    _print(made, arguments)
    return 0


def _format(arguments: argparse.Namespace) -> str:
    ending = arguments.out.rsplit(".", 1)[-1].lower()
    found = arguments.format or _ENDINGS.get(ending)
    if not isinstance(found, str):
        raise MalformedError(f"OUT ends in .csv, .xlsx, .jsonld or .ftm, or --format says what it is; found .{ending[:20]}")
    return found


def _write(hand: "Hand", made: "HandedOut", arguments: argparse.Namespace) -> None:
    """For its owner alone: what leaves is for one recipient."""
    from kniha.runs.exporting.handing_out import left_out_lines, write

    with writing(arguments.out, mode=0o600) as stream:
        write(hand, made, stream, mark="\ufeff" if arguments.bom else "")
    if arguments.out != STREAM and made.asked.format != "xlsx":
        with writing(f"{arguments.out}.left-out.csv", mode=0o600) as stream:
            stream.write(left_out_lines(made))


def _print(made: "HandedOut", arguments: argparse.Namespace) -> None:
    stream = sys.stderr if arguments.out == STREAM else sys.stdout
    left_out = {code: count for code, _, count in made.left_out()}
    if arguments.json:
        print(json.dumps({"leaving": len(made.leaving), "left_out": left_out}), file=stream)
        return
    print(f"handed out {len(made.leaving)}, left out {sum(left_out.values())}", file=stream)
    for _, words, count in made.left_out():
        print(f"  {count}: {words}", file=stream)
