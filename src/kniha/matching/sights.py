"""The chance that a camera's view holds the place of a violation that is known as a point with a radius.

Where the two points truly lie differs from where they are said to lie by a round normal error. In polar coordinates around the camera the
radial part is closed; one Gauss-Legendre rule integrates over the angle, within the part of it that holds the mass (reference/matching.md
§4). The polynomial for erf is Abramowitz and Stegun's 7.1.26 (error below 1.5e-7): the same text runs where SQL has no erf.
"""

from dataclasses import dataclass
from math import cos, exp, pi, radians, sin, sqrt

from kniha.matching.laws import R95, Law
from kniha.matching.subjects import View

LEAST_SIGMA_M = 1.0
"""No place is known more exactly than this."""
NARROW = 3.8
"""From so many sigmas away, less than 10⁻⁴ of the mass lies on the other side of the camera."""
WIDTH = 6.0
"""The mass lies within so many sigmas to each side of the line between the two."""
NODES = (
    0.095012509837637440, 0.281603550779258913, 0.458016777657227386, 0.617876244402643748,
    0.755404408355003034, 0.865631202387831744, 0.944575023073232576, 0.989400934991649933,
)  # fmt: skip
WEIGHTS = (
    0.189450610455068496, 0.182603415044923589, 0.169156519395002538, 0.149595988816576732,
    0.124628971255533872, 0.095158511682492785, 0.062253523938647893, 0.027152459411754095,
)  # fmt: skip
"""Gauss-Legendre with 16 nodes, the half above zero (Abramowitz and Stegun, table 25.4)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A view with everything that was not said filled in by the law. `heading_deg` None: any direction, as likely as another."""

    heading_deg: float | None
    fov_deg: float
    range_m: float


def opening(view: View, law: Law) -> Opening:
    """Return what the view is taken to be: no direction and no width is all round; a direction without a width has the law's."""
    unsaid = 360.0 if view.heading_deg is None else law.fov_deg
    return Opening(view.heading_deg, view.fov_deg or unsaid, (view.range_m or law.range_m) * law.range_factor)


def camera_variance(view: View, law: Law) -> float:
    """Return the variance of a camera's place along one axis, in m²: its error, and a walk evenly along a line of unknown direction."""
    return (view.error_m * law.error_factor / R95) ** 2 + view.walk_m**2 / 24


def reach_m(view: View, law: Law) -> float:
    """Return how far from its point a view may see: its range, three sigmas of its error, half of its walk. No law's factor moves it."""
    return (view.range_m or law.range_m) + 3 * view.error_m / R95 + view.walk_m / 2


def chance_in_view(distance_m: float, bearing_deg: float, sigma_m: float, seen: Opening, *, turned: float) -> float:
    """Return the chance, 0 to 1, that what is told at this distance and direction lies in the view.

    `sigma_m`: both errors together, along one axis. `turned`: the chance that the camera's direction is entered wrongly.
    """
    sigma = max(LEAST_SIGMA_M, sigma_m)
    ring = _circle(distance_m / sigma, seen.range_m / sigma)
    share = seen.fov_deg / 360
    if seen.heading_deg is None:
        return ring * share
    off = abs((seen.heading_deg - bearing_deg + 180) % 360 - 180)
    return (1 - turned) * _wedge(distance_m / sigma, seen.range_m / sigma, radians(off), radians(seen.fov_deg)) + turned * ring * share


def _circle(d: float, r: float) -> float:
    return _clipped(2 * _between(d, r, 0.0, WIDTH / d if d > NARROW else pi))


def _wedge(d: float, r: float, off: float, fov: float) -> float:
    if fov > pi:
        return _clipped(_circle(d, r) - _wedge(d, r, pi - off, 2 * pi - fov))
    most = WIDTH / d if d > NARROW else 2 * pi
    low, high = max(off - fov / 2, -most), min(off + fov / 2, most)
    return _clipped(_between(d, r, low, high)) if low < high else 0.0


def _between(d: float, r: float, low: float, high: float) -> float:
    """Integrate over the angle away from the line between camera and place; d and r in sigmas."""
    middle, half = (low + high) / 2, (high - low) / 2
    return half * sum(
        weight * (_radial(d, r, middle + half * node) + _radial(d, r, middle - half * node))
        for node, weight in zip(NODES, WEIGHTS, strict=True)
    )


def _radial(d: float, r: float, angle: float) -> float:
    along, across = d * cos(angle), d * sin(angle)
    inner = exp(-along * along / 2) - exp(-((r - along) ** 2) / 2)
    inner += along * sqrt(pi / 2) * (erf((r - along) / sqrt(2)) + erf(along / sqrt(2)))
    return exp(-across * across / 2) * inner / (2 * pi)


def erf(x: float) -> float:
    """Abramowitz and Stegun 7.1.26."""
    t = 1 / (1 + 0.3275911 * abs(x))
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * exp(-x * x)
    return 1 - tail if x >= 0 else tail - 1


def _clipped(chance: float) -> float:
    return min(1.0, max(0.0, chance))
