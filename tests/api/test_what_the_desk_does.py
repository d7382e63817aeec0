"""What else the desk does, by programs: involvements, surroundings, medical reports, erasures and holds, conflicts, questions, queues.

Each step is the entry that the desk would have made, and says that it came through a program.
"""

from datetime import timedelta
from typing import get_args

import pytest
from tests.api.conftest import Given, Program, today
from tests.api.test_outsiders import REPORT, known
from tests.desk.conftest import Filed
from tests.erasures import keeper
from tests.world import World

from kniha.api.queues import Name
from kniha.book.access.models import Registrar, Use
from kniha.book.events.models import Involvement
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.journal.sentences import sentences
from kniha.book.medicine.models import MedicalReport
from kniha.book.medicine.signing import sign_report
from kniha.book.statements.models import Statement

__all__ = ["known"]

pytestmark = pytest.mark.django_db

ALLEGED = {"degree": "carried-out", "finding": "suspicion", "basis": "названы ў сведчанні"}
CONSENTED = {"giver": "self", "came_to_be": "free", "consent": [{"purpose": "keep", "answer": "yes"}]}


def actions_since(seq: int) -> list[str]:
    return [entry.skeleton.action for entry in reading.entries(start=seq) if entry.skeleton.action != "token.made"]


def soon(days: int = 30) -> str:
    return (today().date() + timedelta(days=days)).isoformat()


def kept(world: World) -> Registrar:
    """Who answers for the first compartment."""
    return Registrar.objects.filter(name="Ала").first() or keeper(world, "Ала", "clerk")


# -- entries say so


def test_an_entry_says_that_it_came_through_a_program_and_for_what(given: Given, office: World, filed: Filed) -> None:
    given(office.vera, "coding").did(f"/statements/{filed.statement.pk}/accounts", {})
    (entry,) = [entry for entry in reading.entries() if entry.skeleton.action == "account.coded"]
    assert entry.told()["through"] == "coding"
    (told,) = sentences(office.vera, [entry], language="be", home="Europe/Minsk")
    assert "праз праграму з токенам: кадзіраванне сведчанняў" in told.plain()


def test_what_is_entered_at_the_desk_says_nothing_of_programs(office: World, filed: Filed) -> None:
    office.coded(filed.statement)
    assert not [entry for entry in reading.entries() if "through" in entry.told()]


@pytest.mark.django_db(databases=["default", "replay"])
def test_a_journal_with_such_entries_holds_and_replays_as_any_other(given: Given, office: World, filed: Filed) -> None:
    given(office.vera, "coding").did(f"/statements/{filed.statement.pk}/accounts", {"kinds": ["integrity.physical-assault"]})
    office.coded(filed.statement)
    assert checking.check_journal() == reading.size()
    assert not replay().differences


# -- involvements


def test_an_involvement_from_the_allegation_to_its_withdrawal(given: Given, office: World, known: dict[str, str]) -> None:
    vera, address, start = given(office.vera, "concluding"), f"/involvements/{known['involvement_id']}", reading.size()
    vera.did(f"{address}/change", ALLEGED)
    vera.did(f"{address}/bearings", {"account": known["account_id"], "direction": "against", "words": "быў у іншым горадзе"})
    zoya = given(office.zoya, "reviewing")
    zoya.did(f"{address}/outcomes", {"kind": "charged", "authority": "суд", "happened_on": "2026-11-20"})
    vera.did(f"/incidents/{known['number']}/review")
    zoya.did(f"{address}/opinions", {"decision": "does-not-support", "words": "мала"})
    told = vera.read(address)
    assert [one["direction"] for one in told["bearings"]] == ["against"]
    assert (told["review"], told["opinions"][0]["lawyer"], told["outcomes"][0]["kind"]) == ("not-supported", office.zoya.pk, "charged")
    zoya.did(f"{address}/closing", {"why": "cleared-by-evidence", "words": "іншы чалавек"})
    assert vera.read(address)["closed_why"] == "cleared-by-evidence"
    assert actions_since(start) == [
        "involvement.changed", "bearing.entered", "outcome.noted", "incident.sent", "involvement.judged", "involvement.closed",
    ]  # fmt: skip


