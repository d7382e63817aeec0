"""Heads are signed at fixed moments, follow each other, and never forget: also where the database was put back."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from tests.runs.log import EVERY, Log, go_on, log_of
from tests.world import NOW, World, found_world

from kniha.book.journal import checking, reading
from kniha.book.journal.models import Checkpoint
from kniha.runs import heads
from kniha.vocab.errors import BrokenError, KnihaError, RefusedError, UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]
SECOND, STEP = timedelta(seconds=1), timedelta(seconds=EVERY)


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def log(world: World, tmp_path: Path, settings: object) -> Log:
    """The log of the world's register; what is kept outside lies where the guard of the journal looks for it."""
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path)
    return log_of(world, tmp_path)


def notes() -> list[str]:
    return list(Checkpoint.objects.order_by("size").values_list("note", flat=True))


def dates(log: Log) -> list[datetime]:
    return [heads.opened(note, log.public.checkpoint_keys).at for note in notes()]


def test_a_head_is_dated_to_its_moment(log: Log) -> None:
    assert log.sign_due(NOW + 7 * SECOND) == heads.current_head()
    assert dates(log) == [NOW]


def test_one_head_a_moment_however_often_it_is_tried(world: World, log: Log) -> None:
    log.sign_due(NOW)
    for second in range(1, 100, 10):
        go_on(world, 1)
        assert log.sign_due(NOW + second * SECOND) is None
    assert log.sign_due(NOW + STEP).size == reading.size()
    assert dates(log) == [NOW, NOW + STEP]


def test_a_journal_that_did_not_grow_gets_no_second_note(log: Log) -> None:
    for moment in range(200):
        log.sign_due(NOW + moment * STEP)
    assert dates(log) == [NOW]


def test_a_head_is_signed_in_the_first_half_of_its_interval_or_not_at_all(world: World, log: Log) -> None:
    assert log.sign_due(NOW + STEP / 2) is None
    assert log.sign_due(NOW + STEP - SECOND) is None
    assert log.sign_due(NOW + STEP + STEP / 2 - SECOND) is not None
    assert dates(log) == [NOW + STEP]


def test_the_check_of_the_book_compares_every_signed_head(world: World, log: Log) -> None:
    for moment in range(3):
        log.sign_due(NOW + moment * STEP)
        go_on(world, 1)
    assert checking.check_heads(heads.signed_roots()) == 3


def test_a_worker_killed_between_the_file_and_the_row_leaves_nothing_to_sign_again(world: World, log: Log) -> None:
    before = transaction.savepoint()
    log.sign_due(NOW)
    transaction.savepoint_rollback(before)
    kept = log.kept.head()
    assert notes() == []
    assert log.sign_due(NOW + SECOND) is None
    assert notes() == [kept]
    go_on(world, 1)
    log.sign_due(NOW + STEP)
    assert len(notes()) == 2


def test_entries_go_on_while_the_journal_follows_what_is_kept(world: World, log: Log) -> None:
    go_on(world, 2)
    log.sign_due(NOW)
    go_on(world, 2)
    assert heads.check_head(log.public, log.folder).size == reading.size()


def test_a_retired_key_of_the_log_still_opens_what_it_signed(world: World, log: Log) -> None:
    log.sign_due(NOW)
    new = tuple(replace(key, seed=b"n" * 32) for key in log.signers)
    public = replace(log.public, checkpoint_keys=(*log.public.checkpoint_keys, *(key.verifier() for key in new)))
    go_on(world, 1)
    heads.sign_due(new, public, log.folder, now=NOW + STEP, every=EVERY)
    assert len(notes()) == 2


def test_a_clock_that_was_set_back_signs_nothing_and_says_so(world: World, log: Log) -> None:
    log.sign_due(NOW)
    go_on(world, 1)
    with pytest.raises(RefusedError, match="this clock is behind it"):
        log.sign_due(NOW - SECOND)
    with pytest.raises(RefusedError, match="this clock is behind it"):
        log.sign(NOW - STEP)
    assert dates(log) == [NOW]


