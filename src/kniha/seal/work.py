"""Proof of work: a task that a sender's machine solves before its envelope is taken (docs/spec/work.md).

Most of a try is PBKDF2, which browsers have in compiled code, also where scripts run slowly: Tor Browser's middle level has no compiler
for them.
"""

import re
from dataclasses import dataclass
from hashlib import pbkdf2_hmac, sha256
from hmac import compare_digest, new
from itertools import count

from kniha.vocab.errors import BrokenError, MalformedError

MOST_BITS = 32
"""A task beyond this is none that a machine could solve."""

_ROUNDS = 1000
_PURPOSE = b"kniha/v1/work"
_RANDOM = 16
_MAC = 16
_ANSWER = 8
_STATED = re.compile(r"([0-9a-f]{76})\.([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the hour `hour` (of Unix time), for one envelope of at most 2 to the `exponent` bytes: `bits` zero bits are to be found."""

    hour: int
    bits: int
    exponent: int
    random: bytes

    def text(self, key: bytes) -> str:
        """The task as it is handed out, under the mark of `key`: 76 hexadecimal digits (§1)."""
        stated = self.hour.to_bytes(4, "big") + bytes([self.bits, self.exponent]) + self.random
        return (stated + _mark(stated, key)).hex()


@dataclass(frozen=True, slots=True)
class Proof:
    """A task and what is said to solve it, as a sender states them; neither has been checked."""

    task: bytes
    answer: bytes

    def checked(self, key: bytes) -> Task:
        """Return the task; BrokenError unless it bears the mark of `key` and the answer solves it (§2)."""
        stated, mark = self.task[:-_MAC], self.task[-_MAC:]
        if not compare_digest(_mark(stated, key), mark):
            raise BrokenError("the task of work is none of ours")
        task = Task(int.from_bytes(stated[:4], "big"), stated[4], stated[5], stated[6:])
        if not _solves(self.task, self.answer, task.bits):
            raise BrokenError("the answer does not solve the task of work")
        return task


def exponent_of(size: int) -> int:
    """The least exponent of two that is not below `size`."""
    return max(size - 1, 0).bit_length()


def parse_proof(text: str) -> Proof:
    """Read what a sender states: task and answer, a dot between (§2). MalformedError for any other form."""
    stated = _STATED.fullmatch(text)
    if not stated:
        raise MalformedError("a proof of work is 76 hexadecimal digits, a dot and 16 more")
    return Proof(bytes.fromhex(stated[1]), bytes.fromhex(stated[2]))


def solve(task: str) -> str:
    """Return what is stated for the task `task`, by trying answers in turn: two to the task's bits of them on average.

    MalformedError where it is no task, or asks for more than MOST_BITS bits.
    """
    try:
        told = bytes.fromhex(task)
    except ValueError as error:
        raise MalformedError("a task of work is hexadecimal") from error
    if len(told) != 6 + _RANDOM + _MAC or told[4] > MOST_BITS:
        raise MalformedError("this is no task of work that can be solved")
    answer = next(answer for number in count() if _solves(told, answer := number.to_bytes(_ANSWER, "big"), told[4]))
    return f"{task}.{answer.hex()}"


def _solves(task: bytes, answer: bytes, bits: int) -> bool:
    found = pbkdf2_hmac("sha256", task, answer, _ROUNDS)
    return int.from_bytes(found, "big") >> (8 * len(found) - bits) == 0


def _mark(stated: bytes, key: bytes) -> bytes:
    return new(key, _PURPOSE + stated, sha256).digest()[:_MAC]
