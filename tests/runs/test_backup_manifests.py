"""The manifest of a backup: signed by the register, about nothing else, and laying files nowhere but into three folders."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.conf.new_keys import new_keys
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, sign_plain
from kniha.ledger.registers import parse_register, release_name
from kniha.runs.backups.manifests import REGISTER, Manifest, Rows, encode, open_manifest
from kniha.runs.backups.sealing import Sealed
from kniha.vocab.canonical import parse_canonical
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError

NAMES = {"be": "Кніга", "ru": "Книга", "en": "The Book"}


def keys_of(seed: int) -> tuple[bytes, SigningKey]:
    """The register.json of an invented register, and the key that it releases with."""
    counted = iter(range(seed * 1000, seed * 1000 + 999))
    files = {file.name: file.data for file in new_keys(NAMES, random_bytes=lambda size: next(counted).to_bytes(size), passphrase=None)}
    register = parse_register(files["public/register.json"])
    seed_of = bytes.fromhex(parse_canonical(files["worker/release.json"])["ed25519"])
    return files["public/register.json"], SigningKey(release_name(register.id), Algorithm.ED25519, seed_of)


PUBLIC, SIGNER = keys_of(1)
REGISTER_ID = parse_register(PUBLIC).id
OTHER_PUBLIC, OTHER_SIGNER = keys_of(2)


def manifest(**more: object) -> Manifest:
    rows = Rows(Sealed("ab" * 32, 12), 3)
    files = {REGISTER: PUBLIC, "keys/vault/naming.key": b"n" * 32, "heads/newest.checkpoint": b"x", "mappings/Спіс міліцыі.toml": b"y"}
    made = Manifest(REGISTER_ID, datetime(2026, 11, 30, tzinfo=UTC), "1.2.3", (("book", "0001_tables"),), 7, b"r" * 32, rows, rows, files)
    return replace(made, **more)


def signed(body: bytes) -> bytes:
    """What the register's own key would sign if it were led astray."""
    text = f"kniha-backup/v1\n{REGISTER_ID.hex()}\n{sha256(body).hexdigest()}\n"
    note = Note(text, (sign_plain(SIGNER, text),)).encode().encode()
    return len(note).to_bytes(4) + note + body


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"{", manifest().body().replace(b'"entries":7', b'"entries":"x"'), manifest().body() + b"\n"]
)
def test_what_is_no_manifest_is_refused_though_it_is_signed(body):
    with pytest.raises(MalformedError):
        open_manifest(signed(body), None)


def test_a_manifest_comes_back_as_it_was():
    opened, keys = open_manifest(encode(manifest(), SIGNER), None)
    assert opened == manifest()
    assert [key.fingerprint for key in keys] == [SIGNER.verifier().fingerprint]
    assert open_manifest(encode(manifest(), SIGNER), parse_register(PUBLIC))[0] == manifest()


def test_who_is_not_the_register_signs_nothing():
    with pytest.raises(BrokenError):
        open_manifest(encode(manifest(), OTHER_SIGNER), None)
    with pytest.raises(BrokenError):
        open_manifest(encode(manifest(), OTHER_SIGNER), parse_register(PUBLIC))


def test_a_whole_backup_of_somebody_else_is_not_ours():
    theirs = manifest(register=parse_register(OTHER_PUBLIC).id, files={REGISTER: OTHER_PUBLIC})
    assert open_manifest(encode(theirs, OTHER_SIGNER), None)
    with pytest.raises(BrokenError, match="this is a backup of register"):
        open_manifest(encode(theirs, OTHER_SIGNER), parse_register(PUBLIC))


def test_a_note_under_another_body_is_found():
    one, other = encode(manifest(), SIGNER), encode(manifest(entries=8), SIGNER)
    end = 4 + int.from_bytes(one[:4])
    with pytest.raises(BrokenError, match="about another body"):
        open_manifest(one[:end] + other[end:], None)


@pytest.mark.parametrize(
    "name",
    [
        "keys/worker/checkpoint.json", "keys/../x", "keys/public/../worker/x", "keys/public/a/b/c", "../heads/x", "/etc/passwd", "heads/..",
        "heads/a/b", "heads/.hidden", "mappings/a\\b", "keys/vault/naming.key/x", "keys/vault/other",
        "heads/", "heads/a\x00b", "heads/a\nb",
    ],
)  # fmt: skip
def test_a_file_for_another_place_is_no_backup(name):
    bad = manifest(files={REGISTER: PUBLIC, name: b"x"})
    with pytest.raises(MalformedError, match="a backup has no file"):
        encode(bad, SIGNER)
    with pytest.raises(MalformedError, match="a backup has no file"):
        open_manifest(signed(bad.body()), None)


def test_a_manifest_without_the_register_is_none():
    with pytest.raises(MalformedError, match=r"brings the register\.json"):
        open_manifest(encode(manifest(files={"heads/x": b"x"}), SIGNER), None)


@given(st.data())
def test_changed_anywhere_it_is_refused(data):
    whole = encode(manifest(), SIGNER)
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytes([whole[at] ^ data.draw(st.integers(1, 255))])
    with pytest.raises(KnihaError):
        open_manifest(whole[:at] + changed + whole[at + 1 :], parse_register(PUBLIC))
