"""Units and postings for programs: what the desk does with them, by ids, within what the registrar may see."""

import pytest
from tests.api.conftest import Filed, Given
from tests.world import World

from kniha.book.access.conflicts import step_aside
from kniha.book.access.models import Registrar
from kniha.book.forces.models import Posting
from kniha.book.statements.models import Mention

pytestmark = pytest.mark.django_db

OPEN = {"read_in": "газета «Прыклад», 3 верасня 2020 г."}


def test_the_way_of_a_unit(given: Given, office: World, filed: Filed) -> None:
    account = office.coded(filed.statement)
    program = given(office.vera, "coding")
    above = program.did("/units", {"kind": "directorate", "force": "police", "name": {"text": "Упраўленне", "source": OPEN}})["id"]
    name = {"text": "Першы атрад прыкладаў", "language": "be", "source": OPEN}
    unit = program.did("/units", {"force": "police.riot", "country": "BY", "name": name})["id"]
    program.did(f"/units/{unit}/names", {"text": "Рысі", "kind": "call-name", "source": {"account": account.pk}})
    days = {"began_from": "2019-01-01", "began_to": "2019-12-31", "ended_from": "2020-08-09"}
    program.did(f"/units/{unit}/parents", {"parent": above, "days": days, "source": OPEN})
    person = str(filed.statement.source_id)
    program.did(f"/people/{person}/postings", {"unit": unit, "kind": "member", "post": "баец", "source": {"account": account.pk}})
    posting = Posting.objects.get()
    program.did(f"/postings/{posting.pk}/correction", {"kind": "commander", "acting": True})
    told = program.read(f"/units/{unit}")
    assert (told["called"], told["country"]) == ("Першы атрад прыкладаў", "BY")
    assert {one["text"] for one in told["names"]} == {"Першы атрад прыкладаў", "Рысі"}
    assert told["parents"][0]["days"] == {**days, "ended_to": None}
    assert told["postings"][0]["source"] == {"statement": filed.statement.pk, "account": account.pk, "read_in": ""}
    assert program.read(f"/people/{person}/postings")["rows"][0]["acting"] is True
    program.did(f"/units/values/posting/{posting.pk}/withdrawal", {"reason": "іншы чалавек"})
    assert program.read(f"/people/{person}/postings")["rows"] == []


def test_a_program_of_another_compartment_sees_the_open_part(given: Given, office: World, filed: Filed) -> None:
    account = office.coded(filed.statement)
    mine, theirs = given(office.vera, "coding"), given(office.marek, "reading")
    unit = mine.did("/units", {"name": {"text": "Першы атрад", "source": OPEN}})["id"]
    mine.did(f"/units/{unit}/names", {"text": "Рысі", "source": {"account": account.pk}})
    assert [one["text"] for one in theirs.read(f"/units/{unit}")["names"]] == ["Першы атрад"]
    assert theirs.read("/units", q="рысі")["rows"] == []
    assert [one["id"] for one in mine.read("/units", q="рысі")["rows"]] == [unit]


def test_a_mention_names_a_known_unit(given: Given, office: World, filed: Filed) -> None:
    account = office.coded(filed.statement)
    program = given(office.vera, "coding")
    unit = program.did("/units", {"name": {"text": "Рысі", "source": {"account": account.pk}}})["id"]
    made = program.did(f"/accounts/{account.pk}/mentions", {"role": "present", "unit": "рысі", "known_unit": unit})
    told = program.read(f"/statements/{filed.statement.pk}/accounts")["rows"][0]["mentions"]
    assert unit in {one["known_unit"] for one in told}
    assert made["kind"] == "mention"
    assert Mention.objects.get(unit="рысі").known_unit_id == unit


def test_what_is_alleged_of_a_known_unit_is_read_by_those_who_may_know_of_it(given: Given, office: World) -> None:
    incident, account, act = office.opened()
    coding, concluding = given(office.vera, "coding"), given(office.vera, "concluding")
    unit = coding.did("/units", {"name": {"text": "Рысі", "source": {"account": account.pk}}})["id"]
    coding.did(f"/accounts/{account.pk}/mentions", {"role": "present", "unit": "рысі", "known_unit": unit})
    sent = {
        "degree": "carried-out",
        "finding": "suspicion",
        "basis": "мянушка",
        "unit": "рысі",
        "known_unit": unit,
        "accounts": [account.pk],
    }
    address = f"/incidents/{incident.number}/acts/{act.pk}/units"
    involvement = concluding.did(address, sent)["id"]
    assert concluding.read(f"/involvements/{involvement}")["known_unit"] == unit
    assert unit in {one["known_unit"] for one in concluding.read(f"/incidents/{incident.number}")["acts"][0]["involvements"]}
    (alleged,) = concluding.read(f"/units/{unit}/involvements")["rows"]
    assert (alleged["id"], alleged["incident"], alleged["act"]) == (involvement, incident.number, act.pk)
    (named,) = coding.read(f"/units/{unit}/mentions")["rows"]
    assert (named["account"], named["statement"], named["words"]) == (account.pk, account.statement_id, "рысі")
    for part in ("mentions", "involvements"):
        assert given(office.marek, "concluding").get(f"/units/{unit}/{part}").status_code == 404
    assert concluding.post(address, sent | {"unit": "іншыя", "known_unit": "0" * 32}).status_code == 404


