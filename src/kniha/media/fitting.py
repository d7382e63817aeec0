"""Whether the marks of two pictures agree on one shift and one scale: only then is a part of one in the other.

Marks of unrelated pictures look alike by chance, but then each tells of another place. Every pair of like marks proposes a shift and a
scale; the proposal that most other pairs fall in with is refined by least squares.
"""

import cmath
import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from kniha.media.marks import UNIT, Marks

ALIKE = 12
"""Of 64 bits, how many may differ between two marks of the same thing."""
_MOST_PAIRS = 400
_NEAR, _NEAR_AT_LEAST = 0.5, UNIT / 400
_EXACT, _EXACT_AT_LEAST = 0.2, UNIT / 1000
"""How far from where it should be a mark may lie: so many of its own scales, a twelfth of its window, and so much besides. In a copy most
marks lie exactly; in a photograph of the same place from elsewhere, what is nearer has moved against what is farther away."""
_SAME_SIZE = 0.35
"""How far the scales of two marks may disagree with the proposed one, as a logarithm."""
_SCALES = (0.15, 6.5)
_UNSURE = 0.12
_MOST_TILT = 0.2
"""Radians: beyond some ten degrees the windows of marks look different."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How the first picture lies in the second: place there = place here × change + shift, places being complex
    numbers, across and down, in parts of UNIT of each longer side.

    `marks` agree; `share` is what part of those that could, of the picture that has fewer where both overlap, and `exact` what part of
    those lies where it should to a tenth of its window; `spread` is how many of sixteen fields of the overlap hold one that agrees.
    """

    marks: int
    share: float
    exact: float
    spread: int
    change: complex
    shift: complex

    @property
    def scale(self) -> float:
        """How much larger it is there."""
        return abs(self.change)

    @property
    def tilt(self) -> float:
        """By how many degrees it is tilted there, clockwise."""
        return math.degrees(cmath.phase(self.change))


_Numbers = npt.NDArray[Any]  # Any: real or complex
_Chosen = npt.NDArray[np.bool_]
_Change = tuple[complex, complex]
"""Places are complex numbers, across and down: the first factor scales and tilts them, then the second is added."""


@dataclass(frozen=True, slots=True)
class _Places:
    at: _Numbers
    size: _Numbers

    @classmethod
    def of(cls, marks: Marks) -> Self:
        return cls(marks["x"] + 1j * marks["y"], marks["size"].astype(np.float64))


def corners(fitted: Fit, shape: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Where the corners of the first, of this height and width, lie in the second: across and down, clockwise from the upper left."""
    height, width = (side * UNIT / max(shape) for side in shape)
    moved = [corner * fitted.change + fitted.shift for corner in (0j, complex(width, 0), complex(width, height), complex(0, height))]
    return tuple((round(each.real), round(each.imag)) for each in moved)


def fit(here: Marks, there: Marks) -> Fit | None:
    """The best shift and scale, None where no three marks agree on any."""
    if not len(here) or not len(there):
        return None
    differ = np.bitwise_count(here["bits"][:, None] ^ there["bits"][None, :])
    one, other = np.nonzero(differ <= ALIKE)
    if len(one) > _MOST_PAIRS:
        best = np.argsort(differ[one, other], kind="stable")[:_MOST_PAIRS]
        one, other = one[best], other[best]
    if len(one) < 3:
        return None
    return _agreed(here, there, one, other)


def _agreed(here: Marks, there: Marks, one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]) -> Fit | None:
    first, second = _Places.of(here[one]), _Places.of(there[other])
    change = _proposed(first, second)
    for loose in (2.5, 1.5, 1.0):
        if change is None:
            return None
        chosen = _off(first, second, change) <= loose
        change = _refined(first.at[chosen], second.at[chosen])
    if change is None:
        return None
    chosen = _off(first, second, change) <= 1
    exact = np.abs(first.at * change[0] + change[1] - second.at) <= _EXACT * second.size + _EXACT_AT_LEAST
    counts = _count(one[chosen], other[chosen]), _count(one[chosen & exact], other[chosen & exact])
    return _told(_Places.of(here).at, _Places.of(there).at, one[chosen], change=change, counts=counts)


def _proposed(first: _Places, second: _Places) -> _Change | None:
    """The pair of marks that most others fall in with, the farther away the more loosely: a pair tells little of tilt."""
    scales = second.size / first.size
    moved = first.at[None, :] * scales[:, None] + (second.at - first.at * scales)[:, None]
    allowed = 2.5 * _allowed(second)[None, :] + _UNSURE * np.abs(second.at[None, :] - second.at[:, None])
    falls_in = (np.abs(moved - second.at[None, :]) <= allowed) & (np.abs(np.log(scales[None, :] / scales[:, None])) <= _SAME_SIZE)
    votes = falls_in.sum(axis=1)
    best = int(votes.argmax())
    return _refined(first.at[falls_in[best]], second.at[falls_in[best]])


def _allowed(places: _Places) -> _Numbers:
    return _NEAR * places.size + _NEAR_AT_LEAST


def _off(first: _Places, second: _Places, change: _Change) -> _Numbers:
    """How far from where it should be each lies, 1 being just near enough."""
    off = np.abs(first.at * change[0] + change[1] - second.at) / _allowed(second)
    off[np.abs(np.log(first.size * abs(change[0]) / second.size)) > _SAME_SIZE] = np.inf
    return off


def _refined(first: _Numbers, second: _Numbers) -> _Change | None:
    """The scale, tilt and shift by least squares; None where they cannot be told or are none that happens."""
    if len(first) < 3:
        return None
    middle, other_middle = first.mean(), second.mean()
    square = float((np.abs(first - middle) ** 2).sum())
    turn = complex((np.conj(first - middle) * (second - other_middle)).sum()) / square if square else 0j
    if not _SCALES[0] <= abs(turn) <= _SCALES[1] or abs(np.angle(turn)) > _MOST_TILT:
        return None
    return turn, complex(other_middle - middle * turn)


def _count(one: npt.NDArray[np.intp], other: npt.NDArray[np.intp]) -> int:
    """How many marks agree, one with one."""
    return min(len(np.unique(one)), len(np.unique(other)))


def _told(mine: _Numbers, theirs: _Numbers, agreeing: npt.NDArray[np.intp], *, change: _Change, counts: tuple[int, int]) -> Fit | None:
    count, exact = counts
    if count < 3:
        return None
    overlapping = _inside(mine * change[0] + change[1], theirs)
    could = max(1, min(int(overlapping.sum()), int(_inside((theirs - change[1]) / change[0], mine).sum())))
    fields = np.unique(_fields(mine[overlapping], mine[agreeing]))
    return Fit(count, min(1.0, count / could), min(1.0, exact / could), len(fields), *change)


def _inside(places: _Numbers, others: _Numbers) -> _Chosen:
    inside: _Chosen = (
        (places.real >= others.real.min()) & (places.real <= others.real.max())
        & (places.imag >= others.imag.min()) & (places.imag <= others.imag.max())
    )  # fmt: skip
    return inside


def _fields(overlap: _Numbers, agreeing: _Numbers) -> _Numbers:
    """In which of 4 × 4 fields of the overlap the agreeing marks lie."""
    both = np.concatenate([overlap, agreeing])

    def field(side: _Numbers, of: _Numbers) -> _Numbers:
        place: _Numbers = ((of - side.min()) / max(float(np.ptp(side)), 1.0) * 3.999).astype(int)
        return place

    fields: _Numbers = field(both.real, agreeing.real) * 4 + field(both.imag, agreeing.imag)
    return fields
