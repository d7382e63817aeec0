"""`kniha key`: the keys of a register are made, split among custodians, and put together again."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.vocab.errors import ConfigurationError, MalformedError

if TYPE_CHECKING:
    from kniha.seal.recipients import HybridIdentity, Recipient

ABOUT = "make a register's keys, split one among custodians, put it together again"
_NEW = """\
Makes all keys of a new register in FOLDER, one folder for each holder (docs/spec/keys.md). Identities are sealed under a
passphrase that is asked for twice; nothing that is there is ever overwritten. Give each host only its own folders:

  public       every host             courier      the courier's host alone
  vault        courier, worker, desk  desk         desk and worker
  worker       the worker's host      custodian    nobody's host: each custodian takes one N.signing away

The intake gets public/register.json (KNIHA_REGISTER) and public/courier.keys (KNIHA_INTAKE_COURIERS).

  kniha key new keys --name-be "Кніга" --name-ru "Книга" --name-en "The Book"
"""
_SHARES = """\
Prints five shares of 33 words each (SLIP-39). Any three of them give the identity back, two tell nothing. Give each to
another custodian, on paper, and the recipient (age1pq1…) with it: putting shares together needs it.

  kniha key shares keys/courier/register.identity
"""
_COMBINE = """\
Asks for shares, one a line and an empty line after the last, and writes the identity to FILE. --recipient says whose identity
it must be: the text age1pq1…, a file that holds it, or the register's register.json.

  kniha key combine --recipient keys/public/register.json register.identity
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `key` with its three works."""
    parser = subparsers.add_parser("key", help=ABOUT, description=ABOUT)
    works = parser.add_subparsers(dest="work", required=True)
    new = _work(works, "new", "make all keys of a new register", _NEW)
    new.add_argument("folder", metavar="FOLDER", type=Path)
    for language in ("be", "ru", "en"):
        new.add_argument(f"--name-{language}", required=True, metavar="NAME", help=f"the register's name, language {language}")
    new.add_argument("--plain", action="store_true", help="without a passphrase; for a demonstration alone")
    new.set_defaults(func=run_new)
    shares = _work(works, "shares", "split an identity: five shares, three needed", _SHARES)
    shares.add_argument("identity", metavar="IDENTITY", type=Path, help="an identity file")
    shares.set_defaults(func=run_shares)
    combine = _work(works, "combine", "put an identity together from its shares", _COMBINE)
    combine.add_argument("--recipient", required=True, metavar="RECIPIENT", help="whose identity it must be")
    combine.add_argument("--plain", action="store_true", help="without a passphrase; for a demonstration alone")
    combine.add_argument("file", metavar="FILE", type=Path, help="the identity file to make")
    combine.set_defaults(func=run_combine)


def run_new(arguments: argparse.Namespace) -> int:
    """Make the keys, and say what to do with them."""
    import secrets

    from kniha.cli.passphrases import ask_new
    from kniha.conf.key_files import write_keys
    from kniha.conf.new_keys import check_free, new_keys
    from kniha.seal.passphrases import Passphrase

    check_free(arguments.folder)
    passphrase = None if arguments.plain else Passphrase(ask_new("the identities"))
    names = {"be": arguments.name_be, "ru": arguments.name_ru, "en": arguments.name_en}
    files = new_keys(names, random_bytes=secrets.token_bytes, passphrase=passphrase)
    write_keys(arguments.folder, files)
    for file in files:
        print(arguments.folder / file.name)
    if not arguments.plain:
        print("Now split courier/register.identity, desk/exhibit.identity and desk/person.identity: kniha key shares", file=sys.stderr)
    return 0


def run_shares(arguments: argparse.Namespace) -> int:
    """Print the shares of the one identity in the file."""
    from kniha.cli.passphrases import ask
    from kniha.seal.opening import open_identities
    from kniha.seal.recipients import HybridIdentity
    from kniha.seal.shares import split

    identities = open_identities(arguments.identity.read_bytes(), lambda: ask(arguments.identity.name))
    if len(identities) != 1 or not isinstance(identities[0], HybridIdentity):
        raise MalformedError("a file with one post-quantum identity is split")
    for number, share in enumerate(split(identities[0]), 1):
        print(f"share {number}: {share}")
    print(f"recipient: {identities[0].recipient}")
    print(f"fingerprint: {identities[0].recipient.fingerprint}")
    return 0


def run_combine(arguments: argparse.Namespace) -> int:
    """Read the shares, and write the identity that they give."""
    from kniha.seal.shares import combine

    recipient = _recipient(arguments.recipient)
    print("Shares, one a line; an empty line ends them.", file=sys.stderr, flush=True)
    shares = []
    while line := sys.stdin.readline().strip():
        shares.append(line.partition(":")[2].strip() or line)  # "share 2: …" as it was printed, or the words alone
    if not shares:
        raise MalformedError("no share was given")
    _keep(arguments.file, combine(shares, recipient), plain=arguments.plain)
    print(arguments.file)
    return 0


def _keep(path: Path, identity: "HybridIdentity", *, plain: bool) -> None:
    import secrets

    from kniha.cli.passphrases import ask_new
    from kniha.seal.closing import seal_under_passphrase
    from kniha.seal.passphrases import Passphrase

    data = identity.text.encode() + b"\n"
    if not plain:
        data = seal_under_passphrase(data, Passphrase(ask_new(path.name)), random_bytes=secrets.token_bytes)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)


def _recipient(given: str) -> "Recipient":
    from kniha.conf.keys import read_register
    from kniha.seal.recipients import parse_recipient, parse_recipients

    if given.startswith("age1"):
        return parse_recipient(given)
    if given.endswith(".json"):
        return parse_recipient(read_register(Path(given)).recipient)
    found = parse_recipients(Path(given).read_text("utf-8"))
    if len(found) != 1:
        raise ConfigurationError("--recipient names one recipient")
    return found[0]


def _work(works: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str, more: str) -> argparse.ArgumentParser:
    return works.add_parser(name, help=about, description=more, formatter_class=argparse.RawDescriptionHelpFormatter)
