"""Decomposable graphs of lists, each with the sets of lists by which its probability is a product of margins.

Two lists that are not joined are independent given the others between them. A graph is decomposable where lists can be taken away one by
one, each joined with lists that are all joined with each other (Lauritzen 1996, chapter 2).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Graph:
    """A decomposable graph: its cliques, and by set of lists (a number) how often its margin stands in the product, below 0 divided by."""

    cliques: tuple[tuple[int, ...], ...]
    margins: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """The graph by its cliques, with lists by number from 1."""
        return f"[{','.join(''.join(str(place + 1) for place in clique) for clique in self.cliques)}]"


@lru_cache
def decomposable(lists: int) -> tuple[Graph, ...]:
    """Return all decomposable graphs of `lists` lists but the complete one: 7 of 3, 60 of 4, 821 of 5."""
    pairs = list(combinations(range(lists), 2))
    found = (_graph(lists, [pair for place, pair in enumerate(pairs) if chosen >> place & 1]) for chosen in range(2 ** len(pairs) - 1))
    return tuple(graph for graph in found if graph is not None)


def _graph(lists: int, edges: list[tuple[int, int]]) -> Graph | None:
    """Return the graph with these edges, None where it is not decomposable."""
    joined = {one: {other for edge in edges if one in edge for other in edge if other != one} for one in range(lists)}
    margins: dict[int, int] = {}
    families = []
    while joined:
        one = next((one for one, others in joined.items() if _all_joined(others, joined)), None)
        if one is None:
            return None
        others = joined.pop(one)
        for other in others:
            joined[other].discard(one)
        families.append(frozenset({one, *others}))
        for chosen, sign in ((families[-1], 1), (others, -1)):
            key = sum(1 << place for place in chosen)
            margins[key] = margins.get(key, 0) + sign
    cliques = sorted((tuple(sorted(family)) for family in families if not any(family < other for other in families)), key=_order)
    return Graph(tuple(cliques), tuple(sorted((key, power) for key, power in margins.items() if power)))


def _all_joined(places: set[int], joined: dict[int, set[int]]) -> bool:
    return all(other in joined[one] for one, other in combinations(places, 2))


def _order(places: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return (-len(places), places)
