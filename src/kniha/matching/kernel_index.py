"""Recordings laid out for the kernel: by where they are and how long they run, each group in the order of beginnings.

Places lie in the cells of a grid in x, y, z (metres from the middle of the Earth), at a level by their reach. A place with many clips (a
fixed camera) has groups of its own; clips of all other places lie in groups of their cell. A group holds clips of like length, so that
what ran at an instant is found by two searches; where beginnings and ends have one order (clips that follow each other) it is counted
without being looked at.
"""

from math import log2
from typing import NamedTuple

import numpy as np

from kniha.matching.compiled import Floats, Ints, Longs, Rows, compiled
from kniha.matching.kernel_chances import POINT, worth_of
from kniha.matching.taking import WORLD_M

CELL_M = 256.0
LEVELS = 17
"""Cells of a level are twice those of the one before; in the last lie all places of longer reach."""
MANY = 8
"""So many clips make groups of their own worth it."""
CLASSES = 24
"""A class of lengths is four times that of the one before, from a second on: the last begins beyond a thousand years."""
_AXIS = 1 << 16


class Shown(NamedTuple):
    """Clips as they come from the table `clip`, one row each: last is a second after first at least, `pad` milliseconds are followed."""

    place: Ints
    first: Longs
    last: Longs
    sigma: Floats
    pad: Longs
    recording: Ints


CLIP = np.dtype([("pad", np.int64), ("sigma", np.float64), ("place", np.int32), ("recording", np.int32), ("moving", np.int32)], align=True)
"""`moving`: the number among recordings of several slices, or -1."""
GROUP = np.dtype([("low", np.int64), ("high", np.int64), ("longest", np.int64), ("shows", np.int64), ("chain", np.bool_)], align=True)
"""Clips from `low` to `high`; `longest`: padded, `shows`: not padded, at most; `chain`: ends have the order of beginnings."""


class Cells(NamedTuple):
    """Cells that hold places, in the order of their keys, which begin with the level; `many`: places with many clips, by cell."""

    key: Longs
    level: Longs
    size: Floats
    reach: Floats
    many_from: Longs
    many: Ints


class Index(NamedTuple):
    """All that the kernel asks. Clips are in the order of groups; `start` and `end` are padded.

    The groups of an owner (a cell, or after all cells a place with many clips) are `owner[o]` to `owner[o + 1]`. `movers`: the recording of
    each number in `moving`. `points`: of the clips in groups of cells, which come first. `by_place`: where the clips of each place are.
    """

    places: Rows
    start: Longs
    end: Longs
    clips: Rows
    points: Rows
    groups: Rows
    owner: Longs
    cells: Cells
    movers: Ints
    place_from: Longs
    by_place: Ints


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
    group_of = (owner_of[shown.place] * CLASSES + classes(end - start)).astype(np.int64)
    order, sizes = _spread(np.argsort(start), group_of, (len(key) + len(many)) * CLASSES)
    del group_of
    clips = np.empty(number, CLIP)
    columns: dict[str, Longs | Floats | Ints] = {
        "pad": shown.pad, "sigma": shown.sigma, "place": shown.place, "recording": shown.recording, "moving": moving,
    }  # fmt: skip
    for name, column in columns.items():
        clips[name] = column[order]
    start, end = start[order], end[order]
    del order
    cells = _cells(places, key, cell_of, many)
    by_place, _ = _spread(np.arange(number), clips["place"].astype(np.int64), len(places))
    place_from = np.concatenate([np.zeros(1, np.int64), np.cumsum(clips_of)])
    groups, owner = _groups(start, end, clips, sizes)
    own = int(groups["high"][owner[len(key)] - 1]) if owner[len(key)] else 0
    return Index(
        places, start, end, clips, _points(places, clips[:own], (end - start)[:own]), groups, owner, cells, movers, place_from, by_place
    )


def _points(places: Rows, clips: Rows, length: Longs) -> Rows:
    points = np.empty(len(clips), POINT)
    of = clips["place"]
    for name in ("x", "y", "z", "reach", "variance", "range"):
        points[name] = places[name][of]
    points["shows"] = length - 2 * clips["pad"]
    # Slices are summed before they are compared: none is left out.
    still = clips["moving"] < 0
    points["worth"], points["most"] = np.where(still, worth_of(places)[of], np.inf), np.where(still, places["most"][of], np.inf)
    return points


def level_of(reach: Floats) -> Longs:
    """Return the level at which a place lies: its cells are twice its reach or more, but for the last."""
    found: Longs = np.searchsorted(CELL_M / 2 * 2.0 ** np.arange(LEVELS - 1), reach)
    return found


def _keys(places: Rows) -> Longs:
    level = level_of(places["reach"])
    size = CELL_M * 2.0**level
    key = level.astype(np.int64)
    for axis in (places["x"], places["y"], places["z"]):
        key = key * _AXIS + np.floor((axis + WORLD_M) / size).astype(np.int64)
    return key


def _cells(places: Rows, key: Longs, cell_of: Longs, many: Ints) -> Cells:
    level = level_of(places["reach"])
    reach = np.zeros(LEVELS)
    np.maximum.at(reach, level, places["reach"])
    begins = np.searchsorted(key, np.arange(LEVELS + 1, dtype=np.int64) * _AXIS**3)
    many_from = np.searchsorted(cell_of[many], np.arange(len(key) + 1))
    return Cells(key, begins, np.ldexp(CELL_M, np.arange(LEVELS)), reach, many_from, many)


def classes(length: Longs) -> Longs:
    """Return floor(log4(length in seconds)), from 0 to the last class."""
    found: Longs = np.clip(np.log2(np.maximum(length, 1000)) - log2(1000), 0, 2 * CLASSES - 2).astype(np.int64) // 2
    return found


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


@compiled
def _measure(start: Longs, end: Longs, clips: Rows, groups: Rows) -> None:
    for g in range(len(groups)):
        longest, shows, chain = 0, 0, True
        for i in range(groups[g].low, groups[g].high):
            length = end[i] - start[i]
            longest, shows = max(longest, length), max(shows, length - 2 * clips[i].pad)
            chain = chain and (i == groups[g].low or end[i] >= end[i - 1])
        groups[g].longest, groups[g].shows, groups[g].chain = longest, shows, chain
