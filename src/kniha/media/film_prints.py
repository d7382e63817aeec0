"""A film as prints, one for each second, so that a clip is found in the recording it was cut from. Runs in the worker's child alone.

Frames come out one after another and none is kept: memory does not grow with the film.
"""

from collections.abc import Iterator
from typing import BinaryIO

from av import VideoFrame
from av.container import InputContainer

from kniha.media.brightness import frame_brightness
from kniha.media.films import FILM_FAULTS, open_film, picture_track
from kniha.media.near import EVERY_MS, MOST_SECONDS, Print, print_of
from kniha.vocab.errors import MalformedError, TooLargeError

_MARKS = 96


def film_prints(stream: BinaryIO) -> Iterator[tuple[int, Print]]:
    """The prints of the film in the seekable `stream`, each with its time in milliseconds from the first frame.

    Raises MalformedError for a sound, for what cannot be decoded and where the film breaks, TooLargeError after MOST_SECONDS and for
    frames larger than are decoded here; what came before stands.
    """
    with open_film(stream) as film:
        due = 0
        for at, frame in _frames(film):
            if at < due:
                continue
            if at >= MOST_SECONDS * EVERY_MS:  # also a film that lies about its times: they go up, so there are never more prints
                raise TooLargeError(f"a film of more than {MOST_SECONDS} seconds is read no further here")
            yield at, print_of(frame_brightness(frame), _MARKS)
            due = (at // EVERY_MS + 1) * EVERY_MS


def _frames(film: InputContainer) -> Iterator[tuple[int, VideoFrame]]:
    """Frames with their times; one without a time comes where the last was, and so is passed over unless it is the first."""
    track = picture_track(film)
    if track is None:
        raise MalformedError("this has no picture track, so there is nothing to see in it")
    first: float | None = None
    try:
        for frame in film.decode(track):
            at = frame.time
            if at is None:
                at = first or 0.0
            if first is None:
                first = at
            yield round((at - first) * 1000), frame
    except FILM_FAULTS as error:
        raise MalformedError("the film breaks, or its pictures cannot be decoded") from error
