"""`kniha intake`: run the public intake; `kniha intake sweep`: remove what is old and done; `kniha intake form`: the letter as one file."""

import argparse
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from kniha.conf.intake import LANGUAGES
from kniha.vocab.errors import ConfigurationError

ABOUT = "run the public intake, sweep it, or write its form as one file"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `intake` and its works `sweep` and `form`."""
    parser = subparsers.add_parser(
        "intake",
        help=ABOUT,
        description="Runs the public intake with the settings KNIHA_INTAKE_… and KNIHA_REGISTER of the environment, until it is stopped.",
    )
    parser.set_defaults(func=run)
    works = parser.add_subparsers(dest="work", required=False)
    sweeping = works.add_parser(
        "sweep",
        help="remove envelopes that every courier has and replies of a year ago",
        description="Removes envelopes that every courier has confirmed and that are older than the days to keep, and replies older "
        "than a year. The running intake does so itself once a day.",
    )
    sweeping.set_defaults(func=run_sweep)
    writing = works.add_parser(
        "form",
        help="write the letter as one HTML file that works without the site",
        description="Writes the letter as one HTML file in a language: it loads nothing, sends nothing, and saves what it seals as a file, "
        "which `kniha courier FILE` takes in. Prints the file's SHA-256, for partners to publish.",
    )
    writing.add_argument("language", choices=LANGUAGES, metavar="be|ru|en")
    writing.add_argument("file", type=Path, metavar="FILE", help="where to write it; nothing is written over")
    writing.set_defaults(func=run_form)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    del arguments
    _serving().serve()
    return 0


def run_sweep(arguments: argparse.Namespace) -> int:
    """Sweep once."""
    del arguments
    serving = _serving()
    envelopes, replies = serving.sweep(serving.prepare(), datetime.now(UTC).date())
    print(f"removed {envelopes} envelopes and {replies} replies")
    return 0


def run_form(arguments: argparse.Namespace) -> int:
    """Write the form."""
    _serving().prepare()
    from kniha.intake.alone import written

    form = written(arguments.language).encode()
    try:
        with arguments.file.open("xb") as file:
            file.write(form)
    except OSError as error:
        raise ConfigurationError(f"cannot write {arguments.file}: {error.strerror}") from error
    print(f"{sha256(form).hexdigest()}  {arguments.file}")
    return 0


def _serving() -> ModuleType:
    try:
        import django  # noqa: F401  only to say what is missing
    except ImportError as error:
        raise ConfigurationError("the intake's requirements are not installed (make setup)") from error
    from kniha.intake import serving

    return serving
