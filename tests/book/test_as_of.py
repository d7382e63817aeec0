"""Records and the whole register at a moment, and what two moments differ in."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import models, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.book.readers import ZONE, erase, of
from tests.book.story import Story, coded_lines, on, reviewed, told, whole_story
from tests.sizes import examples
from tests.world import MINSK, NOW, PLACE, TIME, found_world

from kniha.book.access.looking import enter_export_as_of
from kniha.book.events.actions import conclude, open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.journal import history, incidents_as_of, reading, rows
from kniha.book.journal.as_of import encode_row, rows_as_of
from kniha.book.journal.moments import ERASED, AfterEntry, EndOfDay, Ref, time_of
from kniha.book.journal.sheets import Mark, Part, difference, sheet
from kniha.vocab.canonical import JSON

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = NOW.date()


def end_of(days: int) -> EndOfDay:
    """The end of a day of the story."""
    return EndOfDay(DAY + timedelta(days=days), MINSK)


def tables() -> dict[Ref, dict[str, JSON]]:
    """Every row of the register as the tables hold it now."""
    return {
        (model._meta.model_name, row): fields
        for model in rows.journalled_models()
        for row, fields in rows.encoded_rows(models.QuerySet(model), model).items()
    }


def whole(moment: EndOfDay, **more: int) -> dict[Ref, dict[str, JSON]]:
    return {(table, row): fields for table, row, fields in rows_as_of(moment, **more)}


def lines(parts: tuple[Part, ...]) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """What parts say: name, label, before and after."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for part in parts:
        for line in part.lines:
            found.setdefault(part.name, {}).setdefault(line.label, []).append((line.before, line.after))
    return found


@pytest.fixture
def story() -> Story:
    return told(found_world())


# The whole register


def test_as_of_today_is_what_the_tables_hold() -> None:
    world = found_world()
    reviewed(told(world))
    assert whole(end_of(2)) == tables()


def test_as_of_an_earlier_day_is_what_the_tables_held_then() -> None:
    world = found_world()
    account = coded_lines(world)
    open_incident(world.hand(world.vera), [account], IncidentDraft("Збіццё на рагу", TIME, PLACE))
    before = tables()
    incident = Incident.objects.get()
    conclude(on(world, world.vera, 1), incident, IncidentDraft("Іншая назва", TIME, PLACE), accounts=[account])
    assert whole(end_of(0)) == before
    assert whole(end_of(1)) == tables() != before


def test_before_the_founding_there_was_nothing(story: Story) -> None:
    assert whole(end_of(-1)) == {}


@pytest.mark.parametrize("at_once", [1, 7, 50, 10_000])
def test_the_ranges_in_which_it_is_read_change_nothing(story: Story, at_once: int) -> None:
    assert list(rows_as_of(end_of(1), at_once=at_once)) == list(rows_as_of(end_of(1)))


def test_rows_come_by_their_ids_as_canonical_lines(story: Story) -> None:
    found = list(rows_as_of(end_of(1)))
    assert [row for _, row, _ in found] == sorted(row for _, row, _ in found)
    line = encode_row(*found[0])
    assert line.endswith(b"}\n")
    assert list(json.loads(line)) == ["fields", "id", "table"]


def test_a_value_that_was_erased_since_is_absent(story: Story) -> None:
    title = next(
        (entry.seq, value.path)
        for entry in reading.entries()
        for value in entry.values
        if value.data == '"Збіццё на рагу"'.encode() and entry.skeleton.action == "incident.opened"
    )
    erase(*title)
    fields = whole(end_of(0))["incident", story.incident.pk]
    assert "title" not in fields
    assert fields["number"] == story.incident.number


def test_after_a_whole_story_with_an_erasure_the_tables_hold_nothing_else() -> None:
    whole_story()
    held = tables()
    found = whole(end_of(9))
    assert found.keys() == held.keys()
    for ref, fields in found.items():
        assert fields.items() <= held[ref].items(), ref  # what is absent was erased


# Time of an entry


def test_a_wrong_clock_brings_no_later_knowledge_into_an_earlier_day(story: Story) -> None:
    """An hour of a host whose clock is days ahead, then the right time again: the row's history ends where the wrong hour began."""
    conclude(on(story.world, story.world.vera, 30), story.incident, IncidentDraft("З будучыні", TIME, PLACE), accounts=[story.account])
    conclude(on(story.world, story.world.vera, 3), story.incident, IncidentDraft("Пасля", TIME, PLACE), accounts=[story.account])
    assert whole(end_of(3))["incident", story.incident.pk]["title"] == "Збіццё на рагу"
    assert whole(end_of(30))["incident", story.incident.pk]["title"] == "Пасля"


