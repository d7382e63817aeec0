"""Tiles: the tree as files of 256 hashes that any web server can serve (C2SP tlog-tiles; docs/spec/witness.md §6).

A tile of level L holds neighbouring nodes of level 8·L. Whoever has the tiles of a signed head makes every proof under it without us.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kniha.ledger.tree import HASH_LENGTH, NodeReader, node_hash
from kniha.vocab.errors import BrokenError, ImpossibleError, MalformedError, NotFoundError

HEIGHT = 8
WIDTH = 1 << HEIGHT
HIGHEST_LEVEL = 63

RowReader = Callable[[int, int, int], Sequence[bytes]]
"""(level, index of the first, count) → the hashes of neighbouring nodes of the tree."""

Fetch = Callable[[str], bytes]
"""Path of a tile → its bytes; NotFoundError where there is none."""

_PATH = re.compile(r"tile/(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile's place, and how many of its 256 hashes are there yet."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (0 <= self.level <= HIGHEST_LEVEL and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise ImpossibleError(f"there is no tile {self.level}/{self.index} of width {self.width}")

    @property
    def is_full(self) -> bool:
        """Whether it will never grow."""
        return self.width == WIDTH

    @property
    def full(self) -> "Tile":
        """The same tile once it is full."""
        return Tile(self.level, self.index)

    @property
    def path(self) -> str:
        """Where it lies below the log's prefix: `tile/0/x001/x234/067.p/112` (§6.2)."""
        digits = f"{self.index:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *above, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        part = "" if self.is_full else f".p/{self.width}"
        return f"tile/{self.level}/{''.join(f'x{each}/' for each in above)}{last}{part}"


def parse_path(path: str) -> Tile:
    """Return the tile that lies at `path`; MalformedError for any other writing of it."""
    found = _PATH.fullmatch(path)
    if found is None or int(found[1]) > HIGHEST_LEVEL or int(found[3] or 1) >= WIDTH:
        raise MalformedError("a tile lies at tile/<level>/<index in threes>, perhaps with .p/<width>")
    tile = Tile(int(found[1]), int(found[2].replace("x", "").replace("/", "")), int(found[3] or WIDTH))
    if tile.path != path:
        raise MalformedError(f"tile {tile.level}/{tile.index} lies at {tile.path}")
    return tile


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """Yield the tiles that a tree of `new` leaves has and one of `old` leaves has not, level by level; partial ones last in theirs."""
    if not 0 <= old <= new:
        raise ImpossibleError(f"a tree of {old} leaves does not grow to {new}")
    level = 0
    while new:
        if new > old:
            yield from (Tile(level, index) for index in range(old // WIDTH, new // WIDTH))
        if new > old and new % WIDTH:
            yield Tile(level, new // WIDTH, new % WIDTH)
        level, old, new = level + 1, old // WIDTH, new // WIDTH


def tile_bytes(tile: Tile, read: RowReader) -> bytes:
    """Return what `tile` holds: its hashes one after the other, 32 bytes each."""
    hashes = read(HEIGHT * tile.level, WIDTH * tile.index, tile.width)
    if len(hashes) != tile.width or {len(each) for each in hashes} != {HASH_LENGTH}:
        raise BrokenError(f"the tree should have {tile.width} nodes for {tile.path}, and has {len(hashes)}")
    return b"".join(hashes)


def node_reader(size: int, fetch: Fetch) -> NodeReader:
    """Return what `tree.inclusion_proof`, `tree.consistency_proof` and `tree.root` read from, over the tiles of a tree of `size` leaves.

    The reader raises BrokenError for a tile of the wrong length, NotFoundError for one that is missing.
    """

    def read(level: int, index: int) -> bytes:
        height, above = level % HEIGHT, level // HEIGHT
        first = index << height
        here = (size >> (HEIGHT * above)) - first // WIDTH * WIDTH
        if first % WIDTH + (1 << height) > here:
            raise ImpossibleError(f"a tree of {size} leaves has no complete node {level}/{index}")
        data = _fetched(Tile(above, first // WIDTH, min(here, WIDTH)), fetch)
        hashes = [data[at : at + HASH_LENGTH] for at in range(0, len(data), HASH_LENGTH)]
        return _folded(hashes[first % WIDTH : first % WIDTH + (1 << height)])

    return read


def _fetched(tile: Tile, fetch: Fetch) -> bytes:
    try:
        data = fetch(tile.path)
    except NotFoundError:
        # A partial tile may go once the full one is there.
        data = fetch(tile.full.path)[: tile.width * HASH_LENGTH]
    if len(data) != tile.width * HASH_LENGTH:
        raise BrokenError(f"{tile.path} should have {tile.width * HASH_LENGTH} bytes, and has {len(data)}")
    return data


def _folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of neighbouring nodes."""
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
