"""All that an MP4, QuickTime or 3GP film tells of itself, read by our own eyes: clocks, user data, keys of telephones, XMP.

Beside it stands what FFmpeg read (`videos`): two tools that differ are a finding. Sources: ISO/IEC 14496-12 (mvhd, tkhd, mdhd), Apple's
QuickTime File Format (udta, keys and ilst), 3GPP TS 26.244 §8 (loci).
"""

from collections.abc import Iterator
from functools import partial

from kniha.media.boxes import Box, Boxes
from kniha.media.findings import Finding
from kniha.media.moments import from_iso
from kniha.media.places import told_place
from kniha.media.positions import Position, parse_iso6709
from kniha.media.tellings import About, Telling
from kniha.media.times import Told, told_clock, told_time
from kniha.media.writing import as_written
from kniha.media.xmp import read_xmp
from kniha.vocab.errors import MalformedError, TooLargeError

MOST_TRACKS = 32
_MOST_KEYS = 200
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")

_USER = {
    b"\xa9mak": About.MAKE, b"\xa9mod": About.MODEL, b"\xa9swr": About.SOFTWARE, b"\xa9too": About.SOFTWARE, b"\xa9nam": About.TITLE,
    b"\xa9aut": About.AUTHOR, b"\xa9des": About.DESCRIPTION, b"\xa9cmt": About.DESCRIPTION, b"auth": About.AUTHOR, b"titl": About.TITLE,
}  # fmt: skip
_KEYS = {
    "make": About.MAKE, "model": About.MODEL, "software": About.SOFTWARE, "author": About.AUTHOR, "title": About.TITLE,
    "displayname": About.TITLE, "description": About.DESCRIPTION, "comment": About.DESCRIPTION, "camera.lens_model": About.LENS,
    "content.identifier": About.IDENTITY, "location.name": About.PLACE_NAME, "manufacturer": About.MAKE, "version": About.SOFTWARE,
}  # fmt: skip


def film_tellings(boxes: Boxes) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """Return what the film tells, and what was odd. Boxes that break off end the reading there."""
    tellings: list[Telling] = []
    odd: dict[Finding, None] = {}
    try:
        for told, finding in _film(boxes):
            tellings += [told] if told else []
            odd |= {finding: None} if finding else {}
    except TooLargeError:
        odd[Finding.MORE_METADATA] = None
    except (MalformedError, OSError):
        odd[Finding.METADATA_UNREADABLE] = None
    return tuple(tellings), tuple(odd)


def _film(boxes: Boxes) -> Iterator[Told]:
    for box in boxes.within(boxes.whole):
        if box.kind == b"moov":
            yield from _movie(boxes, box)
        elif box.kind == b"uuid":
            yield from _xmp_box(boxes, box)
        elif box.kind == b"meta":
            yield from _keys(boxes, box, "meta")


def _movie(boxes: Boxes, movie: Box) -> Iterator[Told]:
    tracks = 0
    for box in boxes.within(movie):
        if box.kind == b"mvhd":
            yield from _clocks(boxes, box, "mvhd")
        elif box.kind == b"trak" and tracks < MOST_TRACKS:
            tracks += 1
            yield from _track(boxes, box, tracks)
        elif box.kind == b"udta":
            yield from _user_data(boxes, box, "udta")
        elif box.kind == b"meta":
            yield from _keys(boxes, box, "meta")
        elif box.kind == b"uuid":
            yield from _xmp_box(boxes, box)


def _track(boxes: Boxes, track: Box, number: int) -> Iterator[Told]:
    for box in boxes.within(track):
        if box.kind == b"tkhd":
            yield from _clocks(boxes, box, f"track {number} tkhd")
        elif box.kind == b"mdia" and (header := boxes.path(box, b"mdhd")):
            yield from _clocks(boxes, header, f"track {number} mdhd")
        elif box.kind == b"udta":
            yield from _user_data(boxes, box, f"track {number} udta")
        elif box.kind == b"meta":
            yield from _keys(boxes, box, f"track {number} meta")


def _clocks(boxes: Boxes, box: Box, where: str) -> Iterator[Told]:
    """Creation and change lie first in mvhd, tkhd and mdhd: 32 bits each in version 0, 64 in version 1."""
    data = boxes.content(box, 20)
    wide = 8 if data[:1] == b"\x01" else 4
    if len(data) < 4 + 2 * wide:
        raise MalformedError("a clock of the film ends early")
    created, changed = (int.from_bytes(data[4 + at * wide : 4 + (at + 1) * wide], "big") for at in (0, 1))
    about = About.TAKEN if where == "mvhd" else About.CREATED
    if created or where == "mvhd":  # that a track says nothing beside a film that does is no oddity
        yield told_clock(about, f"{where} creation_time", created)
    if changed and changed != created:
        yield told_clock(About.CHANGED, f"{where} modification_time", changed)


