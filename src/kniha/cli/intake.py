"""`kniha intake`: run the public intake; `kniha intake sweep`: remove what is old and done."""

import argparse
from datetime import UTC, datetime
from types import ModuleType

from kniha.vocab.errors import ConfigurationError

ABOUT = "run the public intake, or sweep it"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `intake` and its work `sweep`."""
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


def _serving() -> ModuleType:
    try:
        import django  # noqa: F401  only to say what is missing
    except ImportError as error:
        raise ConfigurationError("the intake's requirements are not installed (make setup)") from error
    from kniha.intake import serving

    return serving
