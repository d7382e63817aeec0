"""Which mentions are worth comparing: those that share a key, and never more than a bound allows.

A rule (data/blocking.json) joins parts: the bones of a surname, a given name of the table, a year, a place. Mentions that share all of
its parts are a block. A block of more pairs than the bound is divided by further parts; what remains too large is left out, and told
by rule with its pairs. Nothing depends on the order of mentions.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.fields import KINDS
from kniha.linkage.mentions import Mentions
from kniha.linkage.vocabularies import ABSENT, BONES, NAMED, Codes, Places

Keys = NDArray[np.uint64]
Pairs = NDArray[np.int64]
"""Folded pairs of places of mentions: smaller · count + larger; each pair once, in ascending order."""

PAIRS_OF_A_BLOCK = 20_000
PAIRS_OF_A_MENTION = 100
"""Of all rules together on average; where there would be more, the bound of a block is halved until there are not."""
_MIXED = np.uint64(0x9E3779B97F4A7C15)
_FURTHER = np.uint64(0xBF58476D1CE4E5B9)


class Rule(NamedTuple):
    """A rule by its code, the parts that mentions must share, and those by which a block too large is divided."""

    code: str
    parts: tuple[str, ...]
    then: tuple[str, ...]


class LeftOut(NamedTuple):
    """What a rule did not compare: blocks, mentions in them, and pairs, of which other rules may have found some."""

    rule: str
    blocks: int
    mentions: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """Pairs worth comparing, what was left out, the bound of a block that held, and how many mentions have no key at all."""

    pairs: Pairs
    left_out: tuple[LeftOut, ...]
    most: int
    alone: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """The keys that a rule gives: sorted by key, then by place; a mention may have several."""

    keys: Keys
    places: Places


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules as shipped, in their order."""
    document = json.loads((files("kniha.linkage") / "data" / "blocking.json").read_text(encoding="utf-8"))
    return tuple(Rule(row["rule"], tuple(row["parts"]), tuple(row["then"])) for row in document["rules"])


def keyed(mentions: Mentions, names: Sequence[str]) -> Keyed:
    """Return the keys that parts of the names `names` give together."""
    return Parts(mentions).keyed(names)


def blocked(
    mentions: Mentions, *, most: int = PAIRS_OF_A_BLOCK, average: int = PAIRS_OF_A_MENTION, asked: Sequence[Rule] | None = None
) -> Blocked:
    """Return the pairs of mentions that a rule brings together: at most `most` of a block, and about `average` of a mention."""
    parts = Parts(mentions)
    tables = [(rule, parts.keyed(rule.parts)) for rule in (rules() if asked is None else asked)]
    tables = [(rule, table) for rule, table in tables if len(table.keys)]
    most = _bound([table for _, table in tables], most, average * len(mentions))
    made, left_out, alone = [], [], np.ones(len(mentions), dtype=np.bool_)
    for rule, table in tables:
        alone[table.places] = False
        small, large = divided(table, most)
        made.append(paired(small, len(mentions)))
        if large.shape[1]:
            made += [paired(more, len(mentions)) for more in refined(mentions, rule, large[0], most)]
            left_out.append(left(rule, large))
    pairs = once(np.concatenate(made)) if made else np.zeros(0, dtype=np.int64)
    return Blocked(pairs, tuple(left_out), most, int(alone.sum()))


def refined(mentions: Mentions, rule: Rule, places: Places, most: int) -> Iterator[Places]:
    """Yield blocks (place, number) of the mentions of blocks too large, divided by each further part in its turn."""
    rows = once(places)
    parts = Parts(mentions.taken(rows))
    for part in rule.then:
        small, _ = divided(parts.keyed((*rule.parts, part)), most)
        yield np.stack([rows[small[0]], small[1]])