def test_a_unit_of_which_the_name_is_kept_from_somebody_is_none_to_them(given: Given, office: World) -> None:
    """The incident rests on an account of its own; that the unit has a name at all rests on another, from which Zoya stepped aside."""
    incident, account, act = office.opened()
    other = office.coded(office.report(envelope="e7" * 32))
    coding = given(office.vera, "coding")
    unit = coding.did("/units", {"name": {"text": "Рысі", "source": {"account": other.pk}}})["id"]
    sent = {
        "degree": "carried-out",
        "finding": "suspicion",
        "basis": "мянушка",
        "unit": "тыя",
        "known_unit": unit,
        "accounts": [account.pk],
    }
    involvement = given(office.vera, "concluding").did(f"/incidents/{incident.number}/acts/{act.pk}/units", sent)["id"]
    zoya = given(office.zoya, "reviewing")
    assert zoya.read(f"/involvements/{involvement}")["known_unit"] == unit
    step_aside(office.hand(office.zoya), other.statement, ground="kin", words="")
    zoya = given(Registrar.objects.get(pk=office.zoya.pk), "reviewing")
    assert zoya.read(f"/involvements/{involvement}")["known_unit"] is None
    assert {one["known_unit"] for one in zoya.read(f"/incidents/{incident.number}")["acts"][0]["involvements"]} == {None}
    assert zoya.get(f"/units/{unit}/involvements").status_code == 404


def test_pages_of_units_follow_each_other(given: Given, office: World) -> None:
    program = given(office.vera, "coding")
    for number in range(5):
        program.did("/units", {"name": {"text": f"Рота {number}", "source": OPEN}})
    first = program.read("/units", limit=3)
    second = program.read("/units", limit=3, cursor=first["next"])
    assert [one["called"] for one in (*first["rows"], *second["rows"])] == [f"Рота {number}" for number in range(5)]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"name": {"text": "Рысі", "source": {}}}, 422),
        ({"name": {"text": "…", "source": OPEN}}, 422),
        ({"kind": "horde", "name": {"text": "Рысі", "source": OPEN}}, 422),
        ({"country": "Belarus", "name": {"text": "Рысі", "source": OPEN}}, 422),
        ({"name": {"text": "Рысі", "source": {"account": "0" * 32}}}, 404),
        ({"name": {"text": "Рысі", "days": {"began_from": "2021-01-01", "ended_to": "2020-01-01"}, "source": OPEN}}, 422),
    ],
)
def test_what_cannot_be_is_a_problem(given: Given, office: World, sent: dict[str, object], status: int) -> None:
    assert given(office.vera, "coding").post("/units", sent).status_code == status


def test_the_way_of_a_deployment(given: Given, office: World, filed: Filed) -> None:
    account = office.coded(filed.statement)
    program = given(office.vera, "coding")
    unit, above = (program.did("/units", {"name": {"text": called, "source": OPEN}})["id"] for called in ("Першы атрад", "Упраўленне"))
    days = {"began_to": "2020-08-11", "ended_from": "2020-08-11"}
    where = {"lat_e7": 539023000, "lon_e7": 275619000, "radius_m": 200, "words": "рог"}
    stay = {"where": where, "days": days, "began_at": "22:00", "ended_at": "23:30"}
    program.did(f"/units/{unit}/deployments", stay | {"tasking_unit": above, "source": {"account": account.pk}})
    told = program.read(f"/units/{unit}/deployments")["rows"][0]
    assert (told["where"], told["began_at"], told["tasking_unit"], told["source"]["account"]) == (where, "22:00", above, account.pk)
    program.did(f"/deployments/{told['id']}/correction", {"kind": "base", "where": {"words": "за горадам"}})
    assert program.read(f"/units/{unit}/deployments")["rows"][0]["kind"] == "base"
    program.did(f"/deployments/{told['id']}/withdrawal", {"reason": "іншы атрад"})
    assert program.read(f"/units/{unit}/deployments")["rows"] == []


@pytest.mark.parametrize("change", [{"began_at": "25:00"}, {"days": {}}, {"where": {}}, {"tasking_person": "0" * 32}])
def test_a_deployment_that_cannot_be_is_refused(given: Given, office: World, change: dict[str, object]) -> None:
    program = given(office.vera, "coding")
    unit = program.did("/units", {"name": {"text": "Першы атрад", "source": OPEN}})["id"]
    stay = {"where": {"words": "рог"}, "days": {"began_to": "2020-08-11"}, "began_at": "22:00", "source": OPEN}
    assert program.post(f"/units/{unit}/deployments", stay | change).status_code in {404, 409, 422}
    assert program.read(f"/units/{unit}/deployments")["rows"] == []


