"""Where candidates of a violation that is told by a point may be, compiled: the groups of clips near to it, and how many of them are.

A cell whose places are all near is counted without being looked at. The hours' stretches of the told time are joined where they touch; a
clip belongs to the first stretch that it meets, for it begins after the end of the one before.
"""

from math import sqrt
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from kniha.matching.compiled import Flags, Floats, Ints, Longs, at_or_after, compiled, inner
from kniha.matching.kernel_chances import Rule, is_near
from kniha.matching.kernel_index import AXIS, Cells, Index
from kniha.matching.taking import WORLD_M

NEVER, EVER = -(1 << 62), 1 << 62
"""Before and after everything that is told."""
PART, WHOLE = -1, -2
"""A group of a cell of which some places may be near, or all are."""
CHUNK = 512
"""So many clips are looked at by short numbers at once; where those cannot decide, by long ones."""
SLACK_M = 1e-6
FLAT_M = 1e5
"""Below this the way along the sphere and the chord differ by less than 10⁻⁴."""
Times: TypeAlias = tuple[Longs, Longs]
"""Where stretches begin and end."""


class Room(NamedTuple):
    """Room for what one violation needs, made once: groups to look at and the place of each (or PART, WHOLE), cells, sums, flags of clips.

    `away`: how far a cell's places are at least; `bound`: what no candidate of a group exceeds; `order`: of groups, by their bounds;
    `seen`: the chance in the view of a group's place, -1 where it was not reckoned yet.
    """

    group: Longs
    place: Longs
    away: Floats
    bound: Floats
    order: Longs
    seen: Floats
    cell: Longs
    moved: Floats
    touched: Ints
    may: Flags


def room(index: Index) -> Room:
    """Return room for any violation."""
    groups, movers = len(index.groups), len(index.movers)
    return Room(
        np.empty(groups, np.int64), np.empty(groups, np.int64), np.empty(groups), np.empty(groups),
        np.empty(groups, np.int64), np.empty(groups),
        np.empty(len(index.cells.key), np.int64), np.full(movers, -1.0), np.empty(movers, np.int32),
        np.empty(CHUNK, np.bool_),
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


@inner
def span(start: Longs, end: Longs, group: Any, times: tuple[int, int, int]) -> tuple[int, int]:  # Any: a row of GROUP
    """Return the clips of a group that may meet a stretch (begin, end, end of the one before); others than chains may end too early."""
    upper = at_or_after(start, group.low, group.high, times[1] + 1)
    lower = at_or_after(start, group.low, upper, max(times[0] - group.longest, times[2] + 1))
    if group.chain:
        lower = at_or_after(end, lower, upper, times[0])
    return lower, upper


@inner
def visit(index: Index, spot: Any, times: Times, space: Room) -> int:  # Any: a row of SPOT
    """Lay the groups that may hold candidates into the room, those of places with many clips first; return how many."""
    point, radius = (spot.x, spot.y, spot.z), spot.radius
    cells, owner, groups = index.cells, index.owner, index.groups
    begin, end = times[0][0], times[1][-1]
    found = 0
    number = 0
    for level in range(len(cells.size)):
        if cells.level[level] < cells.level[level + 1]:
            found = _cells_near(cells, level, point, radius, space, found)
    for c in space.cell[:found]:
        for m in range(cells.many_from[c], cells.many_from[c + 1]):
            if is_near(index.places, cells.many[m], point, radius):
                for g in range(owner[len(cells.key) + m], owner[len(cells.key) + m + 1]):
                    space.group[number], space.place[number], space.away[number] = g, cells.many[m], 0.0
                    # What lies at other times altogether is written over by the next.
                    number += groups[g].begins <= end and groups[g].ends >= begin
    for c in space.cell[:found]:
        ball = cells.balls[c]
        apart = sqrt((ball.x - point[0]) ** 2 + (ball.y - point[1]) ** 2 + (ball.z - point[2]) ** 2)
        if apart - ball.around > radius + ball.most + SLACK_M:
            continue
        inside = radius + ball.least < FLAT_M and apart + ball.around <= (radius + ball.least) * (1 - 1e-4)
        for g in range(owner[c], owner[c + 1]):
            space.group[number], space.place[number], space.away[number] = g, WHOLE if inside else PART, apart - ball.around - SLACK_M
            number += groups[g].begins <= end and groups[g].ends >= begin
    return number


@inner
def _cells_near(cells: Cells, level: int, point: tuple[float, float, float], radius: float, space: Room, found: int) -> int:
    size, half = cells.size[level], radius + cells.reach[level]
    x0, x1 = _axis(point[0], half, size)
    y0, y1 = _axis(point[1], half, size)
    z0, z1 = _axis(point[2], half, size)
    from_, to = cells.level[level], cells.level[level + 1]
    if (x1 - x0 + 1) * (y1 - y0 + 1) >= to - from_:
        for c in range(from_, to):
            key = cells.key[c]
            x, y, z = (key // (AXIS * AXIS)) % AXIS, (key // AXIS) % AXIS, key % AXIS
            if x0 <= x <= x1 and y0 <= y <= y1 and z0 <= z <= z1:
                space.cell[found] = c
                found += 1
        return found
    for x in range(x0, x1 + 1):
        for y in range(y0, y1 + 1):
            row = ((level * AXIS + x) * AXIS + y) * AXIS
            c = at_or_after(cells.key, from_, to, row + z0)
            while c < to and cells.key[c] <= row + z1:
                space.cell[found] = c
                found += 1
                c += 1
    return found


@inner
def _axis(at: float, half: float, size: float) -> tuple[int, int]:
    low = max(0, int(np.floor((max(at - half, -WORLD_M) + WORLD_M) / size)))
    return low, min(AXIS - 1, int(np.floor((min(at + half, WORLD_M) + WORLD_M) / size)))
