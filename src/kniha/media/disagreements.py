"""Where a file tells one thing in two ways: both are kept, and how far they lie apart. Which is right, a registrar judges.

Only what cannot be explained by rounding is told. A difference of whole quarters of an hour between a time with a zone and one without is
none: nobody knows the other zone. Where both or neither tell their zone it is told, with the word that it looks like one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from math import cos, hypot, radians

from kniha.media.tellings import About, Telling, Zone

MOST = 40
SECONDS_APART = 2
"""EXIF tells seconds, XMP may round them."""
CLOCK_SECONDS_APART = 120
"""A film's clock may stand at the beginning or the end of a short recording."""
GPS_SECONDS_APART = 600
"""A telephone may use a place that it found some minutes ago."""
METRES_APART = 100
_QUARTER, _WIDEST_ZONE = 900, 14 * 3600
_METRES_OF_DEGREE = 111_320


class Matter(StrEnum):
    """What two places of a file differ on."""

    TIME = "time"
    ZONE = "zone"
    """A time: whole quarters of an hour apart, as clocks of two zones are."""
    PLACE = "place"
    DEVICE = "device"
    ORIENTATION = "orientation"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two tellings that cannot both be right. `apart` is in seconds for a time, in metres for a place, else 0."""

    matter: Matter
    first: Telling
    second: Telling
    apart: int = 0


def disagreements(tellings: Sequence[Telling]) -> tuple[Disagreement, ...]:
    """Return what the `tellings` of one file differ on, at most MOST; of those that say the same, the first speaks for all."""
    found: list[Disagreement] = []
    for group, differ in _COMPARED:
        for first, second in combinations(_different(one for one in tellings if one.about in group and one.read), 2):
            if len(found) == MOST:
                return tuple(found)
            if found_one := differ(first, second):
                found.append(found_one)
    return tuple(found)


def _different(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    first: dict[tuple[About, str, Zone], Telling] = {}
    for one in tellings:
        first.setdefault((one.about, one.read, one.zone), one)
    return tuple(first.values())


def changed_before_taken(tellings: Sequence[Telling]) -> bool:
    """Whether a file says that it was changed before it was taken, on clocks that can be compared."""
    moments = [(one.about, _moment(one)) for one in tellings if one.zone is not Zone.BY_STANDARD]
    taken = [moment for about, moment in moments if about is About.TAKEN and moment]
    changed = [moment for about, moment in moments if about is About.CHANGED and moment]
    return any(
        (late - early).total_seconds() > SECONDS_APART
        for late in taken
        for early in changed
        if (late.tzinfo is None) == (early.tzinfo is None)
    )


def _times(first: Telling, second: Telling) -> Disagreement | None:
    one, other = _moment(first), _moment(second)
    if one is None or other is None:
        return None
    both_or_none = (one.tzinfo is None) == (other.tzinfo is None)
    difference = one - other if both_or_none else one.replace(tzinfo=None) - other.replace(tzinfo=None)
    apart = abs(int(difference.total_seconds()))
    most = max(_tolerance(first), _tolerance(second))
    if apart <= most:
        return None
    beside_a_zone = apart <= _WIDEST_ZONE + most and min(apart % _QUARTER, -apart % _QUARTER) <= min(most, CLOCK_SECONDS_APART)
    if not both_or_none and apart <= _WIDEST_ZONE + most and (beside_a_zone or About.GPS_TIME in {first.about, second.about}):
        return None
    return Disagreement(Matter.ZONE if beside_a_zone else Matter.TIME, first, second, apart)


def _tolerance(telling: Telling) -> int:
    if telling.about is About.GPS_TIME:
        return GPS_SECONDS_APART
    return CLOCK_SECONDS_APART if telling.zone is Zone.BY_STANDARD else SECONDS_APART


def _moment(telling: Telling) -> datetime | None:
    try:
        return datetime.fromisoformat(telling.read) if "T" in telling.read else None
    except ValueError:
        return None


def _places(first: Telling, second: Telling) -> Disagreement | None:
    (north, east), (other_north, other_east) = (map(float, one.read.split()) for one in (first, second))
    across = abs(east - other_east)
    wide = min(across, 360 - across) * cos(radians((north + other_north) / 2))
    apart = round(hypot(north - other_north, wide) * _METRES_OF_DEGREE)
    return Disagreement(Matter.PLACE, first, second, apart) if apart > METRES_APART else None


def _devices(first: Telling, second: Telling) -> Disagreement | None:
    """`SAMSUNG` and `samsung Electronics` are one maker."""
    one, other = (" ".join(telling.read.casefold().split()) for telling in (first, second))
    return None if one in other or other in one else Disagreement(Matter.DEVICE, first, second)


def _orientations(first: Telling, second: Telling) -> Disagreement | None:
    return Disagreement(Matter.ORIENTATION, first, second) if first.read != second.read else None


def _sizes(first: Telling, second: Telling) -> Disagreement | None:
    return Disagreement(Matter.SIZE, first, second) if first.read != second.read else None


_COMPARED = (
    ((About.TAKEN, About.GPS_TIME), _times),
    ((About.DIGITISED,), _times),
    ((About.CREATED,), _times),
    ((About.PLACE,), _places),
    ((About.MAKE,), _devices),
    ((About.MODEL,), _devices),
    ((About.ORIENTATION,), _orientations),
    ((About.SIZE,), _sizes),
)
