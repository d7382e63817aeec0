"""Nothing writes a journalled table but the journal, and nothing changes an entry."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError
from tests.world import NOW, found_world

from kniha.book.access.models import Compartment
from kniha.book.classes import Journalled, TableClass
from kniha.book.events.models import Incident
from kniha.book.journal import rows, triggers
from kniha.book.journal.models import Checkpoint, Entry, EntryValue, Head
from kniha.book.people.models import SealedField
from kniha.vocab.errors import ConflictError, MalformedError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database(whole=True)]


def test_every_table_has_a_class() -> None:
    for model in apps.get_app_config("book").get_models():
        assert isinstance(model.table_class, TableClass), model


def test_no_journalled_table_refers_to_one_that_replay_cannot_rebuild() -> None:
    for model in rows.journalled_models():
        for field in rows.fields(model):
            if field.is_relation:
                assert issubclass(field.related_model, Journalled), field


@pytest.mark.parametrize("model", rows.journalled_models())
def test_a_journalled_table_has_no_second_way_in(model: type[Journalled]) -> None:
    row = model(pk="00" * 16)
    ways = (
        row.save,
        row.delete,
        model.objects.create,
        model.objects.all().delete,
        lambda: model.objects.update(pk="11" * 16),
        lambda: model.objects.bulk_create([row]),
        lambda: model.objects.bulk_update([row], ["id"]),
        lambda: model.objects.get_or_create(pk="00" * 16),
        lambda: model.objects.update_or_create(pk="00" * 16),
    )
    for way in ways:
        with pytest.raises(RefusedError):
            way()


def test_a_related_manager_is_no_way_in_either() -> None:
    world = found_world()
    with pytest.raises(RefusedError):
        world.first.memberships.create(registrar=world.marek)


def test_the_triggers_are_there() -> None:
    assert triggers.missing() == ()


def test_a_missing_trigger_is_named() -> None:
    with connection.cursor() as cursor:
        table = "" if connection.vendor == "sqlite" else " ON book_entry"
        cursor.execute(f"DROP TRIGGER kniha_entry_no_delete{table}")
    assert triggers.missing() == ("kniha_entry_no_delete",)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Entry.objects.filter(seq=0).update(leaf=b"{}"),
        lambda: Entry.objects.filter(seq=0)._raw_delete("default"),
        lambda: EntryValue.objects.filter(entry_id=0, place=0).update(data=b'"2020"'),
        lambda: EntryValue.objects.filter(entry_id=0, place=0).update(place=9),
        lambda: EntryValue.objects.filter(entry_id=0)._raw_delete("default"),
        lambda: Head.objects.update(size=0),
        lambda: Head.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_change_the_journal(tamper: object) -> None:
    found_world()
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper()


def test_a_signed_head_cannot_be_changed() -> None:
    Checkpoint.objects.create(size=1, note="a")
    with pytest.raises(DatabaseError), transaction.atomic():
        Checkpoint.objects.update(note="b")


def test_blanking_a_value_is_the_one_change_allowed() -> None:
    found_world()
    EntryValue.objects.filter(entry_id=0, place=0).update(salt=None, data=None)
    assert EntryValue.objects.get(entry_id=0, place=0).data is None


def test_an_entry_names_known_tables_and_fields_only() -> None:
    with pytest.raises(UnknownTermError):
        rows.model_of("entry")
    with pytest.raises(UnknownTermError):
        rows.insert(Compartment, "00" * 16, colour="red")
    with pytest.raises(UnknownTermError):
        rows.apply([rows.Change(rows.Verb.INSERT, "compartment", "00" * 16, {"colour": "red"})])
    with pytest.raises(UnknownTermError):
        rows.apply([rows.Change(rows.Verb.UPDATE, "compartment", "00" * 16, {"colour": "red"})])


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Compartment, "title", 5),
        (Compartment, "receives_reports", 1),
        (Incident, "radius_m", "200"),
        (Incident, "radius_m", True),
        (Incident, "first", NOW.date()),
        (Incident, "opened_on", NOW),
        (Incident, "first", NOW.replace(tzinfo=None)),
        (SealedField, "sealed", "text"),
    ],
)
def test_a_field_takes_values_of_its_own_kind_alone(model: type[Journalled], field: str, value: object) -> None:
    with pytest.raises(MalformedError):
        rows.insert(model, "00" * 16, **{field: value})


def test_a_row_that_is_not_there_is_neither_changed_nor_taken_away() -> None:
    gone = Compartment(pk="00" * 16)
    for change in (rows.update(gone, title="Other"), rows.delete(gone)):
        with pytest.raises(ConflictError):
            rows.apply([change])


def test_truncate_is_refused_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE book_entry CASCADE")


def test_every_queryset_of_a_journalled_table_is_guarded() -> None:
    for model in rows.journalled_models():
        assert isinstance(model.objects.all(), models.QuerySet)
        assert type(model.objects.all()).__name__ == "JournalledQuerySet"
