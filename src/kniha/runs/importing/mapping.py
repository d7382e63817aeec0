"""The mapping: a TOML file that says which column means what, which tag is which act, and what is left out, and why.

Whatever the mapping does not name is not taken: an unknown tag is reported, never guessed; an unknown key stops the work.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from kniha.runs.importing.days import Pattern, parse_pattern
from kniha.runs.importing.forces_plan import COLUMNS, OF_UNITS, ForcesPlan, NamePlan, strange_to
from kniha.runs.importing.forms import Form
from kniha.runs.importing.medical_plan import OF_PAPERS, MedicalPlan, PaperColumns
from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import find_zone

KINDS = ("incidents", "statements", "persons", "detentions", "units", "postings", *OF_UNITS, OF_PAPERS)
"""What a row may become here."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What one tag of the list means here: an act with methods and an injury, a word on the victim, or nothing (with the reason)."""

    act: str = ""
    methods: tuple[str, ...] = ()
    victim: str = ""
    injury: str = ""
    region: str = ""
    left_out: str = ""

    def __post_init__(self) -> None:
        for name, told in (("act-kinds", self.act), ("injury-kinds", self.injury), ("body-regions", self.region)):
            if told:
                terms.check_term(name, told)
        for method in self.methods:
            terms.check_term("methods", method)
        if not (self.act or self.victim or self.left_out):
            raise MalformedError("a tag names an act, a victim, or why it is left out")
        if (self.injury and not self.act) or (self.region and not self.injury):
            raise MalformedError("an injury belongs to an act, and a region of the body to an injury")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the list holds what. Empty: the list has no such column."""

    id: str
    title: str = ""
    text: tuple[str, ...] = ()
    date: str = ""
    time: str = ""
    date_last: str = ""
    point: str = ""
    latitude: str = ""
    longitude: str = ""
    place: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    url: str = ""
    links: str = ""
    link_url: str = "url"
    link_text: str = "text"
    victim_count: str = ""
    came_to_be: str = ""
    name: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    gender: str = ""
    age: str = ""
    description: tuple[str, ...] = ()
    rank: str = ""
    unit: str = ""
    force: str = ""
    unit_kind: str = ""
    country: str = ""
    parent: str = ""
    began: str = ""
    ended: str = ""
    sighted: str = ""
    person: str = ""
    post: str = ""
    post_kind: str = ""
    acting: str = ""
    sort: str = ""
    low: str = ""
    likely: str = ""
    high: str = ""
    began_at: str = ""
    ended_at: str = ""
    activity: str = ""

    def named(self) -> frozenset[str]:
        """Every column of a record that the mapping reads."""
        return frozenset(self.in_order())

    def in_order(self) -> tuple[str, ...]:
        """The same, each once, in the order in which this class names them."""
        found: list[str] = []
        for name in self.__slots__:
            if name not in {"link_url", "link_text"}:
                told = getattr(self, name)
                found += told if isinstance(told, tuple) else (told,)
        return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    """Where the list says what a source allows for one purpose, and what its answers mean."""

    column: str
    values: Mapping[str, str]
    recipient: str = ""
    giver: str = "self"

    def __post_init__(self) -> None:
        terms.check_term("consent-givers", self.giver)
        for answer in self.values.values():
            terms.check_term("consent-answers", answer)


@dataclass(frozen=True, slots=True)
class Area:
    """Where the list's points are expected, in degrees; one outside is taken and pointed out."""

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not (-90 <= self.south < self.north <= 90 and -180 <= self.west < self.east <= 180):
            raise ImpossibleError("an area is south, west, north, east in degrees, in this order")

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies within."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What is made of the people of a list: mentions; persons of the register only where the mapping says so."""

    role: str = "not-known"
    registered: bool = False
    language: str = ""

    def __post_init__(self) -> None:
        terms.check_term("mention-roles", self.role)


@dataclass(frozen=True, slots=True)
class StagePlan:
    """Which columns tell of one stage of a detention. A row that fills none of them did not go through it, as far as the list says."""

    stage: str
    date: str = ""
    date_last: str = ""
    place: str = ""
    holder: str = ""
    shared: str = ""

    def __post_init__(self) -> None:
        terms.check_term("detention-stages", self.stage)
        if not self.named():
            raise MalformedError(f"the stage {self.stage} names no column")

    def named(self) -> tuple[str, ...]:
        """Its columns."""
        return tuple(filter(None, (self.date, self.date_last, self.place, self.holder, self.shared)))


