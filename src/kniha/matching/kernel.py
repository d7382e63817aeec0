"""The embedded fast path: the candidates of `kniha.matching.pairs`, found and scored by compiled code over arrays (docs/adr/0067).

`laid_out` takes what `kniha.matching.taking` made of the given tables; an index answers any number of questions. `every` gives each
candidate with its chance, as the table `scored` of the relational engine has them; `best` only the best of each violation, and reckons no
more than it must; `count` nothing but their number. All three see the same candidates as SQL does: held by tests.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import pi

import numpy as np
from duckdb import DuckDBPyConnection

from kniha.matching.compiled import Floats, Ints, Longs, Rows
from kniha.matching.grounds import Ground
from kniha.matching.intensity import Intensity, look_at, means_at, means_on
from kniha.matching.kernel_chances import PLACE, Knots, Rule, rule_of
from kniha.matching.kernel_grounds import Seen, best_on, count_on, every_on, lay_out
from kniha.matching.kernel_index import Index, Shown, build
from kniha.matching.kernel_spots import SPOT, best_spots, count_spots, every_spot
from kniha.matching.kernel_visit import room
from kniha.matching.laws import R95, Law

NEAR_M = 512.0
"""Violations are asked by cells of this size."""
MOST_GROUNDS = 8
"""So many grounds stay laid out: 40 bytes for each clip that may see one."""


@dataclass(frozen=True, slots=True)
class Told:
    """Violations, one row each: `number`: v; `ground`: the number of an area or route, or -1; the rest as in the table `violation`."""

    number: Ints
    ground: Ints
    spots: Rows

    def part(self, rows: Longs) -> "Told":
        """Return some of them."""
        return Told(self.number[rows], self.ground[rows], self.spots[rows])


@dataclass(frozen=True, slots=True)
class Laid:
    """Recordings laid out under a law and an intensity; `grounds`: (places, chances) that may see each area or route."""

    index: Index
    rule: Rule
    knots: Knots
    grounds: Mapping[int, tuple[Ints, Floats]]
    seen: dict[int, Seen]
    """Clips of the grounds that were asked for last."""

    def on(self, ground: int) -> Seen:
        """Return the clips that may see a ground."""
        if ground not in self.seen:
            none = (np.zeros(0, np.int32), np.zeros(0))
            while len(self.seen) >= MOST_GROUNDS:
                del self.seen[next(iter(self.seen))]
            self.seen[ground] = lay_out(self.index, *self.grounds.get(ground, none))
        return self.seen[ground]


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates: v, the recording's number, the chance that it covers; sorted by v and recording, slices of one added."""

    violation: Ints
    recording: Ints
    chance: Floats


@dataclass(frozen=True, slots=True)
class Bests:
    """The best of each violation, row by row as asked: recordings (-1: no more) and chances, best first; how many clips are candidates."""

    recording: Ints
    chance: Floats
    clips: Longs


def laid(places: Rows, shown: Shown, law: Law, *, grounds: Mapping[int, tuple[Ints, Floats]], known: Intensity | None = None) -> Laid:
    """Lay out recordings that are in arrays; `grounds`: by number, (places, chances)."""
    looking, knots = look_at(places, known)
    return Laid(build(looking, shown), rule_of(law), knots, grounds, {})


def laid_out(connection: DuckDBPyConnection, law: Law) -> Laid:
    """Lay out the tables `place`, `clip` and `place_ground` of a connection."""
    return laid(places_of(connection, law), shown_of(connection), law, grounds=grounds_of(connection))


def weighed(told: Told, known: Intensity | None, grounds: Sequence[Ground]) -> Told:
    """Return the violations, each with the mean of the intensity where and when it was told; `grounds` as they were asked."""
    spots = told.spots.copy()
    for ground, rows in by_ground(told):
        some = told.spots[rows]
        spots["mean"][rows] = means_at(some, known) if ground < 0 else means_on(some, grounds[ground], known)
    return Told(told.number, told.ground, spots)


def places_of(connection: DuckDBPyConnection, law: Law) -> Rows:
    """Return the table `place` under a law: its factors of errors and ranges are in it."""
    same = ("x", "y", "z", "east_x", "east_y", "north_x", "north_y", "north_z")
    columns = connection.execute(
        f"SELECT {', '.join(same)}, reach_m, heading_deg, fov_deg, range_m, error_m, walk_m FROM place ORDER BY p"
    ).fetchnumpy()
    one = {name: np.ma.filled(column.astype(np.float64), np.nan) for name, column in columns.items()}
    places = np.empty(len(one["x"]), PLACE)
    for name in same:
        places[name] = one[name]
    places["reach"], places["range"] = one["reach_m"], one["range_m"] * law.range_factor
    places["heading"], places["fov"] = one["heading_deg"] * (pi / 180), one["fov_deg"] * (pi / 180)
    places["variance"] = (one["error_m"] * (law.error_factor / R95)) ** 2 + one["walk_m"] ** 2 / 24
    places["most"], places["row"] = 1.0, -1
    return places


