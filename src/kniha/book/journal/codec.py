"""Between a table's field and the canonical value that an entry holds (docs/spec/entry.md §5)."""

import base64
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError


def encode(field: models.Field[Any, Any], value: Any) -> JSON:  # Any: what a Django field holds
    """Return `value` of `field` as it stands in an entry."""
    if value is None:
        return None
    match value:
        case datetime():
            return encode_instant(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case bool() | int() | str():
            return value
        case list() | tuple() | dict() if isinstance(field, models.JSONField):
            return value
        case _:
            raise MalformedError(f"{field.name} holds a {type(value).__name__}, which no entry can hold")


def decode(field: models.Field[Any, Any], value: JSON) -> Any:  # Any: what a Django field holds
    """Return the value of `field` that an entry's `value` stands for."""
    if value is None or not isinstance(value, str):
        return value
    match field:
        case models.DateTimeField():
            return datetime.fromisoformat(value)
        case models.DateField():
            return date.fromisoformat(value)
        case models.BinaryField():
            return base64.b64decode(value, validate=True)
        case _:
            return value


def encode_instant(at: datetime) -> str:
    """Return `at` in UTC to the microsecond: `2026-11-23T08:15:00.123456Z`."""
    if at.tzinfo is None:
        raise MalformedError("an instant needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
