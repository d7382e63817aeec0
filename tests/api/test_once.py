"""A thing is done once, however often its request arrives. On both databases; two at once on the one that has two at once."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.api.conftest import Given, Program, today
from tests.world import World, found_world

from kniha.book.access import answering
from kniha.book.access.actions import admit_member
from kniha.book.access.models import KeptAnswer, Membership
from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.journal import reading
from kniha.book.statements.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KEY = "a-key-of-16-letters"


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def coding(given: Given, world: World) -> Program:
    return given(world.vera, "coding")


@pytest.fixture
def address(world: World) -> str:
    return f"/statements/{world.report().pk}/accounts"


def test_the_same_request_under_the_same_key_is_done_once_and_answered_alike(coding: Program, address: str) -> None:
    first = coding.post(address, {"kinds": []}, key=KEY)
    size = reading.size()
    again = coding.post(address, {"kinds": []}, key=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert (Account.objects.count(), reading.size()) == (1, size)


def test_another_key_is_another_request(coding: Program, address: str) -> None:
    assert coding.did(address, {})["id"] != coding.did(address, {})["id"]


def test_a_key_that_came_with_another_request_is_refused(coding: Program, address: str) -> None:
    coding.post(address, {}, key=KEY)
    for path, sent in (
        (address, {"kinds": ["integrity.physical-assault"]}),
        (f"/accounts/{Account.objects.get().pk}/mentions", {"role": "victim"}),
    ):
        answer = coding.post(path, sent, key=KEY)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:kniha:problem:key-used")
    assert Account.objects.count() == 1


def test_what_was_refused_takes_no_key(coding: Program, address: str) -> None:
    wrong = {"passages": [{"about": "act", "start": 0, "end": 100_000}]}
    assert coding.post(address, wrong, key=KEY).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert coding.post(address, {}, key=KEY).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 65, "з" * 16, "a key with spaces in it"])
def test_a_key_that_is_none_is_refused(coding: Program, address: str, key: str) -> None:
    answer = coding.client.post(f"/api/v1{address}", {}, content_type="application/json", headers={"idempotency-key": key})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:kniha:problem:no-key")
    assert not Account.objects.exists()


def test_without_a_key_nothing_is_done(coding: Program, address: str) -> None:
    answer = coding.client.post(f"/api/v1{address}", {}, content_type="application/json")
    assert "Idempotency-Key" in answer.json()["title"]
    assert not Account.objects.exists()


def test_keys_of_two_tokens_do_not_meet(given: Given, world: World, coding: Program, address: str) -> None:
    other = given(world.vera, "coding")
    assert coding.post(address, {}, key=KEY).json() != other.post(address, {}, key=KEY).json()


def test_what_is_kept_holds_ids_alone(coding: Program, address: str) -> None:
    coding.post(address, {"mentions": [{"role": "victim", "name": "Іван Невядомы"}]}, key=KEY)
    kept = KeptAnswer.objects.values().get()
    assert set(kept["answer"]) == {"kind", "id", "href"}
    assert "Невядомы" not in str(kept)


def test_a_kept_answer_is_not_given_to_one_who_may_not_know_of_it_any_more(world: World, coding: Program, address: str) -> None:
    coding.post(address, {}, key=KEY)
    dismissed = propose(world.hand(world.anna), ProposalDraft("dismiss", world.vera, world.first)).proposal
    carry_out(world.hand(world.boris), dismissed)
    assert not Membership.objects.filter(registrar=world.vera).exists()
    answer = coding.post(address, {}, key=KEY)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:kniha:problem:not-found")
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, world.vera)
    assert coding.post(address, {}, key=KEY).status_code == 201


def test_a_key_is_free_again_after_two_days(coding: Program, address: str) -> None:
    coding.post(address, {}, key=KEY)
    KeptAnswer.objects.update(at=today() - answering.KEPT_FOR - timedelta(minutes=1))
    coding.post(address, {}, key=KEY)
    assert Account.objects.count() == 2


def test_what_fails_after_the_action_leaves_neither_the_act_nor_the_key(coding: Program, address: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the trigger that stands for a full disk is written for SQLite")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER full BEFORE UPDATE ON book_keptanswer BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    size, coding.client.raise_request_exception = reading.size(), False
    answer = coding.post(address, {}, key=KEY)
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "disk" not in answer.content.decode()
    assert (reading.size(), Account.objects.count(), KeptAnswer.objects.count()) == (size, 0, 0)
