"""Matching on a city with planted truth: hits among the first 20 by vagueness, calibration, Cllr, CPU-seconds by size.

Cities are drawn by bench/cities/made.py. `bench/match.py 10000 400000` for another size; without words the sizes below, small ones:
hits and ratios rest on few covers there. No rival is run; PostGIS and Polars were measured on a like city before (reference/matching.md).
"""

import resource
import sys
import time

import duckdb
import numpy as np

from cities.made import CLASSES, LAWS, City, make_city
from kniha.matching.finding import Asked, Found, match

SIZES = ((1_000, 40_000), (3_000, 120_000))
SEED, OTHER_SEED = 20, 2020
WANTED = {"precise": 0.97, "street": 0.75, "quarter": None, "microdistrict": None, "district": 0.25}


def main() -> None:
    """Draw, match, judge, tell."""
    sizes = [tuple(int(word) for word in sys.argv[1:3])] if len(sys.argv) > 2 else SIZES
    for violations, recordings in sizes:
        for law, seed in zip(LAWS, (SEED, OTHER_SEED), strict=True):
            print(f"drawing {violations} x {recordings}, {law}", file=sys.stderr, flush=True)
            tell(make_city(seed, violations, recordings, law), law)


def tell(city: City, law: str) -> None:
    connection = duckdb.connect(":memory:", config={"threads": 2})
    for side, rows in (("violations", city.violations), ("recordings", city.recordings)):
        connection.register(f"given_{side}", rows)
    began, cpu = time.monotonic(), time.process_time()
    # In one part, so that every scored pair is still there to be judged.
    found = match(connection, Asked(top=100, grounds=city.grounds, rows=10**12))
    seconds, wall = time.process_time() - cpu, time.monotonic() - began
    speed(city, found, law, (seconds, wall))
    quality(city, connection)


def speed(city: City, found: Found, law: str, spent: tuple[float, float]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{city.violations.num_rows:,} violations × {city.recordings.num_rows:,} recordings"
    print(f"\n**{size}, errors *{law}***: {len(city.truth):,} pairs truly cover. {found.candidates:,} candidates (by wrong hours too),")
    print(
        f"scored, the first 100 kept, in {spent[0]:.1f} CPU-s ({spent[1]:.1f} s), {1e6 * spent[0] / max(1, found.candidates):.1f} µs each;"
    )
    print(f"peak {peak:,.0f} MB with the drawing.\n")


def quality(city: City, connection: duckdb.DuckDBPyConnection) -> None:
    number = "CAST(substr({0}, 2) AS INTEGER)"
    top = connection.execute(f"SELECT {number.format('violation')}, {number.format('recording')}, rank FROM matched").fetchall()
    rank = {(v, r): place for v, r, place in top}
    covering: dict[int, list[int]] = {}
    for v, r in city.truth.tolist():
        covering.setdefault(v, []).append(r)
    scored = connection.execute("SELECT v - 1 AS v, rec - 1 AS rec, chance FROM scored").fetchnumpy()
    width = city.recordings.num_rows
    true = np.isin(scored["v"].astype(np.int64) * width + scored["rec"], city.truth[:, 0] * width + city.truth[:, 1])
    print("| told | violations with a cover | hit@1 | hit@20 | to reach | hit@100 | covers among candidates | true / expected | Cllr |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind, name in enumerate(CLASSES):
        some = [v for v in covering if city.classes[v] == kind]
        best = np.array([min((rank.get((v, r), 10**6) for r in covering[v]), default=10**6) for v in some])
        here = city.classes[scored["v"]] == kind
        pairs = sum(len(covering[v]) for v in some)
        hits = [f"{np.mean(best <= k):.3f}" if len(best) else "–" for k in (1, 20, 100)]
        expected = float(scored["chance"][here].sum())
        ratio = f"{pairs} / {expected:.1f} = {pairs / max(expected, 1e-9):.2f}"
        row = [name, len(some), *hits[:2], WANTED[name] or "–", hits[2], f"{true[here].sum()} of {pairs}", ratio]
        print("| " + " | ".join(str(cell) for cell in [*row, f"{cllr(scored['chance'][here], true[here]):.2f}"]) + " |")


def cllr(chances: np.ndarray, true: np.ndarray) -> float:
    """Cost of the log likelihood ratios (Brümmer and du Preez 2006) over candidates, against their base rate: 1 says nothing, 0 all."""
    if not true.any() or true.all():
        return float("nan")
    p = np.clip(chances, 1e-12, 1 - 1e-12)
    base = true.mean()
    log_lr = np.log(p / (1 - p)) - np.log(base / (1 - base))
    return float((np.logaddexp(0, -log_lr[true]).mean() + np.logaddexp(0, log_lr[~true]).mean()) / (2 * np.log(2)))


if __name__ == "__main__":
    main()
