"""Candidates of violations that are told by a point, compiled: counted, the best of them, all of them.

The candidates are those of `kniha.matching.pairs`: near enough, and met by some hour of the law. The hours' stretches of the told time are
joined where they touch; a clip belongs to the first stretch that it meets, for it begins after the end of the one before.
"""

from math import pi
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from kniha.matching.compiled import Floats, Ints, Longs, Rows, at_or_after, compiled
from kniha.matching.kernel_chances import MARGIN, Knots, Rule, bound_of, chance_in_time, chance_in_view, farther, is_near, most_in_time
from kniha.matching.kernel_index import Cells, Index
from kniha.matching.taking import WORLD_M

NEVER = -(1 << 62)
"""Before everything that is told."""
_AXIS = 1 << 16
SPOT = np.dtype(
    [("first", np.int64), ("last", np.int64)] + [(name, np.float64) for name in ("x", "y", "z", "radius", "variance", "mean")], align=True
)
"""A violation; `variance`: of its place along one axis; `mean`: of the intensity where and when it was told."""


class Room(NamedTuple):
    """Room for what one violation needs, made once: groups to look at and the place of each (-1: those of a cell), cells, sums."""

    group: Longs
    place: Longs
    cell: Longs
    moved: Floats
    touched: Ints


class Best(NamedTuple):
    """The best so far of one violation, the least first (a heap by chance, then by the greatest recording); `held`: how many."""

    chance: Floats
    recording: Ints
    held: Longs


Times: TypeAlias = tuple[Longs, Longs]
"""Where stretches begin and end."""
Tools: TypeAlias = tuple[Rule, Knots, Room]


def room(index: Index) -> Room:
    """Return room for any violation."""
    groups, movers = len(index.groups), len(index.movers)
    return Room(
        np.empty(groups, np.int64), np.empty(groups, np.int64), np.empty(len(index.cells.key), np.int64), np.full(movers, -1.0),
        np.empty(movers, np.int32),
    )  # fmt: skip


@compiled
def stretches(first: int, last: int, rule: Rule) -> Times:
    """Return where the stretches begin and end in which a clock may show the told time: joined, in their order."""
    begins, ends = np.empty(len(rule.ordered), np.int64), np.empty(len(rule.ordered), np.int64)
    n = 0
    for shift in rule.ordered:
        if n and first + shift <= ends[n - 1]:
            ends[n - 1] = last + shift
        else:
            begins[n], ends[n] = first + shift, last + shift
            n += 1
    return begins[:n], ends[:n]


@compiled
def span(start: Longs, end: Longs, group: Any, times: tuple[int, int, int]) -> tuple[int, int]:  # Any: a row of GROUP
    """Return the clips of a group that may meet a stretch (begin, end, end of the one before); others than chains may end too early."""
    upper = at_or_after(start, group.low, group.high, times[1] + 1)
    lower = at_or_after(start, group.low, upper, max(times[0] - group.longest, times[2] + 1))
    if group.chain:
        lower = at_or_after(end, lower, upper, times[0])
    return lower, upper


@compiled
def visit(index: Index, spots: Rows, v: int, space: Room) -> int:
    """Lay the groups that may hold candidates into the room, those of places with many clips first; return how many."""
    point, radius = (spots[v].x, spots[v].y, spots[v].z), spots[v].radius
    cells, owner = index.cells, index.owner
    found = 0
    number = 0
    for level in range(len(cells.size)):
        if cells.level[level] < cells.level[level + 1]:
            found = _cells_near(cells, level, point, radius, space, found)
    for c in space.cell[:found]:
        for m in range(cells.many_from[c], cells.many_from[c + 1]):
            if is_near(index.places, cells.many[m], point, radius):
                for g in range(owner[len(cells.key) + m], owner[len(cells.key) + m + 1]):
                    space.group[number], space.place[number] = g, cells.many[m]
                    number += 1
    for c in space.cell[:found]:
        for g in range(owner[c], owner[c + 1]):
            space.group[number], space.place[number] = g, -1
            number += 1
    return number


