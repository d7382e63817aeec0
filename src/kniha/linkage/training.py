"""Parameters learned from a table without labels: u from random pairs, m by expectation and maximisation over blocks.

Winkler 1988 and, for the way of taking blocks in turn, Enamorado, Fifield and Imai 2019: of the pairs that one rule brings together all
fields are learned but those of the rule, which agree there by themselves. Rare levels lean on what they were before, so that a small
table learns little and cannot learn nonsense.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.blocking import PAIRS_OF_A_BLOCK, Rule, blocked
from kniha.linkage.levels import LEVELS, Judge, Levels, kind_of
from kniha.linkage.mentions import Mentions
from kniha.linkage.parameters import FIELDS, Parameters, Weighed

Floats = NDArray[np.float64]

RANDOM_PAIRS = 300_000
PAIRS_OF_A_RULE = 150_000
ROUNDS = 40
_LEANING_M, _LEANING_U = 50.0, 20.0
"""Pairs' worth of what was known before."""
LEAST_MENTIONS = 200
"""In a smaller table random pairs are too often of one person to say how strangers agree."""
_LEAST_PAIRS = 200
_RULES = (
    (Rule("surname", ("surname",), ("given", "year", "unit")), ("surname",)),
    (Rule("birth", ("dob",), ("birth_place", "place")), ("dob",)),
    (Rule("postcode", ("postcode",), ()), ("postcode", "birth_place", "place")),
    (Rule("given-place", ("given", "birth_place"), ("year", "occupation")), ("given", "birth_place", "postcode")),
    (Rule("given-unit", ("given", "unit"), ("place", "rank")), ("given", "unit")),
)
"""Which pairs are learned from, and which fields not from them."""


class Learned(NamedTuple):
    """Parameters, and how many pairs of each rule they come from."""

    parameters: Parameters
    pairs: Mapping[str, int]


def trained(mentions: Mentions, start: Parameters, *, seed: int = 1) -> Learned:
    """Return parameters learned from `mentions`, beginning from and leaning on `start`; `seed` chooses the random pairs."""
    told = [name for name in FIELDS if mentions.told(name)]
    if len(mentions) < LEAST_MENTIONS or not told:
        return Learned(start, {})
    draw = np.random.default_rng(seed)
    judge = Judge(mentions.vocabulary.words)
    u = _of_strangers(mentions, judge, told, (start, draw))
    now = replace(start, fields={name: Weighed(weighed.m, u.get(name, weighed.u)) for name, weighed in start.fields.items()})
    sums = {name: np.zeros(len(now.fields[name].m)) for name in told}
    counts: dict[str, int] = {}
    for rule, without in _RULES:
        pairs = blocked(mentions, most=PAIRS_OF_A_BLOCK, asked=(rule,)).pairs
        if len(pairs) < _LEAST_PAIRS:
            continue
        if len(pairs) > PAIRS_OF_A_RULE:
            pairs = pairs[np.sort(draw.choice(len(pairs), PAIRS_OF_A_RULE, replace=False))]
        counts[rule.code] = len(pairs)
        left, right = np.divmod(pairs, len(mentions))
        free = [name for name in told if name not in without]
        levels = {name: judge.levels(mentions, name, left, right) for name in free}
        for name, expected in _expected(levels, now).items():
            sums[name] += expected
    fields = {
        name: Weighed(_leaning(sums[name], weighed.m, _LEANING_M), weighed.u) if name in sums else weighed
        for name, weighed in now.fields.items()
    }
    return Learned(replace(now, fields=fields, pairs=sum(counts.values())), counts)


def _of_strangers(
    mentions: Mentions, judge: Judge, told: Sequence[str], given: tuple[Parameters, np.random.Generator]
) -> dict[str, tuple[float, ...]]:
    """Return u of each field from random pairs, without those that are of one person as far as is known before."""
    start, draw = given
    left, right = draw.integers(0, len(mentions), (2, min(RANDOM_PAIRS, len(mentions) * (len(mentions) - 1) // 2)))
    left, right = left[left != right], right[left != right]
    levels = {name: judge.levels(mentions, name, left, right) for name in told}
    evidence = sum(np.array(start.fields[name].nats)[found] for name, found in levels.items())
    strangers = evidence < np.log(len(mentions))
    return {name: _leaning(_counted(found[strangers], name), start.fields[name].u, _LEANING_U) for name, found in levels.items()}


def _counted(levels: Levels, name: str, weights: Floats | None = None) -> Floats:
    return np.bincount(levels, weights, minlength=len(LEVELS[kind_of(name)]))[1:].astype(np.float64)


def _leaning(counts: Floats, before: Sequence[float], pairs: float) -> tuple[float, ...]:
    total = counts + pairs * np.array(before)
    return tuple((total / total.sum()).tolist())


def _expected(levels: Mapping[str, Levels], start: Parameters) -> dict[str, Floats]:
    """Return how many pairs of one person are expected at each level, by expectation and maximisation over patterns of levels."""
    patterns, counts = _patterns(levels)
    m = {name: np.array(start.fields[name].m) for name in levels}
    u = {name: np.array(start.fields[name].u) for name in levels}
    share = 0.2
    found = {name: np.zeros(len(m[name])) for name in levels}
    for _ in range(ROUNDS):
        nats = np.log(share / (1 - share)) + sum(
            np.concatenate([[0.0], np.log(m[name] / u[name])])[patterns[:, place]] for place, name in enumerate(levels)
        )
        chances = counts / (1.0 + np.exp(-np.clip(nats, -500, 500)))
        found = {name: _counted(patterns[:, place], name, chances) for place, name in enumerate(levels)}
        m = {name: np.array(_leaning(found[name], start.fields[name].m, _LEANING_M)) for name in levels}
        after = min(0.999, max(1e-6, float(chances.sum() / counts.sum())))
        if abs(after - share) < 1e-5 * share:
            break
        share = after
    return found


def _patterns(levels: Mapping[str, Levels]) -> tuple[NDArray[np.int8], Floats]:
    """Return each pattern of levels once, and how many pairs have it."""
    code = np.zeros(len(next(iter(levels.values()))), dtype=np.int64)
    for name, found in levels.items():
        code = code * len(LEVELS[kind_of(name)]) + found
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    return np.stack([found[first] for found in levels.values()], axis=1), counts.astype(np.float64)
