"""The worker and the doctor with a vault in a bucket: looked at, locked, mended; an erasure that a lock delays is told and done later."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from tests.courier.places import kniha
from tests.vault.bad_store import BadStore
from tests.vault.seaweed import BY_DEFAULT, FOUNDER, LOCKED, OPEN, WRITER
from tests.vault.shelf import NAMING_KEY, VERA, place_of, put
from tests.world import found_world

from kniha.book.erasure.listing import Listed
from kniha.book.erasure.models import Remains
from kniha.book.erasure.queries import locked, remaining
from kniha.book.evidence.models import Fixity
from kniha.book.people.models import KeyRow
from kniha.book.statements.receiving import StoredFile
from kniha.runs import erasing
from kniha.runs.erasing import A_DAY
from kniha.runs.kept import Kept
from kniha.vault.copies import Copies
from kniha.vault.store import Vault
from kniha.vocab.errors import UnavailableError
from kniha.worker.erasing import Erasing
from kniha.worker.fixity import Checking

NOW = datetime.now(UTC).replace(microsecond=0)
DAYS = timedelta(days=60)


class Host:
    """A vault in a bucket with one exhibit in it, and a worker whose clock is set by hand."""

    def __init__(self, shelf):
        self.shelf, self.now, self.said = shelf, NOW, []
        self.world, self.blob = found_world(), put(shelf.vault, b"film")
        self.world.report(files=(StoredFile("a.mp4", "video/mp4", "video/mp4", self.blob),))

    def check(self):
        Checking(Copies(self.shelf.where, None), lambda: self.now, self.world.random_bytes, self.said.append).work()

    def lock(self):
        return self.shelf.store.get_object_retention(Bucket=LOCKED, Key=place_of(self.blob))["Retention"]["RetainUntilDate"]

    def erasing(self, folder, where=None):
        return Erasing(Vault(where or self.shelf.where, NAMING_KEY), Kept(folder / "heads"), self.said.append, lambda: self.now)

    def erase(self):
        KeyRow.objects.filter(owner=self.blob.sealed_sha256).delete()
        Remains.objects.create(kind="file", name=f"{self.blob.name}-{self.blob.sealed_sha256}")


@pytest.fixture
def host(db, bucket_shelf):
    return Host(bucket_shelf(LOCKED, "?lock=governance-60"))


@pytest.mark.database
def test_each_look_locks_a_whole_file_and_a_damaged_one_is_mended_from_beneath(host):
    host.check()
    assert (Fixity.objects.get().state, host.lock()) == ("whole", NOW + DAYS)
    host.shelf.flip(place_of(host.blob))
    host.now += timedelta(days=31)
    host.check()
    assert Fixity.objects.get().state == "mended"
    assert b"".join(host.shelf.vault.open(host.blob, [VERA])) == b"film"
    assert host.lock() == NOW + timedelta(days=31) + DAYS


def test_a_file_that_is_whole_nowhere_is_lost_and_its_remains_are_not_locked(db, bucket_shelf):
    host = Host(bucket_shelf(LOCKED, "?lock=governance-60"))
    host.shelf.vault.remove(host.blob.name, host.blob.sealed_sha256)
    host.shelf.write(place_of(host.blob), b"other")
    host.check()
    assert Fixity.objects.get().state == "lost"
    assert "ObjectLockMode" not in host.shelf.store.head_object(Bucket=LOCKED, Key=place_of(host.blob))


def test_a_store_that_is_away_is_not_taken_for_lost_files(host, bucket_shelf, tmp_path):
    from tests.vault.seaweed import bucket_at

    away = bucket_at("http://127.0.0.1:9", tmp_path, LOCKED)
    with pytest.raises(UnavailableError):
        Checking(Copies(away, None), lambda: host.now, host.world.random_bytes, host.said.append).work()
    assert not Fixity.objects.exists()


def test_a_file_that_the_store_does_not_give_keeps_no_other_from_being_looked_at(host, seaweed, tmp_path):
    other = put(host.shelf.vault, b"other")
    host.world.report(envelope="e2" * 32, files=(StoredFile("b.mp4", "video/mp4", "video/mp4", other),))
    bad = BadStore(seaweed.endpoint, tmp_path)
    checking = Checking(Copies(bad.where(LOCKED), None), lambda: host.now, host.world.random_bytes, host.said.append)
    bad.harm, bad.only = "answers nonsense", place_of(host.blob)
    for _ in range(2):
        with suppress(UnavailableError):
            checking.work()
    assert [one.exhibit.blob for one in Fixity.objects.all()] == [other.name]
    bad.harm = ""
    host.now += timedelta(hours=2)
    checking.work()
    assert Fixity.objects.count() == 2
    bad.close()


def test_an_erased_file_that_is_locked_is_told_once_and_goes_when_its_day_has_come(host, tmp_path, seaweed):
    host.check()
    host.erase()
    duty = host.erasing(tmp_path)
    assert duty.work() is True
    assert [duty.work() for _ in range(3)] == [False] * 3  # nothing to do until then: no turn is spent on it
    assert (remaining(), locked().count, locked().until) == (0, 1, NOW + DAYS)
    assert [words for words in host.said if "locks" in words] == [
        f"of the erased files, locks of the store keep 1, without its key, until {NOW + DAYS:%Y-%m-%d} at the latest"
    ]
    host.now = NOW + DAYS + timedelta(minutes=1)  # our clock is ahead of the store's: it still refuses, and is asked once a day
    assert [duty.work(), duty.work()] == [True, False]
    assert locked().until == host.now + A_DAY
    host.now += 2 * A_DAY
    free = host.erasing(tmp_path, seaweed.where(LOCKED, keys=FOUNDER))  # whom the store lets pass, as it does everybody after the day
    assert [free.work(), free.work()] == [True, False]
    assert not Remains.objects.exists()
    assert host.shelf.everything() == []


def test_a_locked_file_keeps_nothing_else_from_going(host, tmp_path):
    other = put(host.shelf.vault, b"other")
    host.check()
    host.erase()
    Remains.objects.create(kind="file", name=f"{other.name}-{other.sealed_sha256}")
    host.erasing(tmp_path).work()
    assert Remains.objects.count() == 1
    assert host.shelf.files() == [place_of(host.blob)]


def test_an_older_copy_of_the_key_table_forgets_again_though_the_file_is_locked(host):
    """After a restore: the row goes, so nobody opens the file; what the lock keeps is noted, for the worker."""
    host.check()
    name, sealed = host.blob.name, host.blob.sealed_sha256
    erasing._apply_outside(host.shelf.vault, Listed("e" * 32, {}, (), (), (), (sealed,), ((name, sealed),)))
    assert not KeyRow.objects.filter(owner=host.blob.sealed_sha256).exists()
    assert (remaining(), locked().until) == (0, NOW + DAYS)


def test_what_was_erased_is_not_locked_anew(host):
    host.check()
    KeyRow.objects.filter(owner=host.blob.sealed_sha256).delete()
    Fixity.objects.update(state="doubted")
    host.now += timedelta(days=31)
    host.check()
    assert host.lock() == NOW + DAYS


def doctor(home, seaweed, setting, *, keys=WRITER):
    path = home / "keys/vault/bucket.json"
    path.write_text(json.dumps({"access_key": keys[0], "secret_key": keys[1]}))
    path.chmod(0o600)
    done = kniha(home, "doctor", KNIHA_VAULT=f"{seaweed.endpoint}/{setting}")
    assert not [secret for secret in keys if secret in done.stdout + done.stderr]
    return done.stdout


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (OPEN, "hint   vault: the bucket was made without object lock"),
        (LOCKED, "hint   vault: the bucket can lock files, and is not asked to"),
        (
            f"{LOCKED}?lock=governance-60",
            "hint   vault: the bucket locks exhibits (governance) for 60 days from each look; what is erased stays",
        ),
    ],
)
def test_the_doctor_tells_whether_the_bucket_locks_and_what_that_does_to_erasure(home, seaweed, setting, said):
    told = doctor(home, seaweed, setting)
    assert said in told
    assert "good   vault: files can be sealed into it" in told


@pytest.mark.parametrize(
    ("setting", "keys", "said"),
    [
        (OPEN, (WRITER[0], "another-secret"), "WRONG  vault: the vault's store does not know our keys (SignatureDoesNotMatch)"),
        ("never-made", FOUNDER, "WRONG  vault: the vault's store has no bucket of this name"),
        (f"{OPEN}?lock=governance-60", WRITER, "WRONG  vault: the setting asks for a lock, and the bucket has none"),
        (BY_DEFAULT, WRITER, "WRONG  vault: the bucket locks every file by itself (mode compliance days 400)"),
    ],
)
def test_the_doctor_tells_what_keeps_a_bucket_from_working(home, seaweed, setting, keys, said):
    assert said in doctor(home, seaweed, setting, keys=keys)
