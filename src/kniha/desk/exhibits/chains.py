"""A chain of custody as its page shows it: each step with the places at which it does not close."""

from collections.abc import Sequence
from typing import Any

from kniha.book.evidence.chain import gaps
from kniha.book.evidence.models import CustodyEvent, ThingStep
from kniha.desk.names import names_of


def shown(steps: Sequence[CustodyEvent | ThingStep]) -> dict[str, Any]:  # Any: what a template is given
    """What desk/exhibits/steps.html needs."""
    open_at: dict[int, list[str]] = {}
    for gap in gaps(steps):
        open_at.setdefault(gap.place, []).append(gap.code)
    return {
        "steps": [(step, open_at.get(place, [])) for place, step in enumerate(steps)],
        "gap_count": sum(map(len, open_at.values())),
        "names": names_of(name for step in steps for name in (step.giver, step.taker)),
    }
