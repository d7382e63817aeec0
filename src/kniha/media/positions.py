"""A place as a device wrote it, in whole 10⁻⁷ degrees (docs/spec/entry.md §5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kniha.vocab.errors import ImpossibleError, MalformedError

_PER_DEGREE = 10_000_000
_ISO6709 = re.compile(
    r"(?P<latitude>[+-]\d{2,6}(?:\.\d{1,12})?)(?P<longitude>[+-]\d{3,7}(?:\.\d{1,12})?)(?:[+-][\d.]{1,20})?(?:CRS[^/]{1,40})?/?"
)


@dataclass(frozen=True, slots=True)
class Position:
    """Latitude north and longitude east, in 10⁻⁷ degrees."""

    latitude_e7: int
    longitude_e7: int

    def __post_init__(self) -> None:
        if abs(self.latitude_e7) > 90 * _PER_DEGREE or abs(self.longitude_e7) > 180 * _PER_DEGREE:
            raise ImpossibleError("a latitude lies within 90° and a longitude within 180°")

    @property
    def is_zero(self) -> bool:
        """Whether this is the point that devices write when they know none."""
        return self.latitude_e7 == 0 and self.longitude_e7 == 0

    @property
    def text(self) -> str:
        """`53.9006000 27.5590000`: degrees north and east."""
        return f"{_degrees(self.latitude_e7)} {_degrees(self.longitude_e7)}"


def from_exif(latitude: Sequence[Fraction], north: str, longitude: Sequence[Fraction], east: str) -> Position:
    """Return the position of EXIF's degrees, minutes and seconds with their letters (CIPA DC-008, GPS tags 1–4).

    Raises MalformedError for other letters or numbers of parts, ImpossibleError for a place not on the Earth.
    """
    return Position(_sexagesimal(latitude, north, "NS"), _sexagesimal(longitude, east, "EW"))


def parse_iso6709(text: str) -> Position:
    """Return the position in `text`, as films carry it: `+53.9006+027.5590/`, also with minutes and seconds, height ignored.

    Raises MalformedError for another form, ImpossibleError for a place not on the Earth. Source: ISO 6709, Annex H.
    """
    found = _ISO6709.fullmatch(text.strip())
    if found is None:
        raise MalformedError("a position in a film is written as ISO 6709, like +53.9006+027.5590/")
    return Position(_iso_angle(found["latitude"], 2), _iso_angle(found["longitude"], 3))


def _degrees(e7: int) -> str:
    whole, part = divmod(abs(e7), _PER_DEGREE)
    return f"{'-' if e7 < 0 else ''}{whole}.{part:07}"


def _sexagesimal(parts: Sequence[Fraction], letter: str, letters: str) -> int:
    if len(parts) != 3 or letter not in tuple(letters):
        raise MalformedError(f"a position has three parts and one of the letters {letters}, not {len(parts)} parts")
    return _whole(_sum(parts), negative=letter == letters[1])


def _iso_angle(text: str, degree_digits: int) -> int:
    whole, _, fraction = text[1:].partition(".")
    pairs = [whole[:degree_digits], *(whole[at : at + 2] for at in range(degree_digits, len(whole), 2))]
    if len(pairs[0]) != degree_digits or len(pairs[-1]) == 1 or len(pairs) > 3:
        raise MalformedError("the degrees of ISO 6709 have two digits for latitude and three for longitude")
    parts = [Fraction(pair) for pair in pairs]
    parts[-1] += Fraction(int(fraction or "0"), 10 ** len(fraction))
    return _whole(_sum(parts), negative=text[0] == "-")


def _sum(parts: Sequence[Fraction]) -> Fraction:
    return sum((part / 60**place for place, part in enumerate(parts)), Fraction(0))


def _whole(degrees: Fraction, *, negative: bool) -> int:
    return round(-degrees * _PER_DEGREE if negative else degrees * _PER_DEGREE)
