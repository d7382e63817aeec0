"""A list of detentions: a row is one detention, its stages stand in columns of their own, and each rests on what the list says."""

from pathlib import Path

import pytest
from tests.world import World, found_world

from kniha.book.events.models import Detention, Incident
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.runs.importing import mapping
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import MalformedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

TEXT = (Path(__file__).resolve().parents[2] / "examples/mappings/plain-detentions.toml").read_text()
ROW = {
    "id": "1", "title": "Затрыманне ля парка", "held": "Іван Невядомы", "date": "11.08.2020", "acts": "затрыманне",
    "vehicle_by": "людзі ў чорным", "station": "РАУС", "station_from": "11.08.2020 23:00", "station_to": "12.08.2020 06:00",
    "cell": "камера 12", "cell_from": "12.08.2020", "cell_to": "15.08.2020", "cell_with": "яшчэ пяцьдзясят",
}  # fmt: skip

STAGES = tuple(name for name in ROW if name.startswith(("vehicle", "station", "cell")))


@pytest.fixture
def world() -> World:
    return found_world()


def imported(world: World, *rows: dict[str, str], text: str = TEXT) -> Report:
    return import_rows(world.process("importer"), as_rows(rows), mapping.parse_mapping(text), world.first)


def test_a_row_becomes_an_incident_with_the_stages_that_its_columns_tell(world: World) -> None:
    report = imported(world, ROW)
    assert (report.made, report.rows["detention"]) == (1, 3)
    incident = Incident.objects.get()
    stages = {one.stage: one for one in incident.detentions.all()}
    assert set(stages) == {"vehicle", "station", "cell"}
    assert stages["cell"].shared_words == "яшчэ пяцьдзясят"
    assert stages["vehicle"].first is None
    assert stages["station"].first < stages["station"].last < stages["cell"].last
    assert {one.held_words for one in stages.values()} == {"Іван Невядомы"}
    assert {one.account_id for one in stages.values()} == set(incident.citations.filter(about="event").values_list("account_id", flat=True))
    assert incident.state == "draft"


def test_where_persons_are_made_each_stage_is_theirs(world: World) -> None:
    imported(world, ROW, text=TEXT.replace('role = "victim"', 'role = "victim"\nregistered = true'))
    person = Person.objects.get()
    assert set(Detention.objects.values_list("person", "held_words")) == {(person.pk, "")}


def test_a_second_run_makes_no_stage_twice(world: World) -> None:
    imported(world, ROW)
    assert imported(world, ROW).known == 1
    assert Detention.objects.count() == 3
    assert replay().differences == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"held": ""}, "column 'held' is empty"),
        (dict.fromkeys(STAGES, ""), "a detention has at least one stage"),
        ({"cell_from": "31.02.2020"}, "column 'cell_from': expected a date that lies in the calendar"),
        ({"station_to": "10.08.2020"}, "the end lies before the beginning"),
        ({"station": "с" * 301}, "there is room for 300 characters, found 301"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_column(world: World, change: dict[str, str], why: str) -> None:
    report = imported(world, ROW | change)
    assert report.refused == 1
    assert why in report.refusals[0].what
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('stage = "court"', 'stage = "moon"', "has no term"),
        ('kind = "detentions"', 'kind = "incidents"', "belong to a list of detentions"),
        ('date = "court_day"\nplace = "court"', "", "names no column"),
    ],
)
def test_a_mapping_of_stages_that_makes_no_sense_stops_the_work(old: str, new: str, why: str) -> None:
    with pytest.raises(MalformedError, match=why):
        mapping.parse_mapping(TEXT.replace(old, new))
