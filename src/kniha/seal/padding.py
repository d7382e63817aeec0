"""Size classes (docs/spec/envelope.md §4): what an observer learns of a report's length, and all that they learn.

The length of a testimony tells who wrote it; bytes are padded, not characters, so that Cyrillic is hidden as well as Latin.
"""

from collections.abc import Iterator

from kniha.vocab.errors import MalformedError

SMALLEST = 16_384
"""Bytes of the smallest class, 4 · 2¹²."""

_PIECE = 1_048_576


def padded_size(size: int) -> int:
    """Return the size class, in bytes, of a container of `size` bytes: 16 KiB, above it the next m · 2^k with m in 4, 5, 6, 7."""
    if size <= SMALLEST:
        return SMALLEST
    # size - 1: a size that is a class stays as it is.
    step = 1 << (size - 1).bit_length() - 3
    return -(-size // step) * step


def check_size_class(size: int) -> None:
    """Raise MalformedError unless `size` is a size class."""
    if size != padded_size(size):
        raise MalformedError(f"{size} bytes are no size class; the next is {padded_size(size)}")


def padding(size: int) -> Iterator[bytes]:
    """Yield the zero bytes that raise a container of `size` bytes to its class, at most 1 MiB at a time."""
    missing = padded_size(size) - size
    while missing:
        piece = min(missing, _PIECE)
        missing -= piece
        yield bytes(piece)
