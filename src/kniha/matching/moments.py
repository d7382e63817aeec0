"""The chance that a recording ran at the instant of a violation.

The instant lies evenly in the told interval; the clock's error is logistic around zero, or around a wrong whole hour. The integral is
closed (reference/matching.md §4): with s the scale of the error and G(z) = s ln(1 + exp(z/s)), P = [G(v1-t0) - G(v0-t0) - G(v1-t1) +
G(v0-t1)] / (v1 - v0). Here G(z) is written as max(z, 0) + s ln(1 + exp(-|z|/s)): the first parts are whole numbers and their sum is the
plain overlap, so that nothing is lost where years are subtracted from years.
"""

from math import exp, log1p

from kniha.matching.laws import LOGISTIC, Law
from kniha.matching.subjects import LEAST_MS

Stretch = tuple[int, int]
"""First and last millisecond."""


def widened(stretch: Stretch) -> Stretch:
    """Return the stretch, or a second from its beginning where it is shorter."""
    return stretch[0], max(stretch[1], stretch[0] + LEAST_MS)


def overlap_ms(told: Stretch, shown: Stretch) -> int:
    """Return how much of `told` the recording covers if its clock is right."""
    return max(0, min(told[1], shown[1]) - max(told[0], shown[0]))


def chance_in_time(told: Stretch, shown: Stretch, sigma_ms: float, law: Law) -> float:
    """Return the chance, 0 to 1, that the instant told lies in the stretch shown; both are taken as a second at least."""
    told, shown = widened(told), widened(shown)
    sigma = max(1.0, sigma_ms * law.clock_factor)
    found = sum(
        weight * _share(told, (shown[0] - shift, shown[1] - shift), sigma * LOGISTIC) for shift, weight in _hours(told, shown, sigma, law)
    )
    return (1 - law.stray) * min(1.0, max(0.0, found))


def likeliest_hour(told: Stretch, shown: Stretch, sigma_ms: float, law: Law) -> int:
    """Return the milliseconds by which the clock is wrong under the part of the law that explains the cover best."""
    told, shown = widened(told), widened(shown)
    sigma = max(1.0, sigma_ms * law.clock_factor)
    hours = _hours(told, shown, sigma, law)
    return max(hours, key=lambda part: part[1] * _share(told, (shown[0] - part[0], shown[1] - part[0]), sigma * LOGISTIC))[0]


def _hours(told: Stretch, shown: Stretch, sigma_ms: float, law: Law) -> list[tuple[int, float]]:
    """The right hour, and of the wrong ones those by which the two meet within the sigmas of the law: the others add next to nothing."""
    pad = law.sigmas * sigma_ms
    meeting = [part for part in law.clock[1:] if shown[0] - part[0] - pad <= told[1] and told[0] <= shown[1] - part[0] + pad]
    return [law.clock[0], *meeting]


def _share(told: Stretch, cover: Stretch, scale: float) -> float:
    tails = _tail(told[1] - cover[0], scale) - _tail(told[0] - cover[0], scale)
    tails += _tail(told[0] - cover[1], scale) - _tail(told[1] - cover[1], scale)
    return (overlap_ms(told, cover) + scale * tails) / (told[1] - told[0])


def _tail(distance: int, scale: float) -> float:
    return log1p(exp(-abs(distance) / scale))
