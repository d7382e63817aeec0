"""Candidates of violations that are told by a point, compiled: counted, the best of them, all of them.

The candidates are those of `kniha.matching.pairs`: near enough, and met by some hour of the law.
"""

from typing import Any, TypeAlias

import numpy as np

from kniha.matching.compiled import Floats, Ints, Longs, Rows, compiled
from kniha.matching.kernel_chances import (
    MARGIN,
    Knots,
    Rule,
    beyond,
    bound_of,
    chance_in_time,
    chance_in_view,
    farther,
    is_near,
    most_in_time,
)  # fmt: skip
from kniha.matching.kernel_held import Best, in_order, least, push
from kniha.matching.kernel_index import Index
from kniha.matching.kernel_visit import NEVER, PART, WHOLE, Room, Times, count_group, count_span, span, stretches, visit

SPOT = np.dtype(
    [("first", np.int64), ("last", np.int64)] + [(name, np.float64) for name in ("x", "y", "z", "radius", "variance", "mean")], align=True
)
"""A violation; `variance`: of its place along one axis; `mean`: of the intensity where and when it was told."""
Tools: TypeAlias = tuple[Rule, Knots, Room]


@compiled
def count_spots(index: Index, spots: Rows, rule: Rule, space: Room) -> Longs:
    """Return how many clips are candidates of each violation: slices of one recording each count."""
    counts = np.zeros(len(spots), np.int64)
    for v in range(len(counts)):
        times = stretches(spots[v].first, spots[v].last, rule)
        for n in range(visit(index, spots[v], times, space)):
            counts[v] += count_group(index, spots[v], (space.group[n], space.place[n]), times)
    return counts


@compiled
def every_spot(index: Index, spots: Rows, tools: Tools, begin: Longs) -> tuple[Ints, Floats]:
    """Return the recording and chance of every candidate clip, those of violation v from `begin[v]` on: as many as were counted."""
    recording, chance = np.empty(begin[-1], np.int32), np.empty(begin[-1])
    for v in range(len(spots)):
        free = begin[v]
        times = stretches(spots[v].first, spots[v].last, tools[0])
        for n in range(visit(index, spots[v], times, tools[2])):
            free = _every_of(index, spots, (v, n, free), times, tools, (recording, chance))
    return recording, chance


@compiled
def _every_of(index: Index, spots: Rows, where: tuple[int, int, int], times: Times, tools: Tools, made: tuple[Ints, Floats]) -> int:
    places, clips, points, start, end, rule = index.places, index.clips, index.points, index.start, index.end, tools[0]
    v, n, free = where
    place, group = tools[2].place[n], index.groups[tools[2].group[n]]
    point, radius, variance = (spots[v].x, spots[v].y, spots[v].z), spots[v].radius, spots[v].variance
    before = NEVER
    seen_at, seen = -1, 0.0
    for k in range(len(times[0])):
        low, high = span(start, end, group, (times[0][k], times[1][k], before))
        before = times[1][k]
        for i in range(low, high):
            p = clips[i].place
            if end[i] < times[0][k] or (place == PART and not is_near(points, i, point, radius)):
                continue
            if p != seen_at:
                seen_at, seen = p, chance_in_view(places, p, point, variance, rule.turned)
            made[0][free] = clips[i].recording
            made[1][free] = _chance(index, spots[v], i, seen, rule, tools[1])
            free += 1
    return free


@compiled
def best_spots(index: Index, spots: Rows, tools: Tools, top: int) -> tuple[Ints, Floats, Longs]:
    """Return for each violation the recordings of its best candidates (-1: no more), their chances, and how many clips are candidates.

    Groups come in the order of what their best may be; what cannot come among the best is counted and not reckoned.
    """
    recording, chance = np.full((len(spots), top), -1, np.int32), np.zeros((len(spots), top))
    counts, space = np.zeros(len(spots), np.int64), tools[2]
    for v in range(len(spots)):
        best = Best(chance[v], recording[v], np.zeros(1, np.int64))
        times = stretches(spots[v].first, spots[v].last, tools[0])
        touched = 0
        number = visit(index, spots[v], times, space)
        for n in range(number):
            space.bound[n] = _bound_of_group(index, spots[v], n, tools)
        for n in np.argsort(-space.bound[:number]):
            if space.bound[n] < least(best):
                counts[v] += count_group(index, spots[v], (space.group[n], space.place[n]), times)
            elif space.place[n] >= 0:
                counts[v] += _best_at(index, spots, (v, n), times, tools, best)
            else:
                counted, touched = _best_around(index, spots, (v, n, touched), times, tools, best)
                counts[v] += counted
        settle(index, space, touched, best)
        in_order(best)
    return recording, chance, counts


@compiled
def _bound_of_group(index: Index, spot: Any, n: int, tools: Tools) -> float:  # Any: a row of SPOT
    group, p = index.groups[tools[2].group[n]], tools[2].place[n]
    if group.worth == np.inf:
        return np.inf
    found = min(1.0, group.shows / max(float(spot.last - spot.first), group.sigma * tools[0].slow)) / spot.mean
    found *= bound_of(group.worth, group.most, spot.variance + group.least_variance)
    variance = spot.variance + group.most_variance
    if p >= 0:
        return float(found * farther(index.places[p], (spot.x, spot.y, spot.z), variance))
    return float(found * beyond(tools[2].away[n] - group.range, variance))


