"""A whole way through the interface: a statement is read, coded, becomes an incident with an act, and a lawyer accepts it.

Vera's programs work; Zoya's reviews. Every step is the entry that the desk would have made.
"""

from datetime import timedelta

import pytest
from tests.api.conftest import Given, Program, today
from tests.desk.conftest import PAGE, PICTURE, Filed
from tests.desk.test_exhibits import TELLS, kept
from tests.desk.test_exhibits_made import READ, note
from tests.world import CHECKED, TEXT, World, at

from kniha.book.access.models import Use
from kniha.book.events.models import Incident
from kniha.book.evidence.models import CustodyEvent, Derivative, Making, Words
from kniha.book.journal import reading
from kniha.book.people.actions import open_sealed_field
from kniha.book.people.models import SealedField
from kniha.book.statements.models import Account

pytestmark = pytest.mark.django_db

WHEN = {
    "first": "2020-08-11T22:50:00+03:00",
    "last": "2020-08-11T20:10:00Z",
    "zone": "Europe/Minsk",
    "precision": "about",
    "words": "каля 11",
}
WHERE = {"lat_e7": 539023000, "lon_e7": 275619000, "radius_m": 200, "words": "рог вуліцы"}
HELD = {"plan": "не пытаць пра сваякоў", "began": "2020-08-12T10:00:00Z", "ended": "2020-08-12T11:00:00Z", "free_recall": True}


def actions_since(seq: int) -> list[str]:
    return [entry.skeleton.action for entry in reading.entries(start=seq)]


def coded(program: Program, filed: Filed) -> dict[str, str]:
    start = TEXT.index("Рысь")
    sent = {
        "when": WHEN, "where": WHERE, "kinds": ["integrity.physical-assault"],
        "passages": [{"about": "act", "start": TEXT.index("біў"), "end": TEXT.index("біў") + 3}],
        "mentions": [{"role": "alleged-part", "name": "Рысь", "passage": {"start": start, "end": start + 4}}, {"role": "victim"}],
    }  # fmt: skip
    return program.did(f"/statements/{filed.statement.pk}/accounts", sent)


def opened(given: Given, world: World, filed: Filed) -> tuple[Program, str, str]:
    account = coded(given(world.vera, "coding"), filed)["id"]
    program = given(world.vera, "concluding")
    made = program.did("/incidents", {"title": "Збіццё на рагу", "when": WHEN, "where": WHERE, "accounts": [account]})
    return program, made["href"].removeprefix("/api/v1"), account


def test_a_statement_is_read_as_it_was_said(given: Given, office: World, filed: Filed) -> None:
    program = given(office.vera, "coding")
    (line,) = program.read("/statements", coded="false")["rows"]
    assert (line["id"], line["files"], line["accounts"], line["compartment"]) == (filed.statement.pk, 3, 0, "First")
    told = program.read(f"/statements/{line['id']}")
    assert (told["text"], told["when_words"]) == (TEXT, "11 жніўня, ноч")
    assert {one["purpose"]: one["answer"] for one in told["consents"]} == {"keep": "yes", "contact": "yes", "count": "no"}


def test_what_is_coded_comes_back_as_it_was_sent_in_utc(given: Given, office: World, filed: Filed) -> None:
    program = given(office.vera, "coding")
    made = coded(program, filed)
    (told,) = program.read(made["href"].removeprefix("/api/v1"))["rows"]
    assert told["id"] == made["id"]
    assert told["when"] == WHEN | {"first": "2020-08-11T19:50:00Z", "last": "2020-08-11T20:10:00Z"}
    assert told["where"] == WHERE
    assert Account.objects.get().first == at(22, 50)
    assert {one["role"]: one["name"] for one in told["mentions"]} == {"alleged-part": "Рысь", "victim": ""}


