"""Steps and verdicts: how a verification tells what it did (docs/spec/ledger.md §8). Which steps there are, `verifier` knows."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum

from kniha.ledger.checkpoints import Checkpoint
from kniha.ledger.keys import VerifierKey
from kniha.ledger.records import Disclosed, Record
from kniha.vocab.errors import KnihaError


class Outcome(Enum):
    """How a step ended."""

    HOLDS = "holds"
    WRONG = "wrong"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the spec, as it went."""

    number: int
    name: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof that holds has to say."""

    title: str
    keys: tuple[VerifierKey, ...]
    entries: tuple[Disclosed, ...]
    record: Record


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a file: the steps, and in `words` what follows from them. `head` and `proof` are there only where all holds."""

    steps: tuple[Step, ...]
    words: str
    head: Checkpoint | None = None
    proof: Proven | None = None

    @property
    def holds(self) -> bool:
        """Whether every step held."""
        return all(step.outcome is Outcome.HOLDS for step in self.steps)


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk that reached its end has to say."""

    words: str
    head: Checkpoint
    proof: Proven | None = None


Walk = Generator[str, None, Found]
"""Yields the detail of each step that held, in order; raises KnihaError at the first that does not."""


def judge(names: Sequence[str], walk: Callable[[], Walk]) -> Verdict:
    """Return how the steps called `names` went; the first that fails ends the walk and names what is wrong."""
    steps: list[Step] = []
    details = walk()
    try:
        for number, name in enumerate(names, 1):
            steps.append(Step(number, name, Outcome.HOLDS, next(details)))
        next(details)
    except StopIteration as end:
        found: Found = end.value
        return Verdict(tuple(steps), found.words, found.head, found.proof)
    except KnihaError as error:
        return _broken(names, steps, str(error))
    raise AssertionError("a walk has as many steps as names")


def _broken(names: Sequence[str], held: Sequence[Step], detail: str) -> Verdict:
    at = len(held) + 1
    wrong = Step(at, names[at - 1], Outcome.WRONG, detail)
    rest = (Step(number, name, Outcome.NOT_REACHED, "") for number, name in enumerate(names[at:], at + 1))
    return Verdict((*held, wrong, *rest), f"This does not hold. Step {at}: {detail}.")
