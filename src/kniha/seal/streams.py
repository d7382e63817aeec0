"""What the engine reads from and writes to: anything with `read` or `write`, handed in by the caller."""

from collections.abc import Iterable
from typing import Protocol


class Source(Protocol):
    """Gives at most `size` bytes at a time; no bytes mean the end."""

    def read(self, size: int, /) -> bytes:
        """Return 1 to `size` bytes, or none at the end."""
        ...


class Sink(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""
        ...


class Preceded:
    """A source that begins with bytes which were already read from it."""

    def __init__(self, first: bytes, source: Source) -> None:
        self._first = first
        self._source = source

    def read(self, size: int, /) -> bytes:
        """Return what was put back, then what `source` gives."""
        if self._first:
            piece, self._first = self._first[:size], self._first[size:]
            return piece
        return self._source.read(size)


class Pieces:
    """A source over pieces of any length, as a network or `kniha.seal.opening.opened` gives them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes of the piece under way."""
        while not self._piece:
            following = next(self._pieces, None)
            if following is None:
                return b""
            self._piece = memoryview(following)
        taken, self._piece = self._piece[:size], self._piece[size:]
        return bytes(taken)


def read_fully(source: Source, size: int) -> bytes:
    """Return `size` bytes of `source`, fewer only at its end."""
    data = source.read(size)
    if len(data) == size or not data:
        return data
    pieces = [data]
    missing = size - len(data)
    while missing and (data := source.read(missing)):
        pieces.append(data)
        missing -= len(data)
    return b"".join(pieces)
