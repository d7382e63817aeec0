"""Writing a report's container (docs/spec/envelope.md §2, §4), piece by piece: for a server that seals for a browser without JavaScript.

What each method returns goes straight into `kniha.seal.closing.Sealer.update`; no file is ever held. Nothing here opens anything.
"""

from collections.abc import Iterator
from hashlib import sha256

from kniha.seal.frames import LARGEST_DATA, LONGEST_NAME, LONGEST_TYPE, MAGIC, MOST_FILES, FileLabel, Frame, format_end, format_label, frame
from kniha.seal.padding import padding
from kniha.seal.receipts import ReceiptKeys
from kniha.seal.reports import Report, check_filled, format_keys, format_report
from kniha.seal.signatures import sign
from kniha.vocab.errors import MalformedError, TooLargeError


class ContainerWriter:
    """A container as it is written: files (`begin_file`, `add` …, `end_file`), then `finish`. Each returns the next bytes."""

    def __init__(self, register_id: bytes, keys: ReceiptKeys) -> None:
        self._register_id = register_id
        self._keys = keys
        self._payload = sha256()
        self._size = 0
        self._files = 0
        self._file = sha256()
        self._file_size: int | None = None
        self._held = bytearray()

    def begin_file(self, name: str, type_: str) -> bytes:
        """Begin a file under the name and type that the device gave, cut where too long; TooLargeError for the 65th."""
        self._check_between_files()
        if self._files == MOST_FILES:
            raise TooLargeError(f"a report has at most {MOST_FILES} files")
        label = format_label(FileLabel(name[:LONGEST_NAME], type_[:LONGEST_TYPE]))
        self._files += 1
        self._file = sha256()
        self._file_size = 0
        return self._framed(Frame.FILE, label)

    def add(self, data: bytes | memoryview) -> bytes:
        """Add bytes, any number, to the file begun."""
        if self._file_size is None:
            raise MalformedError("bytes belong to a file, and none is begun")
        self._file.update(data)
        self._file_size += len(data)
        self._held += data
        # All DATA frames of a file are full but the last: a container has one form.
        whole = len(self._held) // LARGEST_DATA * LARGEST_DATA
        pieces = [bytes(self._held[at : at + LARGEST_DATA]) for at in range(0, whole, LARGEST_DATA)]
        del self._held[:whole]
        return b"".join(self._framed(Frame.DATA, piece) for piece in pieces)

    def end_file(self) -> bytes:
        """End the file begun."""
        if self._file_size is None:
            raise MalformedError("no file is begun that could end")
        last = self._framed(Frame.DATA, bytes(self._held)) if self._held else b""
        end = self._framed(Frame.END, format_end(self._file.digest(), self._file_size))
        self._held.clear()
        self._file_size = None
        return last + end

    def finish(self, report: Report) -> Iterator[bytes]:
        """Yield the rest: report, keys, signatures, padding. Nothing may be added afterwards."""
        self._check_between_files()
        check_filled(report, self._files)
        yield self._framed(Frame.REPORT, format_report(report)) + self._framed(Frame.KEYS, format_keys(self._keys.public()))
        signatures = frame(
            Frame.SIGN, sign(self._register_id, self._payload.digest(), ed25519=self._keys.ed25519, mldsa44=self._keys.mldsa44)
        )
        yield signatures
        yield from padding(self._size + len(signatures))

    def _framed(self, kind: Frame, body: bytes) -> bytes:
        framed = frame(kind, body) if self._size else MAGIC + frame(kind, body)
        self._payload.update(framed)
        self._size += len(framed)
        return framed

    def _check_between_files(self) -> None:
        if self._file_size is not None:
            raise MalformedError("the file begun has not ended")
