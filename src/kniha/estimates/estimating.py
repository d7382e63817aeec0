"""How many there were, by all that a table of lists can say: models, their average, kinds of people, the bootstrap; or why nothing.

No number stands alone: the models near the best are always beside it. Tables by stratum are estimated each by itself and summed up;
tables by draw of a linkage are estimated each by itself and say how much hangs on who was taken for one person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kniha.estimates.averaging import Averaged, averaged
from kniha.estimates.latent import Kinds, latent
from kniha.estimates.loglinear import LEAST_LISTS, MOST_LISTS, Fitted, best, loglinear
from kniha.estimates.resampling import Resampled, middle, resampled
from kniha.estimates.tables import Table
from kniha.vocab.errors import ImpossibleError, TooLargeError

Tell = Callable[[str, int, int], None]

MOST_RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked besides the models: the weight of the prior (None: 1/2^k), tables of the bootstrap, classes, and the seed of both."""

    weight: float | None = None
    resamples: int = 200
    kinds: int = 3
    seed: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.resamples <= MOST_RESAMPLES:
            raise ImpossibleError(f"expected 0 to {MOST_RESAMPLES} tables of the bootstrap")
        if self.seed < 0:
            raise ImpossibleError("expected a seed of 0 or more")


@dataclass(frozen=True, slots=True)
class Estimated:
    """What one table says. `refusal` says why there is no estimate, and then `best` is None; models may stand there all the same."""

    table: Table
    refusal: str | None
    best: Fitted | None = None
    models: tuple[Fitted, ...] = ()
    averaged: Averaged | None = None
    kinds: tuple[Kinds, ...] = ()
    resampled: Resampled | None = None


@dataclass(frozen=True, slots=True)
class Summed:
    """Strata together: the sum of their best models' estimates, and its interval by the bootstrap of each; or why there is none."""

    refusal: str | None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Draws together: how many carry an estimate, and the least, the middle and the greatest of what these say."""

    draws: int
    with_estimate: int
    least: float | None
    median: float | None
    greatest: float | None


def estimated(table: Table, asked: Asked, *, tell: Tell | None = None) -> Estimated:
    """Return all that `table` says. Raises TooLargeError for more lists than log-linear models take."""
    if len(table.lists) > MOST_LISTS:
        raise TooLargeError(
            f"expected at most {MOST_LISTS} lists, found {len(table.lists)}: join lists that come from one place, or leave some out"
        )
    refusal = _refusal(table)
    if refusal:
        return Estimated(table, refusal)
    models = loglinear(table, tell=tell)
    chosen = best(models)
    if chosen is None:
        words = "no model's likelihood has a maximum that says how many are on no list: the lists share too few people"
        return Estimated(table, words, models=models)
    return Estimated(
        table,
        None,
        chosen,
        models,
        averaged(table, weight=asked.weight),
        latent(table, most=asked.kinds, seed=asked.seed) if asked.kinds else (),
        resampled(table, models, tables=asked.resamples, seed=asked.seed, tell=tell) if asked.resamples else None,
    )


def summed(strata: Mapping[str, Estimated]) -> Summed:
    """Return what the strata say together; a stratum without an estimate leaves them without a sum."""
    without = [name for name, one in strata.items() if one.best is None]
    if without:
        return Summed(f"{len(without)} of {len(strata)} strata carry no estimate, so their sum is not known")
    total = sum(one.best.numbers.estimate for one in strata.values() if one.best and one.best.numbers)
    drawn = [one.resampled.estimates for one in strata.values() if one.resampled]
    if len(drawn) < len(strata):
        return Summed(None, total)
    sums = [None if None in row else sum(one for one in row if one is not None) for row in zip(*drawn, strict=True)]
    return Summed(None, total, *middle(sums))


def spread(estimates: Sequence[float | None]) -> Spread:
    """Return how far the estimates of several draws lie from each other."""
    given = sorted(one for one in estimates if one is not None)
    if not given:
        return Spread(len(estimates), 0, None, None, None)
    half = len(given) // 2
    median = given[half] if len(given) % 2 else (given[half - 1] + given[half]) / 2.0
    return Spread(len(estimates), len(given), given[0], median, given[-1])


def _refusal(table: Table) -> str | None:
    """Return why a table can say nothing, whatever the model."""
    if len(table.lists) < LEAST_LISTS:
        return f"{len(table.lists)} lists cannot show whether they depend on each other: an estimate needs at least {LEAST_LISTS}"
    if not table.observed:
        return "nobody is on any list"
    for place, name in enumerate(table.lists):
        if not table.on_list(place):
            return f"nobody is on the list {name}: leave it out"
    return None
