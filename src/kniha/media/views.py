"""Pictures made anew from what reporters sent, so that a registrar's browser never decodes a hostile original.

A view is a fresh JPEG: at most VIEW_SIDE pixels, turned as the picture was seen, on white where it was transparent, without metadata
or colour profile. It is an aid for reading, not evidence. Runs in the worker's child alone.
"""

import io
from typing import BinaryIO

from av import VideoFrame
from PIL import Image

from kniha.media.films import FILM_FAULTS, open_film, picture_track
from kniha.media.images import ImageFacts, read_and_draw
from kniha.media.pictures import DECODER_FAULTS, check_size, complaints, decode, open_picture, orientation, turned
from kniha.vocab.errors import MalformedError

VIEW_SIDE = 1600
_QUALITY = 82
_SHRINKABLE = frozenset({"RGB", "RGBA", "L", "CMYK", "YCbCr"})


def safe_view(stream: BinaryIO) -> bytes:
    """Return a JPEG view of the picture in the seekable `stream`.

    Raises MalformedError for what cannot be decoded to its end, TooLargeError for more pixels than are decoded here.
    """
    with complaints(), open_picture(stream) as picture:
        decode(picture, longest_side=VIEW_SIDE)
        return _drawn(picture, held(picture))


def facts_and_view(stream: BinaryIO) -> tuple[ImageFacts, bytes]:
    """Return what the picture in the seekable `stream` tells of itself, and its view, empty where none can be made. It is decoded once."""
    return read_and_draw(stream, longest_side=VIEW_SIDE, draw=lambda picture: _drawn(picture, held(picture)))


def first_frame(stream: BinaryIO) -> bytes:
    """Return a JPEG view of the first frame of the film in the seekable `stream`.

    Raises MalformedError for a sound, or for what cannot be decoded.
    """
    with open_film(stream) as film:
        track = picture_track(film)
        if track is None:
            raise MalformedError("this has no picture track, so there is no frame to show")
        try:
            frame = next(iter(film.decode(track)), None)
        except FILM_FAULTS as error:
            raise MalformedError("the first frame of the film cannot be decoded") from error
    if frame is None:
        raise MalformedError("the film has a picture track without a frame")
    return of_frame(frame)


def of_frame(frame: VideoFrame, *, side: int = VIEW_SIDE, quality: int = _QUALITY) -> bytes:
    """Return a JPEG of `frame`, its longer side `side` pixels at most, turned as it was seen. Raises MalformedError as `first_frame`."""
    check_size(frame.width, frame.height)
    try:
        rgb = frame.reformat(format="rgb24", threads=1)  # alike on hosts with more processors or fewer
        pixels = rgb.planes[0]
        picture = Image.frombytes("RGB", (rgb.width, rgb.height), bytes(pixels), "raw", "RGB", pixels.line_size)
    except FILM_FAULTS as error:
        raise MalformedError("the first frame of the film cannot be drawn") from error
    quarter_turns = round(frame.rotation / 90) % 4  # counterclockwise, as Pillow's are
    return _drawn(picture, {0: 1, 1: 8, 2: 3, 3: 6}[quarter_turns], side, quality)


def held(picture: Image.Image) -> int:
    """Return the orientation as written, or upright where it cannot be read: a view that lies on its side still helps."""
    try:
        return orientation(picture.getexif())
    except (MalformedError, *DECODER_FAULTS):
        return 1


def _drawn(picture: Image.Image, held: int, side: int = VIEW_SIDE, quality: int = _QUALITY) -> bytes:
    try:
        if picture.mode in _SHRINKABLE:  # before it is copied, which costs more
            picture.thumbnail((side, side))
        view = on_white(picture)
        view.thumbnail((side, side))
        return _encoded(turned(view, held), quality)
    except DECODER_FAULTS as error:
        raise MalformedError("the picture cannot be drawn anew") from error


def on_white(picture: Image.Image) -> Image.Image:
    """Copy the pixels alone into a new picture: nothing else of the original travels on."""
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        canvas.paste(picture, mask=picture.getchannel("A"))
    else:
        canvas.paste(picture.convert("RGB"))
    return canvas


def _encoded(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()
