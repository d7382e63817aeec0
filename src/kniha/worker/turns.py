"""Turns: outsiders who are asked each by themselves, so that one's silence keeps no other waiting."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kniha.vocab.errors import KnihaError

FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
"""Seconds before one that failed is asked again: doubled each time."""

Say = Callable[[str], None]
Tick = Callable[[], float]


@dataclass(slots=True)
class _Turn:
    delay: float = FIRST_WAIT
    until: float = -math.inf


@dataclass(slots=True)
class Turns:
    """When each of several outsiders, known by name, is asked again."""

    say: Say
    tick: Tick = time.monotonic
    _turns: dict[str, _Turn] = field(default_factory=dict)

    def ready(self, name: str) -> bool:
        """Whether it is the turn of `name`."""
        return self.tick() >= self._turn(name).until

    @contextmanager
    def asking(self, name: str) -> Iterator[None]:
        """Ask `name` inside: a failure is said and puts its next turn off, longer each time; it goes no further."""
        turn = self._turn(name)
        try:
            yield
        except KnihaError as error:
            self.say(f"{name}: {error}; asking again in {turn.delay:.0f} s")
            turn.until = self.tick() + turn.delay
            turn.delay = min(2 * turn.delay, LONGEST_WAIT)
        else:
            turn.delay = FIRST_WAIT

    def _turn(self, name: str) -> _Turn:
        return self._turns.setdefault(name, _Turn())
