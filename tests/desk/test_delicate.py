"""What a source answered before their story, at the desk: above their words, never in a list. Nina is a specialist, Vera is not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.delicate import DOERS, HURT, SON, delicate_draft, received, specialists
from tests.world import TEXT, World

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar, freeze
from kniha.book.access.models import Compartment, Registrar
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.models import Statement
from kniha.runs import finding
from kniha.runs.indexing import follow
from kniha.search.index import Index

pytestmark = pytest.mark.django_db

Seated = Callable[[Registrar], Client]
INSIDER = EarlyAnswers("insider", "yes", held="no", minor="no", sexual="no")


@pytest.fixture
def delicate(world: World) -> Statement:
    """One that lies among all others: no compartment is for specialists yet."""
    return received(world, delicate_draft())


@pytest.fixture
def insider(world: World) -> Statement:
    return received(world, delicate_draft(INSIDER, envelope="dd" * 32, text=TEXT))


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_answered_stands_above_the_words(vera: Client, delicate: Statement) -> None:
    page = read(vera, f"/statements/{delicate.pk}/")
    answers, words = page.split("Answered before the story")[1].split("As told", maxsplit=1)
    assert '<strong class="badge danger">not safe now</strong>' in answers
    assert "a relative or friend" in answers
    assert "Is somebody still held?</dt><dd>yes" in answers
    assert "Is somebody under 18?</dt><dd>no" in answers
    assert "Is it of a sexual kind?" not in answers
    assert "No story: a specialist asks for it." in words
    assert HURT in words
    assert DOERS in words


def test_who_was_asked_nothing_has_no_empty_answers(vera: Client, world: World) -> None:
    page = read(vera, f"/statements/{world.report().pk}/")
    assert "Answered before the story" not in page
    assert "<dt>who was hurt</dt>" not in page


def test_it_speaks_the_languages_of_the_office(at_desk: Seated, world: World, delicate: Statement) -> None:
    client = at_desk(world.vera)
    for language, words in (("be", "цяпер не ў бяспецы"), ("ru", "сейчас не в безопасности")):
        client.cookies["django_language"] = language
        page = client.get(f"/statements/{delicate.pk}/", headers={"accept-language": language}).content.decode()
        assert words in page


def test_lists_and_the_queue_mark_it_and_have_it_first(vera: Client, world: World) -> None:
    other = world.report()
    delicate = received(world, delicate_draft())
    newest = world.report(envelope="e3" * 32)
    for path in ("/", "/statements/"):
        page = read(vera, path)
        places = [page.index(f"/statements/{one.pk}/") for one in (delicate, other, newest)]
        assert min(places) == places[0]
        assert page.count('badge danger">for a specialist') == 1


def test_facets_narrow_the_list(vera: Client, delicate: Statement, insider: Statement) -> None:
    assert insider.pk not in read(vera, "/statements/?care=yes")
    assert delicate.pk in read(vera, "/statements/?care=yes")
    assert delicate.pk in read(vera, "/statements/?role=relative")
    assert insider.pk not in read(vera, "/statements/?role=relative")


def test_who_is_an_insider_is_read_in_the_statement_and_nowhere_else(vera: Client, insider: Statement) -> None:
    assert "an insider" in read(vera, f"/statements/{insider.pk}/")
    page = read(vera, "/statements/")
    assert insider.pk in page
    assert "insider" not in page
    assert "insider" not in read(vera, "/")
    assert "insider" not in b"".join(vera.get("/statements.csv").streaming_content).decode()
    assert insider.pk in read(vera, "/statements/?role=insider")  # refused as no choice at all: the list is not narrowed
    assert "insider" not in read(vera, f"/history/statement/{insider.pk}/").split("<table", maxsplit=1)[0].replace("/insider", "")


def test_outsiders_find_nothing_of_it(at_desk: Seated, vera: Client, marek: Client, world: World) -> None:
    room, nina = specialists(world)
    statement = received(world, delicate_draft())
    for client in (vera, marek):
        for path in (f"/statements/{statement.pk}/", f"/people/{statement.source_id}/", f"/history/statement/{statement.pk}/"):
            assert client.get(path).status_code == 404
        for path in ("/", "/statements/", "/people/", "/statements/?care=yes"):
            assert statement.pk not in read(client, path)
            assert 'badge danger">for a specialist' not in read(client, path)
        assert room.title not in read(client, "/statements/")
    assert HURT in read(at_desk(nina), f"/statements/{statement.pk}/")


def test_the_search_finds_who_was_hurt_for_those_who_may_read_it(
    at_desk: Seated, vera: Client, office: World, settings: object, tmp_path: Path
) -> None:
    _, nina = specialists(office)
    received(office, delicate_draft())
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path / "found")
    finding._index.cache_clear()
    follow(Index(tmp_path / "found"))
    assert "Зымдрал</mark>" in read(at_desk(nina), "/search/?q=Зымдрал&kind=statement")
    assert "Зымдрал</mark>" not in read(vera, "/search/?q=Зымдрал&kind=statement")


def test_custodians_are_told_that_no_specialist_reads(at_desk: Seated, vera: Client, world: World) -> None:
    anna, told = at_desk(world.anna), "No specialist reads the reports that call for one"
    assert told in read(anna, "/")
    assert told not in read(vera, "/")
    _, nina = specialists(world)
    assert told not in read(anna, "/")
    freeze(world.hand(world.boris), nina)
    assert "The compartment in which they arrive has no member" in read(anna, "/")


def test_two_custodians_name_a_compartment_at_the_desk(at_desk: Seated, world: World) -> None:
    anna, boris = at_desk(world.anna), at_desk(world.boris)
    typed = {"kind": "receive-delicate", "compartment": world.second.pk}
    assert "needs it" in anna.post("/staff/proposals/", typed | {"compartment": ""}).content.decode()
    assert anna.post("/staff/proposals/", typed).status_code == 302
    page = read(boris, "/staff/proposals/")
    assert "let reports for a specialist arrive in a compartment" in page
    action = page.split('action="')[1:]
    (carry,) = [one.split('"', maxsplit=1)[0] for one in action if "carry" in one.split('"', maxsplit=1)[0]]
    assert boris.post(carry).status_code == 302
    assert Compartment.objects.get(receives_delicate=True) == world.second


def test_one_who_was_admitted_reads_it(at_desk: Seated, world: World) -> None:
    room, _ = specialists(world)
    statement = received(world, delicate_draft(SON))
    hand, two = world.hand(world.anna), (world.anna, world.boris)
    olha = enrol_registrar(hand, two, Enrolment("Olha", ("specialist",)))
    client = at_desk(olha)
    assert client.get(f"/statements/{statement.pk}/").status_code == 404
    admit_member(hand, two, room, olha)
    assert client.get(f"/statements/{statement.pk}/").status_code == 200
