"""Make src/kniha/desk/static/desk/land.json from `countries-50m.json` of the npm package world-atlas (Natural Earth, public domain).

    python tools/land.py countries-50m.json

Two features: the land, and the borders between countries as lines. TopoJSON, as its specification says: arcs are lists of steps on a
grid, a ring is a list of arcs, and ~n is arc n walked backwards. An arc that two countries share is a border between them.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "src" / "kniha" / "desk" / "static" / "desk" / "land.json"
DECIMALS = 2  # about a kilometre: the source is not more exact
STEP = 0.05  # degrees: between the ends of an arc, points nearer than this to the one before are left out
SMALLEST = 0.2  # degrees: islands that are smaller both ways are left out

# Natural Earth draws who holds a place, not whose it is. The General Assembly (68/262) recognises Crimea within Ukraine's borders, so
# the line across its isthmus is not drawn. ISO 3166 numbers of Russia and Ukraine; west, south, east, north.
NO_BORDER = (frozenset({"643", "804"}), (32.5, 45.5, 35.5, 46.5))

Point = tuple[float, float]
Line = tuple[Point, ...]


def main() -> None:
    """Write the outline."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [_thinned(tuple(_walked(arc, topology["transform"]))) for arc in topology["arcs"]]
    polygons = list(_polygons(topology["objects"]["land"], arcs))
    borders = list(_borders(topology["objects"]["countries"]["geometries"], arcs))
    features = [_feature("land", "MultiPolygon", polygons), _feature("border", "MultiLineString", borders)]
    OUT.write_text(json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(polygons)} polygons, {len(borders)} borders, {OUT.stat().st_size} bytes")


def _walked(arc: Sequence[Sequence[int]], transform: Any) -> Iterator[Point]:  # Any: JSON of the source, here and below
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield round(x * scale_x + left, DECIMALS), round(y * scale_y + bottom, DECIMALS)


def _thinned(line: Line) -> Line:
    kept = [line[0]]
    for x, y in line[1:-1]:
        if max(abs(x - kept[-1][0]), abs(y - kept[-1][1])) >= STEP:
            kept.append((x, y))
    return (*kept, line[-1])


def _polygons(geometry: Any, arcs: Sequence[Line]) -> Iterator[list[Line]]:
    parts = geometry["geometries"] if geometry["type"] == "GeometryCollection" else [geometry]
    for part in parts:
        for polygon in part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]]:
            rings = [ring for ring in (_joined(indexes, arcs) for indexes in polygon) if _is_seen(ring)]
            if rings:
                yield rings


def _is_seen(ring: Line) -> bool:
    return len(set(ring)) > 3 and any(max(along) - min(along) >= SMALLEST for along in zip(*ring, strict=True))


def _joined(indexes: Sequence[int], arcs: Sequence[Line]) -> Line:
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += [point for point in arc if not points or point != points[-1]]
    return tuple(_unwrapped(points))


def _unwrapped(points: Sequence[Point]) -> Iterator[Point]:
    """Go on past ±180° where a shore crosses it: a jump to the other end of the map would be drawn as a line across the world."""
    turn, last = 0, points[0][0]
    for x, y in points:
        turn += 360 * ((last - x > 180) - (x - last > 180))
        last = x
        yield round(x + turn, DECIMALS), y


def _borders(countries: Sequence[Any], arcs: Sequence[Line]) -> Iterator[Line]:
    owners: defaultdict[int, set[str]] = defaultdict(set)
    for country in countries:
        name = str(country.get("id", country["properties"]["name"]))
        for polygon in country.get("arcs", ()) if country["type"] == "MultiPolygon" else [country.get("arcs", ())]:
            for ring in polygon:
                for index in ring:
                    owners[index if index >= 0 else ~index].add(name)
    for index, names in sorted(owners.items()):
        line = _joined([index], arcs)
        if len(names) > 1 and len(line) > 1 and not _is_left_out(names, line):
            yield line


def _is_left_out(names: set[str], line: Line) -> bool:
    pair, (west, south, east, north) = NO_BORDER
    return names == pair and all(west <= x <= east and south <= y <= north for x, y in line)


def _feature(kind: str, form: str, coordinates: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": form, "coordinates": coordinates}}


if __name__ == "__main__":
    main()
