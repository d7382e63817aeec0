"""Registrars' decisions always hold: the same stays the same, not the same stays apart, a contradiction is told and settled by nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.linkage.crowd import BARANCHUK, OTHERS, mentions, rows_of_mentions
from tests.linkage.test_people import groups

from kniha.linkage.decisions import NOT_KNOWN, NOT_SAME, SAME, TAKEN_BACK, Decision, standing
from kniha.linkage.linking import Asked, index, linked
from kniha.linkage.pairs import told
from kniha.linkage.parameters import shipped
from kniha.vocab.errors import MalformedError, NotFoundError, UnknownTermError


def decided(rows, *decisions):
    separate = frozenset(one for decision in decisions for one in decision[:2])
    found = index(mentions(*rows), shipped(), asked=Asked(separate=separate))
    stands = standing([Decision(*decision) for decision in decisions], found.mentions.ids)
    return found, stands, linked(found, stands)


def together(found, made, one, other):
    ids = found.mentions.ids
    return made.first[ids.index(one)] == made.first[ids.index(other)]


def test_the_same_is_joined_however_unlike():
    found, _, made = decided((*BARANCHUK, *OTHERS), ("a1", "b1", SAME))
    assert together(found, made, "a1", "b1")


def test_not_the_same_is_kept_apart_however_like():
    found, _, made = decided(BARANCHUK, ("a1", "a3", NOT_SAME))
    assert not together(found, made, "a1", "a3")


def test_what_registrars_could_not_decide_no_engine_decides():
    found, _, made = decided(BARANCHUK[:2], ("a1", "a2", NOT_KNOWN))
    assert not together(found, made, "a1", "a2")
    pairs = told(found, made)
    assert all(chance < 0.5 for chance in pairs.probability.tolist())


def test_a_decision_taken_back_holds_no_longer():
    found, _, made = decided(BARANCHUK[:2], ("a1", "a2", NOT_SAME), ("a2", "a1", TAKEN_BACK))
    assert together(found, made, "a1", "a2")


def test_the_last_decision_on_a_pair_stands():
    found, _, made = decided(BARANCHUK, ("a1", "a2", NOT_SAME), ("a1", "a2", SAME))
    assert together(found, made, "a1", "a2")


def test_a_contradiction_is_told_with_its_way_and_joins_nobody():
    found, stands, made = decided(BARANCHUK, ("a1", "a2", SAME), ("a2", "a3", SAME), ("a1", "a3", NOT_SAME))
    (conflict,) = stands.conflicts
    assert (conflict.left, conflict.right, conflict.way) == ("a1", "a3", ("a1", "a2", "a3"))
    assert not any(together(found, made, one, other) for one, other in (("a1", "a2"), ("a2", "a3"), ("a1", "a3")))


def test_not_the_same_as_one_of_them_is_not_the_same_as_any_of_them():
    found, _, made = decided(BARANCHUK, ("a1", "a2", SAME), ("a2", "a3", NOT_SAME))
    assert together(found, made, "a1", "a2")
    assert not together(found, made, "a1", "a3")


def test_two_that_say_the_very_same_may_be_held_apart():
    twin = ("z9", *BARANCHUK[0][1:])
    assert groups(*decided((BARANCHUK[0], twin))[::2]) == [["a1", "z9"]]
    assert groups(*decided((BARANCHUK[0], twin), ("a1", "z9", NOT_SAME))[::2]) == [["a1"], ["z9"]]


@pytest.mark.parametrize(
    ("decision", "error"),
    [(("a1", "a2", "maybe"), UnknownTermError), (("a1", "gone", SAME), NotFoundError), (("a1", "a1", SAME), MalformedError)],
)
def test_a_decision_that_makes_no_sense_is_refused(decision, error):
    with pytest.raises(error):
        decided(BARANCHUK, decision)


verdicts = st.sampled_from((SAME, NOT_SAME, NOT_KNOWN, TAKEN_BACK))
some_decisions = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13), verdicts), max_size=12)


@given(rows_of_mentions, some_decisions)
def test_decisions_always_hold(rows, asked):
    ids = [row[0] for row in rows]
    decisions = [
        (ids[one % len(ids)], ids[other % len(ids)], verdict) for one, other, verdict in asked if one % len(ids) != other % len(ids)
    ]
    found, stands, made = decided(rows, *decisions)
    last = {frozenset((one, other)): verdict for one, other, verdict in decisions}
    frozen = {found.mentions.ids[place] for group in stands.frozen for place in group}
    for pair, verdict in last.items():
        one, other = sorted(pair)
        if verdict == NOT_SAME:
            assert not together(found, made, one, other)
        elif verdict == SAME and one not in frozen:
            assert together(found, made, one, other)
    for conflict in stands.conflicts:
        assert {frozenset(step) for step in zip(conflict.way, conflict.way[1:], strict=False)} <= {
            pair for pair, verdict in last.items() if verdict == SAME
        }
        assert last[frozenset((conflict.left, conflict.right))] == NOT_SAME
