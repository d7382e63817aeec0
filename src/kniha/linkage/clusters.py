"""Mentions into persons: what holds together on average is joined, decisions first, and never by a chain of single likenesses alone.

Agglomerative clustering with average linkage over log odds (an approximation of correlation clustering: Bansal, Blum, Chawla 2004): the
two groups that agree most on average over all their pairs are joined, until none agrees. Pairs that were not compared, or that speak
clearly against, count `MISSING`; what a single pair says is cut off at `CUT`. Mentions held to be the same begin joined; what registrars
hold apart is never joined, and what they could not decide neither. Log odds are whole thousandths, so that sums do not depend on order.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.decisions import Decided
from kniha.linkage.vocabularies import Flags, Places

CUT, MISSING, WORTH_KEEPING = 8_000, -1_500, -3_000
"""Thousandths of nats."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of places with their log odds in thousandths; those below WORTH_KEEPING are left out."""

    left: Places
    right: Places
    odds: Places

    def among(self, chosen: Flags) -> "Edges":
        """Return those of the pairs that are chosen."""
        return Edges(self.left[chosen], self.right[chosen], self.odds[chosen])


@dataclass(frozen=True, slots=True)
class Clustered:
    """For each mention the place of the first of its cluster, and what pairs are held to be when all is seen."""

    first: Places
    joined: Edges
    """Each pair of one cluster, with the average log odds at which its two sides were joined."""
    parted: Edges
    """Pairs with log odds above 0 that are in two clusters, with the average between the two."""


def edges(left: Places, right: Places, log_odds: NDArray[np.float64]) -> Edges:
    """Return pairs with their log odds as edges; what is clearly against is left out."""
    odds = np.rint(log_odds * 1000).astype(np.int64)
    keep = odds > WORTH_KEEPING
    return Edges(left[keep], right[keep], odds[keep])


def clustered(ids: Sequence[str], given: Edges, decided: Decided, *, touched: Flags | None = None) -> Clustered:
    """Return the clusters of mentions with these ids; ties fall by id, so that nothing depends on the order of the table.

    With `touched`, components without a touched mention are left out: each of their mentions is told as if alone.
    """
    firm = np.array([(group[0], other) for group in decided.same for other in group[1:]], dtype=np.int64).reshape(-1, 2)
    above = given.odds > 0
    component = components(len(ids), np.concatenate([given.left[above], firm[:, 0]]), np.concatenate([given.right[above], firm[:, 1]]))
    if touched is not None:
        asked = np.zeros(len(ids), dtype=np.bool_)
        asked[component[touched]] = True
        component = np.where(asked[component], component, np.arange(len(ids)))
    inner = given.among(component[given.left] == component[given.right])
    first = np.arange(len(ids), dtype=np.int64)
    joined: list[tuple[Sequence[int], Sequence[int], int]] = []
    parted: list[tuple[int, int, int]] = []
    limits = _Limits(decided)
    for members, part in _parts(component, inner):
        world = _World(sorted(members, key=ids.__getitem__), limits)
        world.join(*part)
        for group in world.groups():
            first[group] = world.first(group)
        joined += world.joined
        parted += world.parted(*part)
    return Clustered(first, _pairs_joined(joined), _edges(parted))


def components(count: int, left: Places, right: Places) -> Places:
    """Return for each place the smallest that it is connected with: by taking the smaller, and jumping, until nothing changes."""
    label = np.arange(count, dtype=np.int64)
    while True:
        low = np.minimum(label[left], label[right])
        before = label.copy()
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        while (label[label] != label).any():
            label = label[label]
        if (label == before).all():
            return label


