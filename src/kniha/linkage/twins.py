"""Mentions told again: those that say the very same of somebody, and enough of it to be one person's, are compared once.

The same list read in twice, an officer named by three hundred people in the same words: each such mention would meet each other one in
blocks too large to be compared, and none of it would be further evidence. What says little ("Сяргей") is never taken for the same.
"""

from collections.abc import Collection

import numpy as np

from kniha.linkage.blocking import Keys, mixed
from kniha.linkage.mentions import Mentions
from kniha.linkage.scoring import Scorer
from kniha.linkage.vocabularies import Flags, Places

_SURE = 3.0
"""Nats beyond those that one among all mentions needs."""


def contents(mentions: Mentions) -> Keys:
    """Return a number for what each mention says, the same for the same."""
    return mixed(list(mentions.slots.values()))


def told_enough(scorer: Scorer) -> Flags:
    """Return which mentions say so much that another which says the same is surely of the same person."""
    every = np.arange(len(scorer.mentions))
    enough: Flags = scorer.evidence(every, every) >= np.log(max(2, len(every))) + _SURE
    return enough


def told_first(scorer: Scorer, separate: Collection[str] = ()) -> Places:
    """Return for each mention the place of the first that says the same, and its own where none does or too little is said.

    Mentions with ids in `separate` stay by themselves: registrars have spoken of them.
    """
    mentions = scorer.mentions
    first = np.arange(len(mentions))
    keys = contents(mentions)
    able = told_enough(scorer)
    if separate:
        able &= ~np.array([one in separate for one in mentions.ids], dtype=np.bool_)
    places = np.flatnonzero(able)
    places = places[np.argsort(keys[places], kind="stable")]
    heads = np.concatenate([[True], keys[places][1:] != keys[places][:-1]]) if len(places) else np.zeros(0, dtype=np.bool_)
    group = places[heads][np.cumsum(heads) - 1] if len(places) else places
    alike = same_contents(mentions, places, group)
    first[places[alike]] = group[alike]
    return first


def same_contents(mentions: Mentions, one: Places, other: Places) -> Flags:
    """Return which pairs of places say the very same."""
    same: Flags = np.logical_and.reduce([codes[one] == codes[other] for codes in mentions.slots.values()])
    return same
