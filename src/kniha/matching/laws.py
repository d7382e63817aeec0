"""What is assumed of errors, as one table: read top to bottom, given to every calculation, told in every report.

A law is a guess about how testimonies, clocks and cameras err. It changes no candidate but by `hours` and `sigmas`; all else changes
probabilities alone. Nothing here was fitted to matches that people confirmed: the sources are named at each value.
"""

from dataclasses import dataclass, replace
from math import pi, sqrt

from kniha.vocab.errors import ImpossibleError

HOUR_MS = 3_600_000
R95 = 2.4477468306808161
"""Radius that holds 95 % of a round normal error, in its standard deviations: sqrt(-2 ln 0.05)."""
LOGISTIC = sqrt(3) / pi
"""Scale of a logistic error of standard deviation 1."""


@dataclass(frozen=True, slots=True)
class Law:
    """How things err. Raises ImpossibleError where weights do not lie between 0 and 1 or do not leave the right hour the most."""

    version: str = "2026-11"
    hours: tuple[tuple[int, float], ...] = ((1, 0.010), (-1, 0.010), (2, 0.004), (-2, 0.004), (3, 0.005), (-3, 0.005))
    """(clock minus true in hours, weight): clocks set to another zone or never to summer time; 3 is a clock left on UTC in Minsk."""
    sigmas: float = 3.0
    """A clock is followed so many standard deviations: 0.9 % of a logistic error lies beyond 3 (reference/matching.md §1)."""
    stray: float = 0.03
    """Testimonies whose time is wrong altogether; what lies outside the told time is not looked for (reference/matching.md §4)."""
    turned: float = 0.05
    """Cameras whose direction is entered wrongly: they may look anywhere. A choice."""
    clock_factor: float = 1.0
    """Every clock's sigma times this."""
    error_factor: float = 1.0
    """Every error of a place, told and measured, times this."""
    range_factor: float = 1.0
    """How far cameras see, times this."""
    range_m: float = 50.0
    """How far people can be told apart where nobody said it. A choice."""
    fov_deg: float = 90.0
    """Width of the view where a direction is known and no width: 60 to 110 degrees are usual (reference/matching.md §1)."""
    error_m: float = 50.0
    """Error of a camera's position (95 %) where none is given. A choice."""
    radius_m: float = 300.0
    """Radius of a told point (95 %) where none is given: a street (reference/matching.md §1). A choice."""
    sigma_ms: int = 600_000
    """Sigma of a clock that nobody measured: that of `book.recordings.rules.UNMEASURED_MS`."""

    def __post_init__(self) -> None:
        weights = [*(weight for _, weight in self.hours), self.stray, self.turned]
        if any(not 0 <= weight < 1 for weight in weights) or sum(weight for _, weight in self.hours) >= 0.5:
            raise ImpossibleError("weights of a law lie from 0 to 1, those of wrong hours below 0.5 together")
        if len({hour for hour, _ in self.hours} | {0}) != len(self.hours) + 1:
            raise ImpossibleError("a law names each wrong hour once, and never the hour 0")

    @property
    def clock(self) -> tuple[tuple[int, float], ...]:
        """(clock minus true in milliseconds, weight), the right hour first; the weights are 1 together."""
        wrong = sum(weight for _, weight in self.hours)
        return (0, 1 - wrong), *((hour * HOUR_MS, weight) for hour, weight in self.hours)


@dataclass(frozen=True, slots=True)
class Prior:
    """How far a precise testimony speaks for what else happened: much happens where and when much was told. All values are choices."""

    version: str = "2026-11"
    radius_m: float = 100.0
    """Testimonies that are told so exactly (95 %) or better are learned from."""
    lasts_ms: int = HOUR_MS // 2
    """And within so long."""
    spread_m: float = 50.0
    """How far around a testimony others happened, one standard deviation along an axis."""
    spread_ms: int = HOUR_MS // 2
    """How long before and after."""
    evenly: float = 0.2
    """Share of what happens anywhere at any time (reference/matching.md §4)."""

    def __post_init__(self) -> None:
        if not 0 < self.evenly <= 1 or self.spread_m <= 0 or self.spread_ms <= 0:
            raise ImpossibleError("something happens anywhere, and near to a testimony in place and time more")


AS_SHIPPED = Law()
RIGHT_HOURS = replace(AS_SHIPPED, version="2026-11-right-hours", hours=())
"""Without whole-hour mistakes: for clocks that were measured."""


def pessimistic(law: Law) -> Law:
    """The same candidates under clocks three times worse, places twice, a shorter view, more that is wrong altogether."""
    return replace(
        law,
        version=f"{law.version}-pessimistic",
        stray=max(law.stray, 0.10),
        turned=max(law.turned, 0.20),
        clock_factor=3 * law.clock_factor,
        error_factor=2 * law.error_factor,
        range_factor=0.7 * law.range_factor,
    )
