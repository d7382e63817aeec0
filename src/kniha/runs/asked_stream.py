"""The file as its child has it: a stream that asks the parent for each piece, over a pipe (`kniha.runs.view_pipe`)."""

import io
import os
from typing import Any

from kniha.runs import view_pipe as pipe


class AskedStream(io.RawIOBase):
    """The file, seekable. `roots` are those of signers that are trusted (PEM), told before the first byte."""

    def __init__(self, source: int, sink: int) -> None:
        super().__init__()
        self._source, self._sink, self._at = source, sink, 0
        self._size, roots = pipe.SIZE.unpack(_read(source, pipe.SIZE.size))
        self.roots = _read(source, roots).decode("ascii", errors="replace")

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to `offset`."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a file has no bytes before its first")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any, /) -> int:  # Any: what can be written to has no name before Python 3.12
        """Fill `buffer` with what the parent gives."""
        view = memoryview(buffer).cast("B")
        wanted = max(0, min(len(view), pipe.LARGEST_PIECE, self._size - self._at))
        if not wanted:
            return 0
        write(self._sink, pipe.WANTED + pipe.PIECE.pack(self._at, wanted))
        (given,) = pipe.GIVEN.unpack(_read(self._source, pipe.GIVEN.size))
        view[:given] = _read(self._source, given)
        self._at += given
        return int(given)


def write(sink: int, data: bytes) -> None:
    """Write all of `data`."""
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]


def _read(source: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = os.read(source, size - len(data))
        if not piece:
            raise SystemExit(3)  # the parent is gone
        data += piece
    return data
