"""The page of tokens: made after one shows oneself again, shown once, listed, revoked."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.desk.conftest import PASSWORD
from tests.world import World

from kniha.book.access.models import Registrar, Token
from kniha.book.access.tokens import token_of

pytestmark = pytest.mark.django_db

Seat = Callable[[Registrar], Client]


def shown_again(client: Client) -> Client:
    """Who gives their password once more."""
    cache.clear()  # in which allauth counts the tries of a minute, for all tests together
    assert client.post("/sign/again/?next=/tokens/new/", {"password": PASSWORD})["Location"] == "/tokens/new/"
    return client


def today() -> date:
    return datetime.now(settings.OFFICE.zone).date()


def form(**more: object) -> dict[str, object]:
    return {"purpose": "coding", "name": "праграма для кадзіравання", "last_day": (today() + timedelta(days=10)).isoformat()} | more


@pytest.fixture
def sure(vera: Client) -> Client:
    return shown_again(vera)


def made_by(client: Client, **more: object) -> str:
    page = client.post("/tokens/new/", form(**more)).content.decode()
    return re.search(r"<code>(kniha_[\w-]{43})</code>", page)[1]


def test_a_token_is_made_and_opens(sure: Client) -> None:
    words = made_by(sure)
    assert token_of(words, today=today()).purpose == "coding"


def test_it_is_shown_once(sure: Client) -> None:
    words = made_by(sure)
    for address in ("/tokens/", "/tokens/new/", "/staff/"):
        assert words not in sure.get(address).content.decode()
    assert "праграма для кадзіравання" in sure.get("/tokens/").content.decode()


def test_it_is_revoked_with_one_press(sure: Client) -> None:
    made_by(sure)
    sure.post(f"/tokens/{Token.objects.get().pk}/revocation/")
    assert Token.objects.get().revoked_on == today()
    assert "revoked" in sure.get("/tokens/").content.decode()


def test_a_custodian_sees_and_revokes_those_of_others(sure: Client, at_desk: Seat, world: World) -> None:
    made_by(sure)
    boris = at_desk(world.boris)
    page = boris.get("/tokens/").content.decode()
    assert "Vera" in page
    boris.post(f"/tokens/{Token.objects.get().pk}/revocation/")
    assert Token.objects.get().revoked_on


def test_each_language_has_its_page(sure: Client) -> None:
    made_by(sure)
    for language, word in (("be", "Токены для праграм"), ("ru", "Токены для программ"), ("en", "Tokens for programs")):
        assert word in sure.get("/tokens/", headers={"accept-language": language}).content.decode()


def test_whoever_did_not_show_themselves_again_is_asked_to(vera: Client) -> None:
    for answer in (vera.get("/tokens/new/"), vera.post("/tokens/new/", form())):
        assert answer.status_code == 302
        assert "/again/" in answer["Location"] or "reauthenticate" in answer["Location"]
    assert not Token.objects.exists()


@pytest.mark.parametrize("wrong", [{"purpose": "everything"}, {"name": " "}, {"last_day": "2020-08-09"}, {"last_day": "soon"}])
def test_what_does_not_fit_is_said_beside_the_form(sure: Client, wrong: dict[str, object]) -> None:
    page = sure.post("/tokens/new/", form(**wrong))
    assert page.status_code == 200
    assert b"errorlist" in page.content
    assert not Token.objects.exists()


def test_without_a_second_factor_there_is_none_outside_the_demo(at_desk: Seat, world: World) -> None:
    client = shown_again(at_desk(world.vera, second_factor=False))
    assert client.post("/tokens/new/", form())["Location"] == "/sign/second/"
    assert not Token.objects.exists()


def test_the_demo_makes_one_with_a_password_alone(at_desk: Seat, world: World, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert made_by(shown_again(at_desk(world.vera, second_factor=False)))


def test_marek_neither_sees_nor_revokes_veras(sure: Client, marek: Client) -> None:
    made_by(sure)
    assert "праграма для кадзіравання" not in marek.get("/tokens/").content.decode()
    assert marek.post(f"/tokens/{Token.objects.get().pk}/revocation/").status_code == 404
    assert not Token.objects.get().revoked_on
