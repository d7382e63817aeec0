"""Two files that look alike at the desk: listed, laid side by side, judged; each as covered as it was."""

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.evidence.models import Likeness, LikenessVerdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def alike(filed: Filed) -> Filed:
    Likeness.objects.create(
        exhibit=filed.picture, other=filed.film, way="part", turn="mirrored", marks=23, other_start_ms=72_000, is_copy=True
    )
    return filed


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def beside(filed: Filed) -> str:
    return f"/exhibits/{filed.picture.pk}/beside/{filed.film.pk}/"


def test_a_candidate_stands_in_the_list_and_at_both_files_with_its_reason(vera: Client, alike: Filed) -> None:
    for address in ("/likenesses/", f"/exhibits/{alike.picture.pk}/", f"/exhibits/{alike.film.pk}/", beside(alike)):
        page = text(vera, address)
        assert "a part of one is in the other, mirrored" in page
        assert "at 0:01:12 there" in page
        assert "23 marks agree" in page


def test_side_by_side_nothing_is_shown_that_was_not_opened(vera: Client, alike: Filed) -> None:
    assert "<img" not in text(vera, beside(alike))
    vera.post(f"/exhibits/{alike.picture.pk}/", {"why": "каб параўнаць"})
    page = text(vera, beside(alike))
    assert page.count("<img") == 1
    assert f"/exhibits/{alike.picture.pk}/view/" in page


def test_a_verdict_ends_the_waiting_and_can_be_changed(vera: Client, alike: Filed) -> None:
    answer = vera.post(beside(alike), {"verdict": "same-event", "words": "той самы двор"})
    assert (answer.status_code, answer["Location"]) == (302, f"/exhibits/{alike.picture.pk}/")
    assert "No two files wait" in text(vera, "/likenesses/")
    vera.post(f"/exhibits/{alike.film.pk}/beside/{alike.picture.pk}/", {"verdict": "copy"})
    assert LikenessVerdict.objects.count() == 2
    assert "one was made from the other" in text(vera, f"/exhibits/{alike.picture.pk}/")
    assert "той самы двор" in text(vera, f"/history/exhibit/{alike.picture.pk}/")


@pytest.mark.parametrize("wrong", [{}, {"verdict": "maybe"}])
def test_without_a_known_verdict_nothing_is_entered(vera: Client, alike: Filed, wrong: dict[str, str]) -> None:
    assert vera.post(beside(alike), wrong).status_code == 200
    assert not LikenessVerdict.objects.exists()


def test_two_files_that_nothing_found_alike_are_not_laid_side_by_side(vera: Client, filed: Filed) -> None:
    assert vera.get(beside(filed)).status_code == 404


def test_another_compartment_learns_of_nothing(marek: Client, alike: Filed, office: World) -> None:
    assert "No two files wait" in text(marek, "/likenesses/")
    assert marek.get(beside(alike)).status_code == 404
    assert marek.post(beside(alike), {"verdict": "copy"}).status_code == 404
    assert not LikenessVerdict.objects.exists()
