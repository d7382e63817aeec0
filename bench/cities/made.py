"""An invented city with planted truth: which recordings really show which violations is known, for it was drawn first.

A disc of 10.5 km around a point in Minsk; thirty days, twelve of them of protest with six to thirteen hot spots of 2 to 8 hours.
Recordings: 80 % are clips of fixed cameras (a third of them near hot spots), 20 % are films of phones (three quarters at events, 40 %
without their times, a tenth while walking). Violations: 80 % at events; told precisely, by street, quarter, microdistrict or district. All
is drawn from a seed, a law and a layout; laws differ in how clocks, places and testimonies err, layouts in how much happens and is filmed
in one place: a matcher tuned on one can be judged on another.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kniha.matching.grounds import Ground, area

MIDDLE = (53.9, 27.5667)
RADIUS_M = 10_500.0
START_MS = 1_596_240_000_000  # 2020-08-01 00:00 UTC
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
CLASSES = ("precise", "street", "quarter", "microdistrict", "district")
SHARES = (0.30, 0.30, 0.15, 0.12, 0.13)
DISTRICTS, MICRODISTRICTS = 3, 11


@dataclass(frozen=True, slots=True)
class Errors:
    """How things err in a city. `hours`: clocks a whole hour wrong; `tails`: degrees of freedom of a clock's error (0: normal)."""

    name: str
    wrong_times: float
    hours: float
    tails: int
    turned: float


