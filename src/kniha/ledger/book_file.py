"""The exported book: its frames, how they are written and read, in constant memory (docs/spec/files.md §6).

Whether what stands in them holds, `kniha.ledger.verifying_books` says.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, Literal

from kniha.ledger.checkpoints import REGISTER_LENGTH
from kniha.ledger.entries import SALT_LENGTH, Salted, committed_of, leaf_hash_of
from kniha.ledger.file_forms import exactly, hexadecimal, one_of
from kniha.ledger.head_evidence import HeadEvidence
from kniha.ledger.tree import leaf_hash
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import BrokenError, ImpossibleError, MalformedError, TooLargeError

MAGIC = b"kniha-book/v1\n"
SUFFIX = ".kniha-book"
LARGEST_FRAME = 64 << 20
BOOK, ENTRY, HEAD, END = b"JEHZ"

Values = Literal["all", "none"]
VALUES: tuple[Values, ...] = ("all", "none")
StoredEntry = tuple[bytes, Sequence[Salted | None]]
"""Leaf data, and salt and bytes of each value, None where it was erased or is kept back."""

Frame = tuple[int, bytes]
"""Kind and payload."""

CheckedEntry = tuple[bytes, int, int, bytes | None]
"""Leaf hash; how many values are there, and how many are not; the bytes of the first, `at`, if it is there."""

_CHUNK = 1 << 16  # what a processor keeps at hand: larger pieces are slower
_FRAME = struct.Struct(">BI")
_LENGTH = struct.Struct(">I")
_SALTED = struct.Struct(f">I{SALT_LENGTH}s")
_ABSENT = b"\xff\xff\xff\xff"
_BOOK_KEYS = frozenset({"register", "size", "values"})


@dataclass(frozen=True, slots=True)
class Book:
    """What the first frame says: whose book, how many entries, whether their values come along."""

    register: bytes
    size: int
    values: Values

    def encode(self) -> bytes:
        """Return the first frame's payload."""
        return canonical({"register": self.register.hex(), "size": self.size, "values": self.values})


def write_book(out: BinaryIO, book: Book, entries: Iterable[StoredEntry], heads: Iterable[tuple[int, HeadEvidence]]) -> bytes:
    """Write the book of `entries`, in order, and `heads`: size and evidence, by size; return the closing digest, 32 bytes.

    With `values` "none" all values are kept back. Raises ImpossibleError where there are not as many entries as the book says, or the last
    head has another size; TooLargeError for a frame above 64 MiB. What was written until then is no book.
    """
    digest = sha256(MAGIC)
    out.write(MAGIC)
    for kind, payload in _frames(book, entries, heads):
        if len(payload) > LARGEST_FRAME:
            raise TooLargeError(f"a frame has at most {LARGEST_FRAME >> 20} MiB")
        for part in (_FRAME.pack(kind, len(payload)), payload):
            digest.update(part)
            out.write(part)
    out.write(_FRAME.pack(END, digest.digest_size) + digest.digest())
    return digest.digest()


@dataclass(slots=True)
class Frames:
    """The frames of a book, read from front to back; at most one is held, and a piece behind it.

    `begun` is what was read of `stream` before, to see what it is.
    """

    stream: BinaryIO
    begun: bytes = b""
    _digest: Any = field(default_factory=sha256)  # Any: hashlib names no type

    @property
    def digest(self) -> bytes:
        """SHA-256 of all bytes before the last frame, once that was read."""
        return bytes(self._digest.digest())

    def read(self) -> Iterator[Frame]:
        """Yield each frame up to the one that ends the book; MalformedError for what is no frame, and for bytes behind the last."""
        buffer, at = self._filled(self.begun, 0, len(MAGIC)), len(MAGIC)
        if not buffer.startswith(MAGIC):
            raise MalformedError("a book begins with kniha-book/v1")
        kind = 0
        while kind != END:
            if len(buffer) < at + _FRAME.size:
                buffer, at = self._filled(buffer, at, _FRAME.size), 0
            kind, length = _FRAME.unpack_from(buffer, at)
            if length > LARGEST_FRAME:
                raise TooLargeError(f"a frame has at most {LARGEST_FRAME >> 20} MiB")
            if kind == END or len(buffer) < at + _FRAME.size + length:
                buffer, at = self._filled(buffer, at, _FRAME.size + length), 0
            start = at + _FRAME.size
            at = start + length
            yield kind, buffer[start:at]
        if at < len(buffer) or self.stream.read(1):
            raise MalformedError("bytes stand behind the last frame")

    def _filled(self, buffer: bytes, at: int, length: int) -> bytes:
        """What was not read of `buffer`, from `at` on, and so much behind it that it has `length` bytes; the rest goes into the digest."""
        self._digest.update(memoryview(buffer)[:at])
        pieces, held = [buffer[at:]], len(buffer) - at
        while held < length:
            pieces.append(self.stream.read(max(_CHUNK, length - held)))
            held += len(pieces[-1])
            if not pieces[-1]:
                raise MalformedError("the file ends within a frame")
        return b"".join(pieces)


