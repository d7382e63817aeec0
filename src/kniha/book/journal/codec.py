"""Between a table's field and the canonical value that an entry holds (docs/spec/entry.md §5)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import models

from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

Field = models.Field[Any, Any]  # Any: what a Django field holds


@dataclass(frozen=True, slots=True)
class Codec:
    """How the values of one field are written and read, those that are not null."""

    encode: Callable[[Any], JSON]  # Any: what a Django field holds
    decode: Callable[[Any], Any]  # Any: the same, from what `encode` gave


def codec_of(field: Field) -> Codec:
    """Return the codec of `field`: asked for once per table, not once per value."""
    match field:
        case models.DateTimeField():
            return Codec(_typed(field, datetime, encode_instant), datetime.fromisoformat)
        case models.DateField():
            return Codec(_typed(field, date, date.isoformat, never=(datetime,)), date.fromisoformat)
        case models.BinaryField():
            return Codec(_typed(field, bytes | memoryview, _encode_bytes), _decode_bytes)
        case models.BooleanField():
            return Codec(_typed(field, bool, bool), _same)
        case models.IntegerField():
            return Codec(_typed(field, int, _same, never=(bool,)), _same)
        case models.JSONField():
            return Codec(_same, _same)
        case models.CharField() | models.TextField() | models.ForeignKey():
            return Codec(_typed(field, str, _same), _same)
        case _:
            raise MalformedError(f"{field.name} is a {type(field).__name__}, which no entry can hold")


def encode(field: Field, value: Any) -> JSON:  # Any: what a Django field holds
    """Return `value` of `field` as it stands in an entry."""
    return None if value is None else codec_of(field).encode(value)


def decode(field: Field, value: JSON) -> Any:  # Any: what a Django field holds
    """Return the value of `field` that an entry's `value` stands for."""
    return None if value is None else codec_of(field).decode(value)


@lru_cache(maxsize=64)  # all entries of a batch are of one instant
def encode_instant(at: datetime) -> str:
    """Return `at` in UTC to the microsecond: `2026-11-23T08:15:00.123456Z`."""
    if at.tzinfo is None:
        raise MalformedError("an instant needs a time zone")
    return f"{at.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def _typed(
    field: Field,
    kind: Any,  # a type, or a union of types
    encoder: Callable[[Any], JSON],
    never: tuple[type, ...] = (),
) -> Callable[[Any], JSON]:  # Any: what a Django field holds
    """Return `encoder`, but for values of one kind alone: SQLite would keep any other as it is, and the entry would say it."""

    def checked(value: Any) -> JSON:  # Any: whatever an action handed over
        if not isinstance(value, kind) or isinstance(value, never):
            raise MalformedError(f"{field.name} holds a {type(value).__name__}, where {kind} belongs")
        return encoder(value)

    return checked


def _same(value: Any) -> Any:  # Any: a value that an entry can hold as it is
    return value


def _encode_bytes(value: bytes | memoryview) -> str:
    return base64.b64encode(value).decode()


def _decode_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
