"""Finding rows of bits that differ in a few places, among millions: a part of the bits must agree, so rows are sorted by each part.

The method is multi-index hashing (Norouzi, Punjani, Fleet, "Fast search in Hamming space", 2012). Rows are added in blocks; small blocks
are joined, so that there are never more than a few. Nothing is changed in place: who asks while another adds asks what was there before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from kniha.vocab.errors import ImpossibleError, MalformedError

Words = npt.NDArray[np.uint64]
"""Rows × words of 64 bits."""
Owners = npt.NDArray[np.int64]
"""Whose row it is: a number of the caller's."""
Order = npt.NDArray[np.uint32]
"""Places of rows, or of what is sorted."""
_Keys = npt.NDArray[np.uint32]
_Places = npt.NDArray[np.int64]
_Chosen = npt.NDArray[np.bool_]

_JOINED_BELOW = 4
MOST_ROWS = 1 << 31


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows are cut: `words` of 64 bits, each into bands of `width`; bits that are left over belong to no band.

    Found is what differs from the asked row in at most `within` bits, if one band differs in at most `reach`. Nothing is missed where
    within < bands × (reach + 1), unless `crowd` rows or more of a block agree in a band: what looks like everything is not looked at there.
    """

    words: int
    width: int
    reach: int
    within: int
    crowd: int = MOST_ROWS

    def __post_init__(self) -> None:
        if not (0 < self.width <= 32 and self.words > 0 and 0 <= self.reach <= self.width):
            raise ImpossibleError(f"bands of {self.width} bits that differ in {self.reach} cannot be cut out of words of 64")

    @property
    def bands(self) -> int:
        """How many."""
        return self.words * (64 // self.width)

    def keys(self, rows: Words, band: int) -> _Keys:
        """What stands in one band of each row."""
        word, place = divmod(band, 64 // self.width)
        return (rows[:, word] >> np.uint64(place * self.width) & np.uint64((1 << self.width) - 1)).astype(np.uint32)

    def flips(self) -> _Keys:
        """Every way in which a band may differ."""
        ways = [sum(1 << bit for bit in bits) for count in range(self.reach + 1) for bits in combinations(range(self.width), count)]
        return np.array(ways, np.uint32)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that are near: which of the asked, whose, in how many bits they differ."""

    asked: npt.NDArray[np.int64]
    owners: Owners
    bits: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, in the order of their first band. `orders` are those of the other bands; `starts` say for each band where keys begin that
    have the same first bits, so many of them that there are about as many beginnings as rows.
    """

    rows: Words
    owners: Owners
    orders: tuple[Order, ...]
    starts: tuple[Order, ...]

    @classmethod
    def of(cls, plan: Plan, rows: Words, owners: Owners) -> Self:
        """Raises ImpossibleError for more rows than `MOST_ROWS`."""
        if len(rows) >= MOST_ROWS:
            raise ImpossibleError(f"a block has fewer than {MOST_ROWS} rows, not {len(rows)}")
        first = np.argsort(plan.keys(rows, 0))
        rows, owners = rows[first], owners[first]
        orders = tuple(np.argsort(plan.keys(rows, band)).astype(np.uint32) for band in range(1, plan.bands))
        return cls(rows, owners, orders, _starts(plan, rows, min(plan.width, max(1, len(rows).bit_length()))))

    def kept(self, plan: Plan, stays: _Chosen) -> "Block":
        """The block without some rows: nothing need be sorted again."""
        places = np.cumsum(stays, dtype=np.uint32) - np.uint32(1)
        rows = self.rows[stays]
        orders = tuple(places[order[stays[order]]] for order in self.orders)
        return Block(rows, self.owners[stays], orders, _starts(plan, rows, self.depth))

    @property
    def arrays(self) -> tuple[npt.NDArray[Any], ...]:  # Any: of whichever integer type
        """All of it, in the order in which it is written."""
        return (self.rows, self.owners, *self.orders, *self.starts)

    @property
    def depth(self) -> int:
        """How many of a key's bits have beginnings of their own."""
        return (len(self.starts[0]) - 1).bit_length() - 1

    def near(self, plan: Plan, asked: Words) -> Iterator[Found]:
        """What is near, band by band; a row that agrees in several bands comes several times."""
        flips, rest = plan.flips(), np.uint32(plan.width - self.depth)
        for band, starts in enumerate(self.starts):
            wanted = (plan.keys(asked, band)[:, None] ^ flips[None, :]).ravel()
            first = starts[wanted >> rest].astype(np.int64)
            counts = starts[(wanted >> rest) + np.uint32(1)].astype(np.int64) - first
            counts[counts >= plan.crowd] = 0
            places = _ranges(first, counts)
            places = self.orders[band - 1][places] if band else places
            who = np.repeat(np.repeat(np.arange(len(asked)), len(flips)), counts)
            seen = self.rows[places]
            bits = np.bitwise_count(seen ^ asked[who]).sum(axis=1, dtype=np.uint16)
            is_near = bits <= plan.within
            if rest:
                is_near &= plan.keys(seen, band) == np.repeat(wanted, counts)
            yield Found(who[is_near], self.owners[places[is_near]], bits[is_near])


