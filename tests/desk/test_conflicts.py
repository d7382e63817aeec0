"""Conflicts of interest, questions to the whole register and canaries, as they stand on the desk."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from tests.desk.conftest import Filed
from tests.desk.test_outsiders import hint_to
from tests.erasures import keeper
from tests.world import World

from kniha.book.access.conflicts import keep_out, step_aside
from kniha.book.access.models import Conflict, Interest, Use
from kniha.book.people.models import Canary
from kniha.runs.indexing import follow
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


def test_who_steps_aside_finds_it_no_more(vera: Client, zoya: Client, filed: Filed):
    address = f"/statements/{filed.statement.pk}/"
    assert vera.get(f"{address}conflicts/").status_code == 200
    answer = vera.post(f"{address}conflicts/", {"whom": "me", "own-ground": "kin", "own-words": ""}, follow=True)
    assert "kept from you" in answer.content.decode()
    for page in (address, f"{address}conflicts/", f"/exhibits/{filed.picture.pk}/", f"/people/{filed.statement.source_id}/"):
        assert vera.get(page).status_code == 404, page
    assert filed.statement.pk not in vera.get("/statements/").content.decode()
    assert zoya.get(address).status_code == 200


def test_a_lawyer_keeps_a_colleague_out_and_two_lift_it(
    vera: Client, zoya: Client, at_desk: Callable[..., Client], office: World, filed: Filed
):
    address = f"/statements/{filed.statement.pk}/conflicts/"
    told = {"whom": "colleague", "colleague-registrar": office.vera.pk, "colleague-ground": "former-unit", "colleague-words": ""}
    assert "Keep a colleague out" not in vera.get(address).content.decode()
    zoya.post(address, told)
    conflict = Conflict.objects.get()
    assert vera.get(address).status_code == 404
    kira = at_desk(keeper(office))
    zoya.post(f"/conflicts/{conflict.pk}/", {"decision": "lift"})
    assert zoya.post(f"/conflicts/{conflict.pk}/", {"decision": "lift"}).status_code == 403
    kira.post(f"/conflicts/{conflict.pk}/", {"decision": "lift"})
    assert Conflict.objects.get().state == "lifted"
    assert vera.get(address).status_code == 200


def test_another_ground_without_words_is_said_on_the_form(vera: Client, filed: Filed):
    address = f"/statements/{filed.statement.pk}/conflicts/"
    answer = vera.post(address, {"whom": "me", "own-ground": "other", "own-words": ""})
    assert "says which" in answer.content.decode()
    assert not Conflict.objects.exists()


def test_nobody_gives_the_ground_of_the_screening(vera: Client, filed: Filed):
    vera.post(f"/statements/{filed.statement.pk}/conflicts/", {"whom": "me", "own-ground": "declared", "own-words": ""})
    assert not Conflict.objects.exists()


def test_declared_names_are_sealed_and_shown_to_nobody_again(vera: Client, office: World):
    vera.post("/conflicts/mine/", {"kind": "own-names", "names": "Зымдраліна Квазюк"})
    assert Interest.objects.count() == 1
    assert "Зымдраліна" not in vera.get("/conflicts/mine/").content.decode()
    assert "own names" in vera.get("/conflicts/mine/").content.decode()


def test_a_task_is_not_given_to_whom_it_is_kept_from(zoya: Client, office: World, filed: Filed):
    keep_out(office.hand(office.zoya), filed.statement, office.vera, ground="kin", words="")
    answer = zoya.post(f"/statements/{filed.statement.pk}/tasks/", {"kind": "read", "assignee": office.vera.pk, "words": ""})
    assert "may see what it is about" in answer.content.decode()


def test_a_keeper_answers_a_hint_and_the_asker_reads_the_answer_alone(
    vera: Client, at_desk: Callable[..., Client], office: World, filed: Filed
):
    hint = hint_to(office, filed)
    kira = at_desk(keeper(office))
    assert "каб не пытаць двойчы" in kira.get("/hints/").content.decode()
    assert "None. When a colleague" in vera.get("/hints/").content.decode()
    assert "says something" in kira.post(f"/hints/{hint.pk}/", {"decision": "tell", "answer": " "}).content.decode()
    kira.post(f"/hints/{hint.pk}/", {"decision": "tell", "answer": "спытайце мяне асабіста"})
    assert "спытайце мяне асабіста" in vera.get(f"/people/{filed.statement.source_id}/asking/").content.decode()


def test_a_question_to_the_register_is_asked_from_the_page_of_a_person(vera: Client, filed: Filed):
    page = f"/people/{filed.statement.source_id}/"
    assert f"{page}asking/" in vera.get(page).content.decode()
    answer = vera.post(f"{page}asking/", {"kind": "spoken-before", "reason": "каб не пытаць двойчы"}, follow=True)
    assert "silence means nothing" in answer.content.decode()


def test_a_canary_is_planted_by_two_and_rings_when_opened(vera: Client, at_desk: Callable[..., Client], office: World):
    anna, boris = at_desk(office.anna), at_desk(office.boris)
    anna.post("/staff/canaries/", {"name": "Зымдраль Квазюк", "compartment": office.first.pk})
    canary = Canary.objects.get()
    assert anna.post(f"/staff/canaries/{canary.pk}/planting/", {"contact": "нідзе"}).status_code == 403
    boris.post(f"/staff/canaries/{canary.pk}/planting/", {"contact": "нідзе"})
    canary = Canary.objects.get()
    assert vera.get("/staff/canaries/").status_code == 404
    assert vera.get(f"/people/{canary.person_id}/").status_code == 200
    assert Use.objects.filter(registrar=office.vera, what="canary").exists()
    assert "canaries opened" in anna.get("/staff/uses/").content.decode()


def test_a_search_neither_finds_nor_counts_what_is_kept_away(vera: Client, office: World, filed: Filed):
    follow(Index(settings.OFFICE.index))
    assert filed.statement.pk in vera.get("/search/", {"q": "дубінкай"}).content.decode()
    step_aside(office.hand(office.vera), filed.statement, ground="kin", words="")
    found = vera.get("/search/", {"q": "дубінкай"}).content.decode()
    assert filed.statement.pk not in found
    assert '<span class="number">1</span>' not in found
