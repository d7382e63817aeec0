"""The vault in a bucket of a real store: sent in parts, whole or not there, and told clearly where the store does not do its part."""

import json
import logging
import os
import secrets
import subprocess
import sys
import time
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.vault.bad_store import BadStore
from tests.vault.seaweed import LOCKED, OPEN, READER, WRITER, Seaweed, bucket_at
from tests.vault.shelf import NAMING_KEY, VERA, begin, nobody_knows, place_of, put
from tests.vault.test_keeping import MARKER, read

from kniha.remote.bucket_client import Bucket
from kniha.runs.gathering.sealing import Sealing, sealed
from kniha.runs.gathering.walking import Found, walk
from kniha.vault import bucket, store
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, ConfigurationError, NotFoundError, TooLargeError, UnavailableError

ROOT = Path(__file__).parents[2]
WHOLE_PART = bucket.PART
PART = 5 << 20  # the least that a store takes
LARGE = PART + 12_345


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """As many parts of less: the check stays short."""
    monkeypatch.setattr(bucket, "PART", PART)


@pytest.fixture
def bad(seaweed, founders, tmp_path):
    """A store that does harm, before a real one."""
    between = BadStore(seaweed.endpoint, tmp_path, founders)
    yield between
    between.close()


def left_by(vault, data):
    with begin(vault) as receiving:
        receiving.write(data)
        return receiving.leave()


@pytest.mark.parametrize("kind", [OPEN, LOCKED])
def test_a_file_of_several_parts_comes_out_as_it_went_in_and_nothing_else_stays(bucket_shelf, kind):
    shelf, data = bucket_shelf(kind), secrets.token_bytes(LARGE)
    blob = put(shelf.vault, data)
    assert read(shelf.vault, blob) == data
    assert b"".join(shelf.vault.open_range(blob, [VERA], PART - 10, PART + 10)) == data[PART - 10 : PART + 10]
    assert set(shelf.everything()) == {place_of(blob)}


def test_nobody_can_read_a_file_that_is_not_whole(bucket_shelf):
    shelf = bucket_shelf()
    with begin(shelf.vault) as receiving:
        receiving.write(secrets.token_bytes(LARGE))
        assert shelf.files() == []
    assert shelf.everything() == []


@pytest.mark.parametrize("size", [1000, LARGE])
def test_a_file_that_was_left_gets_its_place_from_another_process(bucket_shelf, size):
    shelf, data = bucket_shelf(LOCKED), secrets.token_bytes(size)
    left = left_by(shelf.vault, data)
    blob = Vault(shelf.where, NAMING_KEY).adopt(left, nobody_knows)
    assert read(shelf.vault, blob) == data
    assert set(shelf.everything()) == {place_of(blob)}


def test_a_file_that_was_left_and_is_not_wanted_goes(bucket_shelf):
    shelf = bucket_shelf(LOCKED)
    shelf.vault.let_go(left_by(shelf.vault, b"film"))
    assert shelf.everything() == []


def test_files_of_a_disk_are_sealed_side_by_side_into_a_bucket(bucket_shelf, tmp_path):
    shelf, disk = bucket_shelf(), tmp_path / "disk"
    disk.mkdir()
    for number in range(3):
        (disk / f"{number}").write_bytes(bytes([number]) * 100_000)
    found = [one for one in walk(disk) if isinstance(one, Found)]
    done = list(sealed(found, Sealing(shelf.where, NAMING_KEY, VERA.recipient.text), processes=2))
    assert [read(shelf.vault, shelf.vault.adopt(one.left, nobody_knows)) for one in done] == [bytes([n]) * 100_000 for n in range(3)]
    assert len(shelf.everything()) == 3


def test_a_small_file_is_read_in_one_go(bucket_shelf, bad):
    blob, vault = put(bucket_shelf().vault, bytes(100_000)), Vault(bad.where(OPEN), NAMING_KEY)
    assert read(vault, blob) == bytes(100_000)
    assert [method for method, _, _ in bad.asked] == ["HEAD", "GET"]


def test_a_large_file_is_copied_by_the_store_in_requests_that_are_answered_in_time(bucket_shelf, monkeypatch):
    monkeypatch.setattr("kniha.remote.bucket_client.COPIED_AT_ONCE", 5 << 20)
    shelf, data = bucket_shelf(), secrets.token_bytes(LARGE)
    assert read(shelf.vault, put(shelf.vault, data)) == data


