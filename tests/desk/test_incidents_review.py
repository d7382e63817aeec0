"""The way of an incident through review at the desk, and its proof."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.world import CHECKED, NOW, World

from kniha.book.events.actions import withdraw_act
from kniha.book.events.reviewing import send_to_review
from kniha.book.journal import reading
from kniha.desk.keys import folder
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.given import trusting
from kniha.ledger.keys import LOG_ALGORITHMS, SigningKey
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs.heads import sign_head


def test_sent_by_an_investigator_and_accepted_by_a_lawyer(world: World, vera: Client, zoya: Client) -> None:
    incident, _, _ = world.opened()
    record = f"/incidents/{incident.number}/"
    assert "Send to the lawyers" in vera.get(record).content.decode()
    vera.post(f"{record}review/")
    assert "It waits for a lawyer." in vera.get(record).content.decode()
    assert "Return for more work" in zoya.get(record).content.decode()
    zoya.post(f"{record}decision/", {"decision": "accepted", "words": "", "checked": CHECKED})
    incident.refresh_from_db()
    assert incident.state == "accepted"
    assert "Zoya decided on the incident" in vera.get(record).content.decode()


def test_a_lawyer_who_returns_it_says_why(world: World, zoya: Client) -> None:
    incident, _, _ = world.opened()
    send_to_review(world.hand(world.vera), incident)
    record = f"/incidents/{incident.number}/"
    silent = zoya.post(f"{record}decision/", {"decision": "returned", "words": " "})
    assert (silent.status_code, "Say why" in silent.content.decode()) == (400, True)
    zoya.post(f"{record}decision/", {"decision": "returned", "words": "няма часу"})
    incident.refresh_from_db()
    assert incident.state == "returned"
    assert "няма часу" in zoya.get(record).content.decode()


def test_what_has_no_act_says_so_instead_of_a_button(world: World, vera: Client) -> None:
    incident, _, act = world.opened()
    withdraw_act(world.hand(world.vera), act, reason="памылка")
    shown = vera.get(f"/incidents/{incident.number}/").content.decode()
    assert "once it has an act" in shown
    assert "Send to the lawyers" not in shown
    assert vera.post(f"/incidents/{incident.number}/review/").status_code == 403


def test_whoever_wrote_it_is_told_that_another_decides(world: World, vera: Client, at_desk: object) -> None:
    incident, _, _ = world.opened()
    send_to_review(world.hand(world.vera), incident)
    assert vera.post(f"/incidents/{incident.number}/decision/", {"decision": "accepted", "checked": CHECKED}).status_code == 403
    incident.refresh_from_db()
    assert incident.state == "in-review"


def test_a_decision_twice_or_of_an_unknown_kind_is_refused(world: World, zoya: Client) -> None:
    incident, _, _ = world.opened()
    address = f"/incidents/{incident.number}/decision/"
    assert zoya.post(address, {"decision": "accepted", "checked": CHECKED}).status_code == 403
    send_to_review(world.hand(world.vera), incident)
    assert zoya.post(address, {"decision": "published"}).status_code == 400
    zoya.post(address, {"decision": "accepted", "checked": CHECKED})
    assert zoya.post(address, {"decision": "rejected", "words": "не"}).status_code == 403


@pytest.fixture
def signers(world: World, settings: object, tmp_path: Path) -> list[SigningKey]:
    """The register's keys, published in the office's folder of keys."""
    origin = origin_of(bytes.fromhex(world.register))
    made = [SigningKey(origin, algorithm, bytes([number]) * 32) for number, algorithm in enumerate(LOG_ALGORITHMS)]
    (tmp_path / "public").mkdir()
    stated = {
        "register": world.register,
        "name": dict.fromkeys(("be", "ru", "en"), "Register"),
        "recipient": world.person_recipient,
        "checkpoint_keys": [key.verifier().text for key in made],
    }
    (tmp_path / "public" / "register.json").write_text(json.dumps(stated))
    settings.OFFICE = replace(settings.OFFICE, keys=tmp_path)
    return made


def test_a_proof_waits_for_a_head_and_is_then_taken_away(world: World, vera: Client, signers: list[SigningKey], tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    address = f"/incidents/{incident.number}/proof/"
    assert "data-look-again" in vera.get(address).content.decode()
    assert vera.post(f"{address}file/").status_code == 503
    sign_head(signers, folder().register().keys, tmp_path / "heads", moment=NOW + timedelta(minutes=1))
    assert "Take the file away" in vera.get(address).content.decode()
    size = reading.size()
    answer = vera.post(f"{address}file/")
    assert answer["Content-Disposition"] == f'attachment; filename="{incident.number}.kniha-proof"'
    assert verify_proof(answer.content, trusting(key.verifier() for key in signers)).holds
    assert "Vera" not in answer.content.decode()
    assert reading.size() == size + 1


def test_an_outsider_takes_no_proof(world: World, marek: Client, signers: list[SigningKey], tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    sign_head(signers, folder().register().keys, tmp_path / "heads", moment=NOW)
    size = reading.size()
    assert marek.get(f"/incidents/{incident.number}/proof/").status_code == 404
    assert marek.post(f"/incidents/{incident.number}/proof/file/").status_code == 404
    assert reading.size() == size


def test_an_incident_is_accepted_only_with_every_question_answered(vera: Client, zoya: Client, office: World) -> None:
    incident, _, _ = office.opened()
    vera.post(f"/incidents/{incident.number}/review/")
    page = zoya.post(f"/incidents/{incident.number}/decision/", {"decision": "accepted", "words": "добра", "checked": CHECKED[1:]})
    assert page.status_code == 400
    assert "answer for each of these" in page.content.decode()
    assert "добра" in page.content.decode()
    zoya.post(f"/incidents/{incident.number}/decision/", {"decision": "accepted", "words": "", "checked": CHECKED})
    assert "Answered for" in zoya.get(f"/incidents/{incident.number}/").content.decode()


def test_a_question_that_no_list_has_is_refused(vera: Client, zoya: Client, office: World) -> None:
    incident, _, _ = office.opened()
    vera.post(f"/incidents/{incident.number}/review/")
    address = f"/incidents/{incident.number}/decision/"
    assert zoya.post(address, {"decision": "accepted", "checked": [*CHECKED, "nonsense"]}).status_code == 400
