"""All that a picture tells of itself, field by field: EXIF, XMP, IPTC, and what programs add to PNG. Its header is read already."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from PIL import ExifTags, Image

from kniha.media.exif_places import read_place
from kniha.media.findings import Finding
from kniha.media.iptc import fields_of, read_iptc
from kniha.media.moments import from_exif, from_gps, from_iso
from kniha.media.pictures import DECODER_FAULTS, orientation
from kniha.media.tellings import About, Telling
from kniha.media.times import Told, told_time
from kniha.media.writing import as_written
from kniha.media.xmp import read_xmp
from kniha.vocab.errors import MalformedError

_BASE, _GPS = ExifTags.Base, ExifTags.GPS
_TIMES = (
    (About.TAKEN, _BASE.DateTimeOriginal, _BASE.OffsetTimeOriginal, _BASE.SubsecTimeOriginal),
    (About.DIGITISED, _BASE.DateTimeDigitized, _BASE.OffsetTimeDigitized, _BASE.SubsecTimeDigitized),
    (About.CHANGED, _BASE.DateTime, _BASE.OffsetTime, _BASE.SubsecTime),
)
_TEXTS = (
    (About.MAKE, _BASE.Make), (About.MODEL, _BASE.Model), (About.SOFTWARE, _BASE.Software), (About.AUTHOR, _BASE.Artist),
    (About.DESCRIPTION, _BASE.ImageDescription), (About.LENS, _BASE.LensModel), (About.SERIAL, _BASE.BodySerialNumber),
    (About.SERIAL, _BASE.LensSerialNumber), (About.AUTHOR, _BASE.CameraOwnerName), (About.IDENTITY, _BASE.ImageUniqueID),
)  # fmt: skip
_PNG = {
    "software": About.SOFTWARE, "author": About.AUTHOR, "title": About.TITLE, "description": About.DESCRIPTION,
    "comment": About.DESCRIPTION, "source": About.MODEL,
}  # fmt: skip
_PHOTOSHOP = 0x8649
_IPTC = 0x83BB
_XMP = 0x02BC

Tags = Mapping[int, Any]  # Any: whatever the file holds


def image_tellings(picture: Image.Image) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """Return what `picture` tells, and what was odd. A PNG tells only after it is decoded what stands behind its pixels."""
    tellings: list[Telling] = []
    odd: dict[Finding, None] = {}
    for part in (_exif, _packets, _resources, _png):
        try:
            for told, finding in part(picture):
                tellings += [told] if told else []
                odd |= {finding: None} if finding else {}
        except DECODER_FAULTS:
            odd[Finding.METADATA_UNREADABLE] = None
    return tuple(tellings), tuple(odd)


def _exif(picture: Image.Image) -> Iterator[Told]:
    exif = picture.getexif()
    camera, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    tags = {**exif, **camera}
    for about, tag, offset, part in _TIMES:
        yield _exif_time(about, tags, tag, (offset, part))
    for about, tag in _TEXTS:
        text = as_written(tags.get(tag))
        yield Telling(about, f"exif {tag.name}", text, text), None
    yield _orientation(exif)
    across, down = tags.get(_BASE.ExifImageWidth), tags.get(_BASE.ExifImageHeight)
    if isinstance(across, int) and isinstance(down, int):
        yield Telling(About.SIZE, "exif PixelDimension", f"{across} {down}", f"{across} {down}"), None
    yield _gps_time(place)
    yield _gps_place(place)


def _exif_time(about: About, tags: Tags, tag: ExifTags.Base, beside: tuple[int, int]) -> Told:
    offset, part = (as_written(tags.get(one)) for one in beside)
    written = as_written(tags.get(tag))
    if not written.strip(": 0"):  # blanks are the standard's own way to say "not known", zeros that of devices without a clock
        return Telling(about, f"exif {tag.name}", written), Finding.TIME_NOT_SET if "0" in written else None
    together = " ".join(filter(None, (written, f".{part}" if part else "", offset)))
    telling, odd = told_time(about, f"exif {tag.name}", written, lambda: from_exif(written, offset=offset, part=part))
    if odd and offset:  # the time may hold though its offset does not
        again, _ = told_time(about, f"exif {tag.name}", together, lambda: from_exif(written))
        return again, odd
    return (Telling(about, telling.where, together, telling.read, telling.zone) if telling else None), odd


def _orientation(exif: Image.Exif) -> Told:
    if (held := exif.get(_BASE.Orientation)) is None:
        return None, None
    where, written = "exif Orientation", as_written(str(held))
    try:
        return Telling(About.ORIENTATION, where, written, str(orientation(exif))), None
    except (MalformedError, *DECODER_FAULTS):
        return Telling(About.ORIENTATION, where, written), Finding.ORIENTATION_UNKNOWN


def _gps_time(place: Tags) -> Told:
    day = as_written(place.get(_GPS.GPSDateStamp))
    parts = place.get(_GPS.GPSTimeStamp)
    if not day and parts is None:
        return None, None
    written = f"{day} {_as_text(parts)}".strip()
    try:
        hours = sum(float(part) / 60**at for at, part in enumerate(parts or ()))
    except (*DECODER_FAULTS, OverflowError):
        return Telling(About.GPS_TIME, "exif-gps GPSTimeStamp", written), Finding.TIME_MALFORMED
    if not day or parts is None:
        return Telling(About.GPS_TIME, "exif-gps GPSTimeStamp", written), None  # half a time is no moment, and no oddity
    return told_time(About.GPS_TIME, "exif-gps GPSTimeStamp", written, lambda: from_gps(day, hours))


def _gps_place(place: Tags) -> Told:
    if _GPS.GPSLatitude not in place and _GPS.GPSLongitude not in place:
        return None, None
    raw = [place.get(tag) for tag in (_GPS.GPSLatitudeRef, _GPS.GPSLatitude, _GPS.GPSLongitudeRef, _GPS.GPSLongitude)]
    written = " ".join(_as_text(one) for one in raw)[:200]
    position, odd = read_place(place)
    return Telling(About.PLACE, "exif-gps GPSLatitude", written, position.text if position else ""), odd


def _packets(picture: Image.Image) -> Iterator[Told]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or _tag(picture, _XMP)
    if isinstance(packet, str):
        packet = packet.encode()
    if isinstance(packet, bytes) and packet:
        yield from _apart(*read_xmp(packet))


def _resources(picture: Image.Image) -> Iterator[Told]:
    resources = picture.info.get("photoshop")
    fields = resources.get(0x0404) if isinstance(resources, dict) else None
    if not isinstance(fields, bytes):
        raw = _tag(picture, _PHOTOSHOP)
        fields = fields_of(raw) if isinstance(raw, bytes) else _tag(picture, _IPTC)
    if isinstance(fields, bytes):
        yield from _apart(*read_iptc(fields))


def _png(picture: Image.Image) -> Iterator[Told]:
    if picture.format != "PNG":
        return
    for key, value in list(picture.info.items())[:100]:
        if not isinstance(key, str) or not isinstance(value, str):
            continue
        text = as_written(value)
        if key.lower() in _PNG:
            yield Telling(_PNG[key.lower()], f"png {as_written(key)}", text, text), None
        elif key.lower() in {"creation time", "date:create", "date:modify"}:
            about = About.CHANGED if key.lower() == "date:modify" else About.CREATED
            telling, _ = told_time(about, f"png {as_written(key)}", text, partial(from_iso, text))
            yield telling, None  # the standard of PNG asks for no form of this time


def _tag(picture: Image.Image, number: int) -> object:
    tags = getattr(picture, "tag_v2", None)  # of TIFF alone
    return tags.get(number) if tags is not None else None


def _apart(tellings: tuple[Telling, ...], odd: tuple[Finding, ...]) -> Iterator[Told]:
    for telling in tellings:
        yield telling, None
    for finding in odd:
        yield None, finding


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value[:6])[:100]
    return as_written(value)
