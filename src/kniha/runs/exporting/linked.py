"""JSON-LD and FollowTheMoney: the same records for other people's tools (docs/spec/lists.md §6). Nothing is loaded to read either.

A time is what it is: not before, not after. An act is alleged, and its name says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import groupby

import orjson

from kniha.runs.exporting.tables import Record, plain
from kniha.vocab.errors import RefusedError

_TYPES = {
    "incidents": "Incident",
    "statements": "Statement",
    "persons": "Person",
    "units": "UnitName",
    "postings": "Posting",
    "deployments": "Deployment",
}

FTM_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "Event": ("name", "startDate", "endDate", "location", "keywords", "recordId", "notes"),
    "Person": ("name", "alias", "notes"),
    "Organization": ("name", "country", "keywords", "notes"),
    "Membership": ("member", "organization", "role", "startDate", "endDate", "summary", "notes"),
}
"""The schemas of FollowTheMoney that are written, and of each the properties (followthemoney 4)."""


def jsonld(kind: str, found: Iterable[Record]) -> Iterator[bytes]:
    """One JSON-LD document with its context in it."""
    context = orjson.dumps(orjson.loads((files("kniha.runs.exporting") / "context.json").read_bytes()))
    yield b'{"@context":' + context + b',"@graph":['
    for place, record in enumerate(found):
        yield (b",\n" if place else b"\n") + orjson.dumps(_node(kind, record))
    yield b"\n]}\n"


def ftm(kind: str, found: Iterable[Record]) -> Iterator[bytes]:
    """One FollowTheMoney entity a line; RefusedError for what its schemas have no place for."""
    if kind not in _ENTITIES:
        raise RefusedError(f"FollowTheMoney has no schema for {kind} here: take csv, xlsx or jsonld")
    for (schema, entity), told in groupby(map(_ENTITIES[kind], found), key=lambda made: made[:2]):
        kept = _together(properties for _schema, _entity, properties in told)
        yield orjson.dumps({"id": entity, "schema": schema, "properties": kept}) + b"\n"


def _together(told: Iterable[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    """What several records say of one entity, each value once: a unit comes name by name."""
    kept: dict[str, dict[str, None]] = {}
    for properties in told:
        for name, values in properties.items():
            kept.setdefault(name, {}).update(dict.fromkeys(filter(None, values)))
    return {name: list(values) for name, values in kept.items() if values}


def has_schema(kind: str) -> bool:
    """Whether FollowTheMoney has a place for a kind here."""
    return kind in _ENTITIES


def _node(kind: str, record: Record) -> dict[str, object]:
    node: dict[str, object] = {"id": f"urn:kniha:{_TYPES[kind].lower()}:{record.get('number') or record['id']}", "type": _TYPES[kind]}
    for name, value in record.items():
        if name == "id" or value in (None, "", ()):
            continue
        node[name] = list(value) if isinstance(value, tuple) else value if isinstance(value, int | float) else plain(value)
    return node


_Entity = tuple[str, str, dict[str, list[str]]]


def _event(record: Record) -> _Entity:
    """FollowTheMoney's dates are dates: the day in UTC; what is known more exactly stands in the notes."""
    first, last = plain(record["first_utc"]), plain(record["last_utc"])
    when = f"not before {first}, not after {last} ({record['zone']}, {record['precision']})" if first else ""
    point = f"{record['latitude']}, {record['longitude']} (within {record['radius_m']} m)" if record["latitude"] is not None else ""
    return "Event", f"kniha-{record['number']}", {
        "name": [plain(record["title"])], "recordId": [plain(record["number"])], "startDate": [first[:10]], "endDate": [last[:10]],
        "location": [plain(record["place"])], "keywords": [f"alleged: {kind}" for kind in _several(record["acts"])], "notes": [when, point],
    }  # fmt: skip


def _person(record: Record) -> _Entity:
    names = _several(record["names"])
    told = [f"{label}: {record[name]}" for name, label in (("gender_told", "gender as told"), ("age_told", "age as told")) if record[name]]
    return "Person", f"kniha-{record['id']}", {"name": names[:1], "alias": names[1:], "notes": told}


def _organization(record: Record) -> _Entity:
    """A unit, one name at a time. When it bore the name stands in the notes: the schema has no days for names."""
    when = [f"{record['name']}: {days}" for days in [_days_in_words(record)] if days]
    return "Organization", f"kniha-{record['unit']}", {
        "name": [plain(record["name"])], "country": [plain(record["country"]).lower()],
        "keywords": [plain(record["force"]), plain(record["kind"])], "notes": [*when, plain(record["read_in"])],
    }  # fmt: skip


def _membership(record: Record) -> _Entity:
    """A posting. A day of FollowTheMoney is the day, month or year in which all that is known of it lies, or is left out."""
    stead = "in another's stead" if record["acting"] else ""
    role = ", ".join(filter(None, [plain(record["kind"]), plain(record["post"]), plain(record["rank"]), stead]))
    return "Membership", f"kniha-{record['id']}", {
        "member": [f"kniha-{record['person']}"], "organization": [f"kniha-{record['unit']}"], "role": [role],
        "startDate": [_within(plain(record["began_from"]), plain(record["began_to"]))],
        "endDate": [_within(plain(record["ended_from"]), plain(record["ended_to"]))],
        "summary": [plain(record["words"])], "notes": [_days_in_words(record), plain(record["read_in"])],
    }  # fmt: skip


def _within(first: str, last: str) -> str:
    """The shortest of day, month and year that both days have in common; empty where they have none, or one of them is open."""
    if not first or not last:
        return ""
    return next((first[:length] for length in (10, 7, 4) if first[:length] == last[:length]), "")


def _days_in_words(record: Record) -> str:
    words = {"began_from": "began not before", "began_to": "had begun by", "ended_from": "lasted at least to", "ended_to": "over after"}
    return ", ".join(f"{said} {plain(record[name])}" for name, said in words.items() if record[name])


def _several(value: object) -> list[str]:
    return list(value) if isinstance(value, tuple) else []


_ENTITIES: Mapping[str, Callable[[Record], _Entity]] = {
    "incidents": _event, "persons": _person, "units": _organization, "postings": _membership,
}  # fmt: skip
