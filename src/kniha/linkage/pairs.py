"""Pairs of mentions as they are told: what two say by themselves, and what they are held to be when all others are seen too.

A pair of one cluster is at least as probable as what joined its two sides; a pair of two clusters at most as what lies between these.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kniha.linkage.clusters import CUT, Clustered, Edges
from kniha.linkage.scoring import Nats, Step, probability
from kniha.linkage.vocabularies import Codes, Flags, Places

LEAST = 0.05
MOST_AGAIN = 20_000
"""Pairs between mentions told again and others of one cluster: of more than that, the first alone are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """Pairs of places: the log odds of the two alone, and when all is seen. Sorted by places; each once."""

    left: Places
    right: Places
    alone: Nats
    whole: Nats

    @property
    def probability(self) -> Nats:
        """How probable it is that the two are one person's, when all is seen."""
        return probability(self.whole)

    @property
    def probability_alone(self) -> Nats:
        """The same of the two by themselves."""
        return probability(self.alone)

    def among(self, part: slice) -> "Told":
        """Return a part of the pairs."""
        return Told(self.left[part], self.right[part], self.alone[part], self.whole[part])


class Compared(Protocol):
    """What was compared, be it mentions of people or accounts of incidents."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in their order."""

    @property
    def source(self) -> Codes:
        """The source of each."""

    @property
    def across_sources(self) -> bool:
        """Whether pairs of one source are left out."""

    @property
    def edges(self) -> Edges:
        """The pairs found, with their log odds."""

    @property
    def told_first(self) -> Places:
        """For each the place of the first that says the same."""

    def log_odds(self, one: Places, other: Places) -> Nats:
        """Return the log odds of each pair of places."""

    def waterfalls(self, one: Places, other: Places) -> Iterator[tuple[Step, ...]]:
        """Yield the steps of each pair."""


def told(given: Compared, found: Clustered, *, least: float = LEAST) -> Told:
    """Return the pairs with a probability of at least `least`, and all pairs of one cluster."""
    count = max(1, len(given.ids))
    direct, joined, parted = (_folded(part, count) for part in (given.edges, found.joined, found.parted))
    joined = _again(given, joined, count)
    keys = np.union1d(direct[0], joined[0])
    alone, has = _looked_up(keys, direct)
    left, right = np.divmod(keys, count)
    alone[~has] = given.log_odds(left[~has], right[~has])
    inside, is_inside = _looked_up(keys, joined)
    between, is_between = _looked_up(keys, parted)
    whole = np.where(is_inside, np.maximum(alone, inside), np.where(is_between, np.minimum(alone, between), alone))
    keep = is_inside | (probability(whole) >= least)
    if given.across_sources:
        source = given.source
        keep &= (source[left] != source[right]) | (source[left] < 0)
    return Told(left[keep], right[keep], alone[keep], whole[keep])


def _folded(part: Edges, count: int) -> tuple[Places, Nats]:
    keys = np.minimum(part.left, part.right) * count + np.maximum(part.left, part.right)
    order = np.argsort(keys, kind="stable")
    return keys[order], part.odds[order] / 1000


def _looked_up(keys: Places, table: tuple[Places, Nats]) -> tuple[Nats, Flags]:
    known, odds = table
    if not len(known):
        return np.zeros(len(keys)), np.zeros(len(keys), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return odds[at], known[at] == keys


def _again(given: Compared, joined: tuple[Places, Nats], count: int) -> tuple[Places, Nats]:
    """Return the pairs joined, with those of mentions told again: each of one side with each of the other, and among themselves."""
    groups = _groups(given.told_first)
    if not groups:
        return joined
    keys, odds = joined
    rows = list(_among(groups, count))
    alone = np.array([place for place in groups], dtype=np.int64)  # noqa: C416  numpy takes no dictionary
    left, right = np.divmod(keys, count)
    for at in np.flatnonzero(np.isin(left, alone) | np.isin(right, alone)).tolist():
        one, other = int(left[at]), int(right[at])
        mine, theirs = groups.get(one, (one,)), groups.get(other, (other,))
        if len(mine) * len(theirs) <= MOST_AGAIN:
            value = float(odds[at])
            rows += [(min(a, b) * count + max(a, b), value) for a in mine for b in theirs if (a, b) != (one, other)]
    more, values = np.array([key for key, _ in rows], dtype=np.int64), np.array([value for _, value in rows])
    together, weights = np.concatenate([keys, more]), np.concatenate([odds, values])
    order = np.argsort(together, kind="stable")
    return together[order], weights[order]


def _groups(first: Places) -> Mapping[int, Sequence[int]]:
    groups: dict[int, list[int]] = {}
    for place in np.flatnonzero(first != np.arange(len(first))).tolist():
        groups.setdefault(int(first[place]), [int(first[place])]).append(place)
    return groups


def _among(groups: Mapping[int, Sequence[int]], count: int) -> Iterator[tuple[int, float]]:
    for members in groups.values():
        if len(members) * (len(members) - 1) // 2 <= MOST_AGAIN:
            for at, one in enumerate(members):
                yield from ((min(one, other) * count + max(one, other), CUT / 1000) for other in members[at + 1 :])
        else:
            yield from ((members[0] * count + other, CUT / 1000) for other in members[1:])
