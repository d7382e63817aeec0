"""The outsider walk over the interface: every operation, with ids that exist, by Marek of another compartment and by nobody.

Marek learns nothing: 404, and no count anywhere changes. Nobody: 401. An operation that this walk does not know fails it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import get_args

import pytest
from tests.api.conftest import Given, Program, today
from tests.desk.conftest import Filed
from tests.desk.test_outsiders import counts, ids
from tests.world import World

from kniha.api.document import document
from kniha.api.queues import Name
from kniha.book.access.models import Use
from kniha.book.journal import reading

pytestmark = pytest.mark.django_db

# What is nobody's in particular: lists show what one may see, and these hold nothing of a compartment.
OPEN_TO_ALL = {
    "who_am_i", "vocabularies", "vocabulary", "compartments", "statements", "incidents", "people", "tasks", "requests", "referrals_due",
    "search", "medical_reports", "staff", "proposals", "uses", "queue", "incidents_of_day", "field_forms", "held_interviews", "hints",
    "conflicts", "erasures", "holds", "units", "structure", "acquisitions", "things", "cameras", "recordings", "footage", "batches",
    "communications", "numbers", "numbers_left_out", "counts", "keep_table", "totals", "records_counted",
    "incidents_left_out", "all_losses",
}  # fmt: skip


@cache
def operations() -> tuple[tuple[str, str, dict[str, object]], ...]:
    """Method, path and what the document says of each."""
    paths = document()["paths"].items()
    return tuple((method, path.removeprefix("/api/v1"), told) for path, methods in paths for method, told in methods.items())


def bodies(known: dict[str, str]) -> dict[str, object]:
    """For each operation that acts, what would be done if Marek might."""
    day = today().date().isoformat()
    held = {"plan": "спытаць", "began": "2020-08-12T10:00:00Z", "ended": "2020-08-12T11:00:00Z"}
    new_task = {"kind": "see", "assignee": known["registrar_id"], "words": "глядзі", "statement": known["statement_id"]}
    of_staff = {"low": 9, "likely": 9, "high": 9}
    thing = {"kind": "clothing", "title": "Кашуля"}
    conclusion = {"title": "Збіццё", "accounts": [known["account_id"]]}
    return {
        "code_account": {}, "add_mention": {"role": "victim"},
        "access_exhibit": {"why": "хачу ведаць"}, "describe_cover": {"cover": "none-known"},
        "note_media": {"kind": "seen", "words": "хлопец", "start_ms": 0}, "translate_note": {"words": "Стоять!", "language": "ru"},
        "withdraw_note": {"reason": "памылка"}, "judge_likeness": {"other": known["exhibit_id"], "verdict": "copy"},
        "note_custody": {"kind": "shown", "at": "2020-08-12T10:00:00Z", "taker": "эксперт", "why": "каб пазнаў"},
        "begin_acquisition": {
            "compartment": known["compartment_id"], "title": "Картка", "how_obtained": "given", "obtained_on": "2020-08-12",
            "giver": "крамнік", "why": "каб убачыць",
        },
        "decide_uses": {"uses": ["read"], "words": "вельмі трэба ведаць"},
        "open_incident": conclusion, "conclude": conclusion, "join_account": {"account": known["account_id"]},
        "record_act": {"kind": "integrity.physical-assault", "accounts": [known["account_id"]]},
        "record_injury": {"kind": "contusion"}, "withdraw_act": {"reason": "так трэба"},
        "allege_involvement": {"mention": "0" * 32, "degree": "ordered", "finding": "suspicion", "basis": "чуў"},
        "send_to_review": None, "decide": {"decision": "returned", "words": "не так"},
        "assess_risk": {"level": "low", "next_look": "2027-01-01"}, "note_safe_contact": {"channel": "phone"},
        "offer_referral": {"kind": "medical", "next_look": "2027-01-01"}, "follow_referral": {"state": "declined"},
        "give_task": new_task, "end_task": {"how": "done"}, "hand_task_on": {"assignee": known["registrar_id"]},
        "note_request_of_person": {"compartment": known["compartment_id"], "kind": "access", "received_on": day, "words": "што?"},
        "decide_request_of_person": {"state": "granted", "answer": "вось яно"},
        "take_interview": {
            "compartment": known["compartment_id"], "giver": "self", "consent": [{"purpose": "keep", "answer": "yes"}],
            "needs_specialist": False, "language": "be", "text": "словы", "held": held,
        },
        "register_thing": thing | {
            "compartment": known["compartment_id"], "how_obtained": "given", "at": "2020-08-12T10:00:00Z", "giver": "пацярпелы",
            "taker": "следчы", "why": "каб захаваць",
        },
        "describe_thing": thing, "picture_thing": {"exhibit": known["exhibit_id"]},
        "note_thing_step": {"kind": "shown", "at": "2020-08-12T10:00:00Z", "taker": "эксперт", "why": "каб пазнаў"},
        "register_unit": {"name": {"text": "Рысі", "source": {"account": known["account_id"]}}},
        "describe_unit": {"kind": "regiment"}, "name_unit": {"text": "Рысі", "source": {"read_in": "газета"}},
        "place_unit": {"parent": known["unit_id"], "source": {"read_in": "газета"}},
        "enter_posting": {"unit": known["unit_id"], "kind": "member", "source": {"read_in": "газета"}},
        "enter_call_sign": {"sign": "Рысь-1", "source": {"account": known["account_id"]}}, "withdraw_call_sign": {"reason": "хачу ведаць"},
        "enter_deployment": {"where": {"words": "плошча"}, "source": {"account": known["account_id"]}},
        "correct_deployment": {"where": {"words": "рог"}}, "withdraw_deployment": {"reason": "хачу ведаць"},
        "enter_headcount": of_staff | {"source": {"account": known["account_id"]}}, "correct_headcount": of_staff,
        "enter_departure": of_staff | {"source": {"account": known["account_id"]}, "kind": "dismissal"},
        "correct_departure": of_staff | {"kind": "dismissal"}, "withdraw_headcount": {"reason": "хачу ведаць"},
        "withdraw_departure": {"reason": "хачу ведаць"},
        "correct_posting": {"kind": "commander"}, "withdraw_unit_value": {"reason": "хачу ведаць"},
        "allow_interview": {"words": "вельмі трэба"}, "write_message": {"text": "дзе вы?"}, "withdraw_message": None,
        **of_incidents(known), **of_keeping(known), **of_people(known), **of_recordings(known),
    }  # fmt: skip


def of_recordings(known: dict[str, str]) -> dict[str, object]:
    day, source, at = today().date().isoformat(), {"read_in": "паказаў"}, "2020-08-11T20:00:00Z"
    place = {"view": {"place_words": "рог"}, "source": source}
    return {
        "register_camera": {"compartment": known["compartment_id"], "label": "Камера", "position": place},
        "describe_camera": {"label": "Мая"}, "place_camera": place,
        "read_clock": {"at": at, "offset_ms": 5, "sigma_ms": 5, "way": "owners-word", "source": source},
        "compare_clocks": {"other": known["camera_id"], "events": [{"here": at, "there": at, "sigma_ms": 5}], "source": source},
        "withdraw_camera_part": {"reason": "так трэба"},
        "enter_recording": {
            "compartment": known["compartment_id"], "label": "Запіс", "camera": known["camera_id"], "source": source,
        },
        "correct_recording": {"label": "Мой", "camera": known["camera_id"]}, "tell_way": {"way": "проста спытаць"},
        "follow_footage": {"what": "asked", "on": day}, "receive_recording": {"exhibit": known["exhibit_id"]},
        "withdraw_recording": {"reason": "так трэба"}, "take_row": None,
        "enter_communication": {"compartment": known["compartment_id"], "medium": "radio", "text": "Выходзім.", "source": source},
        "correct_communication": {"medium": "radio", "text": "Мы тут."},
        "translate_communication": {"text": "Выходим.", "language": "ru", "way": "person"},
        "withdraw_translation": {"reason": "так трэба"}, "take_message": None, "withdraw_communication": {"reason": "так трэба"},
        "look_for_speaker": {"heard": "Рысь-1"},
    }  # fmt: skip


def of_incidents(known: dict[str, str]) -> dict[str, object]:
    alleged = {"degree": "ordered", "finding": "suspicion", "basis": "чуў"}
    return {
        "note_consent": {"purpose": "count", "answer": "yes", "giver": "self", "given_on": "2026-11-01", "words": "сказаў па тэлефоне"},
        "change_act": {"verification": "reported"}, "allege_unit": alleged | {"unit": "у чорным", "accounts": [known["account_id"]]},
        "change_involvement": alleged, "enter_bearing": {"account": known["account_id"], "direction": "against", "words": "не ён"},
        "give_opinion": {"decision": "agrees"}, "note_outcome": {"kind": "charged"},
        "close_involvement": {"why": "entered-in-error", "words": "памылка"},
        "decide_on_recording": {"verdict": "not-shown", "words": "сцяна"},
        "link_incidents": {"other": known["number"], "kind": "precedes"},
        "record_detention": {"stage": "cell", "held_words": "хлопец", "account": known["account_id"]},
        "record_proceeding": {"tried_words": "хлопец", "article": "23.34", "account": known["account_id"]},
        "record_context": {"kind": "law", "title": "Закон", "read_in": "газета"}, "take_back_part": {"reason": "так трэба"},
        "give_tasks": {"kind": "see", "assignee": known["registrar_id"], "statements": [known["statement_id"]]},
    }  # fmt: skip


def of_keeping(known: dict[str, str]) -> dict[str, object]:
    day = (today().date() + timedelta(days=30)).isoformat()
    target, held = {"kind": "person", "row": known["person_id"]}, {"ground": "speaks-for-suspect", "review_on": day}
    return {
        "ask_erasure": target | {"wished_by": "source", "ground": "consent-withdrawn"}, "decline_erasure": {"words": "не цяпер"},
        "place_hold": target | held, "place_another_hold": held, "review_hold": {"words": "яшчэ трэба", "review_on": day},
        "propose_lifting": {"words": "ужо не трэба"}, "keep_hold": None,
        "note_conflict": {"statement": known["statement_id"], "ground": "kin"}, "propose_readmission": None, "stay_apart": None,
        "ask_register": {"kind": "spoken-before", "reason": "каб не пытаць двойчы"}, "tell": {"answer": "так, быў"}, "keep_silent": None,
    }  # fmt: skip


def of_people(known: dict[str, str]) -> dict[str, object]:
    consented = {"giver": "self", "came_to_be": "free", "consent": [{"purpose": "keep", "answer": "yes"}]}
    return {
        "add_name": {"text": "Квазюк", "read_in": "спіс"}, "describe_person": {"age": "каля 30"},
        "write_medical_report": REPORT | consented | {"compartment": known["compartment_id"]},
        "write_medical_report_on": REPORT, "amend_medical_report": REPORT, "supplement_medical_report": REPORT | {"words": "дадаю"},
        "withdraw_form": None, "let_in": {"words": "ведаю яго"}, "ask_again": None, "tie_interview": {"person": known["person_id"]},
    }  # fmt: skip


REPORT: dict[str, object] = {
    "examined": {
        "way": "in-person", "began": "2020-08-12T10:00:00Z", "ended": "2020-08-12T11:00:00Z", "present": "нікога", "guards": "no",
        "restrained": "no", "threatened": "no", "language": "be", "photographed": "no", "copy_given": "yes", "history": "білі",
        "examination": "агледзеў", "opinion": "адпавядае",
    },
    "findings": [
        {
            "kind": "contusion", "region": "upper-back", "view": "back", "x": 190, "y": 240, "description": "палоса 12 × 3 см",
            "alleged_cause": "удары дубінкай", "degree": "highly-consistent", "alternatives": "удар аб край стала",
        }
    ],
    "needs_specialist": False,
}  # fmt: skip
"""A medic's own report, as a program sends it."""


