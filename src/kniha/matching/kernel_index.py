"""Recordings laid out for the kernel: by where they are and how long they run, each group in the order of beginnings.

Places lie in the cells of a grid in x, y, z (metres from the middle of the Earth), at a level by their reach. A place with many clips (a
fixed camera) has groups of its own; clips of all other places lie in groups of their cell. A group holds clips of like length, so that
what ran at an instant is found by two searches; where beginnings and ends have one order (clips that follow each other) it is counted
without being looked at.
"""

from typing import NamedTuple

import numpy as np

from kniha.matching.compiled import Floats, Ints, Longs, Rows, Shorts, compiled, inner
from kniha.matching.kernel_chances import POINT, most_of, worth_of
from kniha.matching.taking import WORLD_M

CELL_M = 128.0
LEVELS = 18
"""Cells of a level are twice those of the one before, as large as the reach of its places; in the last lie all of longer reach."""
MANY = 8
"""So many clips make groups of their own worth it."""
CLASSES = 24
"""A class of lengths is four times that of the one before, from a second on: the last begins beyond a thousand years."""
AXIS = 1 << 18


class Shown(NamedTuple):
    """Clips as they come from the table `clip`, one row each: last is a second after first at least, `pad` milliseconds are followed."""

    place: Ints
    first: Longs
    last: Longs
    sigma: Floats
    pad: Longs
    recording: Ints


CLIP = np.dtype(
    [("pad", np.int64), ("sigma", np.float64), ("place", np.int32), ("recording", np.int32), ("moving", np.int32),
     ("row", np.int32)], align=True,
)  # fmt: skip
"""`moving`: the number among recordings of several slices, or -1; `row`: of the intensity where its place looks, as in PLACE."""
GROUP = np.dtype(
    [(name, np.int64) for name in ("low", "high", "longest", "shortest", "begins", "latest", "soonest", "ends", "cell")]
    + [(name, np.float64) for name in ("worth", "most", "range", "shows", "sigma", "least_variance", "most_variance")]
    + [("chain", np.bool_)], align=True,
)  # fmt: skip
"""Clips from `low` to `high`; `longest`, `shortest`: padded; `chain`: ends have the order of beginnings; `cell`: or -1;
`begins`, `latest`: the first and the last beginning; `soonest`, `ends`: the first and the last end.

The rest bounds them all: the greatest `worth`, `most`, `range` and `shows` (as in POINT), the least `sigma`.
"""
ROWS = ("x", "y", "z", "reach", "range", "worth", "most", "shows", "variance", "sigma")
"""Of `Index.small`: where a clip is from the middle of its cell's ball; what bounds it, rounded to the side on which a bound stays one."""
BALL = np.dtype([(name, np.float64) for name in ("x", "y", "z", "around", "least", "most")], align=True)
"""Where the places of a cell are: all `around` a point; the `least` and the `most` of their reaches."""


class Cells(NamedTuple):
    """Cells that hold places, in the order of their keys, which begin with the level; `many`: places with many clips, by cell."""

    key: Longs
    level: Longs
    size: Floats
    reach: Floats
    many_from: Longs
    many: Ints
    balls: Rows


class Index(NamedTuple):
    """All that the kernel asks. Clips are in the order of groups; `start` and `end` are padded; `ends`: those of a group in their order.

    The groups of an owner (a cell, or after all cells a place with many clips) are `owner[o]` to `owner[o + 1]`. `movers`: the recording of
    each number in `moving`. `points`: of the clips in groups of cells, which come first; `small`: the same in ROWS of short
    numbers, enough to tell most of those that matter from those that do not. `by_place`: where the clips of each
    place are. `rank`: of each clip among all beginnings; `by_rank`: the clip of each.
    """

    places: Rows
    start: Longs
    end: Longs
    ends: Longs
    clips: Rows
    points: Rows
    small: Shorts
    groups: Rows
    owner: Longs
    cells: Cells
    movers: Ints
    place_from: Longs
    by_place: Ints
    rank: Ints
    by_rank: Ints


