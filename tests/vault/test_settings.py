from pathlib import Path

import pytest

from kniha.conf import office
from kniha.conf.buckets import BucketSettings, Lock, LockMode, parse_where, read_bucket_keys
from kniha.conf.vault import read_vault
from kniha.vocab.errors import ConfigurationError


def test_the_naming_key_is_read_from_the_keys(tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "naming.key").write_bytes(b"n" * 32)
    settings = read_vault(tmp_path / "blobs", tmp_path)
    assert (settings.folder, settings.naming_key) == (tmp_path / "blobs", b"n" * 32)
    assert "nnn" not in repr(settings)


@pytest.mark.parametrize("content", [None, b"", b"n" * 31, b"n" * 33])
def test_a_missing_or_short_naming_key_is_told(tmp_path, content):
    if content is not None:
        (tmp_path / "vault").mkdir()
        (tmp_path / "vault" / "naming.key").write_bytes(content)
    with pytest.raises(ConfigurationError):
        read_vault(tmp_path / "blobs", tmp_path)


KEYS = Path("/keys/vault/bucket.json")


@pytest.mark.parametrize(
    ("text", "endpoint", "region", "lock"),
    [
        ("https://s3.example.org/evidence", "https://s3.example.org", "us-east-1", None),
        ("HTTPS://S3.example.org:9000/evidence/", "https://s3.example.org:9000", "us-east-1", None),
        ("http://127.0.0.1:8333/evidence?region=eu-central-1", "http://127.0.0.1:8333", "eu-central-1", None),
        ("http://[::1]:8333/evidence", "http://[::1]:8333", "us-east-1", None),
        ("https://s3.example.org/evidence?lock=governance-60", "https://s3.example.org", "us-east-1", Lock(LockMode.GOVERNANCE, 60)),
        ("https://s3.example.org/evidence?lock=compliance-3650", "https://s3.example.org", "us-east-1", Lock(LockMode.COMPLIANCE, 3650)),
    ],
)
def test_a_bucket_is_named_by_its_address(text, endpoint, region, lock):
    assert parse_where("KNIHA_VAULT", text, KEYS) == BucketSettings(endpoint, "evidence", region, lock, KEYS, KEYS.with_suffix(".pem"))


@pytest.mark.parametrize("text", ["/srv/vault", "vault", "s3", "relative/http"])
def test_anything_else_is_a_folder(text):
    assert parse_where("KNIHA_VAULT", text, KEYS) == Path(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://s3.example.org/evidence", "http://localhost/evidence", "http://10.0.0.1/evidence", "https://s3.example.org", "https://s3.example.org/a",
        "https://s3.example.org/Evidence", "https://s3.example.org/evidence/folder", "https:///evidence", "https://s3.example.org/../evidence",
        "https://s3.example.org/evidence#lock", "https://s3.example.org/evidence?locked=1", "https://s3.example.org/evidence?region=",
        "https://s3.example.org/evidence?lock=governance", "https://s3.example.org/evidence?lock=governance-44",
        "https://s3.example.org/evidence?lock=compliance-3651", "https://s3.example.org/evidence?lock=forever-60",
        "https://s3.example.org:99999/evidence", "https://[::1/evidence", "https://writer:topsecret@s3.example.org/evidence",
    ],
)  # fmt: skip
def test_a_bucket_that_makes_no_sense_or_is_not_safe_is_refused_and_not_repeated(text):
    with pytest.raises(ConfigurationError) as told:
        parse_where("KNIHA_VAULT", text, KEYS)
    assert str(told.value).startswith("KNIHA_VAULT ")
    assert not [word for word in ("example", "topsecret", "10.0.0.1") if word in str(told.value)]


def test_the_vault_and_its_second_copy_may_be_a_folder_and_a_bucket(tmp_path):
    told = {"KNIHA_HOME": str(tmp_path), "KNIHA_VAULT": "https://a.example.org/one", "KNIHA_VAULT_COPY": "/srv/copy"}
    assert (office.read(told).vault.keys, office.read(told).vault_copy) == (tmp_path / "keys/vault/bucket.json", Path("/srv/copy"))
    told = {"KNIHA_HOME": str(tmp_path), "KNIHA_VAULT": "/srv/vault", "KNIHA_VAULT_COPY": "https://a.example.org/one"}
    assert (office.read(told).vault, office.read(told).vault_copy.keys) == (Path("/srv/vault"), tmp_path / "keys/vault/copy-bucket.json")


@pytest.mark.parametrize(
    ("vault", "copy"),
    [("/srv/vault", "/srv/vault"), ("https://a.example.org/one", "https://A.example.org/one/?lock=governance-60")],
)
def test_the_vault_is_not_its_own_second_copy(tmp_path, vault, copy):
    with pytest.raises(ConfigurationError, match="the vault itself"):
        office.read({"KNIHA_HOME": str(tmp_path), "KNIHA_VAULT": vault, "KNIHA_VAULT_COPY": copy})


def bucket_keys(tmp_path, content, mode=0o600):
    path = tmp_path / "bucket.json"
    path.write_bytes(content)
    path.chmod(mode)
    return read_bucket_keys(parse_where("KNIHA_VAULT", "https://s3.example.org/evidence", path))


def test_the_keys_to_a_bucket_are_read_from_the_folder_of_keys_and_show_in_no_trace(tmp_path):
    found = bucket_keys(tmp_path, b'{"access_key": "writer", "secret_key": "topsecret"}')
    assert (found.access_key, found.secret_key) == ("writer", "topsecret")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "content",
    [b"", b"topsecret", b'["topsecret"]', b'{"access_key": "topsecret"}', b'{"access_key": "a", "secret_key": 1}',
     b'{"access_key": "a", "secret_key": ""}',
     b'{"access_key": "a", "secret_key": "top secret"}', b'{"access_key": "a", "secret_key": "topsecret", "token": "b"}'],
)  # fmt: skip
def test_keys_that_are_none_are_told_and_not_repeated(tmp_path, content):
    with pytest.raises(ConfigurationError) as told:
        bucket_keys(tmp_path, content)
    assert "vault/bucket.json" in str(told.value)
    assert "top" not in str(told.value)


def test_keys_that_are_missing_or_open_to_others_are_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_bucket_keys(parse_where("KNIHA_VAULT", "https://s3.example.org/evidence", tmp_path / "bucket.json"))
    with pytest.raises(ConfigurationError, match="chmod 600"):
        bucket_keys(tmp_path, b'{"access_key": "writer", "secret_key": "topsecret"}', 0o640)
