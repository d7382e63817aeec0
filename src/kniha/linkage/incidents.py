"""Accounts to incidents: do two accounts tell of one event, by time, place with both uncertainties, acts, people, units and words.

Accounts are compared where their days and places come near, and where their words are alike wherever they say it was; never more than a
bound allows. Weights are those of data/incidents.json; how often strangers agree is counted in the table where it is large enough.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np

from kniha.linkage.accounts import SETS, Accounts, Numbers
from kniha.linkage.blocking import PAIRS_OF_A_BLOCK, Keyed, LeftOut, Rule, divided, left, mixed, once, paired
from kniha.linkage.clusters import Edges, edges
from kniha.linkage.levels import Levels
from kniha.linkage.parameters import Weighed
from kniha.linkage.scoring import Nats, Step, probability
from kniha.linkage.texts import likeness, nearest
from kniha.linkage.vocabularies import ABSENT, Codes, Flags, Places

FIELDS = ("time", "site", *SETS, "text")
_EARTH_M = 6_371_000.0
_SLACK_H = 12.0
_DAY_H = 24.0
_MOST_DAYS = 4
_CELL_DEGREES = 0.5
_NEAREST, _LEAST_LIKE = 10, 0.35
_MOST_BY_WORDS = 50_000
_LIKE = (0.75, 0.55, 0.4, 0.28, 0.15)
_STRANGERS, _LEAST_ACCOUNTS, _LEANING = 200_000, 200, 200.0
_MOST_NATS = 9.0
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class IncidentWeights:
    """m and u of each level of each field, the prior, and how much nats count together."""

    fields: Mapping[str, Weighed]
    prior: float
    slope: float


@dataclass(frozen=True, slots=True)
class IncidentIndex:
    """Accounts compared: what clusters and pairs are made of."""

    accounts: Accounts
    weights: IncidentWeights
    edges: Edges
    compared: int
    left_out: tuple[LeftOut, ...]
    across_sources: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in their order."""
        return self.accounts.ids

    @property
    def source(self) -> Codes:
        """The source of each."""
        return self.accounts.source

    @property
    def told_first(self) -> Places:
        """Each account is compared: words that are the same may be copied, and that is for somebody to see."""
        return np.arange(len(self.accounts))

    @property
    def prior(self) -> float:
        """The log odds before anything is compared."""
        return float(np.log(self.weights.prior / (1 - self.weights.prior)))

    def log_odds(self, one: Places, other: Places) -> Nats:
        """Return the log odds of each pair of places."""
        return evidence(self.accounts, self.weights, one, other) + self.prior

    def waterfalls(self, one: Places, other: Places) -> Iterator[tuple[Step, ...]]:
        """Yield for each pair the prior and what each field adds, the weightiest first."""
        columns = [(name, codes(name), levels(self.accounts, name, one, other), self.weights.fields[name].nats) for name in FIELDS]
        for place in range(len(one)):
            steps = [
                Step(name, said[level[place]], nats[level[place]] * self.weights.slope)
                for name, said, level, nats in columns
                if level[place]
            ]
            yield (Step("prior", "", self.prior), *sorted(steps, key=lambda step: (-abs(step.nats), step.about)))


def index_incidents(accounts: Accounts, *, across_sources: bool = False, most: int = PAIRS_OF_A_BLOCK) -> IncidentIndex:
    """Compare accounts with each other; the prior is learned from the pairs."""
    pairs, left_out = _near(accounts, most)
    one, other = np.divmod(pairs, max(1, len(accounts)))
    if across_sources:
        differ = (accounts.source[one] != accounts.source[other]) | (accounts.source[one] == ABSENT)
        one, other = one[differ], other[differ]
    weights = _with_strangers(accounts, shipped(), (one, other))
    nats = evidence(accounts, weights, one, other)
    weights = replace(weights, prior=_prior(nats, weights.prior, len(accounts)))
    made = edges(one, other, nats + np.log(weights.prior / (1 - weights.prior)))
    return IncidentIndex(accounts, weights, made, len(one), left_out, across_sources)


def evidence(accounts: Accounts, weights: IncidentWeights, one: Places, other: Places) -> Nats:
    """Return the nats of all fields of each pair, without the prior."""
    whole = np.zeros(len(one))
    for name in FIELDS:
        whole += np.array(weights.fields[name].nats)[levels(accounts, name, one, other)]
    return whole * weights.slope


