"""An entry's bytes: values and their commitments, the skeleton, the leaf (docs/spec/entry.md §1–3).

Never draws a salt, never reads a clock, never writes JSON again in order to verify: what is hashed is what is stored.

A skeleton's texts have letters, digits, full stops and slashes only, so its canonical JSON has one form, and a regular expression holds it
whole: what matches is canonical, and has the form of §2. The paths, which entries of one kind share, are read once and remembered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NewType, cast

import orjson

from kniha.ledger.tree import leaf_hash
from kniha.vocab.canonical import LARGEST_INTEGER
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

Commitment = NewType("Commitment", bytes)
Verb = Literal["insert", "update", "delete"]
Change = tuple[str, str, str]  # verb, table, id
Cite = tuple[str, str]  # table, id
Salted = tuple[bytes, bytes]  # salt and canonical JSON of a value, as they are stored

SALT_LENGTH = 16
HASH_LENGTH = 32
LARGEST_LEAF = 65_535
LEAF_PREFIX = b"kniha/v1/entry\n"
ALWAYS = ("at", "day", "registrar", "role")

_HEAD_LENGTH = len(LEAF_PREFIX) + 4
_NAME = "[a-z][a-z0-9_]*+"  # possessive, here and below: nothing can be read in two ways
_ROW = f'"{_NAME}","[0-9a-f]{{32}}"'
_NUMBER = "0|[1-9][0-9]{0,15}"
_CHANGE = rf'\["(?:insert|update|delete)",{_ROW}\]'
_CITE = rf"\[{_ROW}\]"
_TABLE_AND_ID = re.compile(_ROW)
_PATH = re.compile(rf"(?:(0|[1-9][0-9]{{0,8}})/)?{_NAME}")
_FORM = (
    rf'\{{"action":"(?P<action>{_NAME}(?:\.{_NAME})+)"'
    rf',"changes":\[(?P<changes>(?:{_CHANGE}(?:,{_CHANGE})*+)?+)\],"cites":\[(?P<cites>(?:{_CITE}(?:,{_CITE})*+)?+)\]'
    rf',"paths":\["(?P<paths>[^\]]*)"\],"schema":(?P<schema>{_NUMBER}),"seq":(?P<seq>{_NUMBER})\}}'
).encode()
_SKELETON = re.compile(_FORM)
_LEAF = re.compile(LEAF_PREFIX + b"(?P<length>(?s:.{4}))" + _FORM)
_PARTS = tuple(_LEAF.groupindex[name] for name in ("length", "changes", "paths", "schema", "seq"))


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
    return Commitment(sha256(salt + _committed(path) + data).digest())


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
        _read(self.encode())

    def encode(self) -> bytes:
        """Return the canonical bytes that go into the leaf."""
        return encode_skeleton(self.action, self.changes, self.cites, self.paths, schema=self.schema, seq=self.seq)


def encode_skeleton(action: str, changes: Sequence[Change], cites: Sequence[Cite], paths: Sequence[str], *, schema: int, seq: int) -> bytes:
    """Return the bytes of a skeleton (§2). Whether it may be one, `leaf_of` checks, as `Skeleton` does."""
    said = {"action": action, "changes": changes, "cites": cites, "paths": paths, "schema": schema, "seq": seq}  # in their order
    try:
        return orjson.dumps(said)
    except orjson.JSONEncodeError as error:
        raise MalformedError("a skeleton holds ASCII texts, and integers from 0 and below 2⁵³") from error


def parse_skeleton(data: bytes) -> Skeleton:
    """Return the skeleton whose canonical bytes are `data`, or raise MalformedError."""
    match, paths = _read(data)
    # cast: `_read` has held the form
    changes = cast("list[Change]", orjson.loads(b"[%b]" % match["changes"]))
    cites = cast("list[Cite]", orjson.loads(b"[%b]" % match["cites"]))
    return Skeleton(
        action=match["action"].decode(),
        changes=tuple((verb, table, row) for verb, table, row in changes),
        cites=tuple((table, row) for table, row in cites),
        paths=paths.names,
        schema=int(match["schema"]),
        seq=int(match["seq"]),
    )


def check_count(skeleton: Skeleton, commitments: Sequence[bytes]) -> None:
    """Raise MalformedError unless there is one commitment for each path (§3.3)."""
    if len(commitments) != len(skeleton.paths):
        raise MalformedError(f"entry {skeleton.seq} has {len(skeleton.paths)} paths, but {len(commitments)} commitments")


def check_row(table: str, id_: str) -> None:
    """Raise MalformedError unless the two can name a row (§2)."""
    if not _TABLE_AND_ID.fullmatch(f'"{table}","{id_}"'):
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
    return _joined(skeleton, commitments)


def leaf_of(skeleton: bytes, values: Sequence[Salted]) -> bytes:
    """Return the leaf data of a new entry: its skeleton checked, its values committed (§1.2, §3.1), in the order of its paths.

    Raises MalformedError where the skeleton is none or the values are not as many as its paths, TooLargeError above 65,535 bytes.
    """
    _, paths = _read(skeleton)
    if len(values) != len(paths.names):
        raise MalformedError(f"an entry has {len(paths.names)} paths, but {len(values)} values")
    return _joined(skeleton, _commitments(values, b"", paths.committed))


def split_leaf(leaf: bytes) -> tuple[bytes, bytes]:
    """Return the skeleton's bytes and all commitments, one after the other, that `leaf_data` put together (§3.1)."""
    if not isinstance(leaf, bytes):
        raise MalformedError(f"leaf data is bytes, not {type(leaf).__name__}")
    end = _HEAD_LENGTH + int.from_bytes(leaf[len(LEAF_PREFIX) : _HEAD_LENGTH], "big")
    if not leaf.startswith(LEAF_PREFIX) or not _HEAD_LENGTH <= end <= len(leaf) <= LARGEST_LEAF:
        raise MalformedError("leaf data is a prefix, the skeleton's length, the skeleton and the commitments, at most 65,535 bytes")
    return leaf[_HEAD_LENGTH:end], leaf[end:]


