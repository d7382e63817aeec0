"""What may be, and what stands, of decisions on two persons or two incidents. Pure.

A decision on a pair holds until a later one. Where two registrars are needed nothing stands until two have said the same; where they differ
nothing stands. Who takes a decision back takes back what the pair was held to be, whoever said it: then nobody has decided.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeAlias

from kniha.linkage import decisions
from kniha.linkage.decisions import Decided, Decision, standing
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError

SAME, NOT_SAME, NOT_KNOWN, TAKEN_BACK = decisions.SAME, decisions.NOT_SAME, decisions.NOT_KNOWN, decisions.TAKEN_BACK
VERDICTS = (SAME, NOT_SAME, NOT_KNOWN)

Conflict: TypeAlias = decisions.Conflict
Pair = tuple[str, str]
"""Ids of two, the smaller first."""


class Voice(NamedTuple):
    """What one registrar said of a pair."""

    by: str
    verdict: str


class State(StrEnum):
    """How far a pair is decided."""

    OPEN = "open"
    WAITS = "waits"
    """One has decided, and a second is needed."""
    DIFFER = "differ"
    """Two are needed, and they do not say the same."""
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands of a pair: the last word of each registrar since it was last taken back, in the order in which they said it."""

    voices: tuple[Voice, ...] = ()
    needs_two: bool = False

    @property
    def state(self) -> State:
        """How far the pair is decided."""
        if not self.voices:
            return State.OPEN
        if not self.needs_two:
            return State.STANDS
        if len(self.voices) < 2:
            return State.WAITS
        return State.STANDS if self.agree else State.DIFFER

    @property
    def verdict(self) -> str:
        """What the pair is held to be; empty where nothing stands."""
        return self.voices[-1].verdict if self.state is State.STANDS else ""

    @property
    def agree(self) -> bool:
        """Whether all who spoke of the pair say the same."""
        return len({voice.verdict for voice in self.voices}) == 1

    def is_closed_to(self, registrar: str) -> bool:
        """Whether a registrar is still to judge by themselves: two are needed, nothing stands, and they have not spoken."""
        return self.needs_two and self.state in (State.WAITS, State.DIFFER) and not self.said_by(registrar)

    def said_by(self, registrar: str) -> str:
        """The last word of one registrar; empty where they have none."""
        return next((voice.verdict for voice in self.voices if voice.by == registrar), "")


def pair_of(one: str, other: str) -> Pair:
    """Return the ids of two in their order."""
    return min(one, other), max(one, other)


def stand_of(said: Iterable[Voice], *, needs_two: bool) -> Stand:
    """Return what stands of all that was said of a pair, the oldest first."""
    last: dict[str, Voice] = {}
    for voice in said:
        if voice.verdict == TAKEN_BACK:
            last.clear()
        else:
            last.pop(voice.by, None)
            last[voice.by] = voice
    return Stand(tuple(last.values()), needs_two)


@dataclass(frozen=True)  # without slots: what follows from the stands is worked out once
class Board:
    """What stands of many pairs, and what follows from all of it together."""

    stands: Mapping[Pair, Stand] = field(default_factory=dict)

    def stand(self, pair: Pair) -> Stand:
        """What stands of one pair."""
        return self.stands.get(pair, Stand())

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Those of which anything stands."""
        return tuple(sorted({one for pair, stand in self.stands.items() if stand.verdict for one in pair}))

    @cached_property
    def decided(self) -> Decided:
        """Groups, and what contradicts itself, by places of `ids`."""
        found = (Decision(*pair, stand.verdict) for pair, stand in self.stands.items() if stand.verdict)
        return standing(found, self.ids)

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """By id: all that are said to be the same, itself with them. What is part of a contradiction is in no group."""
        return {self.ids[place]: tuple(self.ids[one] for one in group) for group in self.decided.same for place in group}

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Pairs that are held not to be one, and the way of decisions by which they would be."""
        return self.decided.conflicts

    def are_one(self, pair: Pair) -> bool:
        """Whether two are of one group, be it by a decision on others between them."""
        return pair[1] in self.groups.get(pair[0], ())

    def is_settled(self, pair: Pair) -> bool:
        """Whether nobody has to look at the pair: it is decided, or follows from what is."""
        return bool(self.stand(pair).verdict) or self.are_one(pair)

    def after(self, pair: Pair, verdict: str) -> "Board":
        """What would stand if the pair were held to be this."""
        voices = () if verdict == TAKEN_BACK else (Voice("", verdict),)
        return Board({**self.stands, pair: Stand(voices)})


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from a verdict once it stands: what is then shown together, whether the two no longer are, and what would contradict."""

    verdict: str
    together: tuple[str, ...]
    parted: bool
    conflicts: tuple[Conflict, ...]


def follows(board: Board, pair: Pair, verdict: str) -> Follows:
    """Return what would change if a pair were held to be this."""
    then = board.after(pair, verdict)
    known = {(one.left, one.right) for one in board.conflicts}
    return Follows(
        verdict,
        then.groups[pair[0]] if verdict == SAME and then.are_one(pair) else (),
        board.are_one(pair) and not then.are_one(pair),
        tuple(one for one in then.conflicts if (one.left, one.right) not in known),
    )


def agreement(stands: Collection[Stand]) -> tuple[int, int]:
    """How many pairs more than one registrar spoke of, and on how many of them all say the same."""
    several = [stand for stand in stands if len(stand.voices) > 1]
    return len(several), sum(stand.agree for stand in several)


def value_of(probability: float, *, needs_two: bool) -> int:
    """What deciding a pair is worth, in millionths: most where it may be either, twice where two decide."""
    return round(4 * probability * (1 - probability) * 1_000_000) * (2 if needs_two else 1)


def must_be_decision(verdicts: str, verdict: str, words: str) -> None:
    """A verdict of a list of terms, with a reason that a third can follow."""
    terms.check_term(verdicts, verdict)
    if len(words.strip()) < 4:
        raise MalformedError("a decision on two has a reason in words")


def must_be_two(one: str, other: str) -> None:
    """Nothing is laid beside itself."""
    if one == other:
        raise ImpossibleError("what is compared is two")


def must_lie_together(one: str, other: str) -> None:
    """Two of two compartments are a question to the whole register, and its keepers answer it."""
    if one != other:
        raise ConflictError("two are compared within one compartment")


def must_change_something(stand: Stand, verdict: str, *, by: str) -> None:
    """Nobody says the same twice, and what nobody said is not taken back."""
    if verdict == TAKEN_BACK and not stand.voices:
        raise ConflictError("nobody has decided on these two")
    if verdict != TAKEN_BACK and stand.said_by(by) == verdict and stand.voices[-1].by == by:
        raise ConflictError("you have said so already")


def in_order(said: Iterable[tuple[str, str, Voice]]) -> Mapping[Pair, tuple[Voice, ...]]:
    """Return what was said of each pair, the oldest first."""
    found: dict[Pair, list[Voice]] = {}
    for one, other, voice in said:
        found.setdefault(pair_of(one, other), []).append(voice)
    return {pair: tuple(voices) for pair, voices in found.items()}
