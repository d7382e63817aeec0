"""Reading the frames of a container (docs/spec/envelope.md §2, docs/spec/fieldform.md §2) from a stream, in constant memory.

What is read was written by anybody: every length is checked before it is believed. Files are handed on as they come: nothing of a
container may be filed before the last check of its kind has passed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from kniha.seal.frames import (
    END_SIZE,
    HEAD_SIZE,
    LARGEST_DATA,
    LARGEST_JSON,
    MOST_FILES,
    FileLabel,
    Frame,
    parse_end,
    parse_head,
    parse_label,
)
from kniha.seal.padding import check_size_class
from kniha.seal.streams import Pieces, read_fully
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError, UnknownTermError

_PIECE = 1_048_576

FILE_LENGTHS: Mapping[Frame, tuple[int, int]] = {
    Frame.FILE: (2, LARGEST_JSON),
    Frame.DATA: (1, LARGEST_DATA),
    Frame.END: (END_SIZE, END_SIZE),
}
"""The least and the most bytes of the bodies that files are made of, in every kind of container."""


@dataclass(frozen=True, slots=True)
class FileBegun:
    """A file begins; its bytes follow."""

    label: FileLabel


@dataclass(frozen=True, slots=True)
class FileData:
    """The next bytes of the file begun, 1 to 1,048,576."""

    data: bytes


@dataclass(frozen=True, slots=True)
class FileEnded:
    """The file begun is whole: its SHA-256 and size are as its writer said."""

    label: FileLabel
    digest: bytes
    size: int


FileEvent = FileBegun | FileData | FileEnded


class FrameReader:
    """One container under way: the source, the running digest of all that was read, and the files so far.

    `lengths` says which frames this kind of container has, and the least and most bytes of their bodies.
    """

    def __init__(self, pieces: Iterable[bytes], magic: bytes, lengths: Mapping[Frame, tuple[int, int]]) -> None:
        self._source = Pieces(pieces)
        self._magic = magic
        self._lengths = {**FILE_LENGTHS, **lengths}
        self._payload = sha256()
        self._size = 0
        self.files: list[FileEnded] = []

    @property
    def digest(self) -> bytes:
        """SHA-256 of every byte up to the end of the last frame read."""
        return self._payload.digest()

    def check_magic(self) -> None:
        """Raise UnknownTermError for a container of another kind."""
        if self._digested(len(self._magic)) != self._magic:
            raise UnknownTermError(f"the container is of another kind or version than {self._magic.decode().strip()}")

    def events(self, following: Frame) -> Iterator[FileEvent | bytes]:
        """Yield what the files are made of, and last the body of the frame that follows them, which is `following`."""
        kind, body = self._frame()
        while kind is Frame.FILE:
            yield from self._file(parse_label(body))
            kind, body = self._frame()
        yield _expect(following, kind, body)

    def expect(self, kind: Frame) -> bytes:
        """Return the body of the next frame, which is of this kind; MalformedError for another."""
        return _expect(kind, *self._frame())

    def check_padding(self) -> None:
        """Raise MalformedError unless zero bytes alone follow, up to a size class."""
        while piece := self._source.read(_PIECE):
            if piece.count(0) != len(piece):
                raise MalformedError("something else than zero bytes follows the last frame")
            self._size += len(piece)
        check_size_class(self._size)

    def _file(self, label: FileLabel) -> Iterator[FileEvent]:
        if len(self.files) == MOST_FILES:
            raise TooLargeError(f"a container has at most {MOST_FILES} files")
        yield FileBegun(label)
        digest = sha256()
        size = 0
        kind, body = self._frame()
        while kind is Frame.DATA:
            if size % LARGEST_DATA:
                raise MalformedError(f"a frame DATA follows one of less than {LARGEST_DATA} bytes")
            digest.update(body)
            size += len(body)
            yield FileData(body)
            kind, body = self._frame()
        # END agrees with the bytes read                     docs/spec/envelope.md §5.3, docs/spec/fieldform.md §4.3
        if parse_end(_expect(Frame.END, kind, body)) != (digest.digest(), size):
            raise BrokenError(f"file number {len(self.files) + 1} is not what its writer digested")
        ended = FileEnded(label, digest.digest(), size)
        self.files.append(ended)
        yield ended

    def _frame(self) -> tuple[Frame, bytes]:
        byte, length = parse_head(self._digested(HEAD_SIZE))
        if byte not in self._lengths:
            raise UnknownTermError(f"no frame is of type {byte} here")
        kind = Frame(byte)
        least, most = self._lengths[kind]
        if length > most:
            raise TooLargeError(f"a frame {kind.name} has at most {most} bytes, not {length}")
        if length < least:
            raise MalformedError(f"a frame {kind.name} has at least {least} bytes, not {length}")
        return kind, self._digested(length)

    def _digested(self, size: int) -> bytes:
        data = read_fully(self._source, size)
        self._payload.update(data)
        self._size += len(data)
        if len(data) < size:
            raise MalformedError(f"the container ends after {self._size} bytes, within a frame")
        return data


def _expect(expected: Frame, kind: Frame, body: bytes) -> bytes:
    if kind is not expected:
        raise MalformedError(f"expected a frame {expected.name}, found {kind.name}")
    return body
