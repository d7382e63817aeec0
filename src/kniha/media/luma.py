"""Brightness as an array: what every print is made of. Nothing here decodes anything."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Luma = npt.NDArray[np.float32]
"""Brightness, height × width, 0 to 255."""


def reduced(luma: Luma, points: int) -> Luma:
    """The same with about so many points at most: a tall picture of a screen keeps as many as a square one."""
    height, width = luma.shape
    ratio = (points / (height * width)) ** 0.5
    if ratio >= 1:
        return luma
    size = max(1, round(width * ratio)), max(1, round(height * ratio))
    return np.asarray(Image.fromarray(luma).resize(size, Image.Resampling.BOX), dtype=np.float32)
