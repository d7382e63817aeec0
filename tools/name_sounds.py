"""Learn what it costs that a sound of a Latin word stands for one of a Cyrillic word: `tools/name_sounds.py TRAINING.tsv`.

Writes src/kniha/names/data/costs_between.txt. TRAINING.tsv is `wd_russian_64` of Merhav and Ash 2018 (NETransliteration-COLING2018, CC0):
a Latin token, the Cyrillic letters apart, a count. Pairs are aligned by the cheapest way, the ways are counted, and the counts are the
costs of the next round (Viterbi training; Ristad and Yianilos 1998 have the idea). The development part is never read here.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from kniha.names.letters import letters
from kniha.names.sounds import sound

Step: TypeAlias = tuple[str, str]
Cost: TypeAlias = Callable[[str, str], float]

OUT = Path(__file__).resolve().parent.parent / "src" / "kniha" / "names" / "data" / "costs_between.txt"
HEAD = """\
# What it costs, in nats, that a sound of a Latin word stands where a Cyrillic spelling of the name has another; - is none.
# Learned by tools/name_sounds.py from the training part of Merhav and Ash 2018 (NETransliteration-COLING2018, CC0).
"""
SEED, ROUNDS, SEEN_AT_LEAST = 5, (8_000, 20_000, 60_000), 5
ODD = 2.0  # nats per sound: a pair further apart is no transliteration and is left out
VOWELS = "aeiou"


def main(arguments: list[str]) -> int:
    """Learn and write."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    pairs = read(Path(arguments[0]))
    random.Random(SEED).shuffle(pairs)
    cost: Cost = first_cost
    table: dict[Step, float] = {}
    for size in ROUNDS:
        table = learned(pairs[:size], cost)
        cost = table_cost(table)
        print(f"{size} pairs, {len(table)} ways", file=sys.stderr)
    rows = sorted((round(nats, 2), one, other) for (one, other), nats in table.items() if one != other)
    OUT.write_text(HEAD + "".join(f"{one or '-'} {other or '-'} {nats:.2f}\n" for nats, one, other in rows), encoding="utf-8")
    return 0


def read(path: Path) -> list[Step]:
    """Return the pairs of a file as sounds, Latin first."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        latin, cyrillic, _ = line.split("\t")
        one, other = letters(latin), letters(cyrillic.replace(" ", ""))
        if one.script == "latin" and other.script == "cyrillic":
            pairs.append((sound(one.plain, one.script), sound(other.plain, other.script)))
    return pairs


def learned(pairs: Iterable[Step], cost: Cost) -> dict[Step, float]:
    """Return minus the logarithm of how often each way is taken, among all ways of its sounds."""
    ways: Counter[Step] = Counter()
    for one, other in pairs:
        steps, nats = aligned(one, other, cost)
        if nats <= ODD * max(len(one), len(other)):
            ways.update(steps)
    ones, others = Counter[str](), Counter[str]()
    for (one, other), times in ways.items():
        ones[one] += times
        others[other] += times
    return {
        (one, other): -math.log(times / _among(ones[one], others[other], one, other))
        for (one, other), times in ways.items()
        if times >= SEEN_AT_LEAST
    }


def _among(one_times: int, other_times: int, one: str, other: str) -> float:
    if not one or not other:
        return one_times if one else other_times
    return math.sqrt(one_times * other_times)


def aligned(one: str, other: str, cost: Cost) -> tuple[list[Step], float]:
    """Return the cheapest way from one word to the other, in single steps, and what it costs."""
    rows = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for place, sign in enumerate(other, 1):
        rows[0][place] = rows[0][place - 1] + cost("", sign)
    for at, sign in enumerate(one, 1):
        rows[at][0] = rows[at - 1][0] + cost(sign, "")
        for place, meant in enumerate(other, 1):
            rows[at][place] = min(
                rows[at - 1][place - 1] + cost(sign, meant), rows[at - 1][place] + cost(sign, ""), rows[at][place - 1] + cost("", meant)
            )
    return _traced(one, other, rows, cost), rows[-1][-1]


def _traced(one: str, other: str, rows: list[list[float]], cost: Cost) -> list[Step]:
    at, place, steps = len(one), len(other), []
    while at or place:
        if at and place and rows[at][place] == rows[at - 1][place - 1] + cost(one[at - 1], other[place - 1]):
            at, place = at - 1, place - 1
            steps.append((one[at], other[place]))
        elif at and rows[at][place] == rows[at - 1][place] + cost(one[at - 1], ""):
            at -= 1
            steps.append((one[at], ""))
        else:
            place -= 1
            steps.append(("", other[place]))
    return steps


def first_cost(one: str, other: str) -> float:
    """Return a guess to begin with."""
    if one == other:
        return 0.0
    if not one or not other:
        sign = one or other
        return 1.5 if sign in VOWELS else 0.5 if sign in "jh" else 3.0
    if (one in VOWELS) != (other in VOWELS):
        return 5.0
    return 1.5 if one in VOWELS else 3.5


def table_cost(table: dict[Step, float]) -> Cost:
    """Return the costs of a table; what was never seen costs three nats more than the first guess."""

    def cost(one: str, other: str) -> float:
        found = table.get((one, other))
        return first_cost(one, other) + 3.0 if found is None else found

    return cost


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
