"""A picture or a frame as brightness alone, at a size that fingerprints and marks need and no more. Runs in the worker's child alone.

The picture is turned as it was seen, on white where it was transparent, with about `WORKING_POINTS` at most; a JPEG is decoded at the
smallest of its built-in scales that suffices.
"""

from typing import BinaryIO

import numpy as np
import numpy.ma  # numpy loads it on first use, when the child can open nothing any more
from av import VideoFrame
from PIL import Image

from kniha.media.films import FILM_FAULTS
from kniha.media.luma import Luma
from kniha.media.pictures import DECODER_FAULTS, check_size, complaints, decode_grey, open_picture, orientation, turned
from kniha.vocab.errors import MalformedError

WORKING_POINTS = 512 * 384
_LONGEST = 2048
_ENLARGED = 64
"""A shorter side than this is enlarged to it, so that an icon has marks of the size that others have."""


def brightness(stream: BinaryIO) -> Luma:
    """Return the brightness of the picture in the seekable `stream`.

    Raises MalformedError for what cannot be decoded to its end, TooLargeError for more pixels than are decoded here.
    """
    with complaints(), open_picture(stream) as picture:
        decode_grey(picture, longest_side=max(_fitting(*picture.size)))
        try:
            seen = turned(_reduced(_grey(picture)), _held(picture))
        except DECODER_FAULTS as error:
            raise MalformedError("the picture cannot be reduced to its brightness") from error
        return np.asarray(seen, dtype=np.float32)


def frame_brightness(frame: VideoFrame) -> Luma:
    """Return the brightness of a frame, turned as the film says it is to be seen. Raises MalformedError, TooLargeError."""
    check_size(frame.width, frame.height)
    width, height = _fitting(frame.width, frame.height)
    try:
        grey = frame.reformat(width=width, height=height, format="gray")
        plane = np.frombuffer(bytes(grey.planes[0]), np.uint8).reshape(height, grey.planes[0].line_size)[:, :width]
        quarters = round(frame.rotation / 90) % 4  # counterclockwise, as numpy's are
    except FILM_FAULTS as error:
        raise MalformedError("a frame of the film cannot be reduced to its brightness") from error
    return np.ascontiguousarray(np.rot90(plane, quarters), dtype=np.float32)


def _held(picture: Image.Image) -> int:
    try:
        return orientation(picture.getexif())
    except (MalformedError, *DECODER_FAULTS):
        return 1


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda level: level / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("L")
    clear = picture.convert("RGBA")
    canvas = Image.new("L", clear.size, 255)
    canvas.paste(clear.convert("L"), mask=clear.getchannel("A"))
    return canvas


def _reduced(picture: Image.Image) -> Image.Image:
    size = _fitting(*picture.size)
    if size == picture.size:
        return picture
    return picture.resize(size, Image.Resampling.BOX if size[0] < picture.width else Image.Resampling.BICUBIC)


def _fitting(width: int, height: int) -> tuple[int, int]:
    ratio = (WORKING_POINTS / (width * height)) ** 0.5
    if ratio >= 1:
        ratio = max(1.0, _ENLARGED / min(width, height))
    ratio = min(ratio, _LONGEST / max(width, height))
    return max(1, round(width * ratio)), max(1, round(height * ratio))
