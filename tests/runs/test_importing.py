"""A list of others becomes incidents through a written mapping: nothing guessed, nothing twice, every refusal with its reason."""

import json
from pathlib import Path

import pytest
from tests.world import World, found_world

from kniha.book.events.models import Act, Incident
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.statements.models import Statement
from kniha.runs.importing import mapping, records
from kniha.runs.importing.run import Report, import_incidents
from kniha.vocab.errors import MalformedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

ROOT = Path(__file__).resolve().parents[2]
MAPPING = """
source = "made-up"
language = "be"
records = "items"
[columns]
id = "id"
title = "what"
text = ["what", "more"]
date = "day"
point = "point"
place = ["town"]
tags = "tags"
links = "links"
[zones]
"*" = "Europe/Minsk"
[left_out]
note = "our own"
[tags]
arrest = { act = "liberty.arbitrary-arrest" }
baton = { act = "integrity.physical-assault", methods = ["baton"] }
kick = { act = "integrity.physical-assault", methods = ["kicks-and-punches"] }
student = { victim = "student" }
quiet = { left_out = "says nothing" }
"""
RECORD = {
    "id": "1", "what": "Затрыманне ля парка", "more": "Пяцёра ў балаклавах", "day": "2020-08-12", "point": "53.9, 27.5", "town": "Горад",
    "note": "", "tags": ["arrest", "baton", "kick", "student", "quiet", "dancing"],
    "links": [{"url": "https://a.example/1", "text": "відэа"}]
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return found_world()


def run(world: World, *rows: dict, text: str = MAPPING, dry: bool = False) -> Report:
    how = mapping.parse_mapping(text)
    found = records.read_records(json.dumps({"items": list(rows)}).encode(), name="list.json", mapping=how)
    return import_incidents(world.process("importer"), found, how, world.first, dry=dry)


def test_a_record_becomes_an_incident_with_acts_and_sources(world: World) -> None:
    report = run(world, RECORD)
    assert (report.made, report.refused) == (1, {})
    assert dict(report.unknown_tags) == {"dancing": 1}
    incident = Incident.objects.get()
    assert (incident.precision, incident.first.isoformat(), incident.lat_e7) == ("day", "2020-08-11T21:00:00+00:00", 539000000)
    acts = {act.kind: act for act in incident.acts.all()}
    assert acts["integrity.physical-assault"].methods == ["baton", "kicks-and-punches"]
    assert {act.victim_words for act in acts.values()} == {"student"}
    assert sorted(Statement.objects.values_list("kind", flat=True)) == ["document", "record"]


def test_a_second_run_changes_nothing(world: World) -> None:
    run(world, RECORD)
    size = reading.size()
    assert run(world, RECORD).known == 1
    assert reading.size() == size


def test_a_dry_run_enters_nothing(world: World) -> None:
    size = reading.size()
    assert run(world, RECORD, dry=True).made == 1
    assert (reading.size(), Incident.objects.count()) == (size, 0)


def test_a_changed_record_is_a_new_statement_beside_the_old(world: World) -> None:
    run(world, RECORD)
    assert run(world, RECORD | {"more": "Шасцёра ў балаклавах"}).changed == 1
    assert Incident.objects.count() == 1
    assert Statement.objects.filter(kind="record").count() == 2


def test_the_same_record_twice_in_one_file_is_entered_once(world: World) -> None:
    report = run(world, RECORD, RECORD)
    assert (report.made, report.known) == (1, 1)


def test_more_sources_than_an_entry_holds_follow_in_further_entries(world: World) -> None:
    links = [f"https://a.example/{number}" for number in range(45)]
    run(world, RECORD | {"links": links})
    assert Statement.objects.filter(kind="document").count() == 45
    assert replay().differences == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"day": "2020-02-30"}, "in the calendar"),
        ({"day": "учора"}, "in the calendar"),
        ({"point": "53.9"}, "a point is written"),
        ({"point": "91.0, 27.5"}, "latitude"),
        ({"id": ""}, "is empty"),
        ({"what": None}, "is empty"),
        ({"tags": [1]}, "list of words"),
        ({"links": [{"address": "x"}]}, "a link"),
        ({"more": {"a": 1}}, "text is expected"),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_its_reason_and_the_others_go_on(world: World, change: dict, why: str) -> None:
    report = run(world, RECORD | {"id": "2"}, RECORD | change)
    assert report.made == 1
    assert [why in reason for reason in report.refused.values()] == [True]


@pytest.mark.parametrize(
    ("old", "new", "error", "why"),
    [
        ('title = "what"', 'title = "headline"', MalformedError, "'headline'"),
        ('note = "our own"', "", MalformedError, "'note'"),
        ('source = "made-up"', 'source = "made-up"\ncolour = "red"', MalformedError, "'colour'"),
        ('act = "liberty.arbitrary-arrest"', 'act = "liberty.guessed"', UnknownTermError, "act-kinds"),
        ("Europe/Minsk", "Europe/Nowhere", MalformedError, "time zone"),
        ("[zones]", "[zones", MalformedError, "not TOML"),
        ('records = "items"', 'records = "rows"', MalformedError, "'rows'"),
        ('source = "made-up"', "", MalformedError, "'source'"),
    ],
)
def test_a_mapping_that_makes_no_sense_stops_the_import_before_it_begins(
    world: World, old: str, new: str, error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        run(world, RECORD, text=MAPPING.replace(old, new, 1))
    assert Incident.objects.count() == 0


def test_csv_is_read_like_json(world: World) -> None:
    how = mapping.parse_mapping(MAPPING)
    text = 'id,what,more,day,point,town,tags,links,note\n1,Затрыманне,,2020-08-12,"53.9, 27.5",Горад,arrest;baton,https://a.example/1,\n'
    found = records.read_records(text.encode("utf-8-sig"), name="list.csv", mapping=how)
    assert import_incidents(world.process("importer"), found, how, world.first).made == 1
    assert Act.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"{", "list.json", "not JSON"),
        (b'{"items": 3}', "list.json", "a list"),
        (b'{"items": [3]}', "list.json", "record 1"),
        (b"id,what\n1\n", "list.csv", "number of columns"),
        ("ід\n".encode("cp1251"), "list.csv", "not UTF-8"),
        (b"", "list.xml", "ends in"),
    ],
)
def test_a_file_of_another_form_is_refused(data: bytes, name: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        records.read_records(data, name=name, mapping=mapping.parse_mapping(MAPPING))


def test_the_public_archive_is_read_whole(world: World, shared: Path) -> None:
    how = mapping.parse_mapping((ROOT / "examples/mappings/2020pb.toml").read_text())
    data = (shared / "data/2020pb/incidents.json").read_bytes()
    found = records.read_records(data, name="incidents.json", mapping=how)
    report = import_incidents(world.process("importer"), found, how, world.first)
    assert (report.records, report.made, report.refused) == (1340, 1340, {})
    assert set(report.unknown_tags) == {"bike", "marking-round", "strobe", "boat", "paintball", "celebrity"}
    assert checking.check_journal() == reading.size()
    assert replay().differences == ()
