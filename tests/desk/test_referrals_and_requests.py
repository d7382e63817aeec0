"""Help offered on a person's page; requests of persons named, decided by a lawyer. Both wait on the first page when their day comes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.journal import reading
from kniha.book.people.models import Referral
from kniha.book.work.models import Request

pytestmark = pytest.mark.django_db


def soon() -> str:
    return (datetime.now(UTC).date() + timedelta(days=3)).isoformat()


def offer(client: Client, filed: Filed, **more: object) -> object:
    return client.post(f"/people/{filed.statement.source_id}/referrals/", {"kind": "medical", "words": "лекар", "next_look": soon()} | more)


def note(client: Client, world: World, **more: object) -> object:
    form = {"kind": "access", "compartment": world.first.pk, "received_on": "2026-01-10", "words": "што пра мяне запісана?"}
    return client.post("/requests/", form | more)


def test_help_is_offered_waits_for_its_day_and_is_followed_up(vera: Client, filed: Filed) -> None:
    assert offer(vera, filed).status_code == 302
    assert "Help to follow up" in vera.get("/").content.decode()
    assert "лекар" in vera.get(f"/people/{filed.statement.source_id}/").content.decode()
    vera.post(f"/referrals/{Referral.objects.get().pk}/", {"state": "followed-up"})
    assert Referral.objects.get().state == "followed-up"
    assert "Help to follow up" not in vera.get("/").content.decode()


def test_a_request_is_noted_and_decided_by_a_lawyer(vera: Client, zoya: Client, filed: Filed, world: World) -> None:
    assert note(vera, world).status_code == 302
    request = Request.objects.get()
    assert (request.due - request.received_on).days == 30
    assert "што пра мяне запісана?" in zoya.get("/requests/").content.decode()
    zoya.post(f"/requests/{request.pk}/", {"state": "refused", "answer": "ідзе следства"})
    assert Request.objects.get().state == "refused"
    assert "ідзе следства" in vera.get("/requests/").content.decode()


@pytest.mark.parametrize("next_look", ["", "2020-01-01", "nonsense"])
def test_help_under_way_has_a_day_ahead(vera: Client, filed: Filed, next_look: str) -> None:
    before = reading.size()
    assert offer(vera, filed, next_look=next_look).status_code == 200
    assert reading.size() == before


def test_help_that_has_ended_is_not_followed_again(vera: Client, filed: Filed) -> None:
    offer(vera, filed)
    referral = Referral.objects.get().pk
    vera.post(f"/referrals/{referral}/", {"state": "declined"})
    assert "ended already" in vera.post(f"/referrals/{referral}/", {"state": "followed-up"}).content.decode()


@pytest.mark.parametrize(
    ("more", "told"), [({"words": ""}, "required"), ({"received_on": "9999-01-01"}, "up to today"), ({"kind": "x"}, "valid choice")]
)
def test_what_is_no_request_is_said(vera: Client, world: World, more: dict[str, str], told: str) -> None:
    assert told in note(vera, world, **more).content.decode()
    assert not Request.objects.exists()


def test_a_refusal_without_words_and_a_decision_by_no_lawyer_change_nothing(vera: Client, zoya: Client, world: World) -> None:
    note(vera, world)
    request = Request.objects.get().pk
    assert "ground" in zoya.post(f"/requests/{request}/", {"state": "refused", "answer": "не"}).content.decode()
    assert vera.post(f"/requests/{request}/", {"state": "granted", "answer": "добра, няхай"}).status_code == 403
    assert Request.objects.get().state == "open"


def test_another_compartment_sees_no_request_and_no_help(marek: Client, vera: Client, filed: Filed, world: World) -> None:
    note(vera, world)
    offer(vera, filed)
    assert "што пра мяне" not in marek.get("/requests/").content.decode()
    assert note(marek, world).status_code == 200
    assert marek.post(f"/requests/{Request.objects.get().pk}/", {"state": "granted", "answer": "няхай"}).status_code == 404
    assert marek.post(f"/referrals/{Referral.objects.get().pk}/", {"state": "declined"}).status_code == 404
    assert offer(marek, filed).status_code == 404
    assert Request.objects.count() == 1
