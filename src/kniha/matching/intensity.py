"""Where and when how much happened, learned from testimonies that are precise: what a vague one leaves open is weighed by it.

A violation somewhere in a district on that day was more likely where a crowd was beaten at that hour than in a park at night. The density
of what happens is a sum over precise testimonies, each a round normal density over the ground and even around its time, and a share that is
even everywhere (a kernel density estimate: Silverman, "Density Estimation for Statistics and Data Analysis", 1986). A view is small
against the spread: the chance of a pair is that under an even density times the density where the camera looks while it ran, over the mean
of the density where and when the violation was told. For a precise violation the two are nearly the same and nothing changes.
"""

from dataclasses import dataclass

import numpy as np

from kniha.matching.compiled import Floats, Longs, Rows, at_or_after, compiled
from kniha.matching.grounds import Ground, density_of, plane
from kniha.matching.kernel_chances import Knots, flat
from kniha.matching.laws import Prior

BIN_MS = 900_000
"""The density is kept by quarters of an hour, and by cells of half of its spread."""
BLOCK_M = 1000.0
"""What is even is even over the blocks of this size in which something was told or filmed."""
_AXIS = 1 << 21
_AWAY = 3.5
_POINTS = 32


@dataclass(frozen=True, slots=True)
class Intensity:
    """Precise testimonies, rows of SPOT in the order of their beginnings, each widened by the prior; densities are in units of `even`.

    `even`: what happens everywhere, for one square metre and millisecond; `weight`: of each testimony.
    """

    scenes: Rows
    longest: int
    even: float
    weight: float
    spread_m: float


def learned(spots: Rows, places: Rows, prior: Prior) -> Intensity | None:
    """Learn from those of the violations (rows of SPOT, told by points) that are precise; None where there are none."""
    lasts = spots["last"] - spots["first"]
    some = np.sort(spots[(spots["radius"] <= prior.radius_m) & (lasts <= prior.lasts_ms)], order="first")
    if not len(some):
        return None
    span = int(some["last"].max() - some["first"].min()) + 2 * prior.spread_ms
    blocks = {key for rows in (some, places) for key in np.unique(_cells(rows, BLOCK_M)).tolist()}
    some["first"] -= prior.spread_ms
    some["last"] += prior.spread_ms
    some["variance"] += prior.spread_m**2
    even = prior.evenly * len(some) / (len(blocks) * BLOCK_M**2 * span)
    return Intensity(some, int((some["last"] - some["first"]).max()), even, 1 - prior.evenly, prior.spread_m)


def look_at(places: Rows, known: Intensity | None) -> tuple[Rows, Knots]:
    """Return the places with the row of the intensity where each looks, and the rows; without an intensity, places as they were."""
    if known is None or not len(places):
        return places, flat()
    ahead = np.zeros(len(places), [(axis, np.float64) for axis in "xyz"])
    sees = ~np.isnan(places["heading"]) & (places["fov"] < np.pi)
    half = np.where(sees, places["range"] / 2, 0.0)
    heading = np.where(sees, places["heading"], 0.0)
    ahead["x"] = places["x"] + half * (np.sin(heading) * places["east_x"] + np.cos(heading) * places["north_x"])
    ahead["y"] = places["y"] + half * (np.sin(heading) * places["east_y"] + np.cos(heading) * places["north_y"])
    ahead["z"] = places["z"] + half * np.cos(heading) * places["north_z"]
    _, cell_of, number = np.unique(_cells(ahead, known.spread_m / 2), return_inverse=True, return_counts=True)
    middle = np.column_stack([np.bincount(cell_of, ahead[axis]) / number for axis in "xyz"])
    cell, at, density = _densities(known, middle)
    used, row, sizes = np.unique(cell, return_inverse=True, return_counts=True)
    row_of = np.full(len(number), -1, np.int32)
    row_of[used] = np.arange(len(used))
    most = np.zeros(len(used))
    np.maximum.at(most, row, density)
    looking = places.copy()
    looking["row"] = row_of[cell_of]
    looking["most"] = 1 + np.where(looking["row"] >= 0, most[looking["row"]] if len(used) else 0.0, 0.0)
    return looking, _knots(at, density, sizes, most)


def _densities(known: Intensity, middle: Floats) -> tuple[Longs, Longs, Floats]:
    """Return (cell, quarter, density) where something was told, in the order of cells and quarters."""
    order = np.argsort(_keys(middle, _reach(known)))
    keys = _keys(middle, _reach(known))[order]
    number = _meet(known.scenes, keys, middle[order], _reach(known), (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)))
    made = (np.empty(number, np.int64), np.empty(number, np.int64), np.empty(number))
    _meet(known.scenes, keys, middle[order], _reach(known), made)
    base = int(made[1].min()) if number else 0
    width = int(made[1].max()) - base + 1 if number else 1
    packed, which = np.unique(order[made[0]] * width + (made[1] - base), return_inverse=True)
    density: Floats = np.bincount(which, made[2]).astype(np.float64) * (known.weight / known.even)
    return packed // width, packed % width + base, density