def test_a_unit_is_alleged_in_words_and_its_incident_is_read(given: Given, office: World, known: dict[str, str]) -> None:
    vera, incident = given(office.vera, "concluding"), f"/incidents/{known['number']}"
    unit = vera.did(f"{incident}/acts/{known['act_id']}/units", ALLEGED | {"unit": "людзі ў чорным", "accounts": [known["account_id"]]})
    told = vera.read(incident)["acts"][0]["involvements"]
    assert ("людзі ў чорным", None) in [(one["unit"], one["person"]) for one in told]
    assert vera.read(f"/involvements/{unit['id']}")["incident"] == known["number"]


def test_a_change_of_what_somebody_changed_meanwhile_is_refused_and_nothing_is_lost(
    given: Given, office: World, known: dict[str, str]
) -> None:
    vera, address = given(office.vera, "concluding"), f"/involvements/{known['involvement_id']}/change"
    seen = given(office.vera, "reading").read(f"/history/involvement/{known['involvement_id']}")["rows"][0]["entry"]
    vera.did(address, ALLEGED | {"seen": seen})
    refused = vera.post(address, ALLEGED | {"basis": "іншае", "seen": seen})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:kniha:problem:changed")
    assert Involvement.objects.get(pk=known["involvement_id"]).basis == ALLEGED["basis"]


def test_an_act_is_set_anew(given: Given, office: World, known: dict[str, str]) -> None:
    vera, incident = given(office.vera, "concluding"), f"/incidents/{known['number']}"
    sent = {"methods": ["kicks-and-punches"], "verification": "reported", "victim_words": "хлопец"}
    vera.did(f"{incident}/acts/{known['act_id']}/change", sent)
    told = vera.read(incident)["acts"][0]
    assert (told["methods"], told["victim_words"]) == (["kicks-and-punches"], "хлопец")


# -- surroundings


def test_surroundings_are_entered_read_and_taken_back(given: Given, office: World, known: dict[str, str]) -> None:
    vera, incident, account = given(office.vera, "concluding"), f"/incidents/{known['number']}", known["account_id"]
    other = vera.did("/incidents", {"title": "Іншае", "accounts": [office.coded(office.report(envelope="e7" * 32)).pk]})
    number = other["href"].rsplit("/", 1)[1]
    vera.did(f"{incident}/links", {"other": number, "kind": "precedes"})
    vera.did(f"{incident}/detentions", {"stage": "vehicle", "held_words": "хлопец", "account": account})
    vera.did(f"{incident}/proceedings", {"tried_words": "хлопец", "article": "23.34", "account": account})
    made = vera.did(f"{incident}/contexts", {"kind": "law", "title": "Указ", "read_in": "газета"})
    told = vera.read(f"{incident}/surroundings")
    assert (told["links"][0]["other"], told["detentions"][0]["stage"], told["proceedings"][0]["article"]) == (number, "vehicle", "23.34")
    vera.did(f"/parts/context/{made['id']}/withdrawal", {"reason": "іншы ўказ"})
    assert made["id"] not in [one["id"] for one in vera.read(f"{incident}/surroundings")["contexts"]]


def test_an_account_of_another_incident_is_no_source_here(given: Given, office: World, known: dict[str, str]) -> None:
    strange = office.coded(office.report(envelope="e7" * 32)).pk
    sent = {"stage": "vehicle", "held_words": "хлопец", "account": strange}
    assert given(office.vera, "concluding").post(f"/incidents/{known['number']}/detentions", sent).status_code == 404


# -- medical reports


