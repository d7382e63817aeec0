"""Where a picture begins and ends, when somebody has put bars or a frame of one colour around it."""

import numpy as np

from kniha.media.luma import Luma

_EVEN = 6.0
"""Levels of brightness by which a line of a bar may vary: what JPEG leaves of one colour."""
_AT_ONCE = 8
_LEAST_LEFT = 0.3
"""A picture that would lose more than the rest of a side is a night or a wall, not a framed picture."""


def trimmed(luma: Luma) -> Luma:
    """The picture without its even edges; itself where there are none, or where too little would be left."""
    height, width = luma.shape
    top, bottom = _edges(luma)
    left, right = _edges(luma[top:bottom].T)
    if bottom - top < height * _LEAST_LEFT or right - left < width * _LEAST_LEFT:
        return luma
    return luma[top:bottom, left:right]


def _edges(luma: Luma) -> tuple[int, int]:
    """The first line of the picture and the line after its last: what is before and after varies no more than a bar does."""
    first, last = _bar(luma), _bar(luma[::-1])
    if first == len(luma):
        return 0, len(luma)
    # the seam between bar and picture is blurred by scaling: a line more goes with the bar
    return first + (first > 0), len(luma) - last - (last > 0)


def _bar(luma: Luma) -> int:
    """How many lines are even before the first that is not; most pictures have none, so they are looked at a few at a time."""
    for start in range(0, len(luma), _AT_ONCE):
        low, high = np.percentile(luma[start : start + _AT_ONCE], (2, 98), axis=1)
        seen = np.flatnonzero(high - low > _EVEN)
        if seen.size:
            return start + int(seen[0])
    return len(luma)