def test_from_the_statement_to_the_lawyers_decision(given: Given, office: World, filed: Filed) -> None:
    start = reading.size()
    vera, incident, account = opened(given, office, filed)
    mentions = {one["role"]: one["id"] for one in vera.read(f"{incident}/accounts")["rows"][0]["mentions"]}
    act = vera.did(
        f"{incident}/acts",
        {"kind": "integrity.physical-assault", "methods": ["baton"], "victim": mentions["victim"], "accounts": [account]},
    )
    vera.did(f"{incident}/acts/{act['id']}/injuries", {"kind": "contusion", "words": "па спіне"})
    alleged = {"mention": mentions["alleged-part"], "degree": "carried-out", "finding": "suspicion", "basis": "названы ў сведчанні"}
    vera.did(f"{incident}/acts/{act['id']}/involvements", alleged)
    vera.did(f"{incident}/review")
    given(office.zoya, "reviewing").did(f"{incident}/decisions", {"decision": "accepted", "checked": list(CHECKED)})
    told = vera.read(incident)
    assert (told["state"], told["kinds"], told["when_rests_on"]) == ("accepted", ["integrity.physical-assault"], [account])
    (one,) = told["acts"]
    assert (one["rests_on"], one["injuries"][0]["kind"], one["involvements"][0]["finding"]) == ([account], "contusion", "suspicion")
    assert [action for action in actions_since(start) if action != "token.made"] == [
        "account.coded", "incident.opened", "act.recorded", "injury.recorded", "involvement.alleged", "incident.sent", "incident.reviewed",
    ]  # fmt: skip


def test_an_incident_is_changed_while_it_is_open(given: Given, office: World, filed: Filed) -> None:
    vera, incident, account = opened(given, office, filed)
    vera.did(f"{incident}/conclusion", {"title": "Збіццё ля метро", "when": WHEN, "accounts": [account]})
    act = vera.did(f"{incident}/acts", {"kind": "integrity.physical-assault", "victim_count": 3, "accounts": [account]})
    vera.did(f"{incident}/acts/{act['id']}/withdrawal", {"reason": "уведзена памылкова"})
    told = vera.read(incident)
    assert (told["title"], told["where"]["lat_e7"], told["acts"]) == ("Збіццё ля метро", None, [])


def test_nobody_reviews_what_they_wrote(given: Given, office: World, filed: Filed) -> None:
    vera, incident, account = opened(given, office, filed)
    vera.did(f"{incident}/acts", {"kind": "integrity.physical-assault", "accounts": [account]})
    vera.did(f"{incident}/review")
    answer = given(office.vera, "reviewing").post(f"{incident}/decisions", {"decision": "accepted", "checked": list(CHECKED)})
    assert answer.status_code == 403
    assert Incident.objects.get().state == "in-review"


def test_an_unready_incident_is_refused_in_words_of_the_rule(given: Given, office: World, filed: Filed) -> None:
    vera, incident, _ = opened(given, office, filed)
    answer = vera.post(f"{incident}/review")
    assert (answer.status_code, answer.json()["detail"]) == (403, "An incident goes to review with at least one act.")


def test_a_file_is_given_out_after_its_purpose_is_in_the_book(given: Given, office: World, filed: Filed) -> None:
    program, address = given(office.vera, "files"), f"/exhibits/{filed.page.pk}"
    assert program.get(f"{address}/original").status_code == 403
    program.did(f"{address}/accesses", {"why": "каб закадаваць"})
    answer = program.get(f"{address}/original")
    assert b"".join(answer.streaming_content) == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert CustodyEvent.objects.filter(kind="accessed", taker=office.vera.pk).count() == 1
    assert [one["kind"] for one in program.read(f"{address}/custody")["rows"]][-1] == "accessed"


def test_what_a_file_tells_is_given_out_after_its_purpose_is_in_the_book(given: Given, office: World, filed: Filed) -> None:
    kept(office, filed.picture, TELLS)
    program, address = given(office.vera, "files"), f"/exhibits/{filed.picture.pk}"
    assert program.get(f"{address}/facts").status_code == 403
    program.did(f"{address}/accesses", {"why": "каб закадаваць"})
    told = program.read(f"{address}/facts")["facts"]
    assert told == TELLS.model_dump(mode="json")
    assert given(office.vera, "reading").get(f"{address}/facts").status_code == 403
    assert given(office.marek, "files").get(f"{address}/facts").status_code == 404
    program.did(f"/exhibits/{filed.page.pk}/accesses", {"why": "каб закадаваць"})
    assert program.read(f"/exhibits/{filed.page.pk}/facts") == {"facts": None}


