"""Losses by month as a drawing: a bar to what is sure, a ring where it is likely, a line to what is possible. No colour tells anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from kniha.book.forces.losses import Month

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 1000, 320, 60, 40, 10
_STEPS = (1, 2, 5)
_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: where its bar stands, in units of the drawing from the left and the top; its name under it, where there is room."""

    x: int
    width: int
    middle: int
    low_y: int
    low_height: int
    likely_y: int
    high_y: int
    name: str
    is_year: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """The whole drawing, and the lines behind it with their numbers."""

    width: int
    height: int
    left: int
    floor: int
    bars: tuple[Bar, ...]
    lines: tuple[tuple[int, int], ...]


def drawn(months: Sequence[Month]) -> Drawn | None:
    """Lay the months out; nothing where nobody can have left."""
    most = max((one.lost.high for one in months), default=0)
    if not most:
        return None
    step = _step(most)
    top = ceil(most / step) * step
    floor, each = HEIGHT - BOTTOM, (WIDTH - LEFT) / len(months)
    every = ceil(len(months) / 24)

    def y(number: int) -> int:
        return round(floor - (floor - TOP) * number / top)

    bars = []
    for place, one in enumerate(months):
        x, width = round(LEFT + place * each + each * 0.15), max(2, round(each * 0.7))
        low = y(one.lost.low)
        name = f"{one.first.month:02}" if place % every == 0 else ""
        is_year = place == 0 or one.first.month == 1
        bars.append(Bar(x, width, x + width // 2, low, floor - low, y(one.lost.likely), y(one.lost.high), name, is_year))
    return Drawn(WIDTH, HEIGHT, LEFT, floor, tuple(bars), tuple((y(at), at) for at in range(0, top + 1, step)))


def _step(most: int) -> int:
    """A round number of which a few reach as high as `most`."""
    size = 1
    while True:
        for part in _STEPS:
            if part * size * _LINES >= most:
                return part * size
        size *= 10
