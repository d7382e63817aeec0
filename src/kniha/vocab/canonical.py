"""Canonical bytes: the one JSON text of a value (RFC 8785), for what is hashed and signed.

Within the values allowed here (no floats, integers below 2⁵³, ASCII keys) `orjson` with sorted keys writes
RFC 8785 bytes; a property test holds it to that. Verification hashes stored bytes and never writes them again.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson

from kniha.vocab.errors import MalformedError

JSON: TypeAlias = "None | bool | int | str | Sequence[JSON] | Mapping[str, JSON]"

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32


def canonical(value: JSON) -> bytes:
    """Return the RFC 8785 bytes of `value`; raise MalformedError for what an entry may not hold."""
    _check(value, 0)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def parse_canonical(data: bytes) -> JSON:
    """Return the value whose canonical bytes are exactly `data`; raise MalformedError for any other bytes."""
    try:
        value: JSON = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError("these bytes are not JSON") from error
    if canonical(value) != data:
        raise MalformedError("these bytes are JSON, but not in canonical form")
    return value


def _check(value: JSON, depth: int) -> None:
    if depth > DEEPEST:
        raise MalformedError(f"values nest at most {DEEPEST} deep")
    match value:
        case None | bool():
            return
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise MalformedError("an integer must lie below 2⁵³")
        case str():
            _check_text(value)
        case Mapping():
            for key, inner in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise MalformedError("a key must be ASCII text")
                _check(inner, depth + 1)
        case list() | tuple():
            for inner in value:
                _check(inner, depth + 1)
        case _:
            raise MalformedError(f"a value of type {type(value).__name__} has no canonical form here")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MalformedError("text holds half of a surrogate pair") from error
