"""Between a table's field and the canonical value that an entry holds (docs/spec/entry.md §5)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import models

from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError

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


def encoder_of(field: Field) -> Callable[[Any], JSON]:  # Any: what a Django field holds
    """Return how a new value of `field` is written: as its codec does, but no value that only one of the databases would keep.

    SQLite takes a text of any length, a NUL in it, and an integer of 64 bits; PostgreSQL would refuse them in words of its own.
    """
    encode, check = codec_of(field).encode, _check_of(field)
    if check is None:
        return encode

    def fitting(value: Any) -> JSON:  # Any: whatever an action handed over
        told = encode(value)
        check(told)
        return told

    return fitting


def _check_of(field: Field) -> Callable[[Any], None] | None:  # Any: text or a number, by the kind of field
    """What a value of `field` must hold to fit into every database; None where its type says all."""
    match field:
        case models.IntegerField():
            return _whole_number_of(field)
        case models.CharField() | models.TextField():
            return _text_of(field)
        case _:
            return None


def _text_of(field: Field) -> Callable[[str], None]:
    most = field.max_length

    def check(text: str) -> None:
        if most is not None and len(text) > most:
            raise TooLargeError(f"{field.name} has room for {most} characters, found {len(text)}")
        if "\0" in text:
            raise MalformedError(f"{field.name} holds text, found a NUL in it")

    return check


def _whole_number_of(field: Field) -> Callable[[int], None]:
    least, most = _RANGES[field.get_internal_type()]

    def check(number: int) -> None:
        if not least <= number <= most:
            raise ImpossibleError(f"{field.name} holds a whole number from {least} to {most}, found another")

    return check


_RANGES = {
    "SmallIntegerField": (-(2**15), 2**15 - 1),
    "PositiveSmallIntegerField": (0, 2**15 - 1),
    "IntegerField": (-(2**31), 2**31 - 1),
    "PositiveIntegerField": (0, 2**31 - 1),
    "BigIntegerField": (-(2**63), 2**63 - 1),
    "PositiveBigIntegerField": (0, 2**63 - 1),
}
"""What PostgreSQL keeps in the columns of each kind of field."""


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
