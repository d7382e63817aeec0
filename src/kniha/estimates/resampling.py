"""The bootstrap of an estimate, the choice of its model with it.

As many people as the best model says there were are drawn anew: of those seen each history by its share, of the unseen the best model's
share (Buckland and Garthwaite 1991). In each such table the model is chosen again by BIC, so that the interval also holds what choosing
costs. Chosen is among the models that were near the best in the table itself: all of them, up to a bound, and the bound is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kniha.estimates.loglinear import Fitted, best, loglinear, near
from kniha.estimates.tables import Table

NEAR, MOST_MODELS = 10.0, 60
"""Models within so much BIC of the best are chosen among, and not more of them than this."""
SHARE_NEEDED = 0.95


@dataclass(frozen=True, slots=True)
class Resampled:
    """Estimates of the tables drawn, None where a table carried no model; how often each model was chosen; among how many of how many.

    `low` and `high` bound the middle 95 %; None where more than one table in twenty gave no estimate.
    """

    estimates: tuple[float | None, ...]
    chosen: tuple[tuple[str, int], ...]
    among: int
    of: int
    low: float | None
    high: float | None


def resampled(
    table: Table, models: Sequence[Fitted], *, tables: int, seed: int = 1, tell: Callable[[str, int, int], None] | None = None
) -> Resampled | None:
    """Return the bootstrap of `models`, the fits of `table`; None where none of them may be chosen."""
    candidates = near(models, NEAR)
    if not candidates or candidates[0].numbers is None:
        return None
    among = tuple(one.model for one in candidates[:MOST_MODELS])
    people = round(candidates[0].numbers.estimate)
    shares = np.concatenate([[max(0.0, candidates[0].numbers.estimate - table.observed)], table.array])
    shares /= shares.sum()
    draw = np.random.default_rng(seed)
    estimates: list[float | None] = []
    chosen: dict[str, int] = {}
    for number in range(tables):
        if tell is not None:
            tell("drawing tables anew", number, tables)
        counts = draw.multinomial(people, shares)[1:]
        one = best(loglinear(Table(table.lists, tuple(counts.tolist())), among, with_intervals=False)) if counts.any() else None
        estimates.append(one.numbers.estimate if one and one.numbers else None)
        if one:
            chosen[one.model.name] = chosen.get(one.model.name, 0) + 1
    low, high = middle(estimates)
    often = tuple(sorted(chosen.items(), key=lambda pair: (-pair[1], pair[0])))
    return Resampled(tuple(estimates), often, len(among), len(candidates), low, high)


def middle(estimates: Sequence[float | None]) -> tuple[float | None, float | None]:
    """Return the bounds of the middle 95 % of what was estimated; None and None where too many tables gave none."""
    given = [one for one in estimates if one is not None]
    if not given or len(given) < SHARE_NEEDED * len(estimates):
        return None, None
    low, high = np.quantile(given, (0.025, 0.975)).tolist()
    return low, high
