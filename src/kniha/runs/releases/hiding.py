"""Which cells of public figures are hidden, so that neither sums nor the edition before give them back. Pure.

Primary: a cell of few people, or of few incidents, or one that changed by few since it was last shown. Complementary: more cells, until no
hidden cell follows from those that are shown (docs/methods/publication.md §4; Willenborg and de Waal, Elements of Statistical Disclosure
Control, 2001, ch. 6, for primary and secondary suppression).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kniha.runs.releases.coarsening import Coarseness
from kniha.runs.releases.counting import ALL, Figures, Key

_PRIME = 2**31 - 1
"""Sums are solved modulo a prime: exact, and no number grows."""

Line = tuple[Key, ...]
Shown = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden cells, by why: `small` and `few` and `changed` are primary, `with-others` complementary."""

    why: Mapping[Key, str]

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {why: list(self.why.values()).count(why) for why in ("small", "few", "changed", "others")}


def hide(found: Figures, lines: Sequence[Line], last: Shown, how: Coarseness) -> Hidden:
    """Return what is hidden of `found`, whose sums are `lines`; `last` is what was last shown of each cell, in any edition before."""
    why = {cell: reason for cell in found if (reason := _primary(cell, found, last, how))}
    hidden, reading = set(why), _Reading(found, lines, last, how.smallest)
    while more := reading.gives_back(hidden):
        hidden |= more
    return Hidden(why | dict.fromkeys(sorted(hidden - why.keys()), "others"))


def _primary(cell: Key, found: Figures, last: Shown, how: Coarseness) -> str:
    here = found[cell]
    if here.people < how.smallest:
        return "small"
    if here.incidents < how.fewest:
        return "few"
    return "changed" if 0 < abs(here.people - last.get(cell, here.people)) < how.smallest else ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a reader with all editions and a pencil can work out."""

    found: Figures
    lines: Sequence[Line]
    last: Shown
    smallest: int

    def gives_back(self, hidden: frozenset[Key] | set[Key]) -> set[Key]:
        """Cells to hide as well, for what is shown would give a hidden one back; empty where it does not."""
        more: set[Key] = set()
        for line in self.lines:
            if self._tells(line, hidden | more):
                more |= self._another(line, hidden | more)
        return more or self._for_determined(hidden)

    def _for_determined(self, hidden: frozenset[Key] | set[Key]) -> set[Key]:
        """One more cell where the sums together determine a hidden one: of its own lines, or else of any that hold hidden ones."""
        for cell in _determined(self.lines, hidden):
            own = [line for line in self.lines if cell in line]
            touched = [line for line in self.lines if not hidden.isdisjoint(line)]
            for line in (*own, *touched):
                if one := self._another(line, hidden):
                    return one
        return set()

    def _tells(self, line: Line, hidden: frozenset[Key] | set[Key]) -> bool:
        """Whether one cell alone is hidden in the line, or the hidden ones together are few, or changed together by few."""
        inside = [cell for cell in line if cell in hidden]
        if len(inside) == 1:
            return True
        if not inside or line[-1] in hidden:
            return False
        if sum(self.found[cell].people for cell in inside) < self.smallest:
            return True
        if any(cell not in self.last for cell in inside):
            return False
        return 0 < abs(sum(self.found[cell].people - self.last[cell] for cell in inside)) < self.smallest

    def _another(self, line: Line, hidden: frozenset[Key] | set[Key]) -> set[Key]:
        """The cell of the line that is missed least: no sum, one that changed, the smallest. Nothing where all are hidden."""
        shown = [cell for cell in line if cell not in hidden]
        if not shown:
            return set()
        return {min(shown, key=lambda cell: (_is_sum(cell), self.last.get(cell) == self.found[cell].people, self.found[cell].people, cell))}


def _is_sum(cell: Key) -> int:
    return (cell.kind == ALL) + (cell.column == ALL)


def _determined(lines: Iterable[Line], hidden: Collection[Key]) -> Iterator[Key]:
    """The hidden cells that follow from what is shown: those that the sums, solved for the hidden ones, leave no room."""
    order = {cell: place for place, cell in enumerate(sorted(hidden))}
    rows = [row for line in lines if any(row := _row(line, order))]
    if not rows:
        return
    solved = _reduced(np.array(rows, dtype=np.int64) % _PRIME)
    names = list(order)
    for row in solved:
        places = np.flatnonzero(row)
        if len(places) == 1:
            yield names[int(places[0])]


def _row(line: Line, order: Mapping[Key, int]) -> list[int]:
    row = [0] * len(order)
    for cell in line:
        if cell in order:
            row[order[cell]] = -1 if cell == line[-1] else 1
    return row


def _reduced(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The reduced row echelon form modulo the prime."""
    done = 0
    for column in range(rows.shape[1]):
        found = np.flatnonzero(rows[done:, column])
        if len(found) == 0:
            continue
        rows[[done, done + found[0]]] = rows[[done + found[0], done]]
        rows[done] = rows[done] * pow(int(rows[done, column]), _PRIME - 2, _PRIME) % _PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != done]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[done][None, :]) % _PRIME
        done += 1
        if done == len(rows):
            break
    return rows
