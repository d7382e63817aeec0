"""Identifiers: random 128-bit values, written as 32 lower-case hexadecimal digits, never given by a database."""

import re
from collections.abc import Callable
from typing import NewType

from kniha.vocab.errors import MalformedError

Id = NewType("Id", str)

RandomBytes = Callable[[int], bytes]
"""A source of randomness: `secrets.token_bytes` in life, a seeded one in tests."""

_SHAPE = re.compile(r"[0-9a-f]{32}")


def new_id(random_bytes: RandomBytes) -> Id:
    """Draw an identifier from `random_bytes`."""
    return Id(random_bytes(16).hex())


def parse_id(text: str) -> Id:
    """Return `text` as an identifier, or raise MalformedError."""
    if not _SHAPE.fullmatch(text):
        raise MalformedError(f"an id is 32 hexadecimal digits, not {len(text)} characters")
    return Id(text)
