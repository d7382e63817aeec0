"""The second copy of the vault: made, compared and used; what is damaged is laid aside and never served. Folder, bucket, in each order."""

import secrets

import pytest
from tests.vault.seaweed import LOCKED, OPEN
from tests.vault.shelf import NAMING_KEY, VERA, FolderShelf, place_of, put, vault_in

from kniha.vault.copies import Copies, Fixity
from kniha.vault.store import Vault
from kniha.vocab.errors import UnavailableError


class Pair:
    """A vault and its second copy."""

    def __init__(self, first, second) -> None:
        self.first, self.second, self.vault = first, second, first.vault

    def look(self, blob, *, second: bool = True) -> Fixity:
        copies = Copies(self.first.where, self.second.where if second else None)
        return copies.look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)


@pytest.fixture(params=["folder, folder", "folder, bucket", "bucket, folder", "locked bucket, bucket"])
def pair(request, tmp_path) -> Pair:
    (tmp_path / "second").mkdir()
    first, second = request.param.split(", ")
    return Pair(_shelf(request, first, tmp_path / "vault"), _shelf(request, second, tmp_path / "second"))


def _shelf(request, kind, folder):
    if kind == "folder":
        return FolderShelf(folder)
    return request.getfixturevalue("bucket_shelf")(LOCKED if kind == "locked bucket" else OPEN)


def test_a_whole_file_is_copied_once(pair):
    blob = put(pair.vault, b"film" * 50_000)
    assert pair.look(blob) is Fixity.WHOLE
    assert pair.second.read(place_of(blob)) == pair.first.read(place_of(blob))
    before = pair.second.changed(place_of(blob))
    assert pair.look(blob) is Fixity.WHOLE
    assert pair.second.changed(place_of(blob)) == before


def test_a_flipped_byte_is_mended_from_the_copy_and_the_damaged_bytes_are_kept(pair):
    blob = put(pair.vault, b"film" * 50_000)
    pair.look(blob)
    damaged = pair.first.flip(place_of(blob))
    assert pair.look(blob) is Fixity.MENDED
    assert b"".join(pair.vault.open(blob, [VERA])) == b"film" * 50_000
    assert [pair.first.read(place) for place in pair.first.files() if place.startswith("damaged/")] == [damaged]
    assert pair.look(blob) is Fixity.WHOLE


def test_a_file_that_is_gone_comes_back(pair):
    blob = put(pair.vault, b"film")
    pair.look(blob)
    pair.first.delete(place_of(blob))
    assert pair.look(blob) is Fixity.MENDED
    assert b"".join(pair.vault.open(blob, [VERA])) == b"film"


def test_two_blobs_that_changed_places_are_both_mended(pair):
    one, other = put(pair.vault, b"one"), put(pair.vault, b"other")
    pair.look(one), pair.look(other)
    first, second = place_of(one), place_of(other)
    kept = pair.first.read(first)
    pair.first.write(first, pair.first.read(second))
    pair.first.write(second, kept)
    assert (pair.look(one), pair.look(other)) == (Fixity.MENDED, Fixity.MENDED)
    assert (b"".join(pair.vault.open(one, [VERA])), b"".join(pair.vault.open(other, [VERA]))) == (b"one", b"other")


def test_a_damaged_copy_is_made_anew(pair):
    blob = put(pair.vault, b"film")
    pair.look(blob)
    pair.second.flip(place_of(blob))
    assert pair.look(blob) is Fixity.WHOLE
    assert pair.second.read(place_of(blob)) == pair.first.read(place_of(blob))


@pytest.mark.parametrize("pair", ["folder, folder", "folder, bucket", "bucket, folder"], indirect=True)
def test_what_is_whole_nowhere_is_lost_and_no_bad_copy_replaces_another(pair):
    blob = put(pair.vault, b"film")
    pair.look(blob)
    here, there = pair.first.flip(place_of(blob)), pair.second.flip(place_of(blob))
    assert pair.look(blob) is Fixity.LOST
    assert (pair.first.read(place_of(blob)), pair.second.read(place_of(blob))) == (here, there)
    assert pair.look(blob, second=False) is Fixity.LOST


@pytest.mark.parametrize("harm", ["flipped", "deleted", "swapped"])
def test_a_bucket_with_versions_gives_back_what_was_overwritten_or_deleted(bucket_shelf, harm):
    """Without a second copy: whoever has the office's keys can lay other bytes over a file, or a mark, and the whole one lies beneath."""
    shelf = bucket_shelf(LOCKED)
    blob, other = put(shelf.vault, b"film" * 50_000), put(shelf.vault, b"other")
    place = place_of(blob)
    if harm == "swapped":
        shelf.write(place, shelf.read(place_of(other)))
    else:
        shelf.flip(place) if harm == "flipped" else shelf.delete(place)
    copies = Copies(shelf.where, None)
    assert copies.look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes) is Fixity.MENDED
    assert b"".join(shelf.vault.open(blob, [VERA])) == b"film" * 50_000
    assert copies.look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes) is Fixity.WHOLE


def test_a_vault_whose_disk_is_away_is_not_taken_for_lost_files(tmp_path):
    pair = Pair(FolderShelf(tmp_path / "vault"), FolderShelf(tmp_path / "second"))
    blob = put(pair.vault, b"film")
    (tmp_path / "vault").rename(tmp_path / "away")
    with pytest.raises(UnavailableError):
        pair.look(blob, second=False)


def test_an_erasure_removes_both_and_what_was_laid_aside(pair):
    blob = put(pair.vault, b"film")
    pair.look(blob)
    pair.first.flip(place_of(blob))
    pair.look(blob)
    Vault(pair.first.where, NAMING_KEY, second=pair.second.where).remove(blob.name, blob.sealed_sha256)
    assert pair.first.everything() == pair.second.everything() == []


def test_a_second_disk_that_is_away_is_not_begun_anew_elsewhere(tmp_path):
    blob = put(vault_in(tmp_path), b"film")
    with pytest.raises(UnavailableError):
        Copies(tmp_path / "vault", tmp_path / "second").look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)
    assert not (tmp_path / "second").exists()
