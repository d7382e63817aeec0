"""A box that is drawn once and followed from picture to picture: what lies in it is looked for around where it was last.

By normalised cross-correlation (J. P. Lewis, Fast Normalized Cross-Correlation, 1995) of brightness, on a grid in which the box is some
32 points wide. What is lost stays covered where it was last, by a box that grows, and is told. Runs in the worker's child alone.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy import fft  # by name: a shut-in child loads nothing any more

from kniha.media.masks import Box, Mask
from kniha.vocab.within import WHOLE

Grey = npt.NDArray[np.float32]
_POINTS = 32
_KNOWN, _SURE = 0.5, 0.8
"""How alike what is found must be to count, and to be learnt from."""
_SIZES = (0.94, 1.0, 1.06)
_GROWTH, _MOST_GROWN = 1.03, 2.0
_TEMPLATE = 24
"""Sides of what is kept of a face from one part of a film to the next."""
Place = tuple[float, float, float, float]
"""Left, top, width, height, in parts of the picture's sides."""


@dataclass(slots=True)
class Followed:
    """One mask on its way: which box it began from, where it is, what it looks like, how much it has grown since it was lost."""

    began_ms: int
    place: Place
    looks: Grey
    grown: float = 1.0
    lost: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:  # Any: as JSON has it
        """What the next part goes on from; whole numbers alone."""
        looks = base64.b64encode(self.looks.round().clip(0, 255).astype(np.uint8).tobytes()).decode()
        return {
            "began": self.began_ms, "place": [round(part * 1_000_000) for part in self.place], "looks": looks,
            "grown": round(self.grown * 1000),
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Followed":  # Any: as above
        """ValueError, KeyError or TypeError for anything else."""
        left, top, width, height = (int(part) / 1_000_000 for part in told["place"])
        looks = np.frombuffer(base64.b64decode(told["looks"], validate=True), np.uint8).astype(np.float32)
        place = (left, top, min(1.0, max(0.001, width)), min(1.0, max(0.001, height)))
        return cls(int(told["began"]), place, looks.reshape(_TEMPLATE, _TEMPLATE), min(_MOST_GROWN, max(1.0, int(told["grown"]) / 1000)))


def between(at_ms: int, box: Box, following: Box | None) -> Place:
    """Where a box is that moves evenly to the next; it stays where it is where there is none."""
    share = 0.0 if following is None else max(0, at_ms - box.at_ms) / (following.at_ms - box.at_ms)
    parts = (
        (getattr(box, name) * (1 - share) + getattr(following or box, name) * share) / WHOLE for name in ("left", "top", "width", "height")
    )
    left, top, width, height = parts
    return left, top, width, height


def follow(mask: Mask, known: Followed | None, grey: Grey, at_ms: int) -> Followed | None:
    """Where `mask` is in the picture `grey` (brightness, 0 to 255) at `at_ms`; None where nothing is to be covered then."""
    found = mask.box_at(at_ms)
    if found is None:
        return None
    box = found[0]
    if known is None or known.began_ms != box.at_ms:
        place = (box.left / WHOLE, box.top / WHOLE, box.width / WHOLE, box.height / WHOLE)
        return Followed(box.at_ms, place, _looks(grey, place), lost=known.lost if known else [])
    return _moved(known, grey, at_ms)


def _moved(known: Followed, grey: Grey, at_ms: int) -> Followed:
    score, place = _sought(known, grey)
    if score < _KNOWN:
        if known.grown == 1.0:
            known.lost.append(at_ms)
        return Followed(known.began_ms, known.place, known.looks, min(_MOST_GROWN, known.grown * _GROWTH), known.lost)
    looks = known.looks
    if score >= _SURE:
        looks = 0.9 * looks + 0.1 * _looks(grey, place)
    return Followed(known.began_ms, place, looks, 1.0, known.lost)


def _sought(known: Followed, grey: Grey) -> tuple[float, Place]:
    """The best place within a box's size around the last one, and how alike it is, 1 at most."""
    height, width = grey.shape
    left, top, across, down = known.place
    step = max(1.0, across * width / _POINTS, down * height / _POINTS)
    columns, rows = max(4, round(across * width / step)), max(4, round(down * height / step))
    reach = max(columns, rows) if known.grown == 1.0 else round(1.5 * max(columns, rows))
    window = _sampled(grey, (left * width - reach * step, top * height - reach * step), step, (columns + 2 * reach, rows + 2 * reach))
    scores = _correlated(window, _resized(known.looks, columns, rows))
    row, column = divmod(int(scores.argmax()), scores.shape[1])
    best = float(scores[row, column])
    place = (left + (column - reach) * step / width, top + (row - reach) * step / height, across, down)
    return max(((_alike(grey, one, known.looks) if size != 1.0 else best) - 0.01 * (size != 1.0), one) for size, one in _sized(place))


def _sized(place: Place) -> list[tuple[float, Place]]:
    left, top, width, height = place
    middle = left + width / 2, top + height / 2
    made = []
    for size in _SIZES:
        across, down = min(1.0, width * size), min(1.0, height * size)
        made.append((size, (middle[0] - across / 2, middle[1] - down / 2, across, down)))
    return made


def _alike(grey: Grey, place: Place, looks: Grey) -> float:
    seen, known = _looks(grey, place), looks - looks.mean()
    seen = seen - seen.mean()
    strength = float(np.sqrt((seen**2).sum() * (known**2).sum()))
    return float((seen * known).sum()) / strength if strength > 1 else 0.0


def _correlated(window: Grey, looks: Grey) -> npt.NDArray[np.float64]:
    """How alike `looks` is to each part of `window` of its size, from -1 to 1; 0 where a part is of one brightness."""
    rows, columns = looks.shape
    known = (looks - looks.mean()).astype(np.float64)
    wide = window.astype(np.float64)
    found = fft.irfft2(fft.rfft2(wide) * np.conj(fft.rfft2(known, wide.shape)), wide.shape)
    found = found[: wide.shape[0] - rows + 1, : wide.shape[1] - columns + 1]
    total, squares = _sums(wide, rows, columns), _sums(wide**2, rows, columns)
    strength = np.sqrt(np.maximum(squares - total**2 / (rows * columns), 0) * (known**2).sum())
    scores: npt.NDArray[np.float64] = np.where(strength > 1, found / np.maximum(strength, 1), 0.0)
    return scores


def _sums(of: npt.NDArray[np.float64], rows: int, columns: int) -> npt.NDArray[np.float64]:
    total = np.zeros((of.shape[0] + 1, of.shape[1] + 1))
    total[1:, 1:] = of.cumsum(0).cumsum(1)
    made: npt.NDArray[np.float64] = total[rows:, columns:] - total[:-rows, columns:] - total[rows:, :-columns] + total[:-rows, :-columns]
    return made


def _looks(grey: Grey, place: Place) -> Grey:
    left, top, width, height = place
    across, down = grey.shape[1], grey.shape[0]
    columns = (left * across + (np.arange(_TEMPLATE) + 0.5) * width * across / _TEMPLATE).astype(int).clip(0, across - 1)
    rows = (top * down + (np.arange(_TEMPLATE) + 0.5) * height * down / _TEMPLATE).astype(int).clip(0, down - 1)
    made: Grey = grey[np.ix_(rows, columns)]
    return made


def _sampled(grey: Grey, corner: tuple[float, float], step: float, size: tuple[int, int]) -> Grey:
    left, top = corner
    columns = (left + (np.arange(size[0]) + 0.5) * step).astype(int).clip(0, grey.shape[1] - 1)
    rows = (top + (np.arange(size[1]) + 0.5) * step).astype(int).clip(0, grey.shape[0] - 1)
    made: Grey = grey[np.ix_(rows, columns)]
    return made


def _resized(looks: Grey, columns: int, rows: int) -> Grey:
    across = ((np.arange(columns) + 0.5) * _TEMPLATE / columns).astype(int).clip(0, _TEMPLATE - 1)
    down = ((np.arange(rows) + 0.5) * _TEMPLATE / rows).astype(int).clip(0, _TEMPLATE - 1)
    made: Grey = looks[np.ix_(down, across)]
    return made
