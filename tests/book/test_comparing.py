"""Accounts side by side: agreement is fair to both, and only what cannot both be true contradicts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kniha.book.events import comparing
from kniha.book.events.comparing import Span, Verdict
from kniha.vocab.place import Place

BEGINNING = datetime(2020, 8, 9, tzinfo=UTC)
minutes = st.integers(0, 60 * 24 * 30)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = BEGINNING + timedelta(minutes=draw(minutes))
    return Span(first, first + timedelta(minutes=draw(minutes)))


places = st.builds(Place, st.integers(538000000, 540000000), st.integers(274000000, 277000000), st.integers(0, 20_000))
sets = st.frozensets(st.sampled_from("abcdef"), min_size=1)


def hour(first: float, last: float) -> Span:
    return Span(BEGINNING + timedelta(hours=first), BEGINNING + timedelta(hours=last))


def test_two_who_name_the_same_hour_agree() -> None:
    assert comparing.times(hour(22, 23), hour(22.25, 23.25)) is Verdict.AGREES


def test_an_hour_within_a_whole_day_is_compatible() -> None:
    assert comparing.times(hour(0, 24), hour(22, 23)) is Verdict.COMPATIBLE


def test_times_without_a_common_moment_contradict() -> None:
    assert comparing.times(hour(20, 21), hour(22, 23)) is Verdict.CONTRADICTS
    assert comparing.gap(hour(20, 21), hour(22, 23)) == timedelta(hours=1)


def test_circles_that_meet_are_compatible_and_those_apart_contradict() -> None:
    here, near, far = Place(539000000, 275000000, 100), Place(539010000, 275000000, 50), Place(539100000, 275000000, 100)
    assert comparing.places(here, Place(539001000, 275000000, 100)) is Verdict.AGREES
    assert comparing.places(here, near) is Verdict.COMPATIBLE
    assert comparing.places(here, far) is Verdict.CONTRADICTS


def test_who_tells_of_something_else_contradicts_nobody() -> None:
    told = comparing.cells([frozenset("a"), frozenset("b"), None], comparing.kinds)
    assert [cell.verdict for cell in told] == [Verdict.DIFFERS, Verdict.DIFFERS, Verdict.SILENT]
    assert all(cell.against == () for cell in told)


def test_a_cell_names_whom_it_contradicts_and_a_row_shows_its_worst() -> None:
    told = comparing.cells([hour(20, 21), None, hour(20, 21), hour(23, 24)], comparing.times)
    assert [cell.against for cell in told] == [(3,), (), (3,), (0, 2)]
    assert comparing.row(told) is Verdict.CONTRADICTS


def test_one_who_speaks_alone_is_compared_with_nobody() -> None:
    told = comparing.cells([None, hour(20, 21)], comparing.times)
    assert comparing.row(told) is Verdict.SILENT


@given(spans(), spans())
def test_times_are_judged_alike_from_both_sides(one: Span, other: Span) -> None:
    assert comparing.times(one, other) is comparing.times(other, one)
    assert comparing.times(one, one) is Verdict.AGREES
    assert (comparing.times(one, other) is Verdict.CONTRADICTS) == (comparing.gap(one, other) > timedelta(0))


@given(spans(), spans(), minutes)
def test_to_be_less_exact_never_makes_a_contradiction(one: Span, other: Span, more: int) -> None:
    wider = Span(one.first - timedelta(minutes=more), one.last + timedelta(minutes=more))
    if comparing.times(one, other) is not Verdict.CONTRADICTS:
        assert comparing.times(wider, other) is not Verdict.CONTRADICTS


@given(places, places, st.integers(0, 5000))
def test_places_are_judged_alike_and_a_wider_circle_never_contradicts_more(one: Place, other: Place, more: int) -> None:
    assert comparing.places(one, other) is comparing.places(other, one)
    assert comparing.places(one, one) is Verdict.AGREES
    if comparing.places(one, other) is not Verdict.CONTRADICTS:
        assert comparing.places(Place(one.lat_e7, one.lon_e7, one.radius_m + more), other) is not Verdict.CONTRADICTS


@given(sets, sets)
def test_sets_are_judged_alike_and_never_contradict(one: frozenset[str], other: frozenset[str]) -> None:
    assert comparing.kinds(one, other) is comparing.kinds(other, one) is not Verdict.CONTRADICTS


@given(st.lists(st.none() | spans(), max_size=12))
def test_contradiction_is_mutual_in_a_row(told: list[Span | None]) -> None:
    found = comparing.cells(told, comparing.times)
    assert len(found) == len(told)
    for place, cell in enumerate(found):
        assert (cell.verdict is Verdict.SILENT) == (told[place] is None)
        assert all(place in found[other].against for other in cell.against)
