"""Candidates of violations that are told by a point, compiled: counted, the best of them, all of them.

The candidates are those of `kniha.matching.pairs`: near enough, and met by some hour of the law.
"""

from typing import Any, TypeAlias

import numpy as np

from kniha.matching.compiled import Floats, Ints, Longs, Rows, compiled, inner
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
    most_in_view,
)  # fmt: skip
from kniha.matching.kernel_count import at_of, count_spot, may_be_best
from kniha.matching.kernel_held import Best, greatest_first, in_order, least, push, to_the_end
from kniha.matching.kernel_index import Index
from kniha.matching.kernel_visit import CHUNK, NEVER, PART, WHOLE, Room, Times, span, stretches, visit

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
        counts[v] = count_spot(index, spots[v], times, space)
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


@inner
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
def best_spots(index: Index, spots: Rows, tools: Tools, top: int) -> tuple[Ints, Floats]:
    """Return for each violation the recordings of its best candidates (-1: no more) and their chances.

    Groups come in the order of what their best may be, first for the clips that ran in the told time by a right clock, then for those by a
    wrong one, of which little is left: when no group may have one that comes among the best, no more are looked at.
    """
    recording, chance = np.full((len(spots), top), -1, np.int32), np.zeros((len(spots), top))
    held = np.zeros(1, np.int64)
    for v in range(len(spots)):
        held[0] = 0
        best = Best(chance[v], recording[v], held)
        _best_of(index, spots[v], stretches(spots[v].first, spots[v].last, tools[0]), tools, best)
        in_order(best)
    return recording, chance


@inner
def _best_of(index: Index, spot: Any, times: Times, tools: Tools, best: Best) -> None:  # Any: a row of SPOT
    space, touched = tools[2], 0
    number = visit(index, spot, times, space)
    for n in range(number):
        space.bound[n], space.seen[n] = _bound_of_group(index, spot, n, tools), -1.0
    for right in (True, False):
        factor, left = 1.0 if right else tools[0].off, 0
        for n in range(number):
            group = index.groups[space.group[n]]
            space.order[left] = n
            left += not right or (group.begins <= spot.last and group.ends >= spot.first)
        greatest_first(space.bound, space.order, left)
        while left and not space.bound[space.order[0]] * factor < least(best):
            touched = _best_in(index, spot, (space.order[0], touched, right), times, tools, best)
            left -= 1
            to_the_end(space.bound, space.order, left)
    settle(index, space, touched, best)


@inner
def _best_in(index: Index, spot: Any, where: tuple[int, int, bool], times: Times, tools: Tools, best: Best) -> int:  # Any: a row of SPOT
    """Let clips of a group come among the best: by the right hour, or those that meet the told time by others alone.

    `where`: the group, how many recordings of several slices were touched before (returned: and now), whether by the right hour.
    """
    n, touched, right = where
    group, told, before = index.groups[tools[2].group[n]], (spot.first, spot.last), NEVER
    for k in range(1 if right else len(times[0])):
        begin, end = told if right else (times[0][k], times[1][k])
        if begin <= group.ends and end >= group.begins and (right or (begin, end) != told):
            low, high = span(index.start, index.end, group, (begin, end, before))
            if tools[2].place[n] >= 0:
                _best_at(index, spot, (n, right), (low, high, begin), tools, best)
            else:
                touched = _best_around(index, spot, (n, touched, right), (low, high, begin), tools, best)
        before = end
    return touched


@inner
def _is_out(times: tuple[int, int], told: tuple[int, int], since: int, right: bool) -> bool:  # noqa: FBT001 (by position: compiled)
    """Tell whether a clip ends before an instant, or is asked for by wrong hours and meets the told time by the right one."""
    return times[1] < since or (not right and times[0] <= told[1] and times[1] >= told[0])


@inner
def _best_at(index: Index, spot: Any, where: tuple[int, bool], clips: tuple[int, int, int], tools: Tools, best: Best) -> None:  # Any: SPOT
    """Clips (from, to, if they end so late) of a place with many clips: the place is near, and its view is reckoned once."""
    start, end, rule, space, n = index.start, index.end, tools[0], tools[2], where[0]
    p, group, point, told = space.place[n], index.groups[space.group[n]], (spot.x, spot.y, spot.z), (spot.first, spot.last)
    worth, place = least(best), index.places[p]
    variance = spot.variance + place.variance
    bound = farther(place, point, variance) * bound_of(group.worth, group.most, variance)
    bound = min(bound, place.most * most_in_view(index.places, p, point, variance, rule.turned))
    if space.seen[n] >= 0:
        bound = MARGIN * space.seen[n] * place.most
    for i in range(clips[0], clips[1]):
        if _is_out((start[i], end[i]), told, clips[2], where[1]):
            continue
        clip = index.clips[i]
        most = most_in_time(end[i] - start[i] - 2 * clip.pad, clip.sigma, (start[i], end[i]), told, rule) / spot.mean
        if most * bound < worth:
            continue
        if space.seen[n] < 0:
            space.seen[n] = chance_in_view(index.places, p, point, spot.variance, rule.turned)
            bound = MARGIN * space.seen[n] * place.most
        if most * bound >= worth:
            push(best, _chance(index, spot, i, space.seen[n], rule, tools[1]), clip.recording)
            worth = least(best)


