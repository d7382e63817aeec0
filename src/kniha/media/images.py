"""What a picture tells of itself: size, times, places, device. Every failure is a finding, because a broken file is evidence too.

Times and names are given as the device wrote them; what they are worth is for a registrar to judge. Runs in the worker's child alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from PIL import Image

from kniha.media.disagreements import Disagreement, changed_before_taken, disagreements
from kniha.media.findings import Finding
from kniha.media.image_tellings import image_tellings
from kniha.media.pictures import DECODER_FAULTS, complaints, decode, open_picture
from kniha.media.tellings import About, Telling, kept
from kniha.vocab.errors import MalformedError, TooLargeError

_PROBE_SIDE = 64


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What was found. Width and height are as stored, before the picture is turned as it was seen; None: not known."""

    width: int | None = None
    height: int | None = None
    tellings: tuple[Telling, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_image(stream: BinaryIO) -> ImageFacts:
    """Return what the picture in the seekable `stream` tells of itself; what fails is among the findings."""
    return read_and_draw(stream, longest_side=_PROBE_SIDE, draw=lambda _: b"")[0]


def read_and_draw(stream: BinaryIO, *, longest_side: int, draw: Callable[[Image.Image], bytes]) -> tuple[ImageFacts, bytes]:
    """Return what `read_image` does, and what `draw` makes of the picture, decoded once, to `longest_side` pixels or more.

    `draw` is not asked about a picture that cannot be decoded to its end; where it raises MalformedError, empty bytes are returned.
    """
    if not stream.read(1):
        return ImageFacts(findings=(Finding.EMPTY,)), b""
    with complaints() as said:
        told, drawn = _read(stream, longest_side, draw)
    has_odd_tags = any(issubclass(complaint.category, UserWarning) for complaint in said)
    if has_odd_tags and Finding.METADATA_UNREADABLE not in told.findings:
        return replace(told, findings=(*told.findings, Finding.METADATA_UNREADABLE)), drawn
    return told, drawn


def _read(stream: BinaryIO, longest_side: int, draw: Callable[[Image.Image], bytes]) -> tuple[ImageFacts, bytes]:
    try:
        picture = open_picture(stream)
    except TooLargeError:
        return ImageFacts(findings=(Finding.TOO_LARGE,)), b""
    except MalformedError:
        return ImageFacts(findings=(Finding.UNREADABLE,)), b""
    with picture:
        told = _facts(picture, longest_side)
        if {Finding.TOO_LARGE, Finding.DAMAGED} & set(told.findings):
            return told, b""
        try:
            return told, draw(picture)
        except MalformedError:
            return told, b""  # why, the findings say


def _facts(picture: Image.Image, longest_side: int) -> ImageFacts:
    width, height = picture.size  # before decoding, which may scale a JPEG down
    size = f"{width} {height}"
    if picture.format == "PNG":  # it may keep its metadata behind the pixels
        findings = _pixel_findings(picture, longest_side)
        tellings, odd = _tellings(picture, size) if Finding.TOO_LARGE not in findings else ((), ())
    else:  # a TIFF forgets its orientation once it is decoded
        tellings, odd = _tellings(picture, size)
        findings = _pixel_findings(picture, longest_side)
    return ImageFacts(width, height, tellings, disagreements(tellings), tuple(dict.fromkeys((*findings, *odd))))


def _tellings(picture: Image.Image, size: str) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """All that the picture tells; its own size leads where the metadata tells of one, to be compared with."""
    told, odd = image_tellings(picture)
    own = [Telling(About.SIZE, "picture", size, size)] if any(one.about is About.SIZE for one in told) else []
    tellings, are_more = kept([*own, *told])
    more = (Finding.MORE_METADATA,) if are_more else ()
    backwards = (Finding.CHANGED_BEFORE_TAKEN,) if changed_before_taken(tellings) else ()
    return tellings, (*odd, *more, *backwards)


def _pixel_findings(picture: Image.Image, longest_side: int) -> tuple[Finding, ...]:
    try:
        decode(picture, longest_side=longest_side)
        more = bool(getattr(picture, "is_animated", False))
    except TooLargeError:
        return (Finding.TOO_LARGE,)
    except (MalformedError, *DECODER_FAULTS):
        return (Finding.DAMAGED,)
    return (Finding.MORE_PICTURES,) if more else ()