def test_where_the_time_was_erased_the_entry_before_it_lends_its_own(story: Story) -> None:
    entries = list(reading.entries())
    erase(entries[-1].seq, "at")
    assert time_of(list(reading.entries())[-1]) == time_of(entries[-2])
    for entry in entries[:-1]:
        erase(entry.seq, "at")
    assert time_of(list(reading.entries())[-1]) is None
    assert whole(end_of(-300)) == whole(end_of(3))  # nothing tells any more when it was; what is known of it is not hidden


def test_a_day_ends_by_the_offices_clocks(story: Story) -> None:
    last = datetime(2026, 11, 23, 23, 59, 59, 999_999, tzinfo=MINSK)
    hand = story.world.hand(story.world.vera, last)
    act = record_act(hand, story.incident, ActDraft("liberty.arbitrary-arrest", victim_count=9), accounts=[story.account])
    assert ("act", act.pk) in whole(EndOfDay(date(2026, 11, 23), MINSK))
    assert ("act", act.pk) not in whole(EndOfDay(date(2026, 11, 22), MINSK))


# A record


def test_a_record_stands_as_it_stood_with_its_parts_and_accounts(story: Story) -> None:
    ref, vera = ("incident", story.incident.pk), story.world.vera
    first = lines(sheet(vera, ref, end_of(0), language="en", home=ZONE))
    name = f"incident {story.incident.number}"
    assert first[name]["time"] == [("11 August 2020, about 23:00 (±10 min)",) * 2]
    assert "act “arbitrary arrest”" in first
    assert "injury “bruise”" in first
    later = lines(sheet(vera, ref, end_of(2), language="en", home=ZONE))
    assert later[name]["time"] == [("11 August 2020, 23:10–23:40",) * 2]
    assert "act “arbitrary arrest”" not in later
    assert "alleged involvement: “Рысь”" in later
    assert len([one for one in later if one.startswith("account from the statement of")]) == 2
    assert len([one for one in first if one.startswith("account from the statement of")]) == 1


def test_nothing_later_is_shown_not_even_a_name(story: Story) -> None:
    """Who is called “Рысь” by an account of day 2 has no name on day 1."""
    text = str(sheet(story.world.vera, ("incident", story.incident.pk), end_of(1), language="en", home=ZONE))
    assert "Рысь" not in text
    assert "Рысь" in str(sheet(story.world.vera, ("incident", story.incident.pk), end_of(2), language="en", home=ZONE))


def test_before_it_was_opened_there_is_no_sheet(story: Story) -> None:
    assert sheet(story.world.vera, ("incident", story.incident.pk), end_of(-1), language="en", home=ZONE) == ()


def test_every_record_has_a_sheet(story: Story) -> None:
    refs = {
        ("act", story.act.pk), ("statement", story.account.statement_id), ("account", story.account.pk), ("registrar", story.world.vera.pk),
        ("person", str(story.second.statement.source_id)), ("exhibit", story.second.statement.exhibits.get().pk),
        ("compartment", story.world.first.pk), ("mention", story.second.mentions.first().pk),
    }  # fmt: skip
    for ref in refs:
        for language in ("be", "ru", "en"):
            assert sheet(story.world.vera, ref, end_of(2), language=language, home=ZONE)[0].lines, ref


def test_the_list_of_incidents_as_of_a_day_tells_of_each_as_it_stood(story: Story) -> None:
    vera = story.world.vera
    ids = list(incidents_as_of.opened_by(vera, DAY).values_list("pk", flat=True))
    (row,) = incidents_as_of.listed(vera, ids, end_of(0), language="en", home=ZONE)
    assert (row.number, row.title, row.when) == (story.incident.number, "Збіццё на рагу", "11 August 2020, about 23:00 (±10 min)")
    assert row.acts == "physical assault, arbitrary arrest" or row.acts == "arbitrary arrest, physical assault"
    assert row.state == "draft"
    (row,) = incidents_as_of.listed(vera, ids, end_of(1), language="be", home=ZONE)
    assert (row.when, row.acts) == ("11 жніўня 2020 г., 23:10–23:40", "фізічны гвалт")
    assert list(incidents_as_of.opened_by(vera, DAY - timedelta(days=1))) == []
    assert list(incidents_as_of.opened_by(story.world.marek, DAY)) == []


# Two moments


def test_a_difference_tells_before_and_after_and_marks_what_changed(story: Story) -> None:
    ref = ("incident", story.incident.pk)
    parts = {part.name: part for part in difference(story.world.vera, ref, (end_of(0), end_of(2)), language="en", home=ZONE)}
    incident = parts[f"incident {story.incident.number}"]
    assert incident.mark is Mark.CHANGED
    marks = {line.label: line.mark for line in incident.lines}
    assert (marks["title"], marks["time"]) == (Mark.SAME, Mark.CHANGED)
    assert parts["act “arbitrary arrest”"].mark is Mark.REMOVED
    assert parts["act “physical assault”"].mark is Mark.SAME
    assert parts["alleged involvement: “Рысь”"].mark is Mark.ADDED


