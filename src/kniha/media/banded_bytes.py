"""An index of rows as bytes and back without a copy: a mapped file will do. Little-endian, each array at a multiple of eight.

`HEAD` (which format, words, width, blocks), then each block: `BLOCK` (rows, depth), the rows, their owners, the orders, the beginnings.
"""

import struct
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from kniha.media.banded import MOST_ROWS, Banded, Block, Plan
from kniha.vocab.errors import MalformedError

_MAGIC = b"kniha banded 2\n\0"
_HEAD = struct.Struct("<16sIIQ")
_BLOCK = struct.Struct("<QQ")
_EVEN = 8


def pieces(index: Banded) -> Iterator[bytes | memoryview]:
    """The bytes, one array after another: an index of a million pictures is not held twice."""
    if sys.byteorder != "little":
        raise MalformedError("an index is written on little-endian machines alone")
    yield _HEAD.pack(_MAGIC, index.plan.words, index.plan.width, len(index.blocks))
    for block in index.blocks:
        yield _BLOCK.pack(len(block.owners), block.depth)
        for array in block.arrays:
            yield np.ascontiguousarray(array).data.cast("B")
            yield bytes(-array.nbytes % _EVEN)


def size(index: Banded) -> int:
    """How many bytes those are."""
    arrays = [array for block in index.blocks for array in block.arrays]
    return _HEAD.size + len(index.blocks) * _BLOCK.size + sum(array.nbytes + -array.nbytes % _EVEN for array in arrays)


def read(plan: Plan, data: bytes | memoryview) -> Banded:
    """The index again, over these bytes. Raises MalformedError for bytes of another plan or another length."""
    if len(data) < _HEAD.size:
        raise MalformedError(f"an index begins with {_HEAD.size} bytes, here are {len(data)}")
    magic, words, width, count = _HEAD.unpack_from(data)
    if (magic, words, width) != (_MAGIC, plan.words, plan.width):
        raise MalformedError(f"an index of {plan.words} words in bands of {plan.width} was expected, not {words} in bands of {width}")
    reading = _Reading(data, _HEAD.size)
    blocks = tuple(_block(plan, reading) for _ in range(count))
    if reading.at != len(data):
        raise MalformedError(f"the index ends at {reading.at} bytes, here are {len(data)}")
    return Banded(plan, blocks)


class _Reading:
    """Where one is in the bytes."""

    def __init__(self, data: bytes | memoryview, at: int) -> None:
        self.data, self.at = data, at

    def taken(self, kind: npt.DTypeLike, length: int) -> npt.NDArray[Any]:  # Any: as `kind` says
        wanted = np.dtype(kind).itemsize * length
        if wanted > len(self.data) - self.at:
            raise MalformedError(f"the index ends early, at {len(self.data)} bytes")
        array: npt.NDArray[Any] = np.frombuffer(self.data, kind, length, self.at)
        self.at += wanted + -wanted % _EVEN
        return array


def _block(plan: Plan, reading: _Reading) -> Block:
    count, depth = (int(each) for each in reading.taken(np.uint64, 2))
    if not 0 < count < MOST_ROWS or not 0 < depth <= plan.width:
        raise MalformedError(f"a block of {count} rows and beginnings of {depth} bits is none of an index")
    rows = reading.taken(np.uint64, count * plan.words).reshape(count, plan.words)
    owners = reading.taken(np.int64, count)
    orders = tuple(reading.taken(np.uint32, count) for _ in range(1, plan.bands))
    starts = tuple(reading.taken(np.uint32, (1 << depth) + 1) for _ in range(plan.bands))
    for each in starts:
        if each[0] or each[-1] != count or (np.diff(each.astype(np.int64)) < 0).any():
            raise MalformedError("the beginnings of an index go up from nothing to all its rows")
    return Block(rows, owners, orders, starts)
