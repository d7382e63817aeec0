"""Areas and routes: where a violation may have been when no point is told; how likely a view holds it, how far a camera is from it.

Both are densities on a plane of their own (azimuthal equidistant around the middle: lengths from the middle are true, areas within 0.5 % up
to 1000 km). In an area all places are as likely as each other; along a route all stretches are, with a normal error across it. The chance
is the integral of the density over the view, by points spread evenly over it (Vogel's spiral); far from an edge it is closed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kniha.matching.laws import R95, Law
from kniha.matching.subjects import View
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.place import DEGREE, EARTH_RADIUS_M, Place

Floats: TypeAlias = NDArray[np.float64]
Corner: TypeAlias = tuple[int, int]
"""Latitude and longitude in 10⁻⁷ degrees."""

LARGEST_GROUND_M = 1_000_000
ACROSS_95 = 1.959963984540054
"""Half-width that holds 95 % of a normal error, in its standard deviations."""
_POINTS = 256
_CHUNK = 4096
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class Ground:
    """An area (`rings`: outlines and holes, even-odd) or a route (`width_m`: 95 % lies so near to the line). Built by the two functions
    below.

    `segments`: n x 4 (x, y, x, y) in metres east and north of the middle. `radius_m`: all corners lie so near to the middle.
    """

    name: str
    middle: Corner
    segments: Floats
    radius_m: float
    size: float
    """Square metres of an area, metres of a route."""
    width_m: float | None = None


def area(name: str, rings: Sequence[Sequence[Corner]]) -> Ground:
    """Return the area within `rings`, each a closed line without its first corner again; a hole is a ring within another.

    Raises MalformedError where a ring has fewer than three corners, ImpossibleError where it is larger than 1000 km around or has no
    extent.
    """
    if not rings or any(len(ring) < 3 for ring in rings):
        raise MalformedError("an area is told by rings of three corners or more")
    middle = _middle([corner for ring in rings for corner in ring])
    flat = [_onto(middle, ring) for ring in rings]
    segments = np.concatenate([np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in flat])
    # Holes turn the other way round or not: even-odd is kept by adding what is wound into an odd number of others.
    sizes = [abs(_signed(ring)) * (-1) ** sum(_holds(other, ring[0]) for other in flat if other is not ring) for ring in flat]
    return _checked(Ground(name, middle, segments, _farthest(segments), float(sum(sizes))))


def route(name: str, lines: Sequence[Sequence[Corner]], *, width_m: float) -> Ground:
    """Return the route along `lines`; errors as `area`, and ImpossibleError where its width is not from 1 m to 20 km."""
    if not lines or any(len(line) < 2 for line in lines):
        raise MalformedError("a route is told by lines of two corners or more")
    if not 1 <= width_m <= 20_000:
        raise ImpossibleError(f"expected a width from 1 to 20000 m, found {width_m:g} m")
    middle = _middle([corner for line in lines for corner in line])
    flat = [_onto(middle, line) for line in lines]
    segments = np.concatenate([np.hstack([line[:-1], line[1:]]) for line in flat])
    return _checked(Ground(name, middle, segments, _farthest(segments), float(_lengths(segments).sum()), width_m))


@dataclass(frozen=True, slots=True)
class Views:
    """Many views, column by column; NaN where a direction, width or range is not known. All arrays have one length."""

    lat_e7: Floats
    lon_e7: Floats
    error_m: Floats
    heading_deg: Floats
    fov_deg: Floats
    range_m: Floats
    walk_m: Floats

    def part(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> "Views":
        """Return some of them."""
        return Views(*(getattr(self, name)[which] for name in self.__slots__))


def views_of(view: View) -> Views:
    """Return one view as columns of length 1."""
    cells = (view.lat_e7, view.lon_e7, view.error_m, view.heading_deg, view.fov_deg, view.range_m, view.walk_m)
    return Views(*(np.array([np.nan if cell is None else float(cell)]) for cell in cells))


def reaches_m(views: Views, law: Law) -> Floats:
    """Return how far each view may see: `sights.reach_m`, for many."""
    return np.where(np.isnan(views.range_m), law.range_m, views.range_m) + 3 * views.error_m / R95 + views.walk_m / 2


def distances_m(ground: Ground, views: Views) -> Floats:
    """Return the metres from each view's point to the ground: 0 within it; infinite where it is further than 1000 km."""
    points = plane(ground.middle, views.lat_e7, views.lon_e7)
    found = np.full(len(points), np.inf)
    # Against a plane that is torn at the other side of the Earth: whoever is far is told far, without looking closer.
    near = np.hypot(points[:, 0], points[:, 1]) < ground.radius_m + LARGEST_GROUND_M
    edge = _to_segments(points[near], ground.segments)
    width = ground.width_m
    found[near] = np.where(inside(points[near], ground.segments), 0, edge) if width is None else np.maximum(0, edge - width)
    return found


