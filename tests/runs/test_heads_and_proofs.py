"""A proof of an incident holds for anybody, offline, and shows nobody's name."""

import json
from pathlib import Path

import pytest
from tests.runs.log import log_of
from tests.world import CHECKED, NOW, TEXT, World, found_world

from kniha.book.events.reviewing import decide, send_to_review
from kniha.ledger.given import Given, trusting
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs import proofs
from kniha.vocab.errors import RefusedError, UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def accepted(world: World, folder: Path) -> bytes:
    incident, _, _ = world.opened()
    send_to_review(world.hand(world.vera), incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    log_of(world, folder).sign()
    return proofs.export_proof(world.hand(world.zoya), incident, log_of(world, folder).public)


def test_a_proof_holds_and_tells_the_conclusion(world: World, tmp_path: Path) -> None:
    given = trusting(log_of(world, tmp_path).public.checkpoint_keys)
    verdict = verify_proof(accepted(world, tmp_path), given)
    assert all(step.outcome is Outcome.HOLDS for step in verdict.steps), verdict.words
    tables = [table for table, _, _ in verdict.shown.record]
    assert tables == ["act", "incident", "review"]


def test_a_proof_shows_no_name_no_minute_and_no_word_of_a_source(world: World, tmp_path: Path) -> None:
    proof = accepted(world, tmp_path).decode()
    hidden = [world.vera.pk, world.zoya.pk, "Vera", "Zoya", "Рысь", TEXT[:20], "дубінкай", NOW.strftime("T%H:%M"), "T09:00"]
    assert [word for word in hidden if word in proof] == []


def test_an_altered_proof_is_found_and_named(world: World, tmp_path: Path) -> None:
    proof = json.loads(accepted(world, tmp_path))
    for row in proof["record"]:
        if row[0] == "review":
            row[2]["decision"] = "rejected"
    altered = json.dumps(proof, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    verdict = verify_proof(altered, Given())
    assert verdict.steps[-1].outcome is Outcome.WRONG


def test_a_proof_waits_for_a_signed_head(world: World, tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    register = log_of(world, tmp_path).public
    with pytest.raises(UnavailableError):
        proofs.build(incident, register)
    log_of(world, tmp_path).sign()
    assert proofs.is_covered(incident)
    send_to_review(world.hand(world.vera), incident)
    assert not proofs.is_covered(incident)


def test_who_may_not_export_gets_no_proof(world: World, tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    with pytest.raises(RefusedError):
        proofs.export_proof(world.hand(world.anna), incident, log_of(world, tmp_path).public)
