"""The picture of a part of a film made anew: scaled, turned as it was seen, as VP8. Runs in the worker's child alone."""

from collections.abc import Callable
from fractions import Fraction

import av
import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.stream import VideoStream

from kniha.media.films import FILM_FAULTS, MOST_FRAME_PIXELS
from kniha.media.recipes import FILM_BITS, FILM_KEY_MS, FILM_LONG, FILM_RATE, FILM_SHORT
from kniha.media.reels import Reel
from kniha.media.webm import PICTURE, Block

_TICK = Fraction(1, 1000)
_NEAREST = 1000 // FILM_RATE - 1
_LEAST = 16
Change = Callable[[VideoFrame, int], VideoFrame]
"""What is done to a picture, at a moment in milliseconds, after it was turned and scaled."""


def size_of(film: InputContainer, track: VideoStream) -> tuple[int, int] | None:
    """Width and height of what is made of `track`, as it is seen, alike in all parts; None where it tells no size. Decodes a picture."""
    width, height = track.codec_context.width, track.codec_context.height
    if not (width > 0 and height > 0 and width * height <= MOST_FRAME_PIXELS):
        return None
    shape = track.sample_aspect_ratio or Fraction(1)
    seen = (width * float(shape) if Fraction(1, 4) <= shape <= 4 else width, float(height))
    try:
        first = next(iter(film.decode(track)), None)
    except FILM_FAULTS:
        first = None
    if first is not None and _turns(first) % 2:
        seen = seen[::-1]
    scale = min(1.0, FILM_LONG / max(seen), FILM_SHORT / min(seen))
    across, down = (max(_LEAST, round(side * scale / 2) * 2) for side in seen)
    return across, down


class Painter:
    """Pictures between `start` and `end` (milliseconds) on their way into VP8, of the size that `size_of` told."""

    def __init__(self, size: tuple[int, int] | None, start: int, end: int, change: Change | None = None) -> None:
        self.size, self.latest = size, -1
        self.has_own = self.has_any = self.is_thinned = False
        self.is_over = True
        self._start, self._end, self._change = start, end, change
        self._blocks: list[Block] = []
        self._encoder = _encoder(size) if size else None

    def paint(self, reel: Reel) -> None:
        """Take the pictures of `reel`. Where none can be decoded, a grey one stands for them."""
        if self._encoder is None:
            return
        before: VideoFrame | None = None
        for at, frame in reel.frames():
            if not isinstance(frame, VideoFrame):
                continue
            if at < self._start:
                before = frame
                continue
            if before is not None and at > self._start:
                self._show(before, self._start)
            before, self.has_own = None, True
            if self.latest < 0 or at - self.latest >= _NEAREST:
                self._show(frame, at)
        if before is not None:
            self._show(before, self._start)
        self.has_any = self.latest >= 0
        self.is_over, self.is_thinned = reel.is_over, reel.is_thinned
        if not self.has_any:
            self._encode(_grey(self._encoder), self._start)

    def blocks(self) -> list[Block]:
        """What was made, to its end."""
        if self._encoder is not None:
            self._keep(self._encoder, None)
            self._encoder = None
        return self._blocks

    def _show(self, frame: VideoFrame, at: int) -> None:
        if self._encoder is None:
            return
        try:
            drawn = _drawn(frame, self._encoder.width, self._encoder.height)
        except FILM_FAULTS:
            return
        self._encode(self._change(drawn, at) if self._change else drawn, at)

    def _encode(self, drawn: VideoFrame, at: int) -> None:
        if self._encoder is not None:
            drawn.pts, drawn.time_base, drawn.pict_type = at, _TICK, PictureType.NONE
            self._keep(self._encoder, drawn)
            self.latest = at

    def _keep(self, encoder: VideoCodecContext, drawn: VideoFrame | None) -> None:
        for packet in encoder.encode(drawn):
            self._blocks.append(Block(PICTURE, packet.pts or 0, bytes(packet), packet.is_keyframe))


def _encoder(size: tuple[int, int]) -> VideoCodecContext:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt, encoder.time_base, encoder.framerate = "yuv420p", _TICK, Fraction(FILM_RATE)
    encoder.bit_rate = max(150_000, FILM_BITS * size[0] * size[1] // (FILM_LONG * FILM_SHORT))
    encoder.thread_count = 1  # with one, the same pictures become the same bytes
    encoder.gop_size = FILM_KEY_MS * FILM_RATE // 1000
    # a speed below zero is held; above, the encoder chooses by its clock, and no film would come out the same twice
    encoder.options = {"deadline": "realtime", "cpu-used": "-8", "lag-in-frames": "0", "auto-alt-ref": "0"}
    return encoder


def _turns(frame: VideoFrame) -> int:
    """Quarter turns counterclockwise."""
    return round(frame.rotation / 90) % 4


def _drawn(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    turns = _turns(frame)
    across, down = (height, width) if turns % 2 else (width, height)
    drawn = frame.reformat(width=across, height=down, format="yuv420p", threads=1)
    return drawn if not turns else _turned(drawn, turns)


def _turned(drawn: VideoFrame, turns: int) -> VideoFrame:
    """The planes of a picture, each turned by itself."""
    made = VideoFrame(*((drawn.height, drawn.width) if turns % 2 else (drawn.width, drawn.height)), "yuv420p")
    for old, new in zip(drawn.planes, made.planes, strict=True):
        pixels = np.frombuffer(bytes(old), np.uint8).reshape(old.height, old.line_size)[:, : old.width]
        rows = np.zeros((new.height, new.line_size), np.uint8)
        rows[:, : new.width] = np.rot90(pixels, turns)
        new.update(rows.tobytes())
    return made


def _grey(encoder: VideoCodecContext) -> VideoFrame:
    made = VideoFrame(encoder.width, encoder.height, "yuv420p")
    for plane in made.planes:
        plane.update(b"\x80" * plane.buffer_size)
    return made
