"""All that a table says together: refusals with their reason, the bootstrap with the choice of the model, strata, draws."""

import numpy as np
import pytest
from tests.estimates.known import KOSOVO, ROME, SPARSE, drawn

from kniha.estimates.estimating import Asked, estimated, spread, summed
from kniha.estimates.loglinear import loglinear
from kniha.estimates.resampling import middle, resampled
from kniha.estimates.tables import Table
from kniha.vocab.errors import ImpossibleError, TooLargeError

QUICK = Asked(resamples=40, kinds=1)


def test_nothing_stands_alone():
    found = estimated(KOSOVO, QUICK)
    assert found.refusal is None
    assert found.best.model.name == "[234,12,14]"
    assert len(found.models) == 113
    assert found.averaged.graphs
    assert found.kinds
    assert found.resampled.low < found.best.numbers.estimate < found.resampled.high


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (Table(("A", "B"), (5, 6, 7)), "at least 3"),
        (Table(("A", "B", "C"), (0,) * 7), "nobody is on any list"),
        (Table(("A", "B", "C"), (5, 6, 7, 0, 0, 0, 0)), "nobody is on the list C"),
        (Table(("A", "B", "C"), (5, 6, 0, 9, 0, 0, 0)), "share too few"),
    ],
)
def test_what_carries_no_estimate_is_refused_with_its_reason(table, words):
    found = estimated(table, QUICK)
    assert words in found.refusal
    assert found.best is None
    assert all(one.numbers is None or not one.may_be_chosen for one in found.models)


def test_six_lists_are_told_plainly():
    with pytest.raises(TooLargeError, match="at most 5 lists, found 6"):
        estimated(Table(tuple("ABCDEF"), (1,) * 63), QUICK)


@pytest.mark.parametrize("wrong", [{"resamples": -1}, {"resamples": 10**6}, {"seed": -1}])
def test_what_cannot_be_asked_is_refused(wrong):
    with pytest.raises(ImpossibleError):
        Asked(**wrong)


def test_the_bootstrap_repeats_by_its_seed_and_tells_what_it_chose():
    models = loglinear(ROME, with_intervals=False)
    one, same, other = (resampled(ROME, models, tables=30, seed=seed) for seed in (5, 5, 6))
    assert one == same
    assert one.estimates != other.estimates
    assert sum(times for _, times in one.chosen) == 30
    assert one.among == one.of == 12
    assert len(one.chosen) > 1


def test_the_interval_that_holds_the_choice_is_wider_than_that_of_the_model():
    models = loglinear(KOSOVO)
    found = resampled(KOSOVO, models, tables=100)
    assert found.high - found.low > models[0].numbers.interval.high - models[0].numbers.interval.low


@pytest.mark.soak
def test_the_bootstrap_covers_about_as_often_as_it_says(soaking):
    draw, rounds = np.random.default_rng(None if soaking else 11), 300 if soaking else 40
    hits = 0
    for round_ in range(rounds):
        table = drawn(800, (0.3, 0.35, 0.4), draw)
        found = resampled(table, loglinear(table, with_intervals=False), tables=60, seed=round_)
        hits += found.low <= 800 <= found.high
    assert hits / rounds > 0.8


def test_too_many_tables_without_an_estimate_leave_no_interval():
    assert middle([1.0, 2.0, None]) == (None, None)
    assert middle([]) == (None, None)
    low, high = middle([*map(float, range(101))])
    assert (low, high) == (2.5, 97.5)


def test_strata_are_summed_with_their_interval():
    one, other = estimated(ROME, QUICK), estimated(KOSOVO, Asked(resamples=40, kinds=1, seed=2))
    found = summed({"one": one, "other": other})
    assert found.estimate == one.best.numbers.estimate + other.best.numbers.estimate
    assert found.low < found.estimate < found.high
    assert found.low > one.resampled.low + other.resampled.low
    assert found.high < one.resampled.high + other.resampled.high
    assert summed({"one": estimated(ROME, Asked(resamples=0, kinds=0))}).low is None


def test_a_stratum_that_is_refused_leaves_no_sum():
    found = summed({"one": estimated(ROME, QUICK), "other": estimated(Table(("A", "B"), (5, 6, 7)), QUICK)})
    assert found.estimate is None
    assert found.refusal.startswith("1 of 2 strata")


def test_draws_tell_how_far_they_lie_apart():
    found = spread([30.0, None, 10.0, 20.0, 50.0])
    assert (found.draws, found.with_estimate, found.least, found.median, found.greatest) == (5, 4, 10.0, 25.0, 50.0)
    assert spread([None]).median is None
    assert spread([3.0]).median == 3.0


def test_a_sparse_table_keeps_its_doubtful_models_beside_the_best():
    found = estimated(SPARSE, QUICK)
    assert {one.standing.value for one in found.models} == {"exists", "limit", "not-identified"}
    assert found.best.may_be_chosen
