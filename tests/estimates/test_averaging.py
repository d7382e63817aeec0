"""The average over decomposable graphs, held to reference outputs and to a sum written out by hand."""

import json
from math import exp, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimates.known import KOSOVO, permuted, table

from kniha.estimates.averaging import averaged
from kniha.estimates.tables import Table
from kniha.vocab.errors import ImpossibleError


def test_the_example_of_madigan_and_york(shared):
    given_table = json.loads((shared / "data" / "mse" / "tables.json").read_text())["MadiganYork_5list"]
    refit = given_table["refits"][0]
    found = averaged(table(given_table), weight=0.5, most_unseen=300)
    assert (found.low, found.median, found.high) == (refit["q025"], refit["median"], refit["q975"])
    assert found.mean == pytest.approx(refit["mean"], abs=0.01)


@pytest.mark.parametrize(
    ("name", "most", "quantiles", "mean"),
    [("UKdat_5", 30_000, (10_370, 22_746, 31_246), 20_797), ("NewOrl_5", None, (511, 869, 1_762), 937)],
)
def test_sparse_tables_agree_with_the_reference(shared, name, most, quantiles, mean):
    """The reference thought of at most 30,000 unseen in the first table: seen from where its upper end lies."""
    given_table = json.loads((shared / "data" / "mse" / "tables.json").read_text())[name]
    found = averaged(table(given_table), most_unseen=most)
    assert (found.low, found.median, found.high) == pytest.approx(quantiles, rel=2e-3)
    assert found.mean == pytest.approx(mean, rel=2e-3)


def test_three_lists_summed_up_by_hand():
    """Graph [12,3] against [1,2,3] alone: chances of margins as products of gamma functions, written out."""
    made = Table(("A", "B", "C"), (9, 7, 5, 6, 4, 3, 2))
    found = {one.graph.name: one for one in averaged(made, weight=1.0, most_unseen=200).graphs}

    def dirichlet(counts, prior):
        return (
            sum(lgamma(prior + count) - lgamma(prior) for count in counts)
            - lgamma(prior * len(counts) + sum(counts))
            + lgamma(prior * len(counts))
        )

    def worth(unseen, families):
        counts = [unseen, *made.counts]
        total = sum(counts)
        value = lgamma(total + 1) - lgamma(unseen + 1) - log(total)
        for family in families:
            margin = {}
            for history, count in enumerate(counts):
                margin[history & family] = margin.get(history & family, 0) + count
            value += dirichlet(margin.values(), 8 / len(margin))
        return value

    apart = [worth(unseen, (1, 2, 4)) for unseen in range(201)]
    joined = [worth(unseen, (3, 4)) for unseen in range(201)]
    ratio = sum(map(exp, apart)) / sum(map(exp, joined))
    assert found["[1,2,3]"].probability / found["[12,3]"].probability == pytest.approx(ratio, rel=1e-9)


@given(st.permutations(range(4)))
def test_the_order_of_the_lists_changes_nothing(order):
    one, other = averaged(KOSOVO), averaged(permuted(KOSOVO, order))
    assert (one.low, one.median, one.high) == (other.low, other.median, other.high)


def test_a_table_that_bounds_nothing_says_so():
    apart = Table(("A", "B", "C"), (9, 9, 0, 9, 0, 0, 0))
    assert averaged(apart).open_end
    assert not averaged(KOSOVO).open_end
    assert sum(one.probability for one in averaged(KOSOVO).graphs) == pytest.approx(1.0)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_prior_that_cannot_be_is_refused(weight):
    with pytest.raises(ImpossibleError, match="weight of the prior"):
        averaged(KOSOVO, weight=weight)
