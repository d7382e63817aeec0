"""Names: precision and recall by kind of pair, retrieval among 3,001, recall of blocking, pairs per second, beside rapidfuzz on ICU.

The pairs are of invented people (bench/people), drawn from a seed that nothing was tuned on; the lists of names are those of the seeds that
were. Retrieval is on the development part of Merhav and Ash 2018, where ../shared has it. The rival runs where KNIHA_RIVALS names a Python
with rapidfuzz and PyICU; its threshold is the best one for these very pairs, which flatters it; ours is as shipped.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from kniha.names.blocking import keys
from kniha.names.comparing import compare
from kniha.names.parsing import Name, parse
from people.made import Pair, pairs

SEED, EACH = 20_261_129, 400
CANDIDATES, QUERIES = 3_001, 1_000
RANDOM_PAIRS, PEOPLE = 200_000, 5_000
FOLDER = Path(__file__).resolve().parent
TOKENS = FOLDER.parents[1] / "shared" / "data" / "names" / "wd_russian_dev.tsv"


def main() -> None:
    """Draw, compare, tell."""
    made = list(pairs(SEED, EACH))
    tokens = read_tokens()
    rival = ask_rival(made, tokens)
    print("comparing made pairs", file=sys.stderr, flush=True)
    quality(made, rival)
    blocking(made)
    if tokens:
        print("retrieving", file=sys.stderr, flush=True)
        retrieval(tokens, rival)
    speed(made, rival)


def read_tokens() -> list[tuple[str, str]]:
    """Return 3,001 pairs of a Latin and a Cyrillic token, each token once."""
    if not TOKENS.exists():
        return []
    rows = [line.split("\t")[:2] for line in TOKENS.read_text(encoding="utf-8").splitlines()]
    random.Random(1).shuffle(rows)
    latin: dict[str, str] = {}
    taken: set[str] = set()
    for one, other in rows:
        cyrillic = other.replace(" ", "")
        if one not in latin and cyrillic not in taken:
            latin[one] = cyrillic
            taken.add(cyrillic)
        if len(latin) == CANDIDATES:
            break
    return list(latin.items())


def ask_rival(made: list[Pair], tokens: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what the rival says: of the pairs and from Cyrillic to Latin, and from Latin to Cyrillic; nothing without one."""
    python = os.environ.get("KNIHA_RIVALS")
    if not python:
        return []
    asked = [[one.left, one.right] for one in made]
    latin, cyrillic = [one for one, _ in tokens], [other for _, other in tokens]
    answers = []
    for given, queries, candidates in ((asked, cyrillic, latin), ([], latin, cyrillic)):
        question = json.dumps({"pairs": given, "queries": queries[:QUERIES], "candidates": candidates})
        done = subprocess.run([python, FOLDER / "rivals" / "names_icu.py"], input=question, capture_output=True, text=True, check=True)
        answers.append(json.loads(done.stdout))
    return answers


def quality(made: list[Pair], rival: list[dict[str, Any]]) -> None:
    """Tell precision, recall and F1, and how many of each kind are right."""
    ours = [compare(parse(one.left), parse(one.right)).same for one in made]
    truth = [one.same for one in made]
    print(
        f"{len(made):,} pairs of invented people, {EACH} of each kind.\n\n| | precision | recall | F1 | to reach |\n|---|---|---|---|---|"
    )
    print(figures("kniha names", ours, truth, "precision .98, F1 .97"))
    theirs: list[bool] = []
    if rival:
        scores = rival[0]["scores"]
        best = max(range(40, 100), key=lambda cut: f1([score >= cut for score in scores], truth))
        theirs = [score >= best for score in scores]
        print(figures(f"rapidfuzz WRatio on ICU, from {best} on", theirs, truth, ""))
    right: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, one in enumerate(made):
        right[one.kind][0] += ours[place] == one.same
        right[one.kind][1] += bool(theirs) and theirs[place] == one.same
    print("\n| kind | same | right of ours | of rapidfuzz |\n|---|---|---|---|")
    for kind, (mine, other) in right.items():
        same = "yes" if next(one.same for one in made if one.kind == kind) else "no"
        print(f"| {kind} | {same} | {mine / EACH:.3f} | {f'{other / EACH:.3f}' if theirs else '–'} |")


