"""What a seized intake tells of the order in which reports came: something within the open day, nothing once it is closed."""

import itertools
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from tests.intake.server import Intake, running
from tests.intake.shelving import filed

from kniha.conf.intake import read
from kniha.intake import filing, serving
from kniha.intake.models import Envelope
from kniha.intake.shelf import Shelf
from kniha.seal.closing import seal_bytes
from kniha.seal.containers import ContainerWriter
from kniha.seal.receipts import derive, new_receipt
from kniha.seal.reports import Consent, Report
from kniha.vocab.errors import UnavailableError
from kniha.vocab.ids import Id

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
MANY = 60
NO_ORDER = 0.45
"""Kendall's tau of 60 in an order of chance: beyond this in one of 300,000 runs (five times its standard deviation, .088)."""


def tau(came: Sequence[str], place: Callable[[str], float]) -> float:
    """How far the order of `place` is the order in which they came: 1 the same, -1 the other way round, about 0 none."""
    seen = [place(one) for one in came]
    pairs = list(itertools.combinations(seen, 2))
    return sum((before < after) - (before > after) for before, after in pairs) / len(pairs)


def orders(shelf: Shelf, came: Sequence[str]) -> dict[str, float]:
    """What the file system tells of the order of `came`, each as tau."""
    folder = shelf.place(Id(came[0])).parent
    listed = [entry.name for entry in os.scandir(folder)]
    told = {one: shelf.place(Id(one)).stat() for one in came}
    return {
        "inode": tau(came, lambda one: told[one].st_ino),
        "changed": tau(came, lambda one: told[one].st_ctime_ns),
        "written": tau(came, lambda one: told[one].st_mtime_ns),
        "listed": tau(came, listed.index),
    }


@pytest.mark.django_db
def test_once_a_day_is_closed_nothing_tells_the_order_of_its_reports(shelf: Shelf) -> None:
    came = []
    for _ in range(MANY):
        came.append(filed(shelf, YESTERDAY))
        time.sleep(0.005)  # a file system's clock ticks no finer
    assert orders(shelf, came)["changed"] > 0.9  # else the rest of this test would find nothing
    assert filing.close_days(shelf, today=TODAY) == MANY
    assert {name: told for name, told in orders(shelf, came).items() if abs(told) > NO_ORDER} == {}


@pytest.mark.django_db
def test_what_is_closed_is_what_came(shelf: Shelf) -> None:
    bodies = {filed(shelf, YESTERDAY, body=body): body for body in (b"a", b"b" * 3_000_000, b"c")}
    filing.close_days(shelf, today=TODAY)
    assert shelf.ids() == set(bodies)
    assert not shelf.open_ids()
    for envelope, body in bodies.items():
        with shelf.open(envelope) as file:
            assert file.read() == body
        told = shelf.place(envelope).stat()
        assert (told.st_mtime, told.st_mode & 0o077) == (datetime(2026, 11, 23, tzinfo=UTC).timestamp(), 0)
    assert not list((shelf.folder / "incoming").iterdir())


@pytest.mark.django_db
def test_the_open_day_stays_as_it_is_and_a_closed_one_is_not_closed_again(shelf: Shelf) -> None:
    old, new = filed(shelf, YESTERDAY), filed(shelf, TODAY)
    assert filing.close_days(shelf, today=TODAY) == 1
    before = shelf.place(old).stat().st_ino
    assert filing.close_days(shelf, today=TODAY) == 0
    assert (shelf.open_ids(), shelf.place(old).stat().st_ino) == ({new}, before)


@pytest.mark.django_db
def test_a_crash_between_the_two_places_loses_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    envelope = filed(shelf, YESTERDAY, body=b"whole")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", lambda *_args, **_more: (_ for _ in ()).throw(OSError("the power went")))
        with pytest.raises(OSError, match="power"):
            filing.close_days(shelf, today=TODAY)
    shelf.prepare()
    assert filing.drop_orphans(shelf) == 0
    assert shelf.open_ids() == {envelope}
    filing.close_days(shelf, today=TODAY)
    assert (shelf.open_ids(), shelf.ids()) == (set(), {envelope})
    assert shelf.place(envelope).read_bytes() == b"whole"


@pytest.mark.django_db
def test_a_closed_envelope_is_known_again_and_removed_in_the_end(shelf: Shelf) -> None:
    envelope = filed(shelf, YESTERDAY, body=b"twice")
    filing.close_days(shelf, today=TODAY)
    with shelf.incoming() as incoming:
        incoming.write(b"twice")
        filing.file_envelope(shelf, incoming, envelope, day=TODAY)
    assert (Envelope.objects.count(), shelf.open_ids()) == (1, set())
    filing.confirm("a" * 32, [envelope])
    assert filing.sweep(shelf, ["a" * 32], today=TODAY + timedelta(days=9), keep_days=7) == 1
    assert not shelf.ids()


def sealed(intake: Intake) -> bytes:
    writer = ContainerWriter(intake.register, derive(new_receipt(secrets.token_bytes), intake.register))
    told = Report("report", "be", "browser", "словы", "", "", "", Consent("yes", "no", "no"))
    return seal_bytes(b"".join(writer.finish(told)), [intake.identity.recipient], random_bytes=secrets.token_bytes)


def test_a_running_intake_closes_yesterday_and_goes_on(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    with running(intake):
        came = []
        for _ in range(12):
            name = secrets.token_hex(16)
            assert intake.file(sealed(intake), Kniha_Envelope=name)[0] == 201
            came.append(name)
    yesterday = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    with sqlite3.connect(intake.folder / "intake.sqlite3") as database:
        database.execute("UPDATE intake_envelope SET received_day = ?", [yesterday])
    database.close()
    with running(intake):
        assert {path.name for path in (intake.folder / "closed").iterdir()} == set(came)
        assert intake.envelopes() == []
        log = intake.folder / "intake.sqlite3-wal"
        assert not log.exists() or log.stat().st_size == 0
        found = (intake.folder / "intake.sqlite3").read_bytes()
        assert sorted(came, key=lambda one: found.rindex(one.encode())) in (
            sorted(came),
            sorted(came, reverse=True),
        )  # by their random names
        status, _, body = intake.courier_request("GET", f"/courier/envelopes/{came[0]}")
        assert status == 200
        assert body == (intake.folder / "closed" / came[0]).read_bytes()
        assert intake.file(sealed(intake))[0] == 201


@pytest.mark.parametrize(
    ("now", "seconds"),
    [("00:00:00", 600), ("00:09:59", 1), ("00:10:00", 86_400), ("12:10:00", 43_200), ("23:59:59", 601)],
)
def test_a_day_is_closed_ten_minutes_after_its_end(now: str, seconds: int) -> None:
    assert serving.until_close(datetime.fromisoformat(f"2026-11-24T{now}+00:00")) == seconds


@pytest.mark.parametrize("fault", [DatabaseError("busy"), OSError("torn"), UnavailableError("full")])
def test_a_sweep_that_fails_is_told_and_tried_again(
    fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise fault

    monkeypatch.setattr(serving, "sweep", failing)
    assert serving._swept(read(Intake(tmp_path, port=8400).environment())) == serving.SWEEP_AGAIN.total_seconds()
    assert [record.getMessage().split(" ")[0] for record in caplog.records] == [type(fault).__name__]
