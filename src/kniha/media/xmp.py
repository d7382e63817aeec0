"""XMP: what programs write into pictures, films and documents as RDF in XML (ISO 16684-1). Read from one packet of bytes.

Only properties of a closed list are told. Values are kept as written; names of people are among them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from kniha.media.findings import Finding
from kniha.media.moments import from_iso
from kniha.media.places import told_place
from kniha.media.positions import Position
from kniha.media.strict_xml import parse
from kniha.media.tellings import About, Telling
from kniha.media.times import Told, told_time
from kniha.media.writing import as_written
from kniha.vocab.errors import MalformedError

MOST_BYTES = 1 << 20
"""A packet of JPEG has at most 64 KiB; programs that keep a history of edits write some hundred."""
_MOST_VALUES = 2000

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SPACES = {
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
}
_TIMES = {
    "exif:DateTimeOriginal": About.TAKEN, "photoshop:DateCreated": About.TAKEN, "exif:DateTimeDigitized": About.DIGITISED,
    "xmp:CreateDate": About.CREATED, "xmp:ModifyDate": About.CHANGED, "xmp:MetadataDate": About.CHANGED, "tiff:DateTime": About.CHANGED,
    "exif:GPSTimeStamp": About.GPS_TIME, "stEvt:when": About.CHANGED,
}  # fmt: skip
_TEXTS = {
    "tiff:Make": About.MAKE, "tiff:Model": About.MODEL, "tiff:Software": About.SOFTWARE, "xmp:CreatorTool": About.SOFTWARE,
    "pdf:Producer": About.SOFTWARE, "stEvt:softwareAgent": About.SOFTWARE, "aux:Lens": About.LENS, "exifEX:LensModel": About.LENS,
    "aux:SerialNumber": About.SERIAL, "exifEX:BodySerialNumber": About.SERIAL, "tiff:Orientation": About.ORIENTATION,
    "dc:creator": About.AUTHOR, "dc:title": About.TITLE, "dc:description": About.DESCRIPTION, "photoshop:City": About.PLACE_NAME,
    "photoshop:Country": About.PLACE_NAME, "Iptc4xmpCore:Location": About.PLACE_NAME, "Iptc4xmpExt:DigitalSourceType": About.ORIGIN,
    "xmpMM:DocumentID": About.IDENTITY, "xmpMM:OriginalDocumentID": About.IDENTITY, "xmpMM:InstanceID": About.IDENTITY,
}  # fmt: skip
_SIZES = (("tiff:ImageWidth", "tiff:ImageLength"), ("exif:PixelXDimension", "exif:PixelYDimension"))
_ANGLE = re.compile(r"(?P<degrees>\d{1,3}),(?P<minutes>\d{1,2}(?:\.\d{1,12})?)(?:,(?P<seconds>\d{1,2}(?:\.\d{1,12})?))?(?P<letter>[NSEW])")


@dataclass(slots=True)
class _Values:
    """Properties in the order of the text, as (`exif:Make`, value); of a list each item under the list's name."""

    found: list[tuple[str, str]] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def begin(self, name: tuple[str, str], attributes: dict[tuple[str, str], str]) -> None:
        self._open.append(_called(name))
        for key, value in attributes.items():
            self._tell(_called(key), value)

    def end(self, name: tuple[str, str], text: str) -> None:
        self._open.pop()
        called = next((one for one in reversed((*self._open, _called(name))) if one), "")
        # what stands in rdf:li belongs to the property around it
        self._tell(_called(name) or called, text)

    def _tell(self, called: str, value: str) -> None:
        if called and value.strip() and len(self.found) < _MOST_VALUES:
            self.found.append((called, as_written(value)))


def read_xmp(packet: bytes, place: str = "xmp") -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """Return what the `packet` tells, and what was odd. `place` begins the names of places, so that two packets are told apart."""
    if len(packet) > MOST_BYTES:
        return (), (Finding.METADATA_UNREADABLE,)
    values = _Values()
    try:
        parse([_trimmed(packet)], values)
        odd: tuple[Finding, ...] = ()
    except MalformedError:
        odd = (Finding.METADATA_UNREADABLE,)
    told = list(_told(values.found, place))
    return tuple(telling for telling, _ in told if telling), (*odd, *(finding for _, finding in told if finding))


def _trimmed(packet: bytes) -> bytes:
    """Cut padding and NULs, which writers leave behind the packet for others to write in."""
    return packet.strip(b"\x00 \t\r\n").removeprefix(b"\xef\xbb\xbf")


def _called(name: tuple[str, str]) -> str:
    space, local = name
    return f"{_SPACES[space]}:{local}" if space in _SPACES else ""


def _told(values: list[tuple[str, str]], place: str) -> Iterator[Told]:
    for called, value in values:
        if called in _TIMES:
            yield told_time(_TIMES[called], f"{place} {called}", value, partial(from_iso, value))
        elif called in _TEXTS:
            yield Telling(_TEXTS[called], f"{place} {called}", value, value), None
    last = dict(values)
    yield _position(last, place)
    for across, down in _SIZES:
        if last.get(across, "").isdecimal() and last.get(down, "").isdecimal():
            written = f"{last[across]} {last[down]}"
            yield Telling(About.SIZE, f"{place} {across.replace('ImageWidth', 'Image').replace('XDimension', '')}", written, written), None


def _position(values: dict[str, str], place: str) -> Told:
    north, east = values.get("exif:GPSLatitude", ""), values.get("exif:GPSLongitude", "")
    return told_place(f"{place} exif:GPS", f"{north} {east}".strip(), lambda: Position(_angle(north, "NS"), _angle(east, "EW")))


def _angle(written: str, letters: str) -> int:
    found = _ANGLE.fullmatch(written)
    if found is None or found["letter"] not in letters:
        raise MalformedError("an angle in XMP is written as 53,54.0360N")
    minutes = Fraction(found["minutes"]) + Fraction(found["seconds"] or 0) / 60
    whole = round((int(found["degrees"]) + minutes / 60) * 10_000_000)
    return -whole if found["letter"] == letters[1] else whole
