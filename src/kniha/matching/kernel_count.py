"""How many clips of a group are candidates of a violation that is told by a point, compiled: by searches where it can be, else by looking.

Stretches of the told time that one clip may meet two of are one run: of those that meet it from its beginning to its end, those are taken
away that lie wholly between two of its stretches. Runs are further apart than the longest clip: none is counted twice.
"""

from math import sqrt
from typing import Any, TypeAlias

import numpy as np

from kniha.matching.compiled import Flags, Longs, Shorts, at_or_after, by_guess, inner
from kniha.matching.kernel_chances import is_near
from kniha.matching.kernel_index import Index
from kniha.matching.kernel_visit import CHUNK, EVER, FLAT_M, NEVER, PART, Room, Times, visit
from kniha.matching.sights import LEAST_SIGMA_M
from kniha.vocab.place import EARTH_RADIUS_M

Bar: TypeAlias = tuple[int, float, float, float, float]
"""How long the told time lasts; the law's `slow`; the variance of the told place; what all chances are multiplied by; the least that
counts.
"""
At: TypeAlias = tuple[np.float32, np.float32, np.float32, np.float32, np.float32]
"""Where a violation is from the middle of a cell's ball, its radius, and the border within which short numbers are not sure, in metres."""


@inner
def count_spot(index: Index, spot: Any, times: Times, space: Room) -> int:  # Any: a row of SPOT
    """Return how many clips are candidates of a violation: slices of one recording each count."""
    found = 0
    for n in range(visit(index, spot, times, space)):
        found += _count_group(index, spot, (space.group[n], space.place[n]), times)
    return found


@inner
def _count_group(index: Index, spot: Any, where: tuple[int, int], times: Times) -> int:  # Any: a row of SPOT
    """Return how many clips of a group are candidates; `where`: the group, and its place, or PART or WHOLE."""
    group = index.groups[where[0]]
    k, number, found = 0, len(times[0]), 0
    while k < number:
        first = k
        while k + 1 < number and times[0][k + 1] - times[1][k] <= group.longest:
            k += 1
        k += 1
        if times[0][first] > group.ends or times[1][k - 1] < group.begins:
            continue
        if where[1] == PART:
            found += _near_in_run(index, spot, group, times, (first, k))
        else:
            found += _in_run(index, group, times, (first, k))
    return found


@inner
def _in_run(index: Index, group: Any, times: Times, run: tuple[int, int]) -> int:  # Any: a row of GROUP
    """Return how many clips of a group meet a run of stretches (from, to), wherever they are."""
    start, ends, low, high, begin = index.start, index.ends, group.low, group.high, times[0][run[0]]
    # Whoever ended before it began began before it ended: the rest of those that had begun by its end met it.
    found = by_guess(start, low, high, times[1][run[1] - 1] + 1) - _ended(ends, group, begin)
    for k in range(run[0], run[1] - 1):
        after, until = times[1][k], times[0][k + 1]
        # No clip lies within a gap that is not longer than the shortest of them.
        if until - after <= group.shortest or group.latest <= after or group.soonest >= until:
            continue
        after = by_guess(start, low, high, after + 1)
        if group.chain:
            found -= max(0, _ended(ends, group, until) - after)
            continue
        for i in range(after, at_or_after(start, after, high, until - group.shortest)):
            found -= index.end[i] < until
    return found


@inner
def _ended(ends: Longs, group: Any, instant: int) -> int:  # Any: a row of GROUP
    """Return the place up to which clips of a group, in the order of their ends, ended before an instant."""
    return by_guess(ends, group.low, group.high, instant)


@inner
def _near_in_run(index: Index, spot: Any, group: Any, times: Times, run: tuple[int, int]) -> int:  # Any: rows of SPOT and GROUP
    """Return how many near clips of a group meet a run of stretches (from, to)."""
    start, begin = index.start, times[0][run[0]]
    upper = at_or_after(start, group.low, group.high, times[1][run[1] - 1] + 1)
    lower = at_or_after(start, group.low, upper, begin - group.longest)
    # Whoever began after it began ended after it began.
    middle = at_or_after(start, lower, upper, begin)
    at = at_of(index.cells.balls[group.cell], spot)
    found = _near(index, spot, at, (lower, middle), (begin, EVER)) + _near(index, spot, at, (middle, upper), (NEVER, EVER))
    for k in range(run[0], run[1] - 1):
        after, until = times[1][k], times[0][k + 1]
        if until - after > group.shortest:
            low = at_or_after(start, middle, upper, after + 1)
            found -= _near(index, spot, at, (low, at_or_after(start, low, upper, until - group.shortest)), (NEVER, until))
    return found


