"""What a film or a sound tells of itself: length, size, codec, time, place. Every failure is a finding.

Headers are read, and tracks of metadata; frames are `views.first_frame`'s. Times are given as written. Runs in the worker's child alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from io import SEEK_END
from itertools import islice
from typing import BinaryIO

from av.container import InputContainer

from kniha.media.boxes import Boxes
from kniha.media.disagreements import Disagreement, disagreements
from kniha.media.film_tellings import film_tellings
from kniha.media.film_tracks import film_tracks
from kniha.media.films import FILM_FAULTS, MOST_FRAME_PIXELS, open_film, picture_track
from kniha.media.findings import Finding
from kniha.media.moments import Moment, from_iso
from kniha.media.places import told_place
from kniha.media.positions import parse_iso6709
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.tellings import About, Telling, Zone, kept
from kniha.media.times import Told, told_time
from kniha.media.tracks import Track
from kniha.media.writing import as_written
from kniha.vocab.errors import MalformedError

_CREATED = ("creation_time",)
_CREATED_LOCALLY = ("com.apple.quicktime.creationdate", "date")
_LOCATION = ("com.apple.quicktime.location.iso6709", "location", "location-eng")
_OF_BOXES = {"video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"}
MOST_FRAMES_A_SECOND = 1000
"""A header that tells more is wrong: no camera that people carry takes so many."""
_MOST_TRACKS, _MOST_TAGS = 32, 100
_ABOUT = {
    "make": About.MAKE, "manufacturer": About.MAKE, "model": About.MODEL, "software": About.SOFTWARE, "encoder": About.SOFTWARE,
    "title": About.TITLE, "artist": About.AUTHOR, "author": About.AUTHOR, "comment": About.DESCRIPTION, "description": About.DESCRIPTION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What was found. None or empty text: not known. Frames are those that come in 1000 seconds on average: 29970 for 29.97 a second."""

    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    codec: str = ""
    frames_per_1000s: int | None = None
    tellings: tuple[Telling, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    tracks: tuple[Track, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_video(stream: BinaryIO) -> VideoFacts:
    """Return what the film or sound in the seekable `stream` tells of itself; what fails is among the findings."""
    if not stream.read(1):
        return VideoFacts(findings=(Finding.EMPTY,))
    own, tracks, odd = _own_reading(stream)
    seen, tags = _by_ffmpeg(stream)
    tellings, are_more = kept((*own, *tags))
    more = (Finding.MORE_METADATA,) if are_more else ()
    return replace(
        seen,
        tellings=tellings,
        disagreements=disagreements(tellings),
        tracks=tracks,
        findings=tuple(dict.fromkeys((*seen.findings, *odd, *more))),
    )


def _own_reading(stream: BinaryIO) -> tuple[tuple[Telling, ...], tuple[Track, ...], tuple[Finding, ...]]:
    """What the boxes tell, of a film that is made of boxes."""
    stream.seek(0)
    if sniff(stream.read(HEAD_SIZE)).type not in _OF_BOXES:
        return (), (), ()
    boxes = Boxes(stream, stream.seek(0, SEEK_END))
    tellings, odd = film_tellings(boxes)
    tracks, also_odd = film_tracks(boxes)
    return tellings, tracks, (*odd, *also_odd)


def _by_ffmpeg(stream: BinaryIO) -> tuple[VideoFacts, tuple[Telling, ...]]:
    try:
        film = open_film(stream)
    except MalformedError:
        return VideoFacts(findings=(Finding.UNREADABLE,)), ()
    told: list[Telling] = []
    with film:
        try:
            seen = _facts(film)
            for telling, odd in _tags(film):
                told += [telling] if telling else []
                seen = replace(seen, findings=(*seen.findings, odd)) if odd else seen
        except FILM_FAULTS:
            return VideoFacts(findings=(Finding.UNREADABLE,)), ()
    return seen, tuple(told)


def _tags(film: InputContainer) -> Iterator[Told]:
    """What FFmpeg tells of the container and its tracks, in one line each."""
    for number, tags in enumerate((film.metadata, *(track.metadata for track in islice(film.streams, _MOST_TRACKS)))):
        place = f"ffmpeg track {number}" if number else "ffmpeg"
        for key, value in list(tags.items())[:_MOST_TAGS]:
            yield _tag(place, as_written(key).lower(), as_written(value))


def _tag(place: str, name: str, text: str) -> Told:
    where = f"{place} {name}"
    if name in _CREATED:
        return told_time(About.TAKEN if place == "ffmpeg" else About.CREATED, where, text, partial(_utc, text))
    if name in _CREATED_LOCALLY:
        return told_time(About.TAKEN, where, text, partial(from_iso, text))
    if name in _LOCATION:
        return told_place(where, text, partial(parse_iso6709, text))
    about = _ABOUT.get(name.removeprefix("com.apple.quicktime.").removeprefix("com.android."))
    return (Telling(about, where, text, text) if about else None), None


def _utc(text: str) -> Moment:
    return replace(from_iso(text), zone=Zone.BY_STANDARD)  # FFmpeg writes Z for whatever the container's clock shows


def _facts(film: InputContainer) -> VideoFacts:
    duration_ms = film.duration // 1000 if film.duration is not None and film.duration >= 0 else None
    seen = _picture(film)
    unknown = (Finding.DURATION_UNKNOWN,) if duration_ms is None else ()
    return replace(seen, duration_ms=duration_ms, findings=(*seen.findings, *unknown))


def _picture(film: InputContainer) -> VideoFacts:
    """What the picture track alone tells."""
    try:
        track = picture_track(film)
    except MalformedError:
        return VideoFacts(findings=(Finding.CODEC_UNKNOWN,))
    if track is None:
        return VideoFacts(findings=(Finding.NO_PICTURE,))
    width, height, codec = track.codec_context.width, track.codec_context.height, track.codec_context.name
    if width <= 0 or height <= 0:
        return VideoFacts(codec=codec, findings=(Finding.NO_PICTURE,))
    rate = track.average_rate
    frames = round(rate * 1000) if rate is not None and Fraction(1, 1000) <= rate <= MOST_FRAMES_A_SECOND else None
    odd = (Finding.TOO_LARGE,) if width * height > MOST_FRAME_PIXELS else ()
    return VideoFacts(width=width, height=height, codec=codec, frames_per_1000s=frames, findings=odd)
