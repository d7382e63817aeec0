"""What the worker makes of files, and by which numbers: a derived file is made again from these, and compared.

Loads no decoder: the book and the faces above it may use this module.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What is made."""

    PAGE = "page"
    FRAME = "frame"
    WAVEFORM = "waveform"
    PLAYED = "played"
    MASKED = "masked"
    MASKING = "masking"
    """What was found while boxes were followed, for the next part: JSON, never shown."""


TOOLS = {
    Kind.PAGE: ("pypdfium2", "pillow"), Kind.FRAME: ("av", "pillow"), Kind.WAVEFORM: ("av", "pillow"), Kind.PLAYED: ("av", "numpy"),
    Kind.MASKED: ("av", "numpy", "pillow"), Kind.MASKING: ("av", "numpy"),
}  # fmt: skip
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
PLAYED_PART, PLAYED_SOUND_PART = 10, 60
"""Seconds of a film, and of a sound, that are made anew in one step."""
MOST_PLAYED = 4 * 3600
"""Seconds of one film or sound that are made anew."""
FILM_LONG, FILM_SHORT = 1280, 720
"""The longest that the longer and the shorter side of a film made anew are."""
FILM_RATE = 30
FILM_BITS = 1_500_000
"""A second, of a picture of FILM_LONG by FILM_SHORT; of smaller ones in proportion."""
FILM_KEY_MS = 2_000
SOUND_BITS = 48_000
"""A second and channel."""
MOST_PART_PIXELS = 4_000_000_000
"""Decoded for one part: ten seconds of 4K at 48 pictures a second. Of what comes then only pictures that stand by themselves."""
MASK_MARGIN = 12
"""Percent of a box's side by which more is covered on each side."""
MASK_SIDE, MASK_QUALITY = 4096, 90
"""Of a picture in which something is covered."""

_FILM = {
    "part": PLAYED_PART, "soundpart": PLAYED_SOUND_PART, "long": FILM_LONG, "short": FILM_SHORT, "rate": FILM_RATE, "bits": FILM_BITS,
    "keyms": FILM_KEY_MS, "soundbits": SOUND_BITS, "most": MOST_PART_PIXELS,
}  # fmt: skip
PARAMETERS: dict[Kind, dict[str, int]] = {
    Kind.PAGE: {"side": PAGE_SIDE, "quality": PAGE_QUALITY},
    Kind.FRAME: {"most": MOST_FRAMES, "side": FRAME_SIDE, "quality": FRAME_QUALITY},
    Kind.WAVEFORM: {
        "width": WAVE_WIDTH, "height": WAVE_HEIGHT, "quality": WAVE_QUALITY, "rate": WAVE_RATE, "longest": LONGEST_WAVE,
    },
    Kind.PLAYED: _FILM,
    Kind.MASKED: _FILM | {"margin": MASK_MARGIN, "side": MASK_SIDE, "quality": MASK_QUALITY},
    Kind.MASKING: _FILM,
}  # fmt: skip
