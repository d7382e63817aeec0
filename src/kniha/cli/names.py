"""`kniha names`: are two names one person's? Works on anyone's tables; touches no register."""

import argparse
import json
import sys
import time

from kniha.vocab.terms import LANGUAGES

ABOUT = "compare names of people across Belarusian, Russian, Ukrainian, Polish and Latin spellings"
_COMPARE = """\
Compares two names in each row of a table, and writes the table with three columns more: probability that both are names of
one person, as far as names can tell; same (1 from a probability of 0.5 on); reasons, the weightiest first.

IN   columns left and right: a name each, in any order and script; other columns are kept as they are
OUT  IN, and probability, same, reasons

CSV (UTF-8) or Parquet by the ending; - for a stream of CSV. Read are given names and their short forms in five languages,
patronymics, surnames of men and women, initials, capitals, commas; letters of another script within a word are mended, and
told. A patronymic or an initial that is absent says nothing; one that conflicts speaks against. "не вядома", a lone letter
or several people in one cell are told as such, and never held to be the same.
Namesakes are beyond it: two people may bear one name. Somebody must look.

  kniha names compare pairs.csv compared.csv
  kniha names compare pairs.parquet compared.parquet --language be
  kniha names compare - - < pairs.csv

Exit status: 0 done; 2 could not run: OUT is as it was before.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `names`."""
    parser = subparsers.add_parser("names", help=ABOUT, description=ABOUT)
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    compare = inner.add_parser(
        "compare", help="compare two names in each row", description=_COMPARE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    compare.add_argument("given", metavar="IN", help="a table; - for standard input")
    compare.add_argument("out", metavar="OUT", help="where it goes, .csv or .parquet; - for standard output")
    compare.add_argument("--language", choices=LANGUAGES, default="en", help="of the reasons; as shipped en")
    compare.add_argument("--json", action="store_true", help="the report for machines, on standard output (on error output if OUT is -)")
    compare.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, write, report; return the exit status."""
    from kniha.names.weights import VERSION
    from kniha.runs.naming_files import compare_table

    began = time.monotonic()
    counts = compare_table(arguments.given, arguments.out, language=arguments.language, tell=_tell)
    if sys.stderr.isatty():
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)
    told = {
        "rows": counts.rows,
        "same": counts.same,
        "notes": counts.notes,
        "weights": VERSION,
        "seconds": round(time.monotonic() - began, 2),
    }
    if arguments.json:
        print(json.dumps(told, indent=1), file=sys.stderr if arguments.out == "-" else sys.stdout)
        return 0
    notes = "".join(f", {rows} names with the note {note}" for note, rows in sorted(counts.notes.items()))
    print(f"{counts.rows} pairs, {counts.same} the same{notes}, {told['seconds']} s", file=sys.stderr)
    return 0


def _tell(rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\rcomparing {rows} ...".ljust(40), end="", file=sys.stderr, flush=True)
