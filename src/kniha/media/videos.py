"""What a film or a sound tells of itself: length, size, codec, time, place. Every failure is a finding.

Only headers are read; frames are `views.first_frame`'s. Times are given as written. Runs in the worker's child alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from av.container import InputContainer

from kniha.media.films import FILM_FAULTS, MOST_FRAME_PIXELS, open_film, picture_track
from kniha.media.findings import Finding
from kniha.media.positions import Position, parse_iso6709
from kniha.media.writing import as_written
from kniha.vocab.errors import ImpossibleError, MalformedError

_CREATED = ("creation_time",)
_CREATED_LOCALLY = ("com.apple.quicktime.creationdate", "date")
_LOCATION = ("com.apple.quicktime.location.iso6709", "location", "location-eng")
_MAKE = ("com.apple.quicktime.make", "make", "com.android.manufacturer")
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
    findings: tuple[Finding, ...] = ()


def read_video(stream: BinaryIO) -> VideoFacts:
    """Return what the film or sound in the seekable `stream` tells of itself; what fails is among the findings."""
    if not stream.read(1):
        return VideoFacts(findings=(Finding.EMPTY,))
    try:
        film = open_film(stream)
    except MalformedError:
        return VideoFacts(findings=(Finding.UNREADABLE,))
    with film:
        try:
            return _facts(film)
        except FILM_FAULTS:
            return VideoFacts(findings=(Finding.UNREADABLE,))


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