def parse_book(payload: bytes) -> Book:
    """Return what the first frame says, or raise MalformedError."""
    found = exactly(parse_canonical(payload), _BOOK_KEYS, "the first frame")
    size = found["size"]
    if type(size) is not int or size < 1:
        raise MalformedError("a book's size is an integer from 1")
    return Book(hexadecimal(found["register"], REGISTER_LENGTH), size, one_of(found["values"], VALUES, "what a book shows of values"))


def split_entry(payload: bytes) -> tuple[bytes, list[Salted | None]]:
    """Return leaf data and values of an entry's frame, or raise MalformedError."""
    values = list[Salted | None]()
    try:
        at = _LENGTH.size + _LENGTH.unpack_from(payload)[0]
        leaf = payload[_LENGTH.size : at]
        while at < len(payload):
            if payload.startswith(_ABSENT, at):
                values.append(None)
                at += len(_ABSENT)
                continue
            length, salt = _SALTED.unpack_from(payload, at)
            start = at + _SALTED.size
            at = start + length
            values.append((salt, payload[start:at]))
    except struct.error as error:
        raise MalformedError("an entry's frame ends within a length") from error
    if at != len(payload):
        raise MalformedError("an entry's frame ends within its leaf data or a value")
    return leaf, values


def check_entry(payload: bytes, seq: int) -> CheckedEntry:
    """Check all that the frame of entry `seq` can show by itself (§6, steps 1 to 3); return what it puts into the tree.

    Raises KnihaError where anything is wrong; what it is, whoever asks finds with `split_entry`. Values are hashed as they are read: a book
    has millions of them, and this is most of what it takes to verify one.
    """
    salted, before, hashed = _SALTED.unpack_from, _SALTED.size, sha256
    try:
        first = at = _LENGTH.size + _LENGTH.unpack_from(payload)[0]
        if payload.startswith(_ABSENT, at):  # in a book without values no entry has one
            return _check_with_gaps(payload, seq)
        commitments, paths = committed_of(payload, _LENGTH.size, at, seq)
        made = []
        for path in paths:
            length, salt = salted(payload, at)
            begun = at + before
            at = begun + length
            made.append(hashed(salt + path + payload[begun:at]).digest())
    except struct.error:
        return _check_with_gaps(payload, seq)
    if at != len(payload):  # the length of a value that is not there leads far behind the end
        return _check_with_gaps(payload, seq)
    if b"".join(made) != commitments:
        raise BrokenError(f"the values of entry {seq} are not those committed")
    told = payload[first + before : first + before + salted(payload, first)[0]]
    return leaf_hash(payload[_LENGTH.size : first]), len(made), 0, told


def _check_with_gaps(payload: bytes, seq: int) -> CheckedEntry:
    """The same for an entry of which values are not there, or whose frame is damaged."""
    leaf, values = split_entry(payload)
    absent = values.count(None)
    return leaf_hash_of(leaf, values, seq=seq), len(values) - absent, absent, values[0][1] if values[0] else None


def _frames(book: Book, entries: Iterable[StoredEntry], heads: Iterable[tuple[int, HeadEvidence]]) -> Iterator[Frame]:
    yield BOOK, book.encode()
    waiting = iter(heads)
    due, count, last = next(waiting, None), 0, 0
    for count, (leaf, values) in enumerate(entries, 1):
        kept = values if book.values == "all" else [None] * len(values)
        yield ENTRY, b"".join((_LENGTH.pack(len(leaf)), leaf, *map(_encode_value, kept)))
        while due is not None and due[0] <= count:
            yield HEAD, canonical(due[1].encode())
            last, due = due[0], next(waiting, None)
    if not count == last == book.size or due is not None:
        raise ImpossibleError(
            f"a book of {book.size} entries ends with a head of that size: there are {count}, and the last head has {last}"
        )


def _encode_value(value: Salted | None) -> bytes:
    return _ABSENT if value is None else _SALTED.pack(len(value[1]), value[0]) + value[1]
