"""What is told to the public of an incident, and how coarsely. Pure (docs/methods/publication.md §2).

A day at the finest and never a minute; a town at the finest and never a point; kinds of act and of forces as terms of lists. What two
registrars chose is the most that is told: this module only ever makes it coarser. It knows no name and no word, and makes none.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from kniha.book.publishing.public import Released
from kniha.vocab import terms
from kniha.vocab.errors import ConfigurationError
from kniha.vocab.gazetteer import KnownPlace, known_places
from kniha.vocab.place import DEGREE, Place, distance_m

_CELL = DEGREE // 100
"""Points are rounded to a hundredth of a degree, about a kilometre, before a town is looked for."""
LEAST = 3

Town = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Coarseness:
    """The numbers of the rule: the smallest cell of a figure that is shown, the fewest incidents behind it, distances in metres."""

    smallest: int
    fewest: int
    town_within_m: int
    vaguest_m: int
    never_by_day: frozenset[str]

    def __post_init__(self) -> None:
        if min(self.smallest, self.fewest) < LEAST:
            raise ConfigurationError(f"a cell of a public figure holds {LEAST} people and rests on {LEAST} incidents at the least")


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """An incident as anybody may read it. `when` is a day, month or year (ISO 8601) or empty; `place` a town of the gazetteer or empty."""

    number: str
    when: str
    place: str
    kinds: tuple[str, ...]
    forces: tuple[str, ...]

    @property
    def month(self) -> str:
        """Its month as 2020-08; empty where no month is told."""
        return self.when[:7] if len(self.when) >= len("2020-08") else ""


def coarseness() -> Coarseness:
    """The numbers that ship."""
    found = json.loads((files("kniha.runs.releases") / "coarse.json").read_text("utf-8"))
    never = frozenset(found["never_by_day"])
    for kind in never:
        terms.check_term("act-kinds", kind)
    return Coarseness(found["smallest"], found["fewest"], found["town_within_m"], found["vaguest_m"], never)


def told(released: Released, how: Coarseness, town: Town) -> Told:
    """Return what the public is told of one incident."""
    kinds = tuple(sorted({act.kind for act in released.acts}))
    return Told(
        number=released.number,
        when=_when(released, by_day=released.time_shown == "day" and how.never_by_day.isdisjoint(kinds)),
        place=_place(released, how, town),
        kinds=kinds,
        forces=tuple(sorted(set(released.forces))),
    )


def _when(released: Released, *, by_day: bool) -> str:
    """The day, month or year of the place that holds the whole interval; empty where none does."""
    if released.first is None or released.last is None:
        return ""
    first, last = (_day(instant, released.zone) for instant in (released.first, released.last))
    if first == last and by_day:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month) and released.time_shown != "year":
        return first.isoformat()[:7]
    return f"{first.year:04}" if first.year == last.year else ""


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _place(released: Released, how: Coarseness, town: Town) -> str:
    if released.place_shown != "town" or released.lat_e7 is None or released.lon_e7 is None:
        return ""
    if (released.radius_m or 0) > how.vaguest_m:
        return ""
    return town(*(round(units / _CELL) * _CELL for units in (released.lat_e7, released.lon_e7)))


def nearest_town(how: Coarseness) -> Town:
    """Return what finds the town whose middle is nearest to a point and within reach of it; empty where none is."""
    towns = [place for place in known_places() if place.kind == "town"]

    @cache
    def found(lat_e7: int, lon_e7: int) -> str:
        here = Place(lat_e7, lon_e7, 0)
        return _nearest(towns, here, how.town_within_m)

    return found


def _nearest(towns: Iterable[KnownPlace], here: Place, most: int) -> str:
    away, place = min((distance_m(here, one.place), one.id) for one in towns)
    return place if away <= most else ""
