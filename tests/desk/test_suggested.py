"""Places and known names are suggested to whoever codes, from the gazetteer and from the statement's own compartment alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.desk.test_statements import coding
from tests.world import World

from kniha.book.journal import reading
from kniha.book.people import actions as people
from kniha.book.statements.models import Account
from kniha.runs import finding
from kniha.runs.indexing import follow
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(office: World, filed: Filed, settings: object, tmp_path: Path) -> World:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path / "index")
    finding._index.cache_clear()
    return office


def page_of(client: Client, filed: Filed, **more: object) -> str:
    return client.post(f"/statements/{filed.statement.pk}/code/", coding(**more)).content.decode()


def test_a_place_is_suggested_and_taken_by_a_press_alone(vera: Client, filed: Filed) -> None:
    before = reading.size()
    shown = vera.get(f"/statements/{filed.statement.pk}/code/").content.decode()
    assert 'name="point" value=' not in shown
    taken = page_of(vera, filed, take="place-0")
    if "suggested-places" in shown:
        assert 'name="radius_m" value="' in taken
    assert reading.size() == before
    assert not Account.objects.exists()


@pytest.mark.parametrize("asked", ["place-99", "place--1", "name-0", "name-x", "place-", "-", "x-0", "place-٣"])
def test_what_is_not_suggested_cannot_be_taken(vera: Client, indexed: World, filed: Filed, asked: str) -> None:
    assert vera.post(f"/statements/{filed.statement.pk}/code/", coding(take=asked)).status_code == 200
    assert not Account.objects.exists()


def test_a_place_is_found_by_its_name_without_a_script(vera: Client, filed: Filed) -> None:
    found = page_of(vera, filed, find_place="1", place_name="акрэсц")
    assert 'value="akrestsina"' in found
    assert "mended" not in found
    taken = page_of(vera, filed, take_place="akrestsina")
    assert 'name="point" value="53.882, 27.494"' in taken
    assert 'name="radius_m" value="300"' in taken
    assert not Account.objects.exists()


def test_a_name_that_is_no_place_is_told(vera: Client, filed: Filed) -> None:
    assert "No place of this name is known here." in page_of(vera, filed, find_place="1", place_name="ззззз")
    assert 'name="point" value="53' not in page_of(vera, filed, take_place="nowhere")


def test_names_are_completed_for_who_is_signed_in(vera: Client, nobody: Client) -> None:
    answer = vera.get("/places/", {"q": "Okres"})
    assert answer.json()["places"][0]["id"] == "akrestsina"
    assert vera.get("/places/", {"q": "x" * 5000}).json() == {"places": []}
    assert nobody.get("/places/", {"q": "Okres"}).status_code == 302
