"""A list of others becomes incidents through a written mapping: nothing guessed, nothing twice, every refusal with its reason."""

import json
from pathlib import Path

import pytest
from tests.world import World, found_world

from kniha.book.events.models import Act, Incident
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.statements.models import Statement
from kniha.runs.importing import mapping
from kniha.runs.importing.numbers import Numbers
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import OpenList, as_rows
from kniha.runs.importing.run import import_rows
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
    return import_rows(world.process("importer"), as_rows(rows), mapping.parse_mapping(text), world.first, dry=dry)


def opened(folder: Path, data: bytes, *, name: str = "list.json", text: str = MAPPING) -> OpenList:
    (folder / name).write_bytes(data)
    return open_list(folder / name, mapping.parse_mapping(text))


def test_a_record_becomes_an_incident_with_acts_and_sources(world: World) -> None:
    report = run(world, RECORD)
    assert (report.made, report.refused) == (1, 0)
    assert dict(report.unknown) == {("tags", "dancing"): 1}
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
        ({"day": "2020-02-30"}, "column 'day': expected a date that lies in the calendar"),
        ({"day": "учора"}, "column 'day': expected a date like 2020-08-12, found 5 characters"),
        ({"day": "12.08.2020"}, "column 'day': expected a date like"),
        ({"day": "2999-01-01"}, "expected a year"),
        ({"day": "2027-01-01"}, "expected a time that has come"),
        ({"point": "53.9"}, "column 'point': expected latitude and longitude"),
        ({"point": "91.0, 27.5"}, "column 'point': expected a latitude"),
        ({"id": ""}, "is empty"),
        ({"id": "x" * 200}, "room for 200 characters"),
        ({"what": None}, "is empty"),
        ({"what": "a" + chr(0) + "bc"}, "NUL"),
        ({"tags": [1]}, "list of words"),
        ({"links": [{"address": "x"}]}, "a link"),
        ({"more": {"a": 1}}, "text is expected"),
        ({"more": "\ud800"}, "cannot carry"),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_its_reason_and_the_others_go_on(world: World, change: dict, why: str) -> None:
    report = run(world, RECORD | {"id": "2"}, RECORD | change)
    assert (report.made, report.refused) == (1, 1)
    assert [(noted.row, why in noted.what) for noted in report.refusals] == [(2, True)]
    assert str(change) not in json.dumps(report.as_json())


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
    tmp_path: Path, old: str, new: str, error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        opened(tmp_path, json.dumps({"items": [RECORD]}).encode(), text=MAPPING.replace(old, new, 1))


def test_csv_is_read_like_json(world: World, tmp_path: Path) -> None:
    text = 'id,what,more,day,point,town,tags,links,note\n1,Затрыманне,,2020-08-12,"53.9, 27.5",Горад,arrest;baton,https://a.example/1,\n'
    found = opened(tmp_path, text.encode("utf-8-sig"), name="list.csv")
    assert import_rows(world.process("importer"), found.rows(), mapping.parse_mapping(MAPPING), world.first).made == 1
    assert Act.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"{", "list.json", "not JSON"),
        (b'{"items": 3}', "list.json", "a list"),
        (b'{"items": [3]}', "list.json", "record 1"),
        (b'{"items": 3}', "list.jsonl", "names the column"),
        (b"{}\n[1]\n", "list.jsonl", "line 2 is not an object"),
        (b"{}\n{\n", "list.jsonl", "line 2 is not JSON"),
        (b"", "list.xml", "ends in"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, data: bytes, name: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        opened(tmp_path, data, name=name)


def test_the_public_archive_is_read_whole(world: World, shared: Path) -> None:
    how = mapping.parse_mapping((ROOT / "examples/mappings/2020pb.toml").read_text())
    found = open_list(shared / "data/2020pb/incidents.json", how)
    report = import_rows(world.process("importer"), found.rows(), how, world.first)
    assert (report.records, report.made, report.refused) == (1340, 1340, 0)
    assert {value for _, value in report.unknown} == {"bike", "marking-round", "strobe", "boat", "paintball", "celebrity"}
    assert checking.check_journal() == reading.size()
    assert replay().differences == ()


def test_numbers_never_run_out_and_none_is_drawn_twice(world: World) -> None:
    hand, taken = world.process("importer"), Numbers("KN-")
    drawn = [number for _ in range(100) for number in taken.draw(hand, 1000)]
    assert len(set(drawn)) == 100_000
    assert {len(number) for number in drawn} == {len("KN-2026-48213"), len("KN-2026-482130")}
