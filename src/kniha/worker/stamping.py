"""The worker's duty to have signed heads stamped by every authority configured (docs/spec/timestamps.md)."""

import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.conf.authorities import Calendar, TimeAuthority
from kniha.ledger.keys import VerifierKey
from kniha.runs import stamping
from kniha.vocab.ids import RandomBytes
from kniha.worker.turns import Turns

UPGRADES_EVERY = 3600.0
"""Seconds between questions to a calendar of what became of its promises."""

_DIFFERENCE = timedelta(minutes=5)
"""Between an authority's time and ours: more is said. One of the two clocks is wrong."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Stamping:
    """Time-stamps of the newest signed head, by every authority configured; `keys` are the log's."""

    authorities: Sequence[TimeAuthority | Calendar]
    keys: Sequence[VerifierKey]
    clock: Clock
    turns: Turns
    random_bytes: RandomBytes = secrets.token_bytes
    _upgrade_at: dict[str, float] = field(default_factory=dict)

    def work(self) -> bool:
        """Ask each authority whose turn it is, once."""
        for authority in self.authorities:
            if self.turns.ready(name := f"time-stamps of {authority.name}"):
                with self.turns.asking(name):
                    self._stamp(authority)
                    if isinstance(authority, Calendar):
                        self._upgrade(authority)
        return False

    def _upgrade(self, calendar: Calendar) -> None:
        now = self.turns.tick()
        if now >= self._upgrade_at.get(calendar.name, -math.inf):
            self._upgrade_at[calendar.name] = now + UPGRADES_EVERY
            stamping.upgrade_pending(calendar, self.keys, now=self.clock())

    def _stamp(self, authority: TimeAuthority | Calendar) -> None:
        head = stamping.unstamped(authority.name, self.keys)
        if head is None:
            return
        if isinstance(authority, Calendar):
            stamping.submit_to(head, authority, now=self.clock())
            return
        found = stamping.stamp(head, authority, now=self.clock(), random_bytes=self.random_bytes, say=self.turns.say)
        if abs(found.at - self.clock()) > _DIFFERENCE:
            self.turns.say(f"time-stamps of {authority.name}: it states {found.at:%Y-%m-%d %H:%M} UTC, and this host's clock is another")
