"""Numbers, by programs: tables over what the token's registrar may see, what is left out, counts kept and read again."""

import pytest
from tests.api.conftest import Given, Program
from tests.book.test_counting import BREST, told
from tests.world import World

from kniha.book.counting.models import Count

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(given: Given, world: World) -> Program:
    told(world, 1)
    told(world, 2, where=BREST, kind="liberty.arbitrary-arrest")
    told(world, 3, count="no")
    return given(world.vera, "concluding")


def test_a_table_is_read_and_what_is_left_out_is_said(program: Program) -> None:
    table = program.read("/numbers?measure=acts&rows=place&columns=kind")
    assert table["total"] == 2
    assert {(one["row"], one["column"], one["number"]) for one in table["cells"]} == {
        ("gn-625144", "integrity.torture", 1), ("gn-629634", "liberty.arbitrary-arrest", 1)
    }  # fmt: skip
    assert program.read("/numbers?kind=integrity.torture&first=2020-08-01&last=2020-08-31")["total"] == 1
    assert program.read("/numbers/left-out")["rows"] == [{"reason": "refused", "incidents": 1, "acts": 1}]


def test_figures_and_the_records_behind_them(program: Program) -> None:
    found = program.read("/numbers/totals")
    assert (found["incidents"], found["acts"], found["named"], found["one_unverified"]) == (2, 2, 2, 2)
    for measure, kind in (("incidents", "incident"), ("acts", "act"), ("named", "person")):
        rows = program.read(f"/numbers/records?measure={measure}&rows=place&row=gn-625144")["rows"]
        assert [one["kind"] for one in rows] == [kind]
    [act] = program.read("/numbers/records?rows=place&columns=kind&row=gn-629634&column=liberty.arbitrary-arrest")["rows"]
    first = program.read("/numbers/records?limit=1")
    assert len(first["rows"]) == 1
    second = program.read(f"/numbers/records?limit=1&cursor={first['next']}")
    assert act in (*first["rows"], *second["rows"])
    assert [one["kind"] for one in program.read("/numbers/left-out/refused")["rows"]] == ["incident"]
    assert program.get("/numbers/left-out/nothing").status_code == 404


def test_a_count_is_kept_and_read_again(program: Program) -> None:
    made = program.did("/counts", {"title": "Жнівень", "question": {"rows": "kind", "first": "2020-08-01"}})
    assert (made["kind"], made["id"]) == ("count", Count.objects.get().pk)
    kept = program.read(f"/counts/{made['id']}")
    assert (kept["title"], kept["question"], kept["table"]["total"]) == (
        "Жнівень",
        {"measure": "acts", "rows": "kind", "first": "2020-08-01"},
        2,
    )
    assert [one["id"] for one in program.read("/counts")["rows"]] == [made["id"]]


@pytest.mark.parametrize(
    "query", ["rows=colour", "rows=kind&columns=kind", "first=2020-09-01&last=2020-08-01", "sources=9", "colour=red", "kind=х"]
)
def test_what_cannot_be_asked_is_a_problem_and_no_fault(program: Program, query: str) -> None:
    assert program.get(f"/numbers?{query}").status_code == 422


def test_another_registrar_counts_nothing_of_it(given: Given, world: World, program: Program) -> None:
    made = program.did("/counts", {"title": "Жнівень", "question": {}})
    marek = given(world.marek, "reading")
    assert marek.read("/numbers?rows=kind")["total"] == 0
    assert marek.get(f"/counts/{made['id']}").status_code == 404
    assert marek.read("/counts")["rows"] == []
