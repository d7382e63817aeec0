"""A backup is made: rows of one moment, files of the vault that the store lacks, the manifest last (docs/spec/backup.md §4)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from kniha.book.access.queries import founding
from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.book.journal.snapshots import one_moment
from kniha.ledger.keys import SigningKey
from kniha.runs.backups import names, rows_out, schema, sealed_files
from kniha.runs.backups.manifests import Manifest, Rows, encode
from kniha.runs.backups.rows_out import Sink
from kniha.runs.backups.sealed_files import Carried, Wanted
from kniha.runs.backups.sealing import Writing
from kniha.runs.erasing import kept_listing
from kniha.runs.kept import Kept
from kniha.seal.closing import seal_bytes
from kniha.seal.recipients import Recipient
from kniha.vault.places import Places
from kniha.vocab.errors import ConfigurationError, NotFoundError
from kniha.vocab.ids import RandomBytes

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Office:
    """What a backup is made of beside the database, and to whom it is sealed."""

    register: bytes
    keys: Path
    heads: Path
    mappings: Path
    vault: Places
    recipients: tuple[Recipient, ...]
    signer: SigningKey


@dataclass(frozen=True, slots=True)
class Made:
    """The backup that was made: its name, entries and rows; what became of the vault's files; erased files and older backups that went."""

    name: str
    entries: int
    rows: int
    files: Carried
    forgotten: int
    gone: int


@dataclass(frozen=True, slots=True)
class _Moment:
    """The register as it stood when its rows were read."""

    migrations: tuple[tuple[str, str], ...]
    entries: int
    root: bytes
    book: Rows
    keys: Rows
    files: Wanted

    def manifest(self, register: bytes, made: datetime, small: Mapping[str, bytes]) -> Manifest:
        """The manifest of a backup of this moment."""
        return Manifest(register, made, version("kniha"), self.migrations, self.entries, self.root, self.book, self.keys, small)


@dataclass(frozen=True, slots=True)
class _Store:
    """Where the backup lies, and to whom its files are sealed."""

    places: Places
    recipients: tuple[Recipient, ...]
    random_bytes: RandomBytes

    def seal(self, place: str, write: Callable[[Sink], int]) -> Rows:
        """Seal what `write` writes, which returns the number of rows."""
        incoming = self.places.begin(self.random_bytes)
        try:
            writing = Writing(incoming, self.recipients, random_bytes=self.random_bytes)
            count = write(writing)
            told = writing.finish()
            incoming.place(place)
        finally:
            incoming.discard()
        return Rows(told, count)

    def put(self, place: str, data: bytes) -> None:
        """Seal `data`."""
        incoming = self.places.begin(self.random_bytes)
        try:
            incoming.write(seal_bytes(data, self.recipients, random_bytes=self.random_bytes))
            incoming.place(place)
        finally:
            incoming.discard()


def make_backup(hand: Hand, office: Office, target: Places, say: Say) -> Made:
    """Make one; ConfigurationError where there is nobody to seal it to. Nothing of its name is left where it does not come to its end."""
    if not office.recipients:
        raise ConfigurationError("nobody is named in public/backup.recipients")
    if founding().register != office.register.hex():
        raise ConfigurationError("the book is of another register than the keys")
    schema.check_own()
    name = names.new_name(hand.now, hand.random_bytes)
    _enter(hand)
    small = _small_files(office)  # before the rows: a head that is signed meanwhile would be ahead of them
    say("the rows are read and sealed")
    store = _Store(target, office.recipients, hand.random_bytes)
    moment = _rows(store, name)
    say(f"{len(moment.files)} files of the vault are looked for in the store")
    carried = sealed_files.store(office.vault, target, moment.files, random_bytes=hand.random_bytes)
    forgotten = sealed_files.forget(target, _erased(office.heads))
    store.put(names.place(name, names.MANIFEST), encode(moment.manifest(office.register, hand.now, small), office.signer))
    Kept(office.heads).note_backup(hand.now.isoformat())
    return Made(name, moment.entries, moment.book.rows + moment.keys.rows, carried, forgotten, names.thin_out(target, now=hand.now))


@transaction.atomic
def _enter(hand: Hand) -> None:
    hand.enter(hand.acting_as(), "book.backed_up", [])


def _rows(store: _Store, name: str) -> _Moment:
    with one_moment():
        book = store.seal(names.place(name, names.BOOK), rows_out.write_book)
        keys = store.seal(names.place(name, names.KEYS), rows_out.write_keys)
        entries = reading.size()
        migrations = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
        return _Moment(migrations, entries, reading.root(entries), book, keys, sealed_files.wanted())


def _small_files(office: Office) -> dict[str, bytes]:
    """The small files that come along, by their place in a manifest: what is public, the naming key, what is kept outside, mappings."""
    found = {"keys/vault/naming.key": (office.keys / "vault/naming.key").read_bytes()}
    for folder, name, patterns in (
        (office.keys / "public", "keys/public", ("*", "*/*")),
        (office.heads, "heads", ("*.checkpoint", "*.note", "erasures.json")),
        (office.mappings, "mappings", ("*.toml",)),
    ):
        paths = (path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
        found |= {f"{name}/{path.relative_to(folder)}": path.read_bytes() for path in paths}
    return found


def _erased(heads: Path) -> Iterator[tuple[str, str]]:
    try:
        listing = kept_listing(Kept(heads))
    except NotFoundError:
        return
    for one in listing.erasures:
        yield from one.blobs