def shown_of(connection: DuckDBPyConnection) -> Shown:
    """Return the table `clip`."""
    columns = connection.execute("SELECT p - 1 AS p, first_ms, last_ms, sigma_ms, pad_ms, rec FROM clip ORDER BY c").fetchnumpy()
    place, first, last, sigma, pad, recording = (np.ma.getdata(column) for column in columns.values())
    return Shown(
        place.astype(np.int32), first.astype(np.int64), last.astype(np.int64), sigma.astype(np.float64), pad.astype(np.int64),
        recording.astype(np.int32),
    )  # fmt: skip


def grounds_of(connection: DuckDBPyConnection) -> dict[int, tuple[Ints, Floats]]:
    """Return the table `place_ground` by ground."""
    columns = connection.execute("SELECT g, p - 1 AS p, chance FROM place_ground ORDER BY g, p").fetchnumpy()
    g, place, chance = (np.ma.getdata(column) for column in columns.values())
    cuts = np.flatnonzero(np.diff(g)) + 1
    parts = zip(np.split(g, cuts), np.split(place.astype(np.int32), cuts), np.split(chance, cuts), strict=True)
    return {int(of[0]): (some, chances) for of, some, chances in parts if len(of)}


def told_of(connection: DuckDBPyConnection, law: Law) -> Told:
    """Return the table `violation`."""
    columns = connection.execute(
        "SELECT v, coalesce(g, -1) AS g, first_ms, last_ms, x, y, z, radius_m FROM violation ORDER BY v"
    ).fetchnumpy()
    spots = np.empty(len(columns["v"]), SPOT)
    for name, column in (("first", "first_ms"), ("last", "last_ms"), ("x", "x"), ("y", "y"), ("z", "z"), ("radius", "radius_m")):
        spots[name] = np.ma.filled(columns[column], 0)
    spots["variance"], spots["mean"] = (spots["radius"] * (law.error_factor / R95)) ** 2, 1.0
    return Told(np.ma.getdata(columns["v"]).astype(np.int32), np.ma.getdata(columns["g"]).astype(np.int32), spots)


def count(made: Laid, told: Told) -> Longs:
    """Return how many clips are candidates of each violation; slices of one recording each count."""
    counts = np.zeros(len(told.number), np.int64)
    for ground, rows in by_ground(told):
        some = told.part(rows).spots
        if ground < 0:
            counts[rows] = count_spots(made.index, some, made.rule, room(made.index))
        else:
            counts[rows] = count_on(made.on(ground), some, made.rule)
    return counts


def best(made: Laid, told: Told, top: int) -> Bests:
    """Return the best of each violation."""
    number = len(told.number)
    found = Bests(np.full((number, top), -1, np.int32), np.zeros((number, top)), np.zeros(number, np.int64))
    space = room(made.index)
    for ground, rows in by_ground(told):
        some = told.part(rows).spots
        if ground < 0:
            clips = count_spots(made.index, some, made.rule, space)
            recording, chance = best_spots(made.index, some, (made.rule, made.knots, space), top)
        else:
            seen = made.on(ground)
            clips = count_on(seen, some, made.rule)
            recording, chance = best_on(made.index, seen, some, (made.rule, made.knots, space), top)
        found.recording[rows], found.chance[rows], found.clips[rows] = recording, chance, clips
    return found


def every(made: Laid, told: Told) -> Scored:
    """Return every candidate with its chance. The arrays hold 16 bytes for each clip that `count` counts."""
    parts = []
    tools = (made.rule, made.knots, room(made.index))
    for ground, rows in by_ground(told):
        part = told.part(rows)
        begin = _begins(count(made, part))
        if ground < 0:
            recording, chance = every_spot(made.index, part.spots, tools, begin)
        else:
            recording, chance = every_on(made.index, made.on(ground), part.spots, tools, begin)
        parts.append((np.repeat(part.number, np.diff(begin)), recording, chance))
    if not parts:
        return Scored(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))
    return _summed(*(np.concatenate(columns) for columns in zip(*parts, strict=True)), has_slices=len(made.index.movers) > 0)


def by_ground(told: Told) -> Iterator[tuple[int, Longs]]:
    """Yield each ground that is told, -1 for points, and the rows that tell it."""
    order = np.argsort(told.ground, kind="stable")
    cuts = np.flatnonzero(np.diff(told.ground[order])) + 1
    for rows in np.split(order, cuts):
        if len(rows):
            yield int(told.ground[rows[0]]), rows if told.ground[rows[0]] >= 0 else _in_order(told.spots, rows)


def _in_order(spots: Rows, rows: Longs) -> Longs:
    """Return rows told by points so that each lies near to the one before: it asks much that is at hand yet. No answer depends on it."""
    cell = [np.floor(spots[axis][rows] / NEAR_M) for axis in "xyz"]
    found: Longs = rows[np.lexsort((spots["first"][rows], *cell))]
    return found


def _begins(counts: Longs) -> Longs:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _summed(violation: Ints, recording: Ints, chance: Floats, *, has_slices: bool) -> Scored:
    order = np.lexsort((recording, violation))
    violation, recording, chance = violation[order], recording[order], chance[order]
    if has_slices:
        new = np.ones(len(violation), bool)
        new[1:] = (np.diff(violation) != 0) | (np.diff(recording) != 0)
        first = np.flatnonzero(new)
        chance = np.minimum(1.0, np.add.reduceat(chance, first)) if len(first) else chance
        violation, recording = violation[first], recording[first]
    return Scored(violation, recording, chance)
