"""The same questions answered slowly, by sums and by throwing points: written apart from the engine, from the definitions alone."""

from math import atan2, cos, degrees, exp, hypot, pi, radians, sin

import numpy as np

HOUR = 3_600_000


def logistic(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def share_in_time(told, shown, sigma_ms, clock, steps=20_000):
    """The mean, over instants evenly in `told`, of the chance that shown[0] <= instant + error <= shown[1], the error logistic."""
    scale = sigma_ms * 3**0.5 / pi
    found = 0.0
    for step in range(steps):
        instant = told[0] + (told[1] - told[0]) * (step + 0.5) / steps
        for shift, weight in clock:
            found += weight * (logistic((shown[1] - shift - instant) / scale) - logistic((shown[0] - shift - instant) / scale))
    return found / steps


def share_in_view(distance, bearing, sigma, heading, fov, reach):
    """Sum a normal density over many small pieces of the view: the camera at the origin, what is told at distance and bearing."""
    x0, y0 = distance * sin(radians(bearing)), distance * cos(radians(bearing))
    around = 360 if heading is None else fov
    away = (np.arange(300) + 0.5) / 300 * reach
    turn = np.radians((heading or 0) + ((np.arange(400) + 0.5) / 400 - 0.5) * around)
    r, angle = np.meshgrid(away, turn)
    density = np.exp(-((r * np.sin(angle) - x0) ** 2 + (r * np.cos(angle) - y0) ** 2) / (2 * sigma**2)) / (2 * pi * sigma**2)
    piece = reach / 300 * radians(around) / 400 * r
    return float((density * piece).sum()) * (fov / 360 if heading is None else 1)


def holds(ring, x, y):
    """Whether a polygon holds a point, by its winding angle."""
    turned = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        step = atan2(by - y, bx - x) - atan2(ay - y, ax - x)
        turned += (step + pi) % (2 * pi) - pi
    return abs(turned) > pi


def offset(lat_e7, lon_e7, east_m, north_m):
    """A point so many metres east and north, by the lengths of degrees there; for some kilometres."""
    lat = lat_e7 + north_m / 111_194.9266 * 1e7
    return round(lat), round(lon_e7 + east_m / (111_194.9266 * cos(radians(lat_e7 / 1e7))) * 1e7)


def plane(middle, lat_e7, lon_e7):
    """Metres east and north of `middle`; for some kilometres."""
    north = (lat_e7 - middle[0]) / 1e7 * 111_194.9266
    return (lon_e7 - middle[1]) / 1e7 * 111_194.9266 * cos(radians((lat_e7 + middle[0]) / 2e7)), north


def course(x, y):
    return degrees(atan2(x, y)) % 360, hypot(x, y)
