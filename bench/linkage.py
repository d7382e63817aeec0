"""Linkage of people: F1 of pairs and clusters beside Splink, calibration, pairs per second, growth to a million, mentions that come later.

People with errors are the development part of Splink's historical people, where ../shared has it; our constants (what a pair that was not
compared counts, where a pair is cut off) were chosen on it, the threshold is .5 as shipped. Splink runs where KNIHA_SPLINK names a Python
that has it. The other mentions are made (bench/people/mentions.py) from a seed; their table is linked in a process of its own.
"""

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from kniha.linkage.decisions import standing
from kniha.linkage.linking import Index, added, index, linked, ready
from kniha.linkage.mentions import read_mentions
from kniha.linkage.pairs import told
from kniha.linkage.parameters import shipped
from kniha.linkage.scoring import probability
from kniha.linkage.training import trained
from people.mentions import COLUMNS, mentions

SEED = 20_261_130
SIZES = (10_000, 100_000, 1_000_000)
LATER = 1_000
FOLDER = Path(__file__).resolve().parent
PEOPLE = FOLDER.parents[1] / "shared" / "data" / "linkage" / "historical_people_dev.parquet"
THEIRS = {
    "id": "unique_id", "name": "full_name", "first_name": "first_name", "surname": "surname", "dob": "dob", "birth_place": "birth_place",
    "postcode": "postcode_fake", "gender": "gender", "occupation": "occupation",
}  # fmt: skip
STEPS = (0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 1.1)


def main() -> None:
    """Link, compare, tell."""
    if PEOPLE.exists():
        people()
    growth()


def people() -> None:
    """Tell how well people with errors are found, ours and Splink's, and what our probabilities are worth."""
    from pyarrow import parquet

    rows = parquet.read_table(PEOPLE).to_pydict()
    truth = dict(zip(rows["unique_id"], rows["cluster"], strict=True))
    began = time.process_time()
    read = read_mentions({ours: [cell or "" for cell in rows[theirs]] for ours, theirs in THEIRS.items()})
    was_read = time.process_time()
    parameters = trained(read, shipped()).parameters
    learned = time.process_time()
    found = index(read, parameters)
    scored = time.process_time()
    made = linked(found, standing((), read.ids))
    pairs = told(found, made)
    ended = time.process_time()
    ids = read.ids
    chances = [
        (ids[left], ids[right], whole, alone)
        for left, right, whole, alone in zip(
            pairs.left.tolist(), pairs.right.tolist(), pairs.probability.tolist(), pairs.probability_alone.tolist(), strict=True
        )
    ]
    print(f"{len(ids):,} mentions of {len(set(truth.values())):,} people with errors; threshold .5.\n")
    print("| | precision | recall | F1 | to reach |\n|---|---|---|---|---|")
    print(of_pairs("pairs, all mentions seen", ((one, other) for one, other, whole, _ in chances if whole >= 0.5), truth, ".90"))
    print(of_pairs("pairs, the two alone", ((one, other) for one, other, _, alone in chances if alone >= 0.5), truth, ""))
    print(of_clusters("clusters", dict(zip(ids, made.first.tolist(), strict=True)), truth, ".90"))
    rival = ask_rival()
    if rival:
        print(of_pairs("Splink, pairs from .5", ((one, other) for one, other, chance in rival["pairs"] if chance >= 0.5), truth, ""))
        print(best_of_pairs("Splink, pairs from the cut that is best for these", rival["pairs"], truth))
        for cut, clusters in rival["clusters"].items():
            print(of_clusters(f"Splink, clusters from {cut}", dict(clusters), truth, ""))
    print("\n| probability of a compared pair, the two alone | pairs | mean | of one person |\n|---|---|---|---|")
    odds = found.edges.odds / 1000
    said = probability(odds)
    same = np.array([truth[one] for one in ids])[found.edges.left] == np.array([truth[one] for one in ids])[found.edges.right]
    for low, high in pairwise(STEPS):
        some = (said >= low) & (said < high)
        print(f"| {low} to {min(1.0, high)} | {some.sum():,} | {said[some].mean():.3f} | {same[some].mean():.3f} |")
    print("\n| what | CPU-seconds | pairs per CPU-second | to reach |\n|---|---|---|---|")
    print(f"| ours: reading | {was_read - began:.1f} | | |\n| learning | {learned - was_read:.1f} | | |")
    print(
        f"| blocking and scoring {found.compared:,} pairs | {scored - learned:.1f} | {found.compared / (scored - learned):,.0f} | 200,000 |"
    )
    print(f"| clusters and pairs | {ended - scored:.1f} | | |")
    if rival:
        print(f"| Splink: training | {rival['train']:.1f} | | |\n| predicting, and reading out | {rival['predict']:.1f} | | |")


