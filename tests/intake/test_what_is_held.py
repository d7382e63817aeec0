"""What whoever seizes the intake finds: no address, no clock finer than the day, no sequence, sizes in classes alone."""

import sqlite3
import time
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from tests.intake.server import Intake, multipart

from kniha.seal.envelopes import check_envelope_size

TABLES = ("intake_envelope", "intake_confirmation", "intake_reply")
WITHOUT_JAVASCRIPT = {"text": "адна літара", "keep": "yes"}


@pytest.fixture
def database(intake: Intake) -> sqlite3.Connection:
    body, type_ = multipart(WITHOUT_JAVASCRIPT)
    told = {"Content_Type": type_, "User_Agent": "Telltale/1.0", "X_Forwarded_For": "203.0.113.7"}
    assert intake.request("POST", "/be/report", body, **told)[0] == 200
    return sqlite3.connect(intake.folder / "intake.sqlite3")


def test_there_are_these_tables_and_no_others(database: sqlite3.Connection) -> None:
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    # django_migrations says when the program was installed, sqlite_sequence counts its lines.
    assert names == {*TABLES, "django_migrations", "sqlite_sequence"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_no_row_numbers(database: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        database.execute(f"SELECT rowid FROM {table}")
    (schema,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    assert schema.endswith("WITHOUT ROWID")
    assert "AUTOINCREMENT" not in schema


def test_no_field_can_hold_an_address_a_moment_or_a_counter() -> None:
    telling = (models.DateTimeField, models.TimeField, models.AutoField, models.GenericIPAddressField, models.FloatField)
    fields = [field for model in apps.get_app_config("intake").get_models() for field in model._meta.get_fields()]
    assert fields
    assert not [field for field in fields if isinstance(field, telling)]


def test_a_day_is_all_that_is_known_of_the_time(intake: Intake, database: sqlite3.Connection) -> None:
    days = {day for (day,) in database.execute("SELECT received_day FROM intake_envelope")}
    assert days == {datetime.now(UTC).date().isoformat()}
    for path in intake.envelopes():
        assert path.stat().st_mtime % 86400 == 0
        assert path.stat().st_atime <= time.time()


def test_one_letter_and_four_hundred_lie_in_envelopes_of_one_size(intake: Intake) -> None:
    sizes = set()
    for text in ("я", "я" * 400, "долгае сведчанне " * 300):
        before = set(intake.envelopes())
        body, type_ = multipart({"text": text, "keep": "yes"})
        assert intake.request("POST", "/be/report", body, Content_Type=type_)[0] == 200
        (new,) = set(intake.envelopes()) - before
        sizes.add(new.stat().st_size)
        check_envelope_size(new.stat().st_size)
    assert len(sizes) == 1


def test_nothing_of_the_visitor_is_anywhere(intake: Intake, database: sqlite3.Connection) -> None:
    del database
    for path in intake.home.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert b"Telltale" not in held, path
            assert b"203.0.113.7" not in held, path
            assert b"127.0.0.1" not in held, path


def test_only_the_intake_may_look_into_its_folder(intake: Intake) -> None:
    for path in (intake.folder / "envelopes", intake.folder / "incoming", *intake.envelopes(), intake.folder / "intake.sqlite3"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.django_db
def test_the_migrations_make_the_tables_that_the_models_say() -> None:
    call_command("makemigrations", "intake", check=True, dry_run=True, verbosity=0)