def levels(accounts: Accounts, name: str, one: Places, other: Places) -> Levels:
    """Return the level of each pair in one field; 0 where a side says nothing."""
    if name == "time":
        return _times(accounts, one, other)
    if name == "site":
        return _sites(accounts, one, other)
    if name == "text":
        told = (np.abs(accounts.words).sum(axis=1) > _NOTHING)[one] & (np.abs(accounts.words).sum(axis=1) > _NOTHING)[other]
        return _graded(-likeness(accounts.words, one, other).astype(np.float64), tuple(-least for least in _LIKE), told)
    sets = accounts.sets[name]
    return np.array([_shared(sets[a], sets[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)], dtype=np.int8)


@cache
def shipped() -> IncidentWeights:
    """Return the weights as they ship."""
    fields = {name: Weighed(tuple(row["m"]), tuple(row["u"])) for name, row in _document()["fields"].items()}
    return IncidentWeights(fields, _document()["prior"], _document()["slope"])


@cache
def codes(name: str) -> tuple[str, ...]:
    """Return the codes of the levels of a field, `absent` first."""
    return ("absent", *_document()["fields"][name]["levels"])


@cache
def _document() -> Mapping[str, Any]:  # Any: our own file, read into values above
    document: Mapping[str, Any] = json.loads((files("kniha.linkage") / "data" / "incidents.json").read_text(encoding="utf-8"))
    return document


def _times(accounts: Accounts, one: Places, other: Places) -> Levels:
    gap = np.maximum(accounts.first[one], accounts.first[other]) - np.minimum(accounts.last[one], accounts.last[other])
    return _graded(gap, (0.0, 3.0, 24.0, 72.0, 168.0), ~np.isnan(gap))


def _sites(accounts: Accounts, one: Places, other: Places) -> Levels:
    lats, lons = np.radians(accounts.lat), np.radians(accounts.lon)
    half = np.sin((lats[one] - lats[other]) / 2) ** 2 + np.cos(lats[one]) * np.cos(lats[other]) * np.sin((lons[one] - lons[other]) / 2) ** 2
    apart = 2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    beyond = apart - np.hypot(accounts.radius_m[one], accounts.radius_m[other])
    return _graded(beyond, (0.0, 1_000.0, 10_000.0, 100_000.0), ~np.isnan(beyond))


def _graded(values: Numbers, most: tuple[float, ...], told: Flags) -> Levels:
    """Return which of rising bounds a value does not pass, from 1 on; 0 where it is not told."""
    found: Levels = np.where(told, 1 + np.searchsorted(np.array(most), np.where(told, values, 0.0), side="left"), 0).astype(np.int8)
    return found


def _shared(one: frozenset[int], other: frozenset[int]) -> int:
    if not one or not other:
        return 0
    return 1 if one == other else 2 if one & other else 3


def _near(accounts: Accounts, most: int) -> tuple[Places, tuple[LeftOut, ...]]:
    """Return folded pairs that are worth comparing, and what was left out."""
    made, left_out = [np.zeros(0, dtype=np.int64)], []
    for rule, table in (("day-place", _keyed(accounts, with_place=True)), ("day", _keyed(accounts, with_place=False))):
        small, large = divided(table, most)
        made.append(paired(small, len(accounts)))
        if large.shape[1]:
            left_out.append(left(Rule(rule, (), ()), large))
    if len(accounts) <= _MOST_BY_WORDS:
        one, other = nearest(accounts.words, _NEAREST, _LEAST_LIKE)
        made.append(one * len(accounts) + other)
    return once(np.concatenate(made)), tuple(left_out)


def _keyed(accounts: Accounts, *, with_place: bool) -> Keyed:
    """Return keys of days (with half a day before and after) and, with places, of cells in grids that overlap by half."""
    begin = np.floor((accounts.first - _SLACK_H) / _DAY_H)
    end = np.minimum(np.floor((accounts.last + _SLACK_H) / _DAY_H), begin + _MOST_DAYS)
    places, keys = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint64)]
    grids = tuple(product((0.0, 0.5), repeat=2)) if with_place else ((0.0, 0.0),)
    for day, (up, aside) in product(range(_MOST_DAYS + 1), grids):
        cells = (
            [np.floor(side / _CELL_DEGREES + shift) for side, shift in ((accounts.lat, up), (accounts.lon, aside))] if with_place else []
        )
        columns = [begin + day, *cells]
        have = np.flatnonzero((begin + day <= end) & ~np.isnan(np.sum(columns, axis=0)))
        grid = np.full(len(have), int(2 * up + 4 * aside), dtype=np.int32)
        places.append(have)
        keys.append(mixed([*(column[have].astype(np.int32) for column in columns), grid]))
    place, key = np.concatenate(places), np.concatenate(keys)
    order = np.lexsort((place, key))
    return Keyed(key[order], place[order])


def _with_strangers(accounts: Accounts, start: IncidentWeights, near: tuple[Places, Places]) -> IncidentWeights:
    """Return weights with u as pairs of the table have it that are of two incidents as far as is known.

    Of time and place random pairs say it; of all else those that are near in time and place, for one night's accounts are alike anyway.
    """
    if len(accounts) < _LEAST_ACCOUNTS:
        return start
    one, other = np.random.default_rng(1).integers(0, len(accounts), (2, _STRANGERS))
    some = np.random.default_rng(2).permutation(len(near[0]))[:_STRANGERS]
    fields = {}
    for name, weighed in start.fields.items():
        left, right = (one[one != other], other[one != other]) if name in {"time", "site"} else (near[0][some], near[1][some])
        strangers = evidence(accounts, start, left, right) < np.log(len(accounts))
        counts = np.bincount(levels(accounts, name, left, right)[strangers], minlength=len(weighed.u) + 1)[1:]
        whole = counts + _LEANING * np.array(weighed.u)
        fields[name] = _falling(weighed.m, whole / whole.sum())
    return replace(start, fields=fields)


def _falling(m: tuple[float, ...], u: Numbers) -> Weighed:
    """Return m and u such that no level weighs more than `_MOST_NATS`, nor more than a nearer one."""
    nats = np.minimum.accumulate(np.minimum(np.log(np.array(m) / u), _MOST_NATS))
    return Weighed(m, tuple((np.array(m) / np.exp(nats)).tolist()))


def _prior(nats: Nats, before: float, count: int) -> float:
    prior, whole = before, count * (count - 1) / 2
    for _ in range(60):
        expected = float(probability(nats + np.log(prior / (1 - prior))).sum())
        prior = (expected + before * 1_000) / (whole + 1_000)
    return min(0.5, max(1e-15, prior))
