"""`kniha publish`: the public book as a static site with open data, signed; only what two released, and only when two publishers agree."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django

if TYPE_CHECKING:
    from kniha.book.journal.acting import Hand
    from kniha.runs.releases.making import Made

ABOUT = "make the public book: a static site and open data, signed and entered in the ledger"
_MORE = """\
Three steps, by two publishers:

  kniha publish OUT --registrar LOGIN --report REPORT   what would leave, as a privacy report; nothing leaves
  (the second publisher reads it at the desk, under "Public book", and agrees)
  kniha publish OUT --registrar LOGIN                   makes the edition to which the second agreed
  kniha publish OUT --proof                             lays the ledger's proof beside it, once the worker has signed a head

OUT is a folder: a bundle that `kniha verify OUT` checks. A web server shows OUT/data/site. The edition before must lie at OUT: a new one
is held against what it showed, and takes its place whole or not at all. What did not change is not written again.

Exit status: 0 done; 2 could not run, and nothing changed.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `publish`."""
    parser = subparsers.add_parser("publish", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder of the public book")
    parser.add_argument("--registrar", metavar="LOGIN", default="", help="by whose hand: a publisher")
    parser.add_argument("--report", metavar="REPORT", type=Path, help="write the privacy report and lay it before the second publisher")
    parser.add_argument("--title", default="Kniha: the public book", help="what the edition is called")
    parser.add_argument("--proof", action="store_true", help="add the proof that the edition was entered")
    parser.add_argument("--json", action="store_true", help="the result for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Report, make or prove."""
    django.start()
    from django.conf import settings

    from kniha.conf.keys import KeyFolder
    from kniha.runs.releases.proving import prove

    keys = KeyFolder(settings.OFFICE.keys, demo=settings.OFFICE.demo)
    out: Path = arguments.out
    if arguments.proof:
        size = len(prove(out, keys.register().keys))
        _tell(arguments, {"proof": size}, f"the proof lies in {out}: {size:,} bytes")
        return 0
    hand = _hand(arguments.registrar)
    if arguments.report:
        return _report(arguments, hand)
    from kniha.publish.pages import pages_of
    from kniha.runs.releases.coarsening import coarseness
    from kniha.runs.releases.making import Office, gather, make

    made = make(hand, gather(hand, out, coarseness()), Office(out, keys.release_signer(), pages_of, arguments.title))
    _tell(arguments, _told(made), f"edition {made.edition.number}: {made.edition.incidents:,} incidents, {made.files:,} files")
    return 0


def _report(arguments: argparse.Namespace, hand: "Hand") -> int:
    from kniha.runs.releases.coarsening import coarseness
    from kniha.runs.releases.making import gather, propose

    how = coarseness()
    edition, report = propose(hand, gather(hand, arguments.out, how), how)
    arguments.report.touch(mode=0o600)
    arguments.report.write_bytes(report)
    told = {"edition": edition.number, "incidents": edition.incidents, "content": edition.content}
    _tell(arguments, told, f"edition {edition.number} of {edition.incidents:,} incidents waits for a second publisher; nothing left")
    return 0


def _told(made: "Made") -> dict[str, object]:
    edition = made.edition
    return {
        "edition": edition.number, "bundle": edition.bundle, "incidents": edition.incidents, "files": made.files, "written": made.written
    }  # fmt: skip


def _hand(login: str) -> "Hand":
    from kniha.book.access.queries import registrar_signing_in, roles

    registrar = registrar_signing_in(login)
    return replace(django.process_hand(""), registrar=registrar, roles=roles(registrar))


def _tell(arguments: argparse.Namespace, told: dict[str, object], words: str) -> None:
    print(json.dumps(told) if arguments.json else words, file=sys.stdout)