def f1(said: list[bool], truth: list[bool]) -> float:
    hits = sum(a and b for a, b in zip(said, truth, strict=True))
    return 2 * hits / max(1, sum(said) + sum(truth))


def figures(name: str, said: list[bool], truth: list[bool], goal: str) -> str:
    hits = sum(a and b for a, b in zip(said, truth, strict=True))
    return f"| {name} | {hits / max(1, sum(said)):.4f} | {hits / sum(truth):.4f} | {f1(said, truth):.4f} | {goal} |"


def blocking(made: list[Pair]) -> None:
    """Tell how many true pairs share a key, and how many pairs of strangers do."""
    shared = [not keys(parse(one.left)).isdisjoint(keys(parse(one.right))) for one in made]
    true = [share for share, one in zip(shared, made, strict=True) if one.same]
    strange = [share for share, one in zip(shared, made, strict=True) if one.kind == "strangers"]
    print(f"\nBlocking: of the true pairs {sum(true) / len(true):.4f} share a key, of the strangers {sum(strange) / len(strange):.4f}.")


def retrieval(tokens: list[tuple[str, str]], rival: list[dict[str, Any]]) -> None:
    """Tell how often the right one of 3,001 single words is the first; a tie counts by its share."""
    latin, cyrillic = [parse(one) for one, _ in tokens], [parse(other) for _, other in tokens]
    print(
        f"\nThe right word among {CANDIDATES:,}, {QUERIES:,} asked (to reach: .88).\n\n"
        "| | kniha names | rapidfuzz ratio on ICU |\n|---|---|---|"
    )
    for place, (name, asked, among) in enumerate((("Cyrillic to Latin", cyrillic, latin), ("Latin to Cyrillic", latin, cyrillic))):
        ours = sum(first(asked[number], among, number) for number in range(QUERIES)) / QUERIES
        theirs = f"{sum(best == number for number, best in enumerate(rival[place]['best'])) / QUERIES:.3f}" if rival else "–"
        print(f"| {name} | {ours:.3f} | {theirs} |")


def first(asked: Name, among: list[Name], right: int) -> float:
    scores = [compare(asked, one).probability for one in among]
    best = max(scores)
    return 1 / scores.count(best) if scores[right] == best else 0.0


def speed(made: list[Pair], rival: list[dict[str, Any]]) -> None:
    """Tell pairs per CPU-second: all at once, of parsed names, and of parsed names in random pairs."""
    draw = random.Random(SEED)
    draw.shuffle(made)
    began = time.process_time()
    parsed = [(parse(one.left), parse(one.right)) for one in made]
    between = time.process_time()
    for one, other in parsed:
        compare(one, other)
    ended = time.process_time()
    some = [one for one, _ in parsed[:PEOPLE]]
    chosen = [(draw.choice(some), draw.choice(some)) for _ in range(RANDOM_PAIRS)]
    random_began = time.process_time()
    for one, other in chosen:
        compare(one, other)
    spent = time.process_time() - random_began
    print("\n| what | pairs | per CPU-second | to reach |\n|---|---|---|---|")
    print(f"| made pairs, read and compared once | {len(made):,} | {len(made) / (ended - began):,.0f} | |")
    print(f"| made pairs, read before | {len(made):,} | {len(made) / (ended - between):,.0f} | 50,000 |")
    print(f"| random pairs of {PEOPLE:,} names, read before | {RANDOM_PAIRS:,} | {RANDOM_PAIRS / spent:,.0f} | 50,000 |")
    if rival:
        print(f"| rapidfuzz WRatio on ICU, the made pairs | {len(made):,} | {len(made) / rival[0]['seconds']:,.0f} | |")


if __name__ == "__main__":
    main()
