"""PDQ: a fingerprint of a picture that stays close when it is saved again, made smaller or paler.

The method is that of Facebook's "PDQ & TMK + PDQF" (2019): brightness, twice through a Jarosz filter, 64 × 64 samples, the 16 × 16 lowest
frequencies of a cosine transform but the constant ones, each above or below their median. Two pictures are compared by how many of the
256 bits differ (`distance`); unrelated ones differ by about 128, and 31 is the usual threshold for "the same".

Bits agree with Facebook's own programs. What it does not see, cut edges and pictures within pictures, `marks` do (docs/adr/0047).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from kniha.media.luma import Luma
from kniha.vocab.errors import MalformedError

Spectrum = npt.NDArray[np.float32]
"""Frequencies, 16 × 16: down, then across."""

BITS = 256
SIDE = 16
_SAMPLES = 64
USUAL_THRESHOLD = 31
LEAST_QUALITY = 50
"""Below it a picture shows too little, a wall or the night: its bits say nothing, and half of all such pictures are "the same"."""
LEAST_SIDE = 16
"""Pictures with a shorter side than this have no fingerprint: there is nothing to tell them apart by."""


class Turn(StrEnum):
    """The eight ways in which a picture may have been mirrored and turned; turns are clockwise."""

    NONE = "none"
    QUARTER = "quarter"
    HALF = "half"
    THREE_QUARTERS = "three-quarters"
    MIRRORED = "mirrored"
    MIRRORED_QUARTER = "mirrored-quarter"
    MIRRORED_HALF = "mirrored-half"
    MIRRORED_THREE_QUARTERS = "mirrored-three-quarters"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The picture's 256 bits in each of its eight turns, 32 bytes each, the lowest frequency in the last bit.

    `quality` goes from 0 to 100; below `LEAST_QUALITY` the bits say nothing.
    """

    turns: Mapping[Turn, bytes]
    quality: int

    @property
    def bits(self) -> bytes:
        """Those of the picture as it stands."""
        return self.turns[Turn.NONE]

    @property
    def is_telling(self) -> bool:
        """Whether there is enough in the picture for its bits to mean something."""
        return self.quality >= LEAST_QUALITY


def fingerprint(luma: Luma) -> Fingerprint:
    """The fingerprint of a picture. Raises MalformedError where it is smaller than `LEAST_SIDE` or no picture at all."""
    samples = _sampled(luma)
    return Fingerprint(_turns(_spectrum(samples)), _quality(samples))


def _turns(straight: Spectrum) -> dict[Turn, bytes]:
    """All eight out of one transform: mirroring changes signs, turning swaps the axes."""
    odd = np.where(np.arange(SIDE) % 2 == 0, np.float32(-1), np.float32(1))  # frequencies from 1: the first changes its sign
    across, down = straight * odd[None, :], straight * odd[:, None]
    both = across * odd[:, None]
    return {
        Turn.NONE: _bits(straight),
        Turn.QUARTER: _bits(down.T),
        Turn.HALF: _bits(both),
        Turn.THREE_QUARTERS: _bits(across.T),
        Turn.MIRRORED: _bits(across),
        Turn.MIRRORED_QUARTER: _bits(both.T),
        Turn.MIRRORED_HALF: _bits(down),
        Turn.MIRRORED_THREE_QUARTERS: _bits(straight.T),
    }


def distance(one: bytes, other: bytes) -> int:
    """In how many bits two fingerprints differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def _sampled(luma: Luma) -> Luma:
    """64 × 64 samples of the smoothed picture."""
    if luma.ndim != 2 or min(luma.shape) < LEAST_SIDE:
        raise MalformedError(f"a picture of at least {LEAST_SIDE} × {LEAST_SIDE} points has a fingerprint, not one of {luma.shape}")
    down, across = (_sampler(size) for size in luma.shape)
    with np.errstate(invalid="ignore"):
        samples: Luma = down @ luma.astype(np.float32, copy=False) @ across.T
    if not np.isfinite(samples).all():
        raise MalformedError("brightness is a number; here are points without one")
    return samples


@lru_cache(maxsize=64)
def _sampler(size: int) -> npt.NDArray[np.float32]:
    """One axis of smoothing and sampling as a matrix, samples × points: both are sums, so they are one product instead of four passes."""
    window = (size + 2 * _SAMPLES - 1) // (2 * _SAMPLES)
    ahead = (window + 2) // 2 - 1
    starts = np.maximum(np.arange(size) + ahead + 1 - window, 0)
    ends = np.minimum(np.arange(size) + ahead + 1, size)
    share = 1 / (ends - starts)  # shorter at the edges
    steps = np.zeros((_SAMPLES, size + 1))
    for row, taken in enumerate(((np.arange(_SAMPLES) + 0.5) * size / _SAMPLES).astype(int)):
        within = np.arange(starts[taken], ends[taken])
        np.add.at(steps[row], starts[within], share[taken] * share[within])
        np.add.at(steps[row], ends[within], -share[taken] * share[within])
    sampler: npt.NDArray[np.float32] = np.cumsum(steps, axis=1)[:, :-1].astype(np.float32)
    return sampler


def _spectrum(samples: Luma) -> Spectrum:
    matrix = _cosines()
    return np.asarray(matrix @ samples @ matrix.T, np.float32)


@cache
def _cosines() -> npt.NDArray[np.float32]:
    frequencies, places = np.arange(1, SIDE + 1)[:, None], np.arange(_SAMPLES)[None, :]
    return np.asarray(np.sqrt(2 / _SAMPLES) * np.cos(np.pi / (2 * _SAMPLES) * frequencies * (2 * places + 1)), np.float32)


def _bits(spectrum: Spectrum) -> bytes:
    """Which frequencies are above the median; of the two in the middle, the lower is the median."""
    flat = spectrum.ravel()
    median = np.partition(flat, BITS // 2 - 1)[BITS // 2 - 1]
    return np.packbits((flat > median)[::-1]).tobytes()


def _quality(samples: Luma) -> int:
    """How much changes from sample to sample, as the method defines it: sums of hundredths of steps, by 90, at most 100."""
    steps = sum(int(np.abs(np.trunc(np.diff(samples, axis=axis) * 100 / 255)).sum()) for axis in (0, 1))
    return min(100, steps // 90)
