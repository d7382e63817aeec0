"""Places as words of an index: squares of the globe in thirteen sizes, so that "within 3 km of here" is a few hundred words to look up.

A point has the name of its square in each size. A circle is covered with squares, large ones inside, small ones at its edge; a square
at the edge belongs to it when its middle does. So a circle is about as exact as its smallest squares: a thirtieth of its radius, or 55 m.
Squares are of degrees: narrower towards the poles. Own method, as of quadtree indexes; distances on the sphere of `vocab.place`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import asin, cos, radians, sin, sqrt

from kniha.vocab.errors import ImpossibleError
from kniha.vocab.place import DEGREE, Place

_FINEST = DEGREE // 2000  # 55 m from south to north
_SIZES = tuple(_FINEST * 2**level for level in range(13))  # to two degrees
_STEPS = 60
LARGEST_M = 500_000
_METRES_OF_A_DEGREE = 111_195  # of latitude
_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Circle:
    """What lies within `radius_m` metres of a point, in 10⁻⁷ degrees. Raises ImpossibleError beyond 500 km."""

    lat_e7: int
    lon_e7: int
    radius_m: int

    def __post_init__(self) -> None:
        if not 0 < self.radius_m <= LARGEST_M:
            raise ImpossibleError(f"expected a radius from 1 to {LARGEST_M} m, found {self.radius_m} m")
        Place(self.lat_e7, self.lon_e7, self.radius_m)  # refuses what is no point


def cells_of(lat_e7: int, lon_e7: int) -> tuple[str, ...]:
    """Return the names of the squares in which a point lies, the smallest first."""
    return tuple(_name(level, lat_e7 // size, lon_e7 // size) for level, size in enumerate(_SIZES))


@lru_cache(maxsize=500)
def cells_within(circle: Circle) -> tuple[str, ...]:
    """Return the names of squares that cover `circle`; no two of them overlap. Some hundreds at the most."""
    enough = circle.radius_m * DEGREE // (_METRES_OF_A_DEGREE * _STEPS)
    finest = next((level for level, size in enumerate(_SIZES) if size >= enough), len(_SIZES) - 1)
    top = len(_SIZES) - 1
    return tuple(name for square in _top_squares(circle, _SIZES[top]) for name in _within(circle, top, square, finest))


def _within(circle: Circle, level: int, square: tuple[int, int], finest: int) -> Iterator[str]:
    size = _SIZES[level]
    south, west = square[0] * size, square[1] * size
    if _metres(circle, _between(circle.lat_e7, south, size), _between(circle.lon_e7, west, size)) > circle.radius_m:
        return
    if level == finest:
        if _metres(circle, south + size // 2, west + size // 2) <= circle.radius_m:
            yield _name(level, *square)
    elif _metres(circle, _farthest(circle.lat_e7, south, size), _farthest(circle.lon_e7, west, size)) <= circle.radius_m:
        yield _name(level, *square)
    else:
        for down, along in product(range(2), repeat=2):
            yield from _within(circle, level - 1, (square[0] * 2 + down, square[1] * 2 + along), finest)


def _between(wanted: int, least: int, size: int) -> int:
    """The point of a side of a square that is nearest to `wanted`."""
    return min(max(wanted, least), least + size)


def _farthest(wanted: int, least: int, size: int) -> int:
    """The end of a side of a square that is farthest from `wanted`."""
    return least if wanted > least + size // 2 else least + size


def _metres(circle: Circle, lat_e7: int, lon_e7: int) -> float:
    """Haversine formula, as in `vocab.place`; without its checks, since squares may reach beyond a pole."""
    lat_a, lon_a, lat_b, lon_b = (radians(units / DEGREE) for units in (circle.lat_e7, circle.lon_e7, lat_e7, lon_e7))
    half_chord_squared = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, max(0.0, half_chord_squared))))


def _top_squares(circle: Circle, size: int) -> Iterator[tuple[int, int]]:
    """The largest squares that may have a part in `circle`; near a pole all the way round."""
    height = circle.radius_m * DEGREE // _METRES_OF_A_DEGREE + size
    rows = range((circle.lat_e7 - height) // size, (circle.lat_e7 + height) // size + 1)
    outermost = abs(circle.lat_e7) + height
    around = 180 * DEGREE - size if outermost > 85 * DEGREE else int(height / cos(radians(outermost / DEGREE)))
    around = min(around, 180 * DEGREE - size)
    columns = range((circle.lon_e7 - around) // size, (circle.lon_e7 + around) // size + 1)
    yield from product(rows, columns)


def _name(level: int, row: int, column: int) -> str:
    return f"{level}:{row}:{_turned(column * _SIZES[level]) // _SIZES[level]}"


def _turned(lon_e7: int) -> int:
    """A longitude between -180 and 180 degrees."""
    return (lon_e7 + 180 * DEGREE) % (360 * DEGREE) - 180 * DEGREE