def chances_on(ground: Ground, views: Views, law: Law) -> Floats:
    """Return for each view the chance, 0 to 1, that it holds the place of a violation somewhere on the ground."""
    chances = np.zeros(len(views.lat_e7))
    for start in range(0, len(chances), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        chances[chunk] = _some_chances(ground, views.part(chunk), law)
    return chances


def _some_chances(ground: Ground, views: Views, law: Law) -> Floats:
    turns = np.where(np.isnan(views.heading_deg), 0.0, views.heading_deg)
    fov = np.where(np.isnan(views.fov_deg), np.where(np.isnan(views.heading_deg), 360.0, law.fov_deg), views.fov_deg)
    ranges = np.where(np.isnan(views.range_m), law.range_m, views.range_m) * law.range_factor
    seen = np.radians(fov) / 2 * ranges**2
    middle = plane(ground.middle, views.lat_e7, views.lon_e7)
    sigma = np.sqrt((views.error_m * law.error_factor / R95) ** 2 + views.walk_m**2 / 24)
    if ground.width_m is None:
        chances = np.where(inside(middle, ground.segments), seen / ground.size, 0.0)
        close = _to_segments(middle, ground.segments) < ranges + 3 * sigma
    else:
        chances, close = np.zeros(len(seen)), np.ones(len(seen), bool)
    if close.any():
        near = (middle[close], sigma[close], ranges[close])
        ring = _mean_density(ground, near, np.zeros(close.sum()), np.full(close.sum(), 360.0))
        ahead = _mean_density(ground, near, turns[close], fov[close])
        turned = np.where(np.isnan(views.heading_deg[close]), 1.0, law.turned)
        chances[close] = seen[close] * ((1 - turned) * ahead + turned * ring)
    return np.clip(chances, 0, 1)


def _mean_density(ground: Ground, near: tuple[Floats, Floats, Floats], heading_deg: Floats, fov_deg: Floats) -> Floats:
    """Return the mean of the density over each sector, the camera's error in it: n arrays in, n out."""
    middle, sigma, ranges = near
    step = np.arange(_POINTS) + 0.5
    away = ranges[:, None] * np.sqrt(step / _POINTS)
    angle = np.radians(heading_deg[:, None] + fov_deg[:, None] * ((step * _GOLDEN) % 1 - 0.5))
    # Normal errors by Box and Muller from two more sequences that fill the square evenly.
    error = sigma[:, None] * np.sqrt(-2 * np.log((step * 0.7548776662466927) % 1))
    turn = 2 * np.pi * ((step * 0.5698402909980532) % 1)
    x = middle[:, :1] + away * np.sin(angle) + error * np.cos(turn)
    y = middle[:, 1:] + away * np.cos(angle) + error * np.sin(turn)
    found: Floats = density_of(ground)(np.column_stack([x.ravel(), y.ravel()])).reshape(x.shape).mean(axis=1)
    return found


def density_of(ground: Ground) -> Callable[[Floats], Floats]:
    """Return the density, per square metre, at points of the plane."""
    if ground.width_m is None:
        return lambda points: inside(points, ground.segments) / ground.size
    sigma = ground.width_m / ACROSS_95
    return lambda points: _along(points, ground.segments, sigma) / ground.size


def _along(points: Floats, segments: Floats, sigma: float) -> Floats:
    """Sum over the segments the integral of a round normal density of `sigma` along them: closed, by erf."""
    found = np.zeros(len(points))
    for start, end in zip(segments[:, :2], segments[:, 2:], strict=True):
        length = float(np.hypot(*(end - start)))
        if length == 0:
            continue
        unit = (end - start) / length
        along, across = (points - start) @ unit, (points - start) @ np.array([-unit[1], unit[0]])
        share = (_erf((length - along) / (sigma * 2**0.5)) + _erf(along / (sigma * 2**0.5))) / 2
        found += share * np.exp(-(across**2) / (2 * sigma**2)) / (sigma * (2 * np.pi) ** 0.5)
    return found


def _erf(x: Floats) -> Floats:
    t = 1 / (1 + 0.3275911 * np.abs(x))
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * np.exp(-x * x)
    return np.where(x >= 0, 1 - tail, tail - 1)


def inside(points: Floats, segments: Floats) -> NDArray[np.bool_]:
    """Even-odd, by a ray to the east."""
    odd = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for ax, ay, bx, by in segments:
        if ay != by:
            odd ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return odd


def _to_segments(points: Floats, segments: Floats) -> Floats:
    nearest = np.full(len(points), np.inf)
    for ax, ay, bx, by in segments:
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        share = np.clip(((points[:, 0] - ax) * dx + (points[:, 1] - ay) * dy) / square, 0, 1) if square else 0.0
        nearest = np.minimum(nearest, np.hypot(points[:, 0] - ax - share * dx, points[:, 1] - ay - share * dy))
    return nearest


def plane(middle: Corner, lat_e7: Floats, lon_e7: Floats) -> Floats:
    """Return metres east and north of the middle, azimuthal equidistant (Snyder, Map Projections: a Working Manual, p. 195)."""
    lat, lon = np.radians(lat_e7 / DEGREE), np.radians(lon_e7 / DEGREE)
    lat0, lon0 = np.radians(middle[0] / DEGREE), np.radians(middle[1] / DEGREE)
    east = np.cos(lat) * np.sin(lon - lon0)
    north = np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon - lon0)
    up = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon - lon0)
    flat = np.hypot(east, north)
    stretch = EARTH_RADIUS_M * np.where(flat > 1e-15, np.arctan2(flat, up) / np.maximum(flat, 1e-15), 1.0)
    return np.column_stack([east * stretch, north * stretch])


