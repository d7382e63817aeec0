"""Mentions to persons: the whole way, and the way of mentions that come later.

`index` compares a table with itself and keeps what it found; `added` compares further mentions with it without comparing the rest again.
With one model and one bound both give the same pairs, save that a block which outgrows its bound keeps the pairs it had. `linked` makes
clusters of what was found and of registrars' decisions; it merges nothing, it proposes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.blocking import (
    PAIRS_OF_A_BLOCK,
    PAIRS_OF_A_MENTION,
    Keyed,
    LeftOut,
    Parts,
    Rule,
    blocked,
    keyed,
    left,
    once,
    paired,
    rules,
)
from kniha.linkage.clusters import Clustered, Edges, clustered, edges
from kniha.linkage.decisions import Decided
from kniha.linkage.mentions import Mentions
from kniha.linkage.parameters import Parameters
from kniha.linkage.scoring import Model, Nats, Scorer, Step, model_of, with_prior
from kniha.linkage.twins import contents, same_contents, told_enough, told_first
from kniha.linkage.vocabularies import Codes, Places

Tell: TypeAlias = Callable[[str, int, int], None]

AT_ONCE = 1_000_000
_WORTH = -3.0
"""Nats of evidence: less is below every prior that there can be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How mentions are to be compared."""

    block: int = PAIRS_OF_A_BLOCK
    mention: int = PAIRS_OF_A_MENTION
    """How many pairs a block may have, and how many a mention may have on average."""
    across_sources: bool = False
    """Compare mentions of two sources alone; a source that is not told is another one."""
    separate: frozenset[str] = frozenset()
    """Ids of mentions that registrars have spoken of: they stay by themselves also where another says the very same."""


@dataclass(frozen=True, slots=True)
class Index:
    """Mentions, the model, and the edges found: what further mentions are compared with."""

    scorer: Scorer
    told_first: Places
    """For each mention the place of the first that says the same and enough: these alone are compared, and have edges."""
    edges: Edges
    most: int
    """The bound of a block that held."""
    compared: int
    left_out: tuple[LeftOut, ...]
    alone: int
    """Mentions that share no part of any rule with anybody: nothing is told of them but a first name, or nothing at all."""
    asked: Asked
    keys: tuple[tuple[Rule, Keyed], ...] = ()

    @property
    def mentions(self) -> Mentions:
        """The mentions of the index."""
        return self.scorer.mentions

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, in their order."""
        return self.mentions.ids

    @property
    def source(self) -> Codes:
        """The source of each."""
        return self.mentions.source

    @property
    def across_sources(self) -> bool:
        """Whether pairs of one source are left out."""
        return self.asked.across_sources

    def log_odds(self, one: Places, other: Places) -> Nats:
        """Return the log odds of each pair of places."""
        return self.scorer.log_odds(one, other)

    def waterfalls(self, one: Places, other: Places) -> Iterator[tuple[Step, ...]]:
        """Yield the steps of each pair."""
        return self.scorer.waterfalls(one, other)


def index(
    mentions: Mentions, parameters: Parameters, *, asked: Asked | None = None, model: Model | None = None, tell: Tell = lambda *_: None
) -> Index:
    """Compare mentions with each other. The prior is learned from the pairs; with a `model` given nothing is learned."""
    asked = asked or Asked()
    scorer = Scorer(mentions, model or model_of(mentions, parameters))
    first = np.arange(len(mentions)) if asked.across_sources else told_first(scorer, asked.separate)
    rows = np.flatnonzero(first == np.arange(len(mentions)))
    found = blocked(mentions.taken(rows), most=asked.block, average=asked.mention)
    kept: list[tuple[Places, Places, Nats]] = []
    compared = 0
    for begin in range(0, len(found.pairs), AT_ONCE):
        tell("comparing", begin, len(found.pairs))
        one, other = (rows[side] for side in np.divmod(found.pairs[begin : begin + AT_ONCE], len(rows)))
        if asked.across_sources:
            one, other = _across(mentions, one, other)
        compared += len(one)
        kept.append(_worth(one, other, scorer.evidence(one, other)))
    one, other, evidence = (np.concatenate(columns) for columns in zip(*kept, strict=True)) if kept else (_NONE, _NONE, np.zeros(0))
    if model is None:
        scorer = scorer.weighed(with_prior(scorer.model, evidence, len(rows)))
    drawn = edges(one, other, evidence + scorer.prior)
    return Index(scorer, first, drawn, found.most, compared, found.left_out, found.alone, asked)


