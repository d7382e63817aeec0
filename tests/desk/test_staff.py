"""The staff's pages: who works here, changes of access by two, one click that freezes. Anna and Boris grant; Vera does not."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.access import queries
from kniha.book.access.models import Proposal, Registrar
from kniha.book.access.proposing import ProposalDraft, propose
from kniha.book.journal import reading

pytestmark = pytest.mark.django_db

Seat = Callable[[Registrar], Client]


@pytest.fixture
def anna(at_desk: Seat, world: World) -> Client:
    return at_desk(world.anna)


@pytest.fixture
def boris(at_desk: Seat, world: World) -> Client:
    return at_desk(world.boris)


def waiting(world: World, kind: str = "give-role", **more: object) -> str:
    draft = ProposalDraft(kind, **({"registrar": world.vera, "role": "lawyer"} if kind == "give-role" else more))
    return propose(world.hand(world.anna), draft).proposal.pk


def test_who_grants_sees_everybody(anna: Client) -> None:
    page = anna.get("/staff/").content.decode()
    assert all(name in page for name in ("Anna", "Boris", "Vera", "Zoya", "Marek"))
    assert "Changes of access" in page


def test_others_see_those_of_their_compartments(vera: Client) -> None:
    page = vera.get("/staff/").content.decode()
    assert "Zoya" in page
    assert "Marek" not in page
    assert "Changes of access" not in page
    assert "Freeze" not in page


def test_one_proposes_and_another_carries_it_out(anna: Client, boris: Client, world: World) -> None:
    anna.post("/staff/proposals/", {"kind": "give-role", "registrar": world.vera.pk, "role": "lawyer", "words": "бракуе юристаў"})
    asked = Proposal.objects.get()
    assert "бракуе юристаў" in boris.get("/staff/proposals/").content.decode()
    assert boris.post(f"/staff/proposals/{asked.pk}/carrying-out/").status_code == 302
    assert "lawyer" in queries.roles(world.vera)


def test_who_proposed_is_offered_to_withdraw_and_nothing_else(anna: Client, world: World) -> None:
    asked = waiting(world)
    page = anna.get("/staff/proposals/").content.decode()
    assert "Withdraw" in page
    assert "Carry out" not in page
    anna.post(f"/staff/proposals/{asked}/refusal/")
    assert Proposal.objects.get().state == "withdrawn"


def test_each_of_the_two_is_shown_a_half_of_the_password_once(anna: Client, boris: Client, nobody: Client) -> None:
    first = anna.post("/staff/proposals/", {"kind": "enrol", "name": "Вольга Ціхая", "role": "medic"}).content.decode()
    asked = Proposal.objects.get()
    second = boris.post(f"/staff/proposals/{asked.pk}/carrying-out/").content.decode()
    halves = [re.search(r"<code>((?:[a-z2-9]{4}-){2}[a-z2-9]{4})</code>", page)[1] for page in (first, second)]
    assert all(half not in client.get("/staff/proposals/").content.decode() for half in halves for client in (anna, boris))
    answer = nobody.post("/sign/in/", {"login": "вольга.ціхая", "password": "-".join(halves)})
    assert answer.status_code == 302


def test_one_click_freezes_and_the_account_does_nothing_any_more(boris: Client, vera: Client, world: World) -> None:
    assert boris.post(f"/staff/{world.vera.pk}/freezing/").status_code == 302
    assert vera.get("/statements/").status_code == 403
    assert "frozen" in boris.get("/staff/").content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "give-role", "role": "lawyer"}, "This change needs it."),
        ({"kind": "give-role", "registrar": "vera", "role": "lawyer", "name": "x"}, "has no use for it"),
        ({"kind": "give-role", "registrar": "vera", "role": "clerk"}, "holds this role already"),
        ({"kind": "give-role", "registrar": "vera", "role": "administrator"}, "sees no content"),
        ({"kind": "enrol", "name": "77", "role": "clerk"}, "with letters in it"),
        ({"kind": "make-king", "registrar": "vera"}, "Select a valid choice"),
        ({"kind": "give-role", "registrar": "anna", "role": "lawyer"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_entered(anna: Client, world: World, typed: dict[str, str], told: str) -> None:
    before = reading.size()
    data = typed | ({"registrar": getattr(world, typed["registrar"]).pk} if "registrar" in typed else {})
    assert told in anna.post("/staff/proposals/", data).content.decode()
    assert reading.size() == before


def test_who_does_not_grant_finds_no_proposals_and_freezes_nobody(vera: Client, world: World) -> None:
    asked = waiting(world)
    assert vera.get("/staff/proposals/").status_code == 404
    assert vera.post(f"/staff/proposals/{asked}/carrying-out/").status_code == 404
    assert vera.post(f"/staff/{world.zoya.pk}/freezing/").status_code == 403
    assert vera.post(f"/staff/{world.marek.pk}/freezing/").status_code == 404
    assert not Registrar.objects.filter(frozen=True).exists()


def test_who_proposed_cannot_forge_the_second_hand(anna: Client, world: World) -> None:
    asked = waiting(world)
    answer = anna.post(f"/staff/proposals/{asked}/carrying-out/")
    assert answer.status_code == 403
    assert "neither of them alone" in answer.content.decode()
    assert "lawyer" not in queries.roles(world.vera)


def test_what_was_read_is_shown_to_who_grants_and_to_nobody_else(anna: Client, vera: Client, filed: Filed) -> None:
    vera.get(f"/statements/{filed.statement.pk}/")
    page = anna.get("/staff/uses/").content.decode()
    assert "statements read" in page
    assert vera.get("/staff/uses/").status_code == 404


@pytest.mark.parametrize("day", ["2020-01-01", "9999-12-31", "nonsense", ""])
def test_any_day_may_be_asked_for(anna: Client, day: str) -> None:
    assert anna.get(f"/staff/uses/?day={day}").status_code == 200
