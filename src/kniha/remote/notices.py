"""The intake's lists, of envelopes and of its keys, as they come over the wire (docs/spec/courier.md §1), checked field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from kniha.vocab.canonical import LARGEST_INTEGER
from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import Id, parse_id

MOST_LISTED = 500
"""Envelopes in one list, and ids in one confirmation."""

LARGEST_LIST = 256 * MOST_LISTED
"""Bytes of a list: an entry has about 150."""

MOST_KEYS = 8
"""Keys that one intake offers: of this month and the next, and room."""

_KEYS = {"id", "size", "digest"}
_OFFERED = {"month", "key", "granted"}
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class EnvelopeNotice:
    """What the intake says of an envelope: its id, its size in bytes, and its SHA-256 in hexadecimal."""

    id: Id
    size: int
    digest: str


def parse_notices(data: bytes) -> tuple[EnvelopeNotice, ...]:
    """Return the notices in the intake's answer; MalformedError for anything but what the spec knows."""
    notices = tuple(_notice(one) for one in _list(data, "envelopes"))
    if len(notices) > MOST_LISTED or len({notice.id for notice in notices}) != len(notices):
        raise MalformedError(f"the intake lists at most {MOST_LISTED} envelopes, each once")
    return notices


@dataclass(frozen=True, slots=True)
class KeyNotice:
    """A key with which the intake acknowledges: its month (`2026-11`), its public half in hexadecimal, whether the grant is there."""

    month: str
    key: str
    granted: bool


def parse_key_notices(data: bytes) -> tuple[KeyNotice, ...]:
    """Return the keys in the intake's answer; MalformedError for anything but what the spec knows."""
    keys = tuple(_key_notice(one) for one in _list(data, "keys"))
    if len(keys) > MOST_KEYS or len({notice.key for notice in keys}) != len(keys):
        raise MalformedError(f"the intake lists at most {MOST_KEYS} keys, each once")
    return keys


def _list(data: bytes, of: str) -> list[object]:
    try:
        stated = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError("the intake's list is not JSON") from error
    if not (isinstance(stated, dict) and set(stated) == {of} and isinstance(stated[of], list)):
        raise MalformedError(f"the intake's list has the key {of}, and a list under it")
    found: list[object] = stated[of]
    return found


def _key_notice(stated: object) -> KeyNotice:
    if not (isinstance(stated, Mapping) and set(stated) == _OFFERED):
        raise MalformedError(f"a key is listed with the keys {', '.join(sorted(_OFFERED))}")
    month, key, granted = stated["month"], stated["key"], stated["granted"]
    if not (isinstance(month, str) and _MONTH.fullmatch(month) and isinstance(granted, bool)):
        raise MalformedError("a key is of a month such as 2026-11, and granted or not")
    if not (isinstance(key, str) and _DIGEST.fullmatch(key)):
        raise MalformedError("a key is 64 hexadecimal digits")
    return KeyNotice(month, key, granted)


def _notice(stated: object) -> EnvelopeNotice:
    if not (isinstance(stated, Mapping) and set(stated) == _KEYS):
        raise MalformedError(f"an envelope is listed with the keys {', '.join(sorted(_KEYS))}")
    return EnvelopeNotice(_id(stated["id"]), _size(stated["size"]), _digest(stated["digest"]))


def _id(stated: Any) -> Id:  # Any: JSON from outside, here and below
    if not isinstance(stated, str):
        raise MalformedError("an envelope's id is text")
    return parse_id(stated)


def _size(stated: Any) -> int:
    if type(stated) is not int or not 0 < stated <= LARGEST_INTEGER:
        raise MalformedError("an envelope's size is a number of bytes")
    return stated


def _digest(stated: Any) -> str:
    if not (isinstance(stated, str) and _DIGEST.fullmatch(stated)):
        raise MalformedError("an envelope's digest is 64 hexadecimal digits")
    return stated
