"""Signed heads follow each other; a proof of an incident holds for anybody, offline, and shows nobody's name."""

import json
from pathlib import Path

import pytest
from tests.world import NOW, TEXT, World, found_world

from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.journal import checking
from kniha.book.journal.models import Checkpoint
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifier import verify_proof
from kniha.runs import heads, proofs
from kniha.vocab.errors import BrokenError, KnihaError, RefusedError, UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def signers(world: World) -> tuple[SigningKey, ...]:
    origin = origin_of(bytes.fromhex(world.register))
    return (SigningKey(origin, Algorithm.ED25519, b"e" * 32), SigningKey(origin, Algorithm.MLDSA44, b"m" * 32))


def accepted(world: World, folder: Path) -> bytes:
    incident, _, _ = world.opened()
    send_to_review(world.hand(world.vera), incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="")
    heads.sign_head(signers(world), folder, moment=NOW)
    return proofs.export_proof(world.hand(world.zoya), incident, [key.verifier() for key in signers(world)])


def test_a_proof_holds_and_tells_the_conclusion(world: World, tmp_path: Path) -> None:
    keys = tuple(key.verifier() for key in signers(world))
    verdict = verify_proof(accepted(world, tmp_path), trusted_keys=keys)
    assert all(step.outcome is Outcome.HOLDS for step in verdict.steps), verdict.words
    tables = [table for table, _, _ in verdict.proof.record]
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
    verdict = verify_proof(altered, trusted_keys=None)
    assert verdict.steps[-1].outcome is Outcome.WRONG


def test_a_proof_waits_for_a_signed_head(world: World, tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    keys = [key.verifier() for key in signers(world)]
    with pytest.raises(UnavailableError):
        proofs.build(incident, keys)
    heads.sign_head(signers(world), tmp_path, moment=NOW)
    assert proofs.is_covered(incident)
    send_to_review(world.hand(world.vera), incident)
    assert not proofs.is_covered(incident)


def test_the_check_of_the_book_compares_every_signed_head(world: World, tmp_path: Path) -> None:
    for _ in range(3):
        world.process("courier")
        heads.sign_head(signers(world), tmp_path, moment=NOW)
        world.report(envelope=f"{len(list(heads.signed_roots())):064x}")
    assert checking.check_heads(heads.signed_roots()) == 3


def test_a_head_is_signed_once(world: World, tmp_path: Path) -> None:
    heads.sign_head(signers(world), tmp_path, moment=NOW)
    heads.sign_head(signers(world), tmp_path, moment=NOW)
    assert Checkpoint.objects.count() == 1


def test_a_database_put_back_behind_its_signed_head_gets_no_signature(world: World, tmp_path: Path) -> None:
    world.report()
    ahead = heads.current_head()
    bigger = type(ahead)(ahead.origin, ahead.size + 5, b"x" * 32)
    from kniha.ledger import checkpoints

    (tmp_path / "newest.checkpoint").write_text(checkpoints.sign_checkpoint(bigger, signers(world), at=0))
    with pytest.raises(RefusedError):
        heads.sign_head(signers(world), tmp_path, moment=NOW)


def test_a_database_with_another_past_gets_no_signature(world: World, tmp_path: Path) -> None:
    from kniha.ledger import checkpoints

    world.report()
    now = heads.current_head()
    other = type(now)(now.origin, now.size - 1, b"x" * 32)
    (tmp_path / "newest.checkpoint").write_text(checkpoints.sign_checkpoint(other, signers(world), at=0))
    with pytest.raises(BrokenError):
        heads.sign_head(signers(world), tmp_path, moment=NOW)


def test_a_forged_file_outside_the_database_stops_the_signer(world: World, tmp_path: Path) -> None:
    (tmp_path / "newest.checkpoint").write_text("nothing\n")
    with pytest.raises(KnihaError):
        heads.sign_head(signers(world), tmp_path, moment=NOW)


def test_who_may_not_export_gets_no_proof(world: World, tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    with pytest.raises(RefusedError):
        proofs.export_proof(world.hand(world.anna), incident, [])
