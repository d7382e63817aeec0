"""A picture at ever coarser scales, and where something stands out at one of them.

Points are extremes in the differences of Gaussians (Lowe, "Distinctive image features from scale-invariant keypoints", 2004). Blurring is
done as products of matrices, tile by tile and for all scales of an octave at once.
"""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kniha.media.luma import Luma

POINT = np.dtype([("x", "f4"), ("y", "f4"), ("scale", "f4"), ("contrast", "f4"), ("octave", "i4"), ("level", "i4")])
"""Its place and scale in points of the picture, how much it stands out in levels of brightness, the octave and level it was found on."""
Points = npt.NDArray[np.void]

_FIRST_SCALE, _STEPS = 1.6, 3
_HELD = 0.5
"""The blur that a picture has already."""
_TILE = 64
_LEAST_OCTAVE = 16
_LEAST_CONTRAST = 0.25
_EDGE_RATIO = 10.0


def octaves(luma: Luma) -> list[Luma]:
    """Levels × height × width, from a scale of 1.6 points three steps to the double; each octave at half the points of the one before."""
    made: list[Luma] = []
    held = _HELD
    while min(luma.shape) >= _LEAST_OCTAVE:
        levels = _blurred(luma, tuple((_at(level) ** 2 - held**2) ** 0.5 for level in range(_STEPS + 3)))
        made.append(levels)
        luma, held = np.ascontiguousarray(levels[_STEPS][::2, ::2]), _FIRST_SCALE - 1e-3
    return made


def points(levels: Luma, octave: int) -> Points:
    """What stands out among its 26 neighbours in place and scale and is no mere edge; places are between points as exactly as can be."""
    change = np.stack([after - before for before, after in pairwise(levels)])
    level, y, x = _standing_out(change)
    here = change[level, y, x]
    right, left = change[level, y, x + 1], change[level, y, x - 1]
    below, above = change[level, y + 1, x], change[level, y - 1, x]
    curve_x, curve_y = right + left - 2 * here, below + above - 2 * here
    twist = (change[level, y + 1, x + 1] - change[level, y + 1, x - 1] - change[level, y - 1, x + 1] + change[level, y - 1, x - 1]) / 4
    both = curve_x * curve_y - twist**2
    is_point = (both > 0) & ((curve_x + curve_y) ** 2 * _EDGE_RATIO < (_EDGE_RATIO + 1) ** 2 * both)
    found = np.zeros(len(here), POINT)
    found["x"], found["y"] = (x + _between(left, here, right)) * 2**octave, (y + _between(above, here, below)) * 2**octave
    finer = _between(change[level - 1, y, x], here, change[level + 1, y, x])
    found["scale"] = _FIRST_SCALE * 2 ** (octave + (level + finer) / _STEPS)
    found["contrast"], found["octave"], found["level"] = np.abs(here), octave, level
    return np.asarray(found[is_point])


def _at(level: int) -> float:
    """The scale of a level, in points of its octave."""
    return float(_FIRST_SCALE * 2 ** (level / _STEPS))


def _blurred(luma: Luma, scales: tuple[float, ...]) -> Luma:
    """The picture at each of the scales; beyond its edges it goes on as it ends."""
    bands, reach = _bands(scales)
    down = _along(luma[None], bands, reach)
    return np.ascontiguousarray(_along(down.transpose(0, 2, 1), bands, reach).transpose(0, 2, 1))


def _along(levels: Luma, bands: Luma, reach: int) -> Luma:
    """Each level blurred by its band along its first axis; or one level by all."""
    count, length, width = levels.shape
    tiles = -(-length // _TILE)
    wide = np.empty((count, tiles * _TILE + 2 * reach, width), np.float32)
    wide[:, reach : reach + length] = levels
    wide[:, :reach], wide[:, reach + length :] = levels[:, :1], levels[:, -1:]
    layer, row, point = wide.strides
    windows = np.lib.stride_tricks.as_strided(
        wide, (count, tiles, _TILE + 2 * reach, width), (layer, _TILE * row, row, point), writeable=False
    )
    return np.asarray((bands[:, None] @ windows).reshape(len(bands), tiles * _TILE, width)[:, :length])


@cache
def _bands(scales: tuple[float, ...]) -> tuple[Luma, int]:
    """For each scale a matrix that blurs a tile of points together with `reach` points at either side."""
    reach = round(3 * max(scales))
    away = np.arange(_TILE + 2 * reach)[None, :] - reach - np.arange(_TILE)[:, None]
    bells = np.stack([np.exp(-(away**2) / (2 * max(scale, 1e-3) ** 2)) * (np.abs(away) <= reach) for scale in scales])
    return np.asarray(bells / bells.sum(axis=2, keepdims=True), np.float32), reach


def _standing_out(change: Luma) -> tuple[npt.NDArray[np.intp], ...]:
    """Where a value is the greatest or the least of the 27 around it."""
    inner = change[1:-1, 1:-1, 1:-1]
    top, bottom = _around(change, np.maximum), _around(change, np.minimum)
    stands = (inner == top) & (top >= _LEAST_CONTRAST) | (inner == bottom) & (bottom <= -_LEAST_CONTRAST)
    level, y, x = np.unravel_index(np.flatnonzero(stands), stands.shape)
    return level + 1, y + 1, x + 1


def _around(change: Luma, most: np.ufunc) -> Luma:
    """The greatest, or least, of each value's neighbours and itself; without the outermost values."""
    over = most(most(change[:-2], change[1:-1]), change[2:])
    over = most(most(over[:, :-2], over[:, 1:-1]), over[:, 2:])
    around: Luma = most(most(over[:, :, :-2], over[:, :, 1:-1]), over[:, :, 2:])
    return around


def _between(before: Luma, here: Luma, after: Luma) -> Luma:
    """How far the top of the parabola through three values lies from the middle one, at most half a step."""
    bend = before + after - 2 * here
    away: Luma = np.divide(before - after, 2 * bend, out=np.zeros_like(bend), where=bend != 0)
    return away.clip(-0.5, 0.5)
