import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sizes import examples
from tests.vault.shelf import MAREK, NAMING_KEY, VERA, begin, files, place_of, put, vault_in

from kniha.seal.opening import open_bytes
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, ConfigurationError, ImpossibleError, MalformedError, NoMatchError, NotFoundError

CHUNK = 65_536
MARKER = b"plain-text-marker-of-a-testimony"


def read(vault, blob):
    return b"".join(vault.open(blob, [VERA]))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_was_put_in_comes_out(shelf, size):
    vault, data = shelf.vault, secrets.token_bytes(size)
    blob = put(vault, data)
    assert (blob.size, blob.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert read(vault, blob) == data


def test_the_name_is_a_secret_function_of_the_plain_bytes(shelf):
    blob = put(shelf.vault, b"film")
    assert blob.name == hmac.new(NAMING_KEY, hashlib.sha256(b"film").digest(), "sha256").hexdigest()


def test_the_file_is_an_age_file_without_its_header(shelf):
    blob = put(shelf.vault, b"film")
    payload = shelf.read(place_of(blob))
    assert open_bytes(blob.header + payload, [VERA]) == b"film"
    assert (len(payload), hashlib.sha256(payload).hexdigest()) == (blob.sealed_size, blob.sealed_sha256)


def test_a_file_may_come_in_pieces_of_any_length(shelf):
    vault, data = shelf.vault, secrets.token_bytes(200_000)
    with begin(vault) as receiving:
        for at in range(0, len(data), 777):
            receiving.write(data[at : at + 777])
        blob = receiving.finish(lambda _name: None)
    assert read(vault, blob) == data


def test_only_the_owner_may_read_files_and_folders(tmp_path):
    put(vault_in(tmp_path), b"film")
    modes = {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "vault").rglob("*")}
    assert modes == {"0o600", "0o700"}
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700


def test_no_readable_byte_touches_the_disk(tmp_path):
    vault, seen = vault_in(tmp_path), []
    with begin(vault) as receiving:
        for _ in range(40):
            receiving.write(MARKER * 2000)
            seen += [path.read_bytes() for path in (tmp_path / "vault").rglob("*") if path.is_file()]
        receiving.finish(lambda _name: None)
    seen += [path.read_bytes() for path in (tmp_path / "vault").rglob("*") if path.is_file()]
    assert max(map(len, seen)) > 1_000_000
    assert not any(MARKER in content for content in seen)


def test_the_same_bytes_again_are_the_one_that_is_known(shelf):
    vault = shelf.vault
    first = put(vault, b"film")
    second = put(vault, b"film", known={first.name: first}.get)
    assert second is first
    assert len(shelf.files()) == 1


def test_the_same_bytes_again_are_sealed_anew_when_nobody_holds_the_first_header(shelf):
    vault = shelf.vault
    lost, kept = put(vault, b"film"), put(vault, b"film")
    assert kept.name == lost.name
    assert kept.header != lost.header
    assert read(vault, kept) == b"film"
    assert read(vault, lost) == b"film"


@pytest.mark.parametrize("harm", ["lost", "damaged"])
def test_fresh_bytes_are_kept_when_the_known_ones_are_gone_bad(shelf, harm):
    vault = shelf.vault
    first = put(vault, b"film")
    shelf.write(place_of(first), b"rot") if harm == "damaged" else shelf.delete(place_of(first))
    second = put(vault, b"film", known={first.name: first}.get)
    assert second.sealed_sha256 != first.sealed_sha256
    assert read(vault, second) == b"film"


def test_fixity_needs_no_key(shelf):
    vault = shelf.vault
    blob = put(vault, b"film")
    Vault(shelf.where, b"\xff" * 32).check(blob.name, blob.sealed_sha256)


def test_any_range_can_be_read_by_itself(shelf):
    vault, data = shelf.vault, secrets.token_bytes(3 * CHUNK + 100)
    blob = put(vault, data)
    end_of = len(data)
    for start, end in [(0, 0), (0, 1), (CHUNK - 1, CHUNK + 1), (100, 3 * CHUNK + 50), (3 * CHUNK, end_of), (end_of, end_of), (0, end_of)]:
        assert b"".join(vault.open_range(blob, [VERA], start, end)) == data[start:end]


