"""Replay rebuilds every row from the journal, and names every row that was written past it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.world import World, found_world, stored_file

from kniha.book.events.actions import conclude, withdraw_act
from kniha.book.events.drafts import IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import codec, reading, rows
from kniha.book.journal.models import EntryValue
from kniha.book.journal.replay import Difference, replay
from kniha.book.people.models import Risk
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Account, Consent
from kniha.vocab.errors import UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def tamper(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_what_came_changed_and_went_is_told_the_same(world: World) -> None:
    incident, account, act = world.opened()
    conclude(world.hand(world.vera), incident, IncidentDraft("Інакш", When(), Where(words="двор")), accounts=[account])
    withdraw_act(world.hand(world.vera), act, reason="entered twice")
    report = replay()
    assert report.differences == ()
    assert report.entries == reading.size()
    assert report.rows == sum(model.objects.count() for model in rows.journalled_models())


def test_entries_that_fill_several_batches_are_told_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kniha.book.journal.replay._AT_ONCE", 2)
    monkeypatch.setattr("kniha.book.journal.stored._AT_ONCE", 3)
    for number in range(5):
        world.coded(world.report(envelope=f"{number:064x}"))
    assert replay().differences == ()
    tamper("DELETE FROM book_consent WHERE id = %s", gone := Consent.objects.order_by("pk")[6].pk)
    assert replay().differences == (Difference("consent", gone, "", "only in the journal"),)


def test_replay_leaves_nothing_behind(world: World) -> None:
    assert replay() == replay()


def test_an_erased_value_falls_to_its_default(world: World) -> None:
    account = world.coded(world.report())
    entry = reading.size() - 1
    place = next(place for place, value in enumerate(next(reading.entries(start=entry)).values) if value.path == "0/when_words")
    EntryValue.objects.filter(entry_id=entry, place=place).update(salt=None, data=None)
    assert replay().differences == (Difference("account", account.pk, "when_words", "another value than the journal's"),)
    tamper("UPDATE book_account SET when_words = '' WHERE id = %s", account.pk)
    assert replay().differences == ()


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("incident", "title", "another"),
        ("incident", "radius_m", 201),
        ("incident", "radius_m", None),
        ("incident", "first", datetime(2020, 8, 11, tzinfo=UTC)),
        ("incident", "opened_on", date(2026, 11, 24)),
        ("exhibit", "size", 4),
    ],
)
def test_a_value_written_past_the_journal_is_named(world: World, table: str, field: str, value: object) -> None:
    incident, _, _ = world.opened()
    row = incident.pk if table == "incident" else Exhibit.objects.get().pk
    tamper(f'UPDATE book_{table} SET "{field}" = %s WHERE id = %s', value, row)
    assert replay().differences == (Difference(table, row, field, "another value than the journal's"),)


def test_a_list_written_past_the_journal_is_named(world: World) -> None:
    account = world.coded(world.report())
    tamper("UPDATE book_account SET kinds = '[]' WHERE id = %s", account.pk)
    assert [one.field for one in replay().differences] == ["kinds"]


def test_json_in_another_writing_is_the_same(world: World) -> None:
    account = world.coded(world.report())
    tamper("UPDATE book_account SET kinds = '[ \"integrity.physical-assault\" ]' WHERE id = %s", account.pk)
    assert replay().differences == ()


def test_a_row_that_no_entry_made_is_named(world: World) -> None:
    tamper(
        "INSERT INTO book_compartment (id, title, receives_reports, receives_delicate) VALUES (%s, 'Third', %s, %s)", "f" * 32, False, False
    )
    assert replay().differences == (Difference("compartment", "f" * 32, "", "not in the journal"),)


def test_a_row_taken_away_is_named(world: World) -> None:
    world.report(files=(stored_file(),))
    tamper("DELETE FROM book_consent")
    assert {one.found for one in replay().differences} == {"only in the journal"}
    assert len(replay(most=2).differences) == 2


def test_an_entry_of_a_table_nobody_knows_stops_the_replay(world: World) -> None:
    with pytest.raises(UnknownTermError, match="nothing"):
        rows.apply([rows.Change(rows.Verb.INSERT, "nothing", "00" * 16, {})], using="replay")


@given(
    instant=st.datetimes(timezones=st.just(UTC)) | st.datetimes(timezones=st.timezones()).filter(lambda at: 1 < at.year < 9999),
    days=st.integers(0, 3_000_000),
    words=st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
)
def test_values_reach_sqlite_as_django_would_write_them(instant: datetime, days: int, words: list[str]) -> None:
    """The short way to the driver (rows._ON_SQLITE) is Django's way, value for value."""
    from django.db import connections

    day = date(1, 1, 1) + timedelta(days=days)
    for model, name, value in (
        (Incident, "first", instant),
        (Incident, "opened_on", day),
        (Account, "kinds", words),
        (Risk, "circumstances", words),
    ):
        field = model._meta.get_field(name)
        handed = rows._parameter(field, "replay")
        told = codec.encode(field, value)
        expected = field.get_db_prep_save(codec.decode(field, told), connections["replay"])
        assert (told if handed is None else handed(told)) == expected
