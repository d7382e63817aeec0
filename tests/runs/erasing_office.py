"""An office of its own in KNIHA_HOME, some steps in one process: `python -m tests.runs.erasing_office STEP[:WORD] …`.

Tests of erasure look through every byte of that home between two processes.
"""

import os
import random
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "kniha.desk.settings"
HOME = Path(os.environ["KNIHA_HOME"])
DIED = 9


def plant() -> None:
    """A register; a report with two files in a real vault; a view with facts, an index, a job and a search that name what will go."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.erasures import PLANTED, planted
    from tests.world import found_world

    from kniha.book.access.looking import enter_search
    from kniha.book.evidence.actions import keep_header
    from kniha.book.evidence.models import FileFacts, View
    from kniha.seal.recipients import new_identity

    world = found_world()
    recipient = new_identity(world.random_bytes).recipient
    files = tuple(
        stored(name, f"{word} у файле".encode(), recipient) for name, word in (("a.jpg", PLANTED[0]), (f"{PLANTED[5]}.jpg", PLANTED[1]))
    )
    office = planted(world, files=files)
    exhibit = office.statement.exhibits.first()
    for model, data in ((View, "a view"), (FileFacts, PLANTED[3])):
        made = stored("made of it", data.encode(), recipient).blob
        keep_header(made)
        model.objects.create(exhibit=exhibit, blob=made.name, sealed_sha256=made.sealed_sha256, sha256=made.sha256, size=made.size)
    enter_search(world.hand(world.vera), PLANTED[0], among="statements")
    job(office.statement.pk)
    (HOME / "ids").write_text(f"{office.statement.source_id} {office.statement.pk} {exhibit.pk} {world.zoya.pk} {office.kira.pk}")
    follow()


def stored(name: str, data: bytes, recipient: object) -> object:
    from kniha.book.evidence.queries import known_blob
    from kniha.book.statements.receiving import StoredFile

    with vault().receive([recipient], random_bytes=random.Random(name).randbytes) as receiving:
        receiving.write(data)
        return StoredFile(name, "image/jpeg", "image/jpeg", receiving.finish(known_blob))


def job(row: str) -> None:
    """A job that names a row, as a queue would hold it."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.create(
        task_path="kniha.runs.views.make", args_kwargs={"args": [row], "kwargs": {}}, queue_name="default", backend_name="default",
        run_after="2030-01-01T00:00:00Z",
    )  # fmt: skip


def vault() -> object:
    from kniha.vault.store import Vault

    return Vault(HOME / "vault", bytes(32))


def follow() -> None:
    """The index follows the journal."""
    from kniha.runs import indexing
    from kniha.search.index import Index

    indexing.follow(Index(HOME / "index"))


def erase(table: str) -> None:
    """Ask and agree."""
    from tests.erasures import WISH
    from tests.world import NOW

    from kniha.book.access.models import Registrar
    from kniha.book.access.queries import roles
    from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
    from kniha.book.journal.acting import Hand

    person, statement, exhibit, zoya, kira = (HOME / "ids").read_text().split()
    first, second = (
        Hand(registrar, roles(registrar), NOW, random.Random(registrar.pk + table).randbytes)
        for registrar in (Registrar.objects.get(pk=zoya), Registrar.objects.get(pk=kira))
    )
    row = {"person": person, "statement": statement, "exhibit": exhibit}[table]
    agree_to_erasure(second, ask_erasure(first, (table, row), WISH))


def work() -> None:
    """What the worker does about erasures, to the end."""
    from tests.world import NOW

    from kniha.runs.kept import Kept
    from kniha.worker.erasing import Erasing

    duty = Erasing(vault(), Kept(HOME / "heads"), print, lambda: NOW)
    while duty.work():
        pass
    follow()


def die_working() -> None:
    """The worker dies after the first file that it removed."""
    from tests.world import NOW

    from kniha.runs.erasing import remove_remains
    from kniha.vault.store import Vault

    class DyingVault(Vault):
        def remove(self, name: str, sealed_sha256: str) -> None:
            super().remove(name, sealed_sha256)
            os._exit(DIED)

    remove_remains(DyingVault(HOME / "vault", bytes(32)), now=NOW)


def again() -> None:
    """The list that was kept outside is applied to the database that is here now."""
    from tests.world import NOW

    from kniha.book.journal.acting import Hand
    from kniha.runs import erasing
    from kniha.runs.kept import Kept

    hand = Hand(None, frozenset(), NOW, random.Random(7).randbytes, "restore")
    applied = erasing.apply_to_register(hand, erasing.kept_listing(Kept(HOME / "heads")), vault())
    print("again", applied.again)


