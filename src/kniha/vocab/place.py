"""An uncertain place: a point with the radius around it within which the thing happened.

Coordinates are WGS 84 in 10⁻⁷ degrees (about a centimetre), as integers: what is hashed holds no floating point (entry.md §5).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.terms import label

DEGREE = 10**7
LARGEST_RADIUS_M = 20_000_000
"""Half-way around the Earth, in round numbers: a larger circle says nothing."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R₁ of the ellipsoid of WGS 84 (Moritz, Geodetic Reference System 1980)."""

_WITH_POINT = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?)"
_WITH_COMMA = _WITH_POINT.replace(r"\.", ",")
_SHAPES = (
    # "53.9023, 27.5619", "53.9023 27.5619", "53.9023; 27.5619"
    re.compile(rf"{_WITH_POINT}(?:[ ]*;[ ]*|,?[ ]+){_WITH_POINT}"),
    # "53,9023 27,5619", "53,9023, 27,5619", "53,9023; 27,5619"
    re.compile(rf"{_WITH_COMMA}(?:[ ]*;[ ]*|,?[ ]+){_WITH_COMMA}"),
    # "53.9023,27.5619"; a bare comma between whole numbers could as well be a decimal comma, and is refused
    re.compile(r"([+-]?[0-9]{1,3}\.[0-9]{1,20}),([+-]?[0-9]{1,3}\.[0-9]{1,20})"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere within `radius_m` metres of a point; 0 means the point itself.

    Raises ImpossibleError for a latitude beyond ±90°, a longitude beyond ±180° or a radius below 0 or beyond half the Earth.
    """

    lat_e7: int
    lon_e7: int
    radius_m: int

    def __post_init__(self) -> None:
        _check_range("latitude", self.lat_e7, 90)
        _check_range("longitude", self.lon_e7, 180)
        if not 0 <= self.radius_m <= LARGEST_RADIUS_M:
            raise ImpossibleError(f"expected a radius from 0 to {LARGEST_RADIUS_M} m, found {self.radius_m} m")


def parse_place(text: str, *, radius_m: int) -> Place:
    """Return the place at the latitude and longitude, in that order, that `text` gives in decimal degrees.

    Digits beyond the seventh are rounded. Raises MalformedError for another form, ImpossibleError for degrees that cannot be.
    """
    plain = text.strip().replace("−", "-")
    found = next(filter(None, (shape.fullmatch(plain) for shape in _SHAPES)), None)
    if found is None:
        raise MalformedError(f"expected latitude and longitude like 53.9023, 27.5619, found {len(text)} characters of another form")
    lat_e7, lon_e7 = (_units(number) for number in found.groups())
    return Place(lat_e7, lon_e7, radius_m)


def describe_place(place: Place, language: str) -> str:
    """Return the point, exactly, and its radius with the unit in "be", "ru" or "en"."""
    point = f"{_degrees(place.lat_e7)}, {_degrees(place.lon_e7)}"
    kilometres, metres = divmod(place.radius_m, 1000)
    if place.radius_m == 0:
        return point
    radius = label("place-phrases", "metres" if metres else "kilometres", language).format(place.radius_m if metres else kilometres)
    return f"{point} ({radius})"


def distance_m(a: Place, b: Place) -> float:
    """Return the metres between the points of two places on a sphere; radii are left out.

    Haversine formula (Sinnott, "Virtues of the Haversine", 1984); within 0.6 % of the distance on the ellipsoid.
    """
    lat_a, lon_a, lat_b, lon_b = (radians(units / DEGREE) for units in (a.lat_e7, a.lon_e7, b.lat_e7, b.lon_e7))
    half_chord_squared = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, half_chord_squared)))


def _check_range(name: str, units: int, most: int) -> None:
    if abs(units) > most * DEGREE:
        raise ImpossibleError(f"expected a {name} from -{most} to {most} degrees, found {_degrees(units)}")


def _units(number: str) -> int:
    return int((Decimal(number.replace(",", ".")) * DEGREE).to_integral_value())


def _degrees(units: int) -> str:
    """Write 10⁻⁷ degrees as degrees, exactly, without needless zeros."""
    return f"{(Decimal(units) / DEGREE).normalize():f}"
