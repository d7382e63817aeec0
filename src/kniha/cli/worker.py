"""`kniha worker`: jobs, views of files, the text index, signed heads."""

import argparse
import sys
import time

from kniha.cli import django

ABOUT = "run jobs, make views of files, keep the index, sign heads and have them witnessed and stamped"
_MORE = """\
Runs the jobs that desk and command line enqueue, makes small clean pictures of new files and reads what they tell of themselves (in
child processes that can open nothing; signed manifests are trusted by the roots in keys/public/signers), keeps the text index up with
the journal, and signs the journal's head at fixed moments: every hour, or KNIHA_HEADS_EVERY seconds. A head whose moment it missed by
more than half of that comes at the next one. A journal that shrank, or has another past than the heads it signed, gets no signature;
it says so.

Each signed head is shown to the witnesses of keys/public/witnesses, which cosign it, to the authorities of time of
keys/public/authorities, which stamp it, and, where KNIHA_TILES names a folder, laid there with its tree for any web server to serve.

It holds the checkpoint keys and the exhibit identity. Under a passphrase, it asks at its start and waits.

  kniha worker          goes on until it is stopped
  kniha worker --once   does what there is to do, signs a head if one is due, and returns

Exit status with --once: 0 done, 1 the journal has another past than what was signed, 2 it shrank, or could not run.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `worker`."""
    parser = subparsers.add_parser("worker", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--once", action="store_true", help="do what there is to do, and return")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Work."""
    django.start()
    from django.conf import settings

    from kniha.cli.passphrases import ask
    from kniha.worker import process

    duties = process.prepare(settings.OFFICE, ask=ask, say=_say)
    if arguments.once:
        process.work_once(duties)
        return 0
    _say("at work")
    process.work_on(duties, say=_say, wait=time.sleep)
    return 0


def _say(words: str) -> None:
    print(f"kniha worker: {words}", file=sys.stderr, flush=True)