@pytest.fixture
def known(office: World, filed: Filed) -> dict[str, str]:
    return ids(office, filed) | {"compartment_id": office.first.pk}


def filled(path: str, known: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda found: known[found[1]], path)


def guarded(known: dict[str, str]) -> Iterator[tuple[str, str, object, list[str]]]:
    """Yield every operation on something of the first compartment: method, path, body, the purposes that it takes."""
    told_of = bodies(known)
    for method, path, told in operations():
        name = str(told["operationId"])
        if name not in OPEN_TO_ALL:
            assert method == "get" or name in told_of, f"{name}: say in this test what it is sent"
            yield method, filled(path, known), told_of.get(name), told["x-kniha-purposes"]


def asked(program: Program, method: str, path: str, body: object) -> object:
    return program.get(path) if method == "get" else program.post(path, body)


def test_marek_finds_nothing_and_changes_nothing(given: Given, office: World, known: dict[str, str]) -> None:
    programs = {purpose: given(office.marek, purpose) for purpose in {one for row in guarded(known) for one in row[3]}}
    before = counts()
    for method, path, body, purposes in guarded(known):
        for purpose in purposes:
            answer = asked(programs[purpose], method, path, body)
            assert (answer.status_code, answer.json()["type"]) == (404, "urn:kniha:problem:not-found"), (method, path, answer.content)
    assert counts() == before
    assert not Use.objects.filter(registrar=office.marek).exists()


