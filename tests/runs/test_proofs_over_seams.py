"""Proofs go over seams: what was proven before a restore still is, and what was put back is proven under the new origin."""

import pytest
from tests.runs.log import Office, go_on
from tests.world import CHECKED

from kniha.book.events.models import Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.ledger.given import Given, trusting
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs import proofs

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


def given(office: Office) -> Given:
    return trusting((*office.log.public.checkpoint_keys, *office.log.public.custodian_keys))


def accepted(office: Office) -> Incident:
    incident, _, _ = office.world.opened()
    send_to_review(office.world.hand(office.world.vera), incident)
    decide(office.world.hand(office.world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    return incident


def lose(office: Office, count: int) -> None:
    """Let some entries be made and signed, put the copy back, and let the log begin again."""
    go_on(office.world, count)
    office.head()
    office.put_back()
    office.seamed()
    go_on(office.world, 2)
    office.head()


def test_a_proof_made_before_the_restore_and_one_made_after_both_hold(office: Office) -> None:
    incident = accepted(office)
    office.head()
    office.make_copy()
    before = proofs.build(incident, office.log.public)
    lose(office, 4)
    after = proofs.build(incident, office.log.public)
    for proof in (before, after):
        verdict = verify_proof(proof, given(office))
        assert verdict.holds, verdict.words
    assert before != after


def test_a_proof_holds_over_a_seam_whose_own_entry_was_lost(office: Office) -> None:
    incident = accepted(office)
    office.head()
    office.make_copy()
    for count in (4, 7):  # the same copy is put back twice
        lose(office, count)
    verdict = verify_proof(proofs.build(incident, office.log.public), given(office))
    assert verdict.holds, verdict.words


def test_a_proof_over_a_seam_of_strangers_does_not_hold(office: Office) -> None:
    incident = accepted(office)
    office.head()
    office.make_copy()
    lose(office, 4)
    proof = proofs.build(incident, office.log.public)
    first_two = trusting((*office.log.public.checkpoint_keys, *office.log.public.custodian_keys[:2]))
    assert not verify_proof(proof, first_two).holds
