"""The check-up of an installation: what is wrong with it, in words. It changes nothing and shows no secret."""

import os
import resource
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kniha.book.access.queries import founding, receiving_compartment
from kniha.book.counting import deriving
from kniha.book.evidence import fixity
from kniha.book.forces import listing
from kniha.book.journal import reading, tallying, triggers
from kniha.conf import keys as key_files
from kniha.conf.buckets import BucketSettings, Where
from kniha.conf.keys import KeyFolder
from kniha.conf.map_tiles import read_tiles
from kniha.conf.office import OfficeSettings
from kniha.ledger.seams import ENOUGH
from kniha.runs import heads, origins
from kniha.runs.importing.offered import check_folder, offered
from kniha.runs.kept import Kept
from kniha.runs.specialists import missing_in_words
from kniha.runs.watching import recogniser_here
from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault
from kniha.vocab.errors import KnihaError, NotFoundError

LITTLE_ROOM = 10 << 30
"""Bytes free on the disk of vault and spool below which it is said: an envelope may have 2 GiB, and lies there twice."""

LONG_WITHOUT_BACKUP = 7
"""Days after which it is said that there was no backup."""

_PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1", "recursive_triggers": "1"}
_NEEDED_BY = {
    key_files.REGISTER_IDENTITY: "courier", key_files.REQUEST_KEY: "courier", key_files.EXHIBIT_IDENTITY: "desk and worker",
    key_files.PERSON_IDENTITY: "desk and worker", key_files.NAMING_KEY: "courier, worker and desk", key_files.CHECKPOINT_KEYS: "worker",
}  # fmt: skip


