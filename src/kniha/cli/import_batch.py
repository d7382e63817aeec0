"""`kniha import footage` and `kniha import messages`: a table of millions of rows becomes one batch, sealed as it is read."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django
from kniha.vocab.errors import MalformedError, NotFoundError, UnavailableError

if TYPE_CHECKING:
    from kniha.book.evidence.models import Acquisition
    from kniha.book.journal.acting import Hand
    from kniha.runs.bulk.bringing import Progress, Store

_WORDS = {
    "footage": "an index of footage: each row a recording's camera, time, place and view, kept until a day and then forgotten",
    "messages": "a list of calls or messages: each row a time, who to whom, a place and words, kept until a day and then forgotten",
}
_ABOUT = (
    "Reads CSV or XLSX once, seals the rows as Parquet while reading (nothing lies plain on a disk), enters one batch and loads it. All or "
    "nothing: a row that cannot be read refuses the list, unless --leave-out-refused. A run that was stopped while loading goes on when it "
    "is started again. The list belongs to an acquisition (`kniha evidence add`, which may have taken the list itself in): of what was "
    "leaked, intercepted or hacked a lawyer decides first. The mapping (TOML) says which column is what: see examples/batches/."
)
_CODES = "Exit 0: every row is in the batch, or was; 1: some were refused, the report says which and why; 2: could not run."


def add_parser(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the kinds of batches to those of `import`."""
    for kind, words in _WORDS.items():
        _add_arguments(kinds.add_parser(kind, help=words, description=f"{words[:1].upper()}{words[1:]}. {_ABOUT}", epilog=_CODES))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the list: .csv, .tsv or .xlsx")
    parser.add_argument("--mapping", metavar="M", type=Path, required=True, help="the mapping, a TOML file")
    parser.add_argument("--registrar", metavar="LOGIN", required=True, help="in whose name: a clerk, investigator or specialist there")
    parser.add_argument("--acquisition", metavar="TITLE", required=True, help="with what the list came; its compartment is the batch's")
    parser.add_argument("--compartment", metavar="TITLE", help="where the acquisition lies; as shipped, where reports arrive")
    parser.add_argument("--dry-run", action="store_true", help="read and report; enter nothing")
    parser.add_argument("--leave-out-refused", action="store_true", help="take the rows that can be read; the others are in the report")
    parser.add_argument("--json", action="store_true", help="print the report for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Bring the list, and print the report."""
    django.start()
    from kniha.runs.bulk.bringing import Brought, bring
    from kniha.runs.bulk.plan import open_table, parse_plan

    text = _text(arguments.mapping)
    plan = parse_plan(text)
    if plan.kind != arguments.kind:
        raise MalformedError(f"the mapping is of the kind {plan.kind!r}, the command of {arguments.kind!r}")
    if not arguments.file.is_file():
        raise UnavailableError("FILE is not a file that can be read")
    hand = _hand(arguments.registrar)
    brought = Brought(open_table(arguments.file, plan), plan, text, _acquisition(hand, arguments))
    report = bring(hand, brought, store(), leave_out=arguments.leave_out_refused, dry=arguments.dry_run, say=progress())
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for line in report.lines():
            print(line)
    return 1 if report.refused else 0


def store() -> "Store":
    """The vault of this office, and the keys that seal and open files."""
    from kniha.runs import keyring
    from kniha.runs.bulk.bringing import Store

    return Store(keyring.vault(), keyring.folder().exhibit_recipient(), keyring.held().exhibit)


def progress() -> "Progress":
    """Rows as they pass, where somebody watches."""

    def say(what: str, rows: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{rows:,} {what}", end="", file=sys.stderr, flush=True)

    return say


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnavailableError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise MalformedError(f"the mapping is not UTF-8 (byte {error.start})") from error


def _acquisition(hand: "Hand", arguments: argparse.Namespace) -> "Acquisition":
    from kniha.book.access.queries import compartment_titled, receiving_compartment
    from kniha.book.evidence.queries import acquisition_titled

    assert hand.registrar is not None
    compartment = compartment_titled(arguments.compartment) if arguments.compartment else receiving_compartment()
    found = acquisition_titled(hand.registrar, compartment, arguments.acquisition)
    if found is None:
        raise NotFoundError("there is no acquisition of this title: begin it with `kniha evidence add`")
    return found


def _hand(login: str) -> "Hand":
    from kniha.book.access.queries import registrar_signing_in, roles

    registrar = registrar_signing_in(login)
    return replace(django.process_hand(""), registrar=registrar, roles=roles(registrar))
