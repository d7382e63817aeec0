"""Tasks at the desk: given where the thing is, found where the day begins, closed in one click."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.journal import reading
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.work.models import Task

pytestmark = pytest.mark.django_db


def give(client: Client, filed: Filed, world: World, **more: object) -> object:
    form = {"kind": "read", "assignee": world.zoya.pk, "words": "калі ласка"} | more
    return client.post(f"/statements/{filed.statement.pk}/tasks/", form)


def test_a_task_is_given_and_waits_on_the_first_page(vera: Client, zoya: Client, filed: Filed, world: World) -> None:
    assert give(vera, filed, world).status_code == 302
    for address in ("/", "/tasks/"):
        page = zoya.get(address).content.decode()
        assert "калі ласка" in page
        assert f"/statements/{filed.statement.pk}/" in page
    assert "калі ласка" in vera.get("/tasks/").content.decode()


@pytest.mark.parametrize(("how", "state"), [("done", "done"), ("back", "handed-back")])
def test_a_task_ends_and_who_asked_sees_it(vera: Client, zoya: Client, filed: Filed, world: World, how: str, state: str) -> None:
    give(vera, filed, world)
    zoya.post(f"/tasks/{Task.objects.get().pk}/", {"how": how, "answer": "гатова"})
    assert Task.objects.get().state == state
    assert "гатова" in vera.get("/").content.decode()


def test_a_task_is_handed_on_and_taken_back(vera: Client, zoya: Client, filed: Filed, world: World) -> None:
    give(vera, filed, world)
    task = Task.objects.get().pk
    zoya.post(f"/tasks/{task}/", {"how": "on", "colleague": world.vera.pk})
    assert Task.objects.get().assignee == world.vera
    vera.post(f"/tasks/{task}/", {"how": "not-needed"})
    assert Task.objects.get().state == "taken-back"


def test_a_task_about_an_incident_and_about_a_person(vera: Client, office: World, filed: Filed) -> None:
    incident, _, _ = office.opened()
    for address in (f"/incidents/{incident.number}/tasks/", f"/people/{filed.statement.source_id}/tasks/"):
        assert vera.post(address, {"kind": "see", "assignee": office.zoya.pk, "words": "глядзі"}).status_code == 302
        assert "глядзі" in vera.get(address).content.decode()


def test_a_risk_to_look_at_again_is_on_the_first_page(vera: Client, filed: Filed, world: World) -> None:
    hand = world.hand(world.vera)
    assess_risk(hand, filed.statement.source, RiskDraft("medium", (), "", hand.today + timedelta(days=2)))
    assert "Risk to look at again" in vera.get("/").content.decode()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"kind": "examine"}, "none of the roles"),
        ({"kind": "see", "words": " "}, "A note says something"),
        ({"due": "2020-01-01"}, "from today on"),
        ({"assignee": "0" * 32}, "Select a valid choice"),
        ({"words": "Я" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_entered(
    vera: Client, filed: Filed, world: World, more: dict[str, str], told: str
) -> None:
    before = reading.size()
    assert told in give(vera, filed, world, **more).content.decode()
    assert reading.size() == before


def test_a_forged_end_of_anothers_task_changes_nothing(vera: Client, marek: Client, filed: Filed, world: World) -> None:
    give(vera, filed, world)
    task = Task.objects.get().pk
    assert vera.post(f"/tasks/{task}/", {"how": "done"}).status_code == 403
    assert marek.post(f"/tasks/{task}/", {"how": "done"}).status_code == 404
    assert marek.post(f"/tasks/{task}/", {"how": "nonsense"}).status_code == 404
    assert Task.objects.get().state == "open"


def test_a_task_is_not_handed_on_to_somebody_of_another_compartment(vera: Client, zoya: Client, filed: Filed, world: World) -> None:
    give(vera, filed, world)
    for colleague in (world.marek.pk, "", "x"):
        assert zoya.post(f"/tasks/{Task.objects.get().pk}/", {"how": "on", "colleague": colleague}).status_code == 404
    assert Task.objects.get().assignee == world.zoya