@given(st.lists(st.tuples(st.sampled_from(["read", "set", "end"]), st.integers(0, 140_000)), max_size=8))
@settings(max_examples=examples(30), deadline=None)
def test_the_reader_reads_like_a_file(tmp_path_factory, steps):
    folder, data = tmp_path_factory.mktemp("reader"), bytes(range(256)) * 500
    vault = vault_in(folder)
    with vault.reader(put(vault, data), [VERA]) as reader:
        like = BytesIO(data)
        for step, size in steps:
            if step == "read":
                assert reader.read(size) == like.read(size)
            elif step == "set":
                assert reader.seek(size) == like.seek(size)
            else:
                assert reader.seek(-min(size, len(data)), 2) == like.seek(-min(size, len(data)), 2)


def test_reading_a_range_opens_no_other_chunk(shelf):
    vault, data = shelf.vault, secrets.token_bytes(3 * CHUNK)
    blob = put(vault, data)
    shelf.flip(place_of(blob), at=16 + CHUNK + 16 + 5)  # in the second chunk
    assert b"".join(vault.open_range(blob, [VERA], 2 * CHUNK, 3 * CHUNK)) == data[2 * CHUNK :]
    with pytest.raises(BrokenError):
        b"".join(vault.open_range(blob, [VERA], CHUNK - 1, CHUNK + 1))


def test_a_removed_sealing_is_gone_and_removing_it_again_is_no_error(shelf):
    vault = shelf.vault
    blob = put(vault, b"film")
    for _ in range(2):
        vault.remove(blob.name, blob.sealed_sha256)
    assert shelf.files() == []
    with pytest.raises(NotFoundError):
        vault.open(blob, [VERA])


def test_the_sweep_takes_what_was_abandoned_and_nothing_else(tmp_path):
    vault, now = vault_in(tmp_path), datetime.now(UTC)
    put(vault, b"film")
    begin(vault).write(b"abandoned")
    assert vault.sweep(before=now - timedelta(days=1)) == 0
    assert vault.sweep(before=now + timedelta(minutes=1)) == 1
    assert len(files(tmp_path)) == 1


def test_a_foreign_sealed_file_is_kept_as_it_came(shelf):
    vault, foreign = shelf.vault, secrets.token_bytes(3_000_000)
    names = {vault.put_sealed([foreign[:7], foreign[7:]], random_bytes=secrets.token_bytes) for _ in range(2)}
    assert names == {hashlib.sha256(foreign).hexdigest()}
    assert b"".join(vault.open_quarantined(names.pop())) == foreign
    assert len(shelf.files()) == 1


def test_what_is_discarded_leaves_nothing(shelf):
    vault = shelf.vault
    receiving = begin(vault)
    receiving.write(b"film")
    receiving.discard()
    assert shelf.files() == []


def test_an_error_on_the_way_leaves_nothing(shelf):
    vault = shelf.vault
    with pytest.raises(ZeroDivisionError):
        put(vault, b"film", known=lambda _name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        vault.put_sealed(torn(), random_bytes=secrets.token_bytes)
    assert shelf.files() == []


def torn():
    yield b"half"
    raise ZeroDivisionError


def test_a_foreign_key_opens_nothing(shelf):
    vault = shelf.vault
    blob = put(vault, b"film")
    for attempt in (vault.open, vault.reader):
        with pytest.raises(NoMatchError):
            attempt(blob, [MAREK])


def test_a_header_of_another_sealing_opens_nothing(shelf):
    vault = shelf.vault
    one, other = put(vault, b"film"), put(vault, b"film")
    mixed = StoredBlob(one.name, one.sha256, one.size, one.sealed_sha256, other.header)
    with pytest.raises(BrokenError):
        b"".join(vault.open(mixed, [VERA]))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 5)])
