"""Many log-linear models fitted at once by maximum likelihood: Newton's method with steps halved, each model a row.

Counts are Poisson with the mean exp(design @ parameters). The likelihood is concave, so what the steps lead to is the maximum. A cell that
a model leaves out (`cells`) has the mean 0 in the limit and takes no part; parameters that then nothing speaks of stay where they are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 100
HALVINGS = 30
AT_ONCE = 1024
EXACT, CLOSE = 1e-13, 1e-9
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


class Shape:
    """Which terms each row holds, those first and in their order; rows with fewer are filled up with others, which stay out."""

    def __init__(self, terms: Flags) -> None:
        width = terms.sum(axis=1)
        self.terms = np.argsort(~terms, axis=1, kind="stable")[:, : int(width.max())]
        self.inside = np.arange(self.terms.shape[1])[None, :] < width[:, None]
        self._unions = (self.terms[:, :, None] | self.terms[:, None, :]).reshape(len(terms), -1)
        self._both = self.inside[:, :, None] & self.inside[:, None, :]
        self._filled = np.eye(self.terms.shape[1]) * ~self.inside[:, None, :]

    def information(self, design: Floats, means: Floats) -> Floats:
        """Return the matrix of information of each row, with ones on the diagonal where it is filled up.

        The place of two terms is the sum of means over the histories that hold both: a margin, that of their union.
        """
        last = np.zeros((len(design), 1))
        last[-1] = 1.0
        margins = means @ np.hstack([design, last])
        found: Floats = margins[np.arange(len(means))[:, None], self._unions].reshape(self._both.shape)
        found *= self._both
        found += self._filled
        return found

    def packed(self, wide: Floats) -> Floats:
        """Return what `wide` says of the terms that each row holds, 0 for those that fill it up."""
        found: Floats = np.take_along_axis(wide, self.terms, axis=1) * self.inside
        return found

    def wide(self, packed: Floats, width: int) -> Floats:
        """Return the same by the places of all terms."""
        made = np.zeros((len(packed), width))
        np.put_along_axis(made, self.terms, packed * self.inside, axis=1)
        return made


def fitted(problem: Problem, start: Floats | None = None, *, near: float = EXACT) -> Fits:
    """Return the fits of all rows; `start` holds parameters to begin from, `near` how far below the maximum one may stay."""
    order = np.argsort(problem.terms.sum(axis=1), kind="stable")
    parts = [order[begin : begin + AT_ONCE] for begin in range(0, len(order), AT_ONCE)]
    found = [_fitted(_of(problem, rows), None if start is None else start[rows], near) for rows in parts]
    back = order.argsort()
    return Fits(*(np.concatenate(column)[back] for column in zip(*found, strict=True)))


def _of(problem: Problem, rows: NDArray[np.int64]) -> Problem:
    return Problem(problem.design, problem.counts[rows], problem.cells[rows], problem.terms[rows])


def _fitted(problem: Problem, start: Floats | None, near: float) -> Fits:
    shape = Shape(problem.terms)
    parameters = _first(problem, shape) if start is None else start.copy()
    reached = np.zeros(len(parameters), dtype=bool)
    rows, some = np.arange(len(parameters)), problem
    for _ in range(ROUNDS):
        now = parameters[rows]
        means = _means(some, now)
        slope = ((some.counts * some.cells - means) @ some.design) * some.terms
        step = _solved(some, shape, means, slope)
        parameters[rows] = _walked(some, now, step)
        waiting = np.einsum("ij,ij->i", step, slope) >= near
        reached[rows[~waiting]] = True
        if not waiting.any():
            break
        if not waiting.all():
            rows = rows[waiting]
            some = _of(problem, rows)
            shape = Shape(some.terms)
    return Fits(parameters, _means(problem, parameters), reached)


def _first(problem: Problem, shape: Shape) -> Floats:
    """Return parameters near the logarithms of the counts: one step of weighted least squares."""
    near = problem.counts + 0.5
    means = near * problem.cells
    slope = (means * np.log(near) + (problem.counts - near) * problem.cells) @ problem.design
    return _solved(problem, shape, means, slope)


def _solved(problem: Problem, shape: Shape, means: Floats, slope: Floats) -> Floats:
    """Return the step to where the slope would be 0, were the likelihood a parabola."""
    curve = shape.information(problem.design, means)
    diagonal = np.arange(curve.shape[1])
    curve[:, diagonal, diagonal] += _FIRMNESS * curve[:, diagonal, diagonal] + 1e-14 * (1.0 + means.sum(axis=1))[:, None]
    step = np.asarray(np.linalg.solve(curve, shape.packed(slope)[:, :, None])[:, :, 0], dtype=np.float64)
    return shape.wide(step, slope.shape[1])


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
    walked: Floats = parameters + share[:, None] * step
    return walked


def _means(problem: Problem, parameters: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.where(problem.cells, np.exp(np.where(problem.cells, parameters @ problem.design.T, 0.0)), 0.0)


def _worth(problem: Problem, parameters: Floats) -> Floats:
    """Return the log-likelihood of each row, without what does not depend on the parameters."""
    exponents = np.where(problem.cells, parameters @ problem.design.T, 0.0)
    with np.errstate(over="ignore", invalid="ignore"):
        found: Floats = np.sum(problem.counts * exponents - np.where(problem.cells, np.exp(exponents), 0.0), axis=1)
    return found
