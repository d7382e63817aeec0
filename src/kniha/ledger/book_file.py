"""The exported book: its frames, how they are written and read, in constant memory (docs/spec/files.md §6).

Whether what stands in them holds, `kniha.ledger.verifying_books` says.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, Literal

from kniha.ledger.checkpoints import REGISTER_LENGTH
from kniha.ledger.entries import SALT_LENGTH, Salted
from kniha.ledger.file_forms import exactly, hexadecimal, one_of
from kniha.ledger.head_evidence import HeadEvidence
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError

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

_CHUNK = 1 << 20
_FRAME = struct.Struct(">BI")
_LENGTH = struct.Struct(">I")
_ABSENT = 0xFFFFFFFF
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

    What was read of `stream` before, to see what it is, comes second.
    """

    stream: BinaryIO
    _buffer: bytes = b""
    _digest: Any = field(default_factory=sha256)  # Any: hashlib names no type
    _at: int = 0

    @property
    def digest(self) -> bytes:
        """SHA-256 of all bytes before the last frame, once that was read."""
        return bytes(self._digest.digest())

    def read(self) -> Iterator[Frame]:
        """Yield each frame up to the one that ends the book; MalformedError for what is no frame, and for bytes behind the last."""
        if self._take(len(MAGIC)) != MAGIC:
            raise MalformedError("a book begins with kniha-book/v1")
        while True:
            self._need(_FRAME.size)
            kind, length = _FRAME.unpack_from(self._buffer, self._at)
            if length > LARGEST_FRAME:
                raise TooLargeError(f"a frame has at most {LARGEST_FRAME >> 20} MiB")
            if kind == END:
                break
            self._need(_FRAME.size + length)
            start = self._at + _FRAME.size
            self._at = start + length
            yield kind, self._buffer[start : self._at]
        self._forget()
        yield kind, self._take(_FRAME.size + length)[_FRAME.size :]
        if self._at < len(self._buffer) or self.stream.read(1):
            raise MalformedError("bytes stand behind the last frame")

    def _take(self, length: int) -> bytes:
        self._need(length)
        self._at += length
        return self._buffer[self._at - length : self._at]

    def _need(self, length: int) -> None:
        """Have at least `length` bytes at hand that were not read yet."""
        if len(self._buffer) - self._at >= length:
            return
        self._forget()
        pieces, held = [self._buffer], len(self._buffer)
        while held < length:
            pieces.append(self.stream.read(max(_CHUNK, length - held)))
            held += len(pieces[-1])
            if not pieces[-1]:
                raise MalformedError("the file ends within a frame")
        self._buffer = b"".join(pieces)

    def _forget(self) -> None:
        self._digest.update(memoryview(self._buffer)[: self._at])
        self._buffer, self._at = self._buffer[self._at :], 0


def parse_book(payload: bytes) -> Book:
    """Return what the first frame says, or raise MalformedError."""
    found = exactly(parse_canonical(payload), _BOOK_KEYS, "the first frame")
    size = found["size"]
    if type(size) is not int or size < 1:
        raise MalformedError("a book's size is an integer from 1")
    return Book(hexadecimal(found["register"], REGISTER_LENGTH), size, one_of(found["values"], VALUES, "what a book shows of values"))


def split_entry(payload: bytes) -> tuple[bytes, list[Salted | None]]:
    """Return leaf data and values of an entry's frame, or raise MalformedError."""
    size, values = len(payload), list[Salted | None]()
    length = _LENGTH.unpack_from
    try:
        at = 4 + length(payload)[0]
        leaf = payload[4:at]
        while at < size:
            (many,) = length(payload, at)
            at += 4
            if many == _ABSENT:
                values.append(None)
                continue
            start = at + SALT_LENGTH
            values.append((payload[at:start], payload[start : start + many]))
            at = start + many
    except struct.error as error:
        raise MalformedError("an entry's frame ends within a length") from error
    if at != size:
        raise MalformedError("an entry's frame ends within its leaf data or a value")
    return leaf, values


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
    return _LENGTH.pack(_ABSENT) if value is None else _LENGTH.pack(len(value[1])) + value[0] + value[1]