def test_not_there_and_not_yours_look_the_same(given: Given, office: World, known: dict[str, str]) -> None:
    program = given(office.marek, "reading")
    for path in ("/statements/{}", "/people/{}", "/exhibits/{}", "/tasks/{}", "/history/statement/{}"):
        theirs, none = (program.get(path.format(one)) for one in (known["statement_id"], "0" * 32))
        assert theirs.content == none.content
        assert dict(theirs.headers) == dict(none.headers)


def test_nobody_gets_401_from_every_operation_and_changes_nothing(known: dict[str, str]) -> None:
    before, nobody = counts(), Program()
    for method, path, _told in operations():
        answer = asked(nobody, method, filled(path, known | {"name": "methods", "reason": "refused"}), {})
        assert answer.status_code == 401, (method, path)
    assert nobody.get("/openapi.json").status_code == 401
    assert counts() == before


def test_a_token_of_another_purpose_gets_403_whatever_it_asks_for(given: Given, office: World, known: dict[str, str]) -> None:
    program, size = given(office.vera, "files"), reading.size()
    for method, path, body, purposes in guarded(known):
        if "files" not in purposes:
            assert asked(program, method, path, body).status_code == 403, (method, path)
    assert reading.size() == size


def test_what_marek_may_see_is_all_that_his_lists_hold(given: Given, office: World, known: dict[str, str]) -> None:
    program = given(office.marek, "reading")
    for path, query in (
        ("/statements", {}), ("/incidents", {}), ("/people", {}), ("/units", {}), ("/units", {"q": "рысі"}),
        ("/tasks", {"which": "all"}), ("/requests", {}), ("/referrals/due", {}),
        ("/search", {"q": "метро", "kind": "statement"}), ("/search", {"q": "Рысь", "kind": "person"}),
        ("/medical-reports", {}), ("/acquisitions", {}), ("/things", {}),
        ("/cameras", {}), ("/cameras", {"q": "крамы"}), ("/recordings", {}), ("/footage", {}), ("/batches", {}), ("/communications", {}),
        ("/numbers/left-out", {}), ("/counts", {}),
        ("/field-forms", {}), ("/held-interviews", {}), ("/incidents-as-of", {"day": today().date()}),
        ("/staff/proposals", {}), ("/staff/uses", {}), *((f"/queues/{name}", {}) for name in get_args(Name) if name != "quarantined"),
    ):  # fmt: skip
        assert program.read(path, **query)["rows"] == [], path
    keeping = given(office.marek, "keeping")
    for path in ("/conflicts", "/erasures", "/holds", "/hints"):
        assert keeping.read(path)["rows"] == [], path
    assert [row["name"] for row in program.read("/staff")["rows"]] == ["Marek"]
    assert [row["title"] for row in program.read("/compartments")["rows"]] == ["Second"]


def test_vera_finds_what_marek_did_not(given: Given, office: World, known: dict[str, str]) -> None:
    programs = {purpose: given(office.vera, purpose) for purpose in ("reading", "files")}
    found = [
        programs[purpose].get(path).status_code
        for method, path, _body, purposes in guarded(known)
        for purpose in programs.keys() & set(purposes)
        if method == "get" and not path.endswith(("/original", "/words", "/facts", "/made", "/page-1", "/notes", "/played", "/interview"))
    ]
    assert len(found) > 15
    assert set(found) == {200}