def test_a_medics_report_is_written_amended_and_supplemented(given: Given, office: World, filed: Filed) -> None:
    medic = office.colleague("Ніна", "medic", "specialist")
    program, size = given(medic, "medicine"), reading.size()
    made = program.did("/medical-reports", REPORT | CONSENTED | {"compartment": office.first.pk, "legal_name": "Іван Невядомы"})
    address = made["href"].removeprefix("/api/v1")
    told = program.read(address)
    assert (told["state"], told["findings"][0]["degree"], told["guards"]) == ("draft", "highly-consistent", "no")
    assert "Невядомы" not in str(told)
    program.did(f"{address}/amendment", REPORT | {"needs_specialist": True})
    assert program.read(address)["for_specialists"]
    refused = program.post(f"{address}/supplements", REPORT | {"words": "дадаю здымак"})
    assert (refused.status_code, "not signed yet" in refused.json()["detail"]) == (409, True)
    sign_report(office.hand(medic, today()), MedicalReport.objects.get(pk=made["id"]))
    further = program.did(f"{address}/supplements", REPORT | {"words": "дадаю здымак"})
    assert program.read(address)["supplemented_by"] == [further["id"]]
    assert [one["findings"] for one in program.read("/medical-reports")["rows"]] == [1, 1]
    assert actions_since(size) == [
        "medical_report.written", "medical_report.amended", "medical_report.signed", "medical_report.supplemented",
    ]  # fmt: skip


def test_a_paper_stays_a_paper(given: Given, office: World, known: dict[str, str]) -> None:
    refused = given(office.vera, "medicine").post(f"/medical-reports/{known['report_id']}/amendment", REPORT)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:kniha:problem:malformed")


def test_a_finding_carries_an_injury(given: Given, office: World, filed: Filed, known: dict[str, str]) -> None:
    medic = office.colleague("Ніна", "medic")
    source = Statement.objects.get(accounts=known["account_id"])
    made = given(medic, "medicine").did(f"/statements/{source.pk}/medical-reports", REPORT)
    sign_report(office.hand(medic, today()), MedicalReport.objects.get(pk=made["id"]))
    (finding,) = given(medic, "medicine").read(f"/medical-reports/{made['id']}")["findings"]
    vera, incident = given(office.vera, "concluding"), f"/incidents/{known['number']}"
    vera.did(f"{incident}/acts/{known['act_id']}/injuries", {"kind": "contusion", "finding": finding["id"]})
    assert vera.read(incident)["acts"][0]["injuries"][0]["finding"] == finding["id"]


# -- erasures, holds, conflicts, questions


def test_an_erasure_is_asked_for_and_declined_and_nothing_goes(given: Given, office: World, filed: Filed) -> None:
    program, person = given(kept(office), "keeping"), str(filed.statement.source_id)
    before = program.read(f"/erasures/before/person/{person}")
    assert before["gone"]["statement"] == 1
    asked = program.did("/erasures", {"kind": "person", "row": person, "wished_by": "source", "ground": "consent-withdrawn"})
    given(office.zoya, "keeping").did(f"/erasures/{asked['id']}/refusal", {"words": "суд просіць пачакаць"})
    assert [one["state"] for one in program.read("/erasures")["rows"]] == ["declined"]
    assert Statement.objects.filter(pk=filed.statement.pk, compartment__isnull=False).exists()


def test_no_program_is_the_second_of_two(given: Given, office: World, known: dict[str, str]) -> None:
    zoya = given(office.zoya, "keeping")
    for path in (f"/erasures/{known['erasure_id']}/agreement", f"/conflicts/{known['conflict_id']}/readmission"):
        assert zoya.post(path).status_code == 404


def test_a_hold_is_placed_reviewed_and_kept(given: Given, office: World, filed: Filed) -> None:
    program = given(kept(office), "keeping")
    terms = {"ground": "authority-asked", "authority": "МКС 12/26", "review_on": soon()}
    program.did("/holds", {"kind": "statement", "row": filed.statement.pk} | terms)
    (hold,) = program.read("/holds", state="standing")["rows"]
    address = f"/holds/{hold['id']}"
    program.did(f"{address}/another", terms)
    program.did(f"{address}/review", {"words": "яшчэ трэба", "review_on": soon(60)})
    program.did(f"{address}/lifting", {"words": "больш не просяць"})
    assert program.read(address)["lifting_by"] == kept(office).pk
    program.did(f"{address}/keeping")
    assert (program.read(address)["lifting_by"], program.read(address)["review_on"]) == (None, soon(60))


