"""Places and known names are suggested to whoever codes, from the gazetteer and from the statement's own compartment alone."""

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.desk.test_statements import coding
from tests.world import World

from kniha.book.access import actions as access
from kniha.book.access.models import Compartment
from kniha.book.journal import reading, rows
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Account, Statement
from kniha.runs import finding
from kniha.runs.indexing import rewrite
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


TOLD = "Нас везлі ў Жодзіна разам з Алесем Кавальчуком. Там быў і Рыгор Дуда. Потым на Акрэсціна."


@pytest.fixture
def told(office: World) -> Statement:
    return office.report(TOLD, envelope="a7" * 32)


def known(office: World, compartment: Compartment, name: str) -> str:
    """A person of this compartment, as replay would write one."""
    person = office.hand(office.vera).new_id()
    named = rows.insert(PersonName, office.hand(office.vera).new_id(), person_id=person, text=name)
    rows.apply([rows.insert(Person, person, compartment_id=compartment.pk), named])
    return person


def page(client: Client, statement: Statement) -> str:
    return client.get(f"/statements/{statement.pk}/code/").content.decode()


def taken(client: Client, statement: Statement, **more: object) -> str:
    return client.post(f"/statements/{statement.pk}/code/", coding(**more)).content.decode()


def indexed(settings: object) -> None:
    finding._index.cache_clear()
    rewrite(Index(settings.OFFICE.index))


def test_places_are_suggested_each_once_and_none_is_taken(vera: Client, told: Statement) -> None:
    shown = page(vera, told)
    assert "«Жодзіна»" in shown
    assert "«Акрэсціна»" in shown
    assert 'name="point" value=' not in shown


def test_a_place_that_is_taken_fills_point_radius_words_and_its_passage(vera: Client, told: Statement) -> None:
    before = reading.size()
    filled = taken(vera, told, take="place-1")
    assert 'name="point" value="53.882, 27.494"' in filled
    assert 'name="radius_m" value="300"' in filled
    assert 'name="where_words" value="Акрэсціна"' in filled
    assert f'name="passages-0-start" value="{TOLD.index("Акрэсціна")}"' in filled
    assert '<option value="where" selected>' in filled
    assert reading.size() == before
    assert not Account.objects.exists()


def test_a_known_name_is_pointed_out_in_another_form_and_taking_it_marks_the_words(
    vera: Client, office: World, told: Statement, settings: object
) -> None:
    person = known(office, office.first, "Алесь Ковальчук")
    indexed(settings)
    shown = page(vera, told)
    assert "«Алесем Кавальчуком»" in shown
    assert f"/people/{person}/" in shown
    filled = taken(vera, told, take="name-0")
    assert 'name="mentions-0-name" value="Алесем Кавальчуком"' in filled
    assert f'name="mentions-0-start" value="{TOLD.index("Алесем")}"' in filled
    assert 'value="Алесь Ковальчук"' not in filled


def test_a_name_of_another_compartment_is_never_suggested(vera: Client, office: World, told: Statement, settings: object) -> None:
    known(office, office.second, "Рыгор Дуда")
    indexed(settings)
    assert "suggested-names" not in page(vera, told)


def test_nor_to_a_member_of_both(office: World, at_desk: object, told: Statement, settings: object) -> None:
    """What a registrar knows from one compartment must not reach another by a suggestion there."""
    known(office, office.second, "Рыгор Дуда")
    access.admit_member(office.hand(office.anna), (office.anna, office.boris), office.second, office.vera)
    indexed(settings)
    assert "suggested-names" not in page(at_desk(office.vera), told)


@pytest.mark.parametrize("asked", ["place-99", "place--1", "name-0", "name-x", "place-", "-", "-0", "time-x", "x-0", "place-٣"])
def test_what_is_not_suggested_cannot_be_taken(vera: Client, filed: Filed, asked: str) -> None:
    assert vera.post(f"/statements/{filed.statement.pk}/code/", coding(take=asked)).status_code == 200
    assert not Account.objects.exists()


def test_a_place_is_found_by_its_name_without_a_script(vera: Client, filed: Filed) -> None:
    found = taken(vera, filed.statement, find_place="1", place_name="акрэсц")
    assert 'value="akrestsina"' in found
    assert "mended" not in found
    filled = taken(vera, filed.statement, take_place="akrestsina")
    assert 'name="point" value="53.882, 27.494"' in filled
    assert 'name="radius_m" value="300"' in filled
    assert not Account.objects.exists()


def test_a_name_that_is_no_place_is_told(vera: Client, filed: Filed) -> None:
    assert "No place of this name is known here." in taken(vera, filed.statement, find_place="1", place_name="ззззз")
    assert 'name="point" value="53' not in taken(vera, filed.statement, take_place="nowhere")


def test_names_are_completed_for_who_is_signed_in(vera: Client, nobody: Client) -> None:
    answer = vera.get("/places/", {"q": "Okres"})
    assert answer.json()["places"][0]["id"] == "akrestsina"
    assert vera.get("/places/", {"q": "x" * 5000}).json() == {"places": []}
    assert nobody.get("/places/", {"q": "Okres"}).status_code == 302


@pytest.mark.parametrize(("point", "is_far"), [("53.9, 27.5", False), ("27.5, 53.9", True)])
def test_a_point_far_from_every_known_place_stands_as_typed_and_is_pointed_out(
    vera: Client, told: Statement, point: str, is_far: bool
) -> None:
    row = {"passages-TOTAL_FORMS": 1, "passages-0-about": "where", "passages-0-start": 0, "passages-0-end": 3}
    answer = vera.post(f"/statements/{told.pk}/code/", coding(point=point, **row), follow=True).content.decode()
    assert Account.objects.get().lat_e7 == round(float(point.partition(",")[0]) * 10**7)
    assert ("Did two numbers change places?" in answer) == is_far