def test_structure_chain_and_candidates(given: Given, office: World) -> None:
    incident, account, _act = office.opened()
    program, theirs = given(office.vera, "coding"), given(office.marek, "reading")
    unit, above = (program.did("/units", {"name": {"text": called, "source": OPEN}})["id"] for called in ("Атрад", "Упраўленне"))
    program.did(f"/units/{unit}/parents", {"parent": above, "source": {"account": account.pk}})
    person = str(account.statement.source_id)
    held = {"began_to": "2020-01-01", "ended_from": "2020-12-31"}
    program.did(f"/people/{person}/postings", {"unit": above, "kind": "commander", "days": held, "source": OPEN})
    days = {"began_to": "2020-08-11", "ended_from": "2020-08-11"}
    where = {"lat_e7": 539023000, "lon_e7": 275619000, "radius_m": 200}
    stay = {"where": where, "days": days, "began_at": "22:00", "ended_at": "23:30", "source": OPEN}
    program.did(f"/units/{unit}/deployments", stay)
    told = program.read("/forces/structure", day="2020-08-11")
    assert told["units"] == [unit, above]
    assert [(one["unit"], one["parent"], one["is_sure"]) for one in told["links"]] == [(unit, above, False)]
    assert theirs.read("/forces/structure", day="2020-08-11")["links"] == []
    steps = program.read(f"/units/{unit}/chain", day="2020-08-11")["steps"]
    assert [(one["unit"], [held["person"] for held in one["commanders"]]) for one in steps] == [(unit, []), (above, [person])]
    found = program.read(f"/incidents/{incident.number}/forces", around_m=0)
    assert (found["day"], found["total"]) == ("2020-08-11", 1)
    assert [one["code"] for one in found["rows"][0]["speaks_for"]] == ["there"]
    assert [one["unit"] for one in found["rows"][0]["chain"]] == [unit, above]
    assert program.get("/forces/structure", day="1066-10-14").status_code == 422


def test_the_way_of_headcounts_and_departures_and_what_comes_out(given: Given, office: World, filed: Filed) -> None:
    account = office.coded(filed.statement)
    program = given(office.vera, "coding")
    unit, part = (program.did("/units", {"name": {"text": called, "source": OPEN}})["id"] for called in ("Упраўленне", "Аддзел"))
    program.did(f"/units/{part}/parents", {"parent": unit, "source": OPEN})
    staff = {"low": 900, "likely": 1000, "high": 1000, "first": "2020-08-01", "last": "2020-08-01"}
    left = {"low": 90, "likely": 100, "high": 120, "first": "2020-08-09", "last": "2020-08-31", "kind": "resignation"}
    program.did(f"/units/{unit}/headcounts", staff | {"source": OPEN})
    program.did(f"/units/{unit}/departures", left | {"source": OPEN})
    program.did(f"/units/{part}/departures", left | {"low": 10, "source": {"account": account.pk}})
    told = program.read(f"/units/{unit}/losses")
    assert (told["whole"]["lost"]["low"], told["whole"]["lost"]["high"], told["whole"]["lost"]["sources"]) == (90, 240, 2)
    assert told["whole"]["share"] == {"low": 90, "likely": 100, "high": 267, "sources": 2}
    assert [(one["month"], one["lost"]["low"]) for one in told["months"]] == [("2020-08-01", 90)]
    assert [(one["same_unit"], one["same_kind"], one["is_certain"]) for one in told["doubles"]] == [(False, True, False)]
    assert [one["unit"] for one in program.read("/forces/losses")["units"]] == [part, unit]
    (row,) = program.read(f"/units/{part}/departures")["rows"]
    program.did(f"/departures/{row['id']}/correction", left | {"kind": "refusal"})
    assert [one["unit"] for one in program.read("/forces/losses")["units"]] == [unit]
    program.did(f"/departures/{row['id']}/withdrawal", {"reason": "іншы атрад"})
    assert program.read(f"/units/{part}/departures")["rows"] == []
    (count,) = program.read(f"/units/{unit}/headcounts")["rows"]
    program.did(f"/headcounts/{count['id']}/correction", staff | {"kind": "posts"})
    assert program.read(f"/units/{unit}/losses")["whole"]["share"] is None
    program.did(f"/headcounts/{count['id']}/withdrawal", {"reason": "іншы атрад"})
    assert program.read(f"/units/{unit}/headcounts")["rows"] == []


@pytest.mark.parametrize(
    "change",
    [{"low": -1}, {"low": 11}, {"high": 10**9}, {"first": "2020-09-01"}, {"kind": "vanished"}, {"person": "0" * 32}, {"source": {}}],
)
def test_a_departure_that_cannot_be_is_refused(given: Given, office: World, change: dict[str, object]) -> None:
    program = given(office.vera, "coding")
    unit = program.did("/units", {"name": {"text": "Першы атрад", "source": OPEN}})["id"]
    sent = {"low": 10, "likely": 10, "high": 10, "last": "2020-08-31", "source": OPEN}
    assert program.post(f"/units/{unit}/departures", sent | change).status_code in {404, 409, 422}
    assert program.read(f"/units/{unit}/departures")["rows"] == []
