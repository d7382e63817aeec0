"""Lists of units and postings: what they become, in whatever order, again, and where something is missing. Everybody is made up."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.world import World, found_world

from kniha.book.forces import queries
from kniha.book.forces.models import Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.book.statements.models import Mention, Statement
from kniha.runs.importing import mapping
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import MalformedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

MAPPINGS = Path(__file__).resolve().parents[2] / "examples/mappings"
UNITS = """
source = "force"
kind = "units"
[columns]
id = "id"
name = ["be"]
other_names = ["short", "heard"]
unit_kind = "sort"
parent = "above"
began = "since"
sighted = "seen"
[names.be]
language = "be"
[names.short]
language = "ru"
kind = "short"
[forces]
force = "police"
country = "BY"
[forces.kinds]
"полк" = "regiment"
[zones]
"""
PERSONS = """
source = "force"
kind = "persons"
[columns]
id = "id"
name = "name"
[zones]
[person]
registered = true
"""
POSTINGS = """
source = "force"
kind = "postings"
[columns]
id = "id"
person = "who"
unit = "where"
post = "as"
rank = "rank"
acting = "for"
began = "since"
ended = "until"
[forces]
acting = ["так"]
[forces.posts]
"камандзір" = "commander"
[person]
role = "not-known"
[zones]
"""
OPEN = '[forces]\nread_in = "сайт ведамства, 1 лістапада 2026 г."'
LIST = [
    {"id": "u1", "be": "Першы полк", "short": "1-й полк", "heard": "рысі; коты", "sort": "полк", "above": "u2", "since": "2019"},
    {"id": "u2", "be": "Упраўленне", "sort": "кантора", "seen": "2020-08-09; 10.08.2020"},
]
PEOPLE = [{"id": "p1", "name": "Юры Невядомы"}]
HELD = [{"id": "h1", "who": "p1", "where": "u1", "as": "камандзір", "rank": "маёр", "for": "так", "since": "2020-02", "until": ""}]


@pytest.fixture
def world() -> World:
    return found_world()


def run(world: World, words: str, *rows: dict[str, str], **more: object) -> Report:
    return import_rows(world.process("importer"), as_rows(rows), mapping.parse_mapping(words), world.first, **more)


def brought(world: World) -> Report:
    run(world, UNITS, *LIST)
    run(world, PERSONS, *PEOPLE)
    return run(world, POSTINGS, *HELD)


def test_units_come_with_names_kinds_and_what_they_belonged_to_in_whatever_order(world: World) -> None:
    report = run(world, UNITS, *LIST)
    assert (report.made, report.refusals, dict(report.unknown)) == (2, [], {("sort", "кантора"): 1})
    assert report.rows["unitparent"] == 1
    link = UnitParent.objects.get()
    assert (link.began_from, link.began_to, link.ended_to) == (date(2019, 1, 1), date(2019, 12, 31), None)
    names = set(link.unit.names.values_list("text", "language", "kind"))
    assert names == {
        ("Першы полк", "be", "official"), ("1-й полк", "ru", "short"), ("рысі", "", "as-said"), ("коты", "", "as-said"),
    }  # fmt: skip
    assert (link.unit.kind, link.parent.kind, link.unit.force, link.unit.country) == ("regiment", "not-known", "police", "BY")
    assert link.parent.names.get().began_from is None


def test_a_list_that_not_everybody_may_read_stays_in_its_compartment(world: World) -> None:
    run(world, UNITS, *LIST)
    assert queries.units(world.vera).count() == 2
    assert not queries.units(world.marek).exists()


def test_a_list_that_anybody_may_read_lies_open_with_the_place_of_each_record(world: World) -> None:
    run(world, UNITS.replace("[forces]", OPEN), *LIST)
    assert queries.units(world.marek).count() == 2
    assert queries.links(world.marek).count() == 1
    assert set(UnitName.objects.values_list("read_in", flat=True)) == {
        "сайт ведамства, 1 лістапада 2026 г.; force:u1", "сайт ведамства, 1 лістапада 2026 г.; force:u2",
    }  # fmt: skip


def test_a_posting_finds_its_person_and_unit_by_their_ids(world: World) -> None:
    report = brought(world)
    assert (report.made, report.refusals) == (1, [])
    posting = Posting.objects.get()
    assert posting.person.names.get().text == "Юры Невядомы"
    assert posting.unit.names.get(language="be").text == "Першы полк"
    assert (posting.kind, posting.post, posting.rank, posting.acting) == ("commander", "камандзір", "маёр", True)
    assert (posting.began_from, posting.began_to) == (date(2020, 2, 1), date(2020, 2, 29))
    assert queries.postings_of(world.vera, posting.person).get() == posting
    assert checking.check_journal() == reading.size()
    assert replay().differences == ()


def test_a_second_run_changes_nothing(world: World) -> None:
    brought(world)
    size = reading.size()
    again = [run(world, UNITS, *LIST), run(world, PERSONS, *PEOPLE), run(world, POSTINGS, *HELD)]
    assert [report.known for report in again] == [2, 1, 1]
    assert reading.size() == size


def test_a_changed_row_adds_names_and_corrects_its_posting(world: World) -> None:
    brought(world)
    run(world, UNITS, {**LIST[0], "heard": "рысі; вожыкі"})
    assert Unit.objects.count() == 2
    assert set(UnitName.objects.filter(kind="as-said").values_list("text", flat=True)) == {"рысі", "коты", "вожыкі"}
    report = run(world, POSTINGS, {**HELD[0], "until": "2020-10"})
    assert (report.changed, Posting.objects.count()) == (1, 1)
    assert Posting.objects.get().ended_to == date(2020, 10, 31)
    assert Statement.objects.filter(record="force:h1").count() == 2
    assert replay().differences == ()


def test_the_same_of_a_list_that_anybody_may_read(world: World) -> None:
    run(world, UNITS.replace("[forces]", OPEN), *LIST)
    run(world, PERSONS, *PEOPLE)
    words = POSTINGS.replace("[forces]", OPEN)
    run(world, words, *HELD)
    run(world, words, {**HELD[0], "until": "2020-10"})
    assert Posting.objects.get().ended_to == date(2020, 10, 31)


def test_what_a_killed_run_left_is_entered_by_the_next(world: World) -> None:
    run(world, UNITS, {**LIST[0], "above": ""}, LIST[1])
    assert not UnitParent.objects.exists()
    run(world, UNITS, *LIST)
    assert UnitParent.objects.count() == 1
    run(world, UNITS, *LIST)
    assert UnitParent.objects.count() == 1


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(world: World) -> None:
    before = reading.size()
    report = run(world, UNITS, *LIST, dry=True)
    assert (report.made, report.rows["unit"], report.rows["unitname"], report.rows["unitparent"]) == (2, 2, 5, 1)
    assert reading.size() == before
    run(world, UNITS, *LIST)
    assert run(world, POSTINGS, *HELD, dry=True).refusals[0].what.startswith("column 'who': nobody of this id")


def test_nobody_and_nothing_is_made_for_a_posting(world: World) -> None:
    run(world, PERSONS, *PEOPLE)
    report = run(world, POSTINGS, *HELD, {**HELD[0], "id": "h2", "who": "p9"})
    assert [noted.what.split(":")[0] for noted in report.refusals] == ["column 'where'", "column 'who'"]
    assert (Posting.objects.count(), Unit.objects.count(), Person.objects.count()) == (0, 0, 1)


def test_a_person_whom_the_list_only_mentions_holds_no_posting(world: World) -> None:
    run(world, UNITS, *LIST)
    run(world, PERSONS.replace("registered = true", "registered = false"), *PEOPLE)
    assert run(world, POSTINGS, *HELD).refused == 1
    assert Mention.objects.filter(name="Юры Невядомы").exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"since": "учора"}, "column 'since': expected days like"),
        ({"since": "31.02.2020"}, "column 'since': expected a day that lies in the calendar"),
        ({"since": "2021", "until": "2020"}, "column 'until': it ends before it begins"),
        ({"who": ""}, "column 'who' is empty"),
        ({"as": "к" * 201}, "column 'as': there is room for 200 characters"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_column(world: World, row: dict[str, str], why: str) -> None:
    brought(world)
    report = run(world, POSTINGS, {**HELD[0], "id": "h7", **row})
    assert (report.refused, Posting.objects.count()) == (1, 1)
    assert report.refusals[0].what.startswith(why)


def test_units_in_a_circle_are_taken_without_what_closes_it(world: World) -> None:
    report = run(
        world,
        UNITS,
        LIST[0],
        {**LIST[1], "above": "u1", "seen": ""},
        {"id": "u3", "be": "Рота", "above": "u9"},
        {"id": "u4", "be": "Узвод", "above": "u4"},
    )
    assert dict(report.flags) == {"circle": 2, "parent-not-here": 1}
    assert (Unit.objects.count(), UnitParent.objects.count()) == (4, 1)


@pytest.mark.parametrize(
    ("words", "old", "new", "error", "why"),
    [
        (UNITS, '"полк" = "regiment"', '"полк" = "horde"', UnknownTermError, "unit-kinds"),
        (UNITS, 'force = "police"', 'force = "friends"', UnknownTermError, "force-kinds"),
        (UNITS, 'kind = "short"', 'kind = "nick"', UnknownTermError, "unit-name-kinds"),
        (UNITS, 'name = ["be"]', 'name = ["be"]\ntags = "t"', MalformedError, "tags belong"),
        (POSTINGS, '"камандзір" = "commander"', '"камандзір" = "boss"', UnknownTermError, "posting-kinds"),
        (POSTINGS, 'person = "who"\n', "", MalformedError, "no 'person'"),
        (PERSONS, 'name = "name"', 'name = "name"\nparent = "above"', MalformedError, "parent belongs to units"),
    ],
)
def test_a_mapping_that_makes_no_sense_stops_the_work(
    world: World, words: str, old: str, new: str, error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        mapping.parse_mapping(words.replace(old, new))


# -- lists of others, through the mappings that ship

WWIC_UNITS = """unit:id:admin,unit:name,unit:other_names,unit:classification,unit:country,unit:related_unit_id:admin,\
unit:related_unit_first_cited_date
b1,Атрад Н,АН; ОН,Battalion,xx,b2,2015-01
b2,Дывізія,,Division,xx,,
"""
WWIC_PEOPLE = """person:admin:id,person:name,person:other_names,person:posting_rank,person:posting_role,person:posting_title,\
person:posting_first_cited_date,person:posting_last_cited_date,unit:id:admin,unit:name
p1,Юры Невядомы,Рысь,маёр,Commander,камандзір,2015-01,2017,b1,Атрад Н
p1,Юры Невядомы,Рысь,палкоўнік,Commander,,2017-02,,b2,Дывізія
"""
FTM = [
    {"id": "q1", "schema": "Person", "properties": {"name": ["Юры Невядомы"]}},
    {"id": "q2", "schema": "Organization", "properties": {"name": ["Атрад Н"], "alias": ["АН"], "jurisdiction": ["by"], "parent": ["q5"]}},
    {"id": "q5", "schema": "PublicBody", "properties": {"name": ["Міністэрства"]}},
    {
        "id": "q3", "schema": "Membership",
        "properties": {"member": ["q1"], "organization": ["q2"], "role": ["камандзір"], "startDate": ["2019"]},
    },
]  # fmt: skip


def shipped(world: World, folder: Path, name: str, file: str, text: str, *changes: tuple[str, str]) -> Report:
    (folder / file).write_text(text)
    words = (MAPPINGS / f"{name}.toml").read_text()
    for old, new in changes:
        words = words.replace(old, new)
    how = mapping.parse_mapping(words)
    return import_rows(world.process("importer"), open_list(folder / file, how).rows(), how, world.first)


def test_units_persons_and_postings_of_whowasincommand(world: World, tmp_path: Path) -> None:
    assert shipped(world, tmp_path, "whowasincommand-units", "units.csv", WWIC_UNITS).made == 2
    shipped(world, tmp_path, "whowasincommand-persons", "people.csv", WWIC_PEOPLE, ("registered = false", "registered = true"))
    report = shipped(world, tmp_path, "whowasincommand-postings", "people.csv", WWIC_PEOPLE)
    assert (report.made, report.refusals) == (2, [])
    person = Person.objects.get()
    told = [(one.unit.names.order_by("pk").first().text, one.rank, one.kind) for one in queries.postings_of(world.vera, person)]
    assert sorted(told) == [("Атрад Н", "маёр", "commander"), ("Дывізія", "палкоўнік", "commander")]
    first = Posting.objects.get(rank="маёр")
    assert (first.began_from, first.began_to, first.ended_from, first.ended_to) == (None, date(2015, 1, 31), date(2015, 1, 1), None)
    assert shipped(world, tmp_path, "whowasincommand-postings", "people.csv", WWIC_PEOPLE).known == 2


def test_units_persons_and_postings_of_followthemoney(world: World, tmp_path: Path) -> None:
    lines = "".join(f"{json.dumps(one)}\n" for one in FTM)
    assert shipped(world, tmp_path, "ftm-units", "entities.jsonl", lines).made == 2
    shipped(world, tmp_path, "ftm-persons", "entities.jsonl", lines, ("registered = false", "registered = true"))
    report = shipped(world, tmp_path, "ftm-postings", "entities.jsonl", lines)
    assert (report.made, dict(report.not_held)) == (1, {"Person": 1, "Organization": 1, "PublicBody": 1})
    posting = Posting.objects.get()
    assert (posting.post, posting.began_from) == ("камандзір", date(2019, 1, 1))
    assert UnitParent.objects.get().unit == posting.unit
