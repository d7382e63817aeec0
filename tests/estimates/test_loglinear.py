"""Log-linear models held to what others published and reckoned, and to what must be so of any."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimates.known import KOSOVO, ROME, SPARSE, drawn, means, permuted, table

from kniha.estimates.existence import Standing
from kniha.estimates.loglinear import best, loglinear, near
from kniha.estimates.models import Model, hierarchical, independent
from kniha.estimates.profiles import WIDEST
from kniha.estimates.tables import Table

REFERENCE = re.compile(r"\| \[([\d,]+)\] \| abundance ([\d.]+) stderr ([\d.]+) deviance ([\d.]+) df (\d+) AIC ([\d.]+) BIC ([\d.]+)")


def by_name(fitted):
    return {one.model.name: one for one in fitted}


def named(text):
    """The name as we write it: larger terms first."""
    return f"[{','.join(sorted(text.split(','), key=lambda term: (-len(term), term)))}]"


def test_on_the_famous_table_the_best_model_and_the_next_say_what_is_known():
    first, second, *_ = loglinear(KOSOVO)
    assert round(first.numbers.estimate) == 10_357
    assert round(second.numbers.estimate) == 12_741
    assert second.numbers.bic - first.numbers.bic == pytest.approx(0.08, abs=0.005)
    assert {one.model.name for one in near(loglinear(KOSOVO), 1.0)} == {"[234,12,14]", "[124,234]", "[124,23,34]"}


def test_people_with_hiv_in_rome_as_rcapture_reckons_them():
    """Rcapture 1.4-4, its own example: lists 1 and 2 dependent 12,318.5 (1,188.7), 95 % from 10,266 to 14,992.3."""
    found = by_name(loglinear(ROME))
    numbers = found["[12,3,4]"].numbers
    assert numbers.estimate == pytest.approx(12_318.5, abs=0.05)
    assert numbers.error == pytest.approx(1_188.7, abs=0.05)
    assert numbers.aic == pytest.approx(86.65, abs=0.005)
    assert numbers.interval.low == pytest.approx(10_266, abs=1)
    assert numbers.interval.high == pytest.approx(14_992.3, abs=1)
    assert found["[1,2,3,4]"].numbers.error == pytest.approx(904.752, abs=0.005)
    assert best(found.values()).model.name == "[1,2,3,4]"


@pytest.mark.parametrize("name", ["UKdat_5", "NewOrl_5"])
def test_five_lists_agree_with_the_reference(shared, name):
    given_table = json.loads((shared / "data" / "mse" / "tables.json").read_text())[name]
    lines = [match for match in map(REFERENCE.search, given_table["reference_outputs"]) if match]
    asked = {named(match[1]): match for match in lines}
    models = tuple(model for model in hierarchical(5) if model.name in asked)
    assert len(models) == len(asked) >= 5
    for one in loglinear(table(given_table), models, with_intervals=False):
        estimate, error, deviance, freedom, aic, bic = map(float, asked[one.model.name].groups()[1:])
        assert one.numbers.estimate == pytest.approx(estimate, rel=1e-4)
        assert one.numbers.deviance == pytest.approx(deviance, abs=0.002)
        assert one.numbers.aic == pytest.approx(aic, abs=0.002)
        assert one.numbers.bic == pytest.approx(bic, abs=0.002)
        assert one.freedom == freedom
        if one.standing is Standing.EXISTS:
            assert one.numbers.error == pytest.approx(error, rel=1e-3)


def test_an_overlap_that_is_missing_is_told_and_not_chosen():
    found = loglinear(SPARSE)
    assert by_name(found)["[23,1]"].numbers.estimate > SPARSE.observed
    assert not by_name(found)["[23,1]"].may_be_chosen
    assert by_name(found)["[12,13,23]"].numbers is None
    assert found[-1].numbers is None
    assert best(found).standing is Standing.EXISTS


def test_three_lists_by_hand():
    """Two lists given a third: of [12,3] the unseen are n3 · (n1 + n2 + n12) / (n13 + n23 + n123), from the independence of 12 and 3."""
    made = Table(("A", "B", "C"), (50, 40, 20, 60, 12, 9, 4))
    unseen = 60 * (50 + 40 + 20) / (12 + 9 + 4)
    found = by_name(loglinear(made))
    assert found["[12,3]"].numbers.estimate == pytest.approx(made.observed + unseen)
    # All pairs dependent, no more degrees of freedom: the cross-product ratio of eight cells is 1.
    assert found["[12,13,23]"].numbers.estimate == pytest.approx(made.observed + 50 * 40 * 60 * 4 / (20 * 12 * 9))
    assert found["[12,13,23]"].numbers.deviance == pytest.approx(0.0, abs=1e-8)
    assert found["[12,13,23]"].freedom == 0


@given(st.permutations(range(4)))
def test_the_order_of_the_lists_changes_nothing(order):
    there = loglinear(KOSOVO)
    here = loglinear(permuted(KOSOVO, order))
    assert [one.numbers.estimate for one in here] == pytest.approx([one.numbers.estimate for one in there], rel=1e-6)
    assert [one.numbers.interval.high for one in here] == pytest.approx([one.numbers.interval.high for one in there], rel=1e-3)
    moved = {places: tuple(sorted(order.index(place) for place in places)) for places in best(there).model.generators}
    assert set(moved.values()) == set(best(here).model.generators)


@given(st.integers(0, 112), st.lists(st.floats(-1.5, 1.5), min_size=15, max_size=15), st.floats(3, 7))
def test_a_model_gives_back_what_it_made(place, parameters, constant):
    """Counts that are a model's own means, in hundredths of millions, bring back the number on no list."""
    model = hierarchical(4)[place]
    chosen = np.zeros(15)
    chosen[list(model.terms)] = np.array(parameters)[list(model.terms)]
    chosen[0] = constant
    made = means(4, chosen)
    scale = 1e9 / made.sum()
    counts = np.round(made * scale).astype(int)
    numbers = loglinear(Table(tuple("ABCD"), tuple(counts[1:].tolist())), (model,), with_intervals=False)[0].numbers
    assert numbers.estimate == pytest.approx(counts.sum(), rel=2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_independent_lists_recover_how_many_there_were(seed):
    made = drawn(20_000, (0.3, 0.2, 0.25, 0.15), np.random.default_rng(seed))
    numbers = loglinear(made, (independent(4),))[0].numbers
    assert numbers.estimate == pytest.approx(20_000, abs=4 * numbers.error)
    assert numbers.interval.low < numbers.estimate < numbers.interval.high
    assert numbers.error < 300


@pytest.mark.soak
def test_intervals_cover_about_as_often_as_they_say(soaking):
    draw, rounds = np.random.default_rng(None if soaking else 7), 4_000 if soaking else 200
    hits = 0
    for _ in range(rounds):
        interval = loglinear(drawn(600, (0.3, 0.25, 0.35), draw), (independent(3),))[0].numbers.interval
        hits += interval.low <= 600 <= interval.high
    # Four standard errors of a share of .95, and a little: likelihood intervals are a little off in small samples.
    assert abs(hits / rounds - 0.95) < 4 * (0.95 * 0.05 / rounds) ** 0.5 + 0.005


def test_an_interval_without_an_end_says_so():
    hardly = Table(("A", "B", "C"), (30, 40, 1, 20, 0, 0, 0))
    found = by_name(loglinear(hardly))["[1,2,3]"].numbers
    assert found.interval.high is None or found.interval.high <= hardly.observed * (WIDEST + 1)
    all_seen = Table(("A", "B", "C"), (0, 0, 5, 0, 5, 5, 400))
    assert by_name(loglinear(all_seen))["[1,2,3]"].numbers.interval.low == pytest.approx(415, abs=0.01)


def test_the_end_of_an_interval_loses_what_chi_squared_says():
    """Reckoned apart: one model of three lists, its likelihood maximised over the unseen by trying many numbers."""
    made = Table(("A", "B", "C"), (50, 40, 20, 60, 12, 9, 4))
    from math import lgamma, log

    def worth(unseen):
        counts = [unseen, *made.counts]
        total = sum(counts)
        chances = [sum(count for history, count in enumerate(counts) if history >> place & 1) / total for place in range(3)]
        expected = [np.prod([chances[place] if history >> place & 1 else 1 - chances[place] for place in range(3)]) for history in range(8)]
        return (
            lgamma(total + 1) - lgamma(unseen + 1) + sum(count * log(share) for count, share in zip(counts, expected, strict=True) if count)
        )

    tried = np.arange(1.0, 2000.0, 0.25)
    worths = np.array([worth(unseen) for unseen in tried])
    inside = tried[2 * (worths.max() - worths) <= 3.841459]
    interval = loglinear(made, (Model(3, (0, 1, 2, 4)),))[0].numbers.interval
    assert interval.low == pytest.approx(made.observed + inside[0], abs=0.5)
    assert interval.high == pytest.approx(made.observed + inside[-1], abs=0.5)
