"""`kniha book verify`, `replay`: does the register follow from its journal, and the journal from its tree?

Further works: `found` (book_found.py), `as-of` (book_as_of.py), `count` (book_count.py), `seam` (book_seam.py), `erase-again`
(book_erase_again.py), `export`, `certificate`, `heads` (book_files.py).
"""

import argparse
import json
import sys

from kniha.cli import book_as_of, book_count, book_erase_again, book_files, book_found, book_seam, django, import_batch
from kniha.vocab.errors import BrokenError, RefusedError, UnknownTermError

ABOUT = "found the register; check it against its journal; take out what anyone can check"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `book` with its works."""
    parser = subparsers.add_parser("book", help=ABOUT, description=ABOUT)
    works = parser.add_subparsers(dest="work", required=True)
    verify = works.add_parser(
        "verify",
        help="hash every entry again, build the tree again, compare it with the signed heads",
        description="Hashes every value, entry and node again from stored bytes and compares each signed head, also the one kept outside "
        "the database. Exit 0: holds; 1: not; 2: heads were signed, and the register's public keys are not here.",
    )
    replay = works.add_parser(
        "replay",
        help="rebuild every table from the journal and compare it, row by row",
        description="Rebuilds the register from its journal, in memory, and compares it row by row. Exit 0: the same; 1: not.",
    )
    again = works.add_parser(
        "rebuild",
        help="load the rows of batches from their sealed files again",
        description="Takes the rows of every batch away and loads them from its sealed file: after a restore, or where a table was lost. "
        "Needs the exhibit key. Exit 0: done.",
    )
    again.set_defaults(func=run_rebuild)
    for work in (verify, replay, again):
        work.add_argument("--json", action="store_true", help="the result for machines")
    verify.set_defaults(func=run_verify)
    replay.set_defaults(func=run_replay)
    book_found.add_parser(works)
    book_as_of.add_parser(works)
    book_count.add_parser(works)
    book_seam.add_parser(works)
    book_erase_again.add_parser(works)
    book_files.add_parsers(works)


def run_verify(arguments: argparse.Namespace) -> int:
    """Check the journal and the signed heads."""
    django.start()
    from django.conf import settings

    from kniha.book.journal import checking, triggers
    from kniha.conf.keys import KeyFolder
    from kniha.runs.verifying import check_signed, is_signed

    office, heads = settings.OFFICE, 0
    try:
        entries = checking.check_journal()
        if is_signed(office.heads):
            heads = check_signed(KeyFolder(office.keys, office.demo).register().keys, office.heads)
    except (BrokenError, RefusedError) as error:
        _tell(arguments, {"holds": False, "why": str(error)}, f"does NOT hold: {error}")
        return 1
    missing = triggers.missing()
    if missing:
        _tell(arguments, {"holds": False, "why": f"trigger {missing[0]} is missing"}, f"does NOT hold: the trigger {missing[0]} is missing")
        return 1
    _tell(arguments, {"holds": True, "entries": entries, "heads": heads}, f"holds: {entries} entries, {heads} signed heads")
    return 0


def run_replay(arguments: argparse.Namespace) -> int:
    """Rebuild and compare."""
    django.start()
    from kniha.book.journal.replay import replay

    try:
        report = replay()
    except (BrokenError, UnknownTermError) as error:
        _tell(arguments, {"same": False, "why": str(error)}, f"the journal cannot be replayed: {error}")
        return 1
    differences = [{"table": one.table, "id": one.id, "field": one.field, "found": one.found} for one in report.differences]
    words = f"{report.entries} entries make {report.rows} rows"
    if differences:
        for one in differences:
            print(f"{one['table']} {one['id']} {one['field']}: {one['found']}", file=sys.stderr)
        words = f"the tables do NOT follow from the journal: {len(differences)} differences"
    _tell(arguments, {"same": not differences, "entries": report.entries, "rows": report.rows, "differences": differences}, words)
    return 1 if differences else 0


def run_rebuild(arguments: argparse.Namespace) -> int:
    """Load the rows of batches again."""
    django.start()
    from kniha.runs.bulk.bringing import rebuild

    batches, rows = rebuild(import_batch.store(), say=import_batch.progress())
    _tell(arguments, {"batches": batches, "rows": rows}, f"{rows} rows of {batches} batches are loaded again")
    return 0


def _tell(arguments: argparse.Namespace, result: dict[str, object], words: str) -> None:
    print(json.dumps(result, ensure_ascii=False) if arguments.json else words)