@compiled
def _meet(scenes: Rows, keys: Longs, middle: Floats, reach: float, made: tuple[Longs, Longs, Floats]) -> int:
    """Write (cell, quarter, density) for each testimony near to a cell, as far as there is room; return how many there are."""
    n = 0
    for s in range(len(scenes)):
        scene = scenes[s]
        first, last = scene.first // BIN_MS, scene.last // BIN_MS
        x, y, z = int(np.floor(scene.x / reach)), int(np.floor(scene.y / reach)), int(np.floor(scene.z / reach))
        for i in range(x - 1, x + 2):
            for j in range(y - 1, y + 2):
                low = ((i + _AXIS // 2) * _AXIS + j + _AXIS // 2) * _AXIS + z - 1 + _AXIS // 2
                c = at_or_after(keys, 0, len(keys), low)
                while c < len(keys) and keys[c] <= low + 2:
                    square = (middle[c, 0] - scene.x) ** 2 + (middle[c, 1] - scene.y) ** 2 + (middle[c, 2] - scene.z) ** 2
                    if square < _AWAY * _AWAY * scene.variance:
                        near = np.exp(-square / (2 * scene.variance)) / (2 * np.pi * scene.variance)
                        for quarter in range(first, last + 1):
                            if n < len(made[0]):
                                begin, end = max(scene.first, quarter * BIN_MS), min(scene.last, (quarter + 1) * BIN_MS)
                                made[0][n], made[1][n] = c, quarter
                                made[2][n] = near * (end - begin) / BIN_MS / (scene.last - scene.first)
                            n += 1
                    c += 1
    return n


def _reach(known: Intensity) -> float:
    return _AWAY * float(np.sqrt(known.scenes["variance"].max()))


def _cells(rows: Rows, size: float) -> Longs:
    return _keys(np.column_stack([rows[axis] for axis in "xyz"]), size)


def _keys(points: Floats, size: float) -> Longs:
    cell = np.floor(points / size).astype(np.int64) + _AXIS // 2
    found: Longs = (cell[:, 0] * _AXIS + cell[:, 1]) * _AXIS + cell[:, 2]
    return found


def _knots(at: Longs, density: Floats, sizes: Longs, most: Floats) -> Knots:
    """Lay sums at the beginning and the end of each quarter: between quarters that follow each other not at once nothing is added."""
    first = np.cumsum(sizes) - sizes
    sums = np.cumsum(density * BIN_MS)
    before = np.repeat((sums - density * BIN_MS)[first], sizes) if len(first) else sums
    both = np.column_stack([sums - density * BIN_MS - before, sums - before]).ravel()
    times = np.column_stack([at * BIN_MS, (at + 1) * BIN_MS]).ravel()
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(2 * sizes)]).astype(np.int64)
    return Knots(start, times, both, most, 1.0)


def means_at(spots: Rows, known: Intensity | None) -> Floats:
    """Return the mean of the intensity where and when each violation was told by a point."""
    return np.ones(len(spots)) if known is None else _means_at(known.scenes, known.longest, known.weight / known.even, spots)


@compiled
def _means_at(scenes: Rows, longest: int, weight: float, spots: Rows) -> Floats:
    means = np.ones(len(spots))
    for v in range(len(spots)):
        spot = spots[v]
        s, found = _since(scenes, spot.first - longest), 0.0
        while s < len(scenes) and scenes[s].first < spot.last:
            scene = scenes[s]
            shared = min(scene.last, spot.last) - max(scene.first, spot.first)
            if shared > 0:
                variance = scene.variance + spot.variance
                square = (spot.x - scene.x) ** 2 + (spot.y - scene.y) ** 2 + (spot.z - scene.z) ** 2
                if square < 40 * variance:
                    near = np.exp(-square / (2 * variance)) / (2 * np.pi * variance)
                    found += near * shared / (scene.last - scene.first) / (spot.last - spot.first)
            s += 1
        means[v] += weight * found
    return means


def means_on(spots: Rows, ground: Ground, known: Intensity | None) -> Floats:
    """Return the mean of the intensity over a ground and the times at which violations were told there."""
    if known is None:
        return np.ones(len(spots))
    return _means_on(known.scenes, known.longest, densities_on(ground, known.scenes) * (known.weight / known.even), spots)


def densities_on(ground: Ground, scenes: Rows) -> Floats:
    """Return for each testimony the mean of the ground's density over its own, by points spread over it (Vogel's spiral)."""
    lat, lon = np.arctan2(scenes["z"], np.hypot(scenes["x"], scenes["y"])), np.arctan2(scenes["y"], scenes["x"])
    middle = plane(ground.middle, np.degrees(lat) * 1e7, np.degrees(lon) * 1e7)
    sigma = np.sqrt(scenes["variance"])
    found = np.zeros(len(scenes))
    near = np.flatnonzero(np.hypot(middle[:, 0], middle[:, 1]) < ground.radius_m + (ground.width_m or 0) + 4 * sigma)
    step = np.arange(_POINTS) + 0.5
    away = np.sqrt(-2 * np.log(1 - step / _POINTS))
    turn = step * np.pi * (3 - 5**0.5)
    x = middle[near, :1] + sigma[near, None] * away * np.cos(turn)
    y = middle[near, 1:] + sigma[near, None] * away * np.sin(turn)
    found[near] = density_of(ground)(np.column_stack([x.ravel(), y.ravel()])).reshape(x.shape).mean(axis=1)
    return found


@compiled
def _means_on(scenes: Rows, longest: int, share: Floats, spots: Rows) -> Floats:
    means = np.ones(len(spots))
    for v in range(len(spots)):
        spot = spots[v]
        s, found = _since(scenes, spot.first - longest), 0.0
        while s < len(scenes) and scenes[s].first < spot.last:
            shared = min(scenes[s].last, spot.last) - max(scenes[s].first, spot.first)
            if shared > 0:
                found += share[s] * shared / (scenes[s].last - scenes[s].first)
            s += 1
        means[v] += found / (spot.last - spot.first)
    return means


@compiled
def _since(scenes: Rows, instant: int) -> int:
    low, high = 0, len(scenes)
    while low < high:
        middle = (low + high) // 2
        if scenes[middle].first < instant:
            low = middle + 1
        else:
            high = middle
    return low
