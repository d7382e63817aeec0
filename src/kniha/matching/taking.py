"""Tables of violations and recordings as somebody gave them: what cannot be is refused and told, what can is mended and told.

Two tables or views must be in the connection. Times are milliseconds since 1970 in UTC, places 10⁻⁷ degrees, errors metres at 95 %:

- `given_violations`: id, first_ms, last_ms, lat_e7, lon_e7, radius_m, area, unread - `given_recordings`: id, slice, camera, first_ms,
last_ms, sigma_ms, lat_e7, lon_e7, error_m, heading_deg, fov_deg, range_m, walk_m, unread

`unread` names a column that could not be read, or is null. A recording that moves has a row for each `slice`; the others have slice 0.
Whatever is not in `refused` afterwards is in `violation`, or in `clip` with its `place`; no row is lost between them. Numbers follow the
order of ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from kniha.matching.laws import R95, Law
from kniha.matching.scoring import number
from kniha.matching.subjects import LEAST_MS
from kniha.vocab.place import EARTH_RADIUS_M, LARGEST_RADIUS_M
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

CELL_M, BUCKET_MS, FACTOR = 1024, 1_800_000, 8
"""Sizes of the finest cell (metres) and bucket (milliseconds), and how much larger each next level is."""
CELL_LEVELS, BUCKET_LEVELS = 6, 9
WORLD_M = 7_000_000
"""The coarsest cell holds the Earth, the coarsest bucket nine centuries: nothing touches more than two of them along an axis. No box
reaches further than WORLD_M from the middle of the Earth.
"""
"""The coarsest cell holds the Earth, the coarsest bucket three thousand years: nothing touches more than two of them along an axis."""

REFUSALS = (
    "unread", "no-id", "id-twice", "no-time", "ends-before-start", "year", "no-position", "half-a-position", "position", "negative",
    "too-large", "unknown-area",
)  # fmt: skip
NOTES = (
    "area-and-point", "radius-assumed", "error-assumed", "clock-assumed", "range-assumed", "direction-turned", "view-cut", "view-ignored",
    "range-ignored", "shorter-than-a-second", "longer-than-a-day", "before-1990",
)  # fmt: skip

_FIRST_MS = (FIRST_YEAR - 1970) * 365 * 86_400_000 - 86_400_000 * 20
_LAST_MS = (LAST_YEAR + 1 - 1970) * 366 * 86_400_000
_1990_MS = 631_152_000_000
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Told:
    """How many rows of one side ("violations" or "recordings") were refused or mended for one reason."""

    side: str
    code: str
    rows: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were given and taken on each side; slices of one recording are one."""

    violations_given: int
    violations: int
    recordings_given: int
    recordings: int
    refused: tuple[Told, ...]
    noted: tuple[Told, ...]


def take(connection: DuckDBPyConnection, grounds: Sequence[str], law: Law) -> Taken:
    """Make the tables `violation`, `place`, `clip` and `refused` of what was given; `grounds`: the names of areas and routes, in their
    order.
    """
    run = connection.execute
    run("CREATE OR REPLACE TEMP TABLE ground (g INTEGER, name VARCHAR)")
    if grounds:
        connection.executemany("INSERT INTO ground VALUES (?, ?)", list(enumerate(grounds)))
    run(f"CREATE OR REPLACE TEMP VIEW judged_violations AS {_judged('given_violations', 'id', _violation_refusals())}")
    run(f"CREATE OR REPLACE TEMP VIEW judged_recordings AS {_judged('given_recordings', 'id, slice', _recording_refusals())}")
    run("""CREATE OR REPLACE TEMP TABLE refused AS
        SELECT 'violations' AS side, id, reason FROM judged_violations WHERE reason IS NOT NULL
        UNION ALL SELECT 'recordings', id, reason FROM judged_recordings WHERE reason IS NOT NULL""")
    run(f"CREATE OR REPLACE TEMP TABLE violation AS {_violations(law)}")
    run(f"CREATE OR REPLACE TEMP TABLE placed AS {_placed(law)}")
    run(f"CREATE OR REPLACE TEMP TABLE place AS {_places()}")
    run(f"CREATE OR REPLACE TEMP TABLE clip AS {_clips(law)}")
    told = _told(connection)
    run("DROP TABLE placed")
    return told


def _judged(table: str, key: str, refusals: Sequence[tuple[str, str]]) -> str:
    reasons = " ".join(f"WHEN {condition} THEN '{reason}'" for reason, condition in refusals)
    return f"""SELECT *, CASE {reasons} END AS reason
        FROM (SELECT *, count(*) OVER (PARTITION BY {key}) AS alike FROM {table})"""