def keys() -> None:
    """The register's keys, as they were made before it was founded; files are named under the key of `vault`."""
    from tests.courier.places import NAMES

    from kniha.book.access.queries import founding
    from kniha.conf.key_files import write_keys
    from kniha.conf.new_keys import new_keys

    first, chance = iter([bytes.fromhex(founding().register)]), random.Random(11)
    write_keys(HOME / "keys", new_keys(NAMES, random_bytes=lambda size: next(first, None) or chance.randbytes(size), passphrase=None))
    (HOME / "keys/vault/naming.key").write_bytes(bytes(32))


def sign() -> None:
    """A head is signed."""
    from tests.world import NOW

    from kniha.conf.keys import KeyFolder
    from kniha.runs.heads import sign_head

    folder = KeyFolder(HOME / "keys")
    sign_head(folder.checkpoint_signers(), folder.register().keys, HOME / "heads", moment=NOW)


def go_on() -> None:
    """One entry more."""
    from tests.world import NOW

    from kniha.book.journal.acting import Hand
    from kniha.runs.book_export import enter_export

    enter_export(Hand(None, frozenset(), NOW, os.urandom, "console"), "none", reason="")


def die_backing_up() -> None:
    """The machine stops when the rows lie in the store and the first file of the vault is looked for."""
    from tests.world import NOW

    from kniha.book.journal.acting import Hand
    from kniha.conf.keys import KeyFolder
    from kniha.runs.backups.making import Office, make_backup
    from kniha.vault.folder import Folder

    class DyingStore(Folder):
        def names(self, folder: str) -> frozenset[str]:
            os._exit(DIED)

    told = KeyFolder(HOME / "keys")
    office = Office(
        told.register().register, HOME / "keys", HOME / "heads", HOME / "mappings", Folder(HOME / "vault"), told.backup_recipients(),
        told.release_signer(),
    )  # fmt: skip
    make_backup(Hand(None, frozenset(), NOW, os.urandom, "console"), office, DyingStore(HOME.parent / "store"), print)


def tables() -> None:
    """The tables of a register that is to come, and nothing in them."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from kniha.runs.backups import schema

    schema.make(MigrationLoader(connection).graph.nodes)


def die_restoring(when: str) -> None:
    """The machine stops when the rows were loaded: before they are there for good, or after."""
    from kniha.runs.backups import restoring, rows_in
    from kniha.seal.opening import open_identities
    from kniha.vault.folder import Folder

    store, home = Folder(HOME.parent / "store"), restoring.Home(HOME / "keys", HOME / "heads", HOME / "mappings")
    identities = open_identities((HOME.parent / "backup.identity").read_bytes(), str)
    backup = restoring.find(store, identities, trusted=None)
    restoring.check_may(home, backup, backup)
    restoring.lay_small_files(home, backup.manifest)
    if when == "before":
        rows_in.set_sequences = lambda _: os._exit(DIED)  # the last thing that is done inside of the transaction
    restoring.load_rows(store, backup, backup, identities)
    os._exit(DIED)


def copies() -> None:
    """Older copies of key table, vault and index were put back; the journal is the newest."""
    from kniha.runs.erasing import apply_to_copies
    from kniha.search.index import Index

    apply_to_copies(vault(), Index(HOME / "index"))


def check() -> None:
    """The journal holds, and the tables follow from it."""
    from kniha.book.journal import checking
    from kniha.book.journal.replay import replay

    checking.check_journal()
    print("differences", len(replay().differences))


def state() -> None:
    """What is there, as numbers."""
    from django_tasks_db.models import DBTaskResult

    from kniha.book.erasure.models import Remains
    from kniha.book.people.models import KeyRow

    files = [path for path in (HOME / "vault").rglob("*") if path.is_file()]
    print(f"keys {KeyRow.objects.count()} files {len(files)} remains {Remains.objects.count()} jobs {DBTaskResult.objects.count()}")


def find(words: str) -> None:
    """How many statements and incidents the index finds by words, whoever asks."""
    from kniha.book.access.models import Compartment
    from kniha.search.index import Index

    all_of_them = list(Compartment.objects.values_list("pk", flat=True))
    index = Index(HOME / "index")
    print("found", sum(len(index.find(words, kind=kind, compartments=all_of_them, limit=9)) for kind in ("statement", "incident")))


if __name__ == "__main__":
    import django

    django.setup()
    for step in sys.argv[1:]:
        name, _, word = step.partition(":")
        globals()[name](*([word] if word else []))
