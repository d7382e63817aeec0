"""The chain of custody: where it does not close. Pure: it judges what was entered, and enters nothing.

A court asks of each step who had the item before and who had it after. A gap is told where it is; it is no error to have one, it is one
to hide it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

BEGINNINGS = frozenset({"acquired", "received", "handed-over"})
RETURNS = frozenset({"taken-back", "received"})
OURS = frozenset({"accessed", "copied", "analysed", "shown", "handed-over", "moved", "derived", "exported"})
"""Steps that only whoever has the item can take."""
BY_HAND = ("received", "handed-over", "taken-back", "copied", "analysed", "shown", "moved", "checked", "damaged", "gap")
"""What a registrar enters of a file; the other kinds the register enters itself, as they happen. The end of a file is its erasure."""
BY_HAND_OF_THINGS = (*BY_HAND, "destroyed")
FROM_TO = frozenset({"received", "handed-over", "taken-back"})
"""Steps that have two sides."""


class Step(Protocol):
    """One event of custody, as it is held."""

    kind: str
    at: datetime
    giver: str
    taken_by: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the chain does not close: the place of the step, and a code of the list `custody-gaps`."""

    place: int
    code: str


def gaps(steps: Sequence[Step]) -> tuple[Gap, ...]:
    """Return the gaps in `steps`, which are in the order of their time."""
    return tuple(_gaps(steps))


def _gaps(steps: Sequence[Step]) -> Iterator[Gap]:
    if steps and (steps[0].kind not in BEGINNINGS or not steps[0].giver):
        yield Gap(0, "no-beginning")
    away, is_destroyed, damaged = "", False, -1
    for place, step in enumerate(steps):
        if is_destroyed:
            yield Gap(place, "after-its-end")
        if step.kind == "gap":
            yield Gap(place, "told")
        if away and step.kind in RETURNS:
            if _told(step) and step.giver.casefold() != away.casefold():
                yield Gap(place, "from-another-hand")
            away = ""
        elif away and step.kind in OURS:
            yield Gap(place, "not-taken-back")
        if step.kind == "handed-over":
            away = step.taken_by
        damaged = place if step.kind == "damaged" else -1 if step.kind == "checked" else damaged
        is_destroyed = is_destroyed or step.kind in {"destroyed", "erased"}
    if damaged >= 0:
        yield Gap(damaged, "damaged")


def _told(step: Step) -> bool:
    """Whether a registrar told of the step. What the register enters itself names a process as its giver, and no hand."""
    return bool(step.taken_by)
