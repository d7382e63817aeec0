"""Files and standard streams of a command: `-` for a stream, whole files or none, progress on a terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from stat import S_ISREG
from typing import BinaryIO

STREAM = "-"

_STEP = 64 << 20


class Counted:
    """A source that tells a terminal how far it is; to a file or a pipe it says nothing."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._shown = sys.stderr.isatty()
        self._total = os.fstat(stream.fileno()).st_size if self._shown else 0
        self._done = 0
        self._next = _STEP

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""
        data = self._stream.read(size)
        self._done += len(data)
        if self._shown and self._done >= self._next:
            self._next = self._done + _STEP
            of = f" of {self._total >> 20}" if self._total else ""
            print(f"\r{self._done >> 20}{of} MiB", end="", file=sys.stderr, flush=True)
        return data

    def end(self) -> None:
        """Wipe the line."""
        if self._done >= _STEP and self._shown:
            print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)


@contextmanager
def reading(name: str) -> Iterator[Counted]:
    """Open the file `name`, or standard input, for reading; raises OSError."""
    with Path(name).open("rb") if name != STREAM else _kept(sys.stdin.buffer) as stream:
        counted = Counted(stream)
        try:
            yield counted
        finally:
            counted.end()


@contextmanager
def writing(name: str, *, mode: int) -> Iterator[BinaryIO]:
    """Open the file `name`, or standard output, for writing; a file is there whole, with `mode`, or not at all.

    It is written beside its place under another name, and moved there when all is well.
    """
    path = Path(name).resolve()
    if name == STREAM:
        with _kept(sys.stdout.buffer) as stream:
            yield stream
            stream.flush()
    elif path.exists() and not S_ISREG(path.stat().st_mode):
        # A device or a pipe has no neighbour that could take its place.
        with path.open("wb") as stream:
            yield stream
    else:
        with _moved(path, mode) as stream:
            yield stream


@contextmanager
def _moved(path: Path, mode: int) -> Iterator[BinaryIO]:
    beside = path.with_name(f".{path.name[:100]}.{token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123  a descriptor is no path
            yield stream
            stream.flush()
            os.fsync(descriptor)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _kept(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Lend a standard stream: it is not ours to close."""
    yield stream
