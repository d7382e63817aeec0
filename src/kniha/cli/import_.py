"""`kniha import KIND --mapping M FILE`: a list of others becomes statements, incidents, persons, reports, units or postings of the book."""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django, import_batch
from kniha.cli.streams import writing
from kniha.vocab.errors import MalformedError, UnavailableError

if TYPE_CHECKING:
    from kniha.book.journal.acting import Hand
    from kniha.runs.importing.mapping import ListMapping
    from kniha.runs.importing.report import Report

NAME = "import"
ABOUT = "enter a list of others into the book, through a written mapping"
_KINDS = {
    "incidents": "each row becomes an incident with its statement, sources, acts, victims and injuries",
    "statements": "each row becomes a statement: the words of one source",
    "persons": "each row becomes what the list says of one person; a person of the register only where the mapping says so",
    "units": "each row becomes a unit of the forces with its names and what it belonged to",
    "postings": "each row becomes a posting of a person in a unit, both of which lists brought here before; it makes neither",
    "deployments": "each row becomes where a unit was, for some time; a list brought the unit here before",
    "headcounts": "each row becomes how many people a unit had; a list brought the unit here before",
    "departures": "each row becomes how many people left a unit, and how; a list brought the unit here before, and nobody is named",
    "detentions": "each row becomes an incident with the stages through which its people were held: vehicle, station, court, cell",
    "medical-files": "each row, or the rows of one number, become the report of a medical paper, as if the registrar had typed it",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import` with its kinds."""
    parser = subparsers.add_parser(NAME, help=ABOUT, description=ABOUT)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, words in _KINDS.items():
        of_kind = kinds.add_parser(kind, help=words, description=f"{words[:1].upper()}{words[1:]}. {_HOW}", epilog=_CODES)
        _add_kind(of_kind)
        if kind == "medical-files":
            of_kind.add_argument("--registrar", metavar="LOGIN", required=True, help=_REGISTRAR)
    import_batch.add_parser(kinds)


_HOW = (
    "Reads CSV, XLSX, JSON or JSON Lines; exports of KoboToolbox, FollowTheMoney, Bayanat and WhoWasInCommand where the mapping says so. "
    "The mapping (TOML) says which column, tag and answer means what; what it does not name is not taken, and is reported. "
    "A second run changes nothing, a run that was stopped goes on. See examples/mappings/ and docs/spec/lists.md."
)
_REGISTRAR = "in whose name: a medic, specialist or investigator of the compartment; another, a medic, checks each against its paper"
_CODES = "Exit 0: every row was entered or known; 1: some were refused, the report says which and why; 2: could not run."


def _add_kind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the list: .csv, .tsv, .xlsx, .json or .jsonl")
    parser.add_argument("--mapping", metavar="M", type=Path, required=True, help="the mapping, a TOML file")
    parser.add_argument("--compartment", metavar="TITLE", help="where it goes; as shipped, where reports arrive")
    parser.add_argument("--dry-run", action="store_true", help="read and report; enter nothing")
    parser.add_argument("--report", metavar="FILE", type=Path, help="write the whole report: .json for machines, else text")
    parser.add_argument("--json", action="store_true", help="print the report for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Import, and print the report."""
    django.start()
    from kniha.book.access.queries import compartment_titled, receiving_compartment
    from kniha.runs import keyring
    from kniha.runs.importing.land import land_of
    from kniha.runs.importing.medical_entries import Filing, secret_of
    from kniha.runs.importing.opening import open_list
    from kniha.runs.importing.run import import_rows

    told = _read(arguments.mapping)
    how = _mapping(arguments.kind, told)
    _must_be_there(arguments.file)
    found = open_list(arguments.file, how)
    compartment = compartment_titled(arguments.compartment) if arguments.compartment else receiving_compartment()
    report = import_rows(
        _hand(arguments), found.rows(), how, compartment, dry=arguments.dry_run, progress=_progress(found.count),
        on_land=land_of((files("kniha.desk") / "static/desk/land.json").read_bytes()),
        filing=Filing(keyring.person_recipient(), secret_of(keyring.naming_key())) if "registrar" in arguments else None,
    )  # fmt: skip
    report.file, report.mapping, report.notes = found.digest, hashlib.sha256(told).hexdigest(), found.notes
    if arguments.report:
        _write(report, arguments.report)
    _print(report, as_json=arguments.json)
    return 1 if report.refused else 0


def _hand(arguments: argparse.Namespace) -> "Hand":
    """A process enters, but for papers: a report is somebody's, who may type it and stands for it."""
    if "registrar" not in arguments:
        return django.process_hand("importer")
    from kniha.book.access.queries import registrar_signing_in, roles

    registrar = registrar_signing_in(arguments.registrar)
    return replace(django.process_hand(""), registrar=registrar, roles=roles(registrar))


def _mapping(kind: str, told: bytes) -> "ListMapping":
    from kniha.runs.importing.mapping import parse_mapping

    try:
        text = told.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError(f"the mapping is not UTF-8 (byte {error.start})") from error
    how = parse_mapping(text)
    if how.kind != kind:
        raise MalformedError(f"the mapping is of {how.kind} (its key 'kind'), not of {kind}")
    return how


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnavailableError(f"{path.name} cannot be read: {error.strerror}") from error


def _must_be_there(path: Path) -> None:
    try:
        with path.open("rb"):
            return
    except OSError as error:
        raise UnavailableError(f"{path.name} cannot be read: {error.strerror}") from error


def _progress(total: int | None) -> Callable[[int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        of = f" of {total}" if total is not None else ""
        print(f"\r{done}{of}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show


def _write(report: "Report", path: Path) -> None:
    """For its owner alone: it names rows and persons by place and id, and tags in the words of the list."""
    whole = json.dumps(report.as_json(), ensure_ascii=False, indent=1) if path.suffix == ".json" else "\n".join(report.lines())
    with writing(str(path), mode=0o600) as stream:
        stream.write(f"{whole}\n".encode())


def _print(report: "Report", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
        return
    for line in report.lines():
        print(line)