def test_a_colleague_is_kept_out_and_somebody_steps_aside(given: Given, office: World, filed: Filed) -> None:
    zoya, about = given(office.zoya, "keeping"), {"statement": filed.statement.pk, "ground": "kin"}
    office.colleague("Ніна", "clerk")
    noted = zoya.did("/conflicts", about | {"registrar": office.vera.pk})
    assert given(office.vera, "reading").get(f"/statements/{filed.statement.pk}").status_code == 404
    given(kept(office), "keeping").did(f"/conflicts/{noted['id']}/lifting")
    zoya.did(f"/conflicts/{noted['id']}/keeping")
    assert zoya.read(f"/conflicts/{noted['id']}")["state"] == "standing"
    zoya.did("/conflicts", about)
    assert given(office.zoya, "reading").get(f"/statements/{filed.statement.pk}").status_code == 404


def test_a_question_to_the_whole_register_and_a_keepers_answer(given: Given, office: World, known: dict[str, str]) -> None:
    (hint,) = given(kept(office), "keeping").read("/hints")["rows"]
    given(kept(office), "keeping").did(f"/hints/{hint['id']}/answer", {"answer": "так, у жніўні"})
    told = given(office.vera, "concluding").read(f"/people/{known['person_id']}/inquiries")
    assert [one["answer"] for one in told["told"]] == ["так, у жніўні"]


# -- people, interviews, work, moments


def test_a_person_has_names_and_a_description_with_their_source(given: Given, office: World, known: dict[str, str]) -> None:
    vera, address = given(office.vera, "helping"), f"/people/{known['person_id']}"
    vera.did(f"{address}/names", {"text": "Квазюк", "read_in": "спіс бальніцы"})
    vera.did(f"{address}/description", {"gender": "мужчына", "age": "каля 30"})
    told = vera.read(f"{address}/told")
    assert [(one["text"], one["read_in"]) for one in told["names"]] == [("Квазюк", "спіс бальніцы")]
    assert {one["purpose"] for one in told["consents"]} >= {"keep", "contact"}
    assert vera.read(address)["age_told"] == "каля 30"
    assert Use.objects.filter(registrar=office.vera, what="person").exists()


def test_a_suspect_is_told_with_what_is_alleged(given: Given, office: World, known: dict[str, str]) -> None:
    suspect = str(Involvement.objects.get(pk=known["involvement_id"]).person_id)
    told = given(office.vera, "reading").read(f"/people/{suspect}/told")
    assert [(one["incident"], one["degree"]) for one in told["involvements"]] == [(known["number"], "present")]
    assert [one["role"] for one in told["mentions"]] == ["alleged-part"]


def test_a_field_form_is_withdrawn_and_a_held_interview_let_in(given: Given, office: World, known: dict[str, str]) -> None:
    vera = given(office.vera, "interviewing")
    assert {one["id"] for one in vera.read("/held-interviews")["rows"]} == {known["held_id"]}
    vera.did(f"/held-interviews/{known['held_id']}/again")
    given(office.zoya, "reviewing").did(f"/held-interviews/{known['held_id']}/letting-in", {"words": "ведаю, чаму другі раз"})
    vera.did(f"/field-forms/{known['form_id']}/withdrawal")
    assert {one["state"] for one in vera.read("/field-forms")["rows"] if one["id"] == known["form_id"]} == {"withdrawn"}