def test_two_entries_are_moments_too(story: Story) -> None:
    ref, vera = ("incident", story.incident.pk), story.world.vera
    opened, set_anew = (sentence.seq for sentence in (of(vera, ref)[0], of(vera, ref)[4]))
    parts = difference(vera, ref, (AfterEntry(set_anew - 1), AfterEntry(set_anew)), language="en", home=ZONE)
    changed = [(line.label, line.before, line.after) for part in parts for line in part.lines if line.mark is not Mark.SAME]
    assert changed == [("time", "11 August 2020, about 23:00 (±10 min)", "11 August 2020, 23:10–23:40")]
    assert all(part.mark is Mark.SAME for part in difference(vera, ref, (AfterEntry(opened), AfterEntry(opened)), language="en", home=ZONE))


def test_a_citation_that_went_and_came_back_is_no_difference(story: Story) -> None:
    ref = ("incident", story.incident.pk)
    incident = difference(story.world.vera, ref, (end_of(0), end_of(1)), language="en", home=ZONE)[0]
    assert {line.mark for line in incident.lines if line.label == "rests on"} == {Mark.SAME}


@settings(max_examples=examples(25))
@given(st.lists(st.tuples(st.sampled_from(["title", "place"]), st.text("абвґ", min_size=3, max_size=5)), min_size=1, max_size=6))
def test_what_two_moments_differ_in_is_what_the_entries_between_them_set(edits: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        world = found_world()
        account = coded_lines(world)
        draft = IncidentDraft("Пачатак", TIME, PLACE)
        incident = open_incident(world.hand(world.vera), [account], draft)
        states = {reading.size() - 1: draft}
        for what, words in edits:
            draft = replace(draft, title=words) if what == "title" else replace(draft, where=replace(PLACE, words=words))
            conclude(world.hand(world.vera), incident, draft, accounts=[account])
            states[reading.size() - 1] = draft
        for seq, then in states.items():
            found = history.state(world.vera, ("incident", incident.pk), AfterEntry(seq))["incident", incident.pk]
            assert (found["title"], found["place_words"]) == (then.title, then.where.words)
        transaction.set_rollback(True)


# What may not be seen


def test_a_sheet_tells_an_outsider_nothing(story: Story) -> None:
    assert sheet(story.world.marek, ("incident", story.incident.pk), end_of(2), language="en", home=ZONE) == ()


def test_an_erased_value_of_a_sheet_reads_as_removed(story: Story) -> None:
    opened = of(story.world.vera, ("incident", story.incident.pk))[0].seq
    entry = next(reading.entries(start=opened, stop=opened + 1))
    erase(opened, next(value.path for value in entry.values if value.path.endswith("/title")))
    assert history.state(story.world.vera, ("incident", story.incident.pk), end_of(0))["incident", story.incident.pk]["title"] is ERASED
    told = lines(sheet(story.world.vera, ("incident", story.incident.pk), end_of(0), language="ru", home=ZONE))
    assert told[f"событие {story.incident.number}"]["название"] == [("удалено по просьбе",) * 2]


# The command


def command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KNIHA_")} | {"KNIHA_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "kniha.cli", "book", "as-of", *words], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office whose database has its tables; to be copied."""
    home = tmp_path_factory.mktemp("office")
    environment = os.environ | {"KNIHA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kniha.desk.settings"}
    environment.pop("KNIHA_DATABASE", None)
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=environment, check=True)
    return home


@pytest.fixture
def empty_book(migrated: Path, tmp_path: Path) -> Path:
    """The database of an office that has no entry yet."""
    return shutil.copytree(migrated, tmp_path / "office")


def test_the_command_writes_the_rows_and_a_report(empty_book: Path) -> None:
    day = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    done = command(empty_book, day, str(empty_book / "out.json"), "--json", "--reason", "праверка")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["as_of"], report["rows"]) == (day, 0)
    assert (empty_book / "out.json").stat().st_mode & 0o777 == 0o600
    assert (empty_book / "out.json").read_bytes() == b""


@pytest.mark.parametrize(
    ("day", "said"), [("2999-01-01", "has not come yet"), ("yesterday", "a day is written"), ("2026-02-30", "a day is")]
)
def test_the_command_refuses_what_is_no_day(empty_book: Path, day: str, said: str) -> None:
    done = command(empty_book, day, "-")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_that_it_was_taken_out_is_an_entry(story: Story) -> None:
    before = reading.size()
    enter_export_as_of(story.world.process("console"), DAY, reason="праверка")
    (entry,) = reading.entries(start=before)
    assert entry.skeleton.action == "book.shown_as_of"
    assert entry.told() == entry.told() | {"as_of": DAY.isoformat(), "reason": "праверка", "registrar": "console"}
