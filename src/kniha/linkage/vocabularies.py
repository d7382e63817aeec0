"""Words and values as numbers: what is computed of a value is computed once, and what is computed of many pairs is done by numpy.

A vocabulary only grows, so that mentions which come later are written with the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kniha.names.words import Word, word

Codes = NDArray[np.int32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
ABSENT = -1
HEARD, BONES, BITS, NAMED, SCRIPT, INITIAL, FIRST, LAST = range(8)
"""Columns of `Words.table`: number of the sound and of the bones, bits, a given name of the table (0: none), script, and whether it is
a letter alone; the first and the last of the bones."""
_COLUMNS = 8
_CLASSES = (1 << 24) - 1
_UNDECIDED = 1 << 24
_SIGNATURE = 4
_SIGNS = 20
_LONGEST = 200


@dataclass(slots=True)
class Words:
    """The words of names, each spelling once, with what comparison and blocking ask of each."""

    words: list[Word] = field(default_factory=list)
    codes: dict[Word, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    bones: dict[str, int] = field(default_factory=dict)
    named: dict[int, list[int]] = field(default_factory=dict)
    """Number in the table of given names -> the words that may be it."""
    _rows: list[tuple[int, ...]] = field(default_factory=list)
    _table: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, _COLUMNS), dtype=np.int64))

    def code(self, one: Word | None) -> int:
        """Return the number of a word; of none ABSENT."""
        if one is None or not one.heard:
            return ABSENT
        found = self.codes.get(one)
        return self._new(one) if found is None else found

    def _new(self, one: Word) -> int:
        code = self.codes[one] = len(self.words)
        self.words.append(one)
        for number in one.names:
            self.named.setdefault(number, []).append(code)
        script = {"latin": 1, "cyrillic": 2}.get(one.script or "", 0)
        skeleton = one.bones or one.stem
        self._rows.append((
            self.heard.setdefault(one.folded or one.heard, len(self.heard)),
            self.bones.setdefault(skeleton, len(self.bones)),
            one.bits,
            min(one.names) + 1 if one.names else 0,
            script,
            len(one.written.rstrip(".")) == 1,
            ord(one.bones[:1] or " "),
            ord(one.bones[-1:] or " "),
        ))  # fmt: skip
        return code

    @property
    def table(self) -> NDArray[np.int64]:
        """One row per word; the columns are HEARD and those that follow."""
        if len(self._table) < len(self._rows):
            self._table = np.array(self._rows, dtype=np.int64).reshape(-1, _COLUMNS)
        return self._table


@dataclass(slots=True)
class Values:
    """The values of one column of a table, folded; each once."""

    values: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    _signatures: NDArray[np.uint64] = field(default_factory=lambda: np.zeros((0, _SIGNATURE), dtype=np.uint64))
    _signs: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, _SIGNS), dtype=np.uint8))

    def code(self, value: str) -> int:
        """Return the number of a folded value; of an empty one ABSENT."""
        if not value:
            return ABSENT
        found = self.codes.get(value)
        if found is None:
            found = self.codes[value] = len(self.values)
            self.values.append(value)
        return found

    @property
    def signatures(self) -> NDArray[np.uint64]:
        """One row per value: the set of its pairs of neighbouring letters, hashed to 256 bits."""
        if len(self._signatures) < len(self.values):
            more = [signature(value) for value in self.values[len(self._signatures) :]]
            self._signatures = np.concatenate([self._signatures, np.array(more, dtype=np.uint64).reshape(-1, _SIGNATURE)])
        return self._signatures

    def halves(self) -> list[int]:
        """Return for each value a number of its first half: the district of a postcode."""
        numbers: dict[str, int] = {}
        return [numbers.setdefault(value[: (len(value) + 1) // 2], len(numbers)) for value in self.values]

    @property
    def signs(self) -> NDArray[np.uint8]:
        """One row per value: its first twenty letters and digits, then zeros; those beyond ASCII by their number within the alphabet."""
        if len(self._signs) < len(self.values):
            more = b"".join(_signs(value).ljust(_SIGNS, b"\0") for value in self.values[len(self._signs) :])
            self._signs = np.concatenate([self._signs, np.frombuffer(more, dtype=np.uint8).reshape(-1, _SIGNS)])
        return self._signs


def _signs(value: str) -> bytes:
    return bytes(ord(sign) if sign.isascii() else 128 + ord(sign) % 127 for sign in value[:_SIGNS])


def signature(value: str) -> Sequence[int]:
    """Return the pairs of neighbouring letters of a value, each word with its edges, as four times 64 bits."""
    bits = [0] * _SIGNATURE
    for part in value[:_LONGEST].split():
        edged = f" {part} "
        for one, other in pairwise(edged):
            place = (ord(one) * 0x9E3779B1 + ord(other) * 0x85EBCA77 >> 7) % (64 * _SIGNATURE)
            bits[place >> 6] |= 1 << (place & 63)
    return bits


@lru_cache(maxsize=1 << 16)
def folded_text(text: str) -> str:
    """Return a text of few words by its sound, so that Мінск, Минск and Minsk are one; signs that are no letters are divisions."""
    plain = "".join(letter if letter.isalnum() else " " for letter in text[:_LONGEST].lower())
    return " ".join(_sounded(part) for part in plain.split())


def _sounded(part: str) -> str:
    if not part.isalpha():
        return part
    one = word(part)
    return one.folded if one.script and one.folded else part


@lru_cache(maxsize=1 << 16)
def folded_code(text: str) -> str:
    """Return a number or sign as capital letters and digits alone: `wr11 7qp` is WR117QP; letters alike in two scripts are one."""
    return "".join(letter for letter in text[:_LONGEST].upper().translate(_ALIKE) if letter.isalnum())


_ALIKE = str.maketrans("АВСЕНІКМОРТХУ", "ABCEHIKMOPTXY")


def surnames_far(left: NDArray[np.int64], right: NDArray[np.int64]) -> Flags:
    """Return which rows of `Words.table` are surely far apart as surnames: what names.likeness asks first, for many pairs at once."""
    undecided = ((left[:, BITS] | right[:, BITS]) & _UNDECIDED) > 0
    most = np.where(undecided, 5, np.where(left[:, SCRIPT] == right[:, SCRIPT], 2, 3))
    edges = (left[:, FIRST] != right[:, FIRST]) & (left[:, LAST] != right[:, LAST]) & ~undecided
    far: Flags = edges | (_unlike(left, right) > most)
    return far


def given_far(left: NDArray[np.int64], right: NDArray[np.int64]) -> Flags:
    """Return which rows of `Words.table` are surely far apart by their sound as given names."""
    undecided = ((left[:, BITS] | right[:, BITS]) & _UNDECIDED) > 0
    far: Flags = _unlike(left, right) > np.where(undecided, 5, 3)
    return far


def _unlike(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.uint8]:
    counted: NDArray[np.uint8] = np.bitwise_count((left[:, BITS] ^ right[:, BITS]) & _CLASSES)
    return counted
