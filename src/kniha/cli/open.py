"""`kniha open`: an age file back into what was sealed, with an identity."""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from kniha.cli.streams import reading, writing
from kniha.vocab.errors import ConfigurationError

ABOUT = "open a sealed file with an identity"
_MORE = """\
Opens the age file IN, armored or not. The identity file holds AGE-SECRET-KEY-… lines; if it is itself sealed under a
passphrase, the passphrase is asked for. Identities may be post-quantum or classic (X25519).

  kniha open --identity courier/register.identity report.pdf.age report.pdf
  kniha open --identity custodian.age - - < book.tar.age | tar t

Exit status: 0 opened; 1 no identity opens it, or it was altered or cut; 2 could not run. OUT is whole or as it was before.
On standard output a beginning may have been written before a fault was found: look at the exit status before you use it.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `open`."""
    parser = subparsers.add_parser("open", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--identity", action="append", required=True, metavar="FILE", help="the identity file; may be repeated")
    parser.add_argument("source", metavar="IN", help="the age file; - for standard input")
    parser.add_argument("sink", metavar="OUT", help="where what was sealed goes; - for standard output")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Open, and return 0; what is wrong is raised."""
    from kniha.seal.armor import binary
    from kniha.seal.opening import open_identities, open_stream

    identities = [found for name in arguments.identity for found in open_identities(Path(name).read_bytes(), lambda: _ask(name))]  # noqa: B023  asked at once
    # 0600: what was sealed is not for everybody on this machine.
    with reading(arguments.source) as source, writing(arguments.sink, mode=0o600) as sink:
        open_stream(binary(source), sink, identities)
    return 0


def _ask(name: str) -> str:
    """Ask at the terminal, never on standard input, which may be the file to open."""
    try:
        Path("/dev/tty").open("rb").close()
    except OSError as error:
        raise ConfigurationError(f"{Path(name).name} is under a passphrase, and there is no terminal to ask for it") from error
    return getpass(f"Passphrase of {Path(name).name}: ", sys.stderr)
