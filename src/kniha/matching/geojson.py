"""Areas and routes out of GeoJSON (RFC 7946): polygons are areas, lines are routes; the property `area` is the name, `width_m` a route's
width.

Several features of one name and kind are one ground: a district in two parts.
"""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from kniha.matching.grounds import Corner, Ground, area, route
from kniha.vocab.errors import MalformedError
from kniha.vocab.place import DEGREE

ROUTE_WIDTH_M = 25.0
"""How near to its line a route is walked (95 %), where no width is given: a street with its pavements."""

_NESTED = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}

Line = list[Corner]


def read_grounds(document: object) -> tuple[Ground, ...]:
    """Return the grounds of a FeatureCollection in the order of their names.

    Raises MalformedError where it is of another form, or a name is that of an area and of a route; ImpossibleError where a ground cannot
    be.
    """
    features = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise MalformedError("areas are told by a GeoJSON FeatureCollection")
    lines: dict[str, tuple[str, list[Line], float]] = {}
    for number, feature in enumerate(features):
        name, kind, told, width = _feature(feature, number)
        before = lines.setdefault(name, (kind, [], width))
        if before[0] != kind:
            raise MalformedError(f"feature {number} gives a name to a {kind} that a {before[0]} has already")
        before[1].extend(told)
    return tuple(
        area(name, told) if kind == "area" else route(name, told, width_m=width) for name, (kind, told, width) in sorted(lines.items())
    )


def _feature(feature: Any, number: int) -> tuple[str, str, list[Line], float]:  # Any: whatever JSON holds
    if not isinstance(feature, Mapping):
        raise MalformedError(f"feature {number} is no object")
    geometry, properties = _object(feature.get("geometry")), _object(feature.get("properties"))
    name, kind, width = properties.get("area"), geometry.get("type"), properties.get("width_m", ROUTE_WIDTH_M)
    if not isinstance(name, str) or not name:
        raise MalformedError(f"feature {number} has no property area, which is its name")
    if kind not in _NESTED:
        raise MalformedError(f"feature {number}: expected one of {', '.join(_NESTED)}")
    if not _is_number(width):
        raise MalformedError(f"feature {number}: expected a width_m in metres")
    told = [_line(line, number) for line in _flat(geometry.get("coordinates"), _NESTED[kind], number)]
    if "Polygon" not in kind:
        return name, "route", told, float(width)
    # A ring ends where it began; here it is told without its first corner again.
    return name, "area", [ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring for ring in told], float(width)


def _object(told: object) -> Mapping[str, Any]:  # Any: as above
    return told if isinstance(told, Mapping) else {}


def _flat(nested: Any, depth: int, number: int) -> Iterator[Any]:  # Any: as above
    if not isinstance(nested, list):
        raise MalformedError(f"feature {number}: its coordinates are no list")
    if depth == 0:
        yield nested
        return
    for inner in nested:
        yield from _flat(inner, depth - 1, number)


def _line(line: list[Any], number: int) -> Line:  # Any: as above
    corners = []
    for corner in line:
        if not isinstance(corner, list) or len(corner) < 2 or not all(_is_number(degrees) for degrees in corner[:2]):
            raise MalformedError(f"feature {number}: expected longitude and latitude in degrees")
        corners.append((round(corner[1] * DEGREE), round(corner[0] * DEGREE)))
    return corners


def _is_number(told: object) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and isfinite(told)