def ready(given: Index) -> Index:
    """Return the index with its keys sorted, so that `added` is quick more than once."""
    if given.keys:
        return given
    rows = np.flatnonzero(given.told_first == np.arange(len(given.mentions)))
    some = given.mentions.taken(rows)
    tables = ((rule, keyed(some, rule.parts)) for rule in rules())
    return replace(given, keys=tuple((rule, Keyed(table.keys, rows[table.places])) for rule, table in tables))


def added(given: Index, more: Mentions) -> Index:
    """Return the index with `more` mentions behind its own, compared with them and with each other alone."""
    given = ready(given)
    count, whole = len(given.mentions), given.mentions.joined(more)
    scorer = given.scorer.joined(whole)
    first = _told_first_beside(given, scorer, count)
    rows = np.flatnonzero(first[count:] == np.arange(count, len(whole)))
    fresh = whole.taken(rows + count)
    made, left_out, tables = [], list(given.left_out), []
    for rule, old in given.keys:
        table = keyed(fresh, rule.parts)
        new = Keyed(table.keys, rows[table.places] + count)
        both, large = _beside(old, new, (len(whole), given.most))
        made.append(both)
        if large.shape[1]:
            made += _refined_beside(whole, rule, once(large[0]), (count, given.most))
            left_out.append(left(rule, large))
        tables.append((rule, _merged(old, new)))
    one, other = np.divmod(once(np.concatenate(made)) if made else _NONE, len(whole))
    if given.asked.across_sources:
        one, other = _across(whole, one, other)
    found = edges(one, other, scorer.log_odds(one, other))
    together = Edges(*(np.concatenate([getattr(side, name) for side in (given.edges, found)]) for name in ("left", "right", "odds")))
    return replace(
        given, scorer=scorer, told_first=first, edges=together, compared=given.compared + len(one), left_out=tuple(left_out),
        alone=given.alone + blocked(fresh, most=0).alone, keys=tuple(tables),
    )  # fmt: skip


def _told_first_beside(given: Index, scorer: Scorer, count: int) -> Places:
    """Return `told_first` of the index, and of what comes behind it: a mention that says what an older one says is that one again."""
    whole = scorer.mentions
    if given.asked.across_sources:
        return np.arange(len(whole))
    tail = scorer.joined(whole.taken(np.arange(count, len(whole))))
    first = np.concatenate([given.told_first, told_first(tail, given.asked.separate) + count])
    keys = contents(given.mentions)
    order = np.argsort(keys, kind="stable")
    heads = np.flatnonzero((first[count:] == np.arange(count, len(whole))) & told_enough(tail)) + count
    at = np.minimum(np.searchsorted(keys[order], contents(whole.taken(heads))), max(0, count - 1))
    if not count or not len(heads):
        return first
    older = first[order[at]]
    alike = same_contents(whole, heads, older) & ~np.array([whole.ids[place] in given.asked.separate for place in older.tolist()])
    again = dict(zip(heads[alike].tolist(), older[alike].tolist(), strict=True))
    first[count:] = [again.get(place, place) for place in first[count:].tolist()]
    return first


def linked(given: Index, decided: Decided, *, touched_from: int | None = None) -> Clustered:
    """Return the clusters of an index under registrars' decisions; with `touched_from`, of components with a mention from that place on."""
    touched = None
    if touched_from is not None:
        touched = np.zeros(len(given.mentions), dtype=np.bool_)
        touched[given.told_first[touched_from:]] = True
    found = clustered(given.mentions.ids, given.edges, decided, touched=touched)
    return replace(found, first=found.first[given.told_first])


def named(ids: Sequence[str], first: Places, previous: Mapping[str, str]) -> tuple[str, ...]:
    """Return for each mention the id of its person: the one that most of the cluster had in `previous`, else of its first mention.

    Where a person of before is now in two clusters, the larger part keeps the id; of equal parts that with the smaller first id.
    """
    shares: dict[tuple[int, str], int] = {}
    for one, cluster in zip(ids, first.tolist(), strict=True):
        if one in previous:
            shares[cluster, previous[one]] = shares.get((cluster, previous[one]), 0) + 1
    names: dict[int, str] = {}
    used: set[str] = set()
    for (cluster, person), _ in sorted(shares.items(), key=lambda item: (-item[1], item[0][1], ids[item[0][0]])):
        if cluster not in names and person not in used:
            names[cluster] = person
            used.add(person)
    used |= set(previous.values())
    for cluster in sorted(set(first.tolist()), key=ids.__getitem__):
        if cluster not in names:
            names[cluster] = _free(ids[cluster], used)
            used.add(names[cluster])
    return tuple(names[cluster] for cluster in first.tolist())


def _free(name: str, used: set[str]) -> str:
    tried, number = name, 1
    while tried in used:
        number += 1
        tried = f"{name} ({number})"
    return tried


def _beside(old: Keyed, new: Keyed, bounds: tuple[int, int]) -> tuple[Places, Places]:
    """Return folded pairs with a new mention of blocks that fit, and the blocks (place, number) with a new one that are too large."""
    count, most = bounds
    if not len(new.keys):
        return _NONE, np.zeros((2, 0), dtype=np.int64)
    begin, end = np.searchsorted(old.keys, new.keys), np.searchsorted(old.keys, new.keys, side="right")
    own, own_end = np.searchsorted(new.keys, new.keys), np.searchsorted(new.keys, new.keys, side="right")
    size = (end - begin) + (own_end - own)
    fits = size * (size - 1) // 2 <= most
    beside = np.where(fits, end - begin, 0)
    number = np.arange(beside.sum()) - np.repeat(np.cumsum(beside) - beside, beside)
    crossing = old.places[np.repeat(begin, beside) + number] * count + np.repeat(new.places, beside)
    inner = paired(np.stack([new.places[fits], own[fits]]), count)
    heads = np.flatnonzero(~fits & (own == np.arange(len(own))))
    large = [np.zeros((2, 0), dtype=np.int64)]
    for head in heads.tolist():
        members = np.concatenate([old.places[begin[head] : end[head]], new.places[head : own_end[head]]])
        large.append(np.stack([members, np.full(len(members), head, dtype=np.int64)]))
    return np.concatenate([crossing, inner]), np.concatenate(large, axis=1)


def _refined_beside(whole: Mentions, rule: Rule, rows: Places, bounds: tuple[int, int]) -> list[Places]:
    """Return folded pairs with a new mention of blocks too large, divided by each further part of the rule in its turn."""
    count, most = bounds
    parts, found = Parts(whole.taken(rows)), []
    for part in rule.then:
        table = parts.keyed((*rule.parts, part))
        places = rows[table.places]
        before, after = places < count, places >= count
        old, new = Keyed(table.keys[before], places[before]), Keyed(table.keys[after], places[after])
        found.append(_beside(old, new, (len(whole), most))[0])
    return found


def _merged(old: Keyed, new: Keyed) -> Keyed:
    at = np.searchsorted(old.keys, new.keys, side="right")
    return Keyed(np.insert(old.keys, at, new.keys), np.insert(old.places, at, new.places))


def _across(mentions: Mentions, one: Places, other: Places) -> tuple[Places, Places]:
    differ = (mentions.source[one] != mentions.source[other]) | (mentions.source[one] < 0)
    return one[differ], other[differ]


def _worth(one: Places, other: Places, evidence: Nats) -> tuple[Places, Places, Nats]:
    keep = evidence > _WORTH
    return one[keep], other[keep], evidence[keep]


_NONE: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
