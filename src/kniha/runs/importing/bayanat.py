"""Bayanat's JSON export: incidents, bulletins and actors with what hangs on them. Each class is a part, of which the mapping takes some.

After its public source (models' `to_dict`): related things are objects with a `title`; a place has `lat` and `lng`; an event has dates.
"""

from collections.abc import Iterator, Mapping

from kniha.runs.importing.rows import Record
from kniha.vocab.canonical import JSON


def shape(record: Record) -> tuple[str, Record]:
    """A record's class, and its columns: lists of titled things as their titles, the first place as a point, the first event's dates."""
    cells: dict[str, JSON] = {}
    for name, value in record.items():
        if name != "class":
            cells.update(_columns(name, value))
    places = [*_objects(record.get("locations")), *(_object(one.get("location")) for one in _objects(record.get("events")))]
    point = next((f"{one['lat']}; {one['lng']}" for one in places if _is_degree(one.get("lat")) and _is_degree(one.get("lng"))), "")
    event = next(iter(_objects(record.get("events"))), {})
    dates = {f"event_{name}": str(event.get(name) or "")[:10] for name in ("from_date", "to_date")}
    return str(record.get("class") or ""), cells | {"point": point} | dates


def _columns(name: str, value: JSON) -> Iterator[tuple[str, JSON]]:
    if isinstance(value, list):
        yield name, [str(one.get("title") or one.get("name") or "") if isinstance(one, Mapping) else str(one) for one in value]
    elif isinstance(value, Mapping):
        yield name, str(value.get("title") or value.get("name") or "")
    else:
        yield name, value


def _objects(value: JSON) -> list[Record]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _object(value: JSON) -> Record:
    return value if isinstance(value, Mapping) else {}


def _is_degree(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
