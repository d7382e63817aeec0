"""Areas and routes: the chance that a view holds a place on them against thrown points; distances; what cannot be is refused."""

from math import cos, hypot, pi, radians, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matching.plain import course, holds, offset
from tests.sizes import examples

from kniha.matching.grounds import ACROSS_95, area, chances_on, distances_m, route, views_of
from kniha.matching.laws import AS_SHIPPED, Law
from kniha.matching.subjects import View
from kniha.vocab.errors import ImpossibleError, MalformedError

MINSK = (539_000_000, 275_667_000)
BARE = Law(turned=0.0)
SQUARE = [(-400, -300), (400, -300), (400, 300), (-400, 300)]
BENT = [(-400, -300), (400, -300), (400, 300), (0, 300), (0, 0), (-400, 0)]


def at(x, y, **more):
    lat, lon = offset(*MINSK, x, y)
    return View(lat, lon, **{"error_m": 5.0} | more)


def ground(ring):
    return area("ground", [[offset(*MINSK, x, y) for x, y in ring]])


def chance(where, view, law=BARE):
    return float(chances_on(where, views_of(view), law)[0])


def thrown(ring, x, y, heading, fov, reach, error_m, points=60_000):
    """The share of points thrown into the area that the view holds, its camera moved by its error each time."""
    chance_ = np.random.default_rng(5)
    low, high = np.min(ring, axis=0), np.max(ring, axis=0)
    seen = inside = 0
    error = error_m / 2.4477
    for px, py, ex, ey in zip(
        *chance_.uniform(low, high, (points, 2)).T, *(error * chance_.standard_normal((2, points))), strict=True
    ):  # fmt: skip
        if holds(ring, px, py):
            inside += 1
            bearing, away = course(px - x - ex, py - y - ey)
            seen += away <= reach and abs((bearing - heading + 180) % 360 - 180) <= fov / 2
    return seen / inside


@settings(max_examples=examples(8))
@given(
    st.sampled_from((SQUARE, BENT)),
    st.integers(-450, 450),
    st.integers(-350, 350),
    st.integers(0, 359),
    st.integers(40, 360),
    st.integers(60, 150),
)
def test_the_chance_on_an_area_is_the_share_of_points_seen(ring, x, y, heading, fov, reach):
    plain = thrown(ring, x, y, heading, fov, reach, 20.0, points=30_000)
    found = chance(ground(ring), at(x, y, error_m=20.0, heading_deg=heading, fov_deg=fov, range_m=reach))
    assert found == pytest.approx(plain, abs=0.006)


def test_far_from_an_edge_the_chance_is_the_ratio_of_areas():
    found = chance(ground(SQUARE), at(0, 0, heading_deg=30, fov_deg=90, range_m=50))
    assert found == pytest.approx(pi * 50**2 / 4 / (800 * 600), rel=1e-3)


def test_a_hole_holds_nothing():
    rings = [[offset(*MINSK, x, y) for x, y in one] for one in (SQUARE, [(-200, -200), (200, -200), (200, 200), (-200, 200)])]
    with_hole = area("court", rings)
    assert with_hole.size == pytest.approx(800 * 600 - 400 * 400, rel=1e-3)
    assert chance(with_hole, at(0, 0, range_m=50)) == pytest.approx(0, abs=1e-9)
    assert distances_m(with_hole, views_of(at(0, 0)))[0] == pytest.approx(200, rel=1e-3)


def test_two_parts_of_an_area_are_one():
    rings = [[offset(*MINSK, x + away, y) for x, y in SQUARE] for away in (0, 3000)]
    assert area("both", rings).size == pytest.approx(2 * 800 * 600, rel=1e-3)


def test_along_a_route_every_stretch_is_as_likely():
    line = [(-500, 0), (0, 0), (0, 400)]
    walked = route("walked", [[offset(*MINSK, x, y) for x, y in line]], width_m=20)
    chance_, seen, points = np.random.default_rng(3), 0, 60_000
    for far, across in zip(chance_.uniform(0, 900, points), chance_.normal(0, 20 / ACROSS_95, points), strict=True):
        x, y = (far - 500, across) if far < 500 else (across, far - 500)
        seen += hypot(x + 250, y - 10) <= 60
    assert chance(walked, at(-250, 10, range_m=60, error_m=0.0)) == pytest.approx(seen / points, abs=0.006)


@given(st.floats(-3000, 3000), st.floats(-3000, 3000))
def test_the_distance_to_an_area_is_that_to_its_nearest_point(x, y):
    found = distances_m(ground(SQUARE), views_of(at(x, y)))[0]
    assert found == pytest.approx(hypot(max(0, abs(x) - 400), max(0, abs(y) - 300)), abs=3)


def test_a_direction_entered_wrongly_leaves_some_chance():
    view = at(400, 0, heading_deg=90, fov_deg=60, range_m=100, error_m=0.0)  # at the edge, looking out
    assert chance(ground(SQUARE), view, BARE) == pytest.approx(0, abs=1e-5)
    assert chance(ground(SQUARE), view, AS_SHIPPED) > 5e-5


def test_an_area_over_the_seam_at_180_degrees_is_whole():
    ring = [(600_000_000, 1_799_000_000), (600_000_000, -1_799_000_000), (601_000_000, -1_799_000_000), (601_000_000, 1_799_000_000)]
    over = area("seam", [ring])
    assert over.size == pytest.approx(20_000 * cos(radians(60)) * 1.112 * 11_119, rel=0.02)
    here, there = (View(600_500_000, lon, 5.0, range_m=50) for lon in (1_799_900_000, -1_799_900_000))
    assert chance(over, here) == pytest.approx(chance(over, there), rel=1e-6)
    assert chance(over, here) > 0
    assert distances_m(over, views_of(View(600_500_000, 1_700_000_000, 5.0)))[0] > 500_000


def test_an_area_around_the_pole_is_whole():
    ring = [(890_000_000, degrees * 10_000_000) for degrees in range(-180, 180, 30)]
    around = area("pole", [ring])
    assert around.radius_m == pytest.approx(111_195, rel=1e-3)
    assert distances_m(around, views_of(View(900_000_000, 0, 5.0)))[0] == 0
    assert around.size == pytest.approx(12 / 2 * 111_195**2 * sin(radians(30)), rel=0.01)


def test_what_is_on_the_other_side_of_the_earth_is_far():
    assert distances_m(ground(SQUARE), views_of(View(-539_000_000, -1_524_333_000, 5.0)))[0] == np.inf


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: area("none", []), MalformedError),
        (lambda: area("line", [[MINSK, MINSK]]), MalformedError),
        (lambda: area("point", [[MINSK, MINSK, MINSK]]), ImpossibleError),
        (lambda: area("world", [[(0, -1_000_000_000), (0, 0), (0, 1_000_000_000), (800_000_000, 0)]]), ImpossibleError),
        (lambda: area("mars", [[(910_000_000, 0), (0, 0), (0, 10)]]), ImpossibleError),
        (lambda: route("point", [[MINSK]], width_m=20), MalformedError),
        (lambda: route("wide", [[MINSK, offset(*MINSK, 100, 0)]], width_m=0), ImpossibleError),
        (lambda: route("short", [[MINSK, MINSK]], width_m=20), ImpossibleError),
    ],
)
def test_a_ground_that_cannot_be_is_refused(make, error):
    with pytest.raises(error):
        make()
