"""The worker's duty to have signed heads stamped: one authority's silence keeps no other waiting (docs/spec/timestamps.md)."""

import math
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.conf.authorities import Calendar, TimeAuthority
from kniha.ledger.keys import VerifierKey
from kniha.runs import stamping
from kniha.vocab.errors import KnihaError
from kniha.vocab.ids import RandomBytes

FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
"""Seconds before an authority that failed is asked again: doubled each time."""

UPGRADES_EVERY = 3600.0
"""Seconds between questions to a calendar of what became of its promises."""

_DIFFERENCE = timedelta(minutes=5)
"""Between an authority's time and ours: more is said. One of the two clocks is wrong."""

Say = Callable[[str], None]
Clock = Callable[[], datetime]
Tick = Callable[[], float]


@dataclass(slots=True)
class _Turns:
    """When an authority is asked again."""

    delay: float = FIRST_WAIT
    until: float = -math.inf
    upgrade_at: float = -math.inf


@dataclass(slots=True)
class Stamping:
    """Time-stamps of the newest signed head, by every authority configured; `keys` are the log's."""

    authorities: Sequence[TimeAuthority | Calendar]
    keys: Sequence[VerifierKey]
    clock: Clock
    say: Say
    random_bytes: RandomBytes = secrets.token_bytes
    tick: Tick = time.monotonic
    _turns: dict[str, _Turns] = field(default_factory=dict)

    def work(self) -> bool:
        """Ask each authority whose turn it is, once."""
        for authority in self.authorities:
            turns = self._turns.setdefault(authority.name, _Turns())
            if self.tick() >= turns.until:
                self._ask(authority, turns)
        return False

    def _ask(self, authority: TimeAuthority | Calendar, turns: _Turns) -> None:
        try:
            self._stamp(authority)
            if isinstance(authority, Calendar) and self.tick() >= turns.upgrade_at:
                turns.upgrade_at = self.tick() + UPGRADES_EVERY
                stamping.upgrade_pending(authority, self.keys, now=self.clock())
        except KnihaError as error:
            self.say(f"time-stamps of {authority.name}: {error}; asking again in {turns.delay:.0f} s")
            turns.until = self.tick() + turns.delay
            turns.delay = min(2 * turns.delay, LONGEST_WAIT)
        else:
            turns.delay = FIRST_WAIT

    def _stamp(self, authority: TimeAuthority | Calendar) -> None:
        head = stamping.unstamped(authority.name, self.keys)
        if head is None:
            return
        if isinstance(authority, Calendar):
            stamping.submit_to(head, authority, now=self.clock())
            return
        found = stamping.stamp(head, authority, now=self.clock(), random_bytes=self.random_bytes, say=self.say)
        if abs(found.at - self.clock()) > _DIFFERENCE:
            self.say(f"time-stamps of {authority.name}: it states {found.at:%Y-%m-%d %H:%M} UTC, and this host's clock is another")
