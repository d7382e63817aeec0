"""The chain of custody on one page: each step, where it does not close, and a step that is entered by hand."""

import pytest
from django.test import Client
from tests.desk.conftest import Filed

from kniha.book.evidence.models import CustodyEvent

pytestmark = pytest.mark.django_db

OVER = {"kind": "handed-over", "at": "11.08.2020 23:10", "giver": "рэестр", "taker": "лабараторыя", "why": "экспертыза"}


def chain(client: Client, filed: Filed) -> str:
    return " ".join(client.get(f"/exhibits/{filed.picture.pk}/chain/").content.decode().split())


def enter(client: Client, filed: Filed, **other: str):
    return client.post(f"/exhibits/{filed.picture.pk}/chain/", {**OVER, **other})


def test_a_file_that_came_and_was_sealed_has_a_closed_chain(vera: Client, filed: Filed):
    page = chain(vera, filed)
    assert "The chain closes" in page
    assert "sealed" in page


def test_a_step_is_entered_by_the_offices_clocks_and_the_page_says_when_it_was_told(vera: Client, filed: Filed):
    answer = enter(vera, filed)
    assert (answer.status_code, answer["Location"]) == (302, f"/exhibits/{filed.picture.pk}/chain/")
    step = CustodyEvent.objects.get(kind="handed-over")
    assert step.at.isoformat() == "2020-08-11T20:10:00+00:00"
    assert not step.to_the_day
    page = chain(vera, filed)
    assert "лабараторыя" in page
    assert "entered " in page


def test_of_a_day_the_day_alone_is_told(vera: Client, filed: Filed):
    enter(vera, filed, at="11.08.2020")
    assert CustodyEvent.objects.get(kind="handed-over").to_the_day
    assert "11 August 2020" in chain(vera, filed)


def test_where_it_does_not_close_stands_at_its_step_and_is_counted(vera: Client, filed: Filed):
    enter(vera, filed, kind="gap", giver="", taker="", why="невядома, дзе была картка")
    page = chain(vera, filed)
    assert "The chain does not close at 2 places." in page  # it is the first step by now, and from nobody
    assert "a gap that was told" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at": "калісьці"}, "Write a day or a moment"),
        ({"at": "08.2020"}, "Write a day or a moment"),
        ({"at": "11.08.2099"}, "has happened"),
        ({"taker": ""}, "from whom and to whom"),
        ({"kind": "accessed"}, "Select a valid choice"),
        ({"why": "?"}, "at least 4"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(vera: Client, filed: Filed, wrong: dict[str, str], said: str):
    before = CustodyEvent.objects.count()
    assert said in enter(vera, filed, **wrong).content.decode()
    assert CustodyEvent.objects.count() == before


def test_words_of_a_step_are_shown_and_never_run(vera: Client, filed: Filed):
    enter(vera, filed, condition="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in chain(vera, filed)


def test_who_does_not_see_the_file_finds_no_chain(marek: Client, filed: Filed):
    assert marek.get(f"/exhibits/{filed.picture.pk}/chain/").status_code == 404
    assert enter(marek, filed).status_code == 404
    assert not CustodyEvent.objects.filter(kind="handed-over").exists()
