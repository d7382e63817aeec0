"""Searches kept under a name: one's own, dropped with what they would have found. And one task about many records at once."""

from urllib.parse import quote

import pytest
from django.test import Client
from tests.world import World

from kniha.book.access.models import KeptSearch
from kniha.book.access.searches import drop_finding
from kniha.book.work.models import Task

pytestmark = pytest.mark.django_db


def test_a_search_is_kept_and_leads_back_to_the_same_list(vera: Client, office: World):
    office.report()
    kept = vera.post("/searches/statements/", {"name": "неапрацаваныя", "query": "coded=no&page=7&compartment="}, follow=True)
    assert kept.redirect_chain[-1][0] == "/statements/?coded=no"
    body = vera.get("/statements/").content.decode()
    assert '<a href="/statements/?coded=no">неапрацаваныя</a>' in body


def test_a_name_is_one_search_and_takes_the_new_question(vera: Client, office: World):
    for query in ("coded=no", "coded=yes"):
        vera.post("/searches/statements/", {"name": "мае", "query": query})
    assert [one.query for one in KeptSearch.objects.all()] == ["coded=yes"]


def test_nobody_sees_or_drops_what_another_keeps(vera: Client, zoya: Client, office: World):
    vera.post("/searches/everything/", {"name": "шуканае", "query": f"q={quote('Рысь')}"})
    one = KeptSearch.objects.get()
    assert "шуканае" not in zoya.get("/search/").content.decode()
    assert zoya.post(f"/searches/{one.pk}/dropping/").status_code == 404
    assert KeptSearch.objects.exists()
    vera.post(f"/searches/{one.pk}/dropping/", {"among": "everything"})
    assert not KeptSearch.objects.exists()


@pytest.mark.parametrize(("name", "query"), [("", "coded=no"), ("мае", ""), ("мае", "page=3"), ("я" * 81, "coded=no")])
def test_what_asks_nothing_or_has_no_name_is_not_kept(vera: Client, office: World, name: str, query: str):
    assert vera.post("/searches/statements/", {"name": name, "query": query}).status_code == 400
    assert not KeptSearch.objects.exists()


def test_a_list_that_is_none_and_an_address_elsewhere_are_refused(vera: Client, office: World):
    assert vera.post("/searches/map/", {"name": "мае", "query": "q=1"}).status_code == 404
    kept = vera.post("/searches/statements/", {"name": "мае", "query": "coded=no#//example.com"})
    assert kept["Location"].startswith("/statements/?")


def test_an_erasure_drops_what_would_find_the_erased(vera: Client, office: World):
    vera.post("/searches/everything/", {"name": "пра таго", "query": f"q={quote('Рысь')}"})
    vera.post("/searches/everything/", {"name": "іншае", "query": f"q={quote('парк')}"})
    drop_finding(lambda words: "Рысь" in words)
    assert [one.name for one in KeptSearch.objects.all()] == ["іншае"]


def test_one_task_about_many_statements_is_given_at_once(vera: Client, office: World):
    ids = [office.report("Першы.", envelope="c1" * 32).pk, office.report("Другі.", envelope="c2" * 32).pk]
    page = vera.get("/tasks/giving/statements/", {"id": ids})
    assert page.content.decode().count('type="hidden" name="id"') == 2
    vera.post("/tasks/giving/statements/", {"id": ids, "kind": "read", "assignee": office.zoya.pk, "words": "калі ласка"})
    assert {task.statement_id for task in Task.objects.all()} == set(ids)


def test_what_lies_behind_a_wall_is_not_among_the_ticked(marek: Client, office: World):
    incident, account, _ = office.opened()
    assert marek.get("/tasks/giving/statements/", {"id": account.statement_id}).status_code == 404
    assert marek.post("/incidents/sending/", {"id": incident.pk}).status_code == 404


def test_many_incidents_go_to_review_and_what_is_not_ready_says_why(vera: Client, office: World):
    ready, _, _ = office.opened()
    answer = vera.post("/incidents/sending/", {"id": [ready.pk]}, follow=True)
    assert "1 incident is sent to review." in answer.content.decode()
    again = vera.post("/incidents/sending/", {"id": [ready.pk]}, follow=True).content.decode()
    assert ready.number in again
    assert "sent to review." not in again
