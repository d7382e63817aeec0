"""Call signs and messages for programs: the same as at the desk, and nobody is looked for without an incident."""

import pytest
from tests.api.conftest import Given
from tests.world import World

from kniha.book.forces import actions as forces
from kniha.book.forces.drafts import Source, UnitDraft, UnitNameDraft
from kniha.book.journal import reading

pytestmark = pytest.mark.django_db

NUMBER = "+375 (29) 000-00-17"


def message(world: World) -> dict[str, object]:
    speakers = [{"side": "from", "kind": "call-sign", "heard": "Рысь-1"}, {"side": "to", "kind": "number", "heard": NUMBER}]
    when = {"first": "2020-08-11T20:05:00Z", "last": "2020-08-11T20:05:00Z", "zone": "Europe/Minsk", "precision": "exact"}
    told = {"medium": "radio", "channel": "145,5", "when": when, "speakers": speakers, "text": "Выходзім.", "language": "be"}
    return told | {"compartment": world.first.pk, "source": {"read_in": "радыёаматар"}}


def test_a_message_is_entered_read_translated_and_withdrawn(given: Given, world: World):
    program = given(world.vera, "coding")
    made = program.did("/communications", message(world))["id"]
    unit = forces.register_unit(
        world.hand(world.vera), UnitDraft("detachment", "police.riot"), UnitNameDraft("Рысі", "be"), source=Source(read_in="газета")
    )
    program.did(f"/units/{unit.pk}/call-signs", {"sign": "рысь 1", "source": {"read_in": "газета"}})
    program.did(f"/communications/{made}/translations", {"text": "Выходим.", "language": "ru", "way": "machine"})
    told = given(world.vera, "reading").read(f"/communications/{made}")
    assert [one["heard"] for one in told["speakers"]] == ["Рысь-1", NUMBER]
    assert [(one["unit"], one["sure"]) for one in told["speakers"][0]["meant"]] == [(unit.pk, "may-have-been")]
    assert told["translations"][0]["way"] == "machine"
    (line,) = given(world.vera, "reading").read("/communications", medium="radio", first="2020-08-11", last="2020-08-11")["rows"]
    assert {"text", "speakers", "heard"}.isdisjoint(line)
    program.did(f"/communications/{made}/withdrawal", {"reason": "двойчы"})
    assert program.get(f"/communications/{made}").status_code in {403, 404}


def test_who_spoke_is_looked_for_within_an_incident_alone(given: Given, office: World):
    made = given(office.vera, "coding").did("/communications", message(office))["id"]
    incident, program = office.opened()[0], given(office.vera, "reading")
    before = reading.size()
    address, asked = f"/incidents/{incident.number}/speakers", {"heard": "375290000017"}
    found = program.post(address, asked).json()
    assert ([line["id"] for line in found["messages"]], found["rows"], found["is_all"]) == ([made], [], True)
    assert [entry.skeleton.action for entry in list(reading.entries())[before:]].count("communication.looked_for") == 1
    for query in ({"q": NUMBER}, {"heard": NUMBER}, {"speaker": NUMBER}):
        assert program.get("/communications", **query).status_code == 422
    assert program.get(address, heard=NUMBER).status_code == 405
    assert given(office.marek, "reading").post(address, {"heard": NUMBER}).status_code == 404
