"""Same or nearly: what is kept of a picture to know it again, and how two of them are compared, with the reason.

A `Print` holds the fingerprint of the whole (PDQ), that of what lies within even borders, and the marks. Two pictures are alike when
fingerprints differ in few bits in one of eight turns, or when enough marks agree on one place: then one, or a part of it, is in the other.
Likeness is a candidate for a registrar, never a conclusion: two photographs taken a second apart are alike too. docs/adr/0047.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kniha.media.borders import trimmed
from kniha.media.fitting import Fit, corners, fit
from kniha.media.luma import Luma
from kniha.media.marks import MOST_MARKS, Marks, marks, turned, turned_shape
from kniha.media.pdq import USUAL_THRESHOLD, Fingerprint, Turn, distance, fingerprint

_TURNS = tuple(Turn)
_LEAST_INNER = 48


@dataclass(frozen=True, slots=True)
class Least:
    """How well marks must fit: so many, in so many of sixteen fields, such a part exactly, and that part of all that agree."""

    marks: int
    spread: int
    exact: float
    of_share: float

    def holds(self, fitted: Fit) -> bool:
        """Whether they do."""
        exact_enough = fitted.exact >= max(self.exact, self.of_share * fitted.share)
        return fitted.marks >= self.marks and fitted.spread >= self.spread and exact_enough


COPY = Least(marks=7, spread=6, exact=0.24, of_share=0.65)
"""What a copy has: photographs of the same place from some steps away have fewer marks that lie exactly. Chosen on the first hundred places
of bench/near.py, where the second hundred do as well.
"""
SCENE = Least(marks=8, spread=7, exact=0.0, of_share=0.0)
"""What photographs of one place or thing have in common; unrelated pictures agreed in six fields at most."""


class Way(StrEnum):
    """How two pictures are alike."""

    WHOLE = "whole"
    """Their fingerprints are near."""
    WITHIN_BORDERS = "within-borders"
    """They are near once even borders are taken away."""
    PART = "part"
    """Marks agree, and lie exactly: one, or a part of it, is in the other."""
    SCENE = "scene"
    """Marks agree, but not exactly: the same place or thing, photographed from elsewhere or anew. No copy."""


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What is kept of one picture; `height` and `width` are those of its working size. `inner` is None where there were no borders."""

    height: int
    width: int
    whole: Fingerprint
    inner: Fingerprint | None
    marks: Marks


FilmPrints = Sequence[tuple[int, Print]]
"""Of a film: times in milliseconds from its first frame, going up, and the print of what is seen then; one for each second."""
EVERY_MS = 1000
MOST_SECONDS = 36_000
"""Ten hours."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two pictures are candidates: `turn` is what must be done to the first; `bits` differ of 256, or marks fit as `fit` says."""

    way: Way
    turn: Turn
    bits: int | None = None
    fit: Fit | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it speaks for a copy, or for the same place or thing alone."""
        return self.way is not Way.SCENE


def print_of(luma: Luma, most_marks: int = MOST_MARKS) -> Print:
    """What is kept of a picture. Raises MalformedError for one too small to have a fingerprint."""
    within = trimmed(luma)
    is_framed = within.shape != luma.shape and min(within.shape) >= _LEAST_INNER
    inner = fingerprint(within) if is_framed else None
    height, width = luma.shape
    return Print(height, width, fingerprint(luma), inner, marks(luma, most_marks))


def alike(one: Print, other: Print) -> Likeness | None:
    """Whether and how the first, turned if need be, is like the second."""
    return by_fingerprints(one, other) or by_marks(one, other, _TURNS)


def place_of(one: Print, likeness: Likeness) -> tuple[tuple[int, int], ...]:
    """Where the corners of the first lie in the second, clockwise from what is its upper left once turned: across and down in 65,536ths of
    the second's longer side; they may lie outside. Nothing where fingerprints alone are near: then the whole is the whole.
    """
    if likeness.fit is None:
        return ()
    return corners(likeness.fit, turned_shape((one.height, one.width), likeness.turn))


def by_fingerprints(one: Print, other: Print) -> Likeness | None:
    """Whether fingerprints are near in one of the turns; of the ways, the first and the least turned that is nearest."""
    best: Likeness | None = None
    for mine, my_inner in _told_by(one):
        for theirs, their_inner in _told_by(other):
            way = Way.WITHIN_BORDERS if my_inner or their_inner else Way.WHOLE
            for turn in _TURNS:
                bits = distance(mine.turns[turn], theirs.bits)
                if bits <= USUAL_THRESHOLD and (best is None or best.bits is None or bits < best.bits):
                    best = Likeness(way, turn, bits=bits)
    return best


def by_marks(one: Print, other: Print, turns: tuple[Turn, ...]) -> Likeness | None:
    """Whether marks agree on a place, in one of `turns`; the turn in which most do."""
    best: Likeness | None = None
    for turn in turns:
        fitted = fit(turned(one.marks, turn, (one.height, one.width)), other.marks)
        way = None if fitted is None else _way(fitted)
        if fitted is not None and way is not None and (best is None or best.fit is None or fitted.marks > best.fit.marks):
            best = Likeness(way, turn, fit=fitted)
    return best


def _way(fitted: Fit) -> Way | None:
    if COPY.holds(fitted):
        return Way.PART
    return Way.SCENE if SCENE.holds(fitted) else None


def _told_by(of: Print) -> list[tuple[Fingerprint, bool]]:
    """The fingerprints that mean something, each with whether it is that within borders."""
    both = [(of.whole, False)] + ([] if of.inner is None else [(of.inner, True)])
    return [(each, is_inner) for each, is_inner in both if each.is_telling]
