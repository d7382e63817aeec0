"""The candidates: every pair of a violation and a recording that may be one, found by keys. The one relational definition.

Each thing is a box in x, y, z (metres from the middle of the Earth: no seam at 180°, no hole at a pole) and time, already padded: a
violation by its radius, a recording by its reach and the sigmas of its clock. A cell of a grid and a bucket of time are keys; each has
several levels, and a pair meets at the coarser of its two levels, so that nothing touches more than two cells along an axis however large
it is. Where two boxes touch in several cells, the pair is kept in the one that holds the greatest of their lower corners (reference point:
Jacox and Samet, "Spatial Join Techniques", 2007): no state is shared, so that the same text can be run in parts. By each wrong hour of the
law the told time is asked once more; a pair that meets by several hours is kept at the first. Space is asked by places, never by clips: a
million clips of one camera are one.

Areas and routes are keys too: which places may see them was computed before (`place_ground`), and only numbers are joined.
"""

from kniha.matching.laws import Law
from kniha.matching.scoring import arc, number
from kniha.matching.taking import BUCKET_MS, CELL_M, FACTOR, WORLD_M

_AXES = "xyz"
_FLOORS = ", ".join(f"floor(lo_{axis} / cell) AS f{axis}, floor(hi_{axis} / cell) AS t{axis}" for axis in _AXES)


def hours(law: Law) -> str:
    """Return the statement that makes `hour`: by how much a clock may be ahead, and how often it is."""
    rows = ", ".join(f"({n}, {shift}, {number(weight)})" for n, (shift, weight) in enumerate(law.clock))
    return f"""CREATE OR REPLACE TEMP TABLE hour AS
        SELECT h, shift, CAST(weight AS DOUBLE) AS weight FROM (VALUES {rows}) AS t(h, shift, weight)"""


def prepare() -> tuple[str, ...]:
    """Return the statements that make the keys of recordings: run once, for any number of violations that come in parts."""
    corners = ", ".join(f"({i}, {j}, {k})" for i in (0, 1) for j in (0, 1) for k in (0, 1))
    return (
        f"CREATE OR REPLACE TEMP TABLE corner AS SELECT * FROM (VALUES {corners}) AS t(i, j, k)",
        "CREATE OR REPLACE TEMP TABLE side AS SELECT * FROM (VALUES (0), (1)) AS t(b)",
        "CREATE OR REPLACE TEMP TABLE told_levels AS SELECT DISTINCT coalesce(ls, 0) AS vs, lt AS vt, g IS NULL AS spot FROM violation",
        "CREATE OR REPLACE TEMP TABLE clip_levels AS SELECT DISTINCT ls AS cs, lt AS ct FROM clip JOIN place USING (p)",
        f"CREATE OR REPLACE TEMP TABLE clip_key AS {_clip_keys()}",
        "CREATE OR REPLACE TEMP TABLE place_load AS SELECT p, tcode, bt, count(*) AS clips FROM clip_key GROUP BY ALL",
        f"CREATE OR REPLACE TEMP TABLE place_key AS {_place_keys()}",
        f"CREATE OR REPLACE TEMP TABLE ground_key AS {_ground_keys()}",
    )


def told_keys(first_v: int, last_v: int) -> tuple[str, ...]:
    """Return the statements that make the keys of the violations with these numbers, both included."""
    part = f"v BETWEEN {int(first_v)} AND {int(last_v)}"
    return (
        f"CREATE OR REPLACE TEMP TABLE spot_key AS {_spot_keys(part)}",
        f"CREATE OR REPLACE TEMP TABLE named_key AS {_named_keys(part)}",
    )


def loads() -> str:
    """Return a query: v, and how many rows its keys may meet at most; for the violations whose keys are made."""
    return """SELECT v, sum(met) AS met FROM (
        SELECT v, sum(n) AS met FROM spot_key
            JOIN (SELECT scode, tcode, cx, cy, cz, bt, sum(clips) AS n FROM place_key GROUP BY ALL) USING (scode, tcode, cx, cy, cz, bt)
            GROUP BY v
        UNION ALL
        SELECT v, sum(n) FROM named_key
            JOIN (SELECT g, tcode, bt, count(*) AS n FROM ground_key GROUP BY ALL) USING (g, tcode, bt) GROUP BY v
    ) GROUP BY v ORDER BY v"""


def meetings() -> str:
    """Return a query: v, h, p, tcode, bt: places that may see the told point, in buckets in which they have clips."""
    corner = " AND ".join(
        f"floor(greatest(told.lo_{axis}, place.lo_{axis}) / told.cell) = told.c{axis}" for axis in _AXES
    )  # fmt: skip
    return f"""SELECT told.v, told.h, told.told_first, told.told_last, place.p, told.tcode, told.bt
        FROM spot_key AS told JOIN place_key AS place USING (scode, tcode, cx, cy, cz, bt)
        WHERE {corner} AND {arc("told", "place")} <= told.radius_m + place.reach_m"""


def spot_pairs(law: Law) -> str:
    """Return a query over `meeting`: v, c, p of every candidate whose violation is told by a point."""
    return f"""SELECT told.v, clip.c, told.p FROM meeting AS told JOIN clip_key AS clip USING (p, tcode, bt) WHERE {_meets(law)}"""


