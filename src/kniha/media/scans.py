"""A picture made ready for the recogniser of letters: grey, on white, turned as it was seen, in a size that it reads best.

Runs in the worker's child alone.
"""

from typing import BinaryIO

from PIL import Image

from kniha.media.pictures import DECODER_FAULTS, complaints, decode, open_picture, turned
from kniha.media.views import held, on_white
from kniha.vocab.errors import MalformedError

LONGEST_SIDE = 4300
"""A page of A4 at 300 pixels an inch has 3508; more takes longer and reads no better."""
_SMALL = 1700
"""Below this, letters of screens and of cuttings are too small to be told apart: the picture is drawn larger first."""
_TIMES = 2
_A4 = 11.7


def scan_of(stream: BinaryIO) -> tuple[Image.Image, int]:
    """Return the picture in the seekable `stream` for the recogniser, and how many pixels of it an inch has, were it a page of A4.

    Raises MalformedError for what cannot be decoded to its end, TooLargeError for more pixels than are decoded here.
    """
    with complaints(), open_picture(stream) as picture:
        way = held(picture)
        decode(picture, longest_side=LONGEST_SIDE)
        try:
            return _ready(picture, way)
        except DECODER_FAULTS as error:
            raise MalformedError("the picture cannot be made ready for reading") from error


def _ready(picture: Image.Image, way: int) -> tuple[Image.Image, int]:
    grey = on_white(picture).convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if max(grey.size) < _SMALL:
        grey = grey.resize((grey.width * _TIMES, grey.height * _TIMES), Image.Resampling.BICUBIC)
    return turned(grey, way), max(70, round(max(grey.size) / _A4))
