"""`kniha import incidents --mapping M FILE`: a list of others becomes statements and incidents of the book."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django
from kniha.vocab.errors import UnavailableError

if TYPE_CHECKING:
    from kniha.runs.importing.run import Report

NAME = "import"
ABOUT = "enter a list of others into the book, through a written mapping"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import` with its kinds."""
    parser = subparsers.add_parser(NAME, help=ABOUT, description=ABOUT)
    kinds = parser.add_subparsers(dest="kind", required=True)
    incidents = kinds.add_parser(
        "incidents",
        help="each record becomes an incident with its statement, sources and acts",
        description=(
            "Reads a JSON or CSV list of incidents. The mapping (TOML) says which column and which tag means what; "
            "what it does not name is not taken, and is reported. A second run changes nothing. See examples/mappings/."
        ),
        epilog="Exit 0: every record was entered or known; 1: some were refused, the report says which and why; 2: could not run.",
    )
    incidents.add_argument("file", metavar="FILE", type=Path, help="the list: .json or .csv")
    incidents.add_argument("--mapping", metavar="M", type=Path, required=True, help="the mapping, a TOML file")
    incidents.add_argument("--compartment", metavar="TITLE", help="where the incidents go; as shipped, where reports arrive")
    incidents.add_argument("--dry-run", action="store_true", help="read and report; enter nothing")
    incidents.add_argument("--json", action="store_true", help="the report for machines")
    incidents.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Import, and print the report."""
    django.start()
    from kniha.book.access.queries import compartment_titled, receiving_compartment
    from kniha.runs.importing import mapping, records
    from kniha.runs.importing.run import import_incidents

    how = mapping.parse_mapping(_read(arguments.mapping).decode("utf-8", errors="replace"))
    found = records.read_records(_read(arguments.file), name=arguments.file.name, mapping=how)
    compartment = compartment_titled(arguments.compartment) if arguments.compartment else receiving_compartment()
    report = import_incidents(
        django.process_hand("importer"), found, how, compartment, dry=arguments.dry_run, progress=_progress(len(found))
    )
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _print(report, dry=arguments.dry_run)
    return 1 if report.refused else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnavailableError(f"{path.name} cannot be read: {error.strerror}") from error


def _progress(total: int) -> Callable[[int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show


def _print(report: "Report", *, dry: bool) -> None:
    print(f"{'would be ' if dry else ''}made {report.made}, changed {report.changed}, known already {report.known}, of {report.records}")
    if report.erased:
        print(f"  {report.erased} were erased here, or are sealed under a hold: not taken")
    for count, words in ((report.without_time, "time"), (report.without_point, "point"), (report.without_act, "act")):
        if count:
            print(f"  {count} without a known {words}")
    for tag, count in report.unknown_tags.items():
        print(f"  unknown tag {tag!r}, {count} times: not taken")
    for record, why in report.refused.items():
        print(f"  refused {record}: {why}")