@dataclass(frozen=True, slots=True)
class _Limits:
    """What may not be joined: pairs, and groups in conflict by number."""

    decided: Decided
    apart: Mapping[int, set[int]] = field(init=False)
    same: Mapping[int, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        apart: dict[int, set[int]] = {}
        pairs = [*self.decided.apart, *self.decided.unknown]
        pairs += [(one, other) for group in self.decided.frozen for at, one in enumerate(group) for other in group[at + 1 :]]
        for one, other in pairs:
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
        object.__setattr__(self, "apart", apart)
        object.__setattr__(self, "same", {place: group for group in self.decided.same for place in group})


class _World:
    """One component while its groups are joined. A group is known by one of its members."""

    def __init__(self, members: Sequence[int], limits: _Limits) -> None:
        self._rank = {place: rank for rank, place in enumerate(members)}
        self._limits = limits
        self._members = {place: [place] for place in members}
        self._of = {place: place for place in members}
        self._near: dict[int, dict[int, list[int]]] = {place: {} for place in members}
        self._apart = {place: set(limits.apart.get(place, ())) & self._of.keys() for place in members if place in limits.apart}
        self.joined: list[tuple[Sequence[int], Sequence[int], int]] = []

    def join(self, left: Sequence[int], right: Sequence[int], odds: Sequence[int]) -> None:
        """Join decided groups, then whatever agrees most, until nothing agrees."""
        for one, other, value in zip(left, right, odds, strict=True):
            shared = [0 if self._undecided(one, other) else max(-CUT, min(CUT, value)), 1]
            self._near[one][other] = self._near[other][one] = shared
        for group in sorted({group for place in self._members for group in [self._limits.same.get(place, ())] if group}):
            for other in group[1:]:
                self._merge(self._of[group[0]], self._of[other], CUT)
        heap = [entry for one in self._members for other in self._near[one] if (entry := self._entry(one, other)) is not None]
        heapq.heapify(heap)
        while heap:
            value, *_, one, other, size = heapq.heappop(heap)
            if one in self._members and other in self._members and size == self._size(one, other):
                kept = self._merge(one, other, -value)
                for near in self._near[kept]:
                    if (entry := self._entry(kept, near)) is not None:
                        heapq.heappush(heap, entry)

    def groups(self) -> Iterator[list[int]]:
        """Yield the groups as they are."""
        yield from self._members.values()

    def first(self, group: Sequence[int]) -> int:
        """Return the member of a group whose id comes first."""
        return min(group, key=self._rank.__getitem__)

    def parted(self, left: Sequence[int], right: Sequence[int], odds: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Yield pairs above 0 whose two are in different groups, with what is left of them: always below 0."""
        for one, other, value in zip(left, right, odds, strict=True):
            mine, theirs = self._of[one], self._of[other]
            if value > 0 and mine != theirs:
                yield one, other, -CUT if self._held_apart(mine, theirs) else min(-1, self._average(mine, theirs))

    def _held_apart(self, mine: int, theirs: int) -> bool:
        """Whether registrars hold any of one group not to be one of the other."""
        if theirs not in self._apart.get(mine, ()):
            return False
        decided = self._limits.decided.apart
        return any((min(one, other), max(one, other)) in decided for one in self._members[mine] for other in self._members[theirs])

    def _undecided(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self._limits.decided.unknown

    def _size(self, one: int, other: int) -> int:
        return len(self._members[one]) << 32 | len(self._members[other])

    def _average(self, one: int, other: int) -> int:
        total, pairs = self._near[one][other]
        every = len(self._members[one]) * len(self._members[other])
        return (total + MISSING * (every - pairs)) // every

    def _entry(self, one: int, other: int) -> tuple[int, int, int, int, int, int] | None:
        """What stands in the queue: the likest first, ties by rank; nothing for what does not agree or is held apart."""
        if other in self._apart.get(one, ()):
            return None
        value = self._average(one, other)
        if value <= 0:
            return None
        if self._rank[one] > self._rank[other]:
            one, other = other, one
        return -value, self._rank[one], self._rank[other], one, other, self._size(one, other)

    def _merge(self, one: int, other: int, value: int) -> int:
        """Join two groups and return by which member the joined one is known: that of the smaller rank."""
        if one == other:
            return one
        if self._rank[one] > self._rank[other]:
            one, other = other, one
        self.joined.append((tuple(self._members[one]), tuple(self._members[other]), value))
        for place in self._members[other]:
            self._of[place] = one
        self._members[one] += self._members.pop(other)
        self._near[one].pop(other, None)
        for near, (total, pairs) in self._near.pop(other).items():
            if near == one:
                continue
            del self._near[near][other]
            shared = self._near[one].get(near)
            if shared is None:
                self._near[one][near] = self._near[near][one] = [total, pairs]
            else:
                shared[0] += total
                shared[1] += pairs
        self._part(one, other)
        return one

    def _part(self, one: int, other: int) -> None:
        """What was held apart from the second group is now from the joined one."""
        for far in self._apart.pop(other, ()):
            self._apart[far].discard(other)
            self._apart[far].add(one)
            self._apart.setdefault(one, set()).add(far)


def _parts(component: Places, inner: Edges) -> Iterator[tuple[list[int], tuple[list[int], list[int], list[int]]]]:
    """Yield the members of each component of two or more, with its edges."""
    order = np.argsort(component, kind="stable")
    begins = np.flatnonzero(np.diff(component[order], prepend=-1))
    ends = np.append(begins[1:], len(order))
    by_edge = np.argsort(component[inner.left], kind="stable")
    labels = component[inner.left][by_edge]
    several = ends - begins > 1
    for begin, end in zip(begins[several].tolist(), ends[several].tolist(), strict=True):
        label = component[order[begin]]
        some = by_edge[np.searchsorted(labels, label) : np.searchsorted(labels, label, side="right")]
        yield order[begin:end].tolist(), (inner.left[some].tolist(), inner.right[some].tolist(), inner.odds[some].tolist())


def _pairs_joined(joined: Sequence[tuple[Sequence[int], Sequence[int], int]]) -> Edges:
    if not joined:
        return _edges(())
    left = np.concatenate([np.repeat(one, len(other)) for one, other, _ in joined])
    right = np.concatenate([np.tile(other, len(one)) for one, other, _ in joined])
    odds = np.repeat([value for *_, value in joined], [len(one) * len(other) for one, other, _ in joined])
    return Edges(np.minimum(left, right), np.maximum(left, right), odds.astype(np.int64))


def _edges(rows: Iterable[tuple[int, int, int]]) -> Edges:
    table = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
    return Edges(table[:, 0], table[:, 1], table[:, 2])
