"""Whether a point lies on land, by a coarse outline: to point out points in the sea. About ten kilometres of shore are held to be land."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kniha.runs.importing.cells import OnLand

_NEAR = 0.1
"""Degrees: a town by the sea lies beside a line that leaves out its bays."""

_Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class _Outline:
    """One piece of land: its box, its shore, and the lakes and seas within it."""

    west: float
    south: float
    east: float
    north: float
    rings: tuple[_Ring, ...]


@lru_cache(maxsize=1)
def land_of(geojson: bytes) -> OnLand:
    """Return the question that the outline in `geojson` answers (features of the kind `land`, polygons); one outline is read once."""
    outlines = tuple(_outline(polygon) for polygon in _polygons(geojson))

    @lru_cache(maxsize=65_536)
    def on_land(latitude: float, longitude: float) -> bool:
        steps = (0.0, -_NEAR, _NEAR)
        return any(_holds(outlines, latitude + up, longitude + right) for up in steps for right in steps)

    return on_land


def _polygons(geojson: bytes) -> Iterator[Sequence[_Ring]]:
    for feature in json.loads(geojson)["features"]:
        if feature["properties"]["kind"] == "land":
            geometry = feature["geometry"]
            yield from geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


def _outline(rings: Sequence[_Ring]) -> _Outline:
    longitudes, latitudes = ([point[place] for point in rings[0]] for place in (0, 1))
    return _Outline(min(longitudes), min(latitudes), max(longitudes), max(latitudes), tuple(rings))


def _holds(outlines: Sequence[_Outline], latitude: float, longitude: float) -> bool:
    return any(
        one.west <= longitude <= one.east
        and one.south <= latitude <= one.north
        and sum(_is_within(ring, latitude, longitude) for ring in one.rings) % 2 == 1
        for one in outlines
    )


def _is_within(ring: _Ring, latitude: float, longitude: float) -> bool:
    """Even-odd rule: how often a line to the east crosses the ring (Shimrat, Algorithm 112, 1962)."""
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside
