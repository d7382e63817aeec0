"""The lock of a bucket: set at a look and renewed, never shortened; what it keeps of an erasure is told, with the day."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from tests.vault.seaweed import FOR_GOOD, FOUNDER, LOCKED
from tests.vault.shelf import NAMING_KEY, VERA, BucketShelf, FolderShelf, place_of, put, versions

from kniha.vault.copies import Copies, Fixity
from kniha.vault.places import LockedError
from kniha.vault.store import Vault
from kniha.vocab.errors import NotFoundError

NOW = datetime.now(UTC).replace(microsecond=0)
DAYS = timedelta(days=60)


def keep(shelf, blob, now=NOW):
    Copies(shelf.where, None).keep(blob.name, blob.sealed_sha256, now)


def lock_of(shelf, blob):
    found = shelf.store.get_object_retention(Bucket=shelf.bucket, Key=place_of(blob))["Retention"]
    return found["Mode"], found["RetainUntilDate"]


@pytest.fixture
def governed(bucket_shelf):
    return bucket_shelf(LOCKED, "?lock=governance-60")


def test_a_look_locks_a_file_and_the_next_locks_it_for_longer(governed):
    blob = put(governed.vault, b"film")
    keep(governed, blob)
    assert lock_of(governed, blob) == ("GOVERNANCE", NOW + DAYS)
    keep(governed, blob, NOW + timedelta(days=30))
    assert lock_of(governed, blob) == ("GOVERNANCE", NOW + timedelta(days=30) + DAYS)


def test_a_lock_is_never_shortened(governed):
    blob = put(governed.vault, b"film")
    keep(governed, blob)
    keep(governed, blob, NOW - timedelta(days=30))
    assert lock_of(governed, blob) == ("GOVERNANCE", NOW + DAYS)


def test_nothing_is_locked_but_what_was_looked_at(governed):
    put(governed.vault, b"a preview, a list, a file on its way")
    governed.vault.put_sealed([b"foreign"], random_bytes=secrets.token_bytes)
    for key, version in versions(governed.store, LOCKED):
        assert "ObjectLockMode" not in governed.store.head_object(Bucket=LOCKED, Key=key, VersionId=version)


def test_a_folder_and_a_bucket_without_the_setting_lock_nothing(bucket_shelf, tmp_path):
    for shelf in (bucket_shelf(LOCKED), FolderShelf(tmp_path / "vault")):
        blob = put(shelf.vault, b"film")
        keep(shelf, blob)
        shelf.vault.remove(blob.name, blob.sealed_sha256)
        assert shelf.everything() == []


def test_a_locked_file_that_should_go_is_told_with_the_day_until_which_it_stays(governed):
    blob, other = put(governed.vault, b"film"), put(governed.vault, b"other")
    keep(governed, blob)
    with pytest.raises(LockedError) as told:
        governed.vault.remove(blob.name, blob.sealed_sha256)
    assert told.value.until == NOW + DAYS
    assert f"{NOW + DAYS:%Y-%m-%d}" in str(told.value)
    governed.vault.remove(other.name, other.sealed_sha256)
    assert governed.files() == [place_of(blob)]


def test_an_office_with_the_right_to_pass_governance_by_removes_what_was_erased_at_once(governed, seaweed):
    blob = put(governed.vault, b"film")
    keep(governed, blob)
    Vault(seaweed.where(LOCKED, keys=FOUNDER), NAMING_KEY).remove(blob.name, blob.sealed_sha256)
    assert governed.everything() == []


def test_compliance_lets_nobody_remove_a_file_before_its_day(seaweed, founders):
    shelf = BucketShelf(seaweed.where(FOR_GOOD, "?lock=compliance-60"), founders)
    blob = put(shelf.vault, b"film")
    keep(shelf, blob)
    for keys in ({}, {"keys": FOUNDER}):
        with pytest.raises(LockedError) as told:
            Vault(seaweed.where(FOR_GOOD, **keys), NAMING_KEY).remove(blob.name, blob.sealed_sha256)
        assert told.value.until == NOW + DAYS
    assert b"".join(shelf.vault.open(blob, [VERA])) == b"film"


def test_the_second_copy_and_what_was_laid_aside_go_though_the_first_is_locked(governed, bucket_shelf, tmp_path):
    second = FolderShelf(tmp_path / "second")
    (tmp_path / "second").mkdir()
    blob = put(governed.vault, b"film")
    copies = Copies(governed.where, second.where)
    copies.look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)
    copies.keep(blob.name, blob.sealed_sha256, NOW)
    governed.flip(place_of(blob))
    copies.look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)
    with pytest.raises(LockedError):
        Vault(governed.where, NAMING_KEY, second=second.where).remove(blob.name, blob.sealed_sha256)
    assert second.everything() == []
    assert {key for key, _ in versions(governed.store, LOCKED)} == {place_of(blob)}


def test_stolen_keys_can_hide_a_locked_file_and_not_remove_it(governed, seaweed):
    blob = put(governed.vault, b"film")
    keep(governed, blob)
    place, thief = place_of(blob), seaweed.client()
    thief.put_object(Bucket=LOCKED, Key=place, Body=b"other")
    thief.delete_object(Bucket=LOCKED, Key=place)
    for key, version in versions(thief, LOCKED):
        try:
            thief.delete_object(Bucket=LOCKED, Key=key, VersionId=version, BypassGovernanceRetention=True)
        except thief.exceptions.ClientError:
            continue
    assert Copies(governed.where, None).look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes) in {
        Fixity.WHOLE,
        Fixity.MENDED,
    }
    assert b"".join(governed.vault.open(blob, [VERA])) == b"film"


def test_whoever_has_the_stores_host_passes_its_lock_by_and_the_look_tells(governed, seaweed):
    """Known of SeaweedFS: the lock is in its S3 gateway alone. That the file was there the ledger says, and that it is gone the look."""
    from urllib.request import Request, urlopen

    blob = put(governed.vault, b"film")
    keep(governed, blob)
    filer = f"http://127.0.0.1:{seaweed.ports['filer.port']}/buckets/{LOCKED}/{place_of(blob)}.versions?recursive=true"
    with urlopen(Request(filer, method="DELETE")) as answer:
        assert answer.status == 204
    with pytest.raises(NotFoundError):
        governed.vault.check(blob.name, blob.sealed_sha256)
    assert Copies(governed.where, None).look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes) is Fixity.LOST