LAWS = {
    "plain": Errors("plain", wrong_times=0.03, hours=0.0, tails=0, turned=0.0),
    "hard": Errors("hard", wrong_times=0.05, hours=0.10, tails=3, turned=0.05),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How close together things lie: standard deviations around hot spots in metres, of violations, cameras and phones.

    `tail`: of the hot spots' weights (Lomax): below 2 one of them may hold half of all that happens. `weighed`: cameras hang where much
    happens; else at every hot spot alike.
    """

    name: str
    tail: float
    violations_m: float
    cameras_m: float
    phones_m: float
    weighed: bool


LAYOUTS = {
    "crowded": Layout("crowded", tail=1.3, violations_m=150, cameras_m=200, phones_m=150, weighed=False),
    # Chosen for the counts that were published of the measured prototypes' city (candidates, covers, candidates of precise testimonies;
    # reference/matching.md §1 and §4.1), at seed 1, before anything was ranked in it; docs/adr/0070.
    "like": Layout("like", tail=2.0, violations_m=50, cameras_m=50, phones_m=120, weighed=True),
}


@dataclass(frozen=True, slots=True)
class City:
    """The two tables as the engine takes them; class of each violation; (violation, recording) numbers that truly cover."""

    violations: pa.Table
    recordings: pa.Table
    grounds: tuple[Ground, ...]
    classes: np.ndarray
    truth: np.ndarray


def make_city(seed: int, violations: int, recordings: int, law: str = "plain", *, layout: str = "crowded", with_truth: bool = True) -> City:
    """Draw a city; the same arguments give the same city. Truth takes longest at millions of recordings: without, it is empty."""
    chance, errors = np.random.default_rng([seed, violations, recordings, sorted(LAWS).index(law)]), LAWS[law]
    spots = _hot_spots(chance, LAYOUTS[layout])
    told, true_told, classes = _violations(chance, spots, violations, errors)
    shown, true_shown = _recordings(chance, spots, recordings, errors)
    grounds = tuple(_ground(name, square) for name, square in _squares())
    return City(told, shown, grounds, classes, _truth(true_told, true_shown) if with_truth else np.zeros((0, 2), np.int64))


def _hot_spots(chance, layout):
    days = chance.choice(30, 12, replace=False)
    counts = chance.integers(6, 14, 12)
    begin = np.repeat(days, counts) * DAY + chance.uniform(9, 20, counts.sum()) * HOUR
    weight = chance.pareto(layout.tail, counts.sum()) + 0.2
    return {"at": _in_disc(chance, counts.sum(), 6000), "begin": begin, "length": chance.uniform(2, 8, counts.sum()) * HOUR,
            "weight": weight / weight.sum(), "layout": layout}  # fmt: skip


def _violations(chance, spots, count, errors):
    kinds = chance.choice(5, count, p=SHARES)
    at_event = chance.random(count) < 0.8
    which = chance.choice(len(spots["begin"]), count, p=spots["weight"])
    instant = np.where(at_event, spots["begin"][which] + chance.random(count) * spots["length"][which], chance.random(count) * 30 * DAY)
    point = np.where(
        at_event[:, None],
        spots["at"][which] + chance.normal(0, spots["layout"].violations_m, (count, 2)),
        _in_disc(chance, count, RADIUS_M),
    )
    radius = np.select(
        [kinds == 0, kinds == 1], [chance.uniform(10, 50, count), chance.uniform(80, 300, count)], chance.uniform(400, 1000, count)
    )
    window = np.select(
        [kinds == 0, kinds == 1, kinds == 2, kinds == 3],
        [chance.uniform(1, 15, count), chance.uniform(10, 120, count), chance.uniform(30, 240, count), chance.uniform(60, 480, count)],
        chance.choice([360, 720, 1440], count),
    ) * MINUTE  # fmt: skip
    centre = point + chance.normal(0, 1, (count, 2)) * (radius / 2.4477)[:, None]
    wrong = chance.random(count) < errors.wrong_times
    first = (
        instant - chance.random(count) * window + np.where(wrong, chance.choice([-1, 1], count) * chance.uniform(1, 24, count) * HOUR, 0)
    )
    named = kinds >= 3
    lat, lon = _degrees(centre)
    names = np.where(kinds == 3, _names(point, MICRODISTRICTS, "m"), _names(point, DISTRICTS, "d"))
    table = pa.table({
        "id": [f"v{n:07}" for n in range(count)], "first_ms": _ms(first), "last_ms": _ms(first + window),
        "lat_e7": pa.array(lat, mask=named), "lon_e7": pa.array(lon, mask=named), "radius_m": pa.array(radius, mask=named),
        "area": pa.array(names.astype(object), mask=~named, type=pa.string()), "unread": pa.nulls(count, pa.string()),
    })  # fmt: skip
    return table, {"instant": instant, "point": point}, kinds


def _recordings(chance, spots, count, errors):
    fixed = int(count * 0.8)
    parts = [_clips(chance, spots, fixed, errors), _films(chance, spots, count - fixed, errors)]
    one = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    lat, lon = _degrees(one["told"])
    none = np.isnan
    table = pa.table({
        "id": [f"r{n:08}" for n in range(count)], "slice": np.zeros(count, np.int32), "camera": one["camera"].tolist(),
        "first_ms": _ms(one["first"] + one["error"]), "last_ms": _ms(one["last"] + one["error"]),
        "sigma_ms": one["sigma"].astype(np.int64), "lat_e7": lat, "lon_e7": lon, "error_m": one["error_m"],
        "heading_deg": pa.array(one["heading"], mask=none(one["heading"])), "fov_deg": one["fov"], "range_m": one["range"],
        "walk_m": one["walk"], "unread": pa.nulls(count, pa.string()),
    })  # fmt: skip
    return table, one


def _clips(chance, spots, count, errors):
    # 376, 1,500, 5,971 and 10,347 at 40,000, 400,000, 4 and 10 million recordings: the counts of reference/matching.md §1.
    cameras = max(2, round(1500 * (count / 320_000) ** 0.6))
    hot = chance.random(cameras) < 0.35
    which = chance.choice(len(spots["begin"]), cameras, p=spots["weight"] if spots["layout"].weighed else None)
    at = _around(chance, spots["at"][which], hot, spots["layout"].cameras_m)
    minutes = chance.choice([5, 10, 15, 30, 60], cameras)
    sigma = np.where(chance.random(cameras) < 0.85, chance.uniform(1, 20, cameras), chance.uniform(60, 600, cameras)) * 1000
    error = _clock(chance, sigma, errors)
    dome = chance.random(cameras) < 0.12
    per = np.bincount(chance.choice(cameras, count), minlength=cameras)
    own = np.repeat(np.arange(cameras), per)
    turn = np.arange(count) - np.repeat(np.cumsum(per) - per, per)
    begin = chance.random(cameras) * np.maximum(0, 30 * DAY - per * minutes * MINUTE)
    first = begin[own] + turn * minutes[own] * MINUTE
    heading = np.where(dome, np.nan, chance.uniform(0, 360, cameras))
    error_m = chance.uniform(2, 10, cameras)
    return {
        "camera": np.array([f"c{n}" for n in own], object), "first": first, "last": first + minutes[own] * MINUTE,
        "error": error[own], "sigma": sigma[own],
        "at": at[own], "told": (at + chance.normal(0, 1, (cameras, 2)) * (error_m / 2.4477)[:, None])[own], "error_m": error_m[own],
        "heading": heading[own], "fov": np.where(dome, 360.0, chance.uniform(60, 110, cameras))[own],
        "true_heading": _turned(chance, heading, errors)[own], "range": chance.uniform(30, 80, cameras)[own], "walk": np.zeros(count),
    }  # fmt: skip


def _films(chance, spots, count, errors):
    which = chance.choice(len(spots["begin"]), count, p=spots["weight"])
    event = chance.random(count) < 0.75
    first = np.where(event, spots["begin"][which] + chance.random(count) * spots["length"][which], chance.random(count) * 30 * DAY)
    at = _around(chance, spots["at"][which], event, spots["layout"].phones_m)
    length = np.exp(chance.normal(np.log(45), 1.0, count)) * 1000
    sigma = np.where(chance.random(count) < 0.4, chance.uniform(120, 1800, count), chance.uniform(0.5, 5, count)) * 1000
    error_m = np.exp(chance.uniform(np.log(3), np.log(100), count))
    real = chance.uniform(0, 360, count)
    return {
        "camera": np.array([""] * count, object), "first": first, "last": first + length,
        "error": _clock(chance, sigma, errors), "sigma": sigma, "at": at,
        "told": at + chance.normal(0, 1, (count, 2)) * (error_m / 2.4477)[:, None], "error_m": error_m,
        "heading": np.where(chance.random(count) < 0.4, real, np.nan), "fov": chance.uniform(50, 75, count),
        "true_heading": _turned(chance, real, errors), "range": chance.uniform(20, 60, count),
        "walk": np.where(chance.random(count) < 0.1, chance.uniform(20, 150, count), 0.0),
    }  # fmt: skip


def _clock(chance, sigma, errors):
    drawn = chance.normal(0, 1, len(sigma)) if not errors.tails else chance.standard_t(errors.tails, len(sigma)) / 3**0.5
    hours = np.where(chance.random(len(sigma)) < errors.hours, chance.choice([-1, 1, 2, 3, -3], len(sigma)), 0)
    return drawn * sigma + hours * HOUR


def _turned(chance, heading, errors):
    return np.where(chance.random(len(heading)) < errors.turned, heading + 180, heading)


def _truth(told, shown):
    """Every pair whose instant lies in the true stretch and whose point lies in the true view: looked at one violation at a time."""
    order = np.argsort(shown["first"], kind="stable")
    first, last = shown["first"][order], shown["last"][order]
    longest = float((last - first).max())
    found = []
    for number, (instant, point) in enumerate(zip(told["instant"], told["point"], strict=True)):
        some = np.arange(*np.searchsorted(first, [instant - longest, instant], side="right"))
        some = order[some[last[some] >= instant]]
        away = point - shown["at"][some]
        near = np.hypot(*away.T) <= shown["range"][some]
        some, away = some[near], away[near]
        off = np.abs((shown["true_heading"][some] - np.degrees(np.arctan2(away[:, 0], away[:, 1])) + 180) % 360 - 180)
        seen = some[(off <= shown["fov"][some] / 2) | (shown["fov"][some] >= 360)]
        found += [(number, recording) for recording in seen]
    return np.array(found, np.int64).reshape(-1, 2)


def _around(chance, middle, hot, spread_m):
    """Return a point for each: around its hot spot where it is a hot one, else anywhere."""
    around = middle + chance.normal(0, spread_m, (len(hot), 2))
    return np.where(hot[:, None], around, _in_disc(chance, len(hot), RADIUS_M))


def _in_disc(chance, count, radius):
    away, turn = radius * np.sqrt(chance.random(count)), chance.uniform(0, 2 * np.pi, count)
    return np.column_stack([away * np.cos(turn), away * np.sin(turn)])


def _degrees(metres):
    lat = MIDDLE[0] + metres[:, 1] / 111_194.9266
    lon = MIDDLE[1] + metres[:, 0] / (111_194.9266 * np.cos(np.radians(MIDDLE[0])))
    return np.round(lat * 1e7).astype(np.int64), np.round(lon * 1e7).astype(np.int64)


def _ms(offset):
    return (START_MS + offset).astype(np.int64)


def _names(point, parts, letter):
    index = np.clip(((point + 12_000) / 24_000 * parts).astype(int), 0, parts - 1)
    return np.array([f"{letter}{x}-{y}" for x, y in index])


def _squares():
    for letter, parts in (("d", DISTRICTS), ("m", MICRODISTRICTS)):
        side = 24_000 / parts
        for x in range(parts):
            for y in range(parts):
                corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
                yield f"{letter}{x}-{y}", np.array([(a * side - 12_000, b * side - 12_000) for a, b in corners])


def _ground(name, square):
    return area(name, [list(zip(*(column.tolist() for column in _degrees(square)), strict=True))])
