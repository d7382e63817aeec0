"""Opening a picture of which nothing is trusted: closed list of formats, a limit on pixels, every failure one error.

Pillow guards itself against decompression bombs; here the limit is ours and holds before a pixel is decoded. What is left,
faults in the decoders themselves, is why these modules run in the worker's sandboxed child alone.
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pillow_heif
from PIL import Image

from kniha.vocab.errors import MalformedError, TooLargeError

MOST_PIXELS = 120_000_000
"""A telephone of 108 megapixels passes; decoded to RGB this is 360 MB."""

# EPS would start Ghostscript, the others have no user here.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP")

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_ORIENTATION = 0x0112

DECODER_FAULTS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, EOFError, MemoryError,
    RuntimeError, AssertionError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow and its plugins are known to raise on hostile bytes; its documentation promises no narrower list."""

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@contextmanager
def complaints() -> Iterator[list[warnings.WarningMessage]]:
    """Collect what Pillow would write to stderr, such as a tag that lies outside the file. Warnings belong to the process: one thread."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield said


def open_picture(stream: BinaryIO) -> Image.Image:
    """Return the picture in `stream`, its header read and no pixel decoded.

    `stream` must be seekable. Raises MalformedError for what is no picture of our formats, TooLargeError where the header names
    more than twice MOST_PIXELS.
    """
    try:
        return Image.open(stream, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLargeError(f"the header names more than twice the {MOST_PIXELS} pixels that are decoded here") from error
    except DECODER_FAULTS as error:
        raise MalformedError("these bytes are no picture that can be opened here") from error


def check_size(width: int, height: int) -> None:
    """Raise TooLargeError for a picture of more than MOST_PIXELS, MalformedError for one without an area."""
    if width <= 0 or height <= 0:
        raise MalformedError(f"a picture has an area, not {width} × {height} pixels")
    if width * height > MOST_PIXELS:
        raise TooLargeError(f"{width} × {height} pixels are more than the {MOST_PIXELS} that are decoded here")


def decode(picture: Image.Image, *, longest_side: int) -> None:
    """Decode `picture`; a JPEG at the smallest of its built-in scales that still has `longest_side` pixels.

    Raises TooLargeError as `check_size`, MalformedError where the pixels end early or break.
    """
    check_size(*picture.size)
    try:
        picture.draft("RGB", _fitted(*picture.size, longest_side))
        picture.load()
    except DECODER_FAULTS as error:
        raise MalformedError("the picture begins well, but its pixels end early or break") from error


def decode_grey(picture: Image.Image, *, longest_side: int) -> None:
    """As `decode`, but of a JPEG the brightness alone: its colours need not be decoded for a print."""
    check_size(*picture.size)
    try:
        picture.draft("L", _fitted(*picture.size, longest_side))
        picture.load()
    except DECODER_FAULTS as error:
        raise MalformedError("the picture begins well, but its pixels end early or break") from error


def _fitted(width: int, height: int, longest_side: int) -> tuple[int, int]:
    """The size in the picture's own proportions: a square would ask for more pixels than are needed."""
    scale = longest_side / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def orientation(exif: Image.Exif) -> int:
    """Return how the camera was held, 1 to 8 as EXIF counts, 1 where nothing is said; MalformedError for anything else."""
    held = exif.get(_ORIENTATION, 1)
    if held != 1 and held not in _TURNS:
        raise MalformedError("an orientation is a number from 1 to 8")
    return int(held)


def turned(picture: Image.Image, held: int) -> Image.Image:
    """Return `picture` as it was seen, when the camera was held as `held` (1 to 8) says."""
    return picture if held == 1 else picture.transpose(_TURNS[held])
