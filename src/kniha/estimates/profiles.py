"""Profile-likelihood intervals for how many there were.

For each number in all, the seen and the unseen are taken as one multinomial sample and the model is fitted anew; what that number loses in
likelihood against the best one is twice the logarithm of their ratio. The interval holds what loses less than chi-squared with one degree
of freedom leaves out, here in 5 of 100 (Cormack 1992). So it also holds the chance that lies in who happened to be on no list.

The signed root of the loss is nearly straight in the logarithm of the unseen, so each end is found by Newton's method, kept between a
number that is inside and one that is outside. How the likelihood changes with the unseen is known without another fit: what the fitted
chances add is 0, for they are the best.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from kniha.estimates.fitting import CLOSE, Fits, Problem, fitted

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LIMIT = 3.841458820694124
"""What chi-squared with one degree of freedom exceeds in 5 of 100."""
WIDEST = 1e4
"""An end is not looked for beyond so many times the number seen."""
_SMALLEST = 1e-3
"""Fewer unseen than this are none."""
_STEPS, _NEAR = 40, 1e-4
_FARTHEST = 3.0

_log_gamma = np.frompyfunc(lgamma, 1, 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, of all there were; `high` is None where nothing that was looked at is too many."""

    low: float
    high: float | None


class _Profile:
    """The log-likelihood of each row as a function of the logarithm of the unseen; remembers where the last fit stood."""

    def __init__(self, problem: Problem, fits: Fits) -> None:
        cells = np.hstack([np.ones((len(problem.cells), 1), dtype=bool), problem.cells])
        constant = np.eye(1, problem.design.shape[1])
        self._problem = Problem(np.vstack([constant, problem.design]), np.empty(cells.shape), cells, problem.terms)
        self._parameters = fits.parameters.copy()
        self.seen = problem.counts

    def at(self, rows: Rows, place: Floats) -> tuple[Floats, Floats]:
        """Return the greatest log-likelihood with so many unseen, and how it changes with the logarithm of the unseen."""
        unseen = np.exp(place)
        counts = np.hstack([unseen[:, None], self.seen[rows]])
        problem = Problem(self._problem.design, counts, self._problem.cells[rows], self._problem.terms[rows])
        fits = fitted(problem, self._parameters[rows], near=CLOSE)
        self._parameters[rows] = np.where(np.isfinite(fits.parameters), fits.parameters, self._parameters[rows])
        total = counts.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            chances = np.where(counts > 0, counts * np.log(fits.means / total[:, None]), 0.0).sum(axis=1)
            slope = unseen * (_digamma(total + 1.0) - _digamma(unseen + 1.0) + np.log(fits.means[:, 0] / total))
        worth: Floats = (_log_gamma(total + 1.0) - _log_gamma(unseen + 1.0)).astype(np.float64) + chances
        return worth, slope


def _digamma(values: Floats) -> Floats:
    """The derivative of the logarithm of gamma, by its recurrence and its asymptotic series (Abramowitz and Stegun 6.3.18)."""
    large = values + 8.0
    square = 1.0 / large**2
    series = np.log(large) - 0.5 / large - square * (1 / 12 - square * (1 / 120 - square / 252))
    found: Floats = series - sum(1.0 / (values + step) for step in range(8))
    return found


def intervals(problem: Problem, fits: Fits, spread: Floats, *, tell: Callable[[str, int, int], None]) -> tuple[Interval, ...]:
    """Return the interval of each row of `problem`, which `fits` fit; `spread` is the variance of each constant."""
    profile = _Profile(problem, fits)
    seen = problem.counts.sum(axis=1)
    edges = np.full(len(seen), np.log(_SMALLEST)), np.log(WIDEST * seen)
    middle = np.clip(fits.parameters[:, 0], *edges)
    width = np.sqrt(np.exp(-middle) + spread)
    tell("intervals", 0, 3)
    middle, top = _summit(profile, middle, width, edges)
    tell("intervals", 1, 3)
    low = _end(profile, (middle, top), width, edges[0])
    tell("intervals", 2, 3)
    high = _end(profile, (middle, top), width, edges[1])
    return tuple(
        Interval(
            float(count + (0.0 if np.isinf(least) else np.exp(least))), None if np.isinf(greatest) else float(count + np.exp(greatest))
        )
        for count, least, greatest in zip(seen, low, high, strict=True)
    )


def _summit(profile: _Profile, middle: Floats, width: Floats, edges: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the logarithm of the unseen where the likelihood is greatest, and how great it is there."""
    low, high = (edge.copy() for edge in edges)
    top = np.full(len(middle), -np.inf)
    bend = 1.0 / width**2
    rows = np.arange(len(middle))
    place, before = middle.copy(), np.full(len(middle), np.nan)
    for _ in range(_STEPS):
        here = place[rows]
        top[rows], slope = profile.at(rows, here)
        low[rows], high[rows] = np.where(slope >= 0, here, low[rows]), np.where(slope <= 0, here, high[rows])
        with np.errstate(divide="ignore", invalid="ignore"):
            step = slope / bend[rows]
        after = here + np.clip(step, -2.0, 2.0)
        outside = (after <= low[rows]) | (after >= high[rows])
        after = np.where(outside, (low[rows] + high[rows]) / 2.0, after)
        waiting = (np.abs(slope) * width[rows] > _NEAR) & (high[rows] - low[rows] > 1e-9)
        before[rows] = slope
        place[rows[waiting]] = after[waiting]
        rows = rows[waiting]
        if not rows.size:
            break
    return place, top


def _end(profile: _Profile, summit: tuple[Floats, Floats], width: Floats, edge: Floats) -> Floats:
    """Return the logarithm of the unseen where the loss reaches its limit towards `edge`; infinite where it never does."""
    middle, top = summit
    goal = np.sqrt(LIMIT)
    side = np.where(edge > middle, 1.0, -1.0)
    within, beyond = middle.copy(), np.full(len(middle), np.nan)
    found = _before(middle + side * goal * width, edge, side)
    rows = np.arange(len(middle))
    for _ in range(_STEPS):
        here, out = found[rows], side[rows]
        worth, slope = profile.at(rows, here)
        root = np.sqrt(np.maximum(0.0, 2.0 * (top[rows] - worth)))
        inside = root < goal
        within[rows[inside]], beyond[rows[~inside]] = here[inside], here[~inside]
        with np.errstate(divide="ignore", invalid="ignore"):
            step = (root - goal) * root / slope
        far = here + out * np.clip(np.abs(here - middle[rows]), 0.1, _FARTHEST)
        after = np.where(np.isfinite(step), here + step, far)
        after = np.where(out * (after - far) > 0, far, after)
        kept = np.where(np.isnan(beyond[rows]), far, (within[rows] + beyond[rows]) / 2.0)
        fits = (out * (after - within[rows]) > 0) & ~(out * (after - beyond[rows]) >= 0)
        after = _before(np.where(fits, after, kept), edge[rows], out)
        never = inside & (here == edge[rows])
        found[rows[never]] = out[never] * np.inf
        waiting = ~never & (np.abs(root - goal) > _NEAR) & ~(np.abs(beyond[rows] - within[rows]) < 1e-9)
        found[rows[waiting]] = after[waiting]
        rows = rows[waiting]
        if not rows.size:
            break
    return found


def _before(place: Floats, edge: Floats, side: Floats) -> Floats:
    return np.where(side * (place - edge) > 0, edge, place)
