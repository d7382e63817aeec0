"""Text is found across be and ru spelling and inflection, and only within what a registrar may see."""

from pathlib import Path

import pytest
from tests.world import World, found_world

from kniha.book.events.actions import withdraw_act
from kniha.runs import indexing
from kniha.runs.finding import find
from kniha.search.documents import Document, Followed
from kniha.search.folding import fold
from kniha.search.index import Index

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.mark.parametrize("words", ["дубінкай", "дубинкой", "ДУБІНКА", "чорным дубінкай", "рысь", "11 жніўня"])
def test_a_statement_is_found_by_its_words_however_they_are_spelt(world: World, tmp_path: Path, words: str) -> None:
    statement = world.report()
    indexing.follow(Index(tmp_path))
    assert find(world.vera, words, kind="statement", folder=tmp_path) == (statement.pk,)


def test_an_incident_is_found_by_what_its_statements_say_and_by_its_number(world: World, tmp_path: Path) -> None:
    incident, _, _ = world.opened()
    indexing.follow(Index(tmp_path))
    for words in ("дубінкай", incident.number, "збіццё"):
        assert find(world.vera, words, kind="incident", folder=tmp_path) == (incident.pk,)


def test_the_index_follows_the_journal_and_nothing_is_followed_twice(world: World, tmp_path: Path) -> None:
    index = Index(tmp_path)
    assert indexing.follow(index) > 0
    assert indexing.follow(index) == 0
    world.report()
    assert indexing.follow(index) == 1


def test_a_row_that_is_gone_is_followed_too(world: World, tmp_path: Path) -> None:
    _, _, act = world.opened()
    withdraw_act(world.hand(world.vera), act, reason="entered twice")
    indexing.follow(Index(tmp_path))


@pytest.mark.parametrize("words", ["", "   ", "!!!", "няма такога слова", "дубінкай бульбай"])
def test_what_is_not_there_is_not_found(world: World, tmp_path: Path, words: str) -> None:
    world.report()
    indexing.follow(Index(tmp_path))
    assert find(world.vera, words, kind="statement", folder=tmp_path) == ()


def test_who_is_no_member_finds_nothing(world: World, tmp_path: Path) -> None:
    world.opened()
    indexing.follow(Index(tmp_path))
    assert find(world.marek, "дубінкай", kind="statement", folder=tmp_path) == ()
    assert find(world.anna, "дубінкай", kind="incident", folder=tmp_path) == ()


@pytest.mark.parametrize("words", ["дуб.*", "a" * 5000, "(((", "^$", "\\", "дубінкай " * 300])
def test_a_query_is_words_and_never_a_pattern(world: World, tmp_path: Path, words: str) -> None:
    world.report()
    indexing.follow(Index(tmp_path))
    find(world.vera, words, kind="statement", folder=tmp_path)


def test_the_index_holds_no_text_that_could_be_read_back(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.replace([Document("a" * 32, "statement", "c" * 32, "яго звалі Рысь і ён кульгаў")], gone=(), followed=Followed(1))
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "яго звалі Рысь".encode() not in stored


def test_folding_makes_one_of_two_spellings() -> None:
    assert fold("Мінск, ЗʼЕЗД ёлка") == fold("Минск зъезд елка")
