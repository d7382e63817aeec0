"""The worker reads the vault through, file by file: what is not as it was sealed is told, entered, mended where it can be."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.vault.shelf import NAMING_KEY, path_of, put, vault_in
from tests.world import NOW, World, found_world

from kniha.book.evidence import fixity, queries
from kniha.book.evidence.models import CustodyEvent, Exhibit, Fixity
from kniha.book.journal import reading
from kniha.book.people.models import KeyRow
from kniha.book.statements.receiving import StoredFile
from kniha.vault.blobs import StoredBlob
from kniha.vault.copies import Copies
from kniha.vault.store import Vault
from kniha.worker.fixity import Checking

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@dataclass
class Host:
    """A vault with a second copy, one exhibit in it, and a worker whose clock is set by hand."""

    folder: Path
    world: World
    blob: StoredBlob
    now: datetime = NOW
    said: list[str] = field(default_factory=list)

    def check(self, *, second: bool = True) -> None:
        (self.folder / "second").mkdir(exist_ok=True)
        copies = Copies(self.folder / "vault", self.folder / "second" if second else None)
        Checking(copies, lambda: self.now, self.world.random_bytes, self.said.append).work()

    def later(self) -> None:
        self.now += timedelta(days=31)

    @property
    def exhibit(self) -> Exhibit:
        return Exhibit.objects.get()

    def events(self) -> list[str]:
        return [event.kind for event in queries.custody(self.world.vera, self.exhibit)]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    world, blob = found_world(), put(vault_in(tmp_path), b"film")
    world.report(files=(StoredFile("a.mp4", "video/mp4", "video/mp4", blob),))
    return Host(tmp_path, world, blob)


def test_a_whole_file_is_noted_and_enters_nothing(host: Host):
    size = reading.size()
    host.check()
    assert Fixity.objects.get().state == "whole"
    assert reading.size() == size
    assert not fixity.due(host.now + timedelta(days=29)).exists()
    assert fixity.due(host.now + timedelta(days=31)).exists()


def test_a_flipped_byte_is_mended_and_told_in_its_custody(host: Host):
    host.check()
    flip(path_of(host.folder, host.blob))
    host.later()
    host.check()
    assert Fixity.objects.get().state == "mended"
    assert host.events()[-1] == "checked"
    assert "mended" in host.said[-1]
    assert not fixity.lost(host.world.vera).exists()


def test_a_file_that_is_lost_is_an_alarm_once_and_whole_again_when_it_comes_back(host: Host):
    path = path_of(host.folder, host.blob)
    kept = path.read_bytes()
    host.check(second=False)
    flip(path)
    for _ in range(2):
        host.later()
        host.check(second=False)
    assert list(fixity.lost(host.world.vera)) == [host.exhibit]
    assert not fixity.lost(host.world.marek).exists()
    assert (host.events().count("damaged"), fixity.count_lost()) == (1, 1)
    path.write_bytes(kept)
    host.later()
    host.check(second=False)
    assert (host.events()[-1], CustodyEvent.objects.filter(kind="checked").count()) == ("checked", 1)
    assert not fixity.lost(host.world.vera).exists()


def test_whose_turn_it_is_is_not_asked_each_second(host: Host, django_assert_num_queries):
    checking = Checking(Copies(host.folder / "vault", None), lambda: host.now, host.world.random_bytes, host.said.append)
    checking.work()
    with django_assert_num_queries(0):
        assert checking.work() is False
    host.now += timedelta(minutes=2)
    fixity.doubt(host.exhibit)
    checking.work()
    assert Fixity.objects.get().state == "whole"


def test_a_file_in_doubt_comes_first(host: Host):
    host.check()
    assert not fixity.due(host.now).exists()
    fixity.doubt(host.exhibit)
    assert list(fixity.due(host.now)) == [host.exhibit]
    host.check()
    assert Fixity.objects.get().state == "whole"


def test_an_erased_file_is_not_missed(host: Host):
    KeyRow.objects.filter(owner=host.blob.sealed_sha256).delete()
    Vault(host.folder / "vault", NAMING_KEY).remove(host.blob.name, host.blob.sealed_sha256)
    assert not fixity.due(host.now).exists()
    fixity.note_fixity(host.world.process("worker"), host.exhibit, "lost")
    assert not Fixity.objects.exists()
    assert "damaged" not in host.events()
