"""What a child makes of a file beyond looking at it: pages drawn, letters recognised, key frames, waveforms.

The recogniser's models are in memory before the child shuts itself in; it can open nothing for them.
"""

import atexit
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO

from PIL import Image

from kniha.media import letters
from kniha.media.brightness import brightness
from kniha.media.film_prints import film_prints
from kniha.media.findings import Finding
from kniha.media.frames import key_frames
from kniha.media.kinds import Family
from kniha.media.letters import Recogniser
from kniha.media.masking import masked_part, masked_picture, read_asked
from kniha.media.near import print_of
from kniha.media.pages import draw_page, sheet_of
from kniha.media.played import played_part, plays_as_it_is
from kniha.media.print_bytes import film_written, written
from kniha.media.scans import scan_of
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.waves import waveform
from kniha.vocab.errors import MalformedError, NotFoundError, TooLargeError

PART_MS = 60_000
"""Of a film a child makes the prints of a minute: more would be beyond its time, and one fault would cost the whole film."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`facts` as JSON has them; the JPEG and the words are empty where there are none."""

    facts: dict[str, Any] = field(default_factory=dict)  # Any: dataclasses of the engine, as JSON has them
    picture: bytes = b""
    words: str = ""


@cache
def recogniser() -> Recogniser | None:
    """The recogniser of letters, None where this host has none."""
    try:
        found = letters.load()
    except NotFoundError:
        return None
    atexit.register(found.close)
    return found


def make(task: str, stream: BinaryIO, given: str = "") -> Answer:
    """Do `task`, a name and a number: `page 3`, `letters 3`; a picture's letters are those of page 1. All frames are made at once.

    `given` says what is to be covered in a copy (`kniha.media.masking.read_asked`).
    """
    name, _, number = task.partition(" ")
    match name:
        case "page":
            return _told(lambda: Answer(picture=draw_page(stream, int(number))))
        case "letters":
            return _told(lambda: _letters(stream, int(number)))
        case "frame":
            return _told(lambda: _frames(stream))
        case "waveform":
            return _told(lambda: _wave(stream), missing=Finding.NO_SOUND)
        case "played":
            return _told(lambda: _played(stream, int(number)), missing=Finding.ENDS_BEFORE)
        case "masked":
            return _told(lambda: _masked(stream, int(number), given), missing=Finding.ENDS_BEFORE)
        case "print":
            return _told(lambda: Answer(picture=written(print_of(brightness(stream)))))
        case "prints":
            return _told(lambda: _prints(stream, int(number)))
        case "recogniser":
            found = recogniser()
            return Answer({"tool": f"tesseract {found.version}", "languages": "+".join(letters.LANGUAGES)} if found else {})
        case _:
            raise MalformedError("a child is asked for what it can make")


def _prints(stream: BinaryIO, part: int) -> Answer:
    begin = (part - 1) * PART_MS
    return Answer(picture=film_written(tuple(film_prints(stream, begin_ms=begin, end_ms=begin + PART_MS))))


def _told(work: Callable[[], Answer], *, missing: Finding = Finding.UNREADABLE) -> Answer:
    try:
        return work()
    except PermissionError:
        return Answer({"findings": [Finding.LOCKED]})
    except TooLargeError:
        return Answer({"findings": [Finding.TOO_LARGE]})
    except MalformedError:
        return Answer({"findings": [Finding.UNREADABLE]})
    except NotFoundError:
        return Answer({"findings": [missing]})


def _frames(stream: BinaryIO) -> Answer:
    frames = key_frames(stream)
    told = [{"at_ms": frame.at_ms, "size": len(frame.picture)} for frame in frames]
    return Answer({"frames": told}, b"".join(frame.picture for frame in frames))


def _wave(stream: BinaryIO) -> Answer:
    wave = waveform(stream)
    return Answer({"until_ms": wave.until_ms}, wave.picture)


def _played(stream: BinaryIO, number: int) -> Answer:
    if number == 1 and plays_as_it_is(stream):
        return Answer({"plays": True})
    part = played_part(stream, number)
    findings = [Finding.THINNED] if part.is_thinned else []
    return Answer({"until_ms": part.until_ms, "is_last": part.is_last, "findings": findings}, part.film)


def _masked(stream: BinaryIO, number: int, given: str) -> Answer:
    asked = read_asked(given)
    is_picture = sniff(stream.read(HEAD_SIZE)).family is Family.IMAGE
    stream.seek(0)
    if is_picture:
        return Answer({"is_last": True}, masked_picture(stream, asked.plan))
    masked = masked_part(stream, number, asked)
    told = {"until_ms": masked.part.until_ms, "is_last": masked.part.is_last, "findings": [Finding.THINNED] * masked.part.is_thinned}
    return Answer(told, masked.part.film, masked.after)


def _letters(stream: BinaryIO, number: int) -> Answer:
    reader = recogniser()
    picture, resolution = _scan(stream, number)
    if picture is None:
        return Answer({"has_own_words": True})
    if reader is None:
        return Answer({"is_unread": True})
    try:
        read = reader.read(picture, resolution=resolution)
    except MalformedError:
        return Answer({"findings": [Finding.GIVEN_UP]})
    return Answer({"confidence": read.confidence, "left_out": read.left_out}, words=read.words)


def _scan(stream: BinaryIO, number: int) -> tuple[Image.Image | None, int]:
    is_document = sniff(stream.read(HEAD_SIZE)).type == "application/pdf"
    stream.seek(0)
    return sheet_of(stream, number) if is_document else scan_of(stream)
