"""Profile-likelihood intervals for how many there were.

For each number in all, the seen and the unseen are taken as one multinomial sample and the model is fitted anew; what that number loses in
likelihood against the best one is twice the logarithm of their ratio. The interval holds what loses less than chi-squared with one degree
of freedom leaves out, here in 5 of 100 (Cormack 1992). So it also holds the chance that lies in who happened to be on no list.

The signed root of the loss is nearly straight in the logarithm of the unseen, so each end is found by the secant between two numbers that
lie on both sides of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from kniha.estimates.fitting import Fits, Problem, fitted

Floats = NDArray[np.float64]

LIMIT = 3.841458820694124
"""What chi-squared with one degree of freedom exceeds in 5 of 100."""
WIDEST = 1e4
"""An end is not looked for beyond so many times the number seen."""
_SMALLEST = 1e-3
_STEPS, _CLOSE = 40, 1e-6

_log_gamma = np.frompyfunc(lgamma, 1, 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, of all there were; `high` is None where nothing that was looked at is too many."""

    low: float
    high: float | None


class _Profile:
    """The loss of each row as a function of the number unseen; remembers where the last fit stood."""

    def __init__(self, problem: Problem, fits: Fits) -> None:
        cells = np.hstack([np.ones((len(problem.cells), 1), dtype=bool), problem.cells])
        constant = np.zeros((1, problem.design.shape[1]))
        constant[0, 0] = 1.0
        self._problem = Problem(np.vstack([constant, problem.design]), np.empty(cells.shape), cells, problem.terms)
        self._seen = problem.counts
        self._parameters = fits.parameters.copy()

    def worth(self, rows: NDArray[np.int64], unseen: Floats) -> Floats:
        """Return the greatest log-likelihood with so many unseen."""
        counts = np.hstack([unseen[:, None], self._seen[rows]])
        problem = Problem(self._problem.design, counts, self._problem.cells[rows], self._problem.terms[rows])
        fits = fitted(problem, self._parameters[rows])
        self._parameters[rows] = np.where(np.isfinite(fits.parameters), fits.parameters, self._parameters[rows])
        total = counts.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            chances = np.where(counts > 0, counts * np.log(fits.means / total[:, None]), 0.0).sum(axis=1)
        found: Floats = (_log_gamma(total + 1.0) - _log_gamma(unseen + 1.0)).astype(np.float64) + chances
        return found


def intervals(problem: Problem, fits: Fits, *, tell: Callable[[str, int, int], None]) -> tuple[Interval, ...]:
    """Return the interval of each row of `problem`, which `fits` fit."""
    profile = _Profile(problem, fits)
    seen = problem.counts.sum(axis=1)
    most = np.log(WIDEST * seen)
    middle = np.clip(fits.parameters[:, 0], np.log(_SMALLEST), most)
    tell("intervals", 0, 3)
    middle, top = _summit(profile, middle, most)
    tell("intervals", 1, 3)
    low = _end(profile, (middle, top), np.full(len(seen), np.log(_SMALLEST)), -1.0)
    tell("intervals", 2, 3)
    high = _end(profile, (middle, top), most, 1.0)
    return tuple(
        Interval(float(count + (0.0 if np.isinf(least) else np.exp(least))), None if np.isinf(greatest) else float(count + np.exp(greatest)))
        for count, least, greatest in zip(seen, low, high, strict=True)
    )


def _summit(profile: _Profile, middle: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Return the logarithm of the unseen where the likelihood is greatest, and how great: parabolas through three numbers, drawn closer."""
    rows = np.arange(len(middle))
    reach = np.full(len(middle), 0.02)
    for _ in range(_STEPS):
        places = middle[rows] + np.array([[-1.0], [0.0], [1.0]]) * reach[rows]
        left, here, right = (profile.worth(rows, np.exp(place)) for place in places)
        bend = left - 2.0 * here + right
        with np.errstate(divide="ignore", invalid="ignore"):
            step = 0.5 * reach[rows] * (left - right) / bend
        uphill = np.where(right > left, 4.0, -4.0) * reach[rows]
        step = np.where((bend < 0.0) & np.isfinite(step) & (np.abs(step) < 50.0 * reach[rows]), step, uphill)
        at_edge = ((middle[rows] <= np.log(_SMALLEST)) & (step < 0)) | ((middle[rows] >= most[rows]) & (step > 0))
        middle[rows] = np.clip(middle[rows] + step, np.log(_SMALLEST), most[rows])
        reach[rows] = np.clip(np.abs(step), 2e-3, 0.5)
        rows = rows[(np.abs(step) > 1e-3) & ~at_edge]
        if not rows.size:
            break
    everyone = np.arange(len(middle))
    return middle, profile.worth(everyone, np.exp(middle))


def _end(profile: _Profile, summit: tuple[Floats, Floats], edge: Floats, side: float) -> Floats:
    """Return the logarithm of the unseen where the loss reaches its limit on one side; infinite where it does not up to the edge."""
    middle, top = summit
    goal = np.sqrt(LIMIT)
    within, inner = middle.copy(), np.full(len(middle), -goal)
    beyond, outer = _beyond(profile, summit, edge, side)
    found = np.where(np.isnan(beyond), side * np.inf, beyond)
    rows = np.flatnonzero(~np.isnan(beyond))
    for turn in range(_STEPS):
        if not rows.size:
            break
        share = inner[rows] / (inner[rows] - outer[rows])
        if turn % 3 == 2:
            share = np.full(len(rows), 0.5)
        place = within[rows] + share * (beyond[rows] - within[rows])
        rest = np.sqrt(np.maximum(0.0, 2.0 * (top[rows] - profile.worth(rows, np.exp(place))))) - goal
        found[rows] = place
        inside = rest < 0.0
        within[rows[inside]], inner[rows[inside]] = place[inside], rest[inside]
        beyond[rows[~inside]], outer[rows[~inside]] = place[~inside], rest[~inside]
        rows = rows[(np.abs(rest) > _CLOSE) & (np.abs(beyond[rows] - within[rows]) > 1e-9)]
    return found


def _beyond(profile: _Profile, summit: tuple[Floats, Floats], edge: Floats, side: float) -> tuple[Floats, Floats]:
    """Return a number beyond the end and by how much its loss passes the limit, going outward in growing steps; nan where there is none."""
    middle, top = summit
    goal = np.sqrt(LIMIT)
    beyond, outer = np.full(len(middle), np.nan), np.full(len(middle), np.nan)
    rows, reach = np.arange(len(middle)), 0.1
    while rows.size:
        place = middle[rows] + side * reach
        place = np.where(side * (place - edge[rows]) > 0, edge[rows], place)
        rest = np.sqrt(np.maximum(0.0, 2.0 * (top[rows] - profile.worth(rows, np.exp(place))))) - goal
        passed = rest >= 0.0
        beyond[rows[passed]], outer[rows[passed]] = place[passed], rest[passed]
        rows = rows[~passed & (side * (edge[rows] - place) > 0)]
        reach *= 1.8
    return beyond, outer