def test_a_range_outside_the_file_is_impossible(shelf, start, end):
    vault = shelf.vault
    blob = put(vault, b"film")
    with pytest.raises(ImpossibleError):
        vault.open_range(blob, [VERA], start, end)


def test_a_naming_key_of_another_length_is_refused(tmp_path):
    with pytest.raises(ConfigurationError):
        Vault(tmp_path, b"short")


@pytest.mark.parametrize("at", [0, 15, 16, 100, 16 + CHUNK + 16, -1])
def test_a_flipped_byte_is_never_served(shelf, at):
    vault = shelf.vault
    blob = put(vault, secrets.token_bytes(2 * CHUNK))
    shelf.flip(place_of(blob), at)
    with pytest.raises(BrokenError):
        vault.open(blob, [VERA])
    with pytest.raises(BrokenError):
        vault.check(blob.name, blob.sealed_sha256)
    with pytest.raises(BrokenError):
        b"".join(vault.open_range(blob, [VERA], 0, blob.size))


@pytest.mark.parametrize("cut", [1, 16, CHUNK + 16, 2 * CHUNK])
def test_a_cut_or_lengthened_file_is_never_served(shelf, cut):
    vault = shelf.vault
    blob = put(vault, secrets.token_bytes(2 * CHUNK))
    place = place_of(blob)
    whole = shelf.read(place)
    for other in (whole[:-cut], whole + whole[-cut:]):
        shelf.write(place, other)
        for attempt in (vault.open, vault.reader):
            with pytest.raises(BrokenError):
                attempt(blob, [VERA])


def test_chunks_that_changed_places_are_never_served(shelf):
    vault = shelf.vault
    blob = put(vault, secrets.token_bytes(3 * CHUNK))
    place, sealed = place_of(blob), CHUNK + 16
    whole = shelf.read(place)
    shelf.write(place, whole[:16] + whole[16 + sealed : 16 + 2 * sealed] + whole[16 : 16 + sealed] + whole[16 + 2 * sealed :])
    with pytest.raises(BrokenError):
        b"".join(vault.open_range(blob, [VERA], 0, CHUNK))


def test_a_plain_digest_that_disagrees_keeps_the_end_back(shelf):
    vault = shelf.vault
    blob = put(vault, b"a" * 3 * CHUNK)
    wrong = StoredBlob(blob.name, "ab" * 32, blob.size, blob.sealed_sha256, blob.header)
    served = []
    with pytest.raises(BrokenError):
        served.extend(vault.open(wrong, [VERA]))
    assert sum(map(len, served)) <= 2 * CHUNK


def test_a_book_that_has_other_bytes_under_the_name_is_told(shelf):
    vault = shelf.vault
    one = put(vault, b"film")
    wrong = StoredBlob(one.name, "ab" * 32, one.size, one.sealed_sha256, one.header)
    with pytest.raises(BrokenError):
        put(vault, b"film", known={one.name: wrong}.get)


def test_a_quarantined_file_that_was_altered_is_never_served(shelf):
    vault = shelf.vault
    name = vault.put_sealed([b"foreign"], random_bytes=secrets.token_bytes)
    shelf.flip(f"quarantine/{name}", 0)
    with pytest.raises(BrokenError):
        vault.open_quarantined(name)


@pytest.mark.parametrize("name", ["", "../../keys/naming.key", "ab" * 31 + "/.", "AB" * 32, "ab" * 32 + "\n"])
def test_no_name_leads_out_of_the_vault(shelf, name):
    vault = shelf.vault
    with pytest.raises(MalformedError):
        vault.open_quarantined(name)
    with pytest.raises(MalformedError):
        vault.check(name, "ab" * 32)
    with pytest.raises(MalformedError):
        vault.check("ab" * 32, name)
    with pytest.raises(MalformedError):
        vault.remove(name, "ab" * 32)


def test_the_header_shows_in_no_trace(shelf):
    assert "age-encryption" not in repr(put(shelf.vault, b"film"))
