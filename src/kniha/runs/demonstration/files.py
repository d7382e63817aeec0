"""The files that invented reporters send: drawn on the spot, the same each time, never taken of anybody.

Photographs carry EXIF as a telephone writes it, the film its time and place. Two files are not what they seem: one is empty, one is HTML.
"""

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from kniha.runs.demonstration import drawing
from kniha.runs.demonstration.film import encode_film
from kniha.vocab.place import DEGREE, Place, parse_place

_WEB_PAGE = """<!doctype html>
<title>photo.jpg</title>
<h1>photo.jpg</h1>
<p>Старонка выдаленая або перанесеная.</p>
<script>document.title = "this must never run";</script>
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file to make: under which name the device sent it, what it shows, when (its local time) and where it was taken.

    `offset` is the device's zone where that is not the place's; `cover` the word under which a registrar covers it; `words`
    are those of a text.
    """

    name: str
    make: str
    at: datetime
    point: str = ""
    colour: str = "#ece7db"
    offset: str = ""
    cover: str = ""
    words: str = ""

    @property
    def claimed_type(self) -> str:
        """The type that the device claims, by the name's ending."""
        return {"mp4": "video/mp4", "txt": "text/plain"}.get(self.name.rpartition(".")[2], "image/jpeg")

    @property
    def taken(self) -> datetime:
        """`at` by the clock of the device."""
        if not self.offset:
            return self.at
        zone = datetime.fromisoformat(f"2020-08-09T00:00{self.offset}").tzinfo
        return self.at.astimezone(zone)


def make_file(file: File) -> bytes:
    """Return the bytes of `file`, the same each time."""
    return _MAKERS[file.make](file, random.Random(f"{file.name} {file.at}"))  # noqa: S311  a drawing, not a secret


def _street(file: File, chance: random.Random) -> bytes:
    return _photograph(drawing.street(chance, night=not 6 <= file.at.hour < 21), file)


def _body_chart(file: File, chance: random.Random) -> bytes:
    return _photograph(drawing.body_chart(chance), file)


def _page(file: File, chance: random.Random) -> bytes:
    return _photograph(drawing.page(chance, colour=file.colour), file)


def _film(file: File, chance: random.Random) -> bytes:
    place = _place(file)
    return encode_film(drawing.yard_film(chance), created=file.at, place=place)


def _empty(file: File, chance: random.Random) -> bytes:
    del file, chance
    return b""


def _html(file: File, chance: random.Random) -> bytes:
    del file, chance
    return _WEB_PAGE.encode()


def _text(file: File, chance: random.Random) -> bytes:
    del chance
    return file.words.strip().encode()


_MAKERS: Mapping[str, Callable[[File, random.Random], bytes]] = MappingProxyType(
    {"street": _street, "body-chart": _body_chart, "page": _page, "film": _film, "empty": _empty, "html": _html, "text": _text}
)


def _photograph(picture: Image.Image, file: File) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=86, exif=_exif(file))
    return written.getvalue()


def _exif(file: File) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Orientation] = "Demo", "D-1", 1
    exif[Base.DateTime] = f"{file.taken:%Y:%m:%d %H:%M:%S}"
    camera = exif.get_ifd(IFD.Exif)
    camera[Base.DateTimeOriginal] = f"{file.taken:%Y:%m:%d %H:%M:%S}"
    camera[Base.OffsetTimeOriginal] = _offset(file.taken)
    place = _place(file)
    if place is not None:
        exif.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N" if place.lat_e7 >= 0 else "S",
                GPS.GPSLatitude: _degrees(place.lat_e7),
                GPS.GPSLongitudeRef: "E" if place.lon_e7 >= 0 else "W",
                GPS.GPSLongitude: _degrees(place.lon_e7),
            }
        )
    return exif


def _offset(taken: datetime) -> str:
    minutes = (taken.utcoffset() or timedelta()) // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _degrees(units: int) -> tuple[IFDRational, IFDRational, IFDRational]:
    """10⁻⁷ degrees as degrees, minutes and hundredths of a second."""
    hundredths = abs(units) * 360_000 // DEGREE
    return IFDRational(hundredths // 360_000), IFDRational(hundredths // 6000 % 60), IFDRational(hundredths % 6000, 100)


def _place(file: File) -> Place | None:
    return parse_place(file.point, radius_m=0) if file.point else None