@compiled
def _best_at(index: Index, spots: Rows, where: tuple[int, int], times: Times, tools: Tools, best: Best) -> int:
    """A group of a place with many clips: the place is near, and its view is reckoned once."""
    clips, start, end, rule = index.clips, index.start, index.end, tools[0]
    spot, p, group = spots[where[0]], tools[2].place[where[1]], index.groups[tools[2].group[where[1]]]
    point, told, before = (spot.x, spot.y, spot.z), (spot.first, spot.last), NEVER
    place = index.places[p]
    worth, counted, seen = least(best), 0, -1.0
    variance = spot.variance + place.variance
    bound = farther(place, point, variance) * bound_of(group.worth, place.most, variance)
    shortly = min(1.0, group.shows / max(float(told[1] - told[0]), group.sigma * rule.slow)) / spot.mean
    for k in range(len(times[0])):
        low, high = span(start, end, group, (times[0][k], times[1][k], before))
        before = times[1][k]
        off = max(told[0] - times[1][k], times[0][k] - told[1]) > group.longest
        if group.chain and shortly * bound * (rule.off if off else 1.0) < worth:
            counted += max(0, high - low)
            continue
        for i in range(low, high):
            if end[i] < times[0][k]:
                continue
            counted += 1
            most = most_in_time(end[i] - start[i] - 2 * clips[i].pad, clips[i].sigma, (start[i], end[i]), told, rule) / spot.mean
            if most * bound < worth:
                continue
            if seen < 0:
                seen = chance_in_view(index.places, p, point, spot.variance, rule.turned)
                bound = MARGIN * seen * place.most
            if most * bound >= worth:
                found = _chance(index, spot, i, seen, rule, tools[1])
                push(best, found, clips[i].recording)
                worth = least(best)
    return counted


@compiled
def _best_around(index: Index, spots: Rows, where: tuple[int, int, int], times: Times, tools: Tools, best: Best) -> tuple[int, int]:
    """A group of a cell: every clip has a place of its own."""
    clips, points, start, end, rule = index.clips, index.points, index.start, index.end, tools[0]
    n, touched = where[1], where[2]
    spot, group, inside = spots[where[0]], index.groups[tools[2].group[n]], tools[2].place[n] == WHOLE
    point, told, before = (spot.x, spot.y, spot.z), (spot.first, spot.last), NEVER
    worth, counted = least(best), 0
    for k in range(len(times[0])):
        stretch = (times[0][k], times[1][k], before)
        before = times[1][k]
        off = max(told[0] - stretch[1], stretch[0] - told[1]) > group.longest
        if tools[2].bound[n] * (rule.off if off else 1.0) < worth:
            counted += count_span(index, spot, (tools[2].group[n], tools[2].place[n]), stretch)
            continue
        low, high = span(start, end, group, stretch)
        for i in range(low, high):
            if end[i] < times[0][k] or not (inside or is_near(points, i, point, spot.radius)):
                continue
            counted += 1
            most = most_in_time(points[i].shows, points[i].sigma, (start[i], end[i]), told, rule) / spot.mean
            variance = spot.variance + points[i].variance
            most *= bound_of(points[i].worth, points[i].most, variance)
            if most < worth or most * farther(points[i], point, variance) < worth:
                continue
            seen = chance_in_view(index.places, clips[i].place, point, spot.variance, rule.turned)
            if clips[i].moving >= 0:
                touched = move(tools[2], clips[i].moving, _chance(index, spot, i, seen, rule, tools[1]), touched)
            else:
                push(best, _chance(index, spot, i, seen, rule, tools[1]), clips[i].recording)
                worth = least(best)
    return counted, touched


@compiled
def _chance(index: Index, spot: Any, i: int, seen: float, rule: Rule, knots: Knots) -> float:  # Any: a row of SPOT
    clip = index.clips[i]
    if seen <= 0:
        return 0.0
    shown = (index.start[i] + clip.pad, index.end[i] - clip.pad)
    in_time = chance_in_time((spot.first, spot.last), shown, clip.sigma, rule, knots, index.places[clip.place].row)
    return float(min(1.0, seen / spot.mean * in_time))


@compiled
def move(space: Room, mover: int, chance: float, touched: int) -> int:
    """Add the chance of one slice to those of its recording before; -1 is one that was not met yet."""
    if space.moved[mover] < 0:
        space.moved[mover] = 0.0
        space.touched[touched] = mover
        touched += 1
    space.moved[mover] += chance
    return touched


@compiled
def settle(index: Index, space: Room, touched: int, best: Best) -> None:
    """Let the recordings of several slices come among the best, and forget their sums."""
    for mover in space.touched[:touched]:
        push(best, min(1.0, space.moved[mover]), index.movers[mover])
        space.moved[mover] = -1.0
