"""The closed forms of `moments` and `sights` once more, compiled: what the kernel reckons for one pair, and what it can never be above.

The text follows the plain functions line by line; tests hold them to each other. Times are milliseconds, angles radians, lengths metres.
"""

from math import asin, atan2, cos, exp, log1p, pi, sin, sqrt
from typing import Any, NamedTuple

import numpy as np

from kniha.matching.compiled import Floats, Longs, Rows, at_or_after, inner
from kniha.matching.laws import LOGISTIC, Law
from kniha.matching.sights import LEAST_SIGMA_M, NARROW, NODES, WEIGHTS, WIDTH
from kniha.vocab.place import EARTH_RADIUS_M

_NODES, _WEIGHTS = np.array(NODES), np.array(WEIGHTS)
_ROOT = sqrt(pi / 2)
_HALF = sqrt(0.5)
_DIAMETER = 2 * EARTH_RADIUS_M
MARGIN = 1.05
"""What a view can hold at most is held against a quadrature, which may be above the integral by less than this."""
HAIR = 1e-6
"""And by this, where nearly nothing of what is told lies in it."""


class Rule(NamedTuple):
    """The numbers of a law, the right hour first. `off`: what is left at most of a chance in time where the two meet by no right hour.

    `ordered`: the shifts from the least on. `slow`: times a clock's sigma, the time over which its error is spread at least.
    """

    shifts: Longs
    ordered: Longs
    weights: Floats
    sigmas: float
    stray: float
    turned: float
    clock_factor: float
    off: float
    slow: float


PLACE = np.dtype(
    [(name, np.float64) for name in (
        "x", "y", "z", "reach", "east_x", "east_y", "north_x", "north_y", "north_z", "heading", "fov", "range", "variance", "most",
    )] + [("row", np.int32)], align=True,
)  # fmt: skip
"""A place as the table `place` has it, under a law. `row`: of the intensity, -1 where it is the same at all times; `most`: its greatest."""

POINT = np.dtype(
    [(name, np.float64) for name in ("x", "y", "z", "reach", "worth", "variance")]
    + [(name, np.float32) for name in ("range", "most", "shows", "sigma")], align=True,
)  # fmt: skip
"""What decides of a clip whether it is looked at closer, in one line of the cache: `worth` and `most` as in `bound_of`, `shows` and
`sigma` in ms."""


class Knots(NamedTuple):
    """How much happens, by rows of places: sums from the beginning up to instants, between which they grow evenly; 1 is the mean.

    `start`: where the knots of each row begin; `most`: the greatest intensity of each row; `base`: what is everywhere at all times.
    """

    start: Longs
    at: Longs
    sums: Floats
    most: Floats
    base: float


def rule_of(law: Law) -> Rule:
    """Return the numbers of the law."""
    shifts, weights = zip(*law.clock, strict=True)
    tail = 1 / (1 + exp(law.sigmas / max(law.clock_factor, 1e-9) / LOGISTIC))
    # A logistic error is nowhere denser than 1 / (4 scale), and beyond a tail nowhere denser than the tail / scale.
    off = min(1.0, sum(weights[1:]) + 4 * tail) * MARGIN
    return Rule(
        np.array(shifts, np.int64), np.array(sorted(shifts), np.int64), np.array(weights, np.float64), float(law.sigmas), float(law.stray),
        float(law.turned), float(law.clock_factor), off, 4 * LOGISTIC * law.clock_factor,
    )  # fmt: skip


def flat() -> Knots:
    """Return the intensity of which nothing is known: 1 everywhere."""
    return Knots(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0), 1.0)


@inner
def mean_intensity(knots: Knots, row: int, first: int, last: int) -> float:
    """Return the mean over a stretch of time that is longer than nothing."""
    if row < 0:
        return knots.base
    low, high = knots.start[row], knots.start[row + 1]
    return knots.base + (_sum_to(knots, low, high, last) - _sum_to(knots, low, high, first)) / (last - first)


@inner
def _sum_to(knots: Knots, low: int, high: int, instant: int) -> float:
    k = at_or_after(knots.at, low, high, instant + 1)
    if k == low:
        return 0.0
    if k == high:
        return float(knots.sums[high - 1])
    share = (instant - knots.at[k - 1]) / (knots.at[k] - knots.at[k - 1])
    return float(knots.sums[k - 1] + share * (knots.sums[k] - knots.sums[k - 1]))


