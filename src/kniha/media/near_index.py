"""Which of a million pictures may be like this one: candidates in milliseconds, to be compared with `near.alike`.

Two indexes of rows by bands: fingerprints, of which none within the threshold is missed, and marks, of which enough are found by chance
for pictures that share many. What is too even for its bits to mean something is left out: it would be like every other such picture.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from kniha.media.banded import Banded, Plan, Words
from kniha.media.banded_bytes import pieces, size
from kniha.media.banded_bytes import read as read_banded
from kniha.media.marks import turned_bits
from kniha.media.near import EVERY_MS, FilmPrints, Print
from kniha.media.pdq import USUAL_THRESHOLD, Fingerprint, Turn
from kniha.vocab.errors import ImpossibleError, MalformedError

FINGERPRINTS = Plan(words=4, width=16, reach=1, within=USUAL_THRESHOLD)
MARKS = Plan(words=1, width=21, reach=0, within=10)
MARKS_KEPT, MARKS_ASKED = 48, 96
"""So many marks of each picture lie in the index, and so many are asked for; the comparison afterwards takes all. Of 793 copies that
fingerprints do not tell, ten then have fewer than two votes; twice as many of both would lose one, and cost four times as much.
"""
_LEAST_VOTES = 2
_MOST_CANDIDATES = 100
_TURNS = tuple(Turn)
_SECONDS = 1 << 16
"""More than MOST_SECONDS."""
_SIZE = struct.Struct("<QQ")


def seconds_of(film: int, prints: FilmPrints) -> tuple[tuple[int, Print], ...]:
    """The seconds of a film as `NearIndex.grown` takes them, each under a number of its own; `film` is the caller's number, below 2⁴⁷.

    All under one number would not do: by chance alone a long film has more like marks than any picture. A picture is a film of one second.
    """
    if not 0 <= film < 1 << 47:
        raise ImpossibleError(f"a film or picture has a number below 2⁴⁷, not {film}")
    return tuple((film * _SECONDS + at // EVERY_MS, each) for at, each in prints)


def film_of(number: int) -> tuple[int, int]:
    """Which film, and which second of it: what `seconds_of` made a number of."""
    return divmod(number, _SECONDS)


def numbers_of(film: int) -> range:
    """Every number that a second of the film may have, for `NearIndex.without`."""
    return range(film * _SECONDS, (film + 1) * _SECONDS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture that may be like the asked one: `bits` of its fingerprint differ, or so many `marks` look alike, in this turn."""

    number: int
    turn: Turn
    bits: int | None = None
    marks: int = 0


@dataclass(frozen=True, slots=True)
class NearIndex:
    """Pictures by their fingerprints and marks. A number is the caller's, below 2⁶³; a picture may stand under it with several prints."""

    fingerprints: Banded = field(default_factory=partial(Banded, FINGERPRINTS))
    marks: Banded = field(default_factory=partial(Banded, MARKS))

    def grown(self, prints: Sequence[tuple[int, Print]]) -> "NearIndex":
        """With these too."""
        told = [(number, each) for number, of in prints for each in (of.whole, of.inner) if each is not None and each.is_telling]
        words = _words(each.bits for _, each in told)
        kept = [of.marks["bits"][:MARKS_KEPT] for _, of in prints]
        bits = np.concatenate([np.zeros(0, np.uint64), *kept]).astype(np.uint64)
        owners = np.repeat(np.array([number for number, _ in prints], np.int64), [len(each) for each in kept])
        return NearIndex(
            self.fingerprints.grown(words, np.array([number for number, _ in told], np.int64)), self.marks.grown(bits[:, None], owners)
        )

    def without(self, numbers: Iterable[int]) -> "NearIndex":
        """Without these."""
        gone = tuple(numbers)
        return NearIndex(self.fingerprints.without(gone), self.marks.without(gone))

    def candidates(self, of: Print) -> tuple[Candidate, ...]:
        """Those whose fingerprint is near, the nearest first; then those with several like marks, most first, a hundred at most."""
        near = self._by_fingerprints(of)
        known = {each.number for each in near}
        return (*near, *(each for each in self._by_marks(of) if each.number not in known))

    def _by_fingerprints(self, of: Print) -> tuple[Candidate, ...]:
        best: dict[int, Candidate] = {}
        for each in (of.whole, of.inner):
            if each is None or not each.is_telling:
                continue
            found = self.fingerprints.near(_turn_words(each))
            for asked, number, bits in zip(found.asked.tolist(), found.owners.tolist(), found.bits.tolist(), strict=True):
                candidate = Candidate(number, _TURNS[asked], bits=bits)
                if number not in best or bits < (best[number].bits or 0):
                    best[number] = candidate
        return tuple(sorted(best.values(), key=lambda each: (each.bits, each.number)))

    def _by_marks(self, of: Print) -> tuple[Candidate, ...]:
        mine = np.ascontiguousarray(of.marks["bits"][:MARKS_ASKED])
        if not len(mine):
            return ()
        asked = np.concatenate([turned_bits(mine, turn) for turn in _TURNS])[:, None]
        found = self.marks.near(asked)
        pairs, votes = np.unique(np.stack([found.owners, found.asked // len(mine)], axis=1), axis=0, return_counts=True)
        enough = votes >= _LEAST_VOTES
        order = np.argsort(-votes[enough], kind="stable")[:_MOST_CANDIDATES]
        best: dict[int, Candidate] = {}
        for (number, turn), count in zip(pairs[enough][order].tolist(), votes[enough][order].tolist(), strict=True):
            best.setdefault(number, Candidate(number, _TURNS[turn], marks=count))
        return tuple(best.values())

    def written(self) -> Iterator[bytes | memoryview]:
        """As bytes, piece by piece: `SIZE` (bytes of the fingerprints, of the marks), then both."""
        yield _SIZE.pack(size(self.fingerprints), size(self.marks))
        yield from pieces(self.fingerprints)
        yield from pieces(self.marks)


def read(data: bytes | memoryview) -> NearIndex:
    """The index again, over these bytes without a copy. Raises MalformedError for anything that is none."""
    view = memoryview(data)
    if len(view) < _SIZE.size or sum(sizes := _SIZE.unpack_from(view)) != len(view) - _SIZE.size:
        raise MalformedError(f"these {len(view)} bytes are no index of near pictures")
    middle = _SIZE.size + sizes[0]
    return NearIndex(read_banded(FINGERPRINTS, view[_SIZE.size : middle]), read_banded(MARKS, view[middle:]))


def _words(bits: Iterable[bytes]) -> Words:
    return np.frombuffer(b"".join(bits), np.uint64).reshape(-1, 4)


def _turn_words(of: Fingerprint) -> npt.NDArray[np.uint64]:
    return _words(of.turns[turn] for turn in _TURNS)