def _time_refusals() -> list[tuple[str, str]]:
    return [
        ("unread", "unread IS NOT NULL"),
        ("no-id", "id IS NULL OR id = ''"),
        ("id-twice", "alike > 1"),
        ("no-time", "first_ms IS NULL OR last_ms IS NULL"),
        ("ends-before-start", "last_ms < first_ms"),
        ("year", f"first_ms < {_FIRST_MS} OR last_ms > {_LAST_MS}"),
    ]


def _position_refusals() -> list[tuple[str, str]]:
    return [
        ("half-a-position", "(lat_e7 IS NULL) <> (lon_e7 IS NULL)"),
        ("position", "abs(lat_e7) > 900000000 OR abs(lon_e7) > 1800000000"),
    ]


def _violation_refusals() -> list[tuple[str, str]]:
    return [
        *_time_refusals(),
        *_position_refusals(),
        ("no-position", "lat_e7 IS NULL AND (area IS NULL OR area = '')"),
        ("unknown-area", "lat_e7 IS NULL AND area NOT IN (SELECT name FROM ground)"),
        ("negative", "radius_m < 0"),
        ("too-large", f"NOT (coalesce(radius_m, 0) <= {LARGEST_RADIUS_M})"),
    ]


def _recording_refusals() -> list[tuple[str, str]]:
    lengths = ("error_m", "range_m", "walk_m")
    return [
        *_time_refusals(),
        *_position_refusals(),
        ("no-position", "lat_e7 IS NULL"),
        ("negative", "error_m < 0 OR walk_m < 0 OR sigma_ms < 0"),
        ("too-large", " OR ".join(f"NOT (coalesce({length}, 0) <= {LARGEST_RADIUS_M})" for length in lengths)),
        ("too-large", f"NOT (coalesce(sigma_ms, 0) <= {_LAST_MS})"),
    ]


def _violations(law: Law) -> str:
    return f"""SELECT CAST(row_number() OVER (ORDER BY id) AS INTEGER) AS v, *,
            {_level(f"least(2 * radius_m, {2 * WORLD_M})", CELL_M, CELL_LEVELS)} AS ls,
            {_level("last_ms - first_ms", BUCKET_MS, BUCKET_LEVELS)} AS lt
        FROM (SELECT id, first_ms, greatest(last_ms, first_ms + {LEAST_MS}) AS last_ms, {_VECTOR},
                CASE WHEN lat_e7 IS NOT NULL THEN coalesce(radius_m, {number(law.radius_m)}) END AS radius_m,
                CASE WHEN lat_e7 IS NULL THEN g END AS g
            FROM judged_violations LEFT JOIN ground ON name = area WHERE reason IS NULL)"""


def _placed(law: Law) -> str:
    """Every row with its view as it is taken: directions within 360, a width or range that cannot be forgotten, gaps filled by the law."""
    heading = "CASE WHEN isfinite(heading_deg) THEN heading_deg - 360 * floor(heading_deg / 360) END"
    fov = "CASE WHEN fov_deg >= 0.1 AND isfinite(fov_deg) THEN least(360.0, fov_deg) END"
    return f"""SELECT id, slice, camera, first_ms, last_ms, sigma_ms, lat_e7, lon_e7, coalesce(error_m, {number(law.error_m)}) AS error_m,
            {heading} AS heading_deg, coalesce({fov}, CASE WHEN isfinite(heading_deg) THEN {number(law.fov_deg)} ELSE 360.0 END) AS fov_deg,
            coalesce(CASE WHEN range_m >= 0.1 THEN range_m END, {number(law.range_m)}) AS range_m, coalesce(walk_m, 0.0) AS walk_m
        FROM judged_recordings WHERE reason IS NULL"""


_VIEW = "lat_e7, lon_e7, error_m, coalesce(heading_deg, -1), fov_deg, range_m, walk_m"


def _places() -> str:
    return f"""SELECT *, {_level(f"least(2 * reach_m, {2 * WORLD_M})", CELL_M, CELL_LEVELS)} AS ls
        FROM (SELECT CAST(row_number() OVER (ORDER BY {_VIEW}) AS INTEGER) AS p, *, {_VECTOR},
                -sin(radians(lon_e7 / 1e7)) AS east_x, cos(radians(lon_e7 / 1e7)) AS east_y,
                -sin(radians(lat_e7 / 1e7)) * cos(radians(lon_e7 / 1e7)) AS north_x,
                -sin(radians(lat_e7 / 1e7)) * sin(radians(lon_e7 / 1e7)) AS north_y, cos(radians(lat_e7 / 1e7)) AS north_z,
                range_m + {number(3 / R95)} * error_m + walk_m / 2 AS reach_m
            FROM (SELECT DISTINCT lat_e7, lon_e7, error_m, heading_deg, fov_deg, range_m, walk_m FROM placed))"""


