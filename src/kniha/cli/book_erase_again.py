"""`kniha book erase-again`: an older copy of the database forgets what was erased since (docs/spec/erasure.md §7.3)."""

import argparse
import sys
from contextlib import suppress

from kniha.cli import django
from kniha.vocab.errors import NotFoundError, RefusedError

ABOUT = "erase again what was erased after an older copy of the database was made"
_MORE = """\
After a database was put back from an older copy, and after its seam where entries were lost: places the holds again that it does not
know, then erases and seals again what the list of erasures names, which is kept outside the database (KNIHA_HEADS). Before desk and
courier start. Done again, it finds nothing to do.

Exit status: 0 done, or nothing to do; 1 a hold could not be placed again; 2 could not run.
"""


def add_parser(works: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `erase-again`."""
    again = works.add_parser("erase-again", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    again.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Erase again."""
    del arguments
    django.start()
    try:
        return carry_out()
    except NotFoundError:
        print("no list of erasures is kept here: there is nothing to do")
        return 0


def after_restore() -> None:
    """The same, where it can be done at once: where nothing was ever erased, or a seam comes first, it is not."""
    with suppress(NotFoundError, RefusedError):
        carry_out()


def carry_out() -> int:
    """Apply the kept list. RefusedError while the journal is behind the kept head, NotFoundError where no list is kept."""
    from django.conf import settings

    from kniha.book.journal import reading
    from kniha.conf.keys import KeyFolder
    from kniha.runs.erasing import apply_to_register, kept_listing
    from kniha.runs.heads import may_enter
    from kniha.runs.kept import Kept
    from kniha.vault.store import Vault

    office = settings.OFFICE
    listing = kept_listing(Kept(office.heads))
    may_enter(reading.size())
    vault = KeyFolder(office.keys, demo=office.demo).vault(office.vault)
    applied = apply_to_register(django.process_hand("restore"), listing, Vault(vault.folder, vault.naming_key))
    print(f"{applied.again} of {len(listing.erasures)} erasures were carried out again")
    for hold in applied.unplaced:
        print(f"kniha: the hold {hold} names somebody whom this register does not know: place it by hand", file=sys.stderr)
    return 1 if applied.unplaced else 0
