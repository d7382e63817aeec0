"""Opening a film or a sound of which nothing is trusted: the demuxer is chosen by our own reading of the first bytes.

FFmpeg is never left to guess: its playlist formats (HLS, concat, DASH) would open other files and addresses for whoever wrote one.
The rest, faults in the decoders themselves, is why these modules run in the worker's sandboxed child alone.
"""

from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.vocab.errors import MalformedError

MOST_FRAME_PIXELS = 40_000_000
"""A frame of 8K video passes."""

_DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/3gpp": "mov",
    "audio/mp4": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "video/ogg": "ogg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/amr-wb": "amr",
}

FILM_FAULTS = (
    av.error.FFmpegError, OSError, ValueError, TypeError, IndexError, KeyError, ArithmeticError, MemoryError, RuntimeError,
)  # fmt: skip
"""What PyAV raises on hostile bytes."""


def open_film(stream: BinaryIO) -> InputContainer:
    """Return the container in the seekable `stream`, its headers read; the caller closes it.

    Raises MalformedError for what is no film or sound of our formats.
    """
    stream.seek(0)
    demuxer = _DEMUXERS.get(sniff(stream.read(HEAD_SIZE)).type)
    if demuxer is None:
        raise MalformedError("these bytes are no film or sound that can be opened here")
    stream.seek(0)
    try:
        return av.open(stream, mode="r", format=demuxer, metadata_errors="replace")
    except FILM_FAULTS as error:
        raise MalformedError("the film or sound cannot be opened: its headers end early or break") from error


def picture_track(film: InputContainer) -> VideoStream | None:
    """Return the first picture track of `film`, held to one thread and to frames of MOST_FRAME_PIXELS; None for a sound.

    Raises MalformedError for a track that we have no decoder for.
    """
    track = next(iter(film.streams.video), None)
    if track is None:
        return None
    if track.codec_context is None:
        raise MalformedError("there is no decoder here for the picture track of this film")
    track.codec_context.thread_type = "NONE"
    track.codec_context.options = {"max_pixels": str(MOST_FRAME_PIXELS)}
    return track


def sound_track(film: InputContainer) -> AudioStream | None:
    """Return the first sound track of `film` that we have a decoder for, None where there is none."""
    for track in film.streams.audio:
        if track.codec_context is None:
            continue
        return track
    return None
