"""Choosing two that no machine proposes: by names, by words or by a number, and never past a wall."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils.http import urlencode
from tests.book.happenings import AT_THE_CORNER, ELSEWHERE, happened
from tests.book.persons import named
from tests.world import World

from kniha.book.journal import reading
from kniha.runs import finding
from kniha.runs.indexing import follow
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(settings: object, tmp_path: Path) -> Index:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path / "index")
    finding._index.cache_clear()
    return Index(tmp_path / "index")


def asked(client: Client, address: str, **fields: str):
    return client.get(f"{address}?{urlencode(fields)}")


def test_two_persons_are_found_by_name_chosen_and_laid_side_by_side(vera: Client, world: World, indexed: Index) -> None:
    one, other = named(world, "Рысь Агата"), named(world, "Забэла Агата Янаўна")
    follow(indexed)
    found = asked(vera, "/same/choose/", one="Рысь", other="Забэла").content.decode()
    assert f'value="{one.pk}" checked' in found
    assert f'value="{other.pk}" checked' in found
    assert "Lay side by side" in found
    answer = asked(vera, "/same/choose/", one="Рысь", other="Забэла", first=one.pk, second=other.pk)
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{one.pk}/same/{other.pk}/")
    assert vera.get(answer["Location"]).status_code == 200


def test_an_incident_is_found_by_its_number_which_is_no_search_or_by_words(vera: Client, world: World, indexed: Index) -> None:
    one, other = happened(world, AT_THE_CORNER), happened(world, ELSEWHERE)
    follow(indexed)
    size = reading.size()
    assert other.number in asked(vera, "/same/incidents/choose/", one=one.number.lower(), other=other.number).content.decode()
    assert reading.size() == size
    answer = asked(vera, "/same/incidents/choose/", one=one.number, other="звольнілі", first=one.number, second=other.number)
    assert answer["Location"] == f"/incidents/{one.number}/same/{other.number}/"
    assert reading.size() == size + 1


def test_nothing_is_asked_of_an_empty_form(vera: Client) -> None:
    for address in ("/same/choose/", "/same/incidents/choose/"):
        size = reading.size()
        answer = vera.get(address)
        assert answer.status_code == 200
        assert "Look for them" in answer.content.decode()
        assert reading.size() == size


def test_nobody_is_laid_beside_themselves(vera: Client, world: World, indexed: Index) -> None:
    one = named(world, "Рысь Агата")
    follow(indexed)
    answer = asked(vera, "/same/choose/", one="Рысь", other="Агата", first=one.pk, second=one.pk)
    assert answer.status_code == 200
    assert "cannot be laid side by side" in answer.content.decode()


def test_what_was_not_found_is_not_chosen(vera: Client, world: World, indexed: Index) -> None:
    one, other = named(world, "Рысь Агата"), named(world, "Забэла Ян")
    follow(indexed)
    answer = asked(vera, "/same/choose/", one="Рысь", other="нікога", first=one.pk, second=other.pk)
    assert answer.status_code == 200
    assert "Nothing was found" in answer.content.decode()


def test_another_compartment_is_found_by_nobody(vera: Client, marek: Client, world: World, indexed: Index) -> None:
    theirs, mine = named(world, "Рысь Агата", of=world.marek), named(world, "Забэла Ян")
    incident = happened(world, AT_THE_CORNER, of=world.marek)
    follow(indexed)
    for client, key in ((vera, theirs.pk), (marek, mine.pk)):
        shown = asked(client, "/same/choose/", one="Рысь Агата", other="Забэла Ян", first=theirs.pk, second=mine.pk)
        assert shown.status_code == 200
        assert key not in shown.content.decode().partition("<main")[2]
    assert incident.title not in asked(vera, "/same/incidents/choose/", one=incident.number).content.decode()


def test_words_are_never_markup(vera: Client, indexed: Index) -> None:
    follow(indexed)
    assert "<b>Рысь" not in asked(vera, "/same/choose/", one='"><b>Рысь', first="<i>").content.decode()
