"""The map of the public book: towns as circles over borders of our own file, drawn in the frame that the file names. Pure."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from math import cos, radians, sqrt
from typing import Any

from kniha.vocab.gazetteer import known_place
from kniha.vocab.place import DEGREE

WIDTH = 800


@cache
def _outline() -> dict[str, Any]:  # Any: JSON of our own file, held by a test
    found: dict[str, Any] = json.loads((files("kniha.publish") / "outline.json").read_text("utf-8"))
    return found


def height() -> int:
    """Of the map, in the units of its width: an equirectangular map, true to scale in the middle of its frame."""
    west, south, east, north = (float(degrees) for degrees in _outline()["frame"])
    return round(WIDTH * (north - south) / ((east - west) * cos(radians((south + north) / 2))))


def borders() -> list[str]:
    """Each line as points of a polyline."""
    return [" ".join(f"{x},{y}" for x, y in (_point(*spot) for spot in line)) for line in _outline()["lines"]]


def towns(counts: Iterable[tuple[str, int]]) -> Sequence[tuple[int, int, int, str, int]]:
    """Circles as x, y, radius, town and count: the area grows with the count, the large ones lie below. Towns out of the frame are left."""
    found = []
    for code, count in counts:
        spot = known_place(code).place
        x, y = _point(spot.lon_e7 / DEGREE, spot.lat_e7 / DEGREE)
        if 0 <= x <= WIDTH and 0 <= y <= height():
            found.append((x, y, min(4 + round(sqrt(count)), 60), code, count))
    return sorted(found, key=lambda one: (-one[2], one[3]))


def _point(lon: float, lat: float) -> tuple[int, int]:
    west, south, east, north = _outline()["frame"]
    return round(WIDTH * (lon - west) / (east - west)), round(height() * (north - lat) / (north - south))
