"""The closed forms of `moments` and `sights` as SQL text: only +, -, *, /, exp, ln, sqrt, cos, sin, atan2, asin, greatest, least and
CASE.

Each function returns an expression over columns that its docstring names, or a whole query. The same text is meant for DuckDB and Spark;
that it gives what the plain functions give is held by tests. Nothing here comes from outside: the only values in the text are numbers of a
law.
"""

from math import pi

from kniha.matching.laws import LOGISTIC, R95, Law
from kniha.matching.sights import LEAST_SIGMA_M, NARROW, NODES, WEIGHTS, WIDTH
from kniha.vocab.place import EARTH_RADIUS_M


def number(value: float) -> str:
    """Write a number as SQL takes it for a DOUBLE: without an exponent it is a DECIMAL, whose arithmetic is exact and slow."""
    return repr(float(value)) if "e" in repr(float(value)) else f"{float(value)!r}e0"


def time_chance(law: Law) -> str:
    """Return the chance in time over first_ms, last_ms (told), shown_first, shown_last (both a second at least) and sigma_ms."""
    scale = f"(greatest(1e0, sigma_ms * {number(law.clock_factor)}) * {number(LOGISTIC)})"
    (_, right), *wrong = law.clock
    parts = " + ".join(
        [f"{number(right)} * {_share(0, scale)}", *(hour_chance(law, str(shift), number(weight)) for shift, weight in wrong)]
    )
    return f"{number(1 - law.stray)} * least(1e0, greatest(0e0, {parts}))"


def hour_chance(law: Law, shift: str, weight: str) -> str:
    """Return what an hour adds to the chance: 0 for a wrong one by which the two do not meet within the law's sigmas; columns as above."""
    sigma = f"greatest(1e0, sigma_ms * {number(law.clock_factor)})"
    pad = f"{number(law.sigmas)} * {sigma}"
    meeting = f"shown_first - {shift} - {pad} <= last_ms AND first_ms <= shown_last - {shift} + {pad}"
    always = "" if shift.lstrip("-").isdigit() else f"{shift} = 0 OR "
    return f"CASE WHEN {always}{meeting} THEN {weight} * {_share(shift, f'({sigma} * {number(LOGISTIC)})')} ELSE 0e0 END"


def arc(a: str, b: str) -> str:
    """Return the metres along the sphere between the points a.x, a.y, a.z and b.x, b.y, b.z."""
    square = " + ".join(f"({a}.{axis} - {b}.{axis}) * ({a}.{axis} - {b}.{axis})" for axis in "xyz")
    return f"({number(2 * EARTH_RADIUS_M)} * asin(least(1e0, sqrt({square}) / {number(2 * EARTH_RADIUS_M)})))"


def node_table() -> str:
    """Return the statement that makes `node`, the rule by which angles are integrated."""
    nodes = ", ".join(f"({number(sign * node)}, {number(weight)})" for node, weight in zip(NODES, WEIGHTS, strict=True) for sign in (1, -1))
    return f"CREATE OR REPLACE TEMP TABLE node AS SELECT CAST(n AS DOUBLE) AS n, CAST(w AS DOUBLE) AS w FROM (VALUES {nodes}) AS t(n, w)"


def view_chances(pairs: str, law: Law, name: str) -> str:
    """Return a query over `pairs` (v, p): v, p, distance_m, bearing_deg, sigma_m and, under `name`, the chance in the view of place p.

    Sixteen rows for each pair, one for each angle: the integral is their sum.
    """
    ring, part = (f"sum(w * {_radial(f'(({low} + {high}) / 2 + {half} * n)')}) * any_value({half})" for low, high, half in _ARCS)
    return f"""
SELECT v, p, distance_m, bearing_deg, sigma_m, {_mixed(law)} AS {name}
FROM (SELECT *, CASE WHEN wide THEN greatest(0e0, ring - part) ELSE part END AS wedge
FROM (SELECT v, p, any_value(distance_m) AS distance_m, any_value(bearing_deg) AS bearing_deg, any_value(sigma_m) AS sigma_m,
    any_value(heading_deg) AS heading_deg, any_value(fov) AS fov, any_value(wide) AS wide,
    {_clip(f"2 * {ring}")} AS ring, {_clip(part)} AS part
FROM (SELECT *, CASE WHEN d > {number(NARROW)} THEN {number(WIDTH)} / d ELSE {number(pi)} END AS edge,
    greatest(off - width / 2, -most) AS low, greatest(off - width / 2, -most, least(off + width / 2, most)) AS high
FROM (SELECT *, CASE WHEN d > {number(NARROW)} THEN {number(WIDTH)} / d ELSE {number(2 * pi)} END AS most,
    CASE WHEN wide THEN {number(2 * pi)} - fov ELSE fov END AS width, CASE WHEN wide THEN {number(pi)} - away ELSE away END AS off
FROM (SELECT *, distance_m / sigma_m AS d, range_m / sigma_m AS r, fov > {number(pi)} AS wide,
    coalesce(abs({_wrapped("heading_deg - bearing_deg")}), 0) * {number(pi / 180)} AS away
FROM ({_geometry(pairs, law)})))) CROSS JOIN node GROUP BY v, p)) AS seen"""


_ARCS = (("0e0", "edge", "(edge / 2)"), ("low", "high", "((high - low) / 2)"))
"""From where, to where and half of it: of the ring, which is even, and of the wedge."""


def _share(shift: str | int, scale: str) -> str:
    first, last = f"(shown_first - {shift})", f"(shown_last - {shift})"
    overlap = f"greatest(0, least(last_ms, {last}) - greatest(first_ms, {first}))"
    tails = (
        f"{_tail('last_ms', first, scale)} - {_tail('first_ms', first, scale)}"
        f" + {_tail('first_ms', last, scale)} - {_tail('last_ms', last, scale)}"
    )
    return f"(({overlap} + {scale} * ({tails})) / (last_ms - first_ms))"


def _tail(instant: str, edge: str, scale: str) -> str:
    # Neither DuckDB nor Spark has log1p; what ln(1 + e) loses of a small e is 10⁻¹⁶ of the clock's scale in the told time.
    return f"ln(1e0 + exp(-abs({instant} - {edge}) / {scale}))"


def _geometry(pairs: str, law: Law) -> str:
    """Distance and bearing from the camera, the errors together along one axis, what was not said filled in by the law."""
    told, own = (f"{where}.{what} * {number(law.error_factor / R95)}" for where, what in (("told", "radius_m"), ("place", "error_m")))
    return f"""
SELECT pairs.v, pairs.p, {arc("told", "place")} AS distance_m,
    atan2(told.x * place.east_x + told.y * place.east_y, told.x * place.north_x + told.y * place.north_y + told.z * place.north_z)
        * {number(180 / pi)} AS bearing_deg,
    greatest({number(LEAST_SIGMA_M)}, sqrt({told} * {told} + {own} * {own}
        + place.walk_m * place.walk_m / 24)) AS sigma_m,
    place.heading_deg, place.range_m * {number(law.range_factor)} AS range_m, place.fov_deg * {number(pi / 180)} AS fov
FROM {pairs} AS pairs JOIN violation AS told ON told.v = pairs.v JOIN place ON place.p = pairs.p"""


def _mixed(law: Law) -> str:
    share = f"ring * fov / {number(2 * pi)}"
    return f"CASE WHEN heading_deg IS NULL THEN {share} ELSE {number(1 - law.turned)} * wedge + {number(law.turned)} * {share} END"


def _wrapped(turn: str) -> str:
    """Bring a difference of directions within 360 to between -180 and 180."""
    return f"(({turn}) - 360 * floor((({turn}) + 180) / 360))"


def _radial(angle: str) -> str:
    along, across = f"(d * cos({angle}))", f"(d * sin({angle}))"
    beyond = f"(r - {along})"
    root = f"{number(0.5**0.5)}"
    inner = f"exp(-{along} * {along} / 2) - exp(-{beyond} * {beyond} / 2)"
    inner += f" + {along} * {number((pi / 2) ** 0.5)} * ({_erf(f'({beyond} * {root})')} + {_erf(f'({along} * {root})')})"
    return f"(exp(-{across} * {across} / 2) * ({inner}) / {number(2 * pi)})"


def _erf(x: str) -> str:
    t = f"(1 / (1 + 0.3275911 * abs({x})))"
    tail = f"{t} * (0.254829592 + {t} * (-0.284496736 + {t} * (1.421413741 + {t} * (-1.453152027 + {t} * 1.061405429))))"
    return f"(sign({x}) * (1 - {tail} * exp(-{x} * {x})))"


def _clip(chance: str) -> str:
    return f"least(1e0, greatest(0e0, {chance}))"
