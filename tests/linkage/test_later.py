"""Mentions that come later: compared with what is there alone, with the same result as all at once; persons keep their ids."""

from hypothesis import given
from hypothesis import strategies as st
from tests.linkage.crowd import BARANCHUK, OTHERS, mentions, rows_of_mentions
from tests.linkage.test_people import groups

from kniha.linkage.decisions import standing
from kniha.linkage.linking import added, index, linked, named
from kniha.linkage.mentions import Vocabulary
from kniha.linkage.parameters import shipped


def edges(found):
    ids = found.mentions.ids
    pairs = zip(found.edges.left.tolist(), found.edges.right.tolist(), found.edges.odds.tolist(), strict=True)
    return {(*sorted((ids[left], ids[right])), odds) for left, right, odds in pairs}


def whole_and_later(rows, cut):
    vocabulary = Vocabulary()
    whole = index(mentions(*rows, vocabulary=vocabulary), shipped())
    model = whole.scorer.model
    before = index(mentions(*rows[:cut], vocabulary=vocabulary), shipped(), model=model)
    return index(mentions(*rows, vocabulary=vocabulary), shipped(), model=model), added(
        before, mentions(*rows[cut:], vocabulary=vocabulary)
    )


def clusters(found):
    return groups(found, linked(found, standing((), found.mentions.ids)))


def test_a_later_mention_joins_its_person():
    whole, later = whole_and_later((*BARANCHUK, *OTHERS), 3)
    assert edges(later) == edges(whole)
    assert clusters(later) == clusters(whole)


@given(rows_of_mentions, st.integers(1, 13), st.randoms(use_true_random=False))
def test_later_mentions_give_what_all_at_once_give(rows, cut, draw):
    draw.shuffle(rows)
    whole, later = whole_and_later(rows, min(cut, len(rows) - 1))
    assert clusters(later) == clusters(whole)


def test_only_what_is_touched_is_clustered_again():
    _, later = whole_and_later((*OTHERS, *BARANCHUK), 3)
    ids = later.mentions.ids
    part = linked(later, standing((), ids), touched_from=3)
    assert len({part.first[ids.index(one)] for one in ("a1", "a2", "a3", "a4")}) == 1
    assert part.first[ids.index("b1")] != part.first[ids.index("b2")]


def test_a_person_keeps_the_id_when_mentions_come():
    found = index(mentions(*BARANCHUK, *OTHERS), shipped())
    ids = found.mentions.ids
    first = linked(found, standing((), ids)).first
    before = {"a2": "person-7", "a4": "person-7", "b2": "person-9"}
    now = dict(zip(ids, named(ids, first, before), strict=True))
    assert {now[one] for one in ("a1", "a2", "a3", "a4")} == {"person-7"}
    assert {now["b1"], now["b2"]} == {"person-9"}
    assert now["c1"] == "c1"


def test_of_a_person_divided_the_larger_part_keeps_the_id_and_no_id_is_given_twice():
    import numpy as np

    ids = ("a", "b", "c", "d")
    now = named(ids, np.array([0, 0, 0, 3]), dict.fromkeys(ids, "d"))
    assert now == ("d", "d", "d", "d (2)")


@given(rows_of_mentions)
def test_ids_are_stable_over_runs(rows):
    found = index(mentions(*rows), shipped())
    ids = found.mentions.ids
    first = linked(found, standing((), ids)).first
    once = named(ids, first, {})
    assert named(ids, first, dict(zip(ids, once, strict=True))) == once
    assert len(set(once)) == len(set(first.tolist()))