def build(places: Rows, shown: Shown) -> Index:
    """Lay out the recordings. `places`: rows of PLACE; `shown.place` numbers them from 0; clips come in any order."""
    number = len(shown.place)
    clips_of = np.bincount(shown.place, minlength=len(places))
    key, cell_of = np.unique(_keys(places), return_inverse=True)
    moving, movers = _moving(shown.recording)
    # Slices are summed over places before they are compared: no group of a place may hold one, for such a group may be left out whole.
    moved_at = np.bincount(shown.place[moving >= 0], minlength=len(places))
    fixed = np.flatnonzero((clips_of >= MANY) & (moved_at == 0))
    many: Ints = fixed[np.argsort(cell_of[fixed], kind="stable")].astype(np.int32)
    owner_of = cell_of.astype(np.int64)
    owner_of[many] = len(key) + np.arange(len(many))
    start, end = shown.first - shown.pad, shown.last + shown.pad
    group_of = owner_of[shown.place]
    _add_classes(end - start, group_of)
    begins = np.argsort(start)
    order, sizes = _spread(begins, group_of, (len(key) + len(many)) * CLASSES)
    rank, by_rank = _ranks(begins, order)
    del group_of, begins
    clips = np.empty(number, CLIP)
    columns: dict[str, Longs | Floats | Ints] = {
        "pad": shown.pad, "sigma": shown.sigma, "place": shown.place, "recording": shown.recording, "moving": moving,
    }  # fmt: skip
    for name, column in columns.items():
        clips[name] = column[order]
    clips["row"] = places["row"][clips["place"]]
    start, end = start[order], end[order]
    del order
    cells = _cells(places, key, cell_of, many)
    by_place, _ = _spread(np.arange(number), clips["place"].astype(np.int64), len(places))
    place_from = np.concatenate([np.zeros(1, np.int64), np.cumsum(clips_of)])
    groups, owner = _groups(start, end, clips, sizes)
    _bound(places, (worth_of(places), most_of(places)), clips, groups)
    own = int(groups["high"][owner[len(key)] - 1]) if owner[len(key)] else 0
    groups["cell"] = np.repeat(np.append(np.arange(len(key)), -1), [*np.diff(owner[: len(key) + 1]), len(groups) - owner[len(key)]])
    points = _points(places, clips[:own], (end - start)[:own])
    small = _small(points, cells.balls[np.repeat(groups["cell"], groups["high"] - groups["low"])[:own]])
    ends = _ends(end, groups)
    return Index(places, start, end, ends, clips, points, small, groups, owner, cells, movers, place_from, by_place, rank, by_rank)


def _points(places: Rows, clips: Rows, length: Longs) -> Rows:
    points = np.empty(len(clips), POINT)
    of = clips["place"]
    _copy(places, of, points)
    # Rounded to the side on which a bound stays one.
    points["shows"] = _up(length - 2 * clips["pad"])
    points["sigma"] = np.nextafter(clips["sigma"].astype(np.float32), np.float32(0))
    # Slices are summed before they are compared: none is left out.
    still = clips["moving"] < 0
    points["worth"], points["most"] = np.where(still, worth_of(places)[of], np.inf), _up(np.where(still, most_of(places)[of], np.inf))
    return points


@inner
def _copy(places: Rows, of: Ints, points: Rows) -> None:
    for i in range(len(points)):
        place = places[of[i]]
        points[i].x, points[i].y, points[i].z, points[i].reach = place.x, place.y, place.z, place.reach
        points[i].variance, points[i].range = place.variance, place.range


def _up(values: Floats | Longs) -> Shorts:
    found: Shorts = np.nextafter(values.astype(np.float32), np.float32(np.inf))
    return found


def _small(points: Rows, balls: Rows) -> Shorts:
    small = np.empty((len(ROWS), len(points)), np.float32)
    for row, axis in enumerate("xyz"):
        small[row] = points[axis] - balls[axis]
    small[3] = points["reach"]
    for row, name in enumerate(("range", "worth", "most", "shows"), 4):
        small[row] = _up(points[name])
    for row, name in enumerate(("variance", "sigma"), 8):
        small[row] = np.nextafter(points[name].astype(np.float32), np.float32(0))
    return small


def level_of(reach: Floats) -> Longs:
    """Return the level at which a place lies: its cells are as large as its reach or larger, but for the last."""
    found: Longs = np.searchsorted(CELL_M * 2.0 ** np.arange(LEVELS - 1), reach)
    return found


def _keys(places: Rows) -> Longs:
    level = level_of(places["reach"])
    size = CELL_M * 2.0**level
    key = level.astype(np.int64)
    for axis in (places["x"], places["y"], places["z"]):
        key = key * AXIS + np.floor((axis + WORLD_M) / size).astype(np.int64)
    return key


def _cells(places: Rows, key: Longs, cell_of: Longs, many: Ints) -> Cells:
    level = level_of(places["reach"])
    reach = np.array([places["reach"][level == n].max(initial=0.0) for n in range(LEVELS)])
    begins = np.searchsorted(key, np.arange(LEVELS + 1, dtype=np.int64) * AXIS**3)
    many_from = np.searchsorted(cell_of[many], np.arange(len(key) + 1))
    return Cells(key, begins, np.ldexp(CELL_M, np.arange(LEVELS)), reach, many_from, many, _balls(places, cell_of, len(key)))


def _balls(places: Rows, cell_of: Longs, number: int) -> Rows:
    balls = np.zeros(number, BALL)
    sizes = np.maximum(1, np.bincount(cell_of, minlength=number))
    for axis in "xyz":
        balls[axis] = np.bincount(cell_of, places[axis], minlength=number) / sizes
    away = np.sqrt(sum((places[axis] - balls[axis][cell_of]) ** 2 for axis in "xyz"))
    balls["least"] = np.inf
    _widen(balls, cell_of, away, places)
    return balls


