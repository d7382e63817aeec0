"""A register comes back from a backup, into an empty database on perhaps an empty machine (docs/spec/backup.md §5)."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, transaction

from kniha.book.access import queries
from kniha.book.journal import checking, layout, reading, triggers
from kniha.book.journal.replay import replay
from kniha.conf.key_files import KeyFile, write_keys
from kniha.ledger.keys import VerifierKey
from kniha.ledger.registers import Register
from kniha.runs import heads, verifying
from kniha.runs.backups import names, rows_in, schema, sealed_files
from kniha.runs.backups.manifests import LARGEST, REGISTER, Manifest, Rows, open_manifest
from kniha.runs.backups.sealed_files import Carried
from kniha.runs.backups.sealing import lines
from kniha.seal.opening import open_bytes
from kniha.seal.recipients import Identity
from kniha.seal.streams import read_fully
from kniha.vault.fixity import check_sealed
from kniha.vault.places import Places
from kniha.vocab.errors import BrokenError, ConflictError, MalformedError, NotFoundError, TooLargeError
from kniha.vocab.ids import RandomBytes


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in its store, opened: its name, its manifest, and which release keys signed that."""

    name: str
    manifest: Manifest
    signed_by: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Where the register is to live: folders of keys, of heads and of mappings."""

    keys: Path
    heads: Path
    mappings: Path

    def path(self, name: str) -> Path:
        """Where a small file of a manifest lies here."""
        folder, _, rest = name.partition("/")
        return {"keys": self.keys, "heads": self.heads, "mappings": self.mappings}[folder] / rest


def find(places: Places, identities: Sequence[Identity], *, trusted: Register | None, name: str = "") -> Backup:
    """Open the backup of this name, or the newest; NotFoundError where it is not there, BrokenError where it is not signed."""
    name = name or names.newest(places)
    if name not in names.whole(places):
        raise NotFoundError("no backup of this name lies there")
    with places.open(names.place(name, names.MANIFEST)) as file:
        if file.size > LARGEST:
            raise TooLargeError(f"a manifest has at most {LARGEST:,} bytes")
        sealed = read_fully(file, LARGEST)
    try:
        manifest, keys = open_manifest(open_bytes(sealed, identities), trusted)
    except (BrokenError, MalformedError) as error:
        raise BrokenError(f"the manifest of {name} is none that the register signed: {error}") from error
    return Backup(name, manifest, keys)


def check_whose(backup: Backup, fingerprint: str) -> None:
    """BrokenError unless a release key of this fingerprint signed the backup."""
    if fingerprint not in {key.fingerprint for key in backup.signed_by}:
        raise BrokenError("the backup is signed by a key of another fingerprint")


def check_may(home: Home, backup: Backup, newest: Backup) -> None:
    """ConflictError where another register lives here, or one whose journal is not the backup's. Before anything is written."""
    schema.check_known(backup.manifest.migrations)
    if queries.is_founded() and not _is_loaded(backup.manifest):
        raise ConflictError("a register lives in this database already, and it is not the one of this backup")
    register = home.path(REGISTER)
    if register.exists() and register.read_bytes() != newest.manifest.files[REGISTER]:
        raise ConflictError("the folder of keys is of another register, or of other keys of this one")


def lay_small_files(home: Home, newest: Manifest) -> None:
    """Lay the small files where nothing of their name is: what this host kept is newer than any backup."""
    keys = [KeyFile(name.removeprefix("keys/"), data) for name, data in newest.files.items() if name.startswith("keys/")]
    write_keys(home.keys, [key for key in keys if not (home.keys / key.name).exists()])
    for name, data in newest.files.items():
        if not name.startswith("keys/") and not (path := home.path(name)).exists():
            _write(path, data, mode=0o600 if name == "heads/erasures.json" else 0o644)


def load_rows(places: Places, backup: Backup, newest: Backup, identities: Sequence[Identity]) -> int:
    """Make the tables as they were; load the book of `backup` and the key table of `newest` in one transaction; then migrate.

    Where they were loaded before, only the last is done. Returns the number of rows.
    BrokenError, and the tables empty, where anything is not what the manifests tell.
    """
    if not queries.is_founded():
        _check_stored(places, names.place(backup.name, names.BOOK), backup.manifest.book)
        _check_stored(places, names.place(newest.name, names.KEYS), newest.manifest.keys)
        _load_all(places, backup, newest, identities)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return backup.manifest.book.rows + newest.manifest.keys.rows


def _check_stored(places: Places, place: str, told: Rows) -> None:
    """BrokenError, before there is any table, where a file of the backup is not the one that its manifest tells of, or is gone."""
    try:
        check_sealed(places, place, told.file.sha256)
    except NotFoundError as error:
        raise BrokenError(f"{place} is gone from the store") from error
    except BrokenError as error:
        raise BrokenError(f"{place} is not what its manifest tells: {error}") from error


def _load_all(places: Places, backup: Backup, newest: Backup, identities: Sequence[Identity]) -> None:
    state = schema.make(backup.manifest.migrations)
    layout.lay(connection)  # before there are rows that it would have to move
    with transaction.atomic():
        with places.open(names.place(backup.name, names.BOOK)) as file:
            _load(lines(file, identities, backup.manifest.book.file), backup.manifest.book, state)
        with places.open(names.place(newest.name, names.KEYS)) as file:
            _load(lines(file, identities, newest.manifest.keys.file), newest.manifest.keys, state)
        _check_tree(backup.manifest)
        rows_in.set_sequences(state)


def bring_files(vault: Places, places: Places, *, random_bytes: RandomBytes) -> Carried:
    """Bring to the vault what the rows name and it does not hold whole. Its folder is made by who calls."""
    return sealed_files.bring_back(vault, places, sealed_files.wanted(), random_bytes=random_bytes)


def _load(opened: Iterator[bytes], told: Rows, state: Apps) -> None:
    loaded = rows_in.load(opened, state)
    if loaded != told.rows:
        raise BrokenError(f"the manifest tells of {told.rows} rows, and the backup has {loaded}")


def _is_loaded(manifest: Manifest) -> bool:
    """Whether the register in the database grew from this backup's."""
    return reading.size() >= manifest.entries and reading.root(manifest.entries) == manifest.root


def _check_tree(manifest: Manifest) -> None:
    entries = reading.size()
    if entries != manifest.entries or reading.root(entries) != manifest.root:
        raise BrokenError(
            f"the journal should have {manifest.entries} entries under the root of the manifest, and has {entries} under another"
        )


def _write(path: Path, data: bytes, *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found to hold: entries of the journal, signed heads, rows that follow from the journal; and how far a kept head is ahead."""

    entries: int
    heads: int
    rows: int
    behind: int


def check_restored(register: Register, folder: Path) -> Checked:
    """Hash the journal again, hold it against the signed heads, and replay it; BrokenError where anything does not hold.

    A journal that is behind the head kept in `folder` holds for what it has: the loss is stated by a seam (docs/spec/ledger.md §11).
    """
    entries = checking.check_journal()
    if missing := triggers.missing():
        raise BrokenError(f"the trigger {missing[0]} is missing")
    signed = verifying.check_heads(register)
    kept = max((one.head.size for one in heads.signed_before(register.checkpoint_keys, folder)), default=0)
    if kept <= entries and verifying.is_signed(folder):
        verifying.check_signed(register, folder)
    report = replay()
    if report.differences:
        raise BrokenError(f"the tables do not follow from the journal: {len(report.differences)} differences")
    return Checked(entries, signed, report.rows, max(0, kept - entries))
