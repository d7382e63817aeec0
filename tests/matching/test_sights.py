"""Where: the closed forms of the chance in a view against sums over a fine grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.plain import share_in_view

from kniha.matching.laws import AS_SHIPPED, Law
from kniha.matching.sights import chance_in_view, erf, opening
from kniha.matching.subjects import View

BARE = Law(turned=0.0)


def view(heading=None, fov=None, reach=None):
    return View(539_000_000, 275_000_000, 10.0, heading, fov, reach)


@given(
    st.floats(0, 200), st.floats(0, 359), st.floats(3, 120), st.floats(0, 359), st.floats(5, 360), st.floats(15, 100)
)  # fmt: skip
def test_a_sector_is_the_sum_over_its_points(distance, bearing, sigma, heading, fov, reach):
    seen = opening(view(heading, fov, reach), BARE)
    plain = share_in_view(distance, bearing, sigma, heading, fov, reach)
    assert chance_in_view(distance, bearing, sigma, seen, turned=0.0) == pytest.approx(plain, abs=0.001)


@given(st.floats(0, 400), st.floats(3, 120), st.floats(20, 80))
def test_a_ring_is_the_sum_over_its_points(distance, sigma, reach):
    found = chance_in_view(distance, 0.0, sigma, opening(view(None, None, reach), BARE), turned=0.0)
    assert found == pytest.approx(share_in_view(distance, 0.0, sigma, None, 360, reach), abs=0.001)


def test_what_a_camera_turns_its_back_to_is_hardly_seen():
    ahead, behind = (chance_in_view(20.0, bearing, 3.0, opening(view(0, 90, 50), AS_SHIPPED), turned=0.05) for bearing in (0.0, 180.0))
    assert ahead > 0.95
    assert behind == pytest.approx(0.05 * 0.25, rel=0.05)


def test_an_unknown_direction_shares_the_ring():
    known = chance_in_view(20.0, 0.0, 3.0, opening(view(None, 90, 50), BARE), turned=0.0)
    assert known == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize(
    ("given_", "taken"),
    [((None, None, None), (None, 360, 50)), ((10, None, 30), (10, 90, 30)), ((None, 70, 30), (None, 70, 30)), ((1, 360, 9), (1, 360, 9))],
)
def test_what_was_not_said_of_a_view_is_filled_in_by_the_law(given_, taken):
    seen = opening(view(*given_), BARE)
    assert (seen.heading_deg, seen.fov_deg, seen.range_m) == taken


def test_directions_are_a_circle():
    seen = opening(view(350, 60, 50), BARE)
    assert chance_in_view(20, 5, 3, seen, turned=0) == pytest.approx(chance_in_view(20, 335, 3, seen, turned=0), rel=1e-9)


def test_erf_is_near_enough():
    from math import erf as exact

    assert max(abs(erf(x / 100) - exact(x / 100)) for x in range(-500, 501)) < 1.5e-7


@given(st.floats(0, 1e7), st.floats(0, 360), st.floats(0, 1e7), st.floats(0, 360), st.floats(0.1, 360), st.floats(0.1, 1e7))
def test_a_chance_is_a_chance_at_every_size(distance, bearing, sigma, heading, fov, reach):
    assert 0 <= chance_in_view(distance, bearing, sigma, opening(view(heading, fov, reach), BARE), turned=0.05) <= 1
