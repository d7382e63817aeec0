"""Every table of the book is walked: what kind it is, and that a journalled one is written by `rows.apply` and by nothing else.

Two nets, one below the other: the models refuse to be written, and while a whole story runs the statements that reach the database are
looked at. The net above them reads the source: tests/book/test_nothing_writes_by_its_source.py.
"""

import random
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError
from tests.book.story import whole_story
from tests.world import found_world, made_world

from kniha.book.classes import Journalled, TableClass
from kniha.book.events.actions import record_injury
from kniha.book.events.models import Incident, Injury
from kniha.book.journal import rows, triggers
from kniha.book.journal.models import Checkpoint, Cosignature, EntryValue, LogOrigin, StampEvidence
from kniha.vocab.errors import RefusedError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MODELS = list(apps.get_app_config("book").get_models())
JOURNALLED = [model for model in MODELS if issubclass(model, Journalled)]
LEDGER = {model._meta.db_table.removeprefix("book_") for model in MODELS if model.table_class is TableClass.LEDGER}


# Each table has a class, and its class is what it is


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_table_is_journalled_by_class_and_by_nature(model: type[models.Model]) -> None:
    assert isinstance(model.table_class, TableClass)
    assert issubclass(model, Journalled) == (model.table_class is TableClass.JOURNALLED)


def test_every_table_of_the_ledger_is_under_triggers() -> None:
    assert set(triggers._TABLES) == LEDGER


# The models


def ways(model: type[Journalled]) -> Iterator[object]:
    row = model(pk="00" * 16)
    everything = model.objects.all()
    yield from (row.save, row.delete, row.save_base, lambda: models.Model.save(row), lambda: models.Model.save_base(row))
    for rows_of in (model.objects, everything, model._base_manager, model._default_manager):
        yield lambda rows_of=rows_of: rows_of.create(pk="00" * 16)
        yield lambda rows_of=rows_of: rows_of.update(pk="11" * 16)
        yield lambda rows_of=rows_of: rows_of.bulk_create([row])
        yield lambda rows_of=rows_of: rows_of.bulk_update([row], ["id"])
        yield lambda rows_of=rows_of: rows_of.get_or_create(pk="00" * 16)
        yield lambda rows_of=rows_of: rows_of.update_or_create(pk="00" * 16)
    yield from (everything.delete, lambda: everything._raw_delete("default"), lambda: everything._update([]))


@pytest.mark.parametrize("model", JOURNALLED, ids=lambda model: model.__name__)
def test_a_journalled_model_refuses_every_way_of_writing(model: type[Journalled]) -> None:
    for way in ways(model):
        with pytest.raises(RefusedError):
            way()


def test_a_related_manager_moves_no_row() -> None:
    world = found_world()
    membership = world.first.memberships.first()
    with pytest.raises(RefusedError):
        world.second.memberships.add(membership)
    with pytest.raises(RefusedError):
        world.second.memberships.create(registrar=world.vera)


# The database, while a story runs

TABLES = "|".join(model._meta.db_table for model in JOURNALLED)
WRITING = re.compile(rf'^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE(\s+TABLE)?)\s+"?({TABLES})\b', re.IGNORECASE)
APPLY: CodeType = rows.apply.__code__


def is_within_apply() -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code is APPLY:
            return True
        frame = frame.f_back
    return False


@contextmanager
def watched() -> Iterator[set[str]]:
    """Refuse statements that write a journalled table outside `apply`; give the tables that were written within it."""
    written: set[str] = set()

    def look(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        if match := WRITING.match(sql):
            assert is_within_apply(), f"written outside an action: {sql[:80]}"
            written.add(match[3])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written


def test_a_whole_story_writes_every_table_through_apply_alone() -> None:
    with watched() as written:
        whole_story(made_world(random.Random(1)))
    assert written == {model._meta.db_table for model in JOURNALLED}


@pytest.mark.parametrize(
    "past",
    [
        lambda: models.QuerySet(Incident).update(state="accepted"),
        lambda: models.QuerySet(Injury).delete(),
        lambda: models.QuerySet(Incident).bulk_create([Incident(pk="00" * 16)]),
        lambda: connection.cursor().execute("UPDATE book_incident SET state = 'accepted'"),
        lambda: connection.cursor().execute('DELETE FROM "book_injury"'),
    ],
)
def test_the_watcher_sees_who_goes_past_the_guard(past: object) -> None:
    world = found_world()
    record_injury(world.hand(world.vera), world.opened()[2], kind="contusion")
    with pytest.raises(AssertionError, match="outside an action"), watched():
        past()


# The triggers: each table of the ledger, each way of changing what is written

CHANGES = {
    "entry": "leaf = leaf",
    "entryvalue": "place = place + 100",
    "touch": "entry_id = entry_id",
    "node": "hash = hash",
    "head": "size = size - 1",
    "checkpoint": "note = note",
    "cosignature": "line = line",
    "stampevidence": "kind = kind",
    "logorigin": "seam = seam",
}


@pytest.fixture
def ledger() -> None:
    """Rows in every table of the ledger."""
    found_world()
    Checkpoint.objects.create(size=1, note="a")
    Cosignature.objects.create(checkpoint_id=1, key="k", line="l")
    StampEvidence.objects.create(checkpoint_id=1, authority="a", place=0, kind="reply", data=b"d", kept_at="2026-11-23T00:00:00Z")
    LogOrigin.objects.create(generation=1, first=1, seam="s")


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.database(whole=True)
@pytest.mark.parametrize("table", sorted(LEDGER))
def test_what_the_ledger_holds_is_not_changed(ledger: None, table: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(f"UPDATE book_{table} SET {CHANGES[table]}")


@pytest.mark.database(whole=True)
@pytest.mark.parametrize("table", sorted(LEDGER))
def test_what_the_ledger_holds_is_not_deleted(ledger: None, table: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(f"DELETE FROM book_{table}")


@pytest.mark.database(whole=True)
@pytest.mark.parametrize("table", sorted(LEDGER))
def test_no_table_of_the_ledger_is_emptied_at_once(ledger: None, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be checked would refuse it first
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(f"TRUNCATE book_{table} CASCADE")


def blank(what: str) -> None:
    execute(f"UPDATE book_entryvalue SET {what} WHERE entry_id = 0 AND place = 0")


@pytest.mark.database(whole=True)
@pytest.mark.parametrize("half", ["salt = NULL", "data = NULL"])
def test_a_value_is_erased_whole_or_not_at_all(ledger: None, half: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        blank(half)


def test_what_is_erased_does_not_come_back(ledger: None) -> None:
    older = EntryValue.objects.get(entry_id=0, place=0)
    blank("salt = NULL, data = NULL")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EntryValue.objects.filter(entry_id=0, place=0).update(salt=older.salt, data=older.data)
