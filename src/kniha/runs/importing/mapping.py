"""The mapping: a TOML file that says which column means what, which tag is which act, and what is left out, and why.

Whatever the mapping does not name is not taken: an unknown tag is reported, never guessed; an unknown key stops the work.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from kniha.vocab import terms
from kniha.vocab.errors import MalformedError


@dataclass(frozen=True, slots=True)
class Tag:
    """What one tag of the list means here: an act with methods, a word on the victim, or nothing (with the reason)."""

    act: str = ""
    methods: tuple[str, ...] = ()
    victim: str = ""
    left_out: str = ""

    def __post_init__(self) -> None:
        if self.act:
            terms.check_term("act-kinds", self.act)
        for method in self.methods:
            terms.check_term("methods", method)
        if not (self.act or self.victim or self.left_out):
            raise MalformedError("a tag names an act, a victim, or why it is left out")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the list holds what. Empty: the list has no such column."""

    id: str
    title: str
    text: tuple[str, ...]
    date: str = ""
    point: str = ""
    place: tuple[str, ...] = ()
    tags: str = ""
    links: str = ""
    link_url: str = "url"
    link_text: str = "text"

    def named(self) -> frozenset[str]:
        """Every column of a record that the mapping reads."""
        single = (self.id, self.title, self.date, self.point, self.tags, self.links)
        return frozenset(column for column in (*single, *self.text, *self.place) if column)


@dataclass(frozen=True, slots=True)
class IncidentMapping:
    """How one list of incidents is read."""

    source: str
    language: str
    records: str
    columns: Columns
    tags: Mapping[str, Tag]
    radius_m: int
    zone_column: str
    zones: Mapping[str, tuple[ZoneInfo, ...]]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def zones_of(self, value: str) -> tuple[ZoneInfo, ...]:
        """The time zones in which a record may lie, from east to west, by the value of the zone column."""
        zones = self.zones.get(value) or self.zones.get("*")
        if zones is None:
            raise MalformedError(f"the mapping gives no time zone for {self.zone_column} {value!r}")
        return zones


_SECTIONS = {"source", "language", "records", "columns", "tags", "place", "zones", "left_out"}


def parse_mapping(text: str) -> IncidentMapping:
    """Return the mapping that `text` states; MalformedError names what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(f"the mapping is not TOML: {error}") from error
    _must_be_known(raw, _SECTIONS, "the mapping")
    for key in ("source", "columns", "zones"):
        if key not in raw:
            raise MalformedError(f"the mapping has no {key!r}")
    zones = dict(raw["zones"])
    return IncidentMapping(
        source=raw["source"],
        language=raw.get("language", ""),
        records=raw.get("records", ""),
        columns=_columns(raw["columns"]),
        tags={name: _tag(name, told) for name, told in raw.get("tags", {}).items()},
        radius_m=raw.get("place", {}).get("radius_m", 10_000),
        zone_column=zones.pop("column", ""),
        zones={name: tuple(_zone(zone) for zone in _listed(told)) for name, told in zones.items()},
        left_out=raw.get("left_out", {}),
    )


def _columns(raw: Mapping[str, Any]) -> Columns:  # Any: TOML
    _must_be_known(raw, set(Columns.__dataclass_fields__), "[columns]")
    for key in ("id", "title", "text"):
        if key not in raw:
            raise MalformedError(f"[columns] has no {key!r}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}  # Any: TOML
    return Columns(**values)


def _tag(name: str, raw: Mapping[str, Any]) -> Tag:  # Any: TOML
    _must_be_known(raw, set(Tag.__dataclass_fields__), f"tag {name!r}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}  # Any: TOML
    return Tag(**values)


def _listed(told: str | list[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise MalformedError(f"the mapping names a time zone that does not exist: {name!r}") from error


def _must_be_known(raw: Mapping[str, Any], known: set[str], where: str) -> None:  # Any: TOML
    unknown = sorted(raw.keys() - known)
    if unknown:
        raise MalformedError(f"{where} has an unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")