def ask_rival() -> dict[str, Any]:
    """Return what Splink says; nothing without one."""
    python = os.environ.get("KNIHA_SPLINK")
    if not python:
        return {}
    print("asking Splink", file=sys.stderr, flush=True)
    done = subprocess.run(
        [python, FOLDER / "rivals" / "people_splink.py", PEOPLE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def of_pairs(name: str, said: Iterable[tuple[str, str]], truth: Mapping[str, str], goal: str) -> str:
    """Return the row of a table: what pairs are worth."""
    right = [truth[one] == truth[other] for one, other in said]
    return figures(name, (sum(right), len(right), together(truth.values())), goal)


def best_of_pairs(name: str, said: Iterable[tuple[str, str, float]], truth: Mapping[str, str]) -> str:
    """Return the row of a table: what pairs are worth from the threshold on that is best for them, which flatters."""
    ordered = sorted(said, key=lambda pair: -pair[2])
    right = np.cumsum([truth[one] == truth[other] for one, other, _ in ordered])
    true = together(truth.values())
    place = int(np.argmax(2 * right / (np.arange(1, len(right) + 1) + true)))
    return figures(name, (int(right[place]), place + 1, true), "")


def of_clusters(name: str, clusters: Mapping[str, object], truth: Mapping[str, str], goal: str) -> str:
    """Return the row of a table: what clusters are worth, by their pairs."""
    both = together((clusters[one], truth[one]) for one in truth)
    return figures(name, (both, together(clusters.values()), together(truth.values())), goal)


def figures(name: str, counts: tuple[int, int, int], goal: str) -> str:
    """Return a row from pairs that are right, that are said, that are true."""
    right, said, true = counts
    return f"| {name} | {right / max(1, said):.4f} | {right / max(1, true):.4f} | {2 * right / max(1, said + true):.4f} | {goal} |"


def together(labels: Iterable[object]) -> int:
    """Return how many pairs have one label."""
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def growth() -> None:
    """Tell what more mentions cost, and what a thousand more cost beside them."""
    print("\nMade mentions, about four of a person; CPU-seconds.\n")
    print("| mentions | read | learn | compare | join | all | pairs compared | left out | memory | precision | recall | 1,000 later |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for size in SIZES:
        print(f"linking {size:,}", file=sys.stderr, flush=True)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(pool.apply(grown, (size,)), flush=True)
    print("\nTo reach: 1,000,000 in 15 minutes and 8 GB on two cores (this is one); 1,000 later against 1,000,000 in 10 seconds.")


def grown(size: int) -> str:
    """Return the row of a table: so many mentions linked, and a thousand of them as if they came later."""
    rows = list(mentions(SEED, size))
    truth = {row[0]: row[-1] for row in rows}
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    del rows
    times = [time.process_time()]
    read = read_mentions(columns)
    times.append(time.process_time())
    parameters = trained(read, shipped()).parameters
    times.append(time.process_time())
    found = index(read, parameters)
    times.append(time.process_time())
    made = linked(found, standing((), read.ids))
    times.append(time.process_time())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    row = of_clusters("", dict(zip(read.ids, made.first.tolist(), strict=True)), truth, "").split(" | ")
    compared, left_out = found.compared, sum(one.pairs for one in found.left_out)
    spent = [after - before for before, after in pairwise(times)]
    seconds = later(found, columns)
    return (
        f"| {size:,} | {' | '.join(f'{one:.1f}' for one in spent)} | {times[-1] - times[0]:.1f} | {compared:,} | {left_out:,} | "
        f"{memory:.1f} GiB | {row[1]} | {row[2]} | {seconds:.2f} |"
    )


def later(found: Index, columns: Mapping[str, list[str]]) -> float:
    """Return the CPU-seconds that the last thousand take beside an index of all others: read, compared, joined."""
    count = len(found.mentions) - LATER
    kept = (found.edges.left < count) & (found.edges.right < count)
    others = found.scorer.joined(found.mentions.taken(np.arange(count)))
    before = ready(replace(found, scorer=others, told_first=found.told_first[:count], edges=found.edges.among(kept)))
    decided = standing((), found.mentions.ids)
    last = set(found.mentions.ids[count:])
    chosen = [place for place, one in enumerate(columns["id"]) if one in last]
    table = {name: [cells[place] for place in chosen] for name, cells in columns.items()}
    began = time.process_time()
    more = added(before, read_mentions(table, before.mentions.vocabulary))
    linked(more, decided, touched_from=count)
    return time.process_time() - began


if __name__ == "__main__":
    main()