class State(Enum):
    """How serious a finding is."""

    GOOD = "good"
    HINT = "hint"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the installation."""

    state: State
    words: str


def examine(settings: OfficeSettings) -> Iterator[Finding]:
    """Yield what is found, area by area. Hints are for a person to judge; only what is WRONG keeps the register from working."""
    keys = KeyFolder(settings.keys, demo=settings.demo)
    yield from _keys(keys)
    yield from _database(settings, keys)
    yield from _vault(settings, keys)
    if settings.map_tiles is not None:
        yield from _tried("map: the file of tiles can be read, and the desk draws its kind", partial(read_tiles, settings.map_tiles))
    if (keys.path / key_files.RELEASE_KEYS).exists():  # where backups are made
        yield from _backup(settings)
    yield from _mappings(settings)
    yield from _recogniser()
    yield from _host(settings)


def _keys(keys: KeyFolder) -> Iterator[Finding]:
    for name, read in (
        (key_files.REGISTER, keys.register),
        ("public recipients", lambda: (keys.exhibit_recipient(), keys.person_recipient())),
    ):
        yield from _tried(f"keys: {name} can be read", read)
    for name, needed_by in _NEEDED_BY.items():
        if (keys.path / name).exists():
            yield from _tried(f"keys: {name} is in order", partial(_check_key, keys, name))
        else:
            yield Finding(State.HINT, f"keys: {name} is not on this host; {needed_by} cannot run here")
    yield from _custodians(keys)


def _custodians(keys: KeyFolder) -> Iterator[Finding]:
    lying = [name for name in key_files.CUSTODIAN_KEYS if (keys.path / name).exists()]
    if lying and not keys.demo:
        yield Finding(State.HINT, f"keys: {lying[0]} lies on this host; custodians take their signing keys away")
    with suppress(KnihaError):  # a register.json that cannot be read was told of
        if len(keys.register().keys.custodian_keys) < ENOUGH:
            yield Finding(State.HINT, f"keys: fewer than {ENOUGH} custodians' keys are published; after a restore the log could not go on")


def _check_key(keys: KeyFolder, name: str) -> None:
    match name:
        case key_files.NAMING_KEY:
            keys.vault(keys.path)
        case key_files.CHECKPOINT_KEYS:
            keys.checkpoint_signers()
        case key_files.REQUEST_KEY:
            keys.request_key()
        case _ if keys.is_sealed(name):
            return  # what is in it only its passphrase tells
        case _:
            _check_plain(keys, name)


def _check_plain(keys: KeyFolder, name: str) -> None:
    readings: dict[str, tuple[Callable[[key_files.Ask], tuple[HybridIdentity, ...]], Callable[[], str]]] = {
        key_files.REGISTER_IDENTITY: (keys.register_identities, lambda: keys.register().recipient),
        key_files.EXHIBIT_IDENTITY: (keys.exhibit_identities, lambda: keys.exhibit_recipient().text),
        key_files.PERSON_IDENTITY: (keys.person_identities, lambda: keys.person_recipient().text),
    }
    identities, recipient = readings[name]
    if recipient() not in {identity.recipient.text for identity in identities(lambda _: "")}:
        raise _WrongError(f"{name} does not open what is sealed to the public recipient")
    if not keys.demo:
        raise _WrongError(f"{name} is without a passphrase, which is for the demo alone (docs/spec/keys.md, rule 3)")


def _database(settings: OfficeSettings, keys: KeyFolder) -> Iterator[Finding]:
    path = Path(settings.database.name)
    if settings.database.engine == "sqlite" and not path.exists():
        yield Finding(State.WRONG, "database: there is none yet")
        return
    reached = list(_tried("database: it answers", connection.ensure_connection))
    yield from reached
    if reached[0].state is State.WRONG:
        return
    migrated = list(_tried("database: the tables are those of this version", _check_migrated))
    yield from migrated
    if migrated[0].state is State.GOOD:
        yield from _tried("database: the journal is append-only, every trigger is there", _check_triggers)
        yield from _tried("database: the tallies of the lists are true", _check_tallies)
        yield from _tried("database: units are listed and found by the names that they have", _check_units)
        yield from _tried("database: numbers are those of the register", _check_counted)
        yield from _tried("vault: every file that was read through is as it was sealed", _check_files)
        yield from _tried("database: the book is founded, and is that of the keys", lambda: _check_founded(keys))
        yield from _specialists()
        yield from _heads(settings, keys)
    if settings.database.engine == "sqlite":
        yield from _tried("database: SQLite writes safely", _check_pragmas)
        yield from _tried("database: the file is its owner's alone", lambda: _check_owner_only(path, settings))


def _check_migrated() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise _WrongError(f"{len(plan)} migrations wait: django migrate, after a backup")


def _check_triggers() -> None:
    missing = triggers.missing()
    if missing:
        raise _WrongError(f"the trigger {missing[0]} and perhaps others are missing: django migrate installs them; then kniha book verify")


def _check_tallies() -> None:
    if tallying.told() != tallying.truth():
        raise _WrongError("a list would tell another number of rows than it has: django migrate counts them anew; then tell us how it came")


def _check_units() -> None:
    if not listing.are_true():
        raise _WrongError("units are not listed or found by their names: django migrate writes that anew; then tell us how it came")


def _check_counted() -> None:
    if not deriving.are_true():
        raise _WrongError("numbers would not be those of the register: django migrate counts them anew; then tell us how it came")


def _check_files() -> None:
    if lost := fixity.count_lost():
        raise _WrongError(
            f"{lost} of the register's files are not as they were sealed, and no whole copy is known: look for one in backups"
        )


def _check_founded(keys: KeyFolder) -> None:
    try:
        founded = founding().register
    except NotFoundError as error:
        raise _WrongError("the book is not founded yet") from error
    if founded != keys.register().register.hex():
        raise _WrongError("the book is of another register than the keys")
    try:
        receiving_compartment()
    except NotFoundError as error:
        raise _WrongError("no compartment receives reports; the courier cannot file") from error


def _specialists() -> Iterator[Finding]:
    if words := missing_in_words():
        yield Finding(State.HINT, f"book: {words}")


def _heads(settings: OfficeSettings, keys: KeyFolder) -> Iterator[Finding]:
    checked = list(_tried("heads: the journal follows what was signed", lambda: _check_heads(settings, keys)))
    yield from checked
    if checked[0].state is State.GOOD:
        yield from _told_heads(settings, keys)


def _check_heads(settings: OfficeSettings, keys: KeyFolder) -> None:
    try:
        heads.check_head(keys.register().keys, settings.heads)
    except NotFoundError:
        return  # not founded: said already


def _told_heads(settings: OfficeSettings, keys: KeyFolder) -> Iterator[Finding]:
    signed = heads.signed_before(keys.register().keys.checkpoint_keys, settings.heads)
    if not signed:
        yield Finding(State.GOOD, "heads: none is signed yet")
        return
    newest = max(signed, key=heads.age)
    dated = f"dated {newest.at.astimezone(settings.zone):%Y-%m-%d %H:%M:%S} ({settings.zone})"
    yield Finding(State.GOOD, f"heads: the newest holds {newest.head.size} of {reading.size()} entries, {dated}")
    for seam in origins.seams():
        words = f"heads: generation {seam.generation} of the log began at entry {seam.restored_size}; {seam.lost} were lost by a restore"
        yield Finding(State.GOOD, words)
    if Kept(settings.heads).head() is None:
        signs_here = (keys.path / key_files.CHECKPOINT_KEYS).exists()
        words = "heads: none is kept outside the database on this host; a database put back behind the newest would not be known here"
        yield Finding(State.WRONG if signs_here else State.HINT, words)


def _check_pragmas() -> None:
    for name, wanted in _PRAGMAS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name}")
            found = str(cursor.fetchone()[0])
        if found != wanted:
            raise _WrongError(f"PRAGMA {name} is {found}, and must be {wanted}")


def _check_owner_only(path: Path, settings: OfficeSettings) -> None:
    # The way to the file counts as much as the file: a closed folder closes what is in it.
    if not settings.demo and path.stat().st_mode & 0o077 and path.parent.stat().st_mode & 0o077:
        raise _WrongError(f"{path.name} and its folder are open to other users of this host: chmod 700 the folder")


def _vault(settings: OfficeSettings, keys: KeyFolder) -> Iterator[Finding]:
    yield from _tried("vault: files can be sealed into it", lambda: _check_vault(settings.vault, keys))
    if settings.vault_copy is None:
        yield Finding(State.HINT, "vault: it has no second copy; name another disk, or a bucket, in KNIHA_VAULT_COPY")
    else:
        yield from _tried("vault copy: it can be written to", lambda: _check_vault(settings.vault_copy, keys))
    for name, where in (("vault", settings.vault), ("vault copy", settings.vault_copy)):
        if isinstance(where, BucketSettings):
            yield from _lock(name, where)
    if isinstance(settings.vault, Path) and (free := shutil.disk_usage(_nearest(settings.vault)).free) < LITTLE_ROOM:
        yield Finding(State.HINT, f"vault: {free >> 20} MiB are free on its disk; an envelope may need twice 2048")


def _check_vault(where: Where | None, keys: KeyFolder) -> None:
    assert where is not None
    vault = keys.vault(where)
    Vault(vault.folder, vault.naming_key).try_out(random_bytes=secrets.token_bytes)


def _lock(name: str, where: BucketSettings) -> Iterator[Finding]:
    """What the lock of a bucket does to erasure, said before and after it is turned on."""
    from kniha.vault.bucket import check_lock

    try:
        can_lock = check_lock(where) is not None
    except KnihaError as error:
        yield Finding(State.WRONG, f"{name}: {error}")
        return
    if where.lock:
        days, mode = where.lock.days, where.lock.mode.value.lower()
        yield Finding(
            State.HINT,
            f"{name}: the bucket locks exhibits ({mode}) for {days} days from each look; what is erased stays there that long, without its"
            " key. Whoever has the store's host may pass a lock by: what was there the ledger proves, not the store",
        )
    elif can_lock:
        yield Finding(
            State.HINT,
            f"{name}: the bucket can lock files, and is not asked to: stolen keys could remove them. lock=governance-60 in the setting"
            " locks exhibits for 60 days from each look; what is erased would then stay that long, without its key",
        )
    else:
        yield Finding(State.HINT, f"{name}: the bucket was made without object lock: stolen keys could remove files; keep a second copy")


def _nearest(path: Path) -> Path:
    return path if path.exists() else _nearest(path.parent)


def _backup(settings: OfficeSettings) -> Iterator[Finding]:
    noted = Kept(settings.heads).backup()
    if noted is None:
        yield Finding(State.HINT, "backup: none was made from this host yet (kniha backup); a disk that dies takes the register along")
        return
    made = datetime.fromisoformat(noted).astimezone(settings.zone)
    days = (datetime.now(settings.zone) - made).days
    if days >= LONG_WITHOUT_BACKUP:
        yield Finding(State.HINT, f"backup: the last was made {days} days ago, on {made:%Y-%m-%d}")
    else:
        yield Finding(State.GOOD, f"backup: the last was made on {made:%Y-%m-%d}")


def _mappings(settings: OfficeSettings) -> Iterator[Finding]:
    if settings.mappings == settings.home / "mappings" and not os.path.lexists(settings.mappings):
        return  # nobody said that there were some
    yield from _tried("lists: the operator's own mappings can be read", partial(check_folder, settings.mappings))
    for one in offered(settings.mappings):
        if one.fault:
            yield Finding(State.HINT, f"lists: the mapping {one.name} is not offered: {one.fault}")


def _recogniser() -> Iterator[Finding]:
    here = recogniser_here()
    if here.tool:
        yield Finding(State.GOOD, f"files: letters in pictures are recognised by {here.tool} ({here.languages})")
    else:
        words = "files: no recogniser of letters here; scans are not read. Install Tesseract 5 with bel, rus and eng where the worker runs"
        yield Finding(State.HINT, words)


def _host(settings: OfficeSettings) -> Iterator[Finding]:
    if len(_lines("/proc/swaps")) > 1:
        yield Finding(State.HINT, "host: swap is on; what people wrote may reach the disk, unless swap is encrypted")
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        yield Finding(State.HINT, "host: core dumps are allowed; a crash would write memory to the disk (ulimit -c 0)")
    if any(line.startswith("|") for line in _lines("/proc/sys/kernel/core_pattern")):
        yield Finding(State.HINT, "host: crashes are piped to a program (kernel.core_pattern); it may keep memory on the disk")
    if os.geteuid() == 0 and not settings.demo:
        yield Finding(State.HINT, "host: this runs as root; a user of its own for each process keeps their keys apart")


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []  # another system than Linux: nothing is known


def _tried(words: str, check: Callable[[], object]) -> Iterator[Finding]:
    try:
        check()
    except (KnihaError, _WrongError, OSError) as error:
        yield Finding(State.WRONG, f"{words.partition(':')[0]}: {error}")
    except DatabaseError as error:
        # The driver's own words may hold an address or a row.
        yield Finding(State.WRONG, f"{words.partition(':')[0]}: it did not answer ({type(error).__name__})")
    else:
        yield Finding(State.GOOD, words)


class _WrongError(Exception):
    """A check found something; its text says what to do."""