def left(rule: Rule, large: Places) -> LeftOut:
    """Return what is left out of blocks (place, number) that are too large."""
    counts = np.bincount(large[1])
    counts = counts[counts > 0]
    return LeftOut(rule.code, len(counts), len(once(large[0])), int((counts * (counts - 1) // 2).sum()))


def divided(table: Keyed, most: int) -> tuple[Places, Places]:
    """Return (place, number of the block) of blocks of two mentions or more, and of those with more pairs than `most`."""
    sizes = _sizes(table.keys)
    number = np.repeat(np.arange(len(sizes)), sizes)
    size = np.repeat(sizes, sizes)
    both = np.stack([table.places, number])
    fits = size * (size - 1) // 2 <= most
    return both[:, (size > 1) & fits], both[:, ~fits]


def paired(blocks: Places, count: int) -> Pairs:
    """Return all pairs of each block, folded: smaller · count + larger."""
    places, number = blocks
    if not len(places):
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.concatenate([[True], number[1:] != number[:-1]]))
    ends = np.repeat(np.append(begins[1:], len(number)), np.diff(np.append(begins, len(number))))
    behind = ends - np.arange(len(number)) - 1
    one = np.repeat(np.arange(len(number)), behind)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(behind) - behind, behind)
    one, other = places[one], places[other]
    pairs: Pairs = np.minimum(one, other) * count + np.maximum(one, other)
    return pairs


def once(values: Places) -> Places:
    """Return each value once, in ascending order; by sorting, for hashing what is nearly in order is slow."""
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    found: Places = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return found


class Parts:
    """The parts of keys of so many mentions: for each part one or more columns of numbers, ABSENT for nothing."""

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions
        self._made: dict[str, tuple[Codes, ...]] = {}

    def keyed(self, names: Sequence[str]) -> Keyed:
        """Return the keys that parts together give."""
        places, keys = [], []
        for columns in product(*(self._columns(name) for name in names)):
            have = np.flatnonzero(np.logical_and.reduce([column != ABSENT for column in columns]))
            places.append(have)
            keys.append(mixed([column[have] for column in columns]))
        place, key = np.concatenate(places), np.concatenate(keys)
        order = np.lexsort((place, key)) if len(places) > 1 else np.argsort(key, kind="stable")
        place, key = place[order], key[order]
        new = np.ones(len(key), dtype=np.bool_)
        new[1:] = (place[1:] != place[:-1]) | (key[1:] != key[:-1])
        return Keyed(key[new], place[new])

    def _columns(self, name: str) -> tuple[Codes, ...]:
        if name not in self._made:
            made = self._of_name(name) if name in {"surname", "given", "patronymic"} else (self._of_field(name),)
            self._made[name] = tuple(column for column in made if (column != ABSENT).any()) or made[:1]
        return self._made[name]

    def _of_name(self, name: str) -> tuple[Codes, ...]:
        """Of a surname all words that may be it; of a given name its number in the table, or else its bones."""
        slots = self._mentions.slots
        if name == "patronymic":
            return (self._bones(slots["patronymic"]),)
        if name == "given":
            return tuple(self._given(codes) for codes in (slots["given"], np.where(slots["given"] == ABSENT, slots["surname"], ABSENT)))
        given = np.where(slots["surname"] == ABSENT, slots["given"], ABSENT)
        return tuple(self._bones(codes) for codes in (slots["surname"], slots["more"], given))

    def _of_field(self, name: str) -> Codes:
        slots, values = self._mentions.slots, self._mentions.vocabulary.values
        if name == "year":
            return _by_value([int(value[:4]) for value in values["dob"].values], slots["dob"])
        if name == "dob":
            full = [number if value[4:6] != "00" else ABSENT for number, value in enumerate(values["dob"].values)]
            return _by_value(full, slots["dob"])
        if name == "district":
            return _by_value(values["postcode"].halves(), slots["postcode"])
        assert name in KINDS, name
        return slots[name]

    def _bones(self, codes: Codes) -> Codes:
        table = self._mentions.vocabulary.words.table
        return np.where(codes == ABSENT, ABSENT, table[codes, BONES]).astype(np.int32) if len(table) else codes

    def _given(self, codes: Codes) -> Codes:
        table = self._mentions.vocabulary.words.table
        if not len(table):
            return codes
        known, skeletons = table[codes, NAMED], table[codes, BONES]
        return np.where(codes == ABSENT, ABSENT, np.where(known > 0, known, -2 - skeletons)).astype(np.int32)


def _bound(tables: Sequence[Keyed], most: int, budget: int) -> int:
    """Return `most`, halved until all blocks that it lets through have no more pairs than `budget`."""
    counts = [sizes * (sizes - 1) // 2 for sizes in (_sizes(table.keys) for table in tables)]
    while most > 1 and sum(int(pairs[pairs <= most].sum()) for pairs in counts) > budget:
        most //= 2
    return most


def _sizes(keys: Keys) -> Places:
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return np.diff(np.append(begins, len(keys)))


def mixed(columns: Sequence[Codes]) -> Keys:
    """Return one number of 64 bits for each row of columns."""
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        key = (key ^ (column.astype(np.int64).view(np.uint64) + _MIXED)) * _FURTHER
        key ^= key >> np.uint64(29)
    return key


def _by_value(table: Sequence[int], codes: Codes) -> Codes:
    if not table:
        return codes
    return np.where(codes == ABSENT, ABSENT, np.array(table, dtype=np.int32)[codes]).astype(np.int32)
