"""Lists of where units were, how many people they had and who left them: what they become, again, and what is refused. All made up."""

from datetime import date
from pathlib import Path

import pytest
from tests.runs.test_importing_forces import OPEN, UNITS, run
from tests.world import World, found_world

from kniha.book.forces import staffing, whereabouts
from kniha.book.forces.models import Departure, Deployment, Headcount
from kniha.book.journal.replay import replay
from kniha.book.statements.models import Mention, Statement
from kniha.runs.importing import mapping
from kniha.vocab.errors import MalformedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

MAPPINGS = Path(__file__).resolve().parents[2] / "examples/mappings"
LIST = [{"id": "u1", "be": "Першы полк", "sort": "полк"}]
STAYS, COUNTS, LEFT = (
    (MAPPINGS / f"plain-{name}.toml").read_text().replace('units = "plain-units"', 'units = "force"')
    for name in ("deployments", "headcounts", "departures")
)
STAY = {"id": "d1", "unit_id": "u1", "kind": "deployed", "lat": "53.9023", "lon": "27.5619", "place": "плошча", "seen_on": "2020-08-11",
        "since_hour": "22:00", "activity": "стаялі шэрагам"}  # fmt: skip
COUNT = {
    "id": "c1",
    "unit_id": "u1",
    "of_whom": "усе",
    "number": "1000",
    "at_most": "1100",
    "not_before": "2020-08-01",
    "not_after": "2020-08-01",
}
GONE = {
    "id": "g1",
    "unit_id": "u1",
    "how": "звальненне",
    "at_least": "30",
    "number": "40",
    "at_most": "60",
    "not_after": "2020-08",
    "notes": "са слоў",
}


@pytest.fixture
def world() -> World:
    made = found_world()
    run(made, UNITS, *LIST)
    return made


def test_each_becomes_what_the_list_tells_and_lies_with_its_statement(world: World) -> None:
    assert [run(world, words, row).rows[table] for words, row, table in (
        (STAYS, STAY, "deployment"), (COUNTS, COUNT, "headcount"), (LEFT, GONE, "departure"))] == [1, 1, 1]  # fmt: skip
    stay, count, gone = Deployment.objects.get(), Headcount.objects.get(), Departure.objects.get()
    assert (stay.lat_e7, stay.radius_m, stay.began_to, stay.began_at, stay.activity) == (
        539023000, 500, date(2020, 8, 11), "22:00", "стаялі шэрагам")  # fmt: skip
    assert (count.kind, count.low, count.likely, count.high, count.first_day) == ("all", 1000, 1000, 1100, date(2020, 8, 1))
    assert (gone.kind, gone.low, gone.high, gone.first_day, gone.last_day, gone.words) == (
        "dismissal", 30, 60, None, date(2020, 8, 31), "са слоў")  # fmt: skip
    assert Mention.objects.filter(known_unit=gone.unit, account=gone.account).count() == 1
    assert not staffing.departures(world.marek)
    assert not whereabouts.deployments(world.marek)
    assert replay().differences == ()


def test_a_second_run_changes_nothing_and_a_changed_row_corrects_its_value(world: World) -> None:
    run(world, LEFT, GONE)
    again = run(world, LEFT, GONE)
    assert (again.known, again.made, again.changed) == (1, 0, 0)
    changed = run(world, LEFT, {**GONE, "number": "50", "how": "рапарт"})
    assert changed.changed == 1
    gone = Departure.objects.get()
    assert (gone.likely, gone.kind) == (50, "report")


def test_a_list_that_anybody_may_read_opens_what_it_tells(world: World) -> None:
    opened = LEFT.replace("[forces]", OPEN)
    run(world, opened, GONE)
    run(world, opened, {**GONE, "number": "50"})
    gone = Departure.objects.get()
    assert (gone.account_id, gone.likely) == (None, 50)
    assert gone.read_in.startswith("сайт ведамства")


@pytest.mark.parametrize(
    ("words", "row", "why"),
    [
        (LEFT, {**GONE, "unit_id": "u9"}, "import the units first"),
        (LEFT, {**GONE, "number": ""}, "no number"),
        (LEFT, {**GONE, "number": "-4"}, "expected a whole number"),
        (LEFT, {**GONE, "at_least": "70"}, "stand in this order"),
        (LEFT, {**GONE, "not_before": "2020-09"}, "before it begins"),
        (LEFT, {**GONE, "at_least": "0", "number": "0", "at_most": "0"}, "one person at least"),
        (COUNTS, {**COUNT, "not_after": "калісьці"}, "expected days"),
        (STAYS, {**STAY, "lat": "", "lon": "", "place": ""}, "say where it was"),
        (STAYS, {**STAY, "since_hour": "25:00"}, "22:05"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason_and_leaves_nothing(world: World, words: str, row: dict[str, str], why: str) -> None:
    before = Statement.objects.count()
    (said,) = [one.what for one in run(world, words, row).refusals]
    assert why in said
    assert Statement.objects.count() == before


def test_a_word_that_the_mapping_does_not_know_is_reported_and_never_made_a_kind(world: World) -> None:
    report = run(world, LEFT, {**GONE, "how": "знік"})
    assert dict(report.unknown) == {("how", "знік"): 1}
    assert Departure.objects.get().kind == "not-said"


@pytest.mark.parametrize(
    "words",
    [
        LEFT.replace('likely = "number"', 'likely = "number"\nperson = "who"'),
        COUNTS.replace('likely = "number"', ""),
        STAYS.replace('unit = "unit_id"', 'unit = "unit_id"\nlow = "n"'),
        LEFT.replace('kind = "departures"', 'kind = "postings"'),
    ],
)
def test_a_mapping_that_names_what_has_no_place_is_refused(words: str) -> None:
    with pytest.raises(MalformedError):
        mapping.parse_mapping(words)


def test_a_sort_of_another_list_is_refused() -> None:
    with pytest.raises(UnknownTermError):
        mapping.parse_mapping(LEFT.replace('"refusal" = "refusal"', '"refusal" = "base"'))