def test_memory_stays_the_same_whatever_the_size(bucket_shelf, monkeypatch):
    monkeypatch.setattr(bucket, "PART", WHOLE_PART)
    shelf, piece = bucket_shelf(), secrets.token_bytes(1 << 20)
    put(shelf.vault, piece)
    tracemalloc.start()
    with begin(shelf.vault) as receiving:
        for _ in range(6 * WHOLE_PART >> 20):
            receiving.write(piece)
        blob = receiving.finish(nobody_knows)
    shelf.vault.check(blob.name, blob.sealed_sha256)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * WHOLE_PART


def test_no_readable_byte_reaches_the_store(bucket_shelf, seaweed):
    shelf = bucket_shelf()
    put(shelf.vault, MARKER * 40_000)
    assert not [path for path in (seaweed.folder / "data").rglob("*") if path.is_file() and MARKER in path.read_bytes()]


@pytest.mark.parametrize("kind", [OPEN, LOCKED])
def test_the_sweep_takes_parts_and_files_that_were_abandoned_and_nothing_else(bucket_shelf, kind):
    shelf, now = bucket_shelf(kind), datetime.now(UTC)
    blob = put(shelf.vault, b"film")
    begin(shelf.vault).write(secrets.token_bytes(PART + 1))
    left_by(shelf.vault, b"abandoned")
    assert shelf.vault.sweep(before=now - timedelta(days=1)) == 0
    assert shelf.vault.sweep(before=now + timedelta(minutes=1)) == 2
    assert shelf.everything() == [place_of(blob)]


def test_what_stands_at_its_place_already_is_left_and_what_is_damaged_is_laid_aside(bucket_shelf):
    shelf, foreign = bucket_shelf(), secrets.token_bytes(1000)
    name = shelf.vault.put_sealed([foreign], random_bytes=secrets.token_bytes)
    before = shelf.changed(f"quarantine/{name}")
    assert shelf.vault.put_sealed([foreign], random_bytes=secrets.token_bytes) == name
    assert shelf.changed(f"quarantine/{name}") == before
    shelf.flip(f"quarantine/{name}")
    shelf.vault.put_sealed([foreign], random_bytes=secrets.token_bytes)
    assert b"".join(shelf.vault.open_quarantined(name)) == foreign
    assert shelf.files() == [f"damaged/{name}", f"quarantine/{name}"]


def test_trying_out_leaves_nothing(bucket_shelf):
    shelf = bucket_shelf(LOCKED)
    shelf.vault.try_out(random_bytes=secrets.token_bytes)
    assert shelf.everything() == []


def test_a_file_with_more_parts_than_a_store_takes_is_refused_and_leaves_nothing(bucket_shelf, monkeypatch):
    monkeypatch.setattr(bucket, "MOST_PARTS", 1)
    shelf = bucket_shelf()
    with pytest.raises(TooLargeError):
        put(shelf.vault, bytes(LARGE))
    assert shelf.everything() == []


# What a store does to us


@pytest.mark.parametrize(
    ("harm", "size"),
    [("gives other bytes", 1000), ("gives fewer bytes", 1000), ("gives more bytes", 1000), ("gives nothing", 1000), ("cuts off", 1000),
     ("gives other bytes", LARGE), ("cuts off", LARGE)],
)  # fmt: skip
def test_what_the_store_gives_otherwise_than_it_was_placed_is_never_served(bucket_shelf, bad, harm, size, monkeypatch):
    data = secrets.token_bytes(size)
    monkeypatch.setattr(store, "HELD", 1 << 20)
    blob, vault = put(bucket_shelf().vault, data), Vault(bad.where(OPEN), NAMING_KEY)
    assert read(vault, blob) == data
    bad.harm = harm
    served = []
    for attempt in (lambda: vault.open(blob, [VERA]), lambda: vault.open_range(blob, [VERA], 0, blob.size)):
        with pytest.raises((BrokenError, UnavailableError)):
            served.extend(attempt())
    assert data.startswith(b"".join(served))  # of a range, chunks before the harm are true
    with pytest.raises((BrokenError, UnavailableError)):
        vault.check(blob.name, blob.sealed_sha256)


