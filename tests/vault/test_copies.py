"""The second copy of the vault: made, compared and used; what is damaged is laid aside and never served."""

import secrets
from pathlib import Path

import pytest
from tests.vault.shelf import VERA, path_of, put, vault_in

from kniha.vault.copies import Copies, Fixity
from kniha.vault.store import Vault
from kniha.vocab.errors import UnavailableError


def look(folder: Path, blob, *, second: bool = True) -> Fixity:
    (folder / "second").mkdir(exist_ok=True)
    copies = Copies(folder / "vault", folder / "second" if second else None)
    return copies.look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)


def copy_of(folder: Path, blob) -> Path:
    return folder / "second" / path_of(folder, blob).relative_to(folder / "vault")


def flip(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return bytes(data)


def test_a_whole_file_is_copied_once(tmp_path):
    blob = put(vault_in(tmp_path), b"film" * 50_000)
    assert look(tmp_path, blob) is Fixity.WHOLE
    copy = copy_of(tmp_path, blob)
    assert copy.read_bytes() == path_of(tmp_path, blob).read_bytes()
    before = copy.stat().st_ino
    assert look(tmp_path, blob) is Fixity.WHOLE
    assert copy.stat().st_ino == before


def test_a_flipped_byte_is_mended_from_the_copy_and_the_damaged_bytes_are_kept(tmp_path):
    vault = vault_in(tmp_path)
    blob = put(vault, b"film" * 50_000)
    look(tmp_path, blob)
    damaged = flip(path_of(tmp_path, blob))
    assert look(tmp_path, blob) is Fixity.MENDED
    assert b"".join(vault.open(blob, [VERA])) == b"film" * 50_000
    assert [path.read_bytes() for path in (tmp_path / "vault/damaged").iterdir()] == [damaged]
    assert look(tmp_path, blob) is Fixity.WHOLE


def test_a_file_that_is_gone_comes_back(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    look(tmp_path, blob)
    path_of(tmp_path, blob).unlink()
    assert look(tmp_path, blob) is Fixity.MENDED


def test_two_blobs_that_changed_places_are_both_mended(tmp_path):
    vault = vault_in(tmp_path)
    one, other = put(vault, b"one"), put(vault, b"other")
    look(tmp_path, one), look(tmp_path, other)
    first, second = path_of(tmp_path, one), path_of(tmp_path, other)
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    assert (look(tmp_path, one), look(tmp_path, other)) == (Fixity.MENDED, Fixity.MENDED)
    assert (b"".join(vault.open(one, [VERA])), b"".join(vault.open(other, [VERA]))) == (b"one", b"other")


def test_a_damaged_copy_is_made_anew(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    look(tmp_path, blob)
    flip(copy_of(tmp_path, blob))
    assert look(tmp_path, blob) is Fixity.WHOLE
    assert copy_of(tmp_path, blob).read_bytes() == path_of(tmp_path, blob).read_bytes()


def test_what_is_whole_nowhere_is_lost_and_no_bad_copy_replaces_another(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    look(tmp_path, blob)
    here, there = flip(path_of(tmp_path, blob)), flip(copy_of(tmp_path, blob))
    assert look(tmp_path, blob) is Fixity.LOST
    assert (path_of(tmp_path, blob).read_bytes(), copy_of(tmp_path, blob).read_bytes()) == (here, there)
    assert look(tmp_path, blob, second=False) is Fixity.LOST


def test_a_vault_whose_disk_is_away_is_not_taken_for_lost_files(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    (tmp_path / "vault").rename(tmp_path / "away")
    with pytest.raises(UnavailableError):
        look(tmp_path, blob, second=False)


def test_an_erasure_removes_both_and_what_was_laid_aside(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    look(tmp_path, blob)
    flip(path_of(tmp_path, blob))
    look(tmp_path, blob)
    Vault(tmp_path / "vault", bytes(range(32)), second=tmp_path / "second").remove(blob.name, blob.sealed_sha256)
    assert not [path for root in ("vault", "second") for path in (tmp_path / root).rglob("*") if path.is_file()]


def test_a_second_disk_that_is_away_is_not_begun_anew_elsewhere(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    with pytest.raises(UnavailableError):
        Copies(tmp_path / "vault", tmp_path / "second").look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)
    assert not (tmp_path / "second").exists()
