"""Every hierarchical log-linear model of a table, fitted: how many each says there were, and how well it fits.

Counts of the histories are taken as Poisson (Fienberg 1972; Bishop, Fienberg and Holland 1975, chapter 6), histories that nobody has as
counts of 0. A model's estimate is the number seen and the number that its constant expects on no list. The best model is that of the
least BIC among those whose maximum exists; the others stand beside it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import lgamma, log

import numpy as np
from numpy.typing import NDArray

from kniha.estimates.existence import Standing, existence
from kniha.estimates.fitting import Fits, Problem, Shape, fitted
from kniha.estimates.models import Model, design, held, hierarchical
from kniha.estimates.profiles import Interval, intervals
from kniha.estimates.tables import Table

Floats = NDArray[np.float64]
Tell = Callable[[str, int, int], None]

LEAST_LISTS, MOST_LISTS = 3, 5


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a fitted model says: how many in all, its standard error, how well it fits, and the profile-likelihood interval."""

    estimate: float
    error: float
    deviance: float
    aic: float
    bic: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model, its standing, and its numbers unless they are not identified."""

    model: Model
    standing: Standing
    freedom: int
    numbers: Numbers | None

    @property
    def may_be_chosen(self) -> bool:
        """Whether the maximum exists, so that its numbers may be compared with those of others."""
        return self.standing is Standing.EXISTS and self.numbers is not None


def loglinear(table: Table, models: tuple[Model, ...] = (), *, with_intervals: bool = True, tell: Tell | None = None) -> tuple[Fitted, ...]:
    """Return the models (all hierarchical ones where none are named) by rising BIC, those that give no numbers last.

    `table` has three to five lists, each of somebody. `tell` hears what is being done, how much of it and of how much.
    """
    models = models or hierarchical(len(table.lists))
    hear = tell or (lambda *_: None)
    hear("looking which models a table can carry", 0, len(models))
    found = existence(models, table.array)
    some = [place for place, standing in enumerate(found.standings) if standing is not Standing.NOT_IDENTIFIED]
    numbers: dict[int, Numbers | None] = {}
    if some:
        hear("fitting", 0, len(some))
        terms = held(models)[some]
        counts = np.broadcast_to(table.array, (len(some), len(table.counts)))
        problem = Problem(design(len(table.lists))[1:], counts, found.cells[some], terms)
        fits = fitted(problem)
        spread = _spread(problem, fits)
        ranges = intervals(problem, fits, spread, tell=hear) if with_intervals else (None,) * len(some)
        numbers = dict(zip(some, _numbers(problem, fits, spread, ranges), strict=True))
    made = (
        Fitted(model, standing, len(table.counts) - len(model.terms), numbers.get(place))
        for place, (model, standing) in enumerate(zip(models, found.standings, strict=True))
    )
    return tuple(sorted(made, key=lambda one: (one.numbers is None, one.numbers.bic if one.numbers else 0.0, len(one.model.terms))))


def best(models: Iterable[Fitted]) -> Fitted | None:
    """Return the model of the least BIC among those whose maximum exists; None where there is none."""
    return min((one for one in models if one.may_be_chosen), key=_bic, default=None)


def near(models: Iterable[Fitted], within: float) -> tuple[Fitted, ...]:
    """Return the models whose maximum exists and whose BIC is at most `within` above the least, the best first."""
    some = sorted((one for one in models if one.may_be_chosen), key=_bic)
    return tuple(one for one in some if _bic(one) <= _bic(some[0]) + within)


def _bic(one: Fitted) -> float:
    assert one.numbers is not None
    return one.numbers.bic


def _numbers(problem: Problem, fits: Fits, spread: Floats, ranges: tuple[Interval | None, ...]) -> Iterable[Numbers | None]:
    """Yield the numbers of each row; None where the maximum was not reached."""
    counts = problem.counts[0]
    seen = float(counts.sum())
    constant = sum(lgamma(count + 1) for count in counts.tolist())
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(counts > 0, counts * np.log(fits.means), 0.0).sum(axis=1) - fits.means.sum(axis=1) - constant
    saturated = sum(count * log(count) - count for count in counts.tolist() if count) - constant
    unseen = np.exp(fits.parameters[:, 0])
    sizes = problem.terms.sum(axis=1)
    for row, interval in enumerate(ranges):
        if not fits.reached[row] or not np.isfinite(unseen[row]):
            yield None
            continue
        loss, size, missing = -2.0 * float(worth[row]), int(sizes[row]), float(unseen[row])
        yield Numbers(
            estimate=seen + missing,
            error=float(np.sqrt(missing + missing**2 * spread[row])),
            deviance=max(0.0, loss + 2.0 * saturated),
            aic=loss + 2.0 * size,
            bic=loss + log(seen) * size,
            interval=interval,
        )


def _spread(problem: Problem, fits: Fits) -> Floats:
    """Return the variance of each row's constant: the logarithm of the number expected on no list."""
    found: Floats = np.empty(len(problem.terms))
    limit = np.asarray(~problem.cells.all(axis=1))
    for chosen in (rows for rows in (np.flatnonzero(~limit), np.flatnonzero(limit)) if rows.size):
        curve = Shape(problem.terms[chosen]).information(problem.design, fits.means[chosen])
        if limit[chosen[0]]:
            found[chosen] = np.linalg.pinv(curve, rcond=1e-12, hermitian=True)[:, 0, 0]
        else:
            first = np.eye(curve.shape[1], 1)
            found[chosen] = np.linalg.solve(curve, first)[:, 0, 0]
    return np.maximum(found, 0.0)
