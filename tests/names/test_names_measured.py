"""A small fixed draw of what bench/names measures at full size: a change of a table that breaks a kind of pair is seen on every commit."""

import sys
from collections import Counter

import pytest
from tests.repo.tree import ROOT

from kniha.names.blocking import keys
from kniha.names.comparing import compare
from kniha.names.parsing import parse

sys.path.insert(0, str(ROOT / "bench"))
from people.made import KINDS, pairs

EACH = 40
HARDEST = {"slip of the hand": 0.8, "initials": 0.9, "initial conflicts": 0.85, "surname of the same root": 0.9, "another surname": 0.9}
"""Kinds of which so many are right at least; of the others nearly all."""


@pytest.fixture(scope="module")
def judged():
    return [(one, compare(parse(one.left), parse(one.right)).same) for one in pairs(4, EACH)]


def test_precision_and_recall_are_what_was_promised(judged):
    hits = sum(one.same and same for one, same in judged)
    assert hits / sum(same for _, same in judged) >= 0.98
    assert hits / sum(one.same for one, _ in judged) >= 0.96


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_pair_falls_behind(judged, kind):
    right = Counter(one.same == same for one, same in judged if one.kind == kind)
    assert right[True] / EACH >= HARDEST.get(kind, 0.92)


def test_true_pairs_share_a_key():
    true = [one for one in pairs(4, EACH) if one.same]
    assert sum(bool(keys(parse(one.left)) & keys(parse(one.right))) for one in true) / len(true) >= 0.98


def test_a_foreign_word_is_found_among_others_across_the_scripts(shared):
    rows = [
        line.split("\t")[:2] for line in (shared / "data" / "names" / "wd_russian_dev.tsv").read_text(encoding="utf-8").splitlines()[:400]
    ]
    latin, cyrillic = [parse(one) for one, _ in rows], [parse(other.replace(" ", "")) for _, other in rows]
    first = [max(range(400), key=lambda place: compare(cyrillic[number], latin[place]).probability) for number in range(120)]
    assert sum(place == number for number, place in enumerate(first)) / 120 >= 0.9
