"""What levels weigh: for each field and level how often it is met among pairs of one person (m) and of two (u). Saved, read, explained.

Fellegi and Sunter 1969: a level weighs log(m/u) nats. What ships (data/parameters.json) is where training begins, and what is used for
tables too small to learn from. All numbers that stand between two mentions and a probability are in one file.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kniha.linkage.fields import KINDS
from kniha.linkage.levels import LEVELS, kind_of
from kniha.linkage.mentions import NAME_SLOTS
from kniha.vocab.errors import MalformedError, UnknownTermError

FORMAT = "kniha-linkage-1"
FIELDS = (*NAME_SLOTS, *KINDS)
_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Weighed:
    """A field: m and u of each level of its kind but `absent`, each adding up to one."""

    m: tuple[float, ...]
    u: tuple[float, ...]

    @property
    def nats(self) -> tuple[float, ...]:
        """What each level weighs, `absent` first and 0."""
        return (0.0, *(math.log(one / other) for one, other in zip(self.m, self.u, strict=True)))


@dataclass(frozen=True, slots=True)
class Parameters:
    """All that turns levels into a probability."""

    fields: Mapping[str, Weighed]
    prior: float
    """How probable it is that two mentions taken at random are one person's."""
    slope: float
    """Nats of fields count so much together: they are not independent, and added up they would promise too much."""
    pairs: int
    """So many pairs were learned from; 0: as shipped."""

    def __post_init__(self) -> None:
        if not 0.0 < self.prior < 1.0 or not 0.0 < self.slope <= _STEEPEST:
            raise MalformedError("expected a prior between 0 and 1 and a slope between 0 and 2")


def as_json(parameters: Parameters) -> str:
    """Return the parameters as a file: each level with m, u and what it weighs."""
    fields = {
        name: {
            code: {"m": round(m, 9), "u": round(u, 12), "nats": round(math.log(m / u), 3)}
            for code, m, u in zip(LEVELS[kind_of(name)][1:], weighed.m, weighed.u, strict=True)
        }
        for name, weighed in parameters.fields.items()
    }
    return json.dumps(
        {
            "format": FORMAT,
            "about": "m: how often pairs of one person agree at this level; u: pairs of two; nats: log(m/u), what the level weighs",
            "prior": parameters.prior, "slope": parameters.slope, "pairs": parameters.pairs, "fields": fields,
        },
        indent=1,
    )  # fmt: skip


def from_json(text: str | bytes) -> Parameters:
    """Return parameters read from a file; MalformedError for another file, UnknownTermError for a field or level that is not known."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError("parameters: expected JSON in UTF-8") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT or not isinstance(document.get("fields"), dict):
        raise MalformedError(f"parameters: expected a file of the format {FORMAT}")
    if unknown := sorted(set(document["fields"]) - set(FIELDS)):
        raise UnknownTermError(f"parameters: the field {unknown[0][:40]!r} is not known")
    fields = {name: _weighed(name, rows) for name, rows in document["fields"].items()}
    missing = {name: weighed for name, weighed in (shipped().fields if fields.keys() != set(FIELDS) else {}).items() if name not in fields}
    try:
        return Parameters(fields | missing, float(document["prior"]), float(document["slope"]), int(document["pairs"]))
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedError("parameters: expected the numbers prior, slope and pairs") from error


def _weighed(name: str, rows: Mapping[str, Mapping[str, float]]) -> Weighed:
    codes = LEVELS[kind_of(name)][1:]
    if set(rows) != set(codes):
        raise UnknownTermError(f"parameters: expected for {name} the levels {', '.join(codes)}")
    try:
        m, u = (tuple(float(rows[code][side]) for code in codes) for side in ("m", "u"))
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedError(f"parameters: expected numbers m and u for each level of {name}") from error
    for side in (m, u):
        if min(side) <= 0.0 or abs(sum(side) - 1.0) > _TOLERANCE:
            raise MalformedError(f"parameters: expected m and u of {name} above 0 and adding up to 1")
    return Weighed(m, u)


@cache
def shipped() -> Parameters:
    """Return the parameters as they ship."""
    return from_json((files("kniha.linkage") / "data" / "parameters.json").read_bytes())


_STEEPEST = 2.0
