"""`kniha book as-of DAY OUT`: every row of the register as it stood at the end of a day of the office, from the journal alone."""

import argparse
import hashlib
import json
import sys
from datetime import date

from kniha.cli import django, streams
from kniha.vocab.errors import ImpossibleError, MalformedError

ABOUT = "take out every row of the register as it stood at the end of a day"
_MORE = """\
Folds the journal up to the end of DAY (2026-11-23, by the office's clocks) and writes one row a line, by id, as canonical JSON:
{"fields": {…}, "id": "…", "table": "…"}. Values that were erased since are left out. OUT is for its owner alone; - is standard output.
That it was taken out, and the reason if one is given, is an entry of the journal, written before the first row.

  kniha book as-of 2026-11-23 november.json --reason "request 12 of the court"

Exit status: 0 written; 2 could not run.
"""


def add_parser(works: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `as-of` to the works of `kniha book`."""
    parser = works.add_parser("as-of", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("day", metavar="DAY", help="a day, 2026-11-23")
    parser.add_argument("out", metavar="OUT.json", help="where the rows go, or -")
    parser.add_argument("--reason", default="", metavar="WORDS", help="why it is taken out")
    parser.add_argument("--json", action="store_true", help="the report for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Enter that it is taken out, then write it."""
    django.start()
    from django.conf import settings

    from kniha.book.access.looking import enter_export_as_of
    from kniha.book.journal.as_of import encode_row, rows_as_of
    from kniha.book.journal.moments import EndOfDay

    hand = django.process_hand("console")
    day = _day(arguments.day, hand.today)
    enter_export_as_of(hand, day, reason=arguments.reason)
    count, digest = 0, hashlib.sha256()
    with streams.writing(arguments.out, mode=0o600) as out:
        for row in rows_as_of(EndOfDay(day, settings.OFFICE.zone)):
            line = encode_row(*row)
            digest.update(line)
            out.write(line)
            count += 1
    told = {"as_of": day.isoformat(), "rows": count, "sha256": digest.hexdigest()}
    words = f"{count} rows as of {day}, SHA-256 {digest.hexdigest()}"
    print(json.dumps(told) if arguments.json else words, file=sys.stderr if arguments.out == streams.STREAM else sys.stdout)
    return 0


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("a day is written 2026-11-23 and lies in the calendar") from error
    if day > today:
        raise ImpossibleError(f"{day} has not come yet")
    return day
