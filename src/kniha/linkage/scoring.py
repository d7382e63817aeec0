"""How probable it is that two mentions are one person's, and why: nats of all fields, rare values more than frequent ones.

Fellegi and Sunter 1969, with Winkler's adjustment for frequencies: where two agree in a value, how rare it is takes the place of how rare
agreement is. The waterfall begins with the prior, and each further step is a field, its level and what it adds; they add up to the whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.levels import ELSEWHERE, LEVELS, SAME, Judge, kind_of
from kniha.linkage.mentions import NAME_SLOTS, Mentions
from kniha.linkage.parameters import FIELDS, Parameters
from kniha.linkage.vocabularies import ABSENT, HEARD, Codes, Places

Nats = NDArray[np.float64]

AT_ONCE = 500_000
_MOST_BY_FREQUENCY = 5.0
_BY_FREQUENCY = frozenset(FIELDS) - {"gender"}
_LEANING_PAIRS = 1_000.0
_ROUNDS = 60


class Step(NamedTuple):
    """A step of the waterfall: what it is about (a field, `prior`, `others`), the code of the level or empty, and nats."""

    about: str
    code: str
    nats: float


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters, and for each field what agreement in a value adds by its frequency."""

    parameters: Parameters
    rarity: Mapping[str, Nats]
    """Of a word of a name by the number of its sound, of others by the number of the value. What came later is as rare as anything."""


class Scorer:
    """Scores pairs of mentions by a model; keeps what it found of pairs of words."""

    def __init__(self, mentions: Mentions, model: Model) -> None:
        self.mentions = mentions
        self.model = model
        self._judge = Judge(mentions.vocabulary.words)

    def joined(self, mentions: Mentions) -> "Scorer":
        """Return a scorer of `mentions`, which begin with those of this one."""
        return self._with(mentions, self.model)

    def weighed(self, model: Model) -> "Scorer":
        """Return a scorer of the same mentions by another model."""
        return self._with(self.mentions, model)

    def _with(self, mentions: Mentions, model: Model) -> "Scorer":
        made = Scorer(mentions, model)
        made._judge = self._judge
        return made

    @property
    def prior(self) -> float:
        """The log odds before anything is compared."""
        return float(np.log(self.model.parameters.prior / (1 - self.model.parameters.prior)))

    def evidence(self, left: Places, right: Places) -> Nats:
        """Return the nats of all fields of each pair, without the prior."""
        whole = np.zeros(len(left))
        for begin in range(0, len(left), AT_ONCE):
            part = slice(begin, begin + AT_ONCE)
            for name in self._fields():
                whole[part] += self._weighed(name, left[part], right[part])[1]
        return whole * self.model.parameters.slope

    def log_odds(self, left: Places, right: Places) -> Nats:
        """Return the log odds of each pair."""
        return self.evidence(left, right) + self.prior

    def waterfalls(self, left: Places, right: Places) -> Iterator[tuple[Step, ...]]:
        """Yield for each pair the prior and what each field adds, the weightiest first; where a side says nothing the field is left out."""
        slope = self.model.parameters.slope
        columns = [(name, LEVELS[kind_of(name)], *self._weighed(name, left, right)) for name in self._fields()]
        for place in range(len(left)):
            steps = [Step(name, codes[levels[place]], float(nats[place]) * slope) for name, codes, levels, nats in columns if levels[place]]
            yield (Step("prior", "", self.prior), *sorted(steps, key=_weightiest))

    def _fields(self) -> list[str]:
        return [name for name in FIELDS if self.mentions.told(name)]

    def _weighed(self, name: str, left: Places, right: Places) -> tuple[NDArray[np.int8], Nats]:
        levels = self._judge.levels(self.mentions, name, left, right)
        nats = np.array(self.model.parameters.fields[name].nats)[levels]
        rarity = self.model.rarity.get(name)
        if rarity is not None and len(rarity):
            same = np.flatnonzero(levels == SAME)
            codes = _numbers(self.mentions, name, left[same])
            nats[same] += _rare(rarity, codes)
        if name == "given" and (rarity := self.model.rarity.get("surname")) is not None and len(rarity):
            crossed = np.flatnonzero(levels == ELSEWHERE)
            nats[crossed] += _rare(rarity, self._crossed(left[crossed], right[crossed]))
        return levels, nats

    def _crossed(self, left: Places, right: Places) -> Codes:
        """Return the word that is a given name on one side and a surname on the other."""
        given, other = _numbers(self.mentions, "given", left), _numbers(self.mentions, "given", right)
        theirs = [_numbers(self.mentions, name, right) for name in ("surname", "more")]
        return np.where(np.any([given == one for one in theirs], axis=0), given, other).astype(np.int32)


def model_of(mentions: Mentions, parameters: Parameters) -> Model:
    """Return a model of `parameters` with the frequencies of `mentions`."""
    rarity = {name: _rarity(_numbers(mentions, name, None)) for name in FIELDS if name in _BY_FREQUENCY and mentions.told(name)}
    return Model(parameters, rarity)


def with_prior(model: Model, evidence: Nats, mentions: int) -> Model:
    """Return the model with the prior that its own pairs bear out: as many as are expected, of all pairs that there could be."""
    whole = mentions * (mentions - 1) / 2
    before = prior = model.parameters.prior
    for _ in range(_ROUNDS):
        odds = evidence + np.log(prior / (1 - prior))
        expected = float((1.0 / (1.0 + np.exp(-np.clip(odds, -500, 500)))).sum())
        prior = (expected + before * _LEANING_PAIRS) / (whole + _LEANING_PAIRS)
    return replace(model, parameters=replace(model.parameters, prior=min(0.5, max(1e-15, prior))))


def _weightiest(step: Step) -> tuple[float, str]:
    return -abs(step.nats), step.about


def probability(log_odds: Nats) -> Nats:
    """Return probabilities of log odds."""
    chances: Nats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
    return chances


def _numbers(mentions: Mentions, name: str, places: Places | None) -> Codes:
    codes = mentions.slots[name] if places is None else mentions.slots[name][places]
    if name not in NAME_SLOTS or not len(codes):
        return codes
    return np.where(codes == ABSENT, ABSENT, mentions.vocabulary.words.table[codes, HEARD]).astype(np.int32)


def _rare(rarity: Nats, codes: Codes) -> Nats:
    return np.where(codes < len(rarity), rarity[np.minimum(codes, len(rarity) - 1)], rarity.max())


def _rarity(codes: Codes) -> Nats:
    counts = np.bincount(codes[codes != ABSENT])
    shares = np.maximum(1, counts) / counts.sum()
    agreeing = float(((counts / counts.sum()) ** 2).sum())
    rare: Nats = np.clip(np.log(agreeing / shares), -_MOST_BY_FREQUENCY, _MOST_BY_FREQUENCY)
    return rare
