"""When: the closed form of the chance in time against a plain sum; what clocks that are a whole hour wrong do to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.plain import HOUR, share_in_time

from kniha.matching.laws import AS_SHIPPED, RIGHT_HOURS, Law, pessimistic
from kniha.matching.moments import chance_in_time, likeliest_hour, overlap_ms, widened
from kniha.vocab.errors import ImpossibleError

NOON = 1_597_050_000_000
MINUTE = 60_000


@given(
    st.integers(1000, 6 * HOUR),
    st.integers(-5 * HOUR, 5 * HOUR),
    st.integers(1000, 3 * HOUR),
    st.integers(1000, 30 * MINUTE),
    st.sampled_from((AS_SHIPPED, RIGHT_HOURS)),
)
def test_the_closed_form_is_the_sum(window, apart, length, sigma, law):
    told, shown = (NOON, NOON + window), (NOON + apart, NOON + apart + length)
    plain = (1 - law.stray) * share_in_time(told, shown, sigma, law.clock, steps=2000)
    # Of a wrong hour by which the two do not meet within three sigmas, less than 0.9 % of its weight is left out.
    left_out = 0.009 * sum(weight for _, weight in law.hours)
    assert chance_in_time(told, shown, sigma, law) == pytest.approx(plain, abs=left_out + (2e-3 if sigma < window / 500 else 2e-5))


def test_a_clock_without_error_gives_the_plain_share():
    law = Law(hours=(), stray=0.0)
    assert chance_in_time((NOON, NOON + 40 * MINUTE), (NOON + MINUTE, NOON + 39 * MINUTE), 0, law) == pytest.approx(38 / 40)


def test_a_recording_an_hour_off_keeps_the_chance_that_its_clock_is_an_hour_wrong():
    told, shown = (NOON, NOON + 10 * MINUTE), (NOON + HOUR, NOON + HOUR + 10 * MINUTE)
    assert chance_in_time(told, shown, 1000, AS_SHIPPED) == pytest.approx(0.97 * 0.010, rel=0.01)
    assert chance_in_time(told, shown, 1000, RIGHT_HOURS) < 1e-12
    assert likeliest_hour(told, shown, 1000, AS_SHIPPED) == HOUR


@pytest.mark.parametrize("years", [1, 50])
def test_a_clip_of_years_covers_an_instant_within_it_wholly(years):
    length = years * 365 * 24 * HOUR
    assert chance_in_time((NOON, NOON), (NOON - length, NOON + length), 1000, Law(stray=0.0)) == pytest.approx(1.0, abs=1e-9)


def test_an_instant_and_a_photograph_are_taken_as_a_second():
    assert widened((NOON, NOON)) == (NOON, NOON + 1000)
    assert chance_in_time((NOON, NOON), (NOON, NOON), 0, RIGHT_HOURS) == pytest.approx(0.97, abs=2e-3)


def test_the_plain_overlap_is_never_below_nothing():
    assert overlap_ms((0, 10), (20, 30)) == 0
    assert overlap_ms((0, 10), (5, 30)) == 5


@given(st.integers(-(10**13), 10**13), st.integers(0, 10**13), st.integers(0, 10**13), st.integers(0, 10**13))
def test_a_chance_is_a_chance_wherever_the_years_lie(apart, window, length, sigma):
    assert 0 <= chance_in_time((0, window), (apart, apart + length), sigma, AS_SHIPPED) <= 1


def test_the_pessimistic_law_trusts_clocks_and_places_less():
    worse = pessimistic(AS_SHIPPED)
    told, shown = (NOON, NOON + MINUTE), (NOON, NOON + MINUTE)
    assert chance_in_time(told, shown, 20_000, worse) < chance_in_time(told, shown, 20_000, AS_SHIPPED)


@pytest.mark.parametrize(
    "wrong", [{"stray": 1.0}, {"turned": -0.1}, {"hours": ((1, 0.6),)}, {"hours": ((0, 0.1),)}, {"hours": ((1, 0.1), (1, 0.1))}]
)
def test_a_law_that_cannot_be_is_refused(wrong):
    with pytest.raises(ImpossibleError):
        Law(**wrong)