@compiled
def _cells_near(cells: Cells, level: int, point: tuple[float, float, float], radius: float, space: Room, found: int) -> int:
    size, half = cells.size[level], radius + cells.reach[level]
    x0, x1 = _axis(point[0], half, size)
    y0, y1 = _axis(point[1], half, size)
    z0, z1 = _axis(point[2], half, size)
    from_, to = cells.level[level], cells.level[level + 1]
    if (x1 - x0 + 1) * (y1 - y0 + 1) >= to - from_:
        for c in range(from_, to):
            key = cells.key[c]
            x, y, z = (key // (_AXIS * _AXIS)) % _AXIS, (key // _AXIS) % _AXIS, key % _AXIS
            if x0 <= x <= x1 and y0 <= y <= y1 and z0 <= z <= z1:
                space.cell[found] = c
                found += 1
        return found
    for x in range(x0, x1 + 1):
        for y in range(y0, y1 + 1):
            row = ((level * _AXIS + x) * _AXIS + y) * _AXIS
            c = at_or_after(cells.key, from_, to, row + z0)
            while c < to and cells.key[c] <= row + z1:
                space.cell[found] = c
                found += 1
                c += 1
    return found


@compiled
def _axis(at: float, half: float, size: float) -> tuple[int, int]:
    low = max(0, int(np.floor((max(at - half, -WORLD_M) + WORLD_M) / size)))
    return low, min(_AXIS - 1, int(np.floor((min(at + half, WORLD_M) + WORLD_M) / size)))


@compiled
def count_spots(index: Index, spots: Rows, rule: Rule, space: Room) -> Longs:
    """Return how many clips are candidates of each violation: slices of one recording each count."""
    counts = np.zeros(len(spots), np.int64)
    for v in range(len(counts)):
        begins, ends = stretches(spots[v].first, spots[v].last, rule)
        for n in range(visit(index, spots, v, space)):
            counts[v] += _count_group(index, spots, v, (space.group[n], space.place[n]), (begins, ends))
    return counts


@compiled
def _count_group(index: Index, spots: Rows, v: int, where: tuple[int, int], times: Times) -> int:
    points, start, end, group = index.points, index.start, index.end, index.groups[where[0]]
    point, radius = (spots[v].x, spots[v].y, spots[v].z), spots[v].radius
    before, found = NEVER, 0
    for k in range(len(times[0])):
        begin = times[0][k]
        low, high = span(start, end, group, (begin, times[1][k], before))
        before = times[1][k]
        if where[1] >= 0 and group.chain:
            found += max(0, high - low)
            continue
        for i in range(low, high):
            if end[i] >= begin and (where[1] >= 0 or is_near(points, i, point, radius)):
                found += 1
    return found


@compiled
def every_spot(index: Index, spots: Rows, tools: Tools, begin: Longs) -> tuple[Ints, Floats]:
    """Return the recording and chance of every candidate clip, those of violation v from `begin[v]` on: as many as were counted."""
    recording, chance = np.empty(begin[-1], np.int32), np.empty(begin[-1])
    for v in range(len(spots)):
        free = begin[v]
        times = stretches(spots[v].first, spots[v].last, tools[0])
        for n in range(visit(index, spots, v, tools[2])):
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
            if end[i] < times[0][k] or (place < 0 and not is_near(points, i, point, radius)):
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

    What cannot come among the best is counted and not reckoned.
    """
    recording, chance = np.full((len(spots), top), -1, np.int32), np.zeros((len(spots), top))
    counts = np.zeros(len(spots), np.int64)
    for v in range(len(spots)):
        best = Best(chance[v], recording[v], np.zeros(1, np.int64))
        times = stretches(spots[v].first, spots[v].last, tools[0])
        touched = 0
        for n in range(visit(index, spots, v, tools[2])):
            if tools[2].place[n] >= 0:
                counts[v] += _best_at(index, spots, (v, n), times, tools, best)
            else:
                counted, touched = _best_around(index, spots, (v, n, touched), times, tools, best)
                counts[v] += counted
        settle(index, tools[2], touched, best)
        in_order(best)
    return recording, chance, counts


@compiled
def _best_at(index: Index, spots: Rows, where: tuple[int, int], times: Times, tools: Tools, best: Best) -> int:
    """A group of a place with many clips: the place is near, and its view is reckoned once."""
    clips, start, end, rule = index.clips, index.start, index.end, tools[0]
    spot, p, group = spots[where[0]], tools[2].place[where[1]], index.groups[tools[2].group[where[1]]]
    point, told, before = (spot.x, spot.y, spot.z), (spot.first, spot.last), NEVER
    place = index.places[p]
    worth, counted, seen = least(best), 0, -1.0
    variance = spot.variance + place.variance
    bound = farther(place, point, variance) * bound_of(
        MARGIN * place.most * place.fov * place.range * place.range / (4 * pi), place.most, variance
    )
    for k in range(len(times[0])):
        low, high = span(start, end, group, (times[0][k], times[1][k], before))
        before = times[1][k]
        for i in range(low, high):
            if end[i] < times[0][k]:
                continue
            counted += 1
            most = most_in_time(end[i] - start[i] - 2 * clips[i].pad, (start[i], end[i]), told, rule.off) / spot.mean
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
    spot, group, touched = spots[where[0]], index.groups[tools[2].group[where[1]]], where[2]
    point, told, before = (spot.x, spot.y, spot.z), (spot.first, spot.last), NEVER
    worth, counted = least(best), 0
    for k in range(len(times[0])):
        low, high = span(start, end, group, (times[0][k], times[1][k], before))
        before = times[1][k]
        for i in range(low, high):
            if end[i] < times[0][k] or not is_near(points, i, point, spot.radius):
                continue
            counted += 1
            most = most_in_time(points[i].shows, (start[i], end[i]), told, rule.off) / spot.mean
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


@compiled
def least(best: Best) -> float:
    """Return the chance below which nothing comes among the best."""
    return -1.0 if best.held[0] < len(best.chance) else float(best.chance[0])


@compiled
def push(best: Best, chance: float, recording: int) -> None:
    """Let a candidate come among the best, for the least of them where all room is taken."""
    n = best.held[0]
    if n < len(best.chance):
        best.held[0] += 1
        while n and _worse(chance, recording, best, (n - 1) // 2):
            best.chance[n], best.recording[n] = best.chance[(n - 1) // 2], best.recording[(n - 1) // 2]
            n = (n - 1) // 2
        best.chance[n], best.recording[n] = chance, recording
    elif not _worse(chance, recording, best, 0):
        _sink(best, chance, recording, n)


@compiled
def _sink(best: Best, chance: float, recording: int, held: int) -> None:
    """Put a candidate in the place of the least."""
    n = 0
    while True:
        child = 2 * n + 1
        if child >= held:
            break
        if child + 1 < held and _worse(best.chance[child + 1], best.recording[child + 1], best, child):
            child += 1
        if _worse(chance, recording, best, child):
            break
        best.chance[n], best.recording[n] = best.chance[child], best.recording[child]
        n = child
    best.chance[n], best.recording[n] = chance, recording


@compiled
def _worse(chance: float, recording: int, best: Best, n: int) -> bool:
    return bool(chance < best.chance[n] or (chance == best.chance[n] and recording > best.recording[n]))


@compiled
def in_order(best: Best) -> None:
    """Bring the best into their order, the greatest first."""
    for held in range(best.held[0] - 1, 0, -1):
        chance, recording = best.chance[held], best.recording[held]
        best.chance[held], best.recording[held] = best.chance[0], best.recording[0]
        _sink(best, chance, recording, held)
