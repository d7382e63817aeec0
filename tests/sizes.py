"""How much of one and the same a check does, and how much `make soak` (ADR 0080): the one place that says it.

A size is how many examples, repetitions or combinations one assertion gets. What is asserted is no size: it is the same in both, and each
page, language, width, form and database comes up in a check at least once. What a check leaves out it leaves out by a fixed seed.
"""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

One = TypeVar("One")
SOAKING = os.environ.get("SOAK") == "1"
ON_POSTGRESQL = os.environ.get("KNIHA_DATABASE", "").startswith("postgresql")
"""Whether this is the run that repeats tests on PostgreSQL, beside one of the same on SQLite."""
PART_REPEATED = 4
EXAMPLES = 5 if ON_POSTGRESQL else 20
"""Of one property, made up by hypothesis in a check; what is dearer names fewer itself."""
EXAMPLES_SOAKING = 3000


def examples(named: int) -> int:
    """Return how many examples a property gets that names `named` of them: all in a soak, at most `EXAMPLES` in a check."""
    return named if SOAKING else min(named, EXAMPLES)


def sampled(combinations: Sequence[One], count: int, *, of: str) -> list[One]:
    """Return all in a soak; in a check `count` of them in their order, chosen by `of`, the name of what is sampled: the same each time."""
    if SOAKING or count >= len(combinations):
        return [*combinations]
    kept = random.Random(of).sample(range(len(combinations)), count)
    return [combinations[place] for place in sorted(kept)]


def repeated(combinations: Sequence[One], *, of: str) -> list[One]:
    """Return those of a test's combinations that a check runs again on PostgreSQL, beside all of them on SQLite: every fourth."""
    return sampled(combinations, -(-len(combinations) // PART_REPEATED), of=of)
