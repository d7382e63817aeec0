"""Whether the maximum of a model's likelihood exists, and whether the counts then tell how many are on no list.

The maximum exists just when the margins that a model keeps can be had from means that are all above 0 (Fienberg and Rinaldo 2012, theorem
on the marginal cone). Where they cannot, some cells have the mean 0 in every way to have them: without those cells the maximum exists, and
the model's own is a limit that no parameters reach. The number on no list is identified where its row of the design is a combination of
the rows of the cells that remain (for list data: Chan, Silverman and Vincent 2021).

Which cells remain is a linear programme. It is solved by least squares with no negative weights (Lawson and Hanson 1974, chapter 23): the
residual is 0 where all cells can be above 0, and else a direction in which the likelihood rises for ever and which says which cells vanish.
"""

from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kniha.estimates.models import Model, design, held

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SINGULAR = 1e-9
"""Below this an eigenvalue is 0: the matrices are of small whole numbers."""
_NOTHING = 1e-7


class Standing(Enum):
    """What a table says of a model."""

    EXISTS = "exists"
    LIMIT = "limit"
    NOT_IDENTIFIED = "not-identified"


class Existence(NamedTuple):
    """A row for each model: its standing, and the histories 1, 2, … whose means are not 0 in the limit."""

    standings: tuple[Standing, ...]
    cells: Flags


def existence(models: tuple[Model, ...], counts: Floats) -> Existence:
    """Say of each model whether its maximum exists for `counts` of the histories 1, 2, …"""
    lists = models[0].lists
    rows = design(lists)[1:]
    terms = held(models)
    cells = np.ones((len(models), len(rows)), dtype=bool)
    standings = [Standing.EXISTS] * len(models)
    seen = counts > 0
    for place in np.flatnonzero(~_full(rows[seen], terms)):
        own = rows[:, terms[place]]
        cells[place] = _remaining(own, seen)
        if not cells[place].all():
            spoken = _combines(own[cells[place]], np.eye(1, own.shape[1])[0])
            standings[place] = Standing.LIMIT if spoken else Standing.NOT_IDENTIFIED
    return Existence(tuple(standings), cells)


def _full(rows: Floats, terms: Flags) -> Flags:
    """Say of each set of terms whether the rows fix all its parameters: then the maximum exists whatever the other cells are."""
    found = np.zeros(len(terms), dtype=bool)
    gram = rows.T @ rows
    for size in np.unique(terms.sum(axis=1)):
        if size > len(rows):
            continue
        some = np.flatnonzero(terms.sum(axis=1) == size)
        held_terms = np.nonzero(terms[some])[1].reshape(len(some), size)
        found[some] = np.linalg.eigvalsh(gram[held_terms[:, :, None], held_terms[:, None, :]])[:, 0] > _SINGULAR
    return found


def _remaining(rows: Floats, seen: Flags) -> Flags:
    """Return the cells that can have a mean above 0: those seen, and of the others those that no direction of rising takes away."""
    remaining = np.ones(len(rows), dtype=bool)
    free = _free(rows[seen])
    while True:
        doubtful = np.flatnonzero(remaining & ~seen)
        slopes = rows[doubtful] @ free
        direction = slopes.sum(axis=0) + _nearest(slopes.T, -slopes.sum(axis=0))
        falls = slopes @ direction
        if np.abs(direction).max(initial=0.0) < _NOTHING or falls.max(initial=0.0) < _NOTHING:
            return remaining
        remaining[doubtful[falls > _NOTHING]] = False


def _free(rows: Floats) -> Floats:
    """Return directions of parameters that change no mean of these rows, as orthonormal columns."""
    values, vectors = np.linalg.eigh(rows.T @ rows)
    free: Floats = vectors[:, values < _SINGULAR]
    return free


def _combines(rows: Floats, wanted: Floats) -> bool:
    free = _free(rows)
    return bool(np.abs(wanted @ free).max(initial=0.0) < _NOTHING)


def _nearest(columns: Floats, wanted: Floats) -> Floats:
    """Return columns @ weights - wanted … of the weights, none below 0, that come nearest to `wanted`."""
    weights = np.zeros(columns.shape[1])
    active = np.zeros(columns.shape[1], dtype=bool)
    for _ in range(3 * columns.shape[1] + 10):
        pull = columns.T @ (wanted - columns @ weights)
        pull[active] = -np.inf
        if pull.max(initial=-np.inf) < _NOTHING:
            break
        active[int(pull.argmax())] = True
        weights = _least(columns, wanted, weights, active)
    found: Floats = columns @ weights
    return found


def _least(columns: Floats, wanted: Floats, weights: Floats, active: Flags) -> Floats:
    """Go to the least squares of the active columns, leaving out those that would fall below 0 on the way."""
    while True:
        aim = np.zeros_like(weights)
        aim[active] = np.linalg.lstsq(columns[:, active], wanted, rcond=None)[0]
        below = active & (aim <= 0)
        if not below.any():
            return aim
        steps = weights[below] / np.maximum(weights[below] - aim[below], 1e-300)
        weights = weights + steps.min() * (aim - weights)
        active &= weights > 1e-12
        weights = np.where(active, weights, 0.0)
