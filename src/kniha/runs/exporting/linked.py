"""JSON-LD and FollowTheMoney: the same records for other people's tools (docs/spec/lists.md §6). Nothing is loaded to read either.

A time is what it is: not before, not after. An act is alleged, and its name says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

import orjson

from kniha.runs.exporting.tables import Record, plain
from kniha.vocab.errors import RefusedError

_TYPES = {"incidents": "Incident", "statements": "Statement", "persons": "Person"}

FTM_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "Event": ("name", "startDate", "endDate", "location", "keywords", "recordId", "notes"),
    "Person": ("name", "alias", "notes"),
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
    for record in found:
        schema, entity, properties = _ENTITIES[kind](record)
        kept = {name: [value for value in values if value] for name, values in properties.items()}
        yield (
            orjson.dumps({"id": entity, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}) + b"\n"
        )


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


def _several(value: object) -> list[str]:
    return list(value) if isinstance(value, tuple) else []


_ENTITIES = {"incidents": _event, "persons": _person}
