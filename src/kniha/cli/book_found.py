"""`kniha book found`: a new register begins, by two or more who are there."""

import argparse
import os
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from kniha.cli import django

if TYPE_CHECKING:
    from kniha.runs.founding import Founding

ABOUT = "begin a new register, by two or more founders"
_MORE = """\
Makes the tables, and enters who founds the register and the two compartments into which reports arrive: one for all, one for what calls
for a specialist. The keys of the register lie in KNIHA_KEYS already (kniha key new). Each founder sits down in turn and types a
password of their own; a second factor is asked for when they first sign in.

  kniha book found --prefix KN "Anna Minsk" "Boris Brest"

Founders are administrators and custodians: they grant everything else at the desk, by two, and read no report. Done once; where
anything is wrong nothing is founded.

Exit status: 0 founded, 2 not.
"""


def add_parser(works: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `found`."""
    found = works.add_parser("found", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--prefix", required=True, metavar="LETTERS", help="what numbers of incidents begin with: KN gives KN-2026-48213")
    found.add_argument("--reports", default="Reports", metavar="TITLE", help="the compartment into which reports arrive (%(default)s)")
    found.add_argument(
        "--specialists", default="For specialists", metavar="TITLE", help="the compartment for what calls for a specialist (%(default)s)"
    )
    found.add_argument("names", nargs="+", metavar="NAME", help="the name that a founder works by; two at least")
    found.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Found the register."""
    django.start()
    from django.conf import settings
    from django.core.management import call_command

    from kniha.book.journal.acting import Hand
    from kniha.cli.passphrases import ask_new
    from kniha.conf.keys import KeyFolder
    from kniha.runs import founding

    office = settings.OFFICE
    register = KeyFolder(office.keys, demo=office.demo).register().register
    asked = founding.Founding(register.hex(), arguments.prefix, tuple(arguments.names), arguments.reports, arguments.specialists)
    os.umask(0o077)  # the database is for the office alone
    founding.must_be_new()  # before its tables are touched: those of a register at work are changed after a backup alone
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    passwords = {name: ask_new(f"{name}, to sign in with") for name in asked.founders}
    start = Hand(None, frozenset(), datetime.now(office.zone), secrets.token_bytes, "register")
    _say(asked, founding.found(start, asked, passwords))
    return 0


def _say(asked: "Founding", logins: dict[str, str]) -> None:
    for name, login in logins.items():
        print(f"{name} signs in as {login}")
    print(f"reports arrive in {asked.reports!r}, what calls for a specialist in {asked.specialists!r}; nobody is a member of either yet")
    print("next: kniha worker, kniha desk, kniha courier; then two founders enrol the staff at the desk")
