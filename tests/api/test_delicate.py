"""Programs read what was answered before the story where they read the statement; lists say only that it is for a specialist."""

import pytest
from tests.api.conftest import Given
from tests.delicate import DOERS, HURT, delicate_draft, received, specialists
from tests.world import TEXT, World

from kniha.book.statements.early import EarlyAnswers

pytestmark = pytest.mark.django_db


def test_what_was_answered_is_read_with_the_statement(given: Given, world: World) -> None:
    statement = received(world, delicate_draft())
    told = given(world.vera, "reading").read(f"/statements/{statement.pk}")
    assert told["early"] == {"role": "relative", "safe": "no", "held": "yes", "minor": "no", "sexual": ""}
    assert (told["hurt_words"], told["doers_words"], told["delicate"]) == (HURT, DOERS, True)


def test_lists_are_narrowed_and_name_no_role(given: Given, world: World) -> None:
    delicate = received(world, delicate_draft())
    insider = received(world, delicate_draft(EarlyAnswers("insider"), envelope="dd" * 32, text=TEXT))
    vera = given(world.vera, "reading")
    assert {row["id"]: row["delicate"] for row in vera.read("/statements")["rows"]} == {delicate.pk: True, insider.pk: False}
    assert [row["id"] for row in vera.read("/statements", delicate=True)["rows"]] == [delicate.pk]
    assert [row["id"] for row in vera.read("/statements", role="relative")["rows"]] == [delicate.pk]
    assert vera.get("/statements", role="insider").status_code == 422
    assert "insider" not in str(vera.read("/statements"))


def test_the_queue_has_it_first(given: Given, world: World) -> None:
    world.report()
    delicate = received(world, delicate_draft())
    assert given(world.vera, "reading").read("/queues/to-code")["rows"][0]["id"] == delicate.pk


def test_outsiders_programs_find_nothing_of_it(given: Given, world: World) -> None:
    _, nina = specialists(world)
    statement = received(world, delicate_draft())
    vera = given(world.vera, "reading")
    assert vera.get(f"/statements/{statement.pk}").status_code == 404
    assert vera.read("/statements")["rows"] == []
    assert vera.read("/queues/to-code")["count"] == 0
    assert given(nina, "reading").read(f"/statements/{statement.pk}")["hurt_words"] == HURT
