"""Reading a report's container as the courier does (docs/spec/envelope.md §5, steps 2 to 6), from a stream, in constant memory.

What is read was written by anybody: every length is checked before it is believed. Files are handed on before the signatures
can be checked, for they stand at the end: nothing may be filed before the last event, the `OpenedReport`, has come.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from kniha.seal.frames import (
    END_SIZE,
    HEAD_SIZE,
    LARGEST_DATA,
    LARGEST_JSON,
    MAGIC,
    MOST_FILES,
    FileLabel,
    Frame,
    parse_end,
    parse_head,
    parse_label,
)
from kniha.seal.padding import check_size_class
from kniha.seal.reports import LARGEST_REPORT, Report, ReportKeys, check_addresses, parse_keys, parse_report
from kniha.seal.signatures import SIGNATURES, check_signatures
from kniha.seal.streams import Pieces, Source, read_fully
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError, UnknownTermError

_PIECE = 1_048_576

_LENGTHS = {
    Frame.FILE: (2, LARGEST_JSON),
    Frame.DATA: (1, LARGEST_DATA),
    Frame.END: (END_SIZE, END_SIZE),
    Frame.REPORT: (2, LARGEST_REPORT),
    Frame.KEYS: (2, LARGEST_JSON),
    Frame.SIGN: (SIGNATURES, SIGNATURES),
}


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


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A whole report whose signatures hold: the last event, after which the files before it may be filed."""

    report: Report
    keys: ReportKeys
    payload_digest: bytes
    """`P`, 32 bytes: what the reporter signed, and what a certificate names."""
    files: tuple[FileEnded, ...]


Event = FileBegun | FileData | FileEnded | OpenedReport


def read_container(pieces: Iterable[bytes], register_id: bytes) -> Iterator[Event]:
    """Yield what the container in `pieces` holds, for the register `register_id` (`R`, 32 bytes).

    MalformedError (TooLargeError and UnknownTermError among it) and BrokenError as docs/spec/envelope.md §5 says which;
    whatever `pieces` raises comes through. On any error all that was yielded is void.
    """
    return _Reading(Pieces(pieces), register_id).events()


class _Reading:
    """One container under way: the source, the running payload digest and what came so far."""

    def __init__(self, source: Source, register_id: bytes) -> None:
        self._source = source
        self._register_id = register_id
        self._payload = sha256()
        self._size = 0
        self._files: list[FileEnded] = []

    def events(self) -> Iterator[Event]:
        # (2) magic, then frames in order                    docs/spec/envelope.md §5
        if self._digested(len(MAGIC)) != MAGIC:
            raise UnknownTermError("the container is of another kind or version than kniha/v1/report")
        kind, body = self._frame()
        while kind is Frame.FILE:
            yield from self._file(parse_label(body))
            kind, body = self._frame()
        report = parse_report(_expect(Frame.REPORT, kind, body))
        if not (report.text or self._files):
            raise MalformedError("a report has text or a file")
        keys = parse_keys(_expect(Frame.KEYS, *self._frame()))
        payload_digest = self._payload.digest()
        signatures = _expect(Frame.SIGN, *self._frame())
        # (4) padding
        self._check_padding()
        # (5) both signatures
        check_signatures(self._register_id, payload_digest, keys, signatures)
        # (6) where the reply goes
        check_addresses(keys)
        yield OpenedReport(report, keys, payload_digest, tuple(self._files))

    def _file(self, label: FileLabel) -> Iterator[Event]:
        if len(self._files) == MOST_FILES:
            raise TooLargeError(f"a report has at most {MOST_FILES} files")
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
        # (3) END agrees with the bytes read
        if parse_end(_expect(Frame.END, kind, body)) != (digest.digest(), size):
            raise BrokenError(f"file number {len(self._files) + 1} is not what its writer digested")
        ended = FileEnded(label, digest.digest(), size)
        self._files.append(ended)
        yield ended

    def _frame(self) -> tuple[Frame, bytes]:
        byte, length = parse_head(self._digested(HEAD_SIZE))
        if not Frame.FILE <= byte <= Frame.SIGN:
            raise UnknownTermError(f"no frame is of type {byte} here")
        kind = Frame(byte)
        least, most = _LENGTHS[kind]
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

    def _check_padding(self) -> None:
        while piece := self._source.read(_PIECE):
            if piece.count(0) != len(piece):
                raise MalformedError("something else than zero bytes follows the signatures")
            self._size += len(piece)
        check_size_class(self._size)


def _expect(expected: Frame, kind: Frame, body: bytes) -> bytes:
    if kind is not expected:
        raise MalformedError(f"expected a frame {expected.name}, found {kind.name}")
    return body
