"""The body chart: where the regions of the list `body-regions` lie, from the front and from behind. Drawn for this register, as data.

A neutral schema of a grown person. Eyes, nose, genitals and anus are regions of the list without an outline of their own: their marks stand
within another region, because the chart shows no features. What lies nowhere on a body (a harm to the mind) has no place here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, MalformedError

VIEWS = ("front", "back")
Point = tuple[int, int]
"""Whole units of the chart, from the left and from the top."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a region in one view, as SVG path data; one that is mirrored is drawn in the other half of the picture."""

    view: str
    region: str
    path: str
    is_mirrored: bool


@cache
def size() -> Point:
    """Width and height of one view."""
    return _chart()["width"], _chart()["height"]


@cache
def shapes(view: str) -> tuple[Shape, ...]:
    """The outlines of one view, in the order in which they are drawn."""
    return tuple(shape for shape, _at in _drawn() if shape.view == view)


@cache
def places(region: str) -> Mapping[str, Point]:
    """The middle of a region, by the views in which it lies; empty for what has no place on the chart."""
    found = {shape.view: at for shape, at in _drawn() if shape.region == region}
    return found | {view: at for view, one, at in _within() if one == region}


def check_mark(region: str, view: str, x: int | None, y: int | None) -> None:
    """A mark is a point of a view in which its region lies, or a view alone, or nothing; ImpossibleError or MalformedError else."""
    if (x is None) != (y is None) or (x is not None and not view):
        raise MalformedError("a mark on the body chart has a view and both its coordinates, or neither")
    if view and view not in VIEWS:
        raise MalformedError(f"a view of the body chart is {' or '.join(VIEWS)}, not {view[:20]!r}")
    known = places(region)
    if view and view not in known:
        raise ImpossibleError("this region of the body does not lie in this view of the chart")
    width, height = size()
    if x is not None and y is not None and not (0 <= x <= width and 0 <= y <= height):
        raise ImpossibleError("a mark lies on the body chart")


@cache
def _chart() -> Any:  # Any: what stands in the file, as a test holds it
    return json.loads(resources.files("kniha.vocab").joinpath("body_chart.json").read_text("utf-8"))


@cache
def _drawn() -> tuple[tuple[Shape, Point], ...]:
    return tuple(_shapes())


def _shapes() -> Iterator[tuple[Shape, Point]]:
    for one in _chart()["shapes"]:
        for region, at, is_mirrored in _sides(one):
            yield Shape(one["view"], region, one["path"], is_mirrored), at


@cache
def _within() -> tuple[tuple[str, str, Point], ...]:
    return tuple((one["view"], region, at) for one in _chart()["within"] for region, at, _mirrored in _sides(one))


def _sides(one: Mapping[str, Any]) -> Iterator[tuple[str, Point, bool]]:  # Any: as above
    """The one or two regions that a line of the file stands for: who faces us has their left on our right."""
    region, (x, y) = one["region"], one["at"]
    if not region.endswith(".*"):
        terms.check_term("body-regions", region)
        yield region, (x, y), False
        return
    right_half, left_half = ("left", "right") if one["view"] == "front" else ("right", "left")
    for side, across, is_mirrored in ((right_half, x, False), (left_half, size()[0] - x, True)):
        terms.check_term("body-regions", region.replace("*", side))
        yield region.replace("*", side), (across, y), is_mirrored