def test_an_interview_is_tied_to_somebody_who_is_known(given: Given, office: World, filed: Filed) -> None:
    program = given(office.vera, "interviewing")
    held = {"plan": "спытаць", "began": "2020-08-12T10:00:00Z", "ended": "2020-08-12T11:00:00Z"}
    first, second = (
        program.did("/interviews", {
            "compartment": office.first.pk, "giver": "self", "consent": [{"purpose": "keep", "answer": "yes"}],
            "needs_specialist": False, "language": "be", "text": text, "held": held, "contact": "праз сястру",
        })["href"].removeprefix("/api/v1")
        for text in ("словы", "іншыя словы")
    )  # fmt: skip
    source = program.read(first)["source"]
    given(office.zoya, "reviewing").did(f"/people/{source}/permissions", {"words": "новыя здымкі"})
    program.did(f"{second}/source", {"person": source})
    assert program.read(second)["source"] == source


def test_one_task_about_many_is_all_or_none(given: Given, office: World, filed: Filed) -> None:
    program = given(office.vera, "helping")
    other = office.report("Яшчэ.", envelope="e7" * 32)
    sent = {"kind": "read", "assignee": office.zoya.pk, "statements": [filed.statement.pk, other.pk]}
    program.did("/tasks-of-many", sent)
    assert len(program.read("/tasks", which="given")["rows"]) == 2
    assert program.post("/tasks-of-many", sent | {"statements": [filed.statement.pk, "0" * 32]}).status_code == 404
    assert program.post("/tasks-of-many", sent | {"statements": []}).status_code == 422
    assert len(program.read("/tasks", which="given")["rows"]) == 2


def test_every_queue_of_the_first_page_is_read(given: Given, office: World, known: dict[str, str]) -> None:
    vera, zoya = given(office.vera, "reading"), given(office.zoya, "reading")
    counts = {name: vera.read(f"/queues/{name}")["count"] for name in get_args(Name)}
    assert counts["to-code"] > 0
    assert counts["held-interviews"] == 1
    assert zoya.read("/queues/tasks")["rows"][0]["href"] == f"/api/v1/tasks/{known['task_id']}"
    assert vera.get("/queues/coffee").status_code == 404


def test_a_record_is_told_at_two_moments(given: Given, office: World, known: dict[str, str]) -> None:
    vera = given(office.vera, "concluding")
    reader = given(office.vera, "reading")
    vera.did(f"/incidents/{known['number']}/conclusion", {"title": "Збіццё ля метро", "accounts": [known["account_id"]]})
    told = reader.read(f"/history/incident/{known['row_id']}/difference", from_day="2026-11-23")
    (title,) = [one for one in told["parts"][0]["fields"] if one["after"].find("ля метро") >= 0]
    assert (told["parts"][0]["mark"], title["before"]) == ("changed", "“Збіццё на рагу”")
    assert {one["mark"] for one in reader.read(f"/history/incident/{known['row_id']}/difference")["parts"]} == {"added"}
    assert reader.get(f"/history/incident/{known['row_id']}/difference", to_day="2999-01-01").status_code == 422
    assert reader.get(f"/history/incident/{known['row_id']}/difference", to_entry=0).status_code == 404
    rows = reader.read("/incidents-as-of", day="2026-11-23")["rows"]
    assert [row["title"] for row in rows if row["number"] == known["number"]] == ["Збіццё на рагу"]


def test_those_who_grant_access_read_what_was_read(given: Given, office: World, filed: Filed) -> None:
    given(office.vera, "reading").read(f"/statements/{filed.statement.pk}")
    rows = given(office.anna, "reading").read("/staff/uses")["rows"]
    assert (office.vera.pk, "statement", 1) in [(one["registrar"], one["what"], one["count"]) for one in rows]
    assert given(office.vera, "reading").read("/staff/uses")["rows"] == []
    names = [one["name"] for one in given(office.anna, "reading").read("/staff")["rows"]]
    assert names == sorted(names)
    assert {"Vera", "Marek"} <= set(names)


def test_a_program_without_the_role_is_refused(given: Given, office: World, known: dict[str, str]) -> None:
    zoya: Program = given(office.zoya, "concluding")
    refused = zoya.post(f"/involvements/{known['involvement_id']}/change", ALLEGED)
    assert (refused.status_code, "investigator" in refused.json()["detail"]) == (403, True)
