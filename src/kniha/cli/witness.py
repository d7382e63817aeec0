"""`kniha witness`: a partner organisation's witness, which cosigns the heads of registers and remembers them."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.vocab.errors import ConfigurationError

if TYPE_CHECKING:
    from kniha.conf.witness import WitnessFolder
    from kniha.witness.state import Remembered

ABOUT = "witness the heads of registers: cosign what only grows"
_MORE = """\
A witness sees a register's signed heads and nothing of what it holds. It signs a head only if the tree grew, and nothing in it was
changed since the head it signed before. So nobody can be shown another past without the witness being asked to sign two.

  kniha witness new --name witness.example/kniha FOLDER      once
  kniha witness trust FOLDER register.json                   for each register
  kniha witness run FOLDER                                   until it is stopped

Never put FOLDER back from a copy, and never run it on two hosts: the witness would contradict itself. One that lost what it remembers
gets a new key.
"""
_NEW = """\
Makes the witness's keys, Ed25519 and ML-DSA-44, and prints their public halves: give these to the registers and to whoever verifies.
The name is an address without https://, under a domain of yours; nobody needs to answer there.
"""
_TRUST = """\
Takes a register's register.json: its log is watched under the keys there. Compare their fingerprints, which are printed, with what the
register says in another way. Given again, the newer description counts.
"""
_SEAM = """\
Tells the witness that a register was put back from an older copy, as its custodians state it in SEAM-NOTE, and goes on under a new name.
The note needs three custodians' signatures, and may not cite a smaller head than this witness has seen. There is no way back: nothing
more is signed under the old name. Ask the register what happened before you do this.
"""
_RUN = """\
Listens on KNIHA_WITNESS_HOST and KNIHA_WITNESS_PORT (127.0.0.1:8600), or as the options say. Put a proxy with TLS before it. It needs no
connection to the world but from the registers, and writes no log of requests.
"""
_LARGEST_FILE = 1 << 20


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `witness` with its works."""
    parser = subparsers.add_parser("witness", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    works = parser.add_subparsers(dest="work", required=True)
    new = _work(works, "new", "make a witness", _NEW)
    new.add_argument("--name", required=True, metavar="NAME", help="what the witness is called: witness.example/kniha")
    new.set_defaults(func=run_new)
    trust = _work(works, "trust", "watch a register's log", _TRUST)
    trust.add_argument("register", metavar="REGISTER.json", type=Path, help="the register's public description")
    trust.set_defaults(func=run_trust)
    seam = _work(works, "seam", "follow a register that was put back from a copy", _SEAM)
    seam.add_argument("note", metavar="SEAM-NOTE", type=Path, help="what its custodians signed")
    seam.set_defaults(func=run_seam)
    show = _work(works, "show", "say what is watched, and what was seen", "Prints each log, its newest head cosigned, and contradictions.")
    show.set_defaults(func=run_show)
    run = _work(works, "run", "serve until stopped", _RUN)
    run.add_argument("--host", metavar="HOST", help="KNIHA_WITNESS_HOST, or 127.0.0.1")
    run.add_argument("--port", metavar="PORT", help="KNIHA_WITNESS_PORT, or 8600")
    run.set_defaults(func=run_serve)


def run_new(arguments: argparse.Namespace) -> int:
    """Make keys and state, and print what is public."""
    import secrets

    from kniha.witness.state import State

    folder = _folder(arguments)
    signers = folder.make_keys(arguments.name, random_bytes=secrets.token_bytes)
    State(folder.state).make()
    for signer in signers:
        print(signer.verifier().text)
    return 0


def run_trust(arguments: argparse.Namespace) -> int:
    """Take the register's description, and print whose keys count now."""
    from kniha.witness.state import State

    register = State(_folder(arguments).state).trust(_read(arguments.register))
    print(f"register {register.id.hex()}")
    for key in (*register.checkpoint_keys, *register.custodian_keys):
        print(f"{key.kind:<12}{key.fingerprint}  {key.name}")
    return 0


def run_seam(arguments: argparse.Namespace) -> int:
    """Take the seam, and print from where the new log goes on."""
    from kniha.witness.state import State

    head = State(_folder(arguments).state).cross(_read(arguments.note).decode(errors="replace"))
    print(f"{head.origin} goes on from {head.size} entries, root {head.root.hex()}")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print what the witness remembers; 1 where a log contradicted itself."""
    from kniha.witness.state import State

    logs = State(_folder(arguments).state).logs()
    for log in logs:
        print(_line(log))
        for kept, other in log.contradictions:
            print(f"TWO HEADS OF ONE SIZE, both signed by this log:\n{kept}\n{other}")
    return 1 if any(log.contradictions for log in logs) else 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    import os
    import sys

    from kniha.conf.witness import WitnessSettings, port, read
    from kniha.witness.serving import serve

    told = read(os.environ)
    settings = WitnessSettings(arguments.host or told.host, port("--port", arguments.port) if arguments.port else told.port)
    print(f"kniha: the witness is at http://{settings.host}:{settings.port}", file=sys.stderr, flush=True)
    serve(_folder(arguments), settings)
    return 0


def _line(log: "Remembered") -> str:
    if log.at == 0:
        return f"{log.head.origin}  nothing cosigned yet"
    at = datetime.fromtimestamp(log.at, UTC)
    closed = ", closed by a seam" if log.closed else ""
    return f"{log.head.origin}  {log.head.size} entries, root {log.head.root.hex()}, last at {at:%Y-%m-%d %H:%M:%S} UTC{closed}"


def _folder(arguments: argparse.Namespace) -> "WitnessFolder":
    from kniha.conf.witness import WitnessFolder

    folder: Path = arguments.folder
    return WitnessFolder(folder)


def _read(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST_FILE:
        raise ConfigurationError(f"{path} is too large to be what is asked for")
    return path.read_bytes()


def _work(works: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str, more: str) -> argparse.ArgumentParser:
    work = works.add_parser(name, help=about, description=more, formatter_class=argparse.RawDescriptionHelpFormatter)
    work.add_argument("folder", metavar="FOLDER", type=Path, help="the witness's folder")
    return work
