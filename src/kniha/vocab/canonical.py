"""Canonical bytes: the one JSON text of a value (RFC 8785), for what is hashed and signed.

Within the values allowed here (no floats, integers below 2⁵³, ASCII keys) `orjson` with sorted keys writes
RFC 8785 bytes, as the standard library does for a text; a property test holds both to that. Verification hashes
stored bytes and never writes them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import TypeAlias

import orjson

from kniha.vocab.errors import MalformedError

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32


def canonical(value: JSON) -> bytes:
    """Return the RFC 8785 bytes of `value`; raise MalformedError for what an entry may not hold."""
    if not isinstance(value, str):
        _check(value, 0)
    try:
        # Most values are texts, which the standard library escapes as RFC 8785 does.
        return encode_basestring(value).encode() if isinstance(value, str) else _written(value)
    except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
        # What is left after _check: text that UTF-8 cannot carry. The encoders look at every character anyway, so _check does not.
        raise MalformedError("text holds half of a surrogate pair") from error


def parse_canonical(data: bytes) -> JSON:
    """Return the value whose canonical bytes are exactly `data`; raise MalformedError for any other bytes."""
    try:
        value: JSON = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError("these bytes are not JSON") from error
    if canonical(value) != data:
        raise MalformedError("these bytes are JSON, but not in canonical form")
    return value


def _written(value: JSON) -> bytes:
    # A copy: orjson's own bytes are cut from a kilobyte each, and whoever keeps thousands of them waits for memory ten times as long.
    return bytes(memoryview(orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS)))


def _check(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise MalformedError(f"values nest at most {DEEPEST} deep")
    match value:
        case str() | bool() | None:
            return
        case int():
            _check_integer(value)
        case dict() | Mapping():  # dict by itself first: it is what comes, and the check is quicker
            _check_keys(value)
            for inner in value.values():
                _check(inner, depth + 1)
        case list() | tuple():
            for inner in value:
                _check(inner, depth + 1)
        case _:
            raise MalformedError(f"a value of type {type(value).__name__} has no canonical form here")


def _check_integer(number: int) -> None:
    if abs(number) > LARGEST_INTEGER:
        raise MalformedError("an integer must lie below 2⁵³")


def _check_keys(keys: Iterable[object]) -> None:
    for key in keys:
        if not (isinstance(key, str) and key.isascii()):
            raise MalformedError("a key must be ASCII text")


def _plain(value: Mapping[str, object] | tuple[object, ...]) -> dict[str, object] | list[object]:
    """Give `orjson` a read-only mapping or a named tuple as the types it knows."""
    return dict(value) if isinstance(value, Mapping) else list(value)