def _user_data(boxes: Boxes, box: Box, where: str) -> Iterator[Told]:
    for one in boxes.within(box):
        place = f"{where} {_printable(one.kind)}"
        if one.kind == b"\xa9xyz":
            yield _place(place, _international(boxes, one))
        elif one.kind == b"\xa9day":
            yield _time(About.TAKEN, place, _international(boxes, one))
        elif one.kind in _USER:
            text = _international(boxes, one) if one.kind[:1] == b"\xa9" else as_written(boxes.content(one, 1024)[6:])
            yield Telling(_USER[one.kind], place, text, text), None
        elif one.kind == b"loci":
            yield _location_3gpp(place, boxes.content(one, 1024))
        elif one.kind == b"XMP_":
            yield from _packet(boxes, one)
        elif one.kind == b"meta":
            yield from _keys(boxes, one, f"{where} meta")


def _international(boxes: Boxes, box: Box) -> str:
    """QuickTime's text: length, language, letters. iTunes puts a box `data` in its place."""
    data = boxes.content(box, 4096)
    if data[4:8] == b"data":
        return as_written(data[16:])
    return as_written(data[4 : 4 + int.from_bytes(data[:2], "big")])


def _location_3gpp(where: str, data: bytes) -> Told:
    """Version, flags, language, a name that ends with NUL, a role, then longitude, latitude, altitude as 16.16."""
    name, ends, rest = data[6:].partition(b"\x00")
    if not ends or len(rest) < 9:
        return Telling(About.PLACE, where, as_written(name.hex())), Finding.POSITION_MALFORMED
    east, north = (int.from_bytes(rest[at : at + 4], "big", signed=True) for at in (1, 5))
    written = f"{north / 65536:.5f} {east / 65536:.5f} {as_written(name)}".strip()
    return told_place(where, written, lambda: Position(round(north * 10_000_000 / 65536), round(east * 10_000_000 / 65536)))


def _keys(boxes: Boxes, box: Box, where: str) -> Iterator[Told]:
    """Apple's `mdta`: a box of names, and a box of values numbered from 1. In MP4 the box `meta` has four bytes more before them."""
    inner = _within_meta(boxes, box)
    names, values = inner.get(b"keys"), inner.get(b"ilst")
    if xmp := inner.get(b"XMP_"):
        yield from _packet(boxes, xmp)
    if values is None:
        return
    called = _names(boxes.content(names)) if names else {}
    for one in boxes.within(values):
        name = called.get(int.from_bytes(one.kind, "big"), "")
        data = boxes.content(one, 4096)
        text = as_written(data[16:]) if data[4:8] == b"data" and int.from_bytes(data[8:12], "big") == 1 else ""
        if name and text:
            yield _key(f"{where} {name}", name, text)
        elif one.kind in _USER and text:
            yield Telling(_USER[one.kind], f"{where} {_printable(one.kind)}", text, text), None
        elif one.kind == b"\xa9day" and text:
            yield _time(About.TAKEN, f"{where} {_printable(one.kind)}", text)


def _within_meta(boxes: Boxes, box: Box) -> dict[bytes, Box]:
    skip = 0 if boxes.content(box, 8)[4:8] == b"hdlr" else 4
    return {one.kind: one for one in boxes.within(box, skip=skip)}


def _names(data: bytes) -> dict[int, str]:
    names, at = {}, 8
    for number in range(1, _MOST_KEYS + 1):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8 or at + size > len(data):
            break
        names[number] = as_written(data[at + 8 : at + size])
        at += size
    return names


def _key(where: str, name: str, text: str) -> Told:
    short = name.lower().removeprefix("com.apple.quicktime.").removeprefix("com.android.")
    if short == "location.iso6709":
        return _place(where, text)
    if short in {"creationdate", "creation_time", "date"}:
        return _time(About.TAKEN, where, text)
    about = _KEYS.get(short)
    return (Telling(about, where, text, text) if about else None), None


def _xmp_box(boxes: Boxes, box: Box) -> Iterator[Told]:
    if box.size > 16 and boxes.content(box, 16) == _XMP_UUID:
        yield from _packet(boxes, Box(box.kind, box.start + 16, box.end))


def _packet(boxes: Boxes, box: Box) -> Iterator[Told]:
    tellings, odd = read_xmp(boxes.content(box))
    yield from ((telling, None) for telling in tellings)
    yield from ((None, finding) for finding in odd)


def _time(about: About, where: str, text: str) -> Told:
    return told_time(about, where, text, partial(from_iso, text))


def _place(where: str, text: str) -> Told:
    return told_place(where, text, partial(parse_iso6709, text))


def _printable(kind: bytes) -> str:
    return kind.decode("latin-1")