@inner
def chance_in_time(told: tuple[int, int], shown: tuple[int, int], sigma_ms: float, rule: Rule, knots: Knots, row: int) -> float:
    """Return `moments.chance_in_time`, each hour weighed by the mean intensity while the recording may have run and it was told."""
    sigma = max(1.0, sigma_ms * rule.clock_factor)
    pad = rule.sigmas * sigma
    found = 0.0
    for h in range(len(rule.shifts)):
        first, last = shown[0] - rule.shifts[h], shown[1] - rule.shifts[h]
        if h == 0 or (first - pad <= told[1] and told[0] <= last + pad):
            share = rule.weights[h] * _share(told[0], told[1], first, last, sigma * LOGISTIC)
            if row >= 0:
                low = min(max(first - sigma, told[0]), told[1] - 1000)
                high = max(min(last + sigma, told[1]), low + 1000)
                share *= mean_intensity(knots, row, int(low), int(high))
            else:
                share *= knots.base
            found += share
    return (1 - rule.stray) * max(0.0, found)


@inner
def _share(told_first: int, told_last: int, first: int, last: int, scale: float) -> float:
    tails = log1p(exp(-abs(told_last - first) / scale)) - log1p(exp(-abs(told_first - first) / scale))
    tails += log1p(exp(-abs(told_first - last) / scale)) - log1p(exp(-abs(told_last - last) / scale))
    overlap = max(0, min(told_last, last) - max(told_first, first))
    return (overlap + scale * tails) / (told_last - told_first)


@inner
def most_in_time(shows: float, sigma: float, shown: tuple[int, int], told: tuple[int, int], rule: Rule) -> float:
    """Return what `chance_in_time` never exceeds where the intensity is 1; `shown` is padded.

    By each hour that the two meet by: the share that the clip lasts of the told time, or of the time over which its clock's error is
    spread, whichever is longer; and no more than is left of the error so far away: a logistic one is less dense than exp(-x) / scale.
    """
    share = min(1.0, shows / max(float(told[1] - told[0]), sigma * rule.slow))
    dense, found = min(1.0, shows / (max(1.0, sigma * rule.clock_factor) * LOGISTIC)), 0.0
    # Shorter numbers than those of the clip may be given here.
    spread = max(1.0, sigma * rule.clock_factor) * (1 + 1e-6) + 1e-3
    scale, pad = spread * LOGISTIC, (shown[1] - shown[0] - shows) / 2
    for h in range(len(rule.shifts)):
        apart = max(told[0] - shown[1] + rule.shifts[h], shown[0] - rule.shifts[h] - told[1]) + pad
        if h == 0 or apart <= rule.sigmas * spread + 1:
            found += rule.weights[h] * (share if apart <= 0 else min(share, dense * exp(-apart / scale)))
    return found * (1 + HAIR)


@inner
def is_near(places: Rows, p: int, point: tuple[float, float, float], radius: float) -> bool:
    """Tell whether the way along the sphere is no longer than the radius and the reach: the candidate's test in space.

    `places`: rows of PLACE or POINT.
    """
    place = places[p]
    dx, dy, dz = place.x - point[0], place.y - point[1], place.z - point[2]
    square = dx * dx + dy * dy + dz * dz
    most = radius + place.reach
    # The way is as long as the chord or longer, and for some kilometres nearly equal: the arc is asked where it decides alone.
    if square > most * most:
        return False
    if most < 1e5 and square < 0.9999 * most * most:
        return True
    return bool(_DIAMETER * asin(min(1.0, sqrt(square) / _DIAMETER)) <= most)


@inner
def farther(point: Any, at: tuple[float, float, float], variance: float) -> float:  # Any: a row of PLACE or POINT
    """Return the share of the greatest density that lies nearest in the view: the told place may be beyond its range."""
    dx, dy, dz = point.x - at[0], point.y - at[1], point.z - at[2]
    # The chord is shorter than the way: the bound stays one.
    return beyond(sqrt(dx * dx + dy * dy + dz * dz) - point.range, variance)


@inner
def beyond(metres: float, variance: float) -> float:
    """Return the share of the greatest density that is left so far from the told place, on the other side of everything nearer."""
    return exp(-metres * metres / (2 * max(LEAST_SIGMA_M * LEAST_SIGMA_M, variance))) if metres > 0 else 1.0


@inner
def bound_of(worth: float, most: float, variance: float) -> float:
    """Return what `chance_in_view` times the greatest intensity never exceeds, by the variance of both errors together.

    `worth`: the area of the view times the greatest density at a variance of 1, times the greatest intensity `most`.
    """
    return min(most, worth / max(LEAST_SIGMA_M * LEAST_SIGMA_M, variance))


