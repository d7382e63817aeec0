"""Winding a film to a moment, also one whose index is broken or missing: nothing before the last picture that stands by itself is decoded.

Runs in the worker's child alone.
"""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from av import AudioFrame, Packet, VideoFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from kniha.media.films import FILM_FAULTS, open_film, picture_track, sound_track
from kniha.media.recipes import MOST_PART_PIXELS

MOST_HELD = 64 << 20
"""Bytes of packets that wait for the moment; beyond, those that need others are dropped."""
if TYPE_CHECKING:
    _Packet = Packet[Stream]  # generic for mypy alone
_BEFORE = 500
"""Milliseconds of sound that are decoded before the moment, so that a decoder is warm."""


class Reel:
    """One track of a film, from `start` on, in milliseconds from the film's beginning. Frames come with the moment of each."""

    def __init__(self, stream: BinaryIO, kind: Literal["video", "audio"], start: int, end: int) -> None:
        self.is_over, self.is_thinned, self.is_damaged = True, False, False
        self._stream, self._kind, self._start, self._end = stream, kind, start, end
        self._pixels = 0

    def frames(self) -> Iterator[tuple[int, VideoFrame | AudioFrame]]:
        """Frames up to the first that begins at the end or later; `is_over` tells afterwards whether the film ended before."""
        for sought in (True, False) if self._start else (False,):
            frames = self._wound(sought=sought)
            first = next(frames, None)
            if sought and (first is None or first[0] > self._start):
                frames.close()
                continue  # the index leads astray: from the beginning, then
            if first is not None:
                yield first
                yield from frames
            return

    def _wound(self, *, sought: bool) -> Generator[tuple[int, VideoFrame | AudioFrame], None, None]:
        self.is_over, self._pixels = True, 0
        with open_film(self._stream) as film:
            track = self._track(film)
            if track is None:
                return
            beginning = (film.start_time or 0) / 1000
            if sought and not self._seek(film, track, beginning):
                return
            for frame in self._decoded(track, self._near(film.demux(track), beginning)):
                at = round((frame.time or 0) * 1000 - beginning)
                if at >= self._end:
                    self.is_over = False
                    return
                yield at, frame

    def _track(self, film: InputContainer) -> VideoStream | AudioStream | None:
        if self._kind == "video":
            return picture_track(film)
        return sound_track(film)

    def _seek(self, film: InputContainer, track: VideoStream | AudioStream, beginning: float) -> bool:
        moment = max(0, self._start - (_BEFORE if self._kind == "audio" else 0)) + beginning
        try:
            film.seek(int(moment / 1000 / track.time_base) if track.time_base else 0, stream=track, backward=True)
        except FILM_FAULTS:
            return False
        return True

    def _near(self, packets: "Iterator[_Packet]", beginning: float) -> "Iterator[_Packet]":
        """From the last packet that stands by itself and is shown at the start or before."""
        held: list[_Packet] = []
        size, moment = 0, self._start - (_BEFORE if self._kind == "audio" else 0)
        for packet in _unbroken(packets):
            at = _time(packet)
            if at is not None and at - beginning > moment:
                yield from held
                yield packet
                yield from _unbroken(packets)
                return
            if at is not None and packet.is_keyframe:
                held, size = [], 0
            size += packet.size
            if size <= MOST_HELD:
                held.append(packet)
        yield from held

    def _decoded(self, track: VideoStream | AudioStream, packets: "Iterator[_Packet]") -> Iterator[VideoFrame | AudioFrame]:
        for packet in packets:
            try:
                frames = packet.decode()
            except FILM_FAULTS:
                self.is_damaged = True
                continue  # what comes after it still counts
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    self._pixels += frame.width * frame.height
                if self._pixels > MOST_PART_PIXELS and not self.is_thinned:
                    self.is_thinned, track.codec_context.skip_frame = True, "NONKEY"
                if isinstance(frame, VideoFrame | AudioFrame):
                    yield frame


def _time(packet: "_Packet") -> float | None:
    at = packet.pts if packet.pts is not None else packet.dts
    return None if at is None or packet.time_base is None else float(at * packet.time_base * 1000)


def _unbroken(packets: "Iterator[_Packet]") -> "Iterator[_Packet]":
    """Until the file ends or breaks."""
    try:
        yield from packets
    except FILM_FAULTS:
        return
