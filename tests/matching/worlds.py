"""Random worlds in tables, and the plain answer to them: every pair looked at, one by one, by the plain functions of the engine."""

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from kniha.matching.covering import Matcher, meet_in_time
from kniha.matching.grounds import distances_m, reaches_m, views_of
from kniha.matching.sights import reach_m
from kniha.matching.sphere import arc_m, vector
from kniha.matching.subjects import Fix, Named, Recording, Spot, View, Violation, slices

VIOLATION = {"id": "VARCHAR", "first_ms": "BIGINT", "last_ms": "BIGINT", "lat_e7": "BIGINT", "lon_e7": "BIGINT", "radius_m": "DOUBLE",
             "area": "VARCHAR", "unread": "VARCHAR"}  # fmt: skip
RECORDING = {"id": "VARCHAR", "slice": "INTEGER", "camera": "VARCHAR", "first_ms": "BIGINT", "last_ms": "BIGINT", "sigma_ms": "BIGINT",
             "lat_e7": "BIGINT", "lon_e7": "BIGINT", "error_m": "DOUBLE", "heading_deg": "DOUBLE", "fov_deg": "DOUBLE", "range_m": "DOUBLE",
             "walk_m": "DOUBLE", "unread": "VARCHAR"}  # fmt: skip


@dataclass
class World:
    violations: list[Violation] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    grounds: tuple = ()


def opened():
    connection = duckdb.connect(
        ":memory:", config={"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def give(connection, violation_rows, recording_rows):
    """Fill the two tables that the engine takes, from rows that name the columns they have."""
    for table, columns, rows in (("given_violations", VIOLATION, violation_rows), ("given_recordings", RECORDING, recording_rows)):
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        for row in rows:
            assert set(row) <= set(columns), set(row) - set(columns)
        if rows:
            connection.register("some_rows", pa.table({name: [row.get(name) for row in rows] for name in columns}))
            connection.execute(f"INSERT INTO {table} SELECT * FROM some_rows")
            connection.unregister("some_rows")


def violation_row(one):
    where = (
        {"area": one.where.name}
        if isinstance(one.where, Named)
        else {name: getattr(one.where, name) for name in ("lat_e7", "lon_e7", "radius_m")}
    )
    return {"id": one.id, "first_ms": one.first_ms, "last_ms": one.last_ms, **where}


def recording_rows(one):
    for number, (first, last, view) in enumerate(slices(one)):
        told = {name: getattr(view, name) for name in ("lat_e7", "lon_e7", "error_m", "heading_deg", "fov_deg", "range_m", "walk_m")}
        yield {"id": one.id, "slice": number, "camera": one.camera, "first_ms": first, "last_ms": last, "sigma_ms": one.sigma_ms, **told}


def give_world(connection, world):
    give(connection, [violation_row(one) for one in world.violations], [row for one in world.recordings for row in recording_rows(one)])


def plain_pairs(world, law):
    """(violation, recording): chance, for each candidate slice by slice; and the pairs that lie within a hair of a border."""
    matcher = Matcher({ground.name: ground for ground in world.grounds}, law)
    found, borders = {}, set()
    for violation in world.violations:
        for recording in world.recordings:
            chance, touching = 0.0, False
            for part in slices(recording):
                if not meet_in_time((violation.first_ms, violation.last_ms), part[:2], recording.sigma_ms, law):
                    continue
                room = spare_m(violation.where, part[2], matcher)
                if abs(room) < 1e-4:
                    borders.add((violation.id, recording.id))
                if room >= 0:
                    touching = True
                    chance += matcher._chance(violation, recording, part, law)
            if touching:
                found[violation.id, recording.id] = min(1.0, chance)
    return found, borders


def spare_m(where, view, matcher):
    """By how many metres a view reaches further than it must to be a candidate."""
    if isinstance(where, Named):
        columns = views_of(view)
        return float(reaches_m(columns, matcher.law)[0] - distances_m(matcher.grounds[where.name], columns)[0])
    apart = arc_m(vector(where.lat_e7, where.lon_e7), vector(view.lat_e7, view.lon_e7))
    return where.radius_m + reach_m(view, matcher.law) - apart


__all__ = ["Fix", "Spot", "View", "World", "give", "give_world", "opened", "plain_pairs"]
