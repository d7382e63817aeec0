"""What opens the interface: a token in use, for its purpose, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.api.conftest import Given, Program, today
from tests.desk.conftest import Filed, account
from tests.world import World

from kniha.book.access.actions import freeze
from kniha.book.access.models import Token
from kniha.book.access.tokens import revoke_token

pytestmark = pytest.mark.django_db


def test_a_token_says_for_whom_and_for_what_it_is(given: Given, world: World) -> None:
    told = given(world.vera, "coding").read("/me")
    assert (told["registrar"], told["roles"], told["purpose"]) == ("Vera", ["clerk", "investigator"], "coding")


def test_without_a_token_nothing_opens() -> None:
    answer = Program().get("/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:kniha:problem:no-token"


@pytest.mark.parametrize("shown", ["Bearer", "Bearer ", "Bearer kniha_" + "A" * 43, "Basic dmVyYTp4", "kniha_" + "A" * 43, "Bearer é"])
def test_what_is_no_token_opens_nothing(db: None, shown: str) -> None:
    assert Client(headers={"authorization": shown}).get("/api/v1/me").status_code == 401


def test_a_token_that_is_over_or_revoked_opens_nothing(given: Given, world: World) -> None:
    late, gone = given(world.vera, "reading"), given(world.vera, "reading")
    first, second = Token.objects.order_by("made_on", "pk")
    assert {late.get("/me").status_code, gone.get("/me").status_code} == {200}
    Token.objects.filter(pk=first.pk).update(last_day=today().date() - timedelta(days=1))
    revoke_token(world.hand(world.vera, today()), second)
    assert {late.get("/me").status_code, gone.get("/me").status_code} == {401}


def test_a_frozen_account_answers_as_if_it_had_no_token(given: Given, world: World) -> None:
    program = given(world.vera, "reading")
    freeze(world.hand(world.anna), world.vera)
    assert program.get("/me").status_code == 401


def test_a_token_of_another_purpose_is_told_which_it_takes(given: Given, world: World, filed: Filed) -> None:
    answer = given(world.vera, "reading").post(f"/statements/{filed.statement.pk}/accounts", {})
    assert answer.status_code == 403
    assert answer.json()["title"] == "This token is for something else. It takes a token for: coding statements."
    assert not filed.statement.accounts.exists()


def test_the_purpose_is_told_in_each_language(given: Given, world: World) -> None:
    for language, words in (("be", "праца з падзеямі"), ("ru", "работа с событиями")):
        assert words in given(world.vera, "reading", language).post("/incidents", {}).json()["title"]


def test_a_session_of_the_desk_opens_nothing_here(world: World) -> None:
    client = Client()
    client.force_login(account(world.vera))
    assert client.get("/").status_code == 200
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert not answer.cookies


def test_a_token_opens_nothing_at_the_desk(given: Given, world: World) -> None:
    answer = given(world.vera, "reading").client.get("/statements/")
    assert answer.status_code == 302


def test_a_token_gives_no_cookie_and_lies_in_no_cache(given: Given, world: World) -> None:
    answer = given(world.vera, "reading").get("/statements")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_whoever_lost_their_role_is_refused_by_the_book(given: Given, world: World, filed: Filed) -> None:
    answer = given(world.zoya, "coding").post(f"/statements/{filed.statement.pk}/accounts", {})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:kniha:problem:refused"
