"""All that an edition says, before it becomes pages and files: incidents as told, figures with their hidden cells, what went out of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kniha.book.publishing.public import Counted, Released
from kniha.runs.releases.coarsening import Coarseness, Told, Town, told
from kniha.runs.releases.counting import ALL, Figures, Key, figures, lines
from kniha.runs.releases.hiding import Hidden, hide
from kniha.vocab.canonical import JSON, canonical


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as it is shown: `people` is None where it is hidden; `last` is what was last shown of it, then or now, or None."""

    people: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Before:
    """What the edition before said; empty where there was none. `gone` are public numbers with the day on which each went out."""

    bundle: str = ""
    incidents: tuple[Told, ...] = ()
    figures: Mapping[Key, Figure] = field(default_factory=dict)
    gone: tuple[tuple[str, str], ...] = ()

    @property
    def last(self) -> Mapping[Key, int]:
        """What was last shown of each cell."""
        return {cell: one.last for cell, one in self.figures.items() if one.last is not None}


@dataclass(frozen=True, slots=True)
class Content:
    """What an edition says. `went` are the numbers that go out with it; `refused` counts by reason what two released and stays."""

    incidents: tuple[Told, ...]
    figures: Mapping[Key, Figure]
    went: tuple[str, ...]
    before: Before
    counted: Figures
    hidden: Hidden
    refused: Mapping[str, int]
    uncounted: int

    def digest(self) -> str:
        """SHA-256 of what would leave: two publishers agree to this and to nothing else."""
        said = hashlib.sha256()
        for part in (*self._incidents(), *self._figures(), list(self.went), self.before.bundle):
            said.update(canonical(part) + b"\n")
        return said.hexdigest()

    def _incidents(self) -> Iterable[JSON]:
        return ([one.number, one.when, one.place, one.kinds, one.forces] for one in self.incidents)

    def _figures(self) -> Iterable[JSON]:
        return ([*cell, one.people, one.last] for cell, one in sorted(self.figures.items()))


def content_of(found: Iterable[Released | str], before: Before, how: Coarseness, town: Town) -> Content:
    """Coarsen what is released, count it, hide what must be hidden, and hold it against the edition before."""
    refused: Counter[str] = Counter()
    incidents: list[Told] = []
    countable: list[tuple[Told, Sequence[Counted]]] = []
    for one in found:
        if isinstance(one, str):
            refused[one] += 1
            continue
        incidents.append(told(one, how, town))
        if one.may_count:
            countable.append((incidents[-1], one.acts))
    counted = figures(countable)
    hidden = hide(counted, lines(counted), before.last, how)
    numbers = {one.number for one in incidents}
    return Content(
        incidents=tuple(sorted(incidents)),
        figures=_shown(counted, hidden, before.last),
        went=tuple(sorted(one.number for one in before.incidents if one.number not in numbers)),
        before=before,
        counted=counted,
        hidden=hidden,
        refused=dict(sorted(refused.items())),
        uncounted=len(incidents) - len(countable),
    )


def _shown(counted: Figures, hidden: Hidden, last: Mapping[Key, int]) -> Mapping[Key, Figure]:
    """Each cell as it is shown; a cell of nobody that was shown before is remembered as nobody."""
    shown = {cell: Figure(None, last.get(cell)) if cell in hidden.why else Figure(one.people, one.people) for cell, one in counted.items()}
    return shown | {cell: Figure(0, 0) for cell in last if cell not in counted}


_MOST = 200
"""How many incidents or cells the report names of a kind: the rest is counted."""


def privacy_report(content: Content, how: Coarseness) -> Mapping[str, JSON]:
    """What goes out anew, what goes out no more, what changed, how small the smallest is, what was refused and why (§5)."""
    before = {one.number: one for one in content.before.incidents}
    new = [one.number for one in content.incidents if one.number not in before]
    changed = [one.number for one in content.incidents if before.get(one.number, one) != one]
    alike = Counter((one.when, one.place) for one in content.incidents)
    alone = [one.number for one in content.incidents if alike[one.when, one.place] < how.smallest]
    shown = sorted((cell for cell, one in content.figures.items() if one.people), key=lambda cell: (content.figures[cell].people, cell))
    return {
        "incidents": len(content.incidents),
        "new": _some(new),
        "gone": _some(content.went),
        "changed": _some(changed),
        "alone": _some(alone),
        "refused": dict(content.refused),
        "uncounted": content.uncounted,
        "cells": sum(1 for one in content.figures.values() if one.people is not None),
        "hidden": content.hidden.counts(),
        "smallest": [[*cell, content.figures[cell].people] for cell in shown[:20] if cell.kind != ALL],
        "rule": {"smallest": how.smallest, "fewest": how.fewest, "town_within_m": how.town_within_m},
        "content": content.digest(),
        "previous": content.before.bundle,
    }


def _some(numbers: Sequence[str]) -> JSON:
    return {"count": len(numbers), "first": list(numbers[:_MOST])}
