"""Accounts side by side: which of them say the same, which may both be right, which cannot. Pure: values in, verdicts out.

The verdicts are symmetric, and say nothing of who is right. What a source left open agrees and contradicts with nothing.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from kniha.vocab.place import Place, distance_m


class Verdict(StrEnum):
    """How two values, or one value and all the others, stand to each other."""

    AGREES = "agrees"
    COMPATIBLE = "compatible"
    DIFFERS = "differs"
    """Something else is told; both may be true: one saw a blow, the other an arrest."""
    CONTRADICTS = "contradicts"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Span:
    """Some time between two instants, both included."""

    first: datetime
    last: datetime

    @property
    def middle(self) -> datetime:
        """The instant half-way."""
        return self.first + (self.last - self.first) / 2

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies within."""
        return self.first <= at <= self.last


Value = TypeVar("Value")
Pairwise = Callable[[Value, Value], Verdict]


def times(one: Span, other: Span) -> Verdict:
    """Agree: the middle of each lies within the other. Compatible: they share an instant. Else they contradict."""
    if one.last < other.first or other.last < one.first:
        return Verdict.CONTRADICTS
    return Verdict.AGREES if one.holds(other.middle) and other.holds(one.middle) else Verdict.COMPATIBLE


def gap(one: Span, other: Span) -> timedelta:
    """The time between the two; none where they share an instant."""
    return max(timedelta(0), one.first - other.last, other.first - one.last)


def places(one: Place, other: Place) -> Verdict:
    """Agree: the point of each lies within the other's radius. Compatible: the circles meet. Else they contradict."""
    apart = distance_m(one, other)
    if apart > one.radius_m + other.radius_m:
        return Verdict.CONTRADICTS
    return Verdict.AGREES if apart <= min(one.radius_m, other.radius_m) else Verdict.COMPATIBLE


def kinds(one: Set[str], other: Set[str]) -> Verdict:
    """Agree: the same. Compatible: something in common. Else they tell of different things, which contradicts nothing."""
    if one == other:
        return Verdict.AGREES
    return Verdict.COMPATIBLE if one & other else Verdict.DIFFERS


@dataclass(frozen=True, slots=True)
class Cell:
    """What one account says beside the others: the verdict over all, and the places (from 0) of those that it contradicts."""

    verdict: Verdict
    against: tuple[int, ...] = ()


def cells(values: Sequence[Value | None], judge: Pairwise[Value]) -> tuple[Cell, ...]:
    """Each of `values` beside all the others that say something; None says nothing. The worst of its verdicts is its own."""
    said = [(place, value) for place, value in enumerate(values) if value is not None]
    worst: dict[int, Verdict] = {place: Verdict.AGREES for place, _ in said}
    against: dict[int, list[int]] = {place: [] for place, _ in said}
    for nth, (place, value) in enumerate(said):
        for other, its in said[nth + 1 :]:
            verdict = judge(value, its)
            if verdict is Verdict.AGREES:
                continue
            worst[place], worst[other] = _worse(worst[place], verdict), _worse(worst[other], verdict)
            if verdict is Verdict.CONTRADICTS:
                against[place].append(other)  # each list grows in order: first by those before, then by those behind
                against[other].append(place)
    return tuple(Cell(worst[place], tuple(against[place])) if place in worst else Cell(Verdict.SILENT) for place in range(len(values)))


def row(told: Sequence[Cell]) -> Verdict:
    """The verdict over a whole row: the worst of its cells, where at least two of them say something."""
    said = [cell.verdict for cell in told if cell.verdict is not Verdict.SILENT]
    return max(said, key=_WORST.index) if len(said) > 1 else Verdict.SILENT


_WORST = (Verdict.SILENT, Verdict.AGREES, Verdict.COMPATIBLE, Verdict.DIFFERS, Verdict.CONTRADICTS)


def _worse(one: Verdict, other: Verdict) -> Verdict:
    return one if one is other or one is Verdict.CONTRADICTS else max(one, other, key=_WORST.index)
