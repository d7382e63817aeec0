"""Estimates: all hierarchical models of five lists with intervals, the rest beside it, memory, and how often intervals cover.

Tables: one made without gaps, and the two sparse public ones of ../shared/data/mse where they are. Each is estimated in a process of its
own. Coverage is of made people on three lists, each by a chance of its own; BIC chooses the model.
"""

import json
import multiprocessing
import resource
import sys
import time
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from kniha.estimates.averaging import averaged
from kniha.estimates.latent import latent
from kniha.estimates.loglinear import best, loglinear
from kniha.estimates.models import hierarchical
from kniha.estimates.resampling import resampled
from kniha.estimates.tables import Table, table_of

SEED = 20_261_130
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "mse" / "tables.json"
PUBLIC = ("UKdat_5", "NewOrl_5")
PEOPLE, CHANCES, ROUNDS = 800, (0.3, 0.35, 0.4), 1000


def main() -> None:
    """Estimate, tell."""
    print("CPU-seconds in one process; to reach: all models of five lists in 60 s on two cores.\n")
    print("| table | models, of these with an estimate | fits | with intervals | average | latent classes | bootstrap, 200 | MiB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, table in tables().items():
        print(f"estimating {name}", file=sys.stderr, flush=True)
        print(row(name, table))
    print("\n| of 95 % intervals, 3 lists, 800 people | hold the truth |\n|---|---|")
    print("covering", file=sys.stderr, flush=True)
    for name, share in covering().items():
        print(f"| {name} | {share:.3f} |")


def tables() -> dict[str, Table]:
    """Return the tables by name."""
    made = {"made, 5,000 people, no gaps": dense()}
    if SHARED.exists():
        whole = json.loads(SHARED.read_text())
        for name in PUBLIC:
            made[f"{name}, sparse"] = table_of(whole[name]["lists"], [(line[:-1], line[-1]) for line in whole[name]["rows"]])
    return made


def dense() -> Table:
    """Return a table of five lists in which every history has somebody: people of two kinds."""
    draw = np.random.default_rng(SEED)
    chances = np.where(draw.random((5000, 1)) < 0.5, 0.25, 0.6)
    histories = (draw.random((5000, 5)) < chances) @ (1 << np.arange(5))
    counts = np.bincount(histories, minlength=32)[1:]
    return Table(tuple("ABCDE"), tuple(np.maximum(counts, 1).tolist()))


def row(name: str, table: Table) -> str:
    """Return the row of a table, measured in a process of its own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=measure, args=(there, table))
    process.start()
    told = here.recv()
    process.join()
    return f"| {name} | {told} |"


def measure(back: Connection, table: Table) -> None:
    """Send what a table costs."""
    hierarchical(5)
    marks = [time.process_time()]
    loglinear(table, with_intervals=False)
    marks.append(time.process_time())
    models = loglinear(table)
    marks.append(time.process_time())
    averaged(table)
    marks.append(time.process_time())
    latent(table)
    marks.append(time.process_time())
    resampled(table, models, tables=200)
    marks.append(time.process_time())
    numbers = sum(one.numbers is not None for one in models)
    spent = " | ".join(f"{after - before:.1f}" for before, after in pairwise(marks))
    back.send(f"{len(models):,}, {numbers:,} | {spent} | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}")


def covering() -> dict[str, float]:
    """Return how often the truth lies in each interval."""
    draw = np.random.default_rng(SEED)
    hits = {"profile likelihood of the best model": 0, "average over graphs": 0, "bootstrap, 100 tables (of every fifth round)": 0}
    profile, average, bootstrap = hits
    for number in range(ROUNDS):
        histories = (draw.random((PEOPLE, 3)) < np.array(CHANCES)) @ (1 << np.arange(3))
        table = Table(tuple("ABC"), tuple(np.bincount(histories, minlength=8)[1:].tolist()))
        models = loglinear(table)
        chosen = best(models)
        interval = chosen.numbers.interval if chosen and chosen.numbers else None
        hits[profile] += bool(interval and interval.low <= PEOPLE and (interval.high is None or interval.high >= PEOPLE))
        found = averaged(table)
        hits[average] += found.low <= PEOPLE <= found.high
        if number % 5 == 0:
            drawn = resampled(table, models, tables=100, seed=number)
            hits[bootstrap] += bool(drawn and drawn.low is not None and drawn.high is not None and drawn.low <= PEOPLE <= drawn.high)
    return {name: count / (ROUNDS / 5 if name == bootstrap else ROUNDS) for name, count in hits.items()}


if __name__ == "__main__":
    main()