@pytest.mark.parametrize(
    ("harm", "size"),
    [("breaks off in mid-write", 1000), ("is full", 1000), ("sends elsewhere", 1000), ("answers nonsense", 1000), ("is slow", 1000),
     ("breaks off in mid-write", PART + 1), ("is full", PART + 1)],
)  # fmt: skip
def test_a_store_that_does_not_do_its_part_is_told_and_nothing_is_half_done(bucket_shelf, bad, harm, size, monkeypatch):
    monkeypatch.setattr("kniha.remote.bucket_client._ANSWER_SECONDS", 0.2)
    monkeypatch.setattr("kniha.remote.bucket_client._ATTEMPTS", 1)
    shelf, vault = bucket_shelf(), Vault(bad.where(OPEN), NAMING_KEY)
    put(vault, b"before")
    shelf.delete(shelf.files()[0])
    bad.harm = harm
    with pytest.raises(UnavailableError) as told:
        put(vault, bytes(size))
    assert_tells_nothing(str(told.value), bad)
    bad.harm = ""
    shelf.vault.sweep(before=datetime.now(UTC) + timedelta(minutes=1))
    assert shelf.everything() == []
    assert read(vault, put(vault, b"after")) == b"after"


@pytest.mark.parametrize("size", [1000, PART + 1])
def test_an_answer_that_was_lost_is_no_failure(bucket_shelf, bad, size):
    """The request is repeated, and the store says that the file is there already: by our own first try."""
    shelf, vault = bucket_shelf(), Vault(bad.where(OPEN), NAMING_KEY)
    bad.harm = "loses an answer"
    blob = put(vault, bytes(size))
    bad.harm = "loses an answer"
    other = vault.adopt(left_by(vault, b"other" * 100), nobody_knows)
    assert (read(vault, blob), read(vault, other)) == (bytes(size), b"other" * 100)
    assert set(shelf.everything()) == {place_of(blob), place_of(other)}


@pytest.mark.parametrize("act", ["one process", "two processes"])
def test_a_store_that_copies_otherwise_is_told_before_what_was_sent_is_removed(bucket_shelf, bad, act):
    shelf, vault = bucket_shelf(), Vault(bad.where(OPEN), NAMING_KEY)
    left = left_by(vault, b"film")
    bad.harm = "copies otherwise"
    with pytest.raises(UnavailableError, match="did not copy a file as it was sent"):
        put(vault, bytes(PART + 1)) if act == "one process" else vault.adopt(left, nobody_knows)
    assert not [place for place in shelf.files() if place.startswith("blobs/")]
    bad.harm = ""
    assert read(vault, vault.adopt(left, nobody_knows)) == b"film"


def assert_tells_nothing(words, bad):
    assert not [
        one for one in (*WRITER, "127.0.0.1", str(bad.server.server_port), str(bad.folder), "elsewhere", "html", "open/") if one in words
    ]


def test_a_store_that_sends_us_to_another_host_is_asked_once(bad, monkeypatch):
    vault = Vault(bad.where(OPEN), NAMING_KEY)
    bad.harm = "sends elsewhere"
    with pytest.raises(UnavailableError):
        vault.check("ab" * 32, "cd" * 32)
    assert len(bad.asked) == 1


@pytest.mark.parametrize(
    ("keys", "bucket_name", "said"),
    [
        ((WRITER[0], "another"), OPEN, "does not know our keys (SignatureDoesNotMatch)"),
        (("nobody", "another"), OPEN, "does not know our keys (InvalidAccessKeyId)"),
        (READER, OPEN, "refuses this to our keys (AccessDenied)"),
        (WRITER, "somebody-elses", "refuses this to our keys (AccessDenied)"),
    ],
)
def test_wrong_keys_and_rights_are_told(seaweed, keys, bucket_name, said):
    vault = Vault(seaweed.where(bucket_name, keys=keys), NAMING_KEY)
    with pytest.raises(UnavailableError) as told:
        put(vault, b"film")
    assert said in str(told.value)
    assert not [key for key in (*keys, *WRITER) if key in str(told.value)]