def most_of(places: Rows) -> Floats:
    """Return the `most` of clips: a camera whose direction is not known may show no more than its share of all around."""
    found: Floats = places["most"] * np.where(np.isnan(places["heading"]), np.minimum(1.0, places["fov"] / (2 * pi)), 1.0)
    return found


def worth_of(places: Rows) -> Floats:
    """Return the `worth` of places."""
    found: Floats = MARGIN * places["most"] * places["fov"] * places["range"] ** 2 / (4 * pi)
    return found


@inner
def most_in_view(places: Rows, p: int, point: tuple[float, float, float], variance: float, turned: float) -> float:
    """Return what `chance_in_view` never exceeds, by the direction alone; `variance`: of both errors together.

    A view that is not wider than a half turn is convex: a round normal density has no more of itself in it than in the half of the plane
    that begins as far away from its middle, which is no more than half of the share of its greatest density there.
    """
    place = places[p]
    share = place.fov / (2 * pi)
    if np.isnan(place.heading):
        return float(share)
    if place.fov > pi:
        return 1.0 + HAIR
    dx, dy, dz = place.x - point[0], place.y - point[1], place.z - point[2]
    aside = max(0.0, _turned_away(place, point) - place.fov / 2)
    away = sqrt(dx * dx + dy * dy + dz * dz) * (sin(aside) if aside < pi / 2 else 1.0)
    wedge = min(1.0, MARGIN / 2 * beyond(away, variance) + HAIR) if away > 0 else 1.0
    return float((1 - turned) * wedge + turned * share + HAIR)


@inner
def _turned_away(place: Any, point: tuple[float, float, float]) -> float:  # Any: a row of PLACE
    """Return the angle between where a place looks and where a point is."""
    east = point[0] * place.east_x + point[1] * place.east_y
    north = point[0] * place.north_x + point[1] * place.north_y + point[2] * place.north_z
    return float(abs((place.heading - atan2(east, north) + pi) % (2 * pi) - pi))


@inner
def chance_in_view(places: Rows, p: int, point: tuple[float, float, float], told_variance: float, turned: float) -> float:
    """Return `sights.chance_in_view` of a told point and a place."""
    place = places[p]
    dx, dy, dz = place.x - point[0], place.y - point[1], place.z - point[2]
    away = _DIAMETER * asin(min(1.0, sqrt(dx * dx + dy * dy + dz * dz) / _DIAMETER))
    sigma = max(LEAST_SIGMA_M, sqrt(told_variance + place.variance))
    d, r, fov = away / sigma, place.range / sigma, place.fov
    ring = _circle(d, r)
    if np.isnan(place.heading):
        return float(ring * fov / (2 * pi))
    off = _turned_away(place, point)
    wedge = max(0.0, ring - _wedge(d, r, pi - off, 2 * pi - fov)) if fov > pi else _wedge(d, r, off, fov)
    return float((1 - turned) * wedge + turned * ring * fov / (2 * pi))


@inner
def _circle(d: float, r: float) -> float:
    return min(1.0, max(0.0, 2 * _between(d, r, 0.0, WIDTH / d if d > NARROW else pi)))


@inner
def _wedge(d: float, r: float, off: float, fov: float) -> float:
    most = WIDTH / d if d > NARROW else 2 * pi
    low, high = max(off - fov / 2, -most), min(off + fov / 2, most)
    return min(1.0, max(0.0, _between(d, r, low, high))) if low < high else 0.0


@inner
def _between(d: float, r: float, low: float, high: float) -> float:
    middle, half = (low + high) / 2, (high - low) / 2
    found = 0.0
    for n in range(len(_NODES)):
        step = half * _NODES[n]
        found += _WEIGHTS[n] * (_radial(d, r, middle + step) + _radial(d, r, middle - step))
    return half * found


@inner
def _radial(d: float, r: float, angle: float) -> float:
    along, across = d * cos(angle), d * sin(angle)
    beyond = r - along
    near, far = exp(-along * along / 2), exp(-beyond * beyond / 2)
    inner = near - far + along * _ROOT * (_erf(beyond * _HALF, far) + _erf(along * _HALF, near))
    return exp(-across * across / 2) * inner / (2 * pi)


@inner
def _erf(x: float, square: float) -> float:
    """Abramowitz and Stegun 7.1.26; `square`: exp(-x²), which the caller has."""
    t = 1 / (1 + 0.3275911 * abs(x))
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * square
    return 1 - tail if x >= 0 else tail - 1