def test_a_database_put_back_gets_neither_signature_nor_entry(world: World, log: Log) -> None:
    before = transaction.savepoint()
    go_on(world, 5)
    log.sign_due(NOW)
    transaction.savepoint_rollback(before)
    size = reading.size()
    words = f"it has {size} entries, and a head of {size + 5} was signed; nothing is entered .* kniha book seam state FILE"
    for refused in (lambda: log.sign_due(NOW + STEP), lambda: log.sign(NOW + STEP)):
        with pytest.raises(RefusedError, match=words), transaction.atomic():
            refused()
    with pytest.raises(RefusedError, match=heads.PUT_BACK), transaction.atomic():
        go_on(world, 1)
    assert (reading.size(), notes()) == (size, [])


def test_entries_made_where_nothing_is_kept_are_found_at_the_next_moment(world: World, log: Log, settings: object) -> None:
    before = transaction.savepoint()
    go_on(world, 3)
    log.sign_due(NOW)
    transaction.savepoint_rollback(before)
    settings.OFFICE = replace(settings.OFFICE, heads=log.folder / "none")  # another host, without the folder
    go_on(world, 4)
    with pytest.raises(BrokenError, match="another past"):
        log.sign_due(NOW + STEP)
    assert notes() == []


def test_a_second_head_of_the_same_size_with_another_root_is_never_signed(log: Log) -> None:
    now = heads.current_head()
    log.kept.keep_head(log.note(replace(now, root=b"x" * 32)))
    with pytest.raises(BrokenError, match="another past"):
        log.sign_due(NOW + STEP)


def test_another_past_below_gets_no_signature(world: World, log: Log) -> None:
    now = heads.current_head()
    log.kept.keep_head(log.note(replace(now, size=now.size - 1, root=b"x" * 32)))
    with pytest.raises(BrokenError, match="another past"):
        log.sign_due(NOW + STEP)


def test_who_takes_the_kept_head_away_stops_the_signer(world: World, log: Log) -> None:
    log.sign_due(NOW)
    go_on(world, 1)
    (log.folder / "newest.checkpoint").unlink()
    with pytest.raises(RefusedError, match="none is kept outside the database any more"):
        log.sign_due(NOW + STEP)


@pytest.mark.parametrize("written", [b"", b"nothing\n", b"\xff\xfe", b"a\n\nb\n"])
def test_what_is_no_head_stops_signer_and_journal(world: World, log: Log, written: bytes) -> None:
    (log.folder / "newest.checkpoint").write_bytes(written)
    with pytest.raises(KnihaError):
        log.sign_due(NOW)
    with pytest.raises(RefusedError, match="damaged"), transaction.atomic():
        go_on(world, 1)


def test_a_kept_head_that_cannot_be_read_stops_signer_and_journal(world: World, log: Log) -> None:
    (log.folder / "newest.checkpoint").mkdir()
    with pytest.raises(UnavailableError):
        log.sign_due(NOW)
    with pytest.raises(UnavailableError), transaction.atomic():
        go_on(world, 1)


def test_a_head_of_another_register_stops_the_signer(log: Log) -> None:
    foreign = Log(bytes(32), log.folder)
    log.kept.keep_head(foreign.note(replace(heads.current_head(), origin=foreign.signers[0].name)))
    with pytest.raises(KnihaError):
        log.sign_due(NOW)


def test_a_head_signed_by_other_keys_stops_the_signer(log: Log) -> None:
    strangers = replace(log.public, checkpoint_keys=tuple(replace(key, seed=b"s" * 32).verifier() for key in log.signers))
    log.sign_due(NOW)
    with pytest.raises(BrokenError, match="none of the given keys"):
        heads.check_head(strangers, log.folder)


def test_a_disk_that_keeps_nothing_means_no_head(log: Log) -> None:
    log.folder.rmdir()
    log.folder.write_text("a file where the folder should be")
    with pytest.raises(UnavailableError), transaction.atomic():
        log.sign_due(NOW)
    assert notes() == []
