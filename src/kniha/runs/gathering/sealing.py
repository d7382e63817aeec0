"""Files sealed side by side, each by one of several processes in a single pass: read, hashed, sealed, left in the vault without a place.

The children know neither the book nor a key that opens anything: the naming key, and to whom files are sealed.
"""

import os
import secrets
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process

from kniha.conf.buckets import Where
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.runs.gathering.walking import Found, NotTaken, Passed
from kniha.seal.recipients import Recipient, parse_recipient
from kniha.vault.receiving import LeftFile
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, UnavailableError

_PIECE = 1 << 20
_AHEAD = 4
"""Files given to each process before the first is taken from it: enough that none waits, few enough that little is redone after a stop."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Where files are sealed to, as it is handed to a process."""

    vault: Where
    naming_key: bytes = field(repr=False)
    recipient: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that was read to its end and did not change meanwhile; what its first bytes show it to be."""

    found: Found
    left: LeftFile
    media_type: str


def sealed(files: Iterable[Found], sealing: Sealing, *, processes: int) -> Iterator[Sealed | NotTaken]:
    """Yield each file in its order. UnavailableError where the vault's disk is full or gone; what was left is then swept by the caller."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (sealing,)) as pool:
        waiting: deque[Future[Sealed | NotTaken]] = deque()
        try:
            for file in files:
                waiting.append(pool.submit(_seal, file))
                if len(waiting) > processes * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise UnavailableError(
                "a process that seals files was ended from outside; what was not taken is taken by the next run"
            ) from error
        finally:
            _let_go(waiting, sealing)


def _let_go(waiting: Iterable["Future[Sealed | NotTaken]"], sealing: Sealing) -> None:
    """Leave nothing of files that were sealed ahead and are not wanted."""
    vault = Vault(sealing.vault, sealing.naming_key)
    for future in waiting:
        if not future.cancel() and future.exception() is None and isinstance(done := future.result(), Sealed):
            vault.let_go(done.left)


class _Child:
    """What a process holds from its beginning."""

    vault: Vault
    recipient: Recipient


def _begin(sealing: Sealing) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a stop at the keyboard is for the parent, who ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Child.vault = Vault(sealing.vault, sealing.naming_key)
    _Child.recipient = parse_recipient(sealing.recipient)


def _end_with_parent() -> None:
    """A parent that is killed cannot end its children: without this they would wait for it for ever, with the naming key in memory."""
    if parent := parent_process():
        parent.join()
    os._exit(1)


def _seal(found: Found) -> Sealed | NotTaken:
    try:
        # O_NOFOLLOW: against whoever puts a link in a file's place between the look and the reading.
        handle = os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return NotTaken(found.within, Passed.UNREADABLE)
    with os.fdopen(handle, "rb", buffering=0) as source:
        try:
            left, head = _read(source.fileno(), found)
        except _ChangedError:
            return NotTaken(found.within, Passed.CHANGED)
        except OSError:
            return NotTaken(found.within, Passed.UNREADABLE)
    return Sealed(found, left, sniff(head).type)


def _read(handle: int, found: Found) -> tuple[LeftFile, bytes]:
    with _Child.vault.receive([_Child.recipient], random_bytes=secrets.token_bytes) as receiving:
        head, size = b"", 0
        while piece := os.read(handle, _PIECE):
            head += piece[: HEAD_SIZE - len(head)]
            size += len(piece)
            receiving.write(piece)
        told = os.fstat(handle)
        if (size, told.st_size, told.st_mtime_ns) != (found.size, found.size, found.changed_ns):
            raise _ChangedError
        return receiving.leave(), head


class _ChangedError(BrokenError):
    """The file is not what it was when it was found."""
