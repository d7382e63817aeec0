"""Linkage of incidents: 1,340 real incidents of 2020PB against a second list derived from them, and against themselves.

The second list tells each incident again with half of its words, other order here and there, a day earlier or later in one of five, the
place rounded to a hundredth of a degree or left out, and some of its tags; nothing is translated. In one list alone what is joined may be
one event told twice, or two events of one night: nobody has judged that, so it is counted and not called wrong.
"""

import datetime
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kniha.linkage.accounts import read_accounts
from kniha.linkage.clusters import clustered
from kniha.linkage.decisions import standing
from kniha.linkage.incidents import index_incidents
from kniha.linkage.pairs import told

SEED = 20_261_130
INCIDENTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "2020pb" / "incidents.json"
COLUMNS = ("id", "start", "lat", "lon", "radius_m", "text", "kinds", "source")


def main() -> None:
    """Derive, link, tell."""
    if not INCIDENTS.exists():
        print("2020PB incidents are not here: nothing was measured.")
        return
    incidents = json.loads(INCIDENTS.read_text(encoding="utf-8"))["data"]
    rows = list(accounts(incidents))
    print("linking two lists", file=sys.stderr, flush=True)
    print("| what | accounts | pairs compared | pairs from .5 | precision | recall | clusters: precision | recall | CPU-seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(linked_row("a list and what was derived from it, across", rows, len(incidents), across=True))
    print(linked_row("both together, every pair", rows, len(incidents), across=False))
    alone = [row for row in rows if row[-1] == "a"]
    began = time.process_time()
    found = index_incidents(read_accounts(table(alone)))
    made = clustered(found.ids, found.edges, standing((), found.ids))
    sizes = Counter(Counter(made.first.tolist()).values())
    spent, several = time.process_time() - began, sum(count for size, count in sizes.items() if size > 1)
    left_out = sum(one.pairs for one in found.left_out)
    print(f"\nThe list against itself: {several} clusters of two or more, {sizes[1]:,} accounts by themselves; {spent:.1f} CPU-seconds.")
    print(f"Left out were {left_out:,} pairs that share a day alone with too many others.")


def accounts(incidents: list[dict[str, object]]) -> Iterator[tuple[str, ...]]:
    """Yield each incident as it stands (source a), and as it might be told again (source b)."""
    draw = random.Random(SEED)
    for one in incidents:
        place = [part.strip() for part in str(one.get("geolocation") or "").split(",")]
        lat, lon = place if len(place) == 2 else ("", "")
        day, tags = str(one["date"] or ""), [str(tag) for tag in one["tags"]]  # type: ignore[attr-defined]
        text = f"{one['name']} {one['description']}"
        yield f"a{one['id']}", day, lat, lon, "", text, ";".join(tags), "a"
        words = [word for word in text.split() if draw.random() < 0.5]
        for at in range(0, len(words) - 1, 5):
            words[at], words[at + 1] = words[at + 1], words[at]
        if day and draw.random() < 0.2:
            day = (datetime.date.fromisoformat(day) + datetime.timedelta(days=draw.choice((-1, 1)))).isoformat()
        lat, lon = (f"{float(lat):.2f}", f"{float(lon):.2f}") if lat and draw.random() < 0.8 else ("", "")
        yield f"b{one['id']}", day, lat, lon, "1500", " ".join(words), ";".join(tag for tag in tags if draw.random() < 0.7), "b"


def table(rows: list[tuple[str, ...]]) -> dict[str, list[str]]:
    """Return rows as columns."""
    return dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))


def linked_row(name: str, rows: list[tuple[str, ...]], true: int, *, across: bool) -> str:
    """Return the row of a table: what pairs and clusters are worth."""
    began = time.process_time()
    found = index_incidents(read_accounts(table(rows)), across_sources=across)
    made = clustered(found.ids, found.edges, standing((), found.ids))
    pairs = told(found, made)
    spent = time.process_time() - began
    both = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    same = np.array([found.ids[one][1:] == found.ids[other][1:] for one, other in both])
    said = pairs.probability >= 0.5
    first = dict(zip(found.ids, made.first.tolist(), strict=True))
    right = sum(first[one] == first[f"b{one[1:]}"] for one in found.ids if one[0] == "a")
    joined = sum(count * (count - 1) // 2 for count in Counter(first.values()).values())
    return (
        f"| {name} | {len(rows):,} | {found.compared:,} | {said.sum():,} | {same[said].mean():.3f} | {same[said].sum() / true:.3f} | "
        f"{right / joined:.3f} | {right / true:.3f} | {spent:.1f} |"
    )


if __name__ == "__main__":
    main()
