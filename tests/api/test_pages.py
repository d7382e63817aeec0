"""Lists by cursor: each row once, in a stable order; a cursor is good for its list, its selection and its registrar alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import Given, Program
from tests.world import PLACE, World, at, found_world

from kniha.book.events.actions import open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, When

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def reading(given: Given, world: World) -> Program:
    return given(world.vera, "reading")


def reports(world: World, count: int) -> None:
    for n in range(count):
        world.report(envelope=f"{n:064x}")


def incidents(world: World, *whens: When) -> None:
    hand = world.hand(world.vera)
    for n, when in enumerate(whens):
        account = code_account(hand, world.report(envelope=f"{n:064x}"), AccountDraft(when, PLACE, ()))
        open_incident(hand, [account], IncidentDraft(f"Падзея {n}", when, PLACE))


def walked(program: Program, path: str, limit: int, **query: object) -> list[dict[str, object]]:
    found, cursor = [], None
    while True:
        told = program.read(path, limit=limit, **query, **({"cursor": cursor} if cursor else {}))
        assert len(told["rows"]) <= limit
        found += told["rows"]
        cursor = told["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_every_row_comes_once_and_in_the_lists_order(reading: Program, world: World, limit: int) -> None:
    reports(world, 7)
    whole = [row["id"] for row in reading.read("/statements")["rows"]]
    assert [row["id"] for row in walked(reading, "/statements", limit)] == whole
    assert len(set(whole)) == 7


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_those_without_a_time_come_last(reading: Program, world: World, limit: int) -> None:
    same = When(at(12), at(13), "Europe/Minsk", "about")
    incidents(world, same, When(), When(at(9), at(10), "Europe/Minsk", "about"), same, When(), same)
    told = walked(reading, "/incidents", limit)
    assert [row["when"]["first"] is None for row in told] == [False] * 4 + [True] * 2
    assert len({row["number"] for row in told}) == 6
    assert [row["when"]["first"] for row in told[:4]] == sorted((row["when"]["first"] for row in told[:4]), reverse=True)


def test_a_row_that_is_added_meanwhile_moves_no_other(reading: Program, world: World) -> None:
    reports(world, 4)
    first = reading.read("/statements", limit=2)
    world.report(envelope="ff" * 32)
    second = reading.read("/statements", limit=200, cursor=first["next"])
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}
    assert len(second["rows"]) >= 2


def test_filters_narrow_and_the_cursor_keeps_to_them(reading: Program, world: World) -> None:
    reports(world, 3)
    world.coded(world.report())
    assert len(walked(reading, "/statements", 1, coded="false")) == 3
    cursor = reading.read("/statements", coded="false", limit=1)["next"]
    for query in ({}, {"coded": "true"}, {"coded": "false", "compartment": world.first.pk}):
        answer = reading.get("/statements", cursor=cursor, **query)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:kniha:problem:wrong-cursor")


def test_incidents_are_narrowed_by_time_state_and_kind(reading: Program, world: World) -> None:
    incidents(world, When(at(12), at(13), "Europe/Minsk", "about"), When(at(12, day=20), at(13, day=20), "Europe/Minsk", "about"))
    assert len(reading.read("/incidents", since="2020-08-15T00:00:00Z")["rows"]) == 1
    assert len(reading.read("/incidents", until="2020-08-15T00:00:00+03:00")["rows"]) == 1
    assert len(reading.read("/incidents", state="draft")["rows"]) == 2
    assert reading.read("/incidents", kind="integrity.physical-assault")["rows"] == []


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", "1.5", ""])
def test_a_limit_is_between_1_and_200(reading: Program, limit: str) -> None:
    answer = reading.get("/statements", limit=limit)
    assert (answer.status_code, answer.json()["errors"][0]["at"]) == (422, "query/limit")


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: "A" + c[1:], lambda c: c + "=", lambda c: "", lambda c: "x" * 2000, lambda c: "ў:ў"]
)
def test_a_forged_cursor_is_refused(reading: Program, world: World, change: object) -> None:
    reports(world, 3)
    cursor = reading.read("/statements", limit=1)["next"]
    answer = reading.get("/statements", cursor=change(cursor))
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:kniha:problem:wrong-cursor")


def test_a_cursor_of_another_list_or_registrar_is_refused(reading: Program, given: Given, world: World) -> None:
    reports(world, 3)
    cursor = reading.read("/statements", limit=1)["next"]
    assert reading.get("/people", cursor=cursor).status_code == 422
    assert given(world.zoya, "reading").get("/statements", cursor=cursor).status_code == 422


def test_a_filter_that_nobody_knows_is_refused_and_narrows_nothing_in_silence(reading: Program, world: World) -> None:
    answer = reading.get("/incidents", sate="draft")
    assert (answer.status_code, answer.json()["errors"]) == (
        422, [{"at": "query/sate", "expected": "no field of this name", "found": "text of 4 characters"}],
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/statements", "/incidents", "/people"])
def test_a_page_takes_the_same_number_of_questions_whatever_its_size(reading: Program, world: World, path: str) -> None:
    incidents(world, *(When(at(n), at(n + 1), "Europe/Minsk", "about") for n in range(8)))
    reading.read(path)
    taken = []
    for limit in (2, 8):
        with CaptureQueriesContext(connection) as asked:
            reading.read(path, limit=limit)
        taken.append(len(asked))
    assert taken[0] == taken[1]


def test_the_thousandth_page_is_found_without_counting(reading: Program, world: World) -> None:
    reports(world, 5)
    cursor = reading.read("/statements", limit=3)["next"]
    with CaptureQueriesContext(connection) as asked:
        reading.read("/statements", limit=2, cursor=cursor)
    assert not [one["sql"] for one in asked if "OFFSET" in one["sql"] or "COUNT(*)" in one["sql"]]