def test_what_was_made_of_a_file_is_given_out_after_its_purpose_is_in_the_book(given: Given, office: World, filed: Filed) -> None:
    note(office, filed.picture, Derivative, PICTURE + b"1", kind="page", number=1, recipe="{}")
    note(office, filed.picture, Words, READ.as_json(), page=1)
    program, address = given(office.vera, "files"), f"/exhibits/{filed.picture.pk}"
    closed = [f"{address}/made", f"{address}/made/page-1", f"{address}/words"]
    assert {program.get(one).status_code for one in closed} == {403}
    program.did(f"{address}/accesses", {"why": "каб закадаваць"})
    Making.objects.create(exhibit=filed.picture, steps=5, done=3, unread=1)
    told = program.read(f"{address}/made")
    (row,) = told["rows"]
    assert (told["steps_left"], told["unread"]) == (2, 1)
    assert (row["kind"], row["number"], row["size"], row["finding"]) == ("page", 1, len(PICTURE) + 1, "")
    answer = program.get(f"{address}/made/page-1")
    assert b"".join(answer.streaming_content) == PICTURE + b"1"
    assert (answer["Content-Type"], "sandbox" in answer["Content-Security-Policy"]) == ("image/jpeg", True)
    assert program.read(f"{address}/words") == {"words": "", "read_by_machine": [{"page": 1, **READ.model_dump(mode="json")}]}
    assert [program.get(f"{address}/made/{one}").status_code for one in ("page-2", "frame-1")] == [404, 404]
    assert {program.get(f"{address}/made/{one}").status_code for one in ("page", "page--1", "page-99999999999999999999")} <= {400, 404, 422}
    assert {given(office.marek, "files").get(one).status_code for one in closed} == {404}


def test_what_is_read_by_a_program_is_counted_as_its_registrars(given: Given, office: World, filed: Filed) -> None:
    program = given(office.vera, "files")
    program.read("/statements")
    program.read(f"/statements/{filed.statement.pk}")
    program.did(f"/exhibits/{filed.page.pk}/accesses", {"why": "каб закадаваць"})
    used = dict(Use.objects.filter(registrar=office.vera).values_list("what", "count"))
    assert used == {"list-page": 1, "statement": 1, "file": 1}


