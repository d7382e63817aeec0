"""`kniha backup`: all that a register needs to live again, sealed to its custodians, into a folder or bucket (docs/spec/backup.md)."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from kniha.cli import django

if TYPE_CHECKING:
    from kniha.conf.buckets import Where
    from kniha.runs.backups.making import Made

ABOUT = "seal a backup of the register to its custodians"
_MORE = """\
Seals the tables of the book, and the key table apart, to the recipients in keys/public/backup.recipients, and copies the files of the
vault that WHERE does not have yet, as they lie there. People go on working meanwhile. Run it on the worker's host, every night:

  kniha backup /mnt/other/kniha
  kniha backup 'https://s3.example.org/kniha-backup?region=eu-central-1'

WHERE is a folder, best on a disk of another house, or a bucket; its keys lie in vault/backup-bucket.json of the folder of keys. The
newest seven backups are kept, and of three of them the key table: an erasure is final in them when so many newer ones are made.

It holds no secret key of a holder but the one that names files: those come back from the custodians' shares. Keep copies of
worker/checkpoint.json, worker/release.json and courier/request.key in another house, sealed:
kniha seal --to RECIPIENT. Try a restore now and then, on another machine: kniha restore.

Exit status: 0 made; 1 made, but files of the vault were not as they were sealed and are not in it; 2 could not run.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `backup`."""
    parser = subparsers.add_parser("backup", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the result for machines")
    parser.add_argument("where", metavar="WHERE", help="the folder or bucket in which backups lie")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Make one, and say what was made."""
    django.start()
    from django.conf import settings

    from kniha.conf.keys import KeyFolder
    from kniha.runs.backups.making import Office, make_backup
    from kniha.vault.places import places_in

    office = settings.OFFICE
    keys = KeyFolder(office.keys, demo=office.demo)
    register = keys.register().register
    vault = keys.vault(office.vault).folder
    source = Office(register, office.keys, office.heads, office.mappings, places_in(vault), keys.backup_recipients(), keys.release_signer())
    made = make_backup(django.process_hand("console"), source, places_in(where(arguments.where)), say)
    _tell(made, as_json=arguments.json)
    return 1 if made.files.not_whole else 0


def where(words: str) -> "Where":
    """The folder or bucket that the argument names."""
    from django.conf import settings

    from kniha.conf.buckets import parse_where

    return parse_where("WHERE", words, settings.OFFICE.keys / "vault" / "backup-bucket.json")


def say(words: str) -> None:
    """Tell who waits at a terminal what is being done."""
    if sys.stderr.isatty():
        print(f"kniha: {words}", file=sys.stderr, flush=True)


def _tell(made: "Made", *, as_json: bool) -> None:
    files = made.files
    if as_json:
        told = {"backup": made.name, "entries": made.entries, "rows": made.rows, "files": {"there": files.there, "copied": files.brought}}
        print(json.dumps(told | {"not_whole": list(files.not_whole), "forgotten": made.forgotten, "older_gone": made.gone}))
        return
    print(f"{made.name}: {made.entries:,} entries, {made.rows:,} rows")
    print(f"files of the vault: {files.brought:,} copied, {files.there:,} were there")
    if made.forgotten or made.gone:
        print(f"{made.forgotten:,} erased files and {made.gone:,} older backups went")
    for place in files.not_whole:
        print(f"kniha: NOT in the backup, for it is not as it was sealed: {place}", file=sys.stderr)
