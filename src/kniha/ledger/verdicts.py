"""Steps and verdicts: how a verification tells what it did (docs/spec/files.md §9). Which steps there are, `verifier` knows."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum

from kniha.ledger.checkpoints import Checkpoint
from kniha.ledger.records import Disclosed, Record
from kniha.vocab.errors import BrokenError, KnihaError


class Outcome(Enum):
    """How a step ended."""

    HOLDS = "holds"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"
    NOT_REACHED = "not reached"


class Status(IntEnum):
    """The exit status that a verdict asks for."""

    HOLDS = 0
    WRONG = 1
    NOT_CHECKED = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the spec, as it went."""

    number: int
    name: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a file that holds has to say: entries as far as shown, and the rows that follow."""

    title: str
    entries: tuple[Disclosed, ...]
    record: Record = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a file: the steps, in `words` what follows from them, and what remains `open` to the reader.

    `open` is said of a file found wrong too: that a log signed two pasts matters only where the keys are the log's.
    `head` (the newest of several) and `shown` are there only where all holds.
    """

    steps: tuple[Step, ...]
    words: str
    open: tuple[str, ...] = ()
    head: Checkpoint | None = None
    shown: Shown | None = None

    @property
    def status(self) -> Status:
        """Something wrong counts more than something that could not be checked."""
        outcomes = {step.outcome for step in self.steps}
        if Outcome.WRONG in outcomes:
            return Status.WRONG
        return Status.NOT_CHECKED if Outcome.NOT_CHECKED in outcomes or not outcomes else Status.HOLDS

    @property
    def holds(self) -> bool:
        """Whether every step held."""
        return self.status is Status.HOLDS


@dataclass(frozen=True, slots=True)
class Held:
    """How a step that is not wrong went: what was checked, what it leaves open; `checked` is false where it could not be."""

    detail: str
    open: tuple[str, ...] = ()
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk that reached its end has to say."""

    words: str
    head: Checkpoint | None = None
    shown: Shown | None = None


Walk = Generator[Held, None, Found]
"""Yields each step that is not wrong, in order; raises KnihaError at the first that is."""


def judge(names: Sequence[str], walk: Callable[[], Walk]) -> Verdict:
    """Return how the steps called `names` went; the first that fails ends the walk and names what is wrong."""
    held: list[Held] = []
    steps = walk()
    try:
        while True:
            held.append(next(steps))
    except StopIteration as end:
        assert len(held) == len(names), "a walk has as many steps as names"
        found: Found = end.value
        return _reached(names, held, found)
    except KnihaError as error:
        return wrong(names, held, str(error))


def check_holds(verdict: Verdict) -> None:
    """Raise BrokenError unless every step held: what leaves the house is verified first as others will verify it."""
    if not verdict.holds:
        raise BrokenError(verdict.words)


def wrong(names: Sequence[str], held: Sequence[Held], detail: str) -> Verdict:
    """Return the verdict on a file of which the step after those that are `held` is wrong, for the reason `detail`."""
    at = len(held) + 1
    steps = (
        *_steps(names, held),
        Step(at, names[at - 1], Outcome.WRONG, detail),
        *(Step(number, name, Outcome.NOT_REACHED, "") for number, name in enumerate(names[at:], at + 1)),
    )
    return Verdict(steps, f"This does not hold. Step {at}: {detail}.", _left(held))


def unread(why: str) -> Verdict:
    """Return the verdict on what cannot be read, or is of no kind known here."""
    return Verdict((), f"This could not be checked: {why}.")


def _reached(names: Sequence[str], held: Sequence[Held], found: Found) -> Verdict:
    steps, left = _steps(names, held), _left(held)
    missing = [step for step in steps if step.outcome is Outcome.NOT_CHECKED]
    if missing:
        return Verdict(steps, f"Nothing is wrong, but not all could be checked. Step {missing[0].number}: {missing[0].detail}.", left)
    return Verdict(steps, found.words, left, found.head, found.shown)


def _steps(names: Sequence[str], held: Sequence[Held]) -> tuple[Step, ...]:
    return tuple(
        Step(number, name, Outcome.HOLDS if each.checked else Outcome.NOT_CHECKED, each.detail)
        for number, (name, each) in enumerate(zip(names, held, strict=False), 1)
    )


def _left(held: Sequence[Held]) -> tuple[str, ...]:
    """What the steps left open, each point once: two heads of one file have the same keys."""
    return tuple(dict.fromkeys(point for each in held for point in each.open))
