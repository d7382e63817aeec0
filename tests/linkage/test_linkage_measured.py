"""A small draw of what bench/linkage measures at full size: a change of a weight or rule that loses people is seen on every commit."""

import sys
from collections import Counter

import pytest
from tests.repo.tree import ROOT

from kniha.linkage.decisions import standing
from kniha.linkage.linking import index, linked
from kniha.linkage.mentions import read_mentions
from kniha.linkage.parameters import shipped
from kniha.linkage.training import trained

sys.path.insert(0, str(ROOT / "bench"))
from people.mentions import COLUMNS
from people.mentions import mentions as made_mentions

PEOPLE = 500
THEIRS = {
    "id": "unique_id", "name": "full_name", "first_name": "first_name", "surname": "surname", "dob": "dob", "birth_place": "birth_place",
    "postcode": "postcode_fake", "gender": "gender", "occupation": "occupation",
}  # fmt: skip


def together(labels):
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def worth(table, truth):
    """Return precision and recall of clusters, by their pairs."""
    read = read_mentions(table)
    first = linked(index(read, trained(read, shipped()).parameters), standing((), read.ids)).first.tolist()
    right = together((cluster, truth[one]) for one, cluster in zip(read.ids, first, strict=True))
    return right / together(first), right / together(truth.values())


def test_made_officers_are_found():
    rows = list(made_mentions(11, 3_000))
    precision, recall = worth(dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)), {row[0]: row[-1] for row in rows})
    assert precision >= 0.98
    assert recall >= 0.9


def test_people_with_errors_are_found(shared):
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(shared / "data" / "linkage" / "historical_people_dev.parquet").to_pydict()
    some = set(sorted(set(rows["cluster"]))[:PEOPLE])
    chosen = [place for place, cluster in enumerate(rows["cluster"]) if cluster in some]
    table = {ours: [rows[theirs][place] or "" for place in chosen] for ours, theirs in THEIRS.items()}
    precision, recall = worth(table, {rows["unique_id"][place]: rows["cluster"][place] for place in chosen})
    assert 2 * precision * recall / (precision + recall) >= 0.9
    assert precision >= 0.97
