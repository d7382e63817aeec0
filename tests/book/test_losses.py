"""How many people left: bounds, double counting, shares, and what may be published. Pure: needs no register."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.book.forces.losses import Below, Bounds, Report, below, by_month, children, doubles, lost, months
from kniha.book.forces.shares import Share, Strength, must_identify_nobody, publishable, share, strength_at
from kniha.vocab.errors import ImpossibleError, RefusedError

AUGUST = (date(2020, 8, 1), date(2020, 8, 31))
AUTUMN = (date(2020, 8, 1), date(2020, 10, 31))
CITY = below("city", children([("centre", "city"), ("east", "city"), ("post", "centre")]))


def report(low: int, high: int | None = None, unit: str = "city", days: tuple[date | None, date | None] = AUGUST, **told: object) -> Report:
    numbers = {"low": low, "likely": low, "high": low if high is None else high}
    return Report(**{"row": f"{unit}{days}{told}", "source": "газета", "unit": unit, "kind": "resignation"} | numbers | {
        "first": days[0], "last": days[1]} | told)  # fmt: skip


def in_days(first: int, last: int) -> tuple[date, date]:
    return date(2020, 8, first), date(2020, 8, last)


def told(bounds: Bounds) -> tuple[int, int, int]:
    return bounds.low, bounds.likely, bounds.high


# -- bounds


def test_two_reports_of_the_same_days_may_be_the_same_people():
    found = lost([report(10, 15), report(12, 20, source="канал")], CITY, AUGUST)
    assert told(found) == (12, 12, 35)
    assert found.sources == 2


def test_two_reports_of_days_apart_are_different_people():
    assert told(lost([report(10, days=in_days(1, 9)), report(12, days=in_days(10, 31))], CITY, AUGUST)) == (22, 22, 22)


def test_parts_of_a_unit_add_up_and_a_report_of_the_whole_may_hold_them_all():
    parts = [report(10, unit="centre"), report(7, unit="east"), report(4, unit="post")]
    assert told(lost(parts, CITY, AUGUST)) == (17, 17, 21)
    assert told(lost([*parts, report(30)], CITY, AUGUST)) == (30, 30, 51)
    assert told(lost(parts, below("centre", children([("post", "centre")])), AUGUST)) == (10, 10, 14)


def test_kinds_add_up_and_a_report_without_a_kind_may_hold_them_all():
    kinds = [report(10), report(5, kind="dismissal", unit="centre")]
    assert told(lost(kinds, CITY, AUGUST)) == (15, 15, 15)
    assert told(lost([*kinds, report(12, kind="not-said")], CITY, AUGUST)) == (15, 15, 27)


def test_people_with_names_are_as_many_as_their_names():
    two = [report(1, person="a"), report(1, person="b"), report(1, person="a", source="канал")]
    assert told(lost(two, CITY, AUGUST)) == (2, 2, 2)
    assert told(lost([*two, report(1, person="b", unit="centre"), report(1)], CITY, AUGUST)) == (2, 2, 3)


def test_a_report_over_three_months_is_in_none_for_sure_and_in_all_perhaps():
    found = by_month([report(92, days=AUTUMN)], CITY, AUTUMN)
    assert [(one.first.month, *told(one.lost)) for one in found] == [(8, 0, 31, 92), (9, 0, 30, 92), (10, 0, 31, 92)]
    assert told(lost([report(92, days=AUTUMN)], CITY, AUTUMN)) == (92, 92, 92)


def test_a_day_that_no_source_tells_is_not_made_up():
    by_the_end = report(300, days=(None, AUGUST[1]))
    assert told(lost([by_the_end], CITY, AUGUST)) == (0, 300, 300)
    assert told(lost([by_the_end], CITY, (date.min, AUGUST[1]))) == (300, 300, 300)
    assert told(lost([report(4, days=(None, None))], CITY, AUGUST)) == (0, 0, 4)
    assert told(lost([report(4, days=(None, None))], CITY, (date.min, date.max))) == (4, 4, 4)


def test_what_is_told_of_other_units_and_times_is_not_counted():
    assert told(lost([report(9, unit="region"), report(9, days=(date(2021, 1, 1), None))], CITY, AUGUST)) == (0, 0, 0)


def test_a_circle_of_units_leads_nowhere_round():
    circle = below("a", children([("b", "a"), ("a", "b"), ("c", "b"), ("b", "c")]))
    assert circle.units == {"a", "b", "c"}
    reports = [report(3, unit="a"), report(4, unit="b"), report(5, unit="c")]
    assert told(lost(reports, circle, AUGUST)) == (5, 5, 12)


def test_a_unit_under_two_others_is_counted_once():
    two_ways = below("top", children([("left", "top"), ("right", "top"), ("shared", "left"), ("shared", "right")]))
    assert told(lost([report(8, unit="shared")], two_ways, AUGUST)) == (8, 8, 8)


# -- double counting


def test_reports_that_may_count_the_same_people_are_told_and_why():
    one, other = report(10, row="one"), report(4, row="other", unit="centre", kind="not-said", days=(None, date(2020, 8, 2)))
    apart = report(4, row="apart", days=in_days(20, 31), kind="dismissal")
    (found,) = doubles([one, other, apart], CITY)
    assert (found.one, found.other, found.is_certain, found.same_unit, found.same_kind) == ("one", "other", False, False, False)


def test_the_same_name_is_certain_and_two_names_are_two_people():
    a, b, again = report(1, person="a", row="a"), report(1, person="b", row="b"), report(1, person="a", row="again", source="канал")
    (found,) = doubles([a, b, again], CITY)
    assert (found.one, found.other, found.is_certain) == ("a", "again", True)


# -- shares of the staff


def strength(low: int, likely: int, high: int, day: date | None = date(2020, 8, 1), **told: object) -> Strength:
    return Strength(**{"row": "r", "source": "закон", "first": day, "last": day, "low": low, "likely": likely, "high": high} | told)


def test_a_share_comes_out_with_its_bounds_and_its_sources():
    staff = strength_at([strength(950, 1000, 1100)], date(2020, 8, 9))
    assert staff is not None
    gone = lost([report(150, 220, days=AUTUMN), report(180, 200, days=AUTUMN, source="канал")], CITY, AUTUMN)
    assert share(gone, staff, sources=gone.sources + staff.sources) == Share(164, 180, 442, 3)


def test_counts_that_may_be_of_one_day_stand_together_and_older_ones_do_not():
    counts = [strength(500, 500, 500, date(2015, 1, 1)), strength(900, 1000, 1000), strength(950, 980, 1100, source="канал")]
    found = strength_at(counts, date(2020, 8, 9))
    assert found is not None
    assert (told(found), found.sources) == ((900, 1000, 1100), 2)


def test_without_a_count_by_that_day_there_is_no_share():
    assert strength_at([strength(9, 9, 9, date(2020, 12, 1)), strength(9, 9, 9, None)], date(2020, 8, 9)) is None
    assert share(Bounds(1, 1, 1), Bounds(0, 5, 9), sources=2) is None


def test_no_more_than_all_can_leave():
    found = share(Bounds(50, 200, 300), Bounds(100, 100, 100), sources=1)
    assert found == Share(500, 1000, 1000, 1)


# -- what may be published


@pytest.mark.parametrize(("cell", "is_public"), [(Bounds(0, 0, 0), False), (Bounds(5, 6, 9), False), (Bounds(1, 1, 1), True)])
def test_a_number_that_tells_nobody_apart_may_be_told(cell: Bounds, *, is_public: bool):
    must_identify_nobody(cell, is_public=is_public)


@pytest.mark.parametrize("cell", [Bounds(4, 9, 9), Bounds(1, 1, 1), Bounds(0, 0, 1), Bounds(0, 40, 300)])
def test_a_number_that_may_speak_of_few_is_refused(cell: Bounds):
    with pytest.raises(RefusedError, match="fewer than 5"):
        must_identify_nobody(cell, is_public=False)


def test_one_cell_alone_is_never_left_out():
    cells = [Bounds(9, 9, 9), Bounds(3, 3, 3), Bounds(7, 7, 7), Bounds(0, 0, 0)]
    assert publishable(cells, [False] * 4) == (cells[0], None, None, cells[3])
    assert publishable(cells, [True] * 4) == tuple(cells)
    assert publishable(cells[1:2], [False]) == (None,)


# -- properties

units = st.sampled_from(["city", "centre", "east", "post", "elsewhere"])
some_days = st.none() | st.integers(0, 91).map(lambda days: AUTUMN[0] + timedelta(days))


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    found = []
    for row in range(draw(st.integers(0, 8))):
        first, last = draw(some_days), draw(some_days)
        if first and last and first > last:
            first, last = last, first
        low, likely, high = sorted(draw(st.integers(0, 40)) for _ in range(3))
        person = draw(st.sampled_from(["", "", "a", "b"]))
        numbers = (1, 1, 1) if person else (low, likely, max(high, 1))
        kind = draw(st.sampled_from(["resignation", "dismissal", "not-said"]))
        found.append(Report(str(row), draw(st.sampled_from("xyz")), draw(units), kind, first, last, *numbers, person))
    return found


@given(reports(), st.randoms(use_true_random=False))
def test_bounds_stand_in_order_and_no_order_of_reports_changes_them(found: list[Report], chance: object):
    before = lost(found, CITY, AUTUMN)
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert told(lost(found, CITY, AUTUMN)) == told(before)


@given(reports(), reports())
def test_one_more_report_lowers_no_bound(found: list[Report], more: list[Report]):
    fewer, all_ = lost(found, CITY, AUTUMN), lost([*found, *(replace(one, row=f"more{one.row}", person="") for one in more)], CITY, AUTUMN)
    assert fewer.low <= all_.low
    assert fewer.high <= all_.high


@st.composite
def what_was(draw: st.DrawFn) -> tuple[int, Sequence[Report]]:
    """People who left on some day, and reports each of which counts some of them, or all whom it could."""
    kinds = st.sampled_from(["resignation", "dismissal"])
    left = [
        (draw(st.sampled_from(["centre", "east", "post"])), draw(st.integers(0, 91)), draw(kinds)) for _ in range(draw(st.integers(0, 30)))
    ]
    found = []
    for row in range(draw(st.integers(0, 6))):
        unit, (first, last) = draw(units), sorted((draw(st.integers(0, 91)), draw(st.integers(0, 91))))
        kind = draw(kinds | st.just("not-said"))
        of = [
            one for one in left
            if first <= one[1] <= last and kind in {one[2], "not-said"} and (one[0] == unit or unit in _above(one[0]))
        ]  # fmt: skip
        low = draw(st.integers(0, len(of)))
        days = (AUTUMN[0] + timedelta(first), AUTUMN[0] + timedelta(last))
        found.append(Report(str(row), "x", unit, kind, *days, low, max(low, 1), max(len(of), 1)))
    return len(left), found


def _above(unit: str) -> tuple[str, ...]:
    return {"post": ("centre", "city")}.get(unit, ("city",))


@given(what_was())
def test_at_least_is_never_more_than_what_was(truth: tuple[int, Sequence[Report]]):
    count, found = truth
    assert lost(found, CITY, AUTUMN).low <= count


@given(reports())
def test_months_never_hold_more_for_sure_than_the_whole(found: list[Report]):
    counted = [replace(one, person="") for one in found]
    assert sum(one.lost.low for one in by_month(counted, CITY, AUTUMN)) <= lost(counted, CITY, AUTUMN).low


# -- what may not be


def test_days_that_run_backwards_or_too_far_are_refused():
    with pytest.raises(ImpossibleError, match="before it begins"):
        [*months((AUGUST[1], AUGUST[0]))]
    with pytest.raises(ImpossibleError, match="240"):
        [*months((date(1900, 1, 1), date(2020, 1, 1)))]


def test_bounds_out_of_order_are_no_bounds():
    with pytest.raises(ImpossibleError):
        Bounds(3, 2, 4)
    with pytest.raises(ImpossibleError):
        Bounds(-1, 0, 0)


def test_a_unit_alone_has_no_parts():
    assert Below("a", {}).units == {"a"}
