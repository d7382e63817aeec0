"""One box over statements, incidents and persons: in passages, within what one may see, entered once."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.desk.conftest import Filed, sealed
from tests.world import World

from kniha.book.evidence.actions import keep_header
from kniha.book.evidence.models import Exhibit, Words
from kniha.book.journal import reading
from kniha.runs import finding
from kniha.runs.indexing import follow, follow_files
from kniha.runs.words import words_of
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(office: World, filed: Filed, settings: object, tmp_path: Path) -> World:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path / "index")
    finding._index.cache_clear()
    office.opened()
    follow(Index(tmp_path / "index"))
    return office


@pytest.fixture
def letter(office: World, filed: Filed) -> Exhibit:
    """A plain text that came with the report; its words were read."""
    text = "Загад: біць дубінкамі.\n<script>alert(1)</script>"
    exhibit = Exhibit.objects.get(pk=filed.page.pk)
    blob = sealed(office, text.encode())
    keep_header(blob)
    Words.objects.create(exhibit=exhibit, blob=blob.name, sealed_sha256=blob.sealed_sha256, sha256=blob.sha256, size=blob.size)
    return exhibit


@pytest.fixture
def read(indexed: World, letter: Exhibit, tmp_path: Path) -> World:
    """The same, in the index."""
    while follow_files(Index(tmp_path / "index"), lambda words: words_of(indexed.vera, words.exhibit)):
        pass
    return indexed


def test_a_file_is_found_by_its_words_and_says_nothing_until_it_is_opened_for_a_purpose(vera: Client, read: World, letter: Exhibit) -> None:
    covered = page(vera, q="загад", kind="exhibit")
    assert f"/exhibits/{letter.pk}/" in covered
    assert "once you have opened it" in covered
    assert "дубінкамі" not in covered
    assert "біць" not in vera.get(f"/exhibits/{letter.pk}/").content.decode()
    vera.post(f"/exhibits/{letter.pk}/", {"why": "шукаю загад"})
    opened = page(vera, q="загад", kind="exhibit")
    assert "<mark>Загад</mark>" in opened
    shown = vera.get(f"/exhibits/{letter.pk}/").content.decode()
    assert "Загад: біць дубінкамі." in shown
    assert "<script>alert" not in shown


def test_what_one_opened_stays_covered_for_another(vera: Client, zoya: Client, read: World, letter: Exhibit) -> None:
    vera.post(f"/exhibits/{letter.pk}/", {"why": "шукаю загад"})
    assert "once you have opened it" in page(zoya, q="загад", kind="exhibit")


def test_an_outsider_finds_no_file(marek: Client, read: World, letter: Exhibit) -> None:
    assert letter.pk not in page(marek, q="загад", kind="exhibit")


def page(client: Client, **asked: str) -> str:
    return client.get("/search/", asked).content.decode()


def test_what_holds_the_words_is_shown_in_its_passage(vera: Client, indexed: World, filed: Filed) -> None:
    found = page(vera, q="дубинкой")
    assert f"/statements/{filed.statement.pk}/" in found
    assert "<mark>дубінкай</mark>" in found


def test_a_statement_is_found_by_the_name_of_its_file(vera: Client, indexed: World, filed: Filed) -> None:
    found = page(vera, q="старонцы")
    assert f"/statements/{filed.statement.pk}/" in found
    assert "<mark>старонка</mark>" in found


def test_a_search_is_narrowed_and_every_choice_says_what_it_would_show(vera: Client, indexed: World) -> None:
    found = page(vera, q="дубінкай", kind="incident", first="08.2020", near="53.9023, 27.5619", km="5")
    assert "/incidents/KN-" in found
    assert "draft (1)" in found.replace("Draft", "draft")
    assert "/incidents/KN-" not in page(vera, q="дубінкай", kind="incident", first="09.2020")
    assert "/incidents/KN-" not in page(vera, q="дубінкай", kind="incident", near="Гродна", km="50")


def test_a_place_without_words_is_a_list_and_no_search(vera: Client, indexed: World) -> None:
    before = reading.size()
    assert "/incidents/KN-" in page(vera, kind="incident", near="Minsk", km="20")
    assert reading.size() == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"near": "ззззз"}, "No place of this name is known here."),
        ({"near": "плошча"}, "Several places are called so."),
        ({"near": "91, 27.5"}, "A latitude lies between"),
        ({"near": "Minsk", "km": "501"}, "500"),
        ({"first": "учора"}, "Write a day or a month"),
        ({"first": "31.02.2020"}, "There is no such day."),
        ({"act": "nonsense"}, "nonsense"),
    ],
)
def test_what_is_typed_wrong_is_told_beside_its_field_and_narrows_nothing(
    vera: Client, indexed: World, filed: Filed, typed: dict[str, str], told: str
) -> None:
    found = page(vera, q="дубінкай", **typed)
    assert told in found
    assert f"/statements/{filed.statement.pk}/" in found


def test_incidents_and_persons_have_their_tabs(vera: Client, indexed: World) -> None:
    assert "/incidents/KN-" in page(vera, q="дубінкай", kind="incident")
    assert "People" in page(vera, q="дубінкай")


def test_the_empty_page_teaches_and_enters_nothing(vera: Client, indexed: World) -> None:
    before = reading.size()
    assert "quotation marks" in page(vera)
    assert "quotation marks" in page(vera, q="   ")
    assert reading.size() == before


def test_a_search_is_entered_once_however_many_pages_and_tabs_are_looked_at(vera: Client, indexed: World) -> None:
    before = reading.size()
    for kind in ("", "incident", "person"):
        page(vera, q="дубінкай", kind=kind)
    assert reading.size() == before + 1


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", '"', "'; --", "a" * 301, "%00", "дубінкай" * 40])
def test_whatever_is_typed_is_an_answer_and_no_script(vera: Client, indexed: World, asked: str) -> None:
    answer = vera.get("/search/", {"q": asked, "kind": "nonsense", "page": "x"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_another_compartment_finds_nothing_and_counts_nothing(marek: Client, indexed: World, filed: Filed) -> None:
    found = page(marek, q="дубінкай")
    assert filed.statement.pk not in found
    assert "Nothing of this kind fits" in found
    assert '<span class="number">0</span>' in found
    assert '<span class="number">1</span>' not in found


def test_every_page_has_the_box(vera: Client, indexed: World) -> None:
    assert 'action="/search/"' in vera.get("/").content.decode()
