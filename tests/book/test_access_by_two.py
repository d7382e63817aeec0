"""Access is changed by two, never by who gains; a frozen account comes back by two as well. Anna and Boris grant; Vera and Zoya gain."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from tests.desk.conftest import PASSWORD, account
from tests.world import World, found_world

from kniha.book.access import queries
from kniha.book.access.actions import freeze
from kniha.book.access.models import HandedHalf, Membership, Proposal, Registrar
from kniha.book.access.proposing import ProposalDraft, carry_out, propose, turn_down
from kniha.book.journal import reading
from kniha.book.statements import queries as statements
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def by_two(world: World, draft: ProposalDraft) -> Proposal:
    return carry_out(world.hand(world.boris), propose(world.hand(world.anna), draft).proposal).proposal


def test_a_proposal_changes_nothing_until_another_carries_it_out(world: World):
    asked = propose(world.hand(world.anna), ProposalDraft("give-role", world.vera, role="lawyer")).proposal
    assert "lawyer" not in queries.roles(world.vera)
    done = carry_out(world.hand(world.boris), asked).proposal
    assert "lawyer" in queries.roles(world.vera)
    assert (done.state, done.decided_by) == ("carried-out", world.boris)


def test_a_registrar_is_enrolled_admitted_and_dismissed(world: World):
    by_two(world, ProposalDraft("enrol", name=" Olha ", role="medic"))
    olha = Registrar.objects.get(name="Olha")
    world.report()
    assert not statements.statements(olha).exists()
    by_two(world, ProposalDraft("admit", olha, world.first))
    assert statements.statements(olha).exists()
    by_two(world, ProposalDraft("admit-keeper", olha, world.first))
    assert Membership.objects.get(registrar=olha).keeper
    by_two(world, ProposalDraft("dismiss", olha, world.first))
    assert not statements.statements(olha).exists()


def test_a_frozen_account_comes_back_by_two(world: World):
    freeze(world.hand(world.boris), world.vera)
    by_two(world, ProposalDraft("thaw", Registrar.objects.get(pk=world.vera.pk)))
    assert not Registrar.objects.get(pk=world.vera.pk).frozen


def test_the_entry_names_both(world: World):
    by_two(world, ProposalDraft("give-role", world.vera, role="lawyer"))
    (entry,) = reading.entries(start=reading.size() - 1, stop=reading.size())
    assert entry.skeleton.action == "role.given"
    assert entry.told()["granted_by"] == [world.anna.pk, world.boris.pk]


def test_a_proposal_is_withdrawn_by_who_made_it_and_refused_by_another(world: World):
    anna, boris = world.hand(world.anna), world.hand(world.boris)
    draft = ProposalDraft("give-role", world.vera, role="lawyer")
    assert turn_down(anna, propose(anna, draft).proposal).state == "withdrawn"
    assert turn_down(boris, propose(anna, draft).proposal).state == "refused"
    assert "lawyer" not in queries.roles(world.vera)


def test_nobody_carries_out_what_they_proposed(world: World):
    anna = world.hand(world.anna)
    asked = propose(anna, ProposalDraft("give-role", world.vera, role="lawyer")).proposal
    with pytest.raises(RefusedError, match="two registrars"):
        carry_out(anna, asked)


def test_nobody_gains_by_their_own_proposal_or_decision(world: World):
    with pytest.raises(RefusedError, match="own access"):
        propose(world.hand(world.anna), ProposalDraft("give-role", world.anna, role="lawyer"))
    asked = propose(world.hand(world.anna), ProposalDraft("give-role", world.boris, role="lawyer")).proposal
    with pytest.raises(RefusedError, match="own access"):
        carry_out(world.hand(world.boris), asked)
    with pytest.raises(RefusedError, match="own access"):
        turn_down(world.hand(world.boris), asked)


@pytest.mark.parametrize("name", ["vera", "zoya", "marek"])
def test_who_does_not_grant_neither_proposes_nor_decides_nor_sees(world: World, name: str):
    registrar = getattr(world, name)
    asked = propose(world.hand(world.anna), ProposalDraft("give-role", world.vera, role="lawyer")).proposal
    for action in (
        lambda hand: propose(hand, ProposalDraft("open-compartment", name="Own")),
        lambda hand: carry_out(hand, asked),
        lambda hand: turn_down(hand, asked),
    ):
        with pytest.raises(RefusedError, match="this needs the role"):
            action(world.hand(registrar))
    assert not queries.proposals(registrar).exists()
    with pytest.raises(NotFoundError):
        queries.proposal(registrar, asked.pk)


def test_what_a_frozen_registrar_proposed_is_not_carried_out(world: World):
    asked = propose(world.hand(world.anna), ProposalDraft("give-role", world.vera, role="lawyer")).proposal
    freeze(world.hand(world.boris), world.anna)
    with pytest.raises(ConflictError, match="may not propose it any more"):
        carry_out(world.hand(world.boris), asked)


def test_a_proposal_is_decided_once(world: World):
    done = by_two(world, ProposalDraft("give-role", world.vera, role="lawyer"))
    for late in (carry_out, turn_down):
        with pytest.raises(ConflictError, match="decided already"):
            late(world.hand(world.boris), done)


def test_the_same_is_not_proposed_twice(world: World):
    draft = ProposalDraft("give-role", world.vera, role="lawyer")
    propose(world.hand(world.anna), draft)
    with pytest.raises(ConflictError, match="proposed already"):
        propose(world.hand(world.boris), draft)


def test_what_would_change_nothing_is_refused_at_once_and_nothing_is_entered(world: World):
    before = reading.size()
    for draft, why in (
        (ProposalDraft("give-role", world.vera, role="clerk"), "holds this role already"),
        (ProposalDraft("take-role", world.vera, role="lawyer"), "does not hold"),
        (ProposalDraft("admit", world.vera, world.first), "member of this compartment already"),
        (ProposalDraft("dismiss", world.vera, world.second), "no member"),
        (ProposalDraft("thaw", world.vera), "not frozen"),
        (ProposalDraft("enrol", name="Vera", role="clerk"), "under this name"),
        (ProposalDraft("open-compartment", name="First"), "of this title"),
    ):
        with pytest.raises(ConflictError, match=why):
            propose(world.hand(world.anna), draft)
    assert reading.size() == before


def test_an_administrator_sees_no_content(world: World):
    with pytest.raises(RefusedError, match="sees no content"):
        propose(world.hand(world.anna), ProposalDraft("admit", world.boris, world.first))
    with pytest.raises(RefusedError, match="sees no content"):
        propose(world.hand(world.anna), ProposalDraft("give-role", world.vera, role="administrator"))


def test_two_who_grant_are_always_left(world: World):
    by_two(world, ProposalDraft("give-role", world.zoya, role="custodian"))
    freeze(world.hand(world.boris), world.anna)
    with pytest.raises(RefusedError, match="fewer than two"):
        propose(world.hand(world.boris), ProposalDraft("take-role", world.zoya, role="custodian"))


def test_a_change_names_what_it_needs_and_nothing_else(world: World):
    for bad in ({"registrar": world.vera}, {"role": "clerk"}, {"registrar": world.vera, "role": "clerk", "name": "x"}):
        with pytest.raises(MalformedError, match="registrar and role"):
            ProposalDraft("give-role", **bad)
    with pytest.raises(UnknownTermError):
        ProposalDraft("make-king", world.vera)
    with pytest.raises(UnknownTermError):
        ProposalDraft("give-role", world.vera, role="king")


def test_who_is_enrolled_signs_in_with_both_halves_of_a_password(world: World):
    first = propose(world.hand(world.anna), ProposalDraft("enrol", name="Вольга Ціхая", role="medic"))
    second = carry_out(world.hand(world.boris), first.proposal)
    login = "вольга.ціхая"
    assert (first.handed.login, second.handed.login) == (login, login)
    assert authenticate(username=login, password=f"{first.handed.half}-{second.handed.half}").sign_in.registrar.name == "Вольга Ціхая"
    assert first.handed.half != second.handed.half
    assert not HandedHalf.objects.exists()


def test_neither_half_alone_signs_in(world: World):
    first = propose(world.hand(world.anna), ProposalDraft("enrol", name="Olha", role="medic"))
    second = carry_out(world.hand(world.boris), first.proposal)
    for half in (first.handed.half, second.handed.half, f"{second.handed.half}-{first.handed.half}"):
        assert authenticate(username="olha", password=half) is None


def test_a_lost_sign_in_is_given_anew_without_its_second_factor(world: World):
    user = account(world.vera)
    first = propose(world.hand(world.anna), ProposalDraft("reset-sign-in", world.vera))
    second = carry_out(world.hand(world.boris), first.proposal)
    assert authenticate(username=user.username, password=PASSWORD) is None
    assert authenticate(username=user.username, password=f"{first.handed.half}-{second.handed.half}") == user
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_proposal_that_came_to_nothing_leaves_no_half_of_a_password(world: World):
    first = propose(world.hand(world.anna), ProposalDraft("enrol", name="Olha", role="medic"))
    turn_down(world.hand(world.boris), first.proposal)
    assert not HandedHalf.objects.exists()
    assert not User.objects.filter(username="olha").exists()


@pytest.mark.parametrize("name", ["vera", " VERA ", "Vera!"])
def test_no_two_registrars_share_a_login(world: World, name: str):
    with pytest.raises(ConflictError, match="under this name"):
        propose(world.hand(world.anna), ProposalDraft("enrol", name=name, role="medic"))


def test_a_name_without_letters_is_no_name(world: World):
    with pytest.raises(MalformedError, match="letters"):
        propose(world.hand(world.anna), ProposalDraft("enrol", name="№ 77", role="medic"))
