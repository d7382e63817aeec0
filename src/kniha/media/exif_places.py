"""The place in a picture's GPS fields (CIPA DC-008, tags 1 to 4)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from PIL import ExifTags

from kniha.media.findings import Finding
from kniha.media.pictures import DECODER_FAULTS
from kniha.media.positions import Position, from_exif
from kniha.media.writing import as_written
from kniha.vocab.errors import ImpossibleError, MalformedError

_GPS = ExifTags.GPS


def read_place(fields: Mapping[int, Any]) -> tuple[Position | None, Finding | None]:  # Any: whatever the file holds
    """Return the position in the GPS `fields`, None where none is written or it cannot be read, and what is odd about it."""
    if _GPS.GPSLatitude not in fields and _GPS.GPSLongitude not in fields:
        return None, None
    try:
        position = from_exif(
            _fractions(fields[_GPS.GPSLatitude]), as_written(fields[_GPS.GPSLatitudeRef]),
            _fractions(fields[_GPS.GPSLongitude]), as_written(fields[_GPS.GPSLongitudeRef]),
        )  # fmt: skip
    except (MalformedError, ImpossibleError, *DECODER_FAULTS):
        return None, Finding.POSITION_MALFORMED
    return position, Finding.POSITION_ZERO if position.is_zero else None


def _fractions(parts: Any) -> tuple[Fraction, ...]:  # Any: Pillow's rationals, or whatever the file holds
    return tuple(Fraction(int(part.numerator), int(part.denominator)) for part in parts)
