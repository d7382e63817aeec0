"""Key frames of a film: pictures evenly spaced over its length, so that a registrar sees what is in it before playing it.

How much is decoded is bounded by pixels, not by what the film says of its length. Runs in the worker's child alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from av import VideoFrame
from av.container import InputContainer
from av.video.stream import VideoStream

from kniha.media.films import FILM_FAULTS, open_film, picture_track
from kniha.media.recipes import FRAME_QUALITY, FRAME_SIDE, MOST_FRAMES
from kniha.media.views import of_frame
from kniha.vocab.errors import MalformedError

MOST_PIXELS = 2_500_000_000
"""Decoded in all: some 40 seconds of film in full HD. A film is longer: then only frames are decoded that stand by themselves."""
_A_SECOND = 1_000_000  # in FFmpeg's own units
_NEAR = 12 * _A_SECOND


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a film, as JPEG, and when it is shown, in milliseconds from the beginning."""

    at_ms: int
    picture: bytes


def key_frames(stream: BinaryIO) -> tuple[Frame, ...]:
    """Return up to MOST_FRAMES frames of the film in the seekable `stream`, one for each second at most, as many as can be decoded.

    Raises MalformedError where there is none at all, or no picture track.
    """
    with open_film(stream) as film:
        track = picture_track(film)
        if track is None:
            raise MalformedError("this has no picture track, so there is no frame to show")
        found = tuple(_frames(film, track))
    if not found:
        raise MalformedError("no frame of the film can be decoded")
    return found


def _frames(film: InputContainer, track: VideoStream) -> Iterator[Frame]:
    reel, start, latest = _Reel(film, track), film.start_time or 0, -1
    for moment in _moments(film.duration):
        try:
            frame = reel.frame_at(start + moment)
            at_ms = _at_ms(frame, start)
            if at_ms > latest:
                latest = at_ms
                yield Frame(at_ms, of_frame(frame, side=FRAME_SIDE, quality=FRAME_QUALITY))
        except (MalformedError, *FILM_FAULTS):
            continue  # a film may be damaged in one place and whole in another


def _moments(duration: int | None) -> list[int]:
    """In the middle of parts of equal length; the beginning alone where the film does not say how long it is."""
    if duration is None or duration <= 0:
        return [0]
    count = min(MOST_FRAMES, max(1, duration // _A_SECOND))
    return [duration * (2 * number + 1) // (2 * count) for number in range(count)]


class _Reel:
    """A film that is wound on to one moment after another: frame by frame to one that is near, by a leap to one that is far."""

    def __init__(self, film: InputContainer, track: VideoStream) -> None:
        self._film, self._track = film, track
        self._frames: Iterator[VideoFrame] = iter(())
        self._shown: VideoFrame | None = None
        self._next: VideoFrame | None = None
        self._pixels = MOST_PIXELS

    def frame_at(self, moment: int) -> VideoFrame:
        """The frame that is shown at `moment`, or an earlier one where too much was decoded already; MalformedError where there is none."""
        if self._shown is None or self._pixels < 0 or moment - _time(self._shown) > _NEAR:
            self._leap(moment)
        while self._next is not None and _time(self._next) <= moment:
            self._shown, self._next = self._next, self._decoded() if self._pixels >= 0 else None
        shown = self._shown = self._shown or self._next
        if shown is None:
            raise MalformedError("there is no frame at this moment")
        return shown

    def _leap(self, moment: int) -> None:
        """To the last frame before `moment` that stands by itself."""
        self._shown = self._next = None
        self._film.seek(moment, backward=True)
        self._frames = self._film.decode(self._track)
        self._next = self._decoded()

    def _decoded(self) -> VideoFrame | None:
        frame = next(self._frames, None)
        if frame is not None:
            self._pixels -= frame.width * frame.height
        return frame


def _time(frame: VideoFrame) -> int:
    return round((frame.time or 0) * _A_SECOND)


def _at_ms(frame: VideoFrame, start: int) -> int:
    """Not before the beginning, and no number that only a broken clock shows."""
    return min(max(0, (_time(frame) - start) // 1000), (1 << 53) - 1)
