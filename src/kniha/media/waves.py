"""The waveform of a sound, or of a film's sound: how loud it is from beginning to end, as a picture. Runs in the worker's child alone."""

import io
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from av import AudioResampler
from av.container import InputContainer
from PIL import Image, ImageDraw

from kniha.media.films import FILM_FAULTS, open_film
from kniha.media.recipes import LONGEST_WAVE, WAVE_HEIGHT, WAVE_QUALITY, WAVE_RATE, WAVE_WIDTH
from kniha.vocab.errors import MalformedError, NotFoundError

_A_PEAK = WAVE_RATE // 20
_LOUDEST = 1 << 15
_GROUND, _WAVE, _MIDDLE = 255, 60, 190


@dataclass(frozen=True, slots=True)
class Wave:
    """The picture, as JPEG, and until when it shows the sound, in milliseconds."""

    picture: bytes
    until_ms: int


def waveform(stream: BinaryIO) -> Wave:
    """Return the waveform of the first sound track in the seekable `stream`, of LONGEST_WAVE seconds at most.

    Where it breaks, what came before is drawn. Raises NotFoundError where there is no sound track, MalformedError where it cannot be
    decoded.
    """
    with open_film(stream) as film:
        if not film.streams.audio:
            raise NotFoundError("there is no sound track")
        peaks, samples = _peaks(film)
    if not peaks:
        raise MalformedError("there is no sound here that can be decoded")
    return Wave(_drawn(peaks), samples * 1000 // WAVE_RATE)


def _peaks(film: InputContainer) -> tuple[list[tuple[int, int]], int]:
    """Lowest and highest of each twentieth of a second; how many samples there were."""
    peaks: list[tuple[int, int]] = []
    rest, samples = array("h"), 0
    try:
        for piece in _samples(film):
            samples += len(piece)
            rest.extend(piece)
            while len(rest) >= _A_PEAK:
                peaks.append((min(rest[:_A_PEAK]), max(rest[:_A_PEAK])))
                del rest[:_A_PEAK]
            if samples >= LONGEST_WAVE * WAVE_RATE:
                break
    except FILM_FAULTS:
        pass  # broken from here on
    if rest:
        peaks.append((min(rest), max(rest)))
    return peaks, samples


def _samples(film: InputContainer) -> Iterator["array[int]"]:
    track = film.streams.audio[0]
    if track.codec_context is None:
        return
    track.codec_context.thread_type = "NONE"
    one_voice = AudioResampler("s16", "mono", WAVE_RATE)
    for frame in film.decode(track):
        for plain in one_voice.resample(frame):
            piece = array("h")
            piece.frombytes(bytes(plain.planes[0])[: plain.samples * 2])
            yield piece


def _drawn(peaks: list[tuple[int, int]]) -> bytes:
    picture = Image.new("L", (WAVE_WIDTH, WAVE_HEIGHT), _GROUND)
    pen, middle = ImageDraw.Draw(picture), WAVE_HEIGHT // 2
    pen.line((0, middle, WAVE_WIDTH, middle), fill=_MIDDLE)
    for column in range(WAVE_WIDTH):
        first = column * len(peaks) // WAVE_WIDTH
        part = peaks[first : max(first + 1, (column + 1) * len(peaks) // WAVE_WIDTH)]
        low, high = min(low for low, _ in part), max(high for _, high in part)
        pen.line((column, middle - high * middle // _LOUDEST, column, middle - low * middle // _LOUDEST), fill=_WAVE)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=WAVE_QUALITY)
    return written.getvalue()