def test_a_bucket_that_is_not_there_is_not_an_empty_one(seaweed):
    """Answering "there is no such file" would let an erasure or a check pass that never looked."""
    from tests.vault.seaweed import FOUNDER

    vault = Vault(seaweed.where("never-made", keys=FOUNDER), NAMING_KEY)
    for attempt in (lambda: vault.check("ab" * 32, "cd" * 32), lambda: put(vault, b"film"), lambda: vault.remove("ab" * 32, "cd" * 32)):
        with pytest.raises(UnavailableError, match="no bucket of this name"):
            attempt()


def test_a_file_that_is_not_there_is_told_apart_from_a_store_that_is_not(bucket_shelf, tmp_path):
    with pytest.raises(NotFoundError):
        bucket_shelf().vault.check("ab" * 32, "cd" * 32)
    with pytest.raises(UnavailableError):
        Vault(bucket_at("http://127.0.0.1:9", tmp_path, OPEN), NAMING_KEY).check("ab" * 32, "cd" * 32)


def test_no_secret_is_logged(bucket_shelf, caplog):
    caplog.set_level(logging.DEBUG)
    where = bucket_shelf().where
    shelf_where = bucket_at(where.endpoint, where.keys.parent, OPEN, keys=(WRITER[0], "another-secret"))
    with pytest.raises(UnavailableError):
        put(Vault(shelf_where, NAMING_KEY), b"film")
    put(Vault(where, NAMING_KEY), b"film")
    assert not [secret for secret in (WRITER[1], "another-secret", "AWS4-HMAC") if secret in caplog.text]