@dataclass(frozen=True, slots=True)
class ListMapping:
    """How one list is read."""

    source: str
    kind: str
    language: str
    form: Form
    columns: Columns
    tags: Mapping[str, Tag]
    radius_m: int
    order: str
    area: Area | None
    patterns: tuple[Pattern, ...]
    zone_column: str
    zones: Mapping[str, tuple[str, ...]]
    came_to_be: str
    origins: Mapping[str, str]
    consent: Mapping[str, ConsentColumn]
    person: PersonPlan
    forces: ForcesPlan
    names: Mapping[str, NamePlan]
    separator: str = ";"
    left_out: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[StagePlan, ...] = ()
    medical: MedicalPlan = field(default_factory=MedicalPlan)

    def zones_of(self, value: str) -> tuple[str, ...]:
        """The time zones in which a record may lie, from east to west, by the value of the zone column."""
        zones = self.zones.get(value) or self.zones.get("*")
        if zones is None:
            raise MalformedError(f"column {self.zone_column!r}: the mapping gives no time zone for this value")
        return zones

    def named(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        of_stages = {column for stage in self.stages for column in stage.named()}
        more = {self.zone_column, *of_stages, *self.medical.columns.in_order()} - {""}
        return self.columns.named() | {one.column for one in self.consent.values()} | more


_SECTIONS = {
    "source", "kind", "language", "records", "format", "encoding", "delimiter", "sheet", "header_row", "parts", "columns", "tags", "place",
    "dates", "zones", "came_to_be", "origins", "consent", "person", "separator", "left_out", "forces", "names", "stages",
    "medical",
}  # fmt: skip
_NEEDED = {
    "incidents": ("title", "text"),
    "statements": ("text",),
    "persons": ("name",),
    "detentions": ("title", "text", "name"),
    "units": ("name",),
    "postings": ("person", "unit"),
    "deployments": ("unit",),
    "headcounts": ("unit", "likely"),
    "departures": ("unit", "likely"),
    OF_PAPERS: ("person",),
}
_CHOSEN = ("format", "records", "encoding", "delimiter", "sheet", "header_row")
Made = TypeVar("Made")


def parse_mapping(text: str) -> ListMapping:
    """Return the mapping that `text` states; MalformedError names what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(f"the mapping is not TOML: {error}") from error
    _must_be_known(raw, _SECTIONS, "the mapping")
    for key in ("source", "columns", "zones"):
        if key not in raw:
            raise MalformedError(f"the mapping has no {key!r}")
    try:
        return _mapping(raw)
    except (TypeError, AttributeError) as error:
        raise MalformedError(f"a value of the mapping is of another type than expected: {error}") from error


def renamed(mapping: ListMapping, source: str) -> ListMapping:
    """The same mapping for another list: its rows are known by this name, where it is not empty."""
    return replace(mapping, source=_source(source)) if source else mapping


def _mapping(raw: Mapping[str, Any]) -> ListMapping:  # Any: TOML
    zones, place = dict(raw["zones"]), raw.get("place", {})
    _must_be_known(place, {"radius_m", "order", "area"}, "[place]")
    kind = raw.get("kind", "incidents")
    if kind not in KINDS:
        raise MalformedError(f"a mapping is of {', '.join(KINDS)}, not of {kind!r}")
    origins = raw.get("origins", {})
    for origin in (raw.get("came_to_be", "relayed"), *origins.values()):
        terms.check_term("statement-origins", origin)
    made = ListMapping(
        source=_source(raw["source"]), kind=kind, language=raw.get("language", ""),
        form=Form(**{key: raw[key] for key in _CHOSEN if key in raw}, parts=tuple(raw.get("parts", ()))),
        columns=_columns(raw["columns"], kind),
        tags={name: _built(Tag, told, f"tag {name!r}") for name, told in raw.get("tags", {}).items()},
        radius_m=_radius(place.get("radius_m", 10_000)), order=_order(place.get("order", "lat-lon")),
        area=Area(*place["area"]) if "area" in place else None,
        patterns=tuple(parse_pattern(words) for words in raw.get("dates", ())),
        zone_column=zones.pop("column", ""), zones={name: tuple(_zone(zone) for zone in _listed(told)) for name, told in zones.items()},
        came_to_be=raw.get("came_to_be", "relayed"), origins=origins,
        consent={purpose: _consent(purpose, told) for purpose, told in raw.get("consent", {}).items()},
        person=_built(PersonPlan, raw.get("person", {}), "[person]"),
        forces=_built(ForcesPlan, raw.get("forces", {}), "[forces]"),
        names={column: _built(NamePlan, told, f"[names] {column!r}") for column, told in raw.get("names", {}).items()},
        separator=raw.get("separator", ";") or ";", left_out=raw.get("left_out", {}),
        stages=tuple(_built(StagePlan, told, "[[stages]]") for told in raw.get("stages", ())),
        medical=_medical(raw.get("medical", {})),
    )  # fmt: skip
    _must_fit_kind(made)
    return made


def _must_fit_kind(mapping: ListMapping) -> None:
    """What a kind has no place for stops the work, before a row is read."""
    columns = mapping.columns
    if bool(mapping.stages) != (mapping.kind == "detentions"):
        raise MalformedError("[[stages]] belong to a list of detentions, which has at least one")
    if mapping.kind not in {"incidents", "detentions"}:
        named = [name for name in ("links", "victim_count", "title") if getattr(columns, name)]
        if named:
            raise MalformedError(f"[columns] {named[0]} belongs to incidents; a list of {mapping.kind} has no place for it")
        if any(tag.injury for tag in mapping.tags.values()):
            raise MalformedError(f"an injury belongs to the act of an incident; a list of {mapping.kind} has no place for it")
    _must_be_of_papers(mapping)
    if mapping.kind in {"persons", "units", "postings", *OF_UNITS, OF_PAPERS} and columns.tags:
        raise MalformedError(f"[columns] tags belong to incidents and statements; a list of {mapping.kind} has no place for them")
    if mapping.kind not in {"persons", "units"} and columns.other_names:
        raise MalformedError("[columns] other_names belong to a list of persons or units")
    of_forces = [name for name in COLUMNS if getattr(columns, name) and (name, mapping.kind) != ("person", OF_PAPERS)]
    if of_forces and mapping.kind not in {"units", "postings", *OF_UNITS}:
        raise MalformedError(f"[columns] {of_forces[0]} belongs to units and postings; a list of {mapping.kind} has no place for it")
    _must_be_of_units(mapping)
    if columns.victim_count and mapping.person.registered:
        raise MalformedError("an act is done to a person or to a counted group: victim_count and registered persons exclude each other")
    if bool(columns.latitude) != bool(columns.longitude) or (columns.latitude and columns.point):
        raise MalformedError("[columns] a point is one column, or a latitude and a longitude")


def _must_be_of_units(mapping: ListMapping) -> None:
    """The sorts are those of the kind; columns of others have no place."""
    columns, sorts = mapping.columns, [*mapping.forces.sorts.values(), *filter(None, [mapping.forces.sort])]
    if mapping.kind in OF_UNITS:
        for code in sorts:
            terms.check_term(OF_UNITS[mapping.kind], code)
    elif sorts or columns.sort:
        raise MalformedError(f"[forces] a sort belongs to a list of {', '.join(OF_UNITS)}")
    strange = [name for name in strange_to(mapping.kind) if getattr(columns, name)]
    if strange:
        raise MalformedError(f"[columns] {strange[0]}: a list of {mapping.kind} has no place for it")


def _must_be_of_papers(mapping: ListMapping) -> None:
    """A paper's own columns belong to papers; names, points and the like have no place in one."""
    columns = mapping.columns
    if mapping.kind != OF_PAPERS:
        if mapping.medical != MedicalPlan():
            raise MalformedError(f"[medical] belongs to a list of {OF_PAPERS}")
        return
    strange = ("name", "gender", "age", "description", "rank", "unit", "point", "latitude", "longitude", "url")
    named = [name for name in strange if getattr(columns, name)]
    if named or mapping.zone_column:
        raise MalformedError(f"[columns] {(named or ['zone'])[0]}: a list of {OF_PAPERS} has no place for it")


def _medical(raw: Mapping[str, Any]) -> MedicalPlan:  # Any: TOML
    columns = _built(PaperColumns, raw.get("columns", {}), "[medical.columns]")
    return replace(_built(MedicalPlan, {key: told for key, told in raw.items() if key != "columns"}, "[medical]"), columns=columns)


def _source(told: str) -> str:
    if not 1 <= len(told) <= 60 or ":" in told:
        raise MalformedError("the mapping's source is a name of 1 to 60 characters without a colon")
    return told


def _radius(told: int) -> int:
    if isinstance(told, bool) or not 1 <= told <= 2_000_000:
        raise ImpossibleError("a radius lies between 1 m and 2,000 km")
    return told


def _order(told: str) -> str:
    if told not in {"lat-lon", "lon-lat"}:
        raise MalformedError("the order of a point is lat-lon or lon-lat")
    return told


def _columns(raw: Mapping[str, Any], kind: str) -> Columns:  # Any: TOML
    _must_be_known(raw, set(Columns.__dataclass_fields__), "[columns]")
    for key in ("id", *_NEEDED[kind]):
        if key not in raw:
            raise MalformedError(f"[columns] has no {key!r}")
    lists = {name for name, one in Columns.__dataclass_fields__.items() if one.type == tuple[str, ...]}
    values: dict[str, Any] = {key: _listed(told) if key in lists else told for key, told in raw.items()}  # Any: TOML
    return Columns(**values)


def _consent(purpose: str, raw: Mapping[str, Any]) -> ConsentColumn:  # Any: TOML
    terms.check_term("consent-purposes", purpose)
    for key in ("column", "values"):
        if key not in raw:
            raise MalformedError(f"[consent.{purpose}] has no {key!r}")
    return _built(ConsentColumn, raw, f"[consent.{purpose}]")


def _built(model: type[Made], raw: Mapping[str, Any], where: str) -> Made:  # Any: TOML
    _must_be_known(raw, set(getattr(model, "__dataclass_fields__")), where)  # noqa: B009  a dataclass, which a TypeVar does not say
    return model(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()})


def _listed(told: str | list[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _zone(name: str) -> str:
    try:
        find_zone(name)
    except ImpossibleError as error:
        raise MalformedError(f"the mapping names a time zone that does not exist: {name!r}") from error
    return name


def _must_be_known(raw: Mapping[str, Any], known: set[str], where: str) -> None:  # Any: TOML
    unknown = sorted(raw.keys() - known)
    if unknown:
        raise MalformedError(f"{where} has an unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")
