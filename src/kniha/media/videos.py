"""What a film or a sound tells of itself: length, size, codec, time, place. Every failure is a finding.

Headers are read, and tracks of metadata; frames are `views.first_frame`'s. Times are given as written. Runs in the worker's child alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
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
from kniha.media.positions import Position, parse_iso6709
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.tellings import About, Telling, Zone, kept
from kniha.media.times import told_time
from kniha.media.tracks import Track
from kniha.media.writing import as_written
from kniha.vocab.errors import ImpossibleError, MalformedError

_CREATED = ("creation_time",)
_CREATED_LOCALLY = ("com.apple.quicktime.creationdate", "date")
_LOCATION = ("com.apple.quicktime.location.iso6709", "location", "location-eng")
_MAKE = ("com.apple.quicktime.make", "make", "com.android.manufacturer")
_OF_BOXES = {"video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"}
_MOST_TRACKS, _MOST_TAGS = 32, 100
_ABOUT = {
    "make": About.MAKE, "manufacturer": About.MAKE, "model": About.MODEL, "software": About.SOFTWARE, "encoder": About.SOFTWARE,
    "title": About.TITLE, "artist": About.AUTHOR, "author": About.AUTHOR, "comment": About.DESCRIPTION, "description": About.DESCRIPTION,
}  # fmt: skip
_MODEL = ("com.apple.quicktime.model", "model", "com.android.model")


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What was found. None or empty text: not known, or nothing is written.

    `created` is the container's own time as written (UTC by its standard, though some cameras write local time);
    `created_locally` what a telephone adds with its zone; `location` the place as written and `position` the same, read.
    """

    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    codec: str = ""
    created: str = ""
    created_locally: str = ""
    location: str = ""
    position: Position | None = None
    make: str = ""
    model: str = ""
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
    with film:
        try:
            return _facts(film), tuple(_tags(film))
        except FILM_FAULTS:
            return VideoFacts(findings=(Finding.UNREADABLE,)), ()


def _tags(film: InputContainer) -> Iterator[Telling]:
    """What FFmpeg tells of the container and its tracks, in one line each. What is odd about it, the facts and our own reading say."""
    for number, tags in enumerate((film.metadata, *(track.metadata for track in islice(film.streams, _MOST_TRACKS)))):
        place = f"ffmpeg track {number}" if number else "ffmpeg"
        for key, value in list(tags.items())[:_MOST_TAGS]:
            name, text = as_written(key).lower(), as_written(value)
            if name in _CREATED:
                telling, _ = told_time(About.CREATED if number else About.TAKEN, f"{place} {name}", text, partial(_utc, text))
            elif name in _CREATED_LOCALLY:
                telling, _ = told_time(About.TAKEN, f"{place} {name}", text, partial(from_iso, text))
            elif name in _LOCATION:
                position, _ = _position(text)
                telling = Telling(About.PLACE, f"{place} {name}", text, position.text if position else "")
            else:
                about = _ABOUT.get(name.removeprefix("com.apple.quicktime.").removeprefix("com.android."))
                telling = Telling(about, f"{place} {name}", text, text) if about else None
            if telling:
                yield telling


def _utc(text: str) -> Moment:
    return replace(from_iso(text), zone=Zone.BY_STANDARD)  # FFmpeg writes Z for whatever the container's clock shows


def _facts(film: InputContainer) -> VideoFacts:
    tags = {key.lower(): as_written(value) for key, value in film.metadata.items()}
    created, created_locally, location = _first(tags, _CREATED), _first(tags, _CREATED_LOCALLY), _first(tags, _LOCATION)
    position, odd_position = _position(location)
    duration_ms = film.duration // 1000 if film.duration is not None and film.duration >= 0 else None
    seen = _picture(film)
    return VideoFacts(
        duration_ms=duration_ms,
        width=seen.width,
        height=seen.height,
        codec=seen.codec,
        created=created,
        created_locally=created_locally,
        location=location,
        position=position,
        make=_first(tags, _MAKE),
        model=_first(tags, _MODEL),
        findings=(*seen.findings, *_time_findings(duration_ms, created, created_locally), *odd_position),
    )


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
    return VideoFacts(width=width, height=height, codec=codec, findings=(Finding.TOO_LARGE,) if width * height > MOST_FRAME_PIXELS else ())


def _first(tags: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def _time_findings(duration_ms: int | None, created: str, created_locally: str) -> tuple[Finding, ...]:
    unknown = () if duration_ms is not None else (Finding.DURATION_UNKNOWN,)
    malformed = () if _is_moment(created) and _is_moment(created_locally) else (Finding.TIME_MALFORMED,)
    return (*unknown, *malformed)


def _is_moment(written: str) -> bool:
    if not written:
        return True
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return False
    return True


def _position(location: str) -> tuple[Position | None, tuple[Finding, ...]]:
    if not location:
        return None, ()
    try:
        position = parse_iso6709(location)
    except (MalformedError, ImpossibleError):
        return None, (Finding.POSITION_MALFORMED,)
    return position, (Finding.POSITION_ZERO,) if position.is_zero else ()
