"""What the worker makes of files, and by which numbers: a derived file is made again from these, and compared.

Loads no decoder: the book and the faces above it may use this module.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What is made."""

    PAGE = "page"
    FRAME = "frame"
    WAVEFORM = "waveform"


TOOLS = {Kind.PAGE: ("pypdfium2", "pillow"), Kind.FRAME: ("av", "pillow"), Kind.WAVEFORM: ("av", "pillow")}
"""Packages whose versions belong to the recipe."""

MOST_PAGES = 300
"""Pages of one document that are drawn and read."""
PAGE_SIDE = 1600
PAGE_QUALITY = 82
MOST_FRAMES = 24
"""Key frames of one film, evenly spaced."""
FRAME_SIDE = 480
FRAME_QUALITY = 78
WAVE_WIDTH, WAVE_HEIGHT = 1200, 200
WAVE_QUALITY = 85
WAVE_RATE = 8000
"""Samples a second that are looked at."""
LONGEST_WAVE = 3600
"""Seconds of a sound that are drawn."""

PARAMETERS: dict[Kind, dict[str, int]] = {
    Kind.PAGE: {"side": PAGE_SIDE, "quality": PAGE_QUALITY},
    Kind.FRAME: {"most": MOST_FRAMES, "side": FRAME_SIDE, "quality": FRAME_QUALITY},
    Kind.WAVEFORM: {
        "width": WAVE_WIDTH, "height": WAVE_HEIGHT, "quality": WAVE_QUALITY, "rate": WAVE_RATE, "longest": LONGEST_WAVE,
    },
}  # fmt: skip
