"""`kniha evidence add DIR`: the files of a folder or disk become exhibits, with what a court asks of them told once."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django
from kniha.vocab.errors import ConflictError, MalformedError, UnavailableError

if TYPE_CHECKING:
    from kniha.book.access.models import Compartment
    from kniha.book.evidence.models import Acquisition
    from kniha.book.journal.acting import Hand
    from kniha.runs.gathering.entering import Report

NAME = "evidence"
ABOUT = "take files into the vault and the book as exhibits"
_ADD = (
    "Takes every file below DIR: hashed and sealed in one pass, entered with its path and its custody. The plain bytes are written "
    "nowhere. What is asked of files is told once, by the options, and carried to each. The same title once more goes on with that "
    "acquisition: files that are there by path, size and time of change are passed over, so that a run that was stopped is simply run "
    "again. Links are not followed."
)
_CODES = "Exit 0: every file is in the book; 1: some were not taken, the report says which and why; 2: could not run."
_ONCE = ("how_obtained", "obtained_on", "giver", "why", "place_words", "authority", "machine", "clock")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `evidence` with what can be done."""
    parser = subparsers.add_parser(NAME, help=ABOUT, description=ABOUT)
    add = parser.add_subparsers(dest="doing", required=True).add_parser(
        "add", help="take the files of a folder", description=_ADD, epilog=_CODES
    )
    add.add_argument("folder", metavar="DIR", type=Path, help="the folder, or where the disk is mounted (read-only, if it can be)")
    add.add_argument("--registrar", metavar="LOGIN", required=True, help="in whose name: a clerk, investigator or specialist there")
    add.add_argument("--compartment", metavar="TITLE", help="where it goes; as shipped, where reports arrive")
    add.add_argument("--title", metavar="WORDS", required=True, help="what these files are, such as 'Memory card of a camera, 12.08.2020'")
    add.add_argument("--how-obtained", metavar="CODE", help="given, public, official, leaked, intercepted or hacked")
    add.add_argument("--on", metavar="DAY", dest="obtained_on", type=_day, help="when they were obtained: 2020-08-12")
    add.add_argument("--from", metavar="WORDS", dest="giver", help="from whom: a role or an office, never a name")
    add.add_argument("--why", metavar="WORDS", help="what for they were taken")
    add.add_argument("--where", metavar="WORDS", dest="place_words", default="", help="where they were obtained")
    add.add_argument("--authority", metavar="WORDS", default="", help="under which law, order or agreement")
    add.add_argument("--machine", metavar="WORDS", default="", help="with which machine and program they were collected")
    add.add_argument("--clock", metavar="WORDS", default="", help="by which clock, and how far it was off")
    add.add_argument("--processes", metavar="N", type=int, default=os.cpu_count() or 1, help="files sealed at once; as shipped, one a core")
    add.add_argument("--reread", action="store_true", help="read files again that are known by path, size and time of change")
    add.add_argument("--json", action="store_true", help="print the report for machines")
    add.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Take the files, and print the report."""
    if not arguments.folder.is_dir():
        raise UnavailableError("DIR is not a folder that can be read")
    if arguments.processes < 1:
        raise MalformedError("--processes is 1 or more")
    django.start()
    from django.conf import settings

    from kniha.conf.keys import KeyFolder
    from kniha.conf.vault import read_vault
    from kniha.runs.gathering.gather import Gathering
    from kniha.runs.gathering.sealing import Sealing

    office = settings.OFFICE
    vault = read_vault(office.vault, office.keys)
    recipient = KeyFolder(office.keys, demo=office.demo).exhibit_recipient()
    gathering = Gathering(
        _acquisition(arguments), lambda: _hand(arguments.registrar), Sealing(vault.folder, vault.naming_key, recipient.text),
        arguments.processes, reread=arguments.reread,
    )  # fmt: skip
    report = gathering.run(arguments.folder, progress=_progress())
    _print(report, as_json=arguments.json)
    return 1 if report.not_taken else 0


def _acquisition(arguments: argparse.Namespace) -> "Acquisition":
    """The acquisition of this title: begun now, or gone on with where what is told of it is the same."""
    from kniha.book.evidence.acquiring import AcquisitionDraft, begin_acquisition
    from kniha.book.evidence.queries import acquisition_titled

    hand, compartment = _hand(arguments.registrar), _compartment(arguments.compartment)
    assert hand.registrar is not None
    known = acquisition_titled(hand.registrar, compartment, arguments.title)
    if known:
        _must_agree(arguments, known)
        return known
    missing = [option for option, told in (("--how-obtained", arguments.how_obtained), ("--on", arguments.obtained_on),
                                           ("--from", arguments.giver), ("--why", arguments.why)) if not told]  # fmt: skip
    if missing:
        raise MalformedError(f"an acquisition that is new needs {', '.join(missing)}")
    return begin_acquisition(hand, AcquisitionDraft(arguments.title, **{name: getattr(arguments, name) for name in _ONCE}), compartment)


def _must_agree(arguments: argparse.Namespace, known: "Acquisition") -> None:
    told = {name: getattr(arguments, name) for name in _ONCE if getattr(arguments, name)}
    other = sorted(name for name, value in told.items() if getattr(known, name) != (value.strip() if isinstance(value, str) else value))
    if other:
        raise ConflictError(f"an acquisition of this title is there, and tells otherwise of: {', '.join(other)}")


def _compartment(title: str | None) -> "Compartment":
    from kniha.book.access.queries import compartment_titled, receiving_compartment

    return compartment_titled(title) if title else receiving_compartment()


def _hand(login: str) -> "Hand":
    from kniha.book.access.queries import registrar_signing_in, roles

    registrar = registrar_signing_in(login)
    return replace(django.process_hand(""), registrar=registrar, roles=roles(registrar))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a day is told as 2020-08-12") from error


def _progress() -> Callable[[int, int], None]:
    def show(files: int, size: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{files:,} files, {size / 1e6:,.0f} MB sealed", end="", file=sys.stderr, flush=True)

    return show


def _print(report: "Report", *, as_json: bool) -> None:
    told = {
        "acquisition": report.acquisition,
        "taken": report.taken,
        "bytes": report.size,
        "known": report.known,
        "doubled": report.doubled,
    }
    if as_json:
        not_taken = [{"path": one.within, "why": one.why.value} for one in report.not_taken]
        print(json.dumps({**told, "not_taken": not_taken}, ensure_ascii=False))
        return
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(
        f"taken: {report.taken} files, {report.size} bytes; known already: {report.known}; same bytes as other exhibits: {report.doubled}"
    )
    for one in report.not_taken:
        print(f"not taken: {one.within}: {one.why.value}")
    print(f"acquisition {report.acquisition}")
