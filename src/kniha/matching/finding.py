"""The whole run: candidates found, scored, the best kept; counts told. Rows in, rows out, in one open DuckDB connection.

Read `kniha.matching.taking` for the two tables that must be there. Afterwards there are:

- `matched`: violation, recording, camera, rank, probability, log10_lr, cautious and the inputs (`results.INPUTS`), the best `top` of each;
- `matched_cameras`: violation, camera, rank, probability, clips, recording: clips of one camera share its clock and are one line;
- `seen`: recording, violation, rank, probability, log10_lr: the other way round, where `Asked.seen` is above 0;
- `counted`: violation, candidates, expected_covers, at_least_one: a line for every violation taken, also where nothing may show it;
- `refused`: side, id, reason.

Violations are asked in parts, so that no more than about `rows` keys meet at once; what does not fit in the connection's memory limit goes
to its temporary folder. The candidates are the same whatever the parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from kniha.matching import pairs
from kniha.matching.covering import LEAST_CHANCE
from kniha.matching.grounds import Floats, Ground, Views, chances_on, distances_m, reaches_m
from kniha.matching.laws import AS_SHIPPED, Law, Prior, pessimistic
from kniha.matching.results import COUNTED, EMPTY, part_kept, part_scored, part_seen, results
from kniha.matching.scoring import node_table
from kniha.matching.sphere import vector
from kniha.matching.taking import Taken, take
from kniha.vocab.errors import ImpossibleError

MOST_TOP = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. Raises ImpossibleError for a `top` outside 1 to 1000. `base_rate`: of covering pairs; None: that of this run."""

    top: int = 20
    law: Law = AS_SHIPPED
    grounds: Sequence[Ground] = ()
    base_rate: float | None = None
    rows: int = 20_000_000
    seen: int = 0
    """So many violations are kept for each recording too."""
    prior: Prior | None = None
    """Weigh vague places by where and when much was told precisely: the kernel alone does."""

    def __post_init__(self) -> None:
        if not 1 <= self.top <= MOST_TOP:
            raise ImpossibleError(f"expected a top from 1 to {MOST_TOP}, found {self.top}")
        if not 0 <= self.seen <= MOST_TOP:
            raise ImpossibleError(f"expected to keep 0 to {MOST_TOP} violations for a recording, found {self.seen}")
        if self.base_rate is not None and not 0 < self.base_rate < 1:
            raise ImpossibleError("a base rate lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it: rows taken, candidates in all, the sum of their chances (None: not all were reckoned), the base rate, the law."""

    taken: Taken
    candidates: int
    expected: float | None
    base_rate: float
    law: str


def match(connection: DuckDBPyConnection, asked: Asked, *, tell: Callable[[str, int, int], None] = lambda *_: None) -> Found:
    """Fill the tables above. `tell(step, done, of)` is called as it goes on. Raises what DuckDB raises where memory and disk do not
    suffice.
    """
    if asked.prior is not None:
        raise ImpossibleError("the relational engine knows no prior of what happened where; the kernel does")
    tell("taking", 0, 1)
    taken = begin(connection, asked)
    for statement in pairs.prepare():
        connection.execute(statement)
    parts = _parts(connection, asked)
    for done, (first, last) in enumerate(parts):
        tell("matching", done, len(parts))
        for statement in (*pairs.told_keys(first, last), *part_scored(asked.law), *part_kept(asked.top), *part_seen(asked.seen)):
            connection.execute(statement)
    tell("writing", 0, 1)
    return finish(connection, asked, taken)


def begin(connection: DuckDBPyConnection, asked: Asked) -> Taken:
    """Take the two tables, see which places see which grounds, and make room for what the parts keep."""
    taken = take(connection, [ground.name for ground in asked.grounds], asked.law)
    see_grounds(connection, asked)
    for statement in (pairs.hours(asked.law), node_table(), *EMPTY):
        connection.execute(statement)
    return taken


def finish(connection: DuckDBPyConnection, asked: Asked, taken: Taken) -> Found:
    """Make the tables of what the parts kept."""
    run = connection.execute
    run(f"CREATE OR REPLACE TEMP TABLE counted AS {COUNTED}")
    expected_covers = "CASE WHEN count(*) = count(expected_covers) THEN coalesce(sum(expected_covers), 0) END"
    candidates, expected = run(f"SELECT coalesce(sum(candidates), 0), {expected_covers} FROM counted").fetchall()[0]
    base = asked.base_rate or min(0.5, max(LEAST_CHANCE, (expected or 0) / max(1, taken.violations * taken.recordings)))
    for statement in results(asked.law, base, seen=asked.seen):
        run(statement)
    return Found(taken, int(candidates), expected, base, asked.law.version)


def see_grounds(connection: DuckDBPyConnection, asked: Asked) -> None:
    """Make `place_ground`: p, g, chance, worse for every place that may see a ground: once per place, never per clip."""
    columns = connection.execute(
        "SELECT p, lat_e7, lon_e7, error_m, heading_deg, fov_deg, range_m, walk_m, x, y, z, reach_m FROM place ORDER BY p"
    ).fetchnumpy()
    flat = {name: np.ma.filled(column.astype(np.float64), np.nan) for name, column in columns.items()}
    used = {g for (g,) in connection.execute("SELECT DISTINCT g FROM violation WHERE g IS NOT NULL").fetchall()}
    tables = [_seen(number, asked, flat) for number in sorted(used)]
    rows = pa.concat_tables(tables) if tables else _GROUND_SCHEMA.empty_table()
    connection.register("place_ground_rows", rows)
    connection.execute("CREATE OR REPLACE TEMP TABLE place_ground AS SELECT * FROM place_ground_rows")
    connection.unregister("place_ground_rows")


_GROUND_SCHEMA = pa.schema([("p", pa.int32()), ("g", pa.int32()), ("chance", pa.float64()), ("worse", pa.float64())])


def _seen(number: int, asked: Asked, flat: dict[str, Floats]) -> pa.Table:
    ground, law, views = asked.grounds[number], asked.law, Views(*(flat[name] for name in Views.__slots__))
    middle = vector(*ground.middle)
    apart = np.sqrt((flat["x"] - middle.x) ** 2 + (flat["y"] - middle.y) ** 2 + (flat["z"] - middle.z) ** 2)
    # The chord is never longer than the way along the sphere: whoever is further than this sees nothing of it.
    near = np.flatnonzero(apart <= ground.radius_m + (ground.width_m or 0) + flat["reach_m"])
    some = views.part(near)
    touching = distances_m(ground, some) <= reaches_m(some, law)
    near, some = near[touching], some.part(touching)
    chances, worse = (chances_on(ground, some, each) for each in (law, pessimistic(law)))
    columns = [flat["p"][near].astype(np.int32), np.full(len(near), number, np.int32), chances, worse]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=_GROUND_SCHEMA)


def _parts(connection: DuckDBPyConnection, asked: Asked) -> list[tuple[int, int]]:
    """Cut the violations where their keys would meet more rows than asked; one alone may meet as many as there are recordings."""
    last_v = connection.execute("SELECT coalesce(max(v), 0) FROM violation").fetchall()[0][0]
    for statement in pairs.told_keys(1, last_v):
        connection.execute(statement)
    parts, first, met = [], 1, 0
    for v, load in connection.execute(pairs.loads()).fetchall():
        if met and met + load > asked.rows:
            parts.append((first, v - 1))
            first, met = v, 0
        met += load
    return [*parts, (first, last_v)] if met else parts
