"""`kniha book seam`: the log begins again after a restore, openly, by three custodians (docs/spec/ledger.md §11)."""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django
from kniha.vocab.errors import ConflictError, MalformedError

if TYPE_CHECKING:
    from kniha.conf.keys import RegisterPublic
    from kniha.ledger.seams import Seam

ABOUT = "begin the log again after a restore, by three custodians"
_MORE = """\
A register that was put back behind a head that it signed enters nothing and signs nothing. What was lost is stated on a seam:

  kniha book seam state FILE                     says what was lost, and writes the seam; checks the whole journal first
  kniha book seam sign --key 1.signing FILE      each custodian, on a machine of their own: needs no database
  kniha book seam take FILE...                   with three custodians' lines, in one file or in several: the log goes on
"""
_STATE = """\
Holds the journal against the newest head kept outside the database (KNIHA_HEADS), and writes the seam that states the loss to OUT,
not signed yet. Where that head was lost as well, any that a witness, a partner or a proof file still holds is brought with --head:
it is kept from then on. A loss after the newest head that anybody holds shows nowhere.

Exit status: 0 a seam was written, 1 the journal does not hold, or has another past, 2 nothing is lost, or could not run.
"""
_SIGN = """\
Says what the seam states, and adds your line to it. Sign only what you know to be true: that the newest head is this one, and that
no newer copy can be put back. Your line is one of three with which these entries are given up.
"""
_TAKE = """\
Checks the custodians' lines, holds everything that the seam states against the head kept outside and the journal as it stands, and
enters it. From then on heads bear the new origin. Tell your witnesses: each of them must be given the seam.
"""


def add_parser(works: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `seam` with its three works."""
    seam = _work(works, "seam", ABOUT, _MORE)
    parts = seam.add_subparsers(dest="part", required=True)
    state = _work(parts, "state", "write what was lost, for the custodians to sign", _STATE)
    state.add_argument("--head", metavar="FILE", type=Path, help="a signed head that somebody else held")
    state.add_argument("out", metavar="OUT", type=Path, help="the file to write")
    state.set_defaults(func=run_state)
    sign = _work(parts, "sign", "add a custodian's line", _SIGN)
    sign.add_argument("--key", metavar="FILE", type=Path, required=True, help="your signing key, N.signing")
    sign.add_argument("seam", metavar="SEAM", type=Path, help="the seam; your line is added to this file")
    sign.set_defaults(func=run_sign)
    take = _work(parts, "take", "begin the next generation of the log", _TAKE)
    take.add_argument("seams", metavar="SEAM", type=Path, nargs="+", help="the seam, signed; or copies of it that were signed apart")
    take.set_defaults(func=run_take)


def run_state(arguments: argparse.Namespace) -> int:
    """Write the seam, and say what it states."""
    django.start()
    from django.conf import settings

    from kniha.book.journal import checking
    from kniha.runs.seams import bring_head, find_loss
    from kniha.runs.verifying import check_heads

    public = _public()
    if arguments.out.exists():
        raise ConflictError(f"{arguments.out} is there already")
    if arguments.head:
        brought = bring_head(_text(arguments.head), public.keys, settings.OFFICE.heads)
        print(f"kniha: the log signed this head of {brought.size} entries", file=sys.stderr)
    seam = find_loss(public.keys, settings.OFFICE.heads).seam
    checking.check_journal()
    check_heads(public.keys)
    _write(arguments.out, seam.text)
    print(_told(seam))
    print(f"Three custodians sign it, each on their own machine: kniha book seam sign --key N.signing {arguments.out}")
    return 0


def run_sign(arguments: argparse.Namespace) -> int:
    """Say what is signed, and add the line."""
    from kniha.cli.passphrases import ask
    from kniha.conf.keys import read_custodian_key
    from kniha.ledger.notes import parse_note
    from kniha.ledger.seams import add_signature, parse_text

    text = _text(arguments.seam)
    print(_told(parse_text(parse_note(text).text if "\n\n" in text else text)), flush=True)
    signed = add_signature(text, read_custodian_key(arguments.key, ask))
    _write(arguments.seam, signed)
    print(f"{len(parse_note(signed).lines)} signed; three are needed")
    return 0


def run_take(arguments: argparse.Namespace) -> int:
    """Take the seam."""
    django.start()
    from django.conf import settings

    from kniha.ledger.seams import joined
    from kniha.runs.seams import take_seam

    note = joined([_text(path) for path in arguments.seams])
    seam = take_seam(django.process_hand("register"), note, _public().keys, settings.OFFICE.heads)
    print(_told(seam))
    print(f"The log goes on as {seam.new_origin}. Give every witness the seam: {settings.OFFICE.heads / f'seam-{seam.generation}.note'}")
    return 0


def _told(seam: "Seam") -> str:
    first, last = seam.restored_size, seam.old_size - 1
    return (
        f"Register {seam.register.hex()}\n"
        f"The newest head that was signed: {seam.old_size} entries, root {seam.old_root.hex()}, of {seam.old_origin}\n"
        f"Put back: {seam.restored_size} entries, root {seam.restored_root.hex()}\n"
        f"Lost: {seam.lost}, entries {first} to {last}\n"
        f"From here on: {seam.new_origin}"
    )


def _public() -> "RegisterPublic":
    from django.conf import settings

    from kniha.conf.keys import KeyFolder

    return KeyFolder(settings.OFFICE.keys, demo=settings.OFFICE.demo).register()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise MalformedError(f"{path.name} is no text") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all: the lines of other custodians stand in the file."""
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(draft).replace(path)


def _work(works: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str, more: str) -> argparse.ArgumentParser:
    return works.add_parser(name, help=about, description=more, formatter_class=argparse.RawDescriptionHelpFormatter)