@inner
def at_of(ball: Any, spot: Any) -> At:  # Any: rows of BALL and SPOT
    """Return where a violation is from the middle of a cell's ball."""
    x, y, z = spot.x - ball.x, spot.y - ball.y, spot.z - ball.z
    most = spot.radius + ball.most
    # Short numbers err by less than a sixteenth of the first part; by less than the rest the way along the sphere is longer than the chord.
    hair = 1e-6 * (sqrt(x * x + y * y + z * z) + ball.around + most) + most * most * most / (12 * EARTH_RADIUS_M * EARTH_RADIUS_M)
    return np.float32(x), np.float32(y), np.float32(z), np.float32(spot.radius), np.float32(hair if most < FLAT_M else np.inf)


@inner
def _near(index: Index, spot: Any, at: At, part: tuple[int, int], ends: tuple[int, int]) -> int:  # Any: a row of SPOT
    """Return how many of some clips of a cell are near and end from the first instant on and before the second."""
    found = 0
    for low in range(part[0], part[1], CHUNK):
        high = min(part[1], low + CHUNK)
        if ends[0] == NEVER and ends[1] == EVER:
            sure, unsure = _surely(index.small, at, low, high)
        else:
            sure, unsure = _surely_ending(index.small, index.end, at, (low, high), ends)
        if unsure:
            sure = 0
            for i in range(low, high):
                sure += ends[0] <= index.end[i] < ends[1] and is_near(index.points, i, (spot.x, spot.y, spot.z), spot.radius)
        found += sure
    return found


@inner
def _surely(small: Shorts, at: At, low: int, high: int) -> tuple[int, int]:
    """Return how many are near for sure, and how many may be near or not."""
    x, y, z, radius, hair = at
    sure, maybe = np.int32(0), np.int32(0)
    xs, ys, zs, reaches = small[0, low:high], small[1, low:high], small[2, low:high], small[3, low:high]
    for i in range(high - low):
        dx, dy, dz = xs[i] - x, ys[i] - y, zs[i] - z
        square = dx * dx + dy * dy + dz * dz
        outer = radius + reaches[i] + hair
        inner = max(outer - hair - hair, np.float32(0))
        sure = np.int32(sure + (square < inner * inner))
        maybe = np.int32(maybe + (square <= outer * outer))
    return int(sure), int(maybe - sure)


@inner
def _surely_ending(small: Shorts, end: Longs, at: At, part: tuple[int, int], ends: tuple[int, int]) -> tuple[int, int]:
    """The same of those that end from the first instant on and before the second."""
    x, y, z, radius, hair = at
    sure, maybe = np.int32(0), np.int32(0)
    low, high = part
    xs, ys, zs, reaches, some = small[0, low:high], small[1, low:high], small[2, low:high], small[3, low:high], end[low:high]
    for i in range(high - low):
        dx, dy, dz = xs[i] - x, ys[i] - y, zs[i] - z
        square = dx * dx + dy * dy + dz * dz
        outer = radius + reaches[i] + hair
        inner = max(outer - hair - hair, np.float32(0))
        ended = (some[i] >= ends[0]) & (some[i] < ends[1])
        sure = np.int32(sure + ((square < inner * inner) & ended))
        maybe = np.int32(maybe + ((square <= outer * outer) & ended))
    return int(sure), int(maybe - sure)


@inner
def may_be_best(small: Shorts, at: At, part: tuple[int, int], bar: Bar, may: Flags) -> None:
    """Tell of some clips whether they may be near and come among the best; `bar`: as in Bar."""
    x, y, z, radius, hair = at
    low, high = part
    lasts, slow, variance, factor = np.float32(bar[0]), np.float32(bar[1]), np.float32(bar[2]), np.float32(bar[3])
    # Short numbers err by some 10⁻⁷ of a product of a few, and know nothing that is very small.
    worth, one = np.float32(bar[4] * (1 - 1e-5) if bar[4] > 1e-30 else -1.0), np.float32(1)
    xs, ys, zs, reaches, ranges = small[0, low:high], small[1, low:high], small[2, low:high], small[3, low:high], small[4, low:high]
    worths, mosts, shows = small[5, low:high], small[6, low:high], small[7, low:high]
    variances, sigmas = small[8, low:high], small[9, low:high]
    least = np.float32(LEAST_SIGMA_M * LEAST_SIGMA_M)
    for i in range(high - low):
        dx, dy, dz = xs[i] - x, ys[i] - y, zs[i] - z
        away = np.sqrt(dx * dx + dy * dy + dz * dz)
        both = max(least, variance + variances[i])
        beyond = max(away - ranges[i] - hair, np.float32(0))
        t = beyond * beyond / (both + both)
        # The exponential function is above the first parts of its sum.
        fall = one + t * (one + t * (np.float32(0.5) + t * np.float32(1 / 6)))
        share = min(one, shows[i] / max(lasts, sigmas[i] * slow))
        may[i] = (away <= radius + reaches[i] + hair) & (factor * share * min(mosts[i], worths[i] / both) >= worth * fall)
