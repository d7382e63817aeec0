"""`kniha`: one command line for everything. A command is a module of this package; only the one that is asked for is loaded.

Exit status of every command: 0 good, 1 found wrong, 2 could not run.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version

from kniha.vocab.errors import BrokenError, KnihaError, NoMatchError

COMMANDS = (
    "seal", "open", "verify", "names", "link", "match", "estimate", "import_", "export", "evidence", "interview", "book", "key", "intake",
    "courier", "desk", "worker", "publish", "backup", "restore", "witness", "doctor", "demo",
)  # fmt: skip
"""The modules, in the order of the help. A module is named as its command, with _ behind where the name is a word of Python's."""

_ABOUT = """\
Kniha keeps a unified crime registration book: sealed reports in, a register that anyone can verify out.
"""
_MORE = """\
kniha COMMAND --help says what a command takes and gives.
Exit status: 0 good, 1 found wrong, 2 could not run.
"""
_GOOD, _WRONG, _COULD_NOT, _STOPPED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (else the process's own arguments) asks for; return the exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    arguments = _parser(words).parse_args(words)
    run: Callable[[argparse.Namespace], int] = arguments.func
    try:
        return run(arguments)
    except KnihaError as error:
        print(f"kniha: {error}", file=sys.stderr)
        return _WRONG if isinstance(error, BrokenError | NoMatchError) else _COULD_NOT
    except OSError as error:
        # A folder that is not there, a full disk, a reader that went away: the system's own words say it best.
        print(f"kniha: {': '.join(str(part) for part in (error.filename, error.strerror) if part)}", file=sys.stderr)
        return _COULD_NOT
    except KeyboardInterrupt:
        print("kniha: stopped; nothing was left half done", file=sys.stderr)
        return _STOPPED


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kniha", description=_ABOUT, epilog=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=version("kniha"))
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    asked = [name for name in COMMANDS if words and name.rstrip("_") == words[0]]
    for name in asked or COMMANDS:
        import_module(f"kniha.cli.{name}").add_parser(subparsers)
    return parser
