"""What a row may become: a statement, a person, an incident with its victim and injuries. Nothing is made or joined in silence."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from tests.world import World, found_world

from kniha.book.events.models import Act, Incident, Injury
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Account, Consent, Mention, Statement
from kniha.runs.importing import mapping
from kniha.runs.importing.land import land_of
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import Row, as_rows
from kniha.runs.importing.run import BATCH, import_rows
from kniha.vocab.errors import ImpossibleError, MalformedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

STATEMENTS = """
source = "words"
kind = "statements"
language = "be"
dates = ["DD.MM.YYYY hh:mm", "DD.MM.YYYY", "MM.YYYY"]
[columns]
id = "id"
text = ["said"]
date = "day"
place = "where"
point = "point"
name = "who"
tags = "tags"
came_to_be = "how"
[place]
radius_m = 300
area = [51.2, 23.1, 56.2, 32.8]
[zones]
"*" = "Europe/Minsk"
[tags]
baton = { act = "integrity.physical-assault" }
[origins]
"вольна" = "free"
"пад вартай" = "in-custody"
[person]
role = "alleged-part"
[consent.count]
column = "count"
values = { "так" = "yes", "не" = "no" }
"""
PERSONS = """
source = "people"
kind = "persons"
[columns]
id = "id"
name = ["first", "last"]
other_names = ["alias"]
rank = "rank"
age = "age"
[zones]
[person]
role = "alleged-commander"
registered = true
language = "be"
"""
PERSON = {"id": "p1", "first": "Юры", "last": "Невядомы", "alias": "Рысь; Jury Neviadomy", "rank": "маёр", "age": "каля 40"}
VICTIMS = """
source = "victims"
[columns]
id = "id"
title = "what"
text = ["what"]
date = "day"
tags = ["tags", "hurt"]
name = "who"
[zones]
"*" = "Europe/Minsk"
[tags]
arrest = { act = "liberty.arbitrary-arrest" }
baton = { act = "integrity.physical-assault", methods = ["baton"] }
"broken arm" = { act = "integrity.physical-assault", injury = "fracture", region = "forearm.left" }
[person]
role = "victim"
registered = true
"""


@pytest.fixture
def world() -> World:
    return found_world()


def run(world: World, text: str, *rows: dict | Row, **more: object) -> Report:
    found = rows if rows and isinstance(rows[0], Row) else as_rows(rows)
    return import_rows(world.process("importer"), found, mapping.parse_mapping(text), world.first, **more)


def said(**change: str) -> dict:
    row = {"id": "1", "said": "Бачыла, як яго білі.", "day": "12.08.2020 23:10", "where": "ля метро", "point": "53.9, 27.5", "who": "Рысь"}
    return row | {"tags": "baton", "how": "вольна", "count": "так"} | change


def counts() -> dict[str, int]:
    """How many rows every table of the office has."""
    return {model.__name__: model._base_manager.count() for model in apps.get_app_config("book").get_models()}


def test_a_statement_keeps_its_words_and_what_the_list_coded(world: World) -> None:
    report = run(world, STATEMENTS, said())
    assert (report.made, dict(report.unknown), dict(report.flags)) == (1, {}, {})
    statement = Statement.objects.get()
    assert (statement.kind, statement.text, statement.came_to_be) == ("record", "Бачыла, як яго білі.", "free")
    account, mention = Account.objects.get(), Mention.objects.get()
    assert (account.first.isoformat(), account.precision, account.kinds) == (
        "2020-08-12T20:10:00+00:00",
        "exact",
        ["integrity.physical-assault"],
    )
    assert (mention.name, mention.role, mention.person) == ("Рысь", "alleged-part", None)
    assert list(Consent.objects.values_list("purpose", "answer")) == [("count", "yes")]
    assert Person.objects.count() == 0


def test_a_statement_of_which_nothing_is_coded_waits_to_be_coded(world: World) -> None:
    run(world, STATEMENTS, said(day="", where="", point="", who="", tags=""))
    assert (Statement.objects.count(), Account.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("change", "unknown"),
    [
        ({"tags": "baton;gas"}, ("tags", "gas")),
        ({"count": "можа быць"}, ("count", "можа быць")),
        ({"how": "невядома як"}, ("how", "невядома як")),
    ],
)
def test_a_value_that_the_mapping_does_not_know_is_reported_and_never_guessed(world: World, change: dict, unknown: tuple) -> None:
    report = run(world, STATEMENTS, said(**change))
    assert dict(report.unknown) == {unknown: 1}
    if "count" in change:
        assert (Consent.objects.get().answer, report.without_consent) == ("not-known", 1)
    if "how" in change:
        assert Statement.objects.get().came_to_be == "not-known"


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ({"point": "27.5, 53.9"}, "swapped-point"),
        ({"point": "48.85, 2.35"}, "outside-area"),
        ({"point": "0.0, 0.0"}, "zero-point"),
        ({"who": "Рыcь"}, "mixed-script"),
        ({"where": "вулiца"}, "mixed-script"),
    ],
)
def test_what_is_odd_is_taken_and_pointed_out_with_its_row(world: World, change: dict, flag: str) -> None:
    report = run(world, STATEMENTS, said(id="0"), said(**change))
    assert (report.made, dict(report.flags)) == (2, {flag: 1})
    assert [noted.row for noted in report.flagged] == [2]


def test_a_point_in_the_sea_is_pointed_out(world: World) -> None:
    land = {
        "type": "MultiPolygon",
        "coordinates": [[[[20, 50], [30, 50], [30, 60], [20, 60], [20, 50]], [[24, 54], [26, 54], [26, 56], [24, 56], [24, 54]]]],
    }
    on_land = land_of(json.dumps({"features": [{"properties": {"kind": "land"}, "geometry": land}]}).encode())
    text = STATEMENTS.replace("area = [51.2, 23.1, 56.2, 32.8]\n", "")
    rows = [said(id=str(number), point=point) for number, point in enumerate(["53.0, 27.0", "55.0, 25.0", "10.0, 27.0", "49.95, 27.0"])]
    report = run(world, text, *rows, on_land=on_land)
    assert [noted.row for noted in report.flagged] == [2, 3]


def test_a_row_whose_cells_have_faults_is_refused_with_them(world: World) -> None:
    report = run(world, STATEMENTS, Row(said(), 7, "list", faults=("column 'said': a formula",)))
    assert [(noted.place, noted.what) for noted in report.refusals] == [("sheet 'list', row 7", "column 'said': a formula")]
    assert Statement.objects.count() == 0


def test_a_person_is_made_only_where_the_mapping_says_so(world: World) -> None:
    run(world, PERSONS.replace("registered = true", "registered = false"), PERSON)
    assert (Person.objects.count(), sorted(Mention.objects.values_list("name", flat=True))) == (
        0,
        ["Jury Neviadomy", "Рысь", "Юры Невядомы"],
    )


def test_a_person_has_every_name_of_the_list_and_one_mention(world: World) -> None:
    report = run(world, PERSONS, PERSON)
    assert dict(report.rows) == {"statement": 1, "account": 1, "person": 1, "personname": 3, "mention": 1}
    mention = Mention.objects.get()
    assert (mention.rank, mention.role, mention.person) == ("маёр", "alleged-commander", Person.objects.get())
    assert sorted(PersonName.objects.values_list("text", flat=True)) == ["Jury Neviadomy", "Рысь", "Юры Невядомы"]
    assert "rank: маёр" in Statement.objects.get().text
    assert replay().differences == ()
    assert checking.check_journal() == reading.size()


def test_a_changed_record_of_a_person_is_a_new_statement_of_the_same_person(world: World) -> None:
    run(world, PERSONS, PERSON)
    report = run(world, PERSONS, PERSON | {"rank": "палкоўнік"})
    assert (report.changed, Person.objects.count(), Statement.objects.count()) == (1, 1, 2)
    assert set(Mention.objects.values_list("person", flat=True)) == {Person.objects.get().pk}


def test_a_look_alike_is_pointed_out_and_joined_to_nobody(world: World) -> None:
    run(world, PERSONS, PERSON)
    here = Person.objects.get()
    alike = {"id": "x", "first": "Юрий", "last": "Невядомый", "alias": "Jury Neviadomy"}
    other = run(world, PERSONS.replace('"people"', '"others"'), PERSON | alike)
    assert (other.made, dict(other.flags), Person.objects.count()) == (1, {"look-alike": 1}, 2)
    assert [noted.what for noted in other.flagged] == [f"look-alike: person {here.pk}"]
    assert "Невядом" not in json.dumps(other.as_json(), ensure_ascii=False)


def test_a_person_of_another_compartment_is_no_look_alike(world: World) -> None:
    hand = world.process("importer")
    import_rows(hand, as_rows([PERSON]), mapping.parse_mapping(PERSONS), world.second)
    assert not run(world, PERSONS.replace('"people"', '"others"'), PERSON).flags


def test_an_incident_has_its_victim_their_acts_and_injuries(world: World) -> None:
    report = run(
        world,
        VICTIMS,
        {"id": "1", "what": "Збіццё ў двары", "day": "2020-08-12", "tags": "arrest;baton", "hurt": "broken arm", "who": "Іван Ніхто"},
    )
    assert (report.made, report.refused, report.rows["person"]) == (1, 0, 1)
    person = Person.objects.get()
    assert set(Act.objects.values_list("kind", "victim")) == {
        ("liberty.arbitrary-arrest", person.pk),
        ("integrity.physical-assault", person.pk),
    }
    injury = Injury.objects.get()
    assert (injury.kind, injury.region, injury.act.kind) == ("fracture", "forearm.left", "integrity.physical-assault")
    assert replay().differences == ()


def test_several_victims_are_several_acts(world: World) -> None:
    run(world, VICTIMS, {"id": "1", "what": "Збіццё ў двары", "day": "", "tags": ["baton"], "hurt": [], "who": ["Іван Ніхто", "Ян Нідзе"]})
    assert (Act.objects.count(), Person.objects.count(), Incident.objects.count()) == (2, 2, 1)


@pytest.mark.parametrize(("text", "row"), [(STATEMENTS, said()), (PERSONS, PERSON)])
def test_a_dry_run_changes_no_row_of_any_table_and_reports_the_same(world: World, text: str, row: dict) -> None:
    rows = [row, row, row | {"id": ""}, row | {"id": "z"}]
    before = counts()
    dry = run(world, text, *rows, dry=True).as_json()
    assert counts() == before
    real = run(world, text, *rows).as_json()
    assert dry | {"dry": False} == real
    assert (real["made"], real["known"], real["refused"]) == (2, 1, 1)


def test_an_import_that_was_stopped_goes_on_where_it_was(world: World) -> None:
    rows = [said(id=str(number)) for number in range(BATCH + 50)]

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(world, STATEMENTS, *rows, progress=stop)
    assert Statement.objects.count() == BATCH
    report = run(world, STATEMENTS, *rows)
    assert (report.known, report.made, Statement.objects.count()) == (BATCH, 50, BATCH + 50)


@pytest.mark.parametrize(
    ("old", "new", "error", "why"),
    [
        ('kind = "statements"', 'kind = "weapons"', MalformedError, "not of 'weapons'"),
        ('text = ["said"]', 'text = ["said"]\nlinks = "urls"', MalformedError, "links belongs to incidents"),
        (
            '{ act = "integrity.physical-assault" }',
            '{ act = "integrity.physical-assault", injury = "fracture" }',
            MalformedError,
            "an injury",
        ),
        ('"вольна" = "free"', '"вольна" = "freely"', UnknownTermError, "statement-origins"),
        ('values = { "так" = "yes", "не" = "no" }', 'values = { "так" = "sure" }', UnknownTermError, "consent-answers"),
        ("[consent.count]", "[consent.sell]", UnknownTermError, "consent-purposes"),
        ('role = "alleged-part"', 'role = "criminal"', UnknownTermError, "mention-roles"),
        ("area = [51.2, 23.1, 56.2, 32.8]", "area = [56.2, 23.1, 51.2, 32.8]", ImpossibleError, "south, west"),
        ("radius_m = 300", "radius_m = 0", ImpossibleError, "radius"),
        ("radius_m = 300", 'radius_m = "300"', MalformedError, "another type"),
        ("radius_m = 300", 'order = "xy"', MalformedError, "order"),
        ('"MM.YYYY"]', '"YY"]', MalformedError, "pattern"),
        ('"MM.YYYY"]', '"MM.MM.YYYY"]', MalformedError, "each part once"),
        ('source = "words"', 'source = "a:b"', MalformedError, "without a colon"),
        ('source = "words"', "source = 7", MalformedError, "another type"),
    ],
)
def test_a_mapping_that_cannot_be_stops_before_a_row_is_read(old: str, new: str, error: type[Exception], why: str) -> None:
    assert old in STATEMENTS
    with pytest.raises(error, match=why):
        mapping.parse_mapping(STATEMENTS.replace(old, new, 1))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("12.08.2020", "2020-08-11T21:00:00+00:00"), ("1.8.2020", "2020-07-31T21:00:00+00:00"), ("08.2020", "2020-07-31T21:00:00+00:00"),
        ("2020-08-12", "2020-08-11T21:00:00+00:00"), ("2020-08-12T23:10:05.000+03:00", "2020-08-12T20:10:05+00:00"),
        ("2020-08-12T20:10Z", "2020-08-12T20:10:00+00:00"), ("2020-08", "2020-07-31T21:00:00+00:00"),
    ],
)  # fmt: skip
def test_days_are_read_as_the_mapping_says_and_as_iso_8601(world: World, words: str, first: str) -> None:
    run(world, STATEMENTS, said(day=words))
    assert Account.objects.get().first.isoformat() == first


@pytest.mark.parametrize(
    "words", ["31.02.2020", "12.13.2020", "12.08.2020 24:10", "12/08/2020", "12.08.20", "2020-8-1", "2020-13-01T00:00Z"]
)
def test_days_that_cannot_be_are_refused_with_their_column(world: World, words: str) -> None:
    report = run(world, STATEMENTS, said(day=words))
    assert [noted.what.startswith("column 'day': expected") for noted in report.refusals] == [True]
    assert words not in report.refusals[0].what


def test_longitude_may_come_first(world: World) -> None:
    run(world, STATEMENTS.replace("radius_m = 300", 'order = "lon-lat"'), said(point="27.5619, 53.9023"))
    assert (Account.objects.get().lat_e7, Account.objects.get().lon_e7) == (539023000, 275619000)


def test_every_mapping_that_ships_makes_sense() -> None:
    folder = Path(__file__).resolve().parents[2] / "examples/mappings"
    kinds = {path.stem: mapping.parse_mapping(path.read_text()).kind for path in folder.glob("*.toml")}
    assert kinds == {
        "2020pb": "incidents", "bayanat-incidents": "incidents", "ftm-persons": "persons", "kobo-incidents": "incidents",
        "plain-detentions": "detentions", "plain-incidents": "incidents",
        "whowasincommand-persons": "persons", "whowasincommand-units": "units", "whowasincommand-postings": "postings",
        "ftm-units": "units", "ftm-postings": "postings",
        "plain-persons": "persons", "plain-units": "units", "plain-postings": "postings",
        "plain-deployments": "deployments", "plain-headcounts": "headcounts", "plain-departures": "departures",
        "plain-medical": "medical-files",
    }  # fmt: skip
