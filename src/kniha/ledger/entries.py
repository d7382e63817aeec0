"""An entry's bytes: values and their commitments, the skeleton, the leaf (docs/spec/entry.md §1–3).

Never draws a salt, never reads a clock, never writes JSON again in order to verify: what is hashed is what is stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NewType, cast, get_args

from kniha.vocab.canonical import LARGEST_INTEGER, canonical, parse_canonical
from kniha.vocab.errors import MalformedError, TooLargeError

Commitment = NewType("Commitment", bytes)
Verb = Literal["insert", "update", "delete"]
Change = tuple[str, str, str]  # verb, table, id
Cite = tuple[str, str]  # table, id

SALT_LENGTH = 16
HASH_LENGTH = 32
LARGEST_LEAF = 65_535
LEAF_PREFIX = b"kniha/v1/entry\n"
ALWAYS = ("at", "day", "registrar", "role")

_VERBS = frozenset(get_args(Verb))
_KEYS = ["action", "changes", "cites", "paths", "schema", "seq"]
_ACTION = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_TABLE = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[0-9a-f]{32}")
_PATH = re.compile(r"(?:(0|[1-9][0-9]{0,8})/)?[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Value:
    """One erasable value of an entry: `data` is canonical JSON, `salt` 16 random bytes (§1.1)."""

    path: str
    salt: bytes
    data: bytes


def commitment(salt: bytes, path: str, data: bytes) -> Commitment:
    """Return the 32 bytes that stand for a value in its leaf, also after the value is erased (§1.2).

    Raises MalformedError for a salt that is not 16 bytes or a path that is not ASCII.
    """
    if len(salt) != SALT_LENGTH:
        raise MalformedError(f"a salt is {SALT_LENGTH} bytes, not {len(salt)}")
    if not path.isascii() or len(path) > LARGEST_LEAF:
        raise MalformedError(f"a path is at most {LARGEST_LEAF} ASCII characters")
    return Commitment(sha256(salt + len(path).to_bytes(2, "big") + path.encode() + data).digest())


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The part of an entry that is never erased (§2)."""

    action: str
    changes: tuple[Change, ...]
    cites: tuple[Cite, ...]
    paths: tuple[str, ...]
    schema: int
    seq: int

    def __post_init__(self) -> None:
        if not _ACTION.fullmatch(self.action):
            raise MalformedError("an action is named as in 'incident.opened'")
        if not (0 <= self.schema <= LARGEST_INTEGER and 0 <= self.seq <= LARGEST_INTEGER):
            raise MalformedError("schema and seq are integers from 0 and below 2⁵³")
        for verb, table, id_ in self.changes:
            if verb not in _VERBS:
                raise MalformedError("a change's verb is insert, update or delete")
            check_row(table, id_)
        for table, id_ in self.cites:
            check_row(table, id_)
        _check_paths(self.paths, len(self.changes))

    def encode(self) -> bytes:
        """Return the canonical bytes that go into the leaf."""
        return canonical(
            {
                "action": self.action,
                "changes": self.changes,
                "cites": self.cites,
                "paths": self.paths,
                "schema": self.schema,
                "seq": self.seq,
            }
        )


def parse_skeleton(data: bytes) -> Skeleton:
    """Return the skeleton whose canonical bytes are `data`, or raise MalformedError."""
    found = parse_canonical(data)
    if not isinstance(found, dict) or sorted(found) != _KEYS:
        raise MalformedError(f"a skeleton has exactly the keys {', '.join(_KEYS)}")
    action, schema, seq = found["action"], found["schema"], found["seq"]
    if not isinstance(action, str) or type(schema) is not int or type(seq) is not int:
        raise MalformedError("in a skeleton the action is text, schema and seq are integers")
    return Skeleton(
        action=action,
        # cast: `_texts` has counted the members
        changes=tuple(cast("Change", _texts(change, 3)) for change in _listed(found["changes"])),
        cites=tuple(cast("Cite", _texts(cite, 2)) for cite in _listed(found["cites"])),
        paths=_texts(found["paths"], None),
        schema=schema,
        seq=seq,
    )


def check_count(skeleton: Skeleton, commitments: Sequence[bytes]) -> None:
    """Raise MalformedError unless there is one commitment for each path (§3.3)."""
    if len(commitments) != len(skeleton.paths):
        raise MalformedError(f"entry {skeleton.seq} has {len(skeleton.paths)} paths, but {len(commitments)} commitments")


def check_row(table: str, id_: str) -> None:
    """Raise MalformedError unless the two can name a row (§2)."""
    if not (_TABLE.fullmatch(table) and _ID.fullmatch(id_)):
        raise MalformedError("a row is a table in lower case and an id of 32 hexadecimal digits")


def change_of(path: str) -> int:
    """Return the number of the change whose field `path` names, −1 for a value of the entry itself; MalformedError if it is no path."""
    shape = _PATH.fullmatch(path)
    if shape is None:
        raise MalformedError("a path is a name or <number of the change>/<field>")
    return -1 if shape[1] is None else int(shape[1])


def leaf_data(skeleton: bytes, commitments: Sequence[bytes]) -> bytes:
    """Return the bytes whose leaf hash enters the tree (§3.1), given a skeleton's canonical bytes.

    Raises MalformedError for a commitment that is not 32 bytes, TooLargeError above 65,535 bytes.
    """
    if any(len(each) != HASH_LENGTH for each in commitments):
        raise MalformedError(f"a commitment is {HASH_LENGTH} bytes")
    data = b"".join((LEAF_PREFIX, len(skeleton).to_bytes(4, "big"), skeleton, *commitments))
    if len(data) > LARGEST_LEAF:
        raise TooLargeError(f"an entry's leaf is at most {LARGEST_LEAF} bytes, not {len(data)}: make two entries of it")
    return data


def _check_paths(paths: tuple[str, ...], changes: int) -> None:
    """Who and when first, then what the action names, then the fields of the changes in order of the changes."""
    if paths[: len(ALWAYS)] != ALWAYS:
        raise MalformedError(f"an entry's paths begin with {', '.join(ALWAYS)}")
    if len(set(paths)) != len(paths):
        raise MalformedError("an entry names a path once")
    last = -1
    for path in paths:
        number = change_of(path)
        if not last <= number < changes:
            raise MalformedError("paths of fields follow the named ones, in the order of the changes that they belong to")
        last = number


def _listed(found: object) -> list[object]:
    if not isinstance(found, list):
        raise MalformedError("changes, cites and paths of a skeleton are lists")
    return found


def _texts(found: object, count: int | None) -> tuple[str, ...]:
    texts = tuple(text for text in _listed(found) if isinstance(text, str))
    if len(texts) != len(_listed(found)) or (count is not None and len(texts) != count):
        raise MalformedError("a change is three texts, a cite two, a path one")
    return texts
