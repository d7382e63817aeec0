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
from kniha.vocab.errors import MalformedError

_MARKS = 96


def film_prints(stream: BinaryIO, *, begin_ms: int = 0, end_ms: int = MOST_SECONDS * EVERY_MS) -> Iterator[tuple[int, Print]]:
    """The prints of the film in the seekable `stream`, each with its time in milliseconds from the first frame.

    From `begin_ms` up to the first at or after `end_ms`, which tells that the film goes on; without it the film has ended.
    Raises MalformedError for a sound, for what cannot be decoded and where the film breaks, and for frames larger than are decoded here
    TooLargeError; what came before stands. Nothing lies behind MOST_SECONDS, also of a film that lies about its times.
    """
    with open_film(stream) as film:
        due = begin_ms
        for at, frame in _frames(film, begin_ms):
            if at < due:
                continue
            if at >= MOST_SECONDS * EVERY_MS:
                return
            yield at, print_of(frame_brightness(frame), _MARKS)
            due = (at // EVERY_MS + 1) * EVERY_MS
            if at >= end_ms:
                return


def _frames(film: InputContainer, begin_ms: int) -> Iterator[tuple[int, VideoFrame]]:
    """Frames with their times, from a key frame before `begin_ms`; one without a time comes where the last was, and so is passed over
    unless it is the first.
    """
    track = picture_track(film)
    if track is None:
        raise MalformedError("this has no picture track, so there is nothing to see in it")
    first: float | None = None
    try:
        if begin_ms and track.time_base is not None:
            first = float((track.start_time or 0) * track.time_base)
            film.seek(round((first + begin_ms / 1000) / track.time_base), stream=track)
        for frame in film.decode(track):
            at = frame.time
            if at is None:
                at = first or 0.0
            if first is None:
                first = at
            yield round((at - first) * 1000), frame
    except FILM_FAULTS as error:
        raise MalformedError("the film breaks, or its pictures cannot be decoded") from error
