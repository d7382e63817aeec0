"""Proofs that were given away before an erasure hold after it, against the old head and every new one; new proofs show nothing of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.erasures import PLANTED, follows, planted, told
from tests.runs.log import STEP, Office, log_of
from tests.world import NOW, World, found_world

from kniha.book.erasure.again import erase_again, hold_again, told_by_the_journal
from kniha.book.events.models import Incident
from kniha.book.events.reviewing import decide
from kniha.book.journal import reading
from kniha.book.statements.models import Statement
from kniha.ledger import tree
from kniha.ledger.given import trusting
from kniha.ledger.heads_file import build_heads
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifying_pairs import verify_heads
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs import proofs
from kniha.runs.evidence_of_heads import newest_head
from kniha.vocab.errors import RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def test_an_old_proof_holds_against_the_old_head_and_the_new(world: World, tmp_path: Path) -> None:
    log, office = log_of(world, tmp_path), planted(world)
    log.sign()
    _, old_head = newest_head(log.public)
    proof = proofs.export_proof(world.hand(world.zoya), office.incident, log.public)
    office.erased(office.person)
    log.sign(NOW + STEP)
    _, new_head = newest_head(log.public)
    given = trusting(log.public.checkpoint_keys)
    verdict = verify_proof(proof, given)
    assert all(step.outcome is Outcome.HOLDS for step in verdict.steps), verdict.words
    old, new = (read(head) for head in (old_head, new_head))
    consistency = tree.consistency_proof(old, new, reading.node)
    pair = verify_heads(build_heads(old=old_head, new=new_head, consistency=consistency), given)
    assert all(step.outcome is Outcome.HOLDS for step in pair.steps), pair.words


def read(head: object) -> int:
    return int(head.checkpoint.splitlines()[1])


def test_a_new_proof_of_what_other_sources_support_shows_nothing_of_the_erased(world: World, tmp_path: Path) -> None:
    log, office = log_of(world, tmp_path), planted(world)
    office.erased(office.person)
    decide(world.hand(world.zoya), Incident.objects.get(), decision="returned", words="крыніца страчана")
    log.sign()
    proof = proofs.export_proof(world.hand(world.zoya), office.incident, log.public)
    verdict = verify_proof(proof, trusting(log.public.checkpoint_keys))
    assert all(step.outcome is Outcome.HOLDS for step in verdict.steps), verdict.words
    kinds = [fields["kind"] for table, _, fields in verdict.shown.record if table == "act"]
    assert kinds == ["liberty.arbitrary-arrest"]
    assert not any(table == "involvement" for table, _, _ in verdict.shown.record)
    # Not even how much was erased: that is in entries of its own.
    assert "incident.source_lost" in proof.decode()
    assert not any(word in proof.decode() for word in ("erasure.carried_out", "sealedfield", office.person[1], office.exhibit[1]))


def test_an_incident_without_a_source_is_proven_to_nobody(world: World, tmp_path: Path) -> None:
    log, office = log_of(world, tmp_path), planted(world, alone=True)
    office.erased(office.target)
    log.sign()
    with pytest.raises(RefusedError):
        proofs.export_proof(world.hand(world.zoya), Incident.objects.get(), log.public)


def test_a_register_put_back_behind_an_erasure_erases_again_after_its_seam(world: World, settings: object, tmp_path: Path) -> None:
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path)
    office = planted(world)
    register = Office(world, log_of(world, tmp_path))
    register.head()
    register.make_copy()
    hold = office.held(office.exhibit)
    office.erased(office.person)
    register.head()
    listing = told_by_the_journal()
    register.put_back()
    assert ("book_statement", "text") in told(*PLANTED)
    restore = world.process("restore")
    with pytest.raises(RefusedError):
        erase_again(restore, listing.erasures[0])
    register.seamed()
    assert all(hold_again(restore, held, fields) for held, fields in listing.holds)
    assert [erase_again(restore, listed) for listed in listing.erasures] == [True]
    assert Statement.objects.get(pk=office.statement.pk).text == ""
    assert {name for _, name in told(*PLANTED)} <= {"original_name", "why", "data"}  # of the file that the hold keeps
    assert told_by_the_journal().holds[0][0] == hold.pk
    assert not erase_again(restore, listing.erasures[0])
    follows()
