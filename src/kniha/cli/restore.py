"""`kniha restore`: a register comes back from a backup, on a machine where there is none (docs/spec/backup.md §5)."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import book_erase_again, django
from kniha.vocab.errors import ConfigurationError

if TYPE_CHECKING:
    from kniha.ledger.registers import Register
    from kniha.runs.backups.restoring import Backup, Checked
    from kniha.runs.backups.sealed_files import Carried
    from kniha.seal.recipients import Identity
    from kniha.vault.places import Places

ABOUT = "bring the register back from a backup, where there is none"
_MORE = """\
Opens the newest backup in WHERE with a custodian's identity, checks the register's signature under it, makes the tables and loads
them, brings the files of the vault, erases again what was erased since, and at last hashes and replays the whole journal.

  mkdir -m 700 "$KNIHA_HOME"
  kniha restore /mnt/other/kniha --identity backup.identity --key register.json

KNIHA_HOME, and KNIHA_DATABASE where it is not SQLite, say where the register is to live; a register that lives there already is never
touched. Anyone can seal a file to the custodians, so say whose register it must be: by the register.json that a partner or the public
page holds (--key), or by the fingerprint of its release key (--fingerprint; --list prints the one that the backup brings along, for you
to compare). Stopped in the middle, it is run again.

Then the holders bring their keys back from the custodians' shares (kniha key combine), and kniha doctor says what is missing. Where a
newer head was signed than the backup knows, three custodians say so: kniha book seam; then kniha book erase-again. Accounts that were
frozen and tokens that were revoked after the backup are as before: two custodians look through them before the desk opens.

Exit status: 0 restored, and it holds; 1 it does not hold, or entries or files are missing; 2 could not run.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `restore`."""
    parser = subparsers.add_parser("restore", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--identity", action="append", required=True, metavar="FILE", type=Path, help="a custodian's; may be repeated")
    parser.add_argument("--key", metavar="FILE", type=Path, help="the register's register.json, got from elsewhere")
    parser.add_argument("--fingerprint", default="", metavar="HEX", help="of its release key, got from elsewhere")
    parser.add_argument("--backup", default="", metavar="NAME", help="an older backup; as shipped the newest")
    parser.add_argument("--list", action="store_true", help="only say which backups lie there, and what the newest is")
    parser.add_argument("--json", action="store_true", help="the result for machines")
    parser.add_argument("where", metavar="WHERE", help="the folder or bucket in which backups lie")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore, and say what holds."""
    django.start()
    from kniha.cli.backup import where
    from kniha.runs.backups import restoring
    from kniha.vault.places import places_in

    places, identities, trusted = places_in(where(arguments.where)), _identities(arguments.identity), _trusted(arguments.key)
    newest = restoring.find(places, identities, trusted=trusted)
    backup = restoring.find(places, identities, trusted=trusted, name=arguments.backup) if arguments.backup else newest
    if arguments.list:
        return _list(places, backup)
    _check_whose(newest, arguments)
    _check_whose(backup, arguments)
    files, checked = _restore(places, identities, backup, newest)
    _tell(backup, files, checked, as_json=arguments.json)
    return 1 if files.not_whole or checked.behind else 0


def _restore(places: "Places", identities: "tuple[Identity, ...]", backup: "Backup", newest: "Backup") -> "tuple[Carried, Checked]":
    import secrets

    from django.conf import settings

    from kniha.cli.backup import say
    from kniha.runs.backups import restoring
    from kniha.vault.places import places_in

    office = settings.OFFICE
    home = restoring.Home(office.keys, office.heads, office.mappings)
    os.umask(0o077)  # the database is for the office alone
    office.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if isinstance(office.vault, Path):
        office.vault.mkdir(parents=True, exist_ok=True, mode=0o700)
    restoring.check_may(home, backup, newest)
    restoring.lay_small_files(home, newest.manifest)
    say(f"{backup.manifest.book.rows:,} rows are loaded")
    restoring.load_rows(places, backup, newest, identities)
    say("the files of the vault are brought")
    files = restoring.bring_files(places_in(office.vault), places, random_bytes=secrets.token_bytes)
    book_erase_again.after_restore()
    say("the journal is hashed again and replayed")
    return files, restoring.check_restored(newest.manifest.public(), office.heads)


def _identities(paths: list[Path]) -> "tuple[Identity, ...]":
    from kniha.cli.passphrases import ask
    from kniha.seal.opening import open_identities

    return tuple(one for path in paths for one in open_identities(path.read_bytes(), lambda: ask(path.name)))  # noqa: B023  asked at once


def _trusted(path: Path | None) -> "Register | None":
    from kniha.conf.keys import read_register

    return read_register(path).keys if path else None


def _check_whose(backup: "Backup", arguments: argparse.Namespace) -> None:
    from kniha.runs.backups.restoring import check_whose

    if arguments.fingerprint:
        check_whose(backup, arguments.fingerprint.lower())
    elif not arguments.key:
        raise ConfigurationError("say whose register it must be: --key register.json, or --fingerprint of its release key")


def _list(places: "Places", backup: "Backup") -> int:
    from kniha.runs.backups.names import whole

    manifest = backup.manifest
    for name in whole(places):
        print(name)
    print(f"{backup.name}: made {manifest.made.isoformat(timespec='minutes')} by kniha {manifest.program}, {manifest.entries:,} entries")
    for key in backup.signed_by:
        print(f"{backup.name}: signed by the release key {key.fingerprint} of register {manifest.register.hex()}")
    return 0


def _tell(backup: "Backup", files: "Carried", checked: "Checked", *, as_json: bool) -> None:
    if as_json:
        told = {"backup": backup.name, "entries": checked.entries, "heads": checked.heads, "rows": checked.rows, "behind": checked.behind}
        print(json.dumps(told | {"files": {"there": files.there, "brought": files.brought}, "missing": list(files.not_whole)}))
        return
    print(f"{backup.name}, made {backup.manifest.made.isoformat(timespec='minutes')}")
    print(f"holds: {checked.entries:,} entries, {checked.heads} signed heads; {checked.rows:,} rows follow from the journal")
    print(f"files of the vault: {files.brought:,} brought, {files.there:,} were there")
    for place in files.not_whole:
        print(f"kniha: MISSING: {place}", file=sys.stderr)
    if checked.behind:
        print(
            f"kniha: {checked.behind:,} entries under a signed head are lost: kniha book seam, then kniha book erase-again", file=sys.stderr
        )
    print("next: the holders' keys (kniha key combine), kniha book rebuild where batches were brought in, kniha doctor")