@inner
def _widen(balls: Rows, cell_of: Longs, away: Floats, places: Rows) -> None:
    for p in range(len(places)):
        c, reach = cell_of[p], places[p].reach
        balls[c].around, balls[c].most = max(balls[c].around, away[p]), max(balls[c].most, reach)
        balls[c].least = min(balls[c].least, reach)


@inner
def class_of(length: int) -> int:
    """Return floor(log4(length in seconds)), from 0 to the last class."""
    found, next_ = 0, 4000
    while length >= next_ and found < CLASSES - 1:
        found += 1
        next_ *= 4
    return found


@inner
def _add_classes(length: Longs, bins: Longs) -> None:
    for n in range(len(length)):
        bins[n] = bins[n] * CLASSES + class_of(length[n])


@compiled
def _ranks(begins: Longs, order: Ints) -> tuple[Ints, Ints]:
    """Return the place of each clip of an order among all beginnings, and the clip at each of those places."""
    given, rank, by_rank = np.empty(len(order), np.int32), np.empty(len(order), np.int32), np.empty(len(order), np.int32)
    for n in range(len(order)):
        given[order[n]] = n
    for r in range(len(order)):
        by_rank[r] = given[begins[r]]
        rank[by_rank[r]] = r
    return rank, by_rank


def _moving(recording: Ints) -> tuple[Ints, Ints]:
    slices = np.bincount(recording) if len(recording) else np.zeros(0, np.int64)
    movers = np.flatnonzero(slices > 1).astype(np.int32)
    number = np.full(len(slices), -1, np.int32)
    number[movers] = np.arange(len(movers))
    return number[recording], movers


def _spread(rows: Longs, bins: Longs, number: int) -> tuple[Ints, Longs]:
    """Return the rows by bins, each bin in the order in which they came; and how many each bin has."""
    sizes = np.bincount(bins, minlength=number)
    return _lay(rows, bins, np.cumsum(sizes) - sizes), sizes


@compiled
def _lay(rows: Longs, bins: Longs, free: Longs) -> Ints:
    laid = np.empty(len(rows), np.int32)
    for n in range(len(rows)):
        b = bins[rows[n]]
        laid[free[b]] = rows[n]
        free[b] += 1
    return laid


def _groups(start: Longs, end: Longs, clips: Rows, sizes: Longs) -> tuple[Rows, Longs]:
    used = np.flatnonzero(sizes)
    groups = np.zeros(len(used), GROUP)
    groups["high"] = np.cumsum(sizes[used])
    groups["low"] = groups["high"] - sizes[used]
    _measure(start, end, clips, groups)
    return groups, np.searchsorted(used // CLASSES, np.arange(len(sizes) // CLASSES + 1))


@inner
def _measure(start: Longs, end: Longs, clips: Rows, groups: Rows) -> None:
    for g in range(len(groups)):
        longest, shortest, shows, sigma, chain, soonest, latest = 0, 1 << 62, 0, np.inf, True, 1 << 62, -(1 << 62)
        for i in range(groups[g].low, groups[g].high):
            length = end[i] - start[i]
            longest, shortest = max(longest, length), min(shortest, length)
            soonest, latest = min(soonest, end[i]), max(latest, end[i])
            shows, sigma = max(shows, length - 2 * clips[i].pad), min(sigma, clips[i].sigma)
            chain = chain and (i == groups[g].low or end[i] >= end[i - 1])
        groups[g].longest, groups[g].shortest, groups[g].chain = longest, shortest, chain
        groups[g].shows, groups[g].sigma = shows, sigma
        groups[g].begins, groups[g].latest = start[groups[g].low], start[groups[g].high - 1]
        groups[g].soonest, groups[g].ends = soonest, latest


@inner
def _bound(places: Rows, bounds: tuple[Floats, Floats], clips: Rows, groups: Rows) -> None:
    for g in range(len(groups)):
        group = groups[g]
        group.least_variance = np.inf
        for i in range(group.low, group.high):
            place = places[clips[i].place]
            # Slices are summed before they are compared: their group is never left out.
            group.worth = np.inf if clips[i].moving >= 0 else max(group.worth, bounds[0][clips[i].place])
            group.most, group.range = max(group.most, bounds[1][clips[i].place]), max(group.range, place.range)
            group.least_variance = min(group.least_variance, place.variance)
            group.most_variance = max(group.most_variance, place.variance)


@compiled
def _ends(end: Longs, groups: Rows) -> Longs:
    ends = end.copy()
    for g in range(len(groups)):
        if not groups[g].chain:
            ends[groups[g].low : groups[g].high].sort()
    return ends
