"""What is asked of a sender before an envelope is taken, so that nobody can bury the letters of others under junk (docs/spec/work.md).

Against whoever seizes the host: all of it lives in this process's memory and ends with it. Nobody is told from anybody: there are no
addresses here, and what is asked depends on the size and on how much arrives from all together.
"""

import math
import secrets
import threading
from collections import defaultdict

from kniha.seal.work import Task, exponent_of, parse_proof
from kniha.vocab.errors import BrokenError, ConflictError, UnavailableError

KEY = "KNIHA_GATE_KEY"
"""Where the process that serves leaves the key of this start for its workers: they know one another's tasks by it."""

_HOUR = 3600
_MINUTE = 60
_MOST_MORE = 6
"""Bits by which arrivals can make a task harder: sixty-four times the work, a minute or two of a phone's."""
_PLAIN = 20
"""Envelopes of up to 2 to this many bytes ask for no more than the rest; each fourfold beyond asks twice the work."""


class CrowdedError(UnavailableError):
    """More arrives without work than is taken; in a minute it may be otherwise."""

    code = "crowded"


class Gate:
    """The tasks of one intake: `bits` of work each when at most `per_minute` envelopes a minute arrive, more when more do."""

    def __init__(self, key: bytes, *, bits: int, per_minute: int) -> None:
        self._key = key
        self._bits = bits
        self._per_minute = per_minute
        self._lock = threading.Lock()
        self._spent: defaultdict[int, set[bytes]] = defaultdict(set)
        self._arrived = _Rate()
        self._forms = _Rate()

    def task(self, size: int, *, now: float) -> str:
        """Return a task for an envelope of `size` bytes; it holds for the hour of `now` (Unix seconds) and the next one."""
        exponent = exponent_of(size)
        with self._lock:
            crowd = self._arrived.at(now) / self._per_minute
        more = min(_MOST_MORE, math.ceil(math.log2(crowd))) if crowd > 1 else 0
        bits = self._bits + max(0, exponent - _PLAIN) // 2 + more
        return Task(int(now) // _HOUR, bits, exponent, secrets.token_bytes(16)).text(self._key)

    def admit(self, stated: str, size: int, *, now: float) -> None:
        """Let an envelope of `size` bytes in by the solved task that its sender states, once.

        MalformedError or BrokenError where it is no solved task of ours for that size and this time, ConflictError where it was spent.
        """
        task = parse_proof(stated).checked(self._key)
        hour = int(now) // _HOUR
        if task.hour not in (hour, hour - 1):
            raise BrokenError("the task of work is of another hour")
        if exponent_of(size) > task.exponent:
            raise BrokenError("the task of work was for a smaller envelope")
        with self._lock:
            for old in [one for one in self._spent if one < hour - 1]:
                del self._spent[old]
            if task.random in self._spent[task.hour]:
                raise ConflictError("the task of work is spent")
            self._spent[task.hour].add(task.random)
            self._arrived.add(now)

    def admit_form(self, *, now: float) -> None:
        """Let a form without JavaScript in, which can solve nothing; CrowdedError when too many arrive from all together."""
        with self._lock:
            if self._forms.at(now) + 1 > self._per_minute:
                raise CrowdedError("more forms arrive than can be taken")
            self._forms.add(now)


class _Rate:
    """How many came within about a minute: each counts less as it grows older."""

    def __init__(self) -> None:
        self._count = 0.0
        self._when = 0.0

    def at(self, now: float) -> float:
        return self._count * math.exp(-max(now - self._when, 0.0) / _MINUTE)

    def add(self, now: float) -> None:
        self._count = self.at(now) + 1
        self._when = max(now, self._when)
