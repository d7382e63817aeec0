"""Whether a model's maximum exists and tells how many are on no list, held to what is known and to the fits themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimates.known import KOSOVO, SPARSE

from kniha.estimates.existence import Standing, existence
from kniha.estimates.fitting import Problem, fitted
from kniha.estimates.models import design, held, hierarchical
from kniha.estimates.tables import Table, table_of


def standings(table):
    models = hierarchical(len(table.lists))
    return {model.name: standing for model, standing in zip(models, existence(models, table.array).standings, strict=True)}


def test_a_table_without_gaps_carries_every_model():
    assert set(standings(KOSOVO).values()) == {Standing.EXISTS}


def test_a_pair_of_lists_without_an_overlap_is_a_limit_where_the_pair_depends():
    found = standings(SPARSE)
    assert found["[1,2,3]"] is Standing.EXISTS
    assert found["[12,3]"] is Standing.EXISTS
    assert found["[23,1]"] is Standing.LIMIT
    # On the history of both B and C alone rests what [12,13,23] says of those on no list, and nobody has it.
    assert found["[12,13,23]"] is Standing.NOT_IDENTIFIED


def test_lists_that_share_nobody_carry_no_model():
    apart = table_of(("A", "B", "C"), [((1, 0, 0), 9), ((0, 1, 0), 9), ((0, 0, 1), 9)])
    assert set(standings(apart).values()) == {Standing.NOT_IDENTIFIED}


def test_margins_above_zero_are_not_enough():
    """As in Haberman's cube with two empty corners, one of them here the history on no list: every pair overlaps, and yet."""
    rows = [((1, 0, 0), 3), ((0, 1, 0), 4), ((0, 0, 1), 5), ((1, 1, 0), 2), ((1, 0, 1), 2), ((0, 1, 1), 2), ((1, 1, 1), 0)]
    found = standings(table_of(("A", "B", "C"), rows))
    assert found["[12,13,23]"] is Standing.NOT_IDENTIFIED
    assert {standing for name, standing in found.items() if name != "[12,13,23]"} == {Standing.EXISTS}


@given(st.lists(st.sampled_from((0, 0, 1, 3, 17)), min_size=15, max_size=15).filter(lambda counts: sum(counts) > 0))
def test_where_the_maximum_exists_means_above_zero_keep_the_margins(counts):
    """The condition itself: strictly positive means with the margins of the counts, on the cells that remain and on no other."""
    table = Table(tuple("ABCD"), tuple(counts))
    models = hierarchical(4)
    found = existence(models, table.array)
    rows = design(4)[1:]
    fits = fitted(Problem(rows, np.broadcast_to(table.array, (len(models), 15)), found.cells, held(models)))
    for place, terms in enumerate(held(models)):
        assert not (table.array[~found.cells[place]] > 0).any()
        margins = rows[:, terms].T @ (fits.means[place] - table.array)
        assert np.abs(margins).max() < 1e-4 * (1 + table.observed)
        assert (fits.means[place][found.cells[place]] > 0).all()
        assert (found.standings[place] is Standing.EXISTS) == bool(found.cells[place].all())


@given(st.lists(st.sampled_from((0, 0, 2, 9)), min_size=7, max_size=7).filter(lambda counts: sum(counts) > 0))
def test_more_people_in_empty_cells_never_make_a_maximum_cease_to_exist(counts):
    table = Table(tuple("ABC"), tuple(counts))
    fuller = Table(tuple("ABC"), tuple(max(1, count) for count in counts))
    assert set(standings(fuller).values()) == {Standing.EXISTS}
    for name, standing in standings(table).items():
        assert standings(Table(table.lists, tuple(3 * count for count in counts)))[name] is standing


@pytest.mark.parametrize("name", ["UKdat_5", "NewOrl_5"])
def test_sparse_tables_of_five_lists_are_told_apart(shared, name):
    import json

    from tests.estimates.known import table

    found = standings(table(json.loads((shared / "data" / "mse" / "tables.json").read_text())[name]))
    assert set(found.values()) == set(Standing)
    assert found["[1,2,3,4,5]"] is Standing.EXISTS
