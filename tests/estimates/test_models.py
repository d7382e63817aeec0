"""All hierarchical models and all decomposable graphs, each once."""

import pytest

from kniha.estimates.graphs import decomposable
from kniha.estimates.models import Model, design, held, hierarchical, independent


@pytest.mark.parametrize(("lists", "models", "graphs"), [(3, 8, 7), (4, 113, 60), (5, 6893, 821)])
def test_there_are_as_many_as_are_counted_elsewhere(lists, models, graphs):
    assert len(hierarchical(lists)) == models
    assert len({model.name for model in hierarchical(lists)}) == models
    assert len(decomposable(lists)) == graphs
    assert len({graph.name for graph in decomposable(lists)}) == graphs


def test_a_model_holds_with_a_term_all_that_lie_in_it():
    for model in hierarchical(4):
        assert {0, 1, 2, 4, 8} <= set(model.terms)
        assert 15 not in model.terms
        for term in model.terms:
            assert all(within in model.terms for within in range(term + 1) if within & term == within)


def test_the_name_is_made_of_the_largest_terms():
    assert independent(3).name == "[1,2,3]"
    assert Model(4, (0, 1, 2, 3, 4, 6, 8)).name == "[12,23,4]"
    assert max(hierarchical(3), key=lambda model: len(model.terms)).name == "[12,13,23]"


def test_the_constant_alone_speaks_of_those_on_no_list():
    rows = design(3)
    assert rows[0].tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert rows[3].tolist() == [1, 1, 1, 1, 0, 0, 0]
    assert held((independent(3),)).tolist() == [[True, True, True, False, True, False, False]]


def test_a_graph_that_is_a_ring_of_four_is_not_decomposable():
    assert "[12,14,23,34]" not in {graph.name for graph in decomposable(4)}
    chain = next(graph for graph in decomposable(3) if graph.name == "[12,23]")
    assert dict(chain.margins) == {3: 1, 6: 1, 2: -1, 0: -1}
