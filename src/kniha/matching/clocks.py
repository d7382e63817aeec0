"""How far apart two clocks are, from events that both cameras saw; how far off a clock is at another moment than it was measured.

All times are whole milliseconds; sigmas are one standard deviation. Method: weighted mean of differences, weights 1/sigma², tested for
agreement by chi-square (Bevington and Robinson, Data Reduction and Error Analysis, 3rd ed., §4.1), sigma widened by Birge's ratio.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt, sqrt

from kniha.vocab.errors import ImpossibleError, MalformedError

MOST_EVENTS = 100
_ONE_IN_A_THOUSAND = 3.0902
"""Normal quantile: events that agree are refused so seldom."""


@dataclass(frozen=True, slots=True)
class SeenByBoth:
    """One event as each camera's clock shows it, and how exactly its frame could be told there."""

    here_ms: int
    there_ms: int
    sigma_here_ms: int
    sigma_there_ms: int

    def __post_init__(self) -> None:
        if self.sigma_here_ms < 0 or self.sigma_there_ms < 0 or self.sigma_here_ms + self.sigma_there_ms == 0:
            raise ImpossibleError("an event is seen with some error, above 0 ms in one of the two")


@dataclass(frozen=True, slots=True)
class Offset:
    """This clock minus that one; `chi2` over `events` - 1 degrees of freedom says how well the events agree."""

    offset_ms: int
    sigma_ms: int
    chi2: float
    events: int


def offset_between(events: Sequence[SeenByBoth]) -> Offset:
    """Return this clock minus that one. ImpossibleError where the events disagree by more than their errors: one is another event."""
    if not 1 <= len(events) <= MOST_EVENTS:
        raise MalformedError(f"clocks are compared by 1 to {MOST_EVENTS} events, found {len(events)}")
    told = [(one.here_ms - one.there_ms, one.sigma_here_ms**2 + one.sigma_there_ms**2) for one in events]
    # Differences from the first: seconds since 1970 squared would cost the digits that matter.
    base = told[0][0]
    weight = sum(1 / variance for _, variance in told)
    mean = sum((difference - base) / variance for difference, variance in told) / weight
    chi2 = sum((difference - base - mean) ** 2 / variance for difference, variance in told)
    free = len(told) - 1
    if free and chi2 > _most_chi2(free):
        raise ImpossibleError("the events disagree by more than their errors: one of them is another event, or is timed wrongly")
    birge = max(1.0, sqrt(chi2 / free)) if free else 1.0
    return Offset(base + round(mean), max(1, round(birge / sqrt(weight))), chi2, len(told))


def together(one_sigma_ms: int, other_sigma_ms: int) -> int:
    """The sigma of a sum of two independent errors."""
    return _root(one_sigma_ms**2 + other_sigma_ms**2)


def grown(sigma_ms: int, away_ms: int, *, drift_ppm: int) -> int:
    """The sigma of a clock `away_ms` from its measurement, where it drifts by up to `drift_ppm` (one sigma) since."""
    return together(sigma_ms, abs(away_ms) * drift_ppm // 1_000_000)


def _root(square: int) -> int:
    floor = isqrt(square)
    return floor if floor * floor == square else floor + 1


def _most_chi2(free: int) -> float:
    """The 99.9 % quantile of chi-square, by Wilson and Hilferty (1931); within 4 % for one degree of freedom."""
    part = 2 / (9 * free)
    return float(free * (1 - part + _ONE_IN_A_THOUSAND * sqrt(part)) ** 3)