def leaf_hash_of(leaf: bytes, values: Sequence[Salted | None], *, seq: int) -> bytes:
    """Return the leaf hash of entry `seq` as it is stored, having checked all that a single entry can show by itself (§1–3).

    `leaf` is leaf data; `values` are salt and bytes of each value in the order of the paths, None for one that is erased or kept back.
    Raises MalformedError for what is not of the form of an entry, BrokenError for an entry of another place or a value that is not the
    one committed. About 7 µs: this is the whole cost of an entry when a book is verified.
    """
    if not isinstance(leaf, bytes):
        raise MalformedError(f"leaf data is bytes, not {type(leaf).__name__}")
    commitments, paths = committed_of(leaf, 0, len(leaf), seq)
    if len(values) != len(paths):
        raise MalformedError(f"entry {seq} has {len(paths)} paths, but {len(values)} values")
    if b"".join(_commitments(values, commitments, paths)) != commitments:
        raise BrokenError(f"value {_first_other(leaf, values)!r} of entry {seq} is not the one committed")
    return leaf_hash(leaf)


def committed_of(data: bytes, start: int, stop: int, seq: int) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the commitments of entry `seq`, one after the other, and for each what of its path is hashed between salt and bytes (§1.2).

    For whoever reads entries off a stream, and hashes values as they come: leaf data stands in `data` from `start` to before `stop`, and is
    checked as `leaf_hash_of` does. Raises MalformedError, or BrokenError for an entry of another place.
    """
    match = _LEAF.match(data, start, stop)
    if match is None or stop - start > LARGEST_LEAF:
        raise MalformedError("these bytes are not the leaf data of an entry")
    length, changes, paths, schema, stated = match.group(*_PARTS)
    known, end = _paths(paths, changes.count(b"[")), match.end()
    if int.from_bytes(length, "big") != end - start - _HEAD_LENGTH or int(schema) > LARGEST_INTEGER:
        raise MalformedError("the skeleton is longer or shorter than leaf data says, or its schema is not below 2⁵³")
    if int(stated) != seq:
        raise BrokenError(f"entry {stated.decode()} stands in place {seq}")
    if stop - end != HASH_LENGTH * len(known.names):
        raise MalformedError(f"entry {seq} has {len(known.names)} paths, but {stop - end} bytes of commitments")
    return data[end:stop], known.committed


@dataclass(frozen=True, slots=True)
class _Paths:
    """The paths of a skeleton, and what of each stands in its value's commitment."""

    names: tuple[str, ...]
    committed: tuple[bytes, ...]


