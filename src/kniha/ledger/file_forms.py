"""What can be seen of a JSON file without looking into its texts: keys, types, hexadecimal, base64, order (docs/spec/files.md §1).

Each reader returns what it found, or raises MalformedError.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TypeVar

from kniha.ledger.entries import HASH_LENGTH
from kniha.ledger.keys import decode_base64
from kniha.vocab.canonical import JSON, canonical, parse_canonical
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError, UnknownTermError

LARGEST_FILE = 64 << 20
DIGEST = "digest"

Term = TypeVar("Term", bound=str)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def parse_file(data: bytes, form: str, keys: frozenset[str]) -> Mapping[str, JSON]:
    """Return what the canonical JSON `data` says under exactly `keys`, one of them `format` with the value `form` (§1.1, §1.3).

    Where `digest` is one of them, it has the form of one; whether it is right, `check_digest` says last of all.
    """
    if len(data) > LARGEST_FILE:
        raise TooLargeError(f"such a file is at most {LARGEST_FILE >> 20} MiB")
    found = exactly(parse_canonical(data), keys, f"a file of the format {form}")
    if found["format"] != form:
        raise UnknownTermError(f"the format is {form}")
    if DIGEST in keys:
        hexadecimal(found[DIGEST], HASH_LENGTH)
    return found


def with_digest(said: Mapping[str, JSON]) -> bytes:
    """Return the file that says `said`, and the digest of that (§1.3)."""
    return canonical({**said, DIGEST: sha256(canonical(said)).hexdigest()})


def check_digest(data: bytes) -> None:
    """Raise BrokenError unless the digest in the file `data`, whose form was held, is that of the rest of it (§1.3)."""
    said = parse_canonical(data)
    assert isinstance(said, dict)
    stated = said.pop(DIGEST)
    if sha256(canonical(said)).hexdigest() != stated:
        raise BrokenError("the digest is not that of the file: something was left out or put in after it was made")


def exactly(found: JSON, keys: frozenset[str], what: str) -> Mapping[str, JSON]:
    """An object with exactly `keys`."""
    if not isinstance(found, dict) or found.keys() != keys:
        raise MalformedError(f"{what} has exactly the keys {', '.join(sorted(keys))}")
    return found


def items(found: JSON, what: str) -> Sequence[JSON]:
    """A list."""
    if not isinstance(found, list):
        raise MalformedError(f"{what} are a list")
    return found


def exactly_two(found: JSON, what: str) -> tuple[str, str]:
    """A list of two texts."""
    both = items(found, what)
    if len(both) != 2:
        raise MalformedError(f"{what}: two texts")
    return text(both[0], what), text(both[1], what)


def text(found: JSON, what: str) -> str:
    """A text."""
    if not isinstance(found, str):
        raise MalformedError(f"{what} is text")
    return found


def one_of(found: JSON, known: Sequence[Term], what: str) -> Term:
    """One of `known`; UnknownTermError for any other text."""
    said = text(found, what)
    for each in known:
        if each == said:
            return each
    raise UnknownTermError(f"{what} is {' or '.join(known)}")


def day(found: JSON) -> str:
    """A day, written as 2026-11-23."""
    said = text(found, "a day")
    try:
        if not _DAY.fullmatch(said):
            raise MalformedError("a day is written as 2026-11-23")
        date.fromisoformat(said)
    except ValueError as error:
        raise MalformedError("there is no such day") from error
    return said


def sorted_texts(found: JSON, what: str) -> tuple[str, ...]:
    """A list of texts in the order of their letters, each once."""
    texts = tuple(text(each, f"each of {what}") for each in items(found, what))
    if list(texts) != sorted(set(texts)):
        raise MalformedError(f"{what} stand in the order of their text, each once")
    return texts


def hexadecimal(found: JSON, length: int) -> bytes:
    """`length` bytes in hexadecimal."""
    digits = text(found, "hexadecimal")
    if len(digits) != 2 * length or not _HEX.fullmatch(digits):
        raise MalformedError(f"{length} bytes are {2 * length} hexadecimal digits in lower case")
    return bytes.fromhex(digits)


def hashes(found: JSON, what: str) -> tuple[bytes, ...]:
    """A list of hashes of 32 bytes in hexadecimal."""
    return tuple(hexadecimal(each, HASH_LENGTH) for each in items(found, what))


def base64_bytes(found: JSON, what: str) -> bytes:
    """Bytes in base64."""
    return decode_base64(text(found, what))


def base64_text(data: bytes) -> str:
    """The one writing that `base64_bytes` takes."""
    return base64.b64encode(data).decode()
