"""`kniha book count ID`: a kept count, counted again from the journal alone as it was long then."""

import argparse
import json
from typing import Any

from kniha.cli import django
from kniha.vocab.errors import NotFoundError

ABOUT = "count a kept count again, from the journal as it was then"
_MORE = """\
Folds the journal up to the entry before which the count was kept, counts by the same method, and compares every number and the digest of
what was counted. ID stands in the address of the count at the desk. Memory grows with the register.

  kniha book count 5d41402abc4b2a76b9719d911017c592

Exit status: 0 the same; 1 other numbers (values may have been erased since); 2 could not run, or the count is of another method.
"""


def add_parser(works: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `count` to the works of `kniha book`."""
    parser = works.add_parser("count", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("id", metavar="ID", help="the id of a kept count")
    parser.add_argument("--json", action="store_true", help="the report for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Count again, compare, tell."""
    django.start()
    from kniha.book.counting.again import counted_again
    from kniha.book.counting.keeping import moved, table_of
    from kniha.book.counting.models import Count
    from kniha.book.counting.rules import METHOD

    kept = Count.objects.filter(pk=arguments.id).first()
    if kept is None:
        raise NotFoundError("there is no kept count of this id")
    if kept.method != METHOD:
        _tell(arguments, {"same": None, "method": kept.method}, f"it was counted by {kept.method}; this version counts by {METHOD}")
        return 2
    table, digest = counted_again(kept)
    changed = moved(table_of(kept.question, kept.cells), table)
    same = not changed and digest == kept.digest
    told = {
        "same": same, "entries": kept.cut, "digest": digest, "kept_digest": kept.digest,
        "changed": [{"row": one.row, "column": one.column, "kept": one.was, "again": one.now} for one in changed],
    }  # fmt: skip
    words = (
        "the same" if same else f"NOT the same: {len(changed)} numbers are others, digest {digest[:12]} where {kept.digest[:12]} was kept"
    )
    _tell(arguments, told, f"{words}, out of {kept.cut:,} entries")
    return 0 if same else 1


def _tell(arguments: argparse.Namespace, told: dict[str, Any], words: str) -> None:  # Any: JSON
    print(json.dumps(told) if arguments.json else words)