def _clips(law: Law) -> str:
    same = " AND ".join(f"place.{name} = placed.{name}" for name in ("lat_e7", "lon_e7", "error_m", "fov_deg", "range_m", "walk_m"))
    camera = "CASE WHEN camera IS NULL OR camera = '' THEN 'r' || id ELSE 'c' || camera END"
    return f"""SELECT CAST(row_number() OVER (ORDER BY id, slice) AS INTEGER) AS c, *,
            CAST(dense_rank() OVER (ORDER BY id) AS INTEGER) AS rec, CAST(dense_rank() OVER (ORDER BY camera) AS INTEGER) AS cam,
            {_level("last_ms - first_ms + 2 * pad_ms", BUCKET_MS, BUCKET_LEVELS)} AS lt
        FROM (SELECT id, slice, {camera} AS camera, p, first_ms, greatest(last_ms, first_ms + {LEAST_MS}) AS last_ms,
                coalesce(sigma_ms, {law.sigma_ms}) AS sigma_ms, sigma_ms IS NOT NULL AS measured,
                CAST(round_even({number(law.sigmas)} * coalesce(sigma_ms, {law.sigma_ms}), 0) AS BIGINT) AS pad_ms
            FROM placed JOIN place ON {same} AND coalesce(place.heading_deg, -1) = coalesce(placed.heading_deg, -1))"""


_VECTOR = ", ".join(
    f"{number(EARTH_RADIUS_M)} * {text} AS {axis}"
    for axis, text in (
        ("x", "cos(radians(lat_e7 / 1e7)) * cos(radians(lon_e7 / 1e7))"),
        ("y", "cos(radians(lat_e7 / 1e7)) * sin(radians(lon_e7 / 1e7))"),
        ("z", "sin(radians(lat_e7 / 1e7))"),
    )
)


def _level(size: str, least: int, levels: int) -> str:
    """The finest level whose cells are as large as the thing; a thousandth is left so that rounding never makes it touch a third."""
    steps = " ".join(f"WHEN {size} <= {number(0.999 * least * FACTOR**level)} THEN {level}" for level in range(levels - 1))
    return f"CASE {steps} ELSE {levels - 1} END"


def _told(connection: DuckDBPyConnection) -> Taken:
    def count(what: str) -> int:
        found: int = connection.execute(f"SELECT {what}").fetchall()[0][0]
        return found

    refused = connection.execute("SELECT side, reason, count(*) FROM refused GROUP BY ALL ORDER BY ALL").fetchall()
    noted = []
    for side, notes in (("violations", _VIOLATION_NOTES), ("recordings", _RECORDING_NOTES)):
        counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, condition in notes)
        row = connection.execute(f"SELECT {counts} FROM judged_{side} WHERE reason IS NULL").fetchall()[0]
        noted += [Told(side, code, rows) for (code, _), rows in zip(notes, row, strict=True) if rows]
    return Taken(
        count("count(*) FROM given_violations"),
        count("count(*) FROM violation"),
        count("count(DISTINCT id) FROM given_recordings"),
        count("count(DISTINCT rec) FROM clip"),
        tuple(Told(*row) for row in refused),
        tuple(noted),
    )


_VIOLATION_NOTES = (
    ("area-and-point", "lat_e7 IS NOT NULL AND area <> ''"),
    ("radius-assumed", "lat_e7 IS NOT NULL AND radius_m IS NULL"),
    ("shorter-than-a-second", f"last_ms - first_ms < {LEAST_MS}"),
    ("before-1990", f"first_ms < {_1990_MS}"),
)
_RECORDING_NOTES = (
    ("error-assumed", "error_m IS NULL"),
    ("clock-assumed", "sigma_ms IS NULL"),
    ("range-assumed", "range_m IS NULL"),
    ("direction-turned", "isfinite(heading_deg) AND (heading_deg < 0 OR heading_deg >= 360)"),
    ("view-cut", "isfinite(fov_deg) AND fov_deg > 360"),
    ("view-ignored", "fov_deg < 0.1 OR NOT isfinite(fov_deg) OR NOT isfinite(heading_deg)"),
    ("range-ignored", "range_m < 0.1"),
    ("shorter-than-a-second", f"last_ms - first_ms < {LEAST_MS}"),
    ("longer-than-a-day", f"last_ms - first_ms > {_DAY_MS}"),
    ("before-1990", f"first_ms < {_1990_MS}"),
)
