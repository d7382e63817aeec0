"""A film or a sound made anew for browsers that cannot play it: VP8 and Opus in WebM, part by part, each a bounded piece of work.

Every picture keeps the moment at which the original shows it, to the millisecond, counted from the film's beginning; so does sound. At a
part's beginning the picture that is shown then is repeated, so that a player can begin there. Pictures that come faster than FILM_RATE are
left out. Nothing of the original travels on but pictures and sound. Runs in the worker's child alone.
"""

from dataclasses import dataclass
from typing import BinaryIO

from av.container import InputContainer
from av.video.stream import VideoStream

from kniha.media import webm
from kniha.media.films import FILM_FAULTS, open_film, picture_track, sound_track
from kniha.media.painting import Change, Painter, size_of
from kniha.media.playable import plays
from kniha.media.recipes import MOST_PLAYED, PLAYED_PART, PLAYED_SOUND_PART
from kniha.media.reels import Reel
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.speaking import Speaker
from kniha.media.webm import Tracks
from kniha.vocab.errors import MalformedError, NotFoundError

_A_FRAME = 40
"""Milliseconds that the last picture of a film is shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as WebM, until when it goes, in milliseconds, whether the film ends with it, and whether pictures had to be left out."""

    film: bytes
    until_ms: int
    is_last: bool
    is_thinned: bool


def plays_as_it_is(stream: BinaryIO) -> bool:
    """Whether browsers play the film or sound in the seekable `stream`. Raises MalformedError for what cannot be opened."""
    stream.seek(0)
    media_type = sniff(stream.read(HEAD_SIZE)).type
    with open_film(stream) as film:
        track = picture_track(film)
        sound = sound_track(film)
        heard = sound.codec_context.codec.canonical_name if sound else "unknown" if film.streams.audio else ""
        if track is None:
            return plays(media_type, picture="", pixels="", turn=0, sound=heard)
        context = track.codec_context
        return plays(media_type, picture=context.codec.canonical_name, pixels=context.pix_fmt or "", turn=_turn(film, track), sound=heard)


def _turn(film: InputContainer, track: VideoStream) -> int:
    try:
        frame = next(iter(film.decode(track)), None)
    except FILM_FAULTS:
        return 0
    return frame.rotation if frame else 0


def played_part(stream: BinaryIO, number: int) -> Part:
    """Return part `number`, from 1, of the film or sound in the seekable `stream`.

    Raises MalformedError where nothing in it can be decoded, NotFoundError where it ends before this part.
    """
    return changed_part(stream, number, None)


def changed_part(stream: BinaryIO, number: int, change: Change | None, *, is_silent: bool = False) -> Part:
    """As `played_part`, each picture as `change` makes it, without sound where `is_silent`. Errors as there.

    MalformedError also for a change without a picture.
    """
    with open_film(stream) as film:
        track = picture_track(film)
        size = size_of(film, track) if track else None
        sound = sound_track(film)
        channels = 0 if sound is None or is_silent else min(2, max(1, sound.codec_context.channels))
    if size is None and (not channels or change is not None):
        raise MalformedError("nothing in this can be shown or heard")
    lasting = 1000 * (PLAYED_PART if size else PLAYED_SOUND_PART)
    start, end = (number - 1) * lasting, number * lasting
    painter, speaker = Painter(size, start, end, change), Speaker(channels, start, end)
    try:
        painter.paint(Reel(stream, "video", start, end))
        speaker.speak(Reel(stream, "audio", start, end))
    except FILM_FAULTS as error:
        raise MalformedError("this part of the film cannot be made anew") from error
    return _bound(number, end, painter, speaker)


def _bound(number: int, end: int, painter: Painter, speaker: Speaker) -> Part:
    is_over = painter.is_over and speaker.is_over
    has_any = painter.has_own or speaker.has_own
    if is_over and not has_any and number > 1:
        raise NotFoundError("the film ends before this part")
    if is_over and not has_any and not painter.has_any:
        raise MalformedError("nothing in this can be shown or heard")
    until = min(end, max(painter.latest + _A_FRAME, speaker.until)) if is_over else end
    is_last = is_over or end >= MOST_PLAYED * 1000
    size = painter.size or (0, 0)
    tracks = Tracks(*size, speaker.channels)
    blocks = [*painter.blocks(), *(block for block in speaker.blocks() if block.at_ms < until)]
    return Part(webm.part(tracks, blocks, until_ms=until), until, is_last, painter.is_thinned)