def _onto(middle: Corner, corners: Sequence[Corner]) -> Floats:
    told = np.array(corners, dtype=np.float64)
    return plane(middle, told[:, 0], told[:, 1])


def _middle(corners: Sequence[Corner]) -> Corner:
    for lat_e7, lon_e7 in corners:
        Place(lat_e7, lon_e7, 0)
    lat, lon = np.radians(np.array(corners, dtype=np.float64) / DEGREE).T
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    return round(float(np.degrees(np.arctan2(z, np.hypot(x, y)))) * DEGREE), round(float(np.degrees(np.arctan2(y, x))) * DEGREE)


def _signed(ring: Floats) -> float:
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _holds(ring: Floats, point: Floats) -> bool:
    return bool(inside(point[None, :], np.hstack([ring, np.roll(ring, -1, axis=0)]))[0])


def _lengths(segments: Floats) -> Floats:
    return np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])


def _farthest(segments: Floats) -> float:
    return float(np.hypot(segments[:, [0, 2]], segments[:, [1, 3]]).max())


def _checked(ground: Ground) -> Ground:
    if ground.radius_m > LARGEST_GROUND_M:
        raise ImpossibleError(
            f"an area or route lies within {LARGEST_GROUND_M // 1000} km of its middle, found {ground.radius_m / 1000:.0f} km"
        )
    if ground.size < 1:
        raise ImpossibleError("an area has a square metre, a route a metre; found less")
    return ground
