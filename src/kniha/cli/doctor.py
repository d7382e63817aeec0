"""`kniha doctor`: what is wrong with this installation, in words."""

import argparse
import os

from kniha.cli import django
from kniha.vocab.errors import KnihaError

ABOUT = "say what is wrong with this installation"
_MORE = """\
Looks at settings, keys and their permissions, database, triggers, signed heads, vault and host. It changes nothing, asks for no
passphrase and shows no secret. Hints are for you to judge. It does not read the whole journal: kniha book verify does.

Exit status: 0 nothing is wrong, 1 something is.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser("doctor", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Examine, and print what was found."""
    del arguments
    from kniha.conf import office

    try:
        settings = office.read(os.environ)
        django.start()
    except (KnihaError, OSError) as error:
        _print("WRONG", f"settings: {error}")
        return 1
    _print("good", f"settings: they are understood; home is {settings.home}")
    from kniha.runs.checkup import State, examine

    wrong = 0
    for finding in examine(settings):
        _print(finding.state.value, finding.words)
        wrong += finding.state is State.WRONG
    print("nothing is wrong" if not wrong else f"{wrong} things are wrong" if wrong > 1 else "one thing is wrong")
    return 1 if wrong else 0


def _print(state: str, words: str) -> None:
    print(f"{state:5}  {words}")