def test_the_limit_of_a_day_holds_for_programs_too(given: Given, office: World, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    from kniha.book.access import limits

    monkeypatch.setattr(limits, "MOST", {"file": 1})
    program, address = given(office.vera, "files"), f"/exhibits/{filed.page.pk}/accesses"
    program.did(address, {"why": "каб закадаваць"})
    answer = program.post(address, {"why": "яшчэ раз"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "The limit of this day is reached; a custodian sees it.")


def test_help_risk_tasks_and_requests(given: Given, office: World, filed: Filed) -> None:
    program, person, soon = given(office.vera, "helping"), filed.statement.source_id, (today().date() + timedelta(days=9)).isoformat()
    program.did(f"/people/{person}/risks", {"level": "low", "circumstances": ["kin-in-country"], "next_look": soon})
    offered = program.did(f"/people/{person}/referrals", {"kind": "medical", "words": "лекар", "next_look": soon})
    program.did(f"/referrals/{offered['id']}/outcome", {"state": "declined"})
    program.did(f"/people/{person}/safe-contacts", {"channel": "phone", "address": "+375 00 111-11-11", "hours": "вечарам"})
    task = program.did("/tasks", {"kind": "read", "assignee": office.vera.pk, "statement": filed.statement.pk, "due": soon})
    assert [one["id"] for one in program.read("/tasks")["rows"]] == [task["id"]]
    program.did(f"/tasks/{task['id']}/assignee", {"assignee": office.zoya.pk})
    given(office.zoya, "helping").did(f"/tasks/{task['id']}/end", {"how": "done", "answer": "прачытана"})
    assert program.read(f"/tasks/{task['id']}")["state"] == "done"
    noted = {"compartment": office.first.pk, "kind": "access", "received_on": today().date().isoformat(), "words": "што пра мяне ёсць?"}
    asked = program.did("/requests", noted)
    given(office.zoya, "reviewing").did(f"/requests/{asked['id']}/decision", {"state": "refused", "answer": "нічога няма"})
    assert program.read(f"/requests/{asked['id']}")["state"] == "refused"
    assert program.read(f"/people/{person}/risks")["rows"][0]["level"] == "low"
    assert program.read(f"/people/{person}/referrals")["rows"][0]["state"] == "declined"


def test_an_address_is_sealed_and_never_read_back(given: Given, office: World, filed: Filed) -> None:
    program, person = given(office.vera, "helping"), filed.statement.source_id
    program.did(f"/people/{person}/safe-contacts", {"channel": "phone", "address": "+375 00 111-11-11"})
    for path in (f"/people/{person}", f"/people/{person}/safe-contacts"):
        assert "111-11-11" not in str(program.read(path))
    assert program.read(f"/people/{person}")["sealed"] == ["contact", "mailbox"]
    field = SealedField.objects.get(field="contact")
    hand = office.hand(office.vera, today())
    assert open_sealed_field(hand, field, reason="праверыць", opening=office.person_keys) == "+375 00 111-11-11"


def test_an_interview_is_entered_with_its_consent(given: Given, office: World, filed: Filed) -> None:
    program = given(office.vera, "interviewing")
    sent = {
        "compartment": office.first.pk, "giver": "self", "consent": [{"purpose": "keep", "answer": "yes"}], "needs_specialist": False,
        "language": "be", "text": "Пытанне: што было? Адказ: білі.", "held": HELD, "legal_name": "Іван Невядомы",
    }  # fmt: skip
    made = program.did("/interviews", sent)
    address = made["href"].removeprefix("/api/v1")
    assert program.read(address)["text"] == sent["text"]
    told = program.read(f"{address}/interview")
    assert (told["plan"], told["free_recall"], told["held_by"]) == ("не пытаць пра сваякоў", True, office.vera.pk)
    source = program.read(address)["source"]
    known = {name: value for name, value in sent.items() if name not in {"compartment", "legal_name"}} | {"person": source}
    again = program.post("/interviews", known)
    assert (again.status_code, "lawyer" in again.json()["detail"]) == (403, True)
    given(office.zoya, "reviewing").did(f"/people/{source}/permissions", {"words": "новыя здымкі"})
    program.did("/interviews", known)


def test_a_message_to_a_source_waits_for_a_second(given: Given, office: World, filed: Filed) -> None:
    program, address = given(office.vera, "interviewing"), f"/statements/{filed.statement.pk}/messages"
    written = program.did(address, {"text": "Калі гэта было?"})
    assert program.read(address)["rows"][0]["state"] == "waits"
    program.did(f"/messages/{written['id']}/withdrawal")
    assert program.read(address)["rows"][0]["state"] == "withdrawn"


def test_history_is_told_in_the_programs_language(given: Given, office: World, filed: Filed) -> None:
    told = given(office.vera, "reading", "be").read(f"/history/statement/{filed.statement.pk}")
    assert told["rows"][0]["sentence"].startswith("Кур’ер: прынята паведамленне")
    assert told["next"] is None


def test_vocabularies_have_three_labels(given: Given, office: World) -> None:
    program = given(office.vera, "coding")
    assert "act-kinds" in program.read("/vocabularies")["names"]
    told = program.read("/vocabularies/consent-answers")
    assert [one["code"] for one in told["terms"]] == ["yes", "no", "not-known"]
    assert {one["be"] for one in told["terms"]} > {"так"}
    assert program.get("/vocabularies/coffee").status_code == 404
