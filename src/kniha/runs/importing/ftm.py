"""FollowTheMoney entities: one a line, with an id, a schema and lists of values. Each schema is a part, of which the mapping takes some.

After the data model's documentation (followthemoney.tech): every property is a list of texts.
"""

from collections.abc import Mapping

from kniha.runs.importing.rows import Record
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

KEPT = ("id", "datasets", "caption", "first_seen", "last_seen", "last_change", "referents", "target")
"""What stands beside the properties."""


def shape(entity: Record) -> tuple[str, Record]:
    """An entity's schema, and its properties as columns; a property of one value is that value."""
    schema, properties = entity.get("schema"), entity.get("properties")
    if not isinstance(schema, str) or not isinstance(properties, Mapping) or not isinstance(entity.get("id"), str):
        raise MalformedError("a FollowTheMoney entity has an id, a schema and properties")
    cells: dict[str, JSON] = {name: entity[name] for name in KEPT if name in entity}
    for name, values in properties.items():
        listed = values if isinstance(values, list) else [values]
        if not all(isinstance(value, str) for value in listed):
            raise MalformedError(f"property {name!r} of a FollowTheMoney entity holds something else than texts")
        cells[name] = listed[0] if len(listed) == 1 else list(listed)
    return schema, cells
