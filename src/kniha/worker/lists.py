"""The worker's duty to look through and enter lists that were brought to the desk (docs/adr/0036)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kniha.book.work import lists
from kniha.book.work.models import BroughtList
from kniha.runs.importing.brought import Importer

TURN = 5.0
"""Seconds of one turn: the other duties wait no longer for a list."""

Tick = Callable[[], float]


@dataclass(slots=True)
class Lists:
    """One list at a time, the one that has waited longest first; what is under way goes on in the next turn."""

    importer: Importer
    worker: str
    clock: Callable[[], datetime]
    tick: Tick = time.monotonic
    _at: tuple[BroughtList, Iterator[tuple[int, int | None]]] | None = None

    def work(self) -> bool:
        """Work on a list for one turn."""
        self.importer.remove_gone()
        if self._at is None:
            brought = lists.claimed(self.worker, self.clock())
            if brought is None:
                return False
            self._at = brought, self.importer.steps(brought)
        # Whatever fails below is begun anew in a later turn: what was entered is known by then.
        (brought, steps), self._at = self._at, None
        until = self.tick() + TURN
        for done, count in steps:
            if not lists.keep_at(brought, self.clock(), done=done, count=count):
                return True  # stopped, or forgotten
            if self.tick() > until:
                self._at = brought, steps
                return True
        return True
