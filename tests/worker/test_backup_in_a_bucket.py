"""A backup in a bucket: made, listed, found, thinned out, also where the bucket keeps versions."""

import shutil
from datetime import timedelta

import pytest
from tests.courier.places import kniha
from tests.runs.test_backup_rows import backed_up_into, office_of
from tests.vault.seaweed import LOCKED, OPEN
from tests.world import found_world

from kniha.runs.backups import names
from kniha.runs.backups.restoring import find
from kniha.seal.opening import open_identities
from kniha.vault.bucket import BucketPlaces
from kniha.vault.fixity import check_sealed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bucket", [OPEN, LOCKED])
def test_backups_lie_in_a_bucket_as_in_a_folder(bucket, bucket_shelf, tmp_path):
    shelf = bucket_shelf(bucket)
    places = BucketPlaces(shelf.where)
    assert names.whole(places) == ()
    office = office_of(found_world().register, tmp_path)
    first = backed_up_into(places, office).name
    identities = open_identities((office.keys / "custodian/backup.identity").read_bytes(), str)
    found = find(places, identities, trusted=None)
    assert found.name == first
    check_sealed(places, names.place(first, names.BOOK), found.manifest.book.file.sha256)
    later = sorted({first, *(backed_up_into(places, office, after=timedelta(days=day)).name for day in range(1, 9))}, reverse=True)
    assert names.whole(places) == tuple(later[:7])
    lying = places.names(names.FOLDER)
    assert {name for name in lying if name.endswith(".keys")} == {f"{name}.keys" for name in later[:3]}
    assert len(lying) == 7 + 7 + 3


def test_the_command_asks_a_bucket_with_the_keys_beside_the_others(bucket_shelf, seaweed, tmp_path):
    shelf = bucket_shelf(OPEN)
    office = office_of(found_world().register, tmp_path)
    name = backed_up_into(BucketPlaces(shelf.where), office).name
    home = tmp_path / "new"
    (home / "keys/vault").mkdir(parents=True)
    words = ("restore", "--list", "--identity", str(office.keys / "custodian/backup.identity"), f"{shelf.where.endpoint}/{OPEN}")
    done = kniha(home, *words)
    assert (done.returncode, done.stderr) == (2, "kniha: the key file vault/backup-bucket.json cannot be read: No such file or directory\n")
    shutil.copy(shelf.where.keys, home / "keys/vault/backup-bucket.json")
    (home / "keys/vault/backup-bucket.json").chmod(0o600)
    done = kniha(home, *words)
    assert done.stdout.splitlines()[0] == name, done.stderr
