"""`kniha seal`: any file into an age file that only its recipients open."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli.streams import reading, writing

if TYPE_CHECKING:
    from kniha.seal.recipients import Recipient

ABOUT = "seal a file for its recipients"
_MORE = """\
Seals IN as an age file that only the identities of its recipients open. Recipients are post-quantum, age1pq1…;
classic ones are refused. The file is read and written in one pass and may be of any size.

  kniha seal --to age1pq1… report.pdf report.pdf.age
  kniha seal --to backup.recipients book.tar book.tar.age
  tar c folder | kniha seal --to backup.recipients --armor - - > folder.txt

Exit status: 0 sealed, 2 could not run; OUT is then as it was before.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `seal`."""
    parser = subparsers.add_parser("seal", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--to", action="append", required=True, metavar="RECIPIENT", help="age1pq1…, or a file with one a line; may be repeated"
    )
    parser.add_argument("--armor", action="store_true", help="write text instead of bytes, a third longer")
    parser.add_argument("source", metavar="IN", help="the file to seal; - for standard input")
    parser.add_argument("sink", metavar="OUT", help="the age file; - for standard output")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Seal, and return 0."""
    import secrets

    from kniha.seal.armor import Armored
    from kniha.seal.closing import seal_stream

    recipients = [recipient for given in arguments.to for recipient in _recipients(given)]
    with reading(arguments.source) as source, writing(arguments.sink, mode=0o666) as sink:
        if arguments.armor:
            armored = Armored(sink)
            seal_stream(source, armored, recipients, random_bytes=secrets.token_bytes)
            armored.finish()
        else:
            seal_stream(source, sink, recipients, random_bytes=secrets.token_bytes)
    return 0


def _recipients(given: str) -> "tuple[Recipient, ...]":
    from kniha.seal.recipients import parse_recipient, parse_recipients

    return (parse_recipient(given),) if given.startswith("age1") else parse_recipients(Path(given).read_text("utf-8", errors="replace"))
