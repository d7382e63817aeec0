"""Words looked for by a program: within what its registrar may see, each search an entry, its further pages none."""

from pathlib import Path

import pytest
from tests.api.conftest import Given
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.journal import reading
from kniha.runs import finding
from kniha.runs.indexing import follow
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(office: World, filed: Filed, tmp_path: Path) -> World:
    finding._index.cache_clear()
    office.opened()
    follow(Index(tmp_path / "index"))
    return office


def test_what_holds_the_words_is_found_with_its_passage(given: Given, indexed: World, filed: Filed) -> None:
    told = given(indexed.vera, "reading").read("/search", q="дубинкой", kind="statement")
    assert filed.statement.pk in {row["id"] for row in told["rows"]}
    assert all("дубінкай" in row["passage"] for row in told["rows"])


def test_an_incident_is_found_by_its_number(given: Given, indexed: World) -> None:
    (row,) = given(indexed.vera, "reading").read("/search", q="рагу", kind="incident")["rows"]
    assert row["number"].startswith("KN-")


def test_a_search_is_an_entry_and_its_further_pages_are_none(given: Given, indexed: World) -> None:
    program, start = given(indexed.vera, "coding"), reading.size()
    first = program.read("/statements", q="дубінкай", limit=1)
    second = program.read("/statements", q="дубінкай", limit=1, cursor=first["next"])
    assert first["rows"] != second["rows"]
    program.read("/search", q="Рысь", kind="statement")
    found = [entry.told() for entry in reading.entries(start=start) if entry.skeleton.action == "book.searched"]
    assert [(one["among"], one["words"]) for one in found] == [("statements", "дубінкай"), ("everything", "Рысь")]


def test_marek_finds_nothing_and_his_search_is_an_entry_all_the_same(given: Given, indexed: World) -> None:
    program, before = given(indexed.marek, "reading"), reading.size()
    assert program.read("/search", q="дубінкай", kind="statement")["rows"] == []
    assert reading.size() == before + 1


@pytest.mark.parametrize("words", ["<script>", '"', "'; --", "a" * 300, "дубінкай OR *", "\\", "\ud7ff", "🙂", "a\0b"])
def test_whatever_is_looked_for_is_an_answer(given: Given, indexed: World, words: str) -> None:
    assert given(indexed.vera, "reading").get("/search", q=words, kind="statement").status_code == 200
