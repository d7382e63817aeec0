"""What the intake forgets, and when: by age and by every courier's word, never by which of them could open."""

import secrets
from datetime import date, timedelta

import pytest
from tests.intake.shelving import filed

from kniha.intake import filing, mailboxes
from kniha.intake.models import Confirmation, Envelope, Reply
from kniha.intake.shelf import Shelf
from kniha.vocab.errors import ConflictError
from kniha.vocab.ids import new_id

DAY = date(2026, 11, 23)
COURIERS = ("a" * 32, "b" * 32)

pytestmark = pytest.mark.django_db


def swept(shelf: Shelf, days: int, couriers: tuple[str, ...] = COURIERS) -> int:
    return filing.sweep(shelf, couriers, today=DAY + timedelta(days=days), keep_days=7)


def test_an_old_envelope_that_every_courier_has_is_removed(shelf: Shelf) -> None:
    envelope = filed(shelf, DAY)
    for courier in COURIERS:
        filing.confirm(courier, [envelope])
    assert swept(shelf, 8) == 1
    assert not list(shelf.ids())
    assert not Envelope.objects.exists()
    assert not Confirmation.objects.exists()


def test_an_old_envelope_that_one_courier_lacks_stays(shelf: Shelf) -> None:
    filing.confirm(COURIERS[0], [filed(shelf, DAY)])
    assert swept(shelf, 400) == 0
    assert len(list(shelf.ids())) == 1


def test_a_young_envelope_stays_though_every_courier_has_it(shelf: Shelf) -> None:
    envelope = filed(shelf, DAY)
    for courier in COURIERS:
        filing.confirm(courier, [envelope])
    assert swept(shelf, 7) == 0


def test_confirmations_of_couriers_that_are_none_any_more_do_not_count(shelf: Shelf) -> None:
    envelope = filed(shelf, DAY)
    for courier in ("c" * 32, "d" * 32):
        filing.confirm(courier, [envelope])
    assert swept(shelf, 8) == 0


def test_without_couriers_nothing_is_ever_removed(shelf: Shelf) -> None:
    filed(shelf, DAY)
    assert swept(shelf, 4000, ()) == 0


def test_what_a_crash_left_is_removed_at_the_start(shelf: Shelf) -> None:
    kept = filed(shelf, DAY)
    shelf.place(new_id(secrets.token_bytes)).write_bytes(b"named, but not in the table")
    (shelf.folder / "incoming" / "x").write_bytes(b"half")
    shelf.prepare()
    assert filing.drop_orphans(shelf) == 1
    assert list(shelf.ids()) == [kept]
    assert not list((shelf.folder / "incoming").iterdir())


def test_a_second_try_after_a_crash_before_the_row_is_kept_once(shelf: Shelf) -> None:
    envelope = filed(shelf, DAY)
    Envelope.objects.all().delete()
    with shelf.incoming() as incoming:
        incoming.write(b"sealed")
        filing.file_envelope(shelf, incoming, envelope, day=DAY)
    assert Envelope.objects.get().pk == envelope


def test_a_name_taken_by_other_bytes_is_refused_without_a_row_too(shelf: Shelf) -> None:
    envelope = filed(shelf, DAY)
    Envelope.objects.all().delete()
    with shelf.incoming() as incoming:
        incoming.write(b"other")
        with pytest.raises(ConflictError):
            filing.file_envelope(shelf, incoming, envelope, day=DAY)
    assert shelf.place(envelope).read_bytes() == b"sealed"
    assert not list((shelf.folder / "incoming").iterdir())


def test_replies_are_kept_a_year() -> None:
    Reply.objects.create(mailbox="a" * 64, digest="b" * 64, verifier="c" * 64, body=b"x", day=DAY)
    assert mailboxes.sweep(today=DAY + timedelta(days=366)) == 0
    assert mailboxes.sweep(today=DAY + timedelta(days=367)) == 1
