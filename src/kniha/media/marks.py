"""Marks: stable points of a picture with what lies around them, so that a part of it is known again inside another picture.

Points that stand out (`scales`) have a scale of their own; a window of twelve times that scale, 16 × 16 samples, becomes 64 bits much as
PDQ's do: the signs of its 8 × 8 lowest frequencies. Signs can be turned and mirrored afterwards without an error, so one set of marks
stands for all eight turns. Marks know no other angles: beyond some ten degrees a window looks different.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from kniha.media.luma import Luma, reduced
from kniha.media.pdq import Turn
from kniha.media.scales import POINT, Points, octaves, points

MARK = np.dtype([("bits", "<u8"), ("x", "<u2"), ("y", "<u2"), ("size", "<u2")])
"""Place and scale are in parts of 65,536 of the picture's longer side."""
Marks = npt.NDArray[np.void]
"""A row of MARK each, the strongest and most solitary first, large and small by turns."""

MOST_MARKS = 128
UNIT = 65_536
_POINTS = 320 * 240
_WINDOW, _SAMPLES, _FREQUENCIES = 12.0, 16, 8
_CONSIDERED = 500


def marks(luma: Luma, most: int = MOST_MARKS) -> Marks:
    """The marks of a picture, at most so many; none in an even one."""
    small = reduced(luma, _POINTS)
    scales = octaves(small)
    found_at = np.concatenate([np.zeros(0, POINT), *(points(levels, number) for number, levels in enumerate(scales))])
    chosen = _solitary(found_at[_is_whole(found_at, small.shape)], most)
    found = np.zeros(len(chosen), MARK)
    unit = UNIT / max(small.shape)
    found["bits"] = _bits(_windows(scales, chosen))
    for axis in ("x", "y"):
        found[axis] = ((chosen[axis] + 0.5) * unit).clip(0, UNIT - 1)
    found["size"] = (chosen["scale"] * unit).clip(1, UNIT - 1)
    return found


def turned(seen: Marks, turn: Turn, shape: tuple[int, int]) -> Marks:
    """The marks as they would be, were the picture turned; `shape` is its height and width before."""
    swaps, flips_x, flips_y = _TURNS[turn]
    height, width = (round(side * UNIT / max(shape)) for side in shape)
    x, y = seen["x"].astype(np.int64), seen["y"].astype(np.int64)
    x, y = width - x if flips_x else x, height - y if flips_y else y
    other = seen.copy()
    other["x"], other["y"] = (side.clip(0, UNIT - 1) for side in ((y, x) if swaps else (x, y)))
    other["bits"] = turned_bits(seen["bits"], turn)
    return other


def turned_shape(shape: tuple[int, int], turn: Turn) -> tuple[int, int]:
    """Height and width of the picture once it is turned."""
    return shape[::-1] if _TURNS[turn][0] else shape


def turned_bits(bits: npt.NDArray[np.uint64], turn: Turn) -> npt.NDArray[np.uint64]:
    """The bits of marks as they would be, were the picture turned."""
    swaps, flips_x, flips_y = _TURNS[turn]
    signs: npt.NDArray[Any] = np.unpackbits(np.ascontiguousarray(bits).view(np.uint8))  # Any: of any integer type
    signs = signs.reshape(-1, _FREQUENCIES, _FREQUENCIES)
    odd = np.arange(_FREQUENCIES, dtype=np.uint8) % 2 ^ 1  # frequencies from 1: the first changes its sign
    if flips_x:
        signs = signs ^ odd[None, None, :]
    if flips_y:
        signs = signs ^ odd[None, :, None]
    if swaps:
        signs = signs.transpose(0, 2, 1)
    return np.packbits(signs.reshape(-1, 64), axis=1).view(np.uint64).ravel()


_TURNS = {
    Turn.NONE: (False, False, False), Turn.QUARTER: (True, False, True), Turn.HALF: (False, True, True),
    Turn.THREE_QUARTERS: (True, True, False), Turn.MIRRORED: (False, True, False), Turn.MIRRORED_QUARTER: (True, True, True),
    Turn.MIRRORED_HALF: (False, False, True), Turn.MIRRORED_THREE_QUARTERS: (True, False, False),
}  # fmt: skip
"""Whether x is counted from the other side, then y, then both are exchanged."""


def _is_whole(found: Points, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Whether the window lies in the picture: half of one would be half of what has been put beside it."""
    reach = found["scale"] * (_WINDOW / 2)
    fits = [(found[axis] - reach >= -1) & (found[axis] + reach <= size) for axis, size in (("y", shape[0]), ("x", shape[1]))]
    whole: npt.NDArray[np.bool_] = fits[0] & fits[1]
    return whole


def _solitary(found: Points, most: int) -> Points:
    """Those farthest from any clearly stronger one, so that no one corner of the picture has all the marks (Brown and others, 2005)."""
    strongest = found[np.argsort(-found["contrast"], kind="stable")[:_CONSIDERED]]
    apart = (strongest["x"][:, None] - strongest["x"]) ** 2 + (strongest["y"][:, None] - strongest["y"]) ** 2
    is_stronger = strongest["contrast"] * 0.9 > strongest["contrast"][:, None]
    alone = np.where(is_stronger, apart, np.inf).min(axis=1, initial=np.inf)
    ranked = strongest[np.argsort(-alone, kind="stable")]
    return _mixed(ranked, most)


def _mixed(ranked: Points, most: int) -> Points:
    """Large and small by turns, while there are both: in a picture of a screen the small ones are gone."""
    is_large = ranked["octave"] > 0
    place = np.where(is_large, np.cumsum(is_large), np.cumsum(~is_large))
    return ranked[np.argsort(place, kind="stable")[:most]]


def _windows(scales: list[Luma], chosen: Points) -> Luma:
    """What lies around each point, 16 × 16 samples of the level it was found on."""
    windows = np.zeros((len(chosen), _SAMPLES, _SAMPLES), np.float32)
    for octave, level in {(int(point["octave"]), int(point["level"])) for point in chosen}:
        these = np.flatnonzero((chosen["octave"] == octave) & (chosen["level"] == level))
        here, luma = chosen[these], scales[octave][level]
        steps = ((np.arange(_SAMPLES, dtype=np.float32) + 0.5) / _SAMPLES - 0.5) * _WINDOW
        across, down = (((here[axis][:, None] + steps * here["scale"][:, None]) / 2**octave) for axis in ("x", "y"))
        across, down = across.clip(0, luma.shape[1] - 1.001), down.clip(0, luma.shape[0] - 1.001)
        left, top = across.astype(np.intp)[:, None, :], down.astype(np.intp)[:, :, None]
        right_share, low_share = (across - across.astype(np.intp))[:, None, :], (down - down.astype(np.intp))[:, :, None]
        upper = luma[top, left] * (1 - right_share) + luma[top, left + 1] * right_share
        lower = luma[top + 1, left] * (1 - right_share) + luma[top + 1, left + 1] * right_share
        windows[these] = upper * (1 - low_share) + lower * low_share
    return windows


def _bits(windows: Luma) -> npt.NDArray[np.uint64]:
    frequencies, places = np.arange(1, _FREQUENCIES + 1)[:, None], np.arange(_SAMPLES)[None, :]
    cosines = np.cos(np.pi / (2 * _SAMPLES) * frequencies * (2 * places + 1)).astype(np.float32)
    signs = (cosines @ windows @ cosines.T > 0).reshape(-1, _FREQUENCIES**2)
    return np.packbits(signs, axis=1).view(np.uint64).ravel()
