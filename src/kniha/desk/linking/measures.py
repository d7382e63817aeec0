"""How far the work on pairs is, how registrars agree, and how what they decided compares with what the machine said."""

from collections.abc import Mapping
from dataclasses import dataclass

from kniha.book.linking import rules
from kniha.book.linking.rules import NOT_SAME, SAME, Board, Pair

BANDS = ((900_000, 1_000_001), (500_000, 900_000), (0, 500_000))
"""Millionths, from and below."""


@dataclass(frozen=True, slots=True)
class Band:
    """Of the pairs with a probability between two bounds (per cent): how many were decided in which way, and how many are left."""

    least: int
    most: int
    same: int
    not_same: int
    left: int


@dataclass(frozen=True, slots=True)
class Measures:
    """The work as it stands."""

    decided: int
    left: int
    expected: int
    """Of the pairs that are left, how many are of one person by the machine's own probabilities, rounded."""
    by_several: int
    agreed: int
    bands: tuple[Band, ...]

    @property
    def whole(self) -> int:
        """Decided and left together."""
        return self.decided + self.left


def measured(board: Board, probabilities: Mapping[Pair, int]) -> Measures:
    """Return how far the work is. `probabilities` are of the pairs that a machine proposes, in millionths."""
    begun = (pair for pair, stand in board.stands.items() if stand.voices)
    left = [pair for pair in {*probabilities, *begun} if not board.is_settled(pair)]
    decided = sum(bool(stand.verdict) for stand in board.stands.values())
    decided += sum(1 for pair in probabilities if not board.stand(pair).verdict and board.are_one(pair))
    by_several, agreed = rules.agreement(board.stands.values())
    expected = round(sum(probabilities.get(pair, 0) for pair in left) / 1_000_000)
    return Measures(decided, len(left), expected, by_several, agreed, tuple(_band(board, probabilities, *bounds) for bounds in BANDS))


def _band(board: Board, probabilities: Mapping[Pair, int], least: int, below: int) -> Band:
    inside = [pair for pair, chance in probabilities.items() if least <= chance < below]
    verdicts = [board.stand(pair).verdict for pair in inside]
    left = sum(not board.is_settled(pair) for pair in inside)
    return Band(least // 10_000, min(100, below // 10_000), verdicts.count(SAME), verdicts.count(NOT_SAME), left)
