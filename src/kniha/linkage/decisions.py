"""What registrars decided of two mentions: the same, not the same, not known. It always holds, until they take it back.

The last decision on a pair is the one that stands. Decisions that contradict each other ("A is B, B is C, A is not C") are told as a
conflict with the way between; none of them is chosen, and the mentions concerned stay apart until registrars have settled it.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kniha.vocab.errors import MalformedError, NotFoundError, UnknownTermError

SAME, NOT_SAME, NOT_KNOWN, TAKEN_BACK = "same", "not-same", "not-known", "taken-back"
VERDICTS = (SAME, NOT_SAME, NOT_KNOWN, TAKEN_BACK)


class Decision(NamedTuple):
    """One decision on two mentions, by their ids."""

    left: str
    right: str
    verdict: str


class Conflict(NamedTuple):
    """Two mentions held not to be the same, and the way of mentions held to be the same that leads from one to the other."""

    left: str
    right: str
    way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions that stand, on places of mentions."""

    same: tuple[tuple[int, ...], ...]
    """Groups of two mentions or more that are one person's; none of them in conflict."""
    apart: frozenset[tuple[int, int]]
    """Pairs (smaller first) that are two people's."""
    unknown: frozenset[tuple[int, int]]
    """Pairs that registrars could not decide: no engine decides them in their stead."""
    frozen: tuple[tuple[int, ...], ...]
    """Groups in conflict: nothing joins any two of one group."""
    conflicts: tuple[Conflict, ...]


def standing(decisions: Iterable[Decision], ids: Sequence[str]) -> Decided:
    """Return what stands of `decisions` (the last on a pair) for mentions with these ids.

    UnknownTermError for another verdict, NotFoundError for an id that is no mention's, MalformedError for a decision on one mention alone.
    """
    places = {one: place for place, one in enumerate(ids)}
    last: dict[tuple[int, int], str] = {}
    for number, decision in enumerate(decisions, 1):
        last[_pair(decision, places, number)] = decision.verdict
    ways: dict[int, set[int]] = defaultdict(set)
    for (one, other), verdict in last.items():
        if verdict == SAME:
            ways[one].add(other)
            ways[other].add(one)
    groups = _groups(ways)
    of = {place: number for number, group in enumerate(groups) for place in group}
    apart = frozenset(pair for pair, verdict in last.items() if verdict == NOT_SAME)
    broken = sorted(pair for pair in apart if pair[0] in of and of[pair[0]] == of.get(pair[1]))
    frozen = {of[one] for one, _ in broken}
    return Decided(
        same=tuple(group for number, group in enumerate(groups) if number not in frozen),
        apart=apart,
        unknown=frozenset(pair for pair, verdict in last.items() if verdict == NOT_KNOWN),
        frozen=tuple(groups[number] for number in sorted(frozen)),
        conflicts=tuple(Conflict(ids[one], ids[other], tuple(ids[place] for place in _way(ways, one, other))) for one, other in broken),
    )


def _pair(decision: Decision, places: Mapping[str, int], number: int) -> tuple[int, int]:
    if decision.verdict not in VERDICTS:
        raise UnknownTermError(f"decision {number}: expected one of {', '.join(VERDICTS)}")
    if decision.left not in places or decision.right not in places:
        raise NotFoundError(f"decision {number} is about a mention that is not in the table")
    one, other = places[decision.left], places[decision.right]
    if one == other:
        raise MalformedError(f"decision {number}: expected two mentions, found one twice")
    return min(one, other), max(one, other)


def _groups(ways: Mapping[int, set[int]]) -> list[tuple[int, ...]]:
    seen: set[int] = set()
    found = []
    for start in sorted(ways):
        if start in seen:
            continue
        group, waiting = {start}, deque([start])
        while waiting:
            for place in ways[waiting.popleft()] - group:
                group.add(place)
                waiting.append(place)
        seen |= group
        found.append(tuple(sorted(group)))
    return found


def _way(ways: Mapping[int, set[int]], start: int, end: int) -> list[int]:
    """Return the shortest way of decisions from one mention to another."""
    before: dict[int, int] = {start: start}
    waiting = deque([start])
    while end not in before:
        place = waiting.popleft()
        for further in sorted(ways[place] - before.keys()):
            before[further] = place
            waiting.append(further)
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
