"""Places with names in three languages and a point: towns (GeoNames) and places that sources name without saying where (own list).

A point is where the register *may* look first; its radius is a rough guess of how far the place reaches, and the page says so. The files
are gazetteer/geonames.json (`tools/gazetteer.py`) and gazetteer/known.json; data/LICENCES.md says from where. Whoever works on another
country brings other files. Names are found in texts by `kniha.search.places`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from kniha.vocab.errors import NotFoundError
from kniha.vocab.place import DEGREE, Place

Sign: TypeAlias = Literal["none", "capital", "town", "metro"]
"""What a text must show for the name to mean the place: nothing more, a capital letter, a word of settlements or of stations near it."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the gazetteer. Raises ImpossibleError where its point cannot be."""

    id: str
    kind: str
    """A code of the list `place-kinds`."""
    names: tuple[tuple[str, str], ...]
    """Language and name, one for each language of the register."""
    also: tuple[str, ...]
    place: Place
    sign: Sign
    within: str
    """The id of the town in which it lies; empty for a town."""

    def name(self, language: str) -> str:
        """Its name in "be", "ru" or "en"."""
        return dict(self.names)[language]

    def full_name(self, language: str) -> str:
        """The same with its town behind it."""
        return f"{self.name(language)}, {known_place(self.within).name(language)}" if self.within else self.name(language)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name, each once."""
        return tuple(dict.fromkeys((*(name for _, name in self.names), *self.also)))


@cache
def known_places() -> tuple[KnownPlace, ...]:
    """Return all places: the own list first, then towns, the largest first."""
    return tuple(_place(row) for name in ("known.json", "geonames.json") for row in _rows(name))


def known_place(place_id: str) -> KnownPlace:
    """Return one place by its id; NotFoundError where there is none."""
    found = _by_id().get(place_id)
    if found is None:
        raise NotFoundError("the gazetteer has no such place")
    return found


@cache
def _by_id() -> dict[str, KnownPlace]:
    return {place.id: place for place in known_places()}


def _rows(name: str) -> list[dict[str, Any]]:  # Any: JSON of our own files, held by a test
    rows: list[dict[str, Any]] = json.loads((files("kniha.vocab") / "gazetteer" / name).read_text("utf-8"))
    return rows


def _place(row: dict[str, Any]) -> KnownPlace:  # Any: as above
    return KnownPlace(
        id=row["id"],
        kind=row["kind"],
        names=tuple((language, row[language]) for language in ("be", "ru", "en")),
        also=tuple(row.get("also", ())),
        place=Place(round(row["lat"] * DEGREE), round(row["lon"] * DEGREE), row["radius_m"]),
        sign=row["sign"],
        within=row.get("within", ""),
    )
