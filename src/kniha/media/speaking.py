"""The sound of a part of a film made anew, as Opus, each sample where the original has it. Runs in the worker's child alone."""

from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from av import AudioFrame, AudioResampler
from av.audio.codeccontext import AudioCodecContext

from kniha.media.films import FILM_FAULTS
from kniha.media.recipes import SOUND_BITS
from kniha.media.reels import Reel
from kniha.media.webm import PRE_SKIP, RATE, SOUND, Block
from kniha.vocab.errors import MalformedError

_PACKET = RATE // 50
_LEAD = 4
"""Packets made before the part's beginning and thrown away, so that its first sounds as if the encoder had never stopped."""
_MOST_DRIFT = RATE // 20
"""Samples by which sound that runs on may differ from its own clock before the clock counts."""
_PER_MS = RATE // 1000


class Speaker:
    """Sound between `start` and `end`, in milliseconds, in whole packets of 20; silence where there is none."""

    def __init__(self, channels: int, start: int, end: int) -> None:
        self.channels, self.until = channels, -1
        self.has_own, self.is_over = False, True
        self._start, self._end = start, end
        self._from = (start - 20 * _LEAD) * _PER_MS
        count = (end - start + 20 * _LEAD + 20) * _PER_MS if channels else 0
        self._samples: npt.NDArray[np.float32] = np.zeros((count, channels), np.float32)
        self._next: int | None = None

    def speak(self, reel: Reel) -> None:
        """Take the sound of `reel`, which breaks off where it is broken."""
        if not self.channels:
            return
        layout = "mono" if self.channels == 1 else "stereo"
        resampler = AudioResampler("flt", layout, RATE)
        for at, frame in reel.frames():
            if not isinstance(frame, AudioFrame):
                continue
            clock = at * _PER_MS
            if self._next is None or abs(clock - self._next) > _MOST_DRIFT:
                self._next, resampler = clock, AudioResampler("flt", layout, RATE)
            frame.pts = None
            try:
                self._lay(resampler.resample(frame))
            except FILM_FAULTS:
                continue  # a frame of another kind than the one before
        self._lay(resampler.resample(None) if self._next is not None else [])
        self.is_over = reel.is_over

    def blocks(self) -> list[Block]:
        """What was heard, to the part's end."""
        if not self.channels:
            return []
        encoder, made = self._encoder(), []
        for at in range(0, len(self._samples), _PACKET):
            piece = np.ascontiguousarray(self._samples[at : at + _PACKET]).reshape(1, -1)
            frame = AudioFrame.from_ndarray(piece, format="flt", layout="mono" if self.channels == 1 else "stereo")
            frame.rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            made += [bytes(packet) for packet in encoder.encode(frame)]
        count = (self._end - self._start) // 20
        return [Block(SOUND, self._start + 20 * number, data) for number, data in enumerate(made[_LEAD : _LEAD + count])]

    def _lay(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            pixels = frame.to_ndarray().reshape(-1, self.channels)
            begin = (self._next or 0) - self._from
            self._next = (self._next or 0) + len(pixels)
            first, last = max(0, begin), min(len(self._samples), begin + len(pixels))
            if first < last:
                self._samples[first:last] = np.nan_to_num(pixels[first - begin : last - begin], posinf=0, neginf=0).clip(-1, 1)
            if self._next > self._start * _PER_MS:
                self.has_own, self.until = True, max(self.until, self._next // _PER_MS)

    def _encoder(self) -> AudioCodecContext:
        encoder = av.CodecContext.create("libopus", "w")
        encoder.sample_rate, encoder.layout, encoder.format = RATE, "mono" if self.channels == 1 else "stereo", "flt"
        encoder.bit_rate, encoder.time_base = SOUND_BITS * self.channels, Fraction(1, RATE)
        encoder.open()
        head = encoder.extradata or b""
        if int.from_bytes(head[10:12], "little") != PRE_SKIP:
            raise MalformedError("this encoder of sound is late by another time than is written into the film")
        return encoder
