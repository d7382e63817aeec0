"""Whether a deployment fits a time and a place: uncertain both, and never stretched. Pure: needs no register."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.book.forces.presence import Fit, Stay, are_two_places, gap_m
from kniha.vocab.place import Place
from kniha.vocab.span import Span

DAY = date(2020, 8, 11)
SEEN = Span(None, DAY, DAY, None)
MINSK, GOMEL = Place(539023000, 275619000, 200), Place(524345000, 309754000, 300)


def at(hour: int, minute: int = 0, day: int = 11) -> datetime:
    return datetime.combine(date(2020, 8, day), time(hour, minute))


@pytest.mark.parametrize(
    ("stay", "fit"),
    [
        (Stay(SEEN, "22:00", "23:30"), Fit.WHOLE),
        (Stay(SEEN, "23:00", "23:30"), Fit.PART),
        (Stay(SEEN), Fit.PART),  # on that day, at an hour that no source tells
        (Stay(Span(None, date(2020, 8, 10), date(2020, 8, 12), None)), Fit.WHOLE),
        (Stay(Span(None, date(2020, 8, 9), date(2020, 8, 9), None)), Fit.MAYBE),  # seen two days before, and nobody says that it left
        (Stay(Span(DAY, DAY, DAY, DAY), "12:00", "15:00"), Fit.PART),
        (Stay(Span(date(2020, 8, 12), None, None, None)), Fit.NOT),
        (Stay(Span(None, None, None, date(2020, 8, 10))), Fit.NOT),
        (Stay(Span()), Fit.MAYBE),
    ],
)
def test_how_a_stay_fits_the_time_of_an_incident(stay: Stay, fit: Fit):
    assert stay.fits(at(22, 50), at(23, 10)) == (Fit.NOT if stay.began_at == "12:00" else fit)


def test_at_a_time_that_is_not_known_it_may_have_been():
    assert Stay(SEEN, "22:00", "23:30").fits(None, None) is Fit.MAYBE


def test_an_exact_beginning_and_end_bound_what_is_possible():
    stay = Stay(Span(DAY, DAY, DAY, DAY), "22:00", "23:30")
    assert stay.possibly == (at(22), at(23, 30))
    assert stay.fits(at(23, 31), at(23, 59)) is Fit.NOT


def test_places_may_be_one_where_their_circles_touch():
    assert gap_m(MINSK, Place(539023000, 275649000, 0)) == 0
    assert gap_m(MINSK, GOMEL) > 250_000


def test_one_unit_surely_in_two_places_at_once_is_a_contradiction():
    there = Stay(SEEN, "22:00", "23:30")
    assert are_two_places((there, MINSK), (Stay(SEEN, "23:00", "23:10"), GOMEL))
    assert not are_two_places((there, MINSK), (Stay(SEEN, "12:00", "13:00"), GOMEL))
    assert not are_two_places((there, MINSK), (there, MINSK))
    assert not are_two_places((there, MINSK), (Stay(Span()), GOMEL))


days = st.dates(date(2020, 8, 1), date(2020, 8, 20))
hours = st.sampled_from(["", "00:00", "07:30", "23:59"])


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    first, second, third, fourth = sorted(draw(st.lists(days, min_size=4, max_size=4)))
    keep = draw(st.lists(st.booleans(), min_size=4, max_size=4))
    told = [one if kept else None for one, kept in zip((first, second, third, fourth), keep, strict=True)]
    held = Span(*told)
    return Stay(held, draw(hours) if held.began_to else "", draw(hours) if held.ended_from else "")


@given(stays(), st.datetimes(at(0, day=1), at(0, day=22)), st.integers(0, 4000))
def test_what_is_sure_is_possible_and_a_longer_time_is_never_more_surely_covered(stay: Stay, first: datetime, minutes: int):
    last = first + timedelta(minutes=minutes)
    fit = stay.fits(first, last)
    if fit is Fit.WHOLE:
        assert stay.surely is not None
        assert stay.possibly[0] <= first <= last <= stay.possibly[1]
        assert stay.fits(first, first) is Fit.WHOLE
    if fit is Fit.NOT:
        assert stay.fits(first, first) is Fit.NOT
