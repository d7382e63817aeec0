"""Exports of other programs in their public forms, with invented people, read through the mappings that ship; the rest is counted."""

import json
from pathlib import Path

import pytest
from tests.world import World, found_world

from kniha.book.events.models import Act, Incident
from kniha.book.people.models import Person
from kniha.book.statements.models import Consent, Mention, Statement
from kniha.runs.importing import mapping
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.report import Report
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import MalformedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"])]

MAPPINGS = Path(__file__).resolve().parents[2] / "examples/mappings"
FTM = [
    {"id": "q1", "schema": "Person", "properties": {"name": ["Юры Невядомы", "Jury Neviadomy"], "alias": ["Рысь"]}, "datasets": ["x"]},
    {"id": "q2", "schema": "Organization", "properties": {"name": ["Атрад Н"], "jurisdiction": ["by"]}},
    {"id": "q3", "schema": "Membership", "properties": {"member": ["q1"], "organization": ["q2"]}},
]  # fmt: skip
KOBO = {
    "_id": 7, "_uuid": "u-1", "_geolocation": [53.9, 27.5], "_attachments": [{"filename": "a.jpg"}], "__version__": "v",
    "start": "2020-08-13T10:00:00.000+03:00",
    "end": "2020-08-13T10:20:00.000+03:00", "formhub/uuid": "f", "event/title": "Збіццё ў двары", "event/story": "Білі ў двары.",
    "event/day": "2020-08-12",
    "event/clock": "23:10:00.000", "event/point": "53.9023 27.5619 220.0 5.0", "event/town": "Горад", "event/what_happened": "arrest baton",
    "consent/keep": "yes", "consent/count": "no",
}  # fmt: skip
BAYANAT = {
    "class": "incident", "id": 5, "title": "Збіццё ў двары", "title_ar": None, "description": "Білі ў двары.",
    "locations": [{"id": 1, "title": "Горад", "lat": 53.9, "lng": 27.5}],
    "potential_violations": [{"id": 1, "title": "Physical assault"}],
    "claimed_violations": [], "events": [{"id": 2, "from_date": "2020-08-12T00:00", "to_date": "2020-08-13T00:00", "location": None}],
    "labels": [],
    "status": "Finalized", "roles": [],
}  # fmt: skip
WWIC = """person:admin:id,person:name,person:other_names,person:posting_rank,person:posting_role,\
person:posting_title,person:posting_first_cited_date,person:posting_last_cited_date,person:country,unit:name,unit:country
p1,Юры Невядомы,Рысь,маёр,Commander,,2015-01,2017,xx,Атрад Н,xx
p1,Юры Невядомы,Рысь,палкоўнік,Commander,,2017-02,,xx,Атрад К,xx
p2,Ян Нідзе,,,,,,,xx,Атрад Н,xx
"""


@pytest.fixture
def world() -> World:
    return found_world()


def run(world: World, folder: Path, name: str, file: str, text: str) -> Report:
    (folder / file).write_text(text)
    how = mapping.parse_mapping((MAPPINGS / f"{name}.toml").read_text())
    return import_rows(world.process("importer"), open_list(folder / file, how).rows(), how, world.first)


def test_people_of_followthemoney_are_taken_and_the_rest_is_counted_as_not_held(world: World, tmp_path: Path) -> None:
    report = run(world, tmp_path, "ftm-persons", "entities.jsonl", "".join(f"{json.dumps(one)}\n" for one in FTM))
    assert (report.made, dict(report.not_held)) == (1, {"Organization": 1, "Membership": 1})
    assert sorted(Mention.objects.values_list("name", flat=True)) == ["Jury Neviadomy", "Рысь", "Юры Невядомы"]
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    "entity", [{"id": "q"}, {"schema": "Person", "properties": {}}, {"id": "q", "schema": "Person", "properties": {"name": [1]}}]
)
def test_what_is_no_entity_is_refused(world: World, tmp_path: Path, entity: dict) -> None:
    with pytest.raises(MalformedError, match="FollowTheMoney entity"):
        run(world, tmp_path, "ftm-persons", "entities.jsonl", json.dumps(entity))


def test_answers_of_a_kobo_form_become_an_incident_with_its_consent(world: World, tmp_path: Path) -> None:
    report = run(world, tmp_path, "kobo-incidents", "answers.json", json.dumps({"count": 1, "results": [KOBO]}))
    assert (report.made, report.refusals, dict(report.unknown)) == (1, [], {})
    incident = Incident.objects.get()
    assert (incident.first.isoformat(), incident.lat_e7, incident.lon_e7) == ("2020-08-12T20:10:00+00:00", 539023000, 275619000)
    assert set(Act.objects.values_list("kind", flat=True)) == {"liberty.arbitrary-arrest", "integrity.physical-assault"}
    assert dict(Consent.objects.values_list("purpose", "answer")) == {"keep": "yes", "count": "no"}


def test_incidents_of_bayanat_are_taken_and_actors_counted(world: World, tmp_path: Path) -> None:
    report = run(
        world, tmp_path, "bayanat-incidents", "export.json", json.dumps({"items": [BAYANAT, {"class": "actor", "id": 9, "name": "Ян"}]})
    )
    assert (report.made, dict(report.not_held), report.refusals) == (1, {"actor": 1}, [])
    incident = Incident.objects.get()
    assert (incident.lat_e7, incident.place_words, incident.first.isoformat()) == (539000000, "Горад", "2020-08-11T21:00:00+00:00")
    assert incident.last.isoformat() == "2020-08-13T20:59:59.999999+00:00"
    assert Act.objects.get().kind == "integrity.physical-assault"


def test_the_postings_of_one_person_are_one_record_and_stay_as_words(world: World, tmp_path: Path) -> None:
    report = run(world, tmp_path, "whowasincommand-persons", "personnel.csv", WWIC)
    assert (report.records, report.made, report.refusals) == (2, 2, [])
    text = Statement.objects.get(record="whowasincommand:p1").text
    assert "маёр" in text
    assert "палкоўнік" in text
    assert "Атрад К" in text


def test_another_download_of_theirs_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match="download of persons"):
        run(world, tmp_path, "whowasincommand-persons", "sources.csv", "source:id,source:title\n1,a\n")
