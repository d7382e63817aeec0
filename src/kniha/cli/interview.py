"""`kniha interview add FILE…`: sealed files of field forms are laid before the courier."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from kniha.cli import django
from kniha.vocab.errors import MalformedError, UnavailableError

ABOUT = "bring interviews that field forms sealed"
_MORE = """\
Takes files ending in .age that a field form sealed where there was no network, and lays them before the courier, still sealed: nothing
here can open them. The courier files each as an interview, or holds it where a rule stands against it (the desk shows which). A file
brought twice is filed once.

  kniha interview add 3f2a91c07d44.age
  kniha interview add /media/stick/*.age

Exit status: 0 every file lies before the courier or is in the register already, 1 some are no sealed files, 2 could not run.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `interview` with its one verb."""
    parser = subparsers.add_parser("interview", help=ABOUT, description=ABOUT)
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser(
        "add", help="lay sealed files before the courier", description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a sealed file")
    add.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Bring them, one after the other; say what became of each."""
    django.start()
    from django.conf import settings

    from kniha.conf.keys import KeyFolder
    from kniha.runs.bringing import bring
    from kniha.vault.store import Vault

    found = KeyFolder(settings.OFFICE.keys, demo=settings.OFFICE.demo).vault(settings.OFFICE.vault)
    vault, wrong = Vault(found.folder, found.naming_key), 0
    for path in arguments.files:
        try:
            laid = bring(vault, _pieces(path), django.process_hand("console"))
        except MalformedError as error:
            print(f"{path.name}: not what a field form seals: {error}", file=sys.stderr)
            wrong += 1
            continue
        print(f"{path.name}: {'lies before the courier' if laid.is_new else 'is in the register already'}")
    return 1 if wrong else 0


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece
    except OSError as error:
        raise UnavailableError(f"{path.name} cannot be read: {error.strerror}") from error
