"""`kniha courier`: brings envelopes from the intake into the book."""

import argparse
import sys
import time
from pathlib import Path

from kniha.cli import django

ABOUT = "bring envelopes from the intake into the book"
_MORE = """\
Fetches what the intake (KNIHA_INTAKE_URL) holds, opens it, files it in the book, and then tells the intake. What cannot be
opened or is not whole goes to quarantine with the reason. It can be stopped at any moment: nothing is lost, nothing filed twice.
Mirrors are named in KNIHA_INTAKE_URL too, with spaces between: one that is away keeps nothing from the others. Onion services are
asked through Tor: KNIHA_INTAKE_PROXY=socks5h://127.0.0.1:9050.

It is the one process that holds the register's identity (courier/register.identity in KNIHA_KEYS). Under a passphrase, it asks
at its start, at the terminal or for a line of standard input, and waits. On stderr it says what it did and what it waits for,
never what an envelope holds.

  kniha courier          goes on until it is stopped
  kniha courier --once   returns when the intake has nothing more
  kniha courier FILE…    takes in sealed files that came by another way; asks no intake, and leaves the files where they are

Exit status with --once and FILE: 0 all brought, 1 some envelopes stay where they are, 2 could not run.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `courier`."""
    parser = subparsers.add_parser("courier", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="an envelope that somebody brought")
    parser.add_argument("--once", action="store_true", help="return when the intake has nothing more")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Carry."""
    django.start()
    from django.conf import settings

    from kniha.cli.passphrases import ask
    from kniha.courier import by_hand, process

    if arguments.files:
        accession = process.prepare_accession(settings.OFFICE, ask=ask, say=_say)
        return 1 if by_hand.take_in(arguments.files, accession, say=_say) else 0
    courier = process.prepare(settings.OFFICE, ask=ask, say=_say)
    if arguments.once:
        return 1 if process.carry_once(courier, say=_say) else 0
    _say("at work")
    process.carry_on(courier, say=_say, wait=time.sleep)
    return 0


def _say(words: str) -> None:
    print(f"kniha courier: {words}", file=sys.stderr, flush=True)