def _read(skeleton: bytes) -> tuple["re.Match[bytes]", _Paths]:
    """Return the parts of a skeleton, or raise MalformedError: the one place that says what a skeleton is."""
    match = _SKELETON.fullmatch(skeleton)
    if match is None:
        raise MalformedError("these bytes are not the canonical JSON of a skeleton")
    changes, paths, schema, seq = match.group("changes", "paths", "schema", "seq")
    if int(seq) > LARGEST_INTEGER or int(schema) > LARGEST_INTEGER:
        raise MalformedError("schema and seq lie below 2⁵³")
    return match, _paths(paths, changes.count(b"["))


@lru_cache(maxsize=512)  # against a file of ever new paths, each near 64 kB: 512 of them are at most some 100 MB
def _paths(text: bytes, changes: int) -> _Paths:
    """Who and when first, then what the action names, then the fields of the changes in order of the changes."""
    names = tuple(text.decode("ascii", "replace").split('","'))  # what is not ASCII is no path either
    if names[: len(ALWAYS)] != ALWAYS:
        raise MalformedError(f"an entry's paths begin with {', '.join(ALWAYS)}")
    if len(set(names)) != len(names):
        raise MalformedError("an entry names a path once")
    last = -1
    for name in names:
        number = change_of(name)
        if not last <= number < changes:
            raise MalformedError("paths of fields follow the named ones, in the order of the changes that they belong to")
        last = number
    return _Paths(names, tuple(_committed(name) for name in names))


def _joined(skeleton: bytes, commitments: Sequence[bytes]) -> bytes:
    data = b"".join((LEAF_PREFIX, len(skeleton).to_bytes(4, "big"), skeleton, *commitments))
    if len(data) > LARGEST_LEAF:
        raise TooLargeError(f"an entry's leaf is at most {LARGEST_LEAF} bytes, not {len(data)}: make two entries of it")
    return data


def _committed(path: str) -> bytes:
    return len(path).to_bytes(2, "big") + path.encode()


def _commitments(values: Sequence[Salted | None], commitments: bytes, paths: Sequence[bytes]) -> list[bytes]:
    """The commitments that the values make; of a value that is not there, the one that stands in the leaf."""
    try:
        if {len(value[0]) for value in values if value} - {SALT_LENGTH}:
            raise MalformedError(f"a salt is {SALT_LENGTH} bytes")
        return [
            sha256(value[0] + path + value[1]).digest() if value else commitments[HASH_LENGTH * place : HASH_LENGTH * (place + 1)]
            for place, (value, path) in enumerate(zip(values, paths, strict=True))
        ]
    except TypeError as error:  # a database keeps whatever somebody put there, text and half a value too
        raise MalformedError("salt and value are bytes, both or neither") from error


def _first_other(leaf: bytes, values: Sequence[Salted | None]) -> str:
    """The path of the first value that is not the one committed: for a message."""
    skeleton, commitments = split_leaf(leaf)
    _, paths = _read(skeleton)
    made = _commitments(values, commitments, paths.committed)
    there = (commitments[start : start + HASH_LENGTH] for start in range(0, len(commitments), HASH_LENGTH))
    return next(name for name, ours, stored in zip(paths.names, made, there, strict=True) if ours != stored)
