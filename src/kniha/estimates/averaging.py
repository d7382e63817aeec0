"""How many there were, averaged over all decomposable graphs of lists (Madigan and York 1997).

Given a graph, the chances of the histories have the hyper-Dirichlet prior (Dawid and Lauritzen 1993) that counts `weight` people beforehand
in every history, those on no list too; its margins are Dirichlet, so what a graph says of a number in all is a product of gamma functions.
All graphs but the complete one, which says nothing of those on no list, are as likely beforehand; a number N in all is so in proportion to
1/N (Jeffreys). Nothing is drawn: numbers are summed up, one by one where they are small, and in steps of a thousandth where they are large.
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from kniha.estimates.graphs import Graph, decomposable
from kniha.estimates.tables import Table
from kniha.vocab.errors import ImpossibleError

Floats = NDArray[np.float64]

MOST = 1000
"""Not more than so many times the number seen is thought of."""
_FINE, _STEP = 4000, 1e-3
_ENOUGH = 1e-3
_HEAVIEST = 1e6
_log_gamma = np.frompyfunc(lgamma, 1, 1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A graph, how probable it is given the table, and the median of what it says by itself."""

    graph: Graph
    probability: float
    median: float


@dataclass(frozen=True, slots=True)
class Averaged:
    """The posterior of how many there were: median, mean, 95 % interval; the graphs, most probable first; whether the end is open.

    Where `open_end`, much of the posterior lies at or beyond the largest number that was thought of: the table does not bound it.
    """

    median: float
    mean: float
    low: float
    high: float
    weight: float
    graphs: tuple[Weighed, ...]
    open_end: bool


def averaged(table: Table, *, weight: float | None = None, most_unseen: int | None = None) -> Averaged:
    """Return the average over graphs of three to five lists.

    `weight` is of the prior, 1/2^k where none is given; `most_unseen` the largest number on no list that is thought of, else a thousand
    times the number seen. Raises ImpossibleError for a weight or a number that is not above 0.
    """
    lists = len(table.lists)
    weight = 2.0**-lists if weight is None else weight
    most_unseen = MOST * table.observed if most_unseen is None else most_unseen
    if not (0.0 < weight < _HEAVIEST and most_unseen > 0):
        raise ImpossibleError(f"expected a weight of the prior above 0 and below {_HEAVIEST:g}, and a number of unseen above 0")
    graphs = decomposable(lists)
    unseen, width = _numbers(most_unseen)
    worth = _worth(table, graphs, unseen, weight) + np.log(width)
    mass = np.exp(worth - worth.max())
    mass /= mass.sum()
    whole = mass.sum(axis=0)
    total = table.observed + unseen
    by_graph = mass.sum(axis=1)
    told = (
        Weighed(graph, float(chance), _quantile(total, row, 0.5))
        for graph, chance, row in zip(graphs, by_graph, mass, strict=True)
        if chance
    )
    return Averaged(
        median=_quantile(total, whole, 0.5),
        mean=float(total @ whole),
        low=_quantile(total, whole, 0.025),
        high=_quantile(total, whole, 0.975),
        weight=weight,
        graphs=tuple(sorted(told, key=lambda one: -one.probability)),
        open_end=bool(whole[total > total[-1] / 2.0].sum() > _ENOUGH),
    )


def _numbers(most: int) -> tuple[Floats, Floats]:
    """Return numbers of unseen people up to `most`, and how many numbers each stands for."""
    first = min(most + 1, _FINE)
    small = np.arange(first, dtype=np.float64)
    count = max(1, int(np.ceil(np.log((most + 1) / first) / np.log1p(_STEP))))
    edges = np.unique(np.round(np.geomspace(first, most + 1, count + 1)))
    middle = (edges[:-1] + edges[1:] - 1.0) / 2.0
    return np.concatenate([small, middle]), np.concatenate([np.ones(first), np.diff(edges)])


def _worth(table: Table, graphs: tuple[Graph, ...], unseen: Floats, weight: float) -> Floats:
    """Return a row for each graph: the logarithm of its chance and of each number of unseen, but for one constant."""
    powers = np.zeros((len(graphs), 2 ** len(table.lists)))
    for row, graph in zip(powers, graphs, strict=True):
        for chosen, power in graph.margins:
            row[chosen] = power
    margins = np.stack([_margin(table, chosen, unseen, weight) for chosen in range(powers.shape[1])])
    total = table.observed + unseen
    found: Floats = powers @ margins + _gamma(total + 1.0) - _gamma(unseen + 1.0) - np.log(total)
    return found


def _margin(table: Table, chosen: int, unseen: Floats, weight: float) -> Floats:
    """Return the logarithm of what the margin over the lists of `chosen` contributes, for each number of unseen."""
    histories = np.arange(1, len(table.counts) + 1)
    cells = [cell for cell in range(chosen + 1) if cell & chosen == cell]
    prior = weight * 2 ** (len(table.lists) - chosen.bit_count())
    counts = np.bincount(histories & chosen, table.array, minlength=chosen + 1)[cells]
    fixed = sum(lgamma(prior + count) for count in counts[1:].tolist()) - len(cells) * lgamma(prior)
    return fixed + _gamma(prior + counts[0] + unseen)


def _gamma(values: Floats) -> Floats:
    return np.asarray(_log_gamma(values), dtype=np.float64)


def _quantile(total: Floats, mass: Floats, share: float) -> float:
    reached = np.cumsum(mass)
    return float(total[int(np.searchsorted(reached, share * reached[-1]))])
