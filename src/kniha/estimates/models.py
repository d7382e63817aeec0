"""Hierarchical log-linear models: which lists may depend on which others.

A term is a set of lists, as a number whose bit i stands for list i; a model is a set of terms that holds, with a term, all that lie in it.
Each model holds the constant (term 0) and every list by itself; the term of all lists together cannot be told from those on no list, so no
model holds it (Bishop, Fienberg and Holland 1975, chapter 6).
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Model:
    """A hierarchical model of `lists` lists, by its terms in rising order."""

    lists: int
    terms: tuple[int, ...]

    @cached_property
    def generators(self) -> tuple[tuple[int, ...], ...]:
        """The terms that lie in no other, as places of lists, the largest first: they say the whole model."""
        largest = [term for term in self.terms if term and not any(term != other and term & other == term for other in self.terms)]
        return tuple(sorted((_places(term) for term in largest), key=lambda places: (-len(places), places)))

    @property
    def name(self) -> str:
        """The model as statisticians write it, with lists by number from 1: [12,3]."""
        return f"[{','.join(''.join(str(place + 1) for place in places) for places in self.generators)}]"


def _places(term: int) -> tuple[int, ...]:
    return tuple(place for place in range(term.bit_length()) if term >> place & 1)


@lru_cache
def hierarchical(lists: int) -> tuple[Model, ...]:
    """Return all models of `lists` lists, the smallest first: 8 of 3, 113 of 4, 6,893 of 5."""
    last = 2**lists - 1
    made = [tuple(sorted([0, *(1 << place for place in range(lists))]))]
    for term in sorted(range(1, last), key=lambda one: (one.bit_count(), one)):
        if term.bit_count() < 2:
            continue
        within = {term & ~(1 << place) for place in _places(term)}
        made += [tuple(sorted([*terms, term])) for terms in made if within <= set(terms)]
    return tuple(Model(lists, terms) for terms in sorted(made, key=lambda terms: (len(terms), terms)))


@lru_cache
def independent(lists: int) -> Model:
    """Return the model in which no list depends on another."""
    return Model(lists, (0, *(1 << place for place in range(lists))))


@lru_cache
def design(lists: int) -> NDArray[np.float64]:
    """Return a row for each history, 0 first, and a column for each term but that of all lists: 1 where the term lies in the history.

    So the constant alone speaks of history 0: its exponential is the expected number of those on no list.
    """
    histories, terms = np.arange(2**lists)[:, None], np.arange(2**lists - 1)[None, :]
    made: NDArray[np.float64] = ((histories & terms) == terms).astype(np.float64)
    made.setflags(write=False)
    return made


def held(models: tuple[Model, ...]) -> NDArray[np.bool_]:
    """Return a row for each model: which terms it holds. All models are of the same number of lists."""
    made = np.zeros((len(models), 2 ** models[0].lists - 1), dtype=bool)
    for row, model in zip(made, models, strict=True):
        row[list(model.terms)] = True
    return made
