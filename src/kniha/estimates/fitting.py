"""Many log-linear models fitted at once by maximum likelihood: Newton's method with steps halved, each model a row.

Counts are Poisson with the mean exp(design @ parameters). The likelihood is concave, so what the steps lead to is the maximum. A cell that
a model leaves out (`cells`) has the mean 0 in the limit and takes no part; parameters that then nothing speaks of stay where they are.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 100
HALVINGS = 30
AT_ONCE = 1024
_NEAR = 1e-13
"""How far below the maximum a log-likelihood may stay, about."""
_FIRMNESS = 1e-11
_STEEPEST = 30.0
"""No mean is thought of that differs from what was before by more than this, in nats."""


class Fits(NamedTuple):
    """A row for each model: parameters (0 where not held), means of the cells, whether the maximum was reached."""

    parameters: Floats
    means: Floats
    reached: Flags


class Problem(NamedTuple):
    """What is fitted: a design of cells and terms; counts, cells that take part and terms that are held, a row for each model."""

    design: Floats
    counts: Floats
    cells: Flags
    terms: Flags


def fitted(problem: Problem, start: Floats | None = None) -> Fits:
    """Return the fits of all rows; `start` holds parameters to begin from."""
    found = [_fitted(part, None if start is None else start[rows]) for rows, part in _parts(problem)]
    order = np.argsort(problem.terms.sum(axis=1), kind="stable").argsort()
    return Fits(*(np.concatenate(parts)[order] for parts in zip(*found, strict=True)))


def _parts(problem: Problem) -> Iterator[tuple[NDArray[np.int64], Problem]]:
    """Yield rows with about as many terms each, and the problem of these alone."""
    order = np.argsort(problem.terms.sum(axis=1), kind="stable")
    for begin in range(0, len(order), AT_ONCE):
        rows = order[begin : begin + AT_ONCE]
        yield rows, Problem(problem.design, problem.counts[rows], problem.cells[rows], problem.terms[rows])


def information(design: Floats, means: Floats, terms: Flags) -> Floats:
    """Return the matrix of information of each row, of the terms that it holds in their order; rows with fewer have ones on the diagonal.

    Its place (i, j) is the sum of means over the histories that hold both the i-th and the j-th term: a margin, looked up.
    """
    packed, width = _packed(terms)
    margins = means @ _unions(design)
    union = packed[:, :, None] | packed[:, None, :]
    made: Floats = np.take_along_axis(margins, union.reshape(len(terms), -1), axis=1).reshape(union.shape)
    inside = np.arange(packed.shape[1])[None, :] < width[:, None]
    made *= inside[:, :, None] & inside[:, None, :]
    made += np.eye(packed.shape[1]) * ~inside[:, None, :]
    return made


def _packed(terms: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the terms that each row holds, first those; and how many they are."""
    width = terms.sum(axis=1)
    order = np.argsort(~terms, axis=1, kind="stable")[:, : int(width.max())]
    return order, width


def _unions(design: Floats) -> Floats:
    """Return the design with the column of all lists, which a union of terms may be."""
    last = np.zeros((len(design), 1))
    last[-1] = 1.0
    return np.hstack([design, last])


def _fitted(problem: Problem, start: Floats | None) -> Fits:
    parameters = _first(problem) if start is None else start.copy()
    reached = np.zeros(len(parameters), dtype=bool)
    rows = np.arange(len(parameters))
    for _ in range(ROUNDS):
        some = Problem(problem.design, problem.counts[rows], problem.cells[rows], problem.terms[rows])
        step, decrease = _step(some, parameters[rows])
        parameters[rows] = _walked(some, parameters[rows], step)
        reached[rows[decrease < _NEAR]] = True
        rows = rows[decrease >= _NEAR]
        if not rows.size:
            break
    return Fits(parameters, _means(problem, parameters), reached)


def _first(problem: Problem) -> Floats:
    """Return parameters near the logarithms of the counts: one step of weighted least squares."""
    near = problem.counts + 0.5
    means = near * problem.cells
    slope = (means * np.log(near) + (problem.counts - near) * problem.cells) @ problem.design
    return _solved(problem, means, slope)


def _step(problem: Problem, parameters: Floats) -> tuple[Floats, Floats]:
    """Return the step of Newton's method, and about twice what it wins."""
    means = _means(problem, parameters)
    slope = ((problem.counts * problem.cells - means) @ problem.design) * problem.terms
    step = _solved(problem, means, slope)
    return step, np.einsum("ij,ij->i", step, slope)


def _solved(problem: Problem, means: Floats, slope: Floats) -> Floats:
    packed, width = _packed(problem.terms)
    curve = information(problem.design, means, problem.terms)
    diagonal = np.arange(curve.shape[1])
    curve[:, diagonal, diagonal] += _FIRMNESS * curve[:, diagonal, diagonal] + 1e-14 * (1.0 + means.sum(axis=1))[:, None]
    inside = diagonal[None, :] < width[:, None]
    right = np.take_along_axis(slope, packed, axis=1) * inside
    found = np.linalg.solve(curve, right[:, :, None])[:, :, 0] * inside
    made: Floats = np.zeros_like(slope)
    np.put_along_axis(made, packed, found, axis=1)
    return made


def _walked(problem: Problem, parameters: Floats, step: Floats) -> Floats:
    """Return the parameters after the step, halved where it would lose."""
    before = _worth(problem, parameters)
    reach = np.abs((step @ problem.design.T) * problem.cells).max(axis=1)
    share = np.minimum(1.0, _STEEPEST / np.maximum(reach, 1e-300))
    for _ in range(HALVINGS):
        after = _worth(problem, parameters + share[:, None] * step)
        losing = ~(after >= before - 1e-12 * (1.0 + np.abs(before)))
        if not losing.any():
            break
        share[losing] /= 2.0
    return parameters + share[:, None] * step


def _means(problem: Problem, parameters: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.where(problem.cells, np.exp(np.where(problem.cells, parameters @ problem.design.T, 0.0)), 0.0)


def _worth(problem: Problem, parameters: Floats) -> Floats:
    """Return the log-likelihood of each row, without what does not depend on the parameters."""
    exponents = np.where(problem.cells, parameters @ problem.design.T, 0.0)
    with np.errstate(over="ignore", invalid="ignore"):
        found: Floats = np.sum(problem.counts * exponents - np.where(problem.cells, np.exp(exponents), 0.0), axis=1)
    return found