@dataclass(frozen=True, slots=True)
class Banded:
    """Rows by their bands."""

    plan: Plan
    blocks: tuple[Block, ...] = ()

    def __len__(self) -> int:
        return sum(len(block.owners) for block in self.blocks)

    def grown(self, rows: Words, owners: Owners) -> "Banded":
        """With more rows; blocks less than four times as large as what follows them are joined with it. Raises MalformedError."""
        if rows.shape != (len(owners), self.plan.words):
            raise MalformedError(f"{len(owners)} owners have {len(owners)} × {self.plan.words} words, not {rows.shape}")
        if not len(owners):
            return self
        kept, joined = list(self.blocks), [(rows, owners)]
        count = len(owners)
        while kept and len(kept[-1].owners) < _JOINED_BELOW * count:
            last = kept.pop()
            joined.append((last.rows, last.owners))
            count += len(last.owners)
        rows, owners = (np.concatenate(each) for each in zip(*joined, strict=True))
        return Banded(self.plan, (*kept, Block.of(self.plan, rows, owners)))

    def without(self, owners: Iterable[int]) -> "Banded":
        """Without the rows of these: their bits are in none of its arrays."""
        gone = np.fromiter(owners, np.int64)
        blocks = []
        for block in self.blocks:
            stays = ~np.isin(block.owners, gone)
            if stays.any():
                blocks.append(block if stays.all() else block.kept(self.plan, stays))
        return Banded(self.plan, tuple(blocks))

    def near(self, asked: Words) -> Found:
        """Every row that is near one of the asked, of an owner's rows the nearest to each; by asked, then owner.

        Raises MalformedError for rows of another width, and for an index whose bytes are not those that were written.
        """
        if asked.ndim != 2 or asked.shape[1] != self.plan.words:
            raise MalformedError(f"rows of {self.plan.words} words are asked for, not {asked.shape}")
        try:
            parts = [part for block in self.blocks for part in block.near(self.plan, asked)]
        except (IndexError, ValueError) as error:
            raise MalformedError("an order of the index names a row that it has not") from error
        if not parts:
            return Found(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint16))
        who, owners, bits = (np.concatenate([getattr(part, name) for part in parts]) for name in ("asked", "owners", "bits"))
        order = np.lexsort((bits, owners, who))
        who, owners, bits = who[order], owners[order], bits[order]
        is_new = np.ones(len(who), bool)
        is_new[1:] = (who[1:] != who[:-1]) | (owners[1:] != owners[:-1])
        return Found(who[is_new], owners[is_new], bits[is_new])


def _starts(plan: Plan, rows: Words, depth: int) -> tuple[Order, ...]:
    """For each band where keys begin that have the same first `depth` bits, and at the end how many there are."""

    def starts(band: int) -> Order:
        counts = np.bincount(plan.keys(rows, band) >> np.uint32(plan.width - depth), minlength=1 << depth)
        return np.concatenate([np.zeros(1, np.uint32), np.cumsum(counts, dtype=np.uint32)])

    return tuple(starts(band) for band in range(plan.bands))


def _ranges(first: _Places, counts: _Places) -> npt.NDArray[Any]:  # Any: of whichever integer type
    """The numbers from each `first` on, as many as `counts` says, one after another."""
    before = np.cumsum(counts) - counts
    places: npt.NDArray[Any] = np.arange(int(counts.sum())) + np.repeat(first - before, counts)
    return places