def named_pairs(law: Law) -> str:
    """Return a query: v, c, p of every candidate whose violation is told by an area or a route."""
    return f"""SELECT told.v, clip.c, clip.p FROM named_key AS told JOIN ground_key AS clip USING (g, tcode, bt) WHERE {_meets(law)}"""


def _meets(law: Law) -> str:
    """Whether told and padded shown times touch by this hour and by none before it, in the bucket of the later beginning."""
    touching = "clip.shown_first <= told.told_last + {0} AND told.told_first + {0} <= clip.shown_last"
    first = " ".join(f"WHEN {touching.format(shift)} THEN {n}" for n, (shift, _) in enumerate(law.clock))
    shift = " ".join(f"WHEN {n} THEN {shift}" for n, (shift, _) in enumerate(law.clock))
    later = f"greatest(told.told_first + CASE told.h {shift} END, clip.shown_first)"
    return f"told.h = CASE {first} END AND floor({later} / clip.bucket) = told.bt"


def _clip_keys() -> str:
    """By time alone: c, p, (level of the told, own level) and a bucket of the coarser; shown times are padded."""
    return f"""SELECT c, p, tcode, shown_first, shown_last, bucket, CAST(low + b AS BIGINT) AS bt
        FROM (SELECT *, floor(shown_first / bucket) AS low, floor(shown_last / bucket) AS high
            FROM (SELECT c, p, vt * 16 + lt AS tcode, first_ms - pad_ms AS shown_first, last_ms + pad_ms AS shown_last,
                {_size(BUCKET_MS, "greatest(vt, lt)")} AS bucket
                FROM clip CROSS JOIN (SELECT DISTINCT vt FROM told_levels))) CROSS JOIN side
        WHERE low + b <= high"""


def _place_keys() -> str:
    low, cells, within = _boxes("reach_m")
    return f"""SELECT p, tcode, bt, clips, scode, {cells}, x, y, z, reach_m, lo_x, lo_y, lo_z
        FROM (SELECT *, {_FLOORS} FROM (
            SELECT p, vs * 16 + ls AS scode, x, y, z, reach_m, {low}, {_size(CELL_M, "greatest(vs, ls)")} AS cell
            FROM place CROSS JOIN (SELECT DISTINCT vs FROM told_levels WHERE spot))) CROSS JOIN corner JOIN place_load USING (p)
        WHERE {within}"""


def _ground_keys() -> str:
    return """SELECT g, c, p, tcode, bt, shown_first, shown_last, bucket FROM place_ground JOIN clip_key USING (p)
        WHERE g IN (SELECT g FROM violation WHERE g IS NOT NULL)"""


def _spot_keys(part: str) -> str:
    low, cells, within = _boxes("radius_m")
    return f"""SELECT v, h, scode, tcode, {cells}, bt, x, y, z, radius_m, lo_x, lo_y, lo_z, cell, told_first, told_last
        FROM (SELECT *, {_FLOORS} FROM (
            SELECT *, ls * 16 + cs AS scode, {low}, {_size(CELL_M, "greatest(ls, cs)")} AS cell
            FROM ({_told_buckets(f"{part} AND g IS NULL")}) CROSS JOIN (SELECT DISTINCT cs FROM clip_levels))) CROSS JOIN corner
        WHERE {within}"""


def _named_keys(part: str) -> str:
    return f"SELECT v, g, h, tcode, bt, told_first, told_last FROM ({_told_buckets(f'{part} AND g IS NOT NULL')})"


def _told_buckets(part: str) -> str:
    bucket = _size(BUCKET_MS, "greatest(lt, ct)")
    return f"""SELECT *, CAST(floor((told_first + shift) / bucket) + b AS BIGINT) AS bt
        FROM (SELECT *, first_ms AS told_first, last_ms AS told_last, lt * 16 + ct AS tcode, {bucket} AS bucket
            FROM violation CROSS JOIN (SELECT DISTINCT ct FROM clip_levels) CROSS JOIN hour WHERE {part}) CROSS JOIN side
        WHERE floor((told_first + shift) / bucket) + b <= floor((told_last + shift) / bucket)"""


def _boxes(half: str) -> tuple[str, str, str]:
    """Return the corners of a box, the cell at each of its corners, and the condition that the box touches that cell."""
    low = ", ".join(
        f"greatest({axis} - {half}, -{WORLD_M}.0) AS lo_{axis}, least({axis} + {half}, {WORLD_M}.0) AS hi_{axis}" for axis in _AXES
    )
    cells = ", ".join(f"CAST(f{axis} + {step} AS BIGINT) AS c{axis}" for axis, step in zip(_AXES, "ijk", strict=True))
    within = " AND ".join(f"f{axis} + {step} <= t{axis}" for axis, step in zip(_AXES, "ijk", strict=True))
    return low, cells, within


def _size(least: int, level: str) -> str:
    """The size of a level: a power of two times the finest, so that dividing by it is exact."""
    return f"({number(float(least))} * power({number(float(FACTOR))}, {level}))"