@inner
def _best_around(
    index: Index, spot: Any, where: tuple[int, int, bool], clips: tuple[int, int, int], tools: Tools, best: Best
) -> int:  # Any: a row of SPOT
    """Clips (from, to, if they end so late) of a cell: each has a place of its own. Returns what of `where` is touched now."""
    start, end, space, told, touched = index.start, index.end, tools[2], (spot.first, spot.last), where[1]
    at = at_of(index.cells.balls[index.groups[space.group[where[0]]].cell], spot)
    factor = (1.0 if where[2] else tools[0].off) / spot.mean
    for low in range(clips[0], clips[1], CHUNK):
        high = min(clips[1], low + CHUNK)
        may_be_best(index.small, at, (low, high), (told[1] - told[0], tools[0].slow, spot.variance, factor, least(best)), space.may)
        for i in range(low, high):
            if space.may[i - low] and not _is_out((start[i], end[i]), told, clips[2], where[2]):
                touched = _best_one(index, spot, (i, touched, space.place[where[0]] == WHOLE), tools, best)
    return touched


@inner
def _best_one(index: Index, spot: Any, where: tuple[int, int, bool], tools: Tools, best: Best) -> int:  # Any: a row of SPOT
    """A clip of a cell; `where`: it, how many recordings of several slices were touched before (returned: and now), whether it is near."""
    i, touched, inside = where
    points, rule, point, worth = index.points, tools[0], (spot.x, spot.y, spot.z), least(best)
    variance = spot.variance + points[i].variance
    nearest = farther(points[i], point, variance) * bound_of(points[i].worth, points[i].most, variance)
    times = (index.start[i], index.end[i]), (spot.first, spot.last)
    if most_in_time(points[i].shows, points[i].sigma, times[0], times[1], rule) / spot.mean * nearest < worth:
        return touched
    if not (inside or is_near(points, i, point, spot.radius)):
        return touched
    clip = index.clips[i]
    in_time = _in_time(index, spot, i, rule, tools[1])
    # What takes longest comes last: the time is reckoned before the view, and what the view may be at most before what it is.
    if clip.moving < 0 and nearest / spot.mean * in_time < worth:
        return touched
    if clip.moving < 0 and most_in_view(index.places, clip.place, point, variance, rule.turned) / spot.mean * in_time < worth:
        return touched
    found = _together(chance_in_view(index.places, clip.place, point, spot.variance, rule.turned), in_time, spot.mean)
    if clip.moving >= 0:
        return move(tools[2], clip.moving, found, touched)
    push(best, found, clip.recording)
    return touched


@inner
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


@inner
def _chance(index: Index, spot: Any, i: int, seen: float, rule: Rule, knots: Knots) -> float:  # Any: a row of SPOT
    return _together(seen, _in_time(index, spot, i, rule, knots), spot.mean) if seen > 0 else 0.0


@inner
def _in_time(index: Index, spot: Any, i: int, rule: Rule, knots: Knots) -> float:  # Any: a row of SPOT
    clip = index.clips[i]
    shown = (index.start[i] + clip.pad, index.end[i] - clip.pad)
    return chance_in_time((spot.first, spot.last), shown, clip.sigma, rule, knots, clip.row)


@inner
def _together(seen: float, in_time: float, mean: float) -> float:
    return float(min(1.0, seen / mean * in_time)) if seen > 0 else 0.0


@inner
def move(space: Room, mover: int, chance: float, touched: int) -> int:
    """Add the chance of one slice to those of its recording before; -1 is one that was not met yet."""
    if space.moved[mover] < 0:
        space.moved[mover] = 0.0
        space.touched[touched] = mover
        touched += 1
    space.moved[mover] += chance
    return touched


@inner
def settle(index: Index, space: Room, touched: int, best: Best) -> None:
    """Let the recordings of several slices come among the best, and forget their sums."""
    for mover in space.touched[:touched]:
        push(best, min(1.0, space.moved[mover]), index.movers[mover])
        space.moved[mover] = -1.0