def test_what_this_host_says_of_other_stores_is_not_read(bucket_shelf, monkeypatch, tmp_path):
    """Profiles, proxies and addresses in the environment of somebody else's tools would lead files elsewhere, or stop the register."""
    for name, value in {
        "AWS_PROFILE": "somebody", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9", "AWS_CONFIG_FILE": str(tmp_path / "none"), "AWS_CA_BUNDLE": str(tmp_path / "none"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    where = bucket_shelf().where
    Bucket.__init__.__globals__["_client"].cache_clear()
    assert put(Vault(where, NAMING_KEY), b"film").size == 4


# What happens to it and to us

CHILD = """
import os, signal, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from tests.vault.seaweed import bucket_at
from tests.vault.shelf import NAMING_KEY, begin, nobody_knows
from kniha.remote.bucket_client import Bucket
from kniha.vault import bucket
from kniha.vault.store import Vault

endpoint, folder, moment = sys.argv[2], Path(sys.argv[3]), sys.argv[4]


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


if moment == "before the end":
    Bucket.end = die
if moment == "before the copy":
    Bucket.copy = die
if moment == "before the first is removed":
    Bucket.versions = die
receiving = begin(Vault(bucket_at(endpoint, folder, "open"), NAMING_KEY))
bucket.PART = 5 << 20
receiving.write(bytes(5_500_000))
if moment == "while writing":
    die()
receiving.write(bytes(100))
receiving.finish(nobody_knows)
die()
"""


@pytest.mark.parametrize("moment", ["while writing", "before the end", "before the copy", "before the first is removed", "before the row"])
def test_a_process_killed_at_any_moment_leaves_nothing_half_done(bucket_shelf, seaweed, tmp_path, moment):
    shelf = bucket_shelf()
    killed = subprocess.run(
        [sys.executable, "-c", CHILD, str(ROOT), seaweed.endpoint, str(tmp_path), moment], check=False, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr.decode()
    left = shelf.everything()
    assert left
    blobs = [place for place in left if place.startswith("blobs/")]
    assert bool(blobs) == (moment in {"before the first is removed", "before the row"})
    for place in blobs:
        shelf.vault.check(*place.rpartition("/")[2].split("-"))  # whole, and nobody can open it
    shelf.vault.sweep(before=datetime.now(UTC) + timedelta(minutes=1))
    assert shelf.everything() == blobs
    assert read(shelf.vault, put(shelf.vault, bytes(5_500_100))) == bytes(5_500_100)


@pytest.fixture(scope="module")
def another(tmp_path_factory, seaweed):
    """A store of its own, to be killed; it has room for the files of one bucket."""
    server = Seaweed(tmp_path_factory.mktemp("another"), volumes=1)
    server.start()
    server.found()
    yield server
    server.kill()


def test_a_store_without_room_is_told_and_nothing_is_there(another, monkeypatch):
    monkeypatch.setattr("kniha.remote.bucket_client._ATTEMPTS", 1)
    put(Vault(another.where(OPEN), NAMING_KEY), b"takes the only volume")
    vault = Vault(another.where(LOCKED), NAMING_KEY)
    with pytest.raises(UnavailableError):
        put(vault, b"film")
    assert another.client().list_object_versions(Bucket=LOCKED).get("Versions", []) == []


def test_a_store_killed_in_mid_write_is_told_and_the_next_try_succeeds(another, monkeypatch, soaking):
    monkeypatch.setattr("kniha.remote.bucket_client._ATTEMPTS", 1)
    vault = Vault(another.where(OPEN), NAMING_KEY)
    whole = put(vault, b"before")
    receiving = begin(vault)
    receiving.write(secrets.token_bytes(PART + 1))
    another.kill()
    with pytest.raises(UnavailableError):
        receiving.write(secrets.token_bytes(PART))
    with pytest.raises(UnavailableError):
        read(vault, whole)
    if not soaking:
        return  # it takes a quarter of a minute to come back
    another.start()
    wait_until_readable(vault, whole)
    vault.sweep(before=datetime.now(UTC) + timedelta(minutes=1))
    blob = put(vault, data := secrets.token_bytes(PART + 1))
    assert read(vault, blob) == data


def wait_until_readable(vault, blob):
    """A store that was killed answers before it knows again where its files lie: what it says until then must be no "not there"."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(UnavailableError):
            assert read(vault, blob) == b"before"
            return
        time.sleep(0.2)
    pytest.fail("the store did not come back")


def test_a_process_that_was_forked_has_connections_of_its_own(bucket_shelf):
    shelf = bucket_shelf()
    blob = put(shelf.vault, b"film")
    asking, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(telling, json.dumps(id(Bucket(shelf.where)._client)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = json.loads(os.read(asking, 100))
    os.close(asking), os.close(telling)
    assert theirs != id(Bucket(shelf.where)._client)
    assert read(shelf.vault, blob) == b"film"


def test_a_bucket_that_locks_everything_by_itself_is_not_written_to(seaweed, founders):
    from tests.vault.seaweed import BY_DEFAULT

    with pytest.raises(ConfigurationError, match="compliance"):
        put(Vault(seaweed.where(BY_DEFAULT), NAMING_KEY), b"film")
    assert founders.list_object_versions(Bucket=BY_DEFAULT).get("Versions", []) == []


def test_a_lock_that_the_bucket_cannot_give_is_told(seaweed):
    with pytest.raises(ConfigurationError, match="made with object lock"):
        put(Vault(seaweed.where(OPEN, "?lock=governance-60"), NAMING_KEY), b"film")


WITHOUT = """
import sys
from pathlib import Path

sys.modules["botocore"] = None
from kniha.conf.buckets import parse_where
from kniha.vault.store import Vault
from kniha.vocab.errors import ConfigurationError

Vault(Path("vault"), bytes(32))
try:
    Vault(parse_where("KNIHA_VAULT", "https://s3.example.org/evidence", Path("bucket.json")), bytes(32))
except ConfigurationError as error:
    print(error)
"""


def test_a_host_without_the_extra_is_told_what_to_install_and_a_folder_needs_none():
    done = subprocess.run([sys.executable, "-c", WITHOUT], check=True, capture_output=True, text=True)
    assert "tools/setup.sh install s3" in done.stdout


# TLS


def test_a_store_proves_who_it_is_by_the_certificate_that_the_operator_gave(tls_store, tmp_path):
    """The office's own store has a certificate of its own authority; without it, or with another's, nothing is sent."""
    endpoint, authority = tls_store
    where = bucket_at(endpoint, tmp_path, OPEN)
    with pytest.raises(UnavailableError, match="does not prove by a certificate"):
        put(Vault(where, NAMING_KEY), b"film")
    where.authorities.write_bytes(authority)
    Bucket.__init__.__globals__["_client"].cache_clear()
    vault = Vault(where, NAMING_KEY)
    assert read(vault, put(vault, b"film")) == b"film"
