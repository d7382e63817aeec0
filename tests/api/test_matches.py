"""Recordings beside incidents, by programs: what may show what, with ratios and reasons; a decision with its seconds; what cannot be."""

import pytest
from tests.api.conftest import Given, Program
from tests.book.footage import camera, footage, held
from tests.book.happenings import AT_THE_CORNER, happened
from tests.world import NOW, World

from kniha.book.access.models import Use
from kniha.book.events.models import Incident
from kniha.book.matches.models import MatchDecision
from kniha.book.recordings.models import Recording
from kniha.runs.matching import match_compartment

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(world: World) -> Incident:
    return happened(world, AT_THE_CORNER)


@pytest.fixture
def film(world: World, incident: Incident) -> Recording:
    row = held(world)
    match_compartment(world.first, now=NOW)
    return row


@pytest.fixture
def program(given: Given, world: World) -> Program:
    return given(world.vera, "coding")


def test_a_program_reads_both_ways_and_that_it_read_is_counted(program: Program, world: World, incident: Incident, film: Recording) -> None:
    told = program.read(f"/incidents/{incident.number}/recordings")
    assert (told["is_compared"], told["recordings"], told["candidates"], told["hindrance"]) == (True, 1, 1, "")
    [row] = told["rows"]
    assert (row["recording"]["id"], row["stands"], row["match"]["rank"]) == (film.pk, "", 1)
    assert row["match"]["log10_lr"] > row["match"]["log10_lr_cautious"]
    assert {"away", "covered", "clock"} <= {reason["code"] for reason in row["match"]["reasons"]}
    back = program.read(f"/recordings/{film.pk}/incidents")
    assert back["rows"] == [program.read(f"/incidents/{incident.number}/recordings/{film.pk}")] == [row]
    assert Use.objects.get(registrar=world.vera, what="incident").count == 2


def test_a_program_says_what_it_saw_and_takes_it_back(program: Program, incident: Incident, film: Recording) -> None:
    there = f"/incidents/{incident.number}/recordings/{film.pk}"
    seen = {"verdict": "shows", "words": "відаць чацвярых", "start_ms": 1000, "end_ms": 2500}
    made = program.did(f"{there}/decisions", seen)
    assert (made["kind"], made["id"]) == ("matchdecision", MatchDecision.objects.get().pk)
    assert program.read(there)["stands"] == "shows"
    program.did(f"{there}/decisions", {"verdict": "taken-back", "words": "іншы двор"})
    told = program.read(there)
    assert (told["stands"], [one["verdict"] for one in told["decisions"]]) == ("", ["shows", "taken-back"])
    assert told["decisions"][0]["exhibit"] == film.exhibit_id


def test_what_is_not_compared_says_so(program: Program, world: World, incident: Incident) -> None:
    told = program.read(f"/incidents/{incident.number}/recordings")
    assert (told["is_compared"], told["recordings"], told["rows"]) == (False, None, [])
    nowhere = footage(world, camera(world), None)
    match_compartment(world.first, now=NOW)
    assert program.read(f"/recordings/{nowhere.pk}/incidents")["hindrance"] == "no-time"


def test_footage_that_nobody_has_and_wrong_seconds_are_refused(program: Program, world: World, incident: Incident, film: Recording) -> None:
    unseen = footage(world, camera(world))
    seen = {"verdict": "shows", "words": "відаць чацвярых"}
    assert program.post(f"/incidents/{incident.number}/recordings/{unseen.pk}/decisions", seen).status_code == 403
    there = f"/incidents/{incident.number}/recordings/{film.pk}/decisions"
    assert program.post(there, seen | {"start_ms": 9, "end_ms": 3}).status_code == 422
    assert program.post(there, seen | {"verdict": "perhaps"}).status_code == 422
    assert not MatchDecision.objects.exists()
