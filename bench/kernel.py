"""The compiled kernel: CPU-seconds and memory by size, one incident, and what it finds of planted truth, with the prior and without.

Cities are drawn by bench/cities/made.py. Without words: 10,000 × 400,000, quality and speed, in each of CITIES. `bench/kernel.py 100000
10000000 [LAYOUT]` measures another size, speed alone. Numbers of the measured prototypes: reference/matching.md §6.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np

from cities import made
from cities.judged import Judged
from kniha.matching import finding, kernel
from kniha.matching.embedded import camera_of
from kniha.matching.intensity import learned
from kniha.matching.laws import AS_SHIPPED, Prior

T = TypeVar("T")
SIZE = (10_000, 400_000)
CITIES = (("like", "plain", 31), ("like", "plain", 32), ("like", "hard", 2020), ("crowded", "plain", 20))
"""Layout, law of the errors, seed: none of these was looked at when layouts and laws were chosen, but for the crowded one."""
WANTED = {"precise": 0.97, "street": 0.75, "quarter": None, "microdistrict": None, "district": 0.25}


def main() -> None:
    """Draw in one process, match in another: neither's memory is counted as the other's."""
    size = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else SIZE
    alone = ((sys.argv[3] if len(sys.argv) > 3 else "like", "plain", 31),)
    for city in alone if len(sys.argv) > 2 else CITIES:
        with tempfile.TemporaryDirectory() as folder:
            for step in (draw, run):
                child = get_context("spawn").Process(target=step, args=(Path(folder), size, city), kwargs={"judged": len(sys.argv) <= 2})
                child.start()
                child.join()
                if child.exitcode:
                    sys.exit(child.exitcode)


def draw(folder: Path, size: tuple[int, int], which: tuple[str, str, int], *, judged: bool) -> None:
    layout, law, seed = which
    city = made.make_city(seed, *size, law, layout=layout, with_truth=judged)
    connection = duckdb.connect(":memory:", config={"threads": 2})
    for side, rows in (("violations", city.violations), ("recordings", city.recordings)):
        connection.register(f"given_{side}", rows)
    asked = finding.Asked(grounds=city.grounds)
    cpu = time.process_time()
    finding.take(connection, [ground.name for ground in city.grounds], AS_SHIPPED)
    taken = time.process_time() - cpu
    finding.see_grounds(connection, asked)
    seen = time.process_time() - cpu - taken
    print(f"\n**{size[0]:,} violations × {size[1]:,} recordings, layout *{layout}*, errors *{law}*, seed {seed}**;")
    print(f"tables taken by DuckDB in {taken:.0f} CPU-s, ", end="")
    print(f"areas seen by places in {seen:.0f}.\n", flush=True)
    told = kernel.told_of(connection, AS_SHIPPED)
    parts = (told.number, told.ground, told.spots)
    planted = (city.grounds, city.classes, city.truth, camera_of(connection))
    found = (kernel.places_of(connection, AS_SHIPPED), tuple(kernel.shown_of(connection)), kernel.grounds_of(connection), parts, *planted)
    np.save(folder / "city.npy", np.array(found, dtype=object), allow_pickle=True)


def run(folder: Path, size: tuple[int, int], which: tuple[str, str, int], *, judged: bool) -> None:
    del size, which
    places, shown, grounds, told, names, classes, truth, camera = np.load(folder / "city.npy", allow_pickle=True)
    told, shown = kernel.Told(*told), kernel.Shown(*shown)
    warm(places, shown, grounds, told)
    print("| step | CPU-s | to reach | peak MB |\n|---|---|---|---|")
    laid = timed("laid out", "", lambda: kernel.laid(places, shown, AS_SHIPPED, grounds=grounds))
    counts = timed("all pairs counted", "25 with laying out, at 10⁵ × 10⁷", lambda: kernel.count(laid, told))
    laid.seen.clear()
    timed("best 20 scored", "40 with laying out, at 10⁵ × 10⁷", lambda: kernel.best(laid, told, 20))
    print(f"\n{counts.sum():,} candidates (by wrong hours too). {incidents(laid, told)}", flush=True)
    if judged:
        for name, prior in (("no prior", None), (f"prior {Prior().version}", Prior())):
            print(f"\nWith {name}:\n")
            known = learned(told.spots[told.ground < 0], places, prior) if prior else None
            judge(
                kernel.laid(places, shown, AS_SHIPPED, grounds=grounds, known=known),
                kernel.weighed(told, known, names),
                (classes, truth, camera),
            )


def warm(places: np.ndarray, shown: kernel.Shown, grounds: dict, told: kernel.Told) -> None:
    """Compile, on some rows of the same types."""
    cpu = time.process_time()
    few = kernel.laid(places, kernel.Shown(*(column[:3000] for column in shown)), AS_SHIPPED, grounds=grounds)
    some = told.part(np.arange(min(100, len(told.number))))
    kernel.count(few, some), kernel.best(few, some, 20), kernel.every(few, some)
    print(f"Compiled in {time.process_time() - cpu:.0f} CPU-s.\n")


def timed(name: str, wanted: str, work: Callable[[], T]) -> T:
    cpu = time.process_time()
    found = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {name} | {time.process_time() - cpu:.1f} | {wanted} | {peak:,.0f} |", flush=True)
    return found


def incidents(laid: kernel.Laid, told: kernel.Told) -> str:
    """Ask for one incident at a time, as a desk does."""
    spent = []
    for row in np.flatnonzero(told.ground < 0)[:: max(1, len(told.ground) // 100)]:
        cpu = time.process_time()
        kernel.best(laid, told.part(np.array([row])), 20)
        spent.append(1000 * (time.process_time() - cpu))
    return (
        f"One incident told by a point: median {np.median(spent):.1f} ms of CPU, the longest of {len(spent)} {max(spent):.0f}; to reach 50."
    )


def judge(laid: kernel.Laid, told: kernel.Told, city: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    judged = Judged(*city)
    for rows in np.array_split(np.argsort(told.ground, kind="stable"), 40):
        found = kernel.every(laid, told.part(rows))
        judged.take(found.violation, found.recording, found.chance)
    print("\n".join(judged.table(WANTED)), flush=True)


if __name__ == "__main__":
    main()
