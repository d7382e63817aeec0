"""How alike two texts are, across Belarusian and Russian: letters folded, runs of three to five letters, rare ones counting more.

Each text becomes a vector of numbers by hashing its runs with signs (Weinberger et al. 2009), weighed by how rare a run is among the
texts at hand; the cosine of two vectors is their likeness, with an error of some hundredths. English meets neither: nothing is translated.
"""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.vocabularies import Places

Vectors = NDArray[np.float32]

WIDTH = 1024
_LONGEST = 4_000
_FOLDED = str.maketrans({
    "і": "и", "ы": "и", "й": "и", "ў": "в", "э": "е", "ё": "е", "о": "а", "щ": "ш", "ґ": "г", "ї": "и", "є": "е", "ь": "", "ъ": "",
    "'": "", "’": "",
})  # fmt: skip
_SHORTEST_RUN, _LONGEST_RUN = 3, 5
_BUCKETS = 1 << 20
_AT_ONCE = 2_000
_PAIRS_AT_ONCE = 10_000
"""Eight kilobytes a pair."""


def folded_letters(text: str) -> str:
    """Return a text in small letters in which Belarusian and Russian write alike; signs that are no letters are divisions."""
    plain = text[:_LONGEST].lower().translate(_FOLDED)
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def vectors(texts: Sequence[str]) -> Vectors:
    """Return a vector of length one for each text, or of zeros for an empty one."""
    runs = [np.fromiter(_runs(folded_letters(text)), dtype=np.int64) for text in texts]
    found, counts = np.unique(np.concatenate([np.unique(one) for one in runs]) if runs else np.zeros(0, dtype=np.int64), return_counts=True)
    rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
    made = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for place, one in enumerate(runs):
        kinds, often = np.unique(one, return_counts=True)
        weight = (1 + np.log(often)) * rarity[np.searchsorted(found, kinds)]
        sign = np.where(kinds & 1, 1.0, -1.0)
        np.add.at(made[place], (kinds >> 1) % WIDTH, (weight * sign).astype(np.float32))
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    made /= np.where(lengths > 0, lengths, 1)
    return made


def likeness(made: Vectors, left: Places, right: Places) -> NDArray[np.float32]:
    """Return the cosine of each pair of places."""
    found = np.zeros(len(left), dtype=np.float32)
    for begin in range(0, len(left), _PAIRS_AT_ONCE):
        part = slice(begin, begin + _PAIRS_AT_ONCE)
        found[part] = np.einsum("ij,ij->i", made[left[part]], made[right[part]])
    return found


def nearest(made: Vectors, most: int, least: float) -> tuple[Places, Places]:
    """Return for each text the `most` that are likest, from a likeness of `least` on, as pairs with the smaller place first."""
    lefts, rights = [], []
    for begin in range(0, len(made), _AT_ONCE):
        alike = made[begin : begin + _AT_ONCE] @ made.T
        rows = np.arange(len(alike))
        alike[rows, rows + begin] = -1.0
        best = np.argpartition(-alike, min(most, alike.shape[1] - 1), axis=1)[:, :most]
        near = alike[rows[:, None], best] >= least
        lefts.append(np.repeat(rows + begin, near.sum(axis=1)))
        rights.append(best[near])
    left, right = (np.concatenate(side) if side else np.zeros(0, dtype=np.int64) for side in (lefts, rights))
    return np.minimum(left, right), np.maximum(left, right)


def _runs(text: str) -> Iterator[int]:
    for word in text.split():
        edged = f" {word} "
        for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1):
            for at in range(max(1, len(edged) - length + 1)):
                yield zlib.crc32(edged[at : at + length].encode()) % _BUCKETS
