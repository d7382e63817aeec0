"""The nursery of children that look into hostile files: one process, started once, that has loaded the decoders and forks.

Loading them takes longer than most files do. No byte of a file reaches the nursery itself: each child has two pipes of its own, and is
ended, whatever it does, when its file is done or its time is over.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}
"""Nothing of ours; and what numpy would start as threads, no child could use."""
_Started = tuple[subprocess.Popen[bytes], socket.socket]


@dataclass(slots=True)
class _Life:
    """A child's, which is ended once: a second word would be taken for the next child's."""

    nursery: socket.socket
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_over: bool = False

    def end(self) -> None:
        with self._lock:
            if not self._is_over:
                self._is_over = True
                with suppress(OSError):  # the nursery is gone, and does not miss it
                    self.nursery.send(b"E")


class Nursery:
    """Starts when first asked, and again where it died. One child at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: _Started | None = None

    @contextmanager
    def child(self, family: str, seconds: float) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """A child for one file, as what it says and what it is told; it lives for `seconds` at most."""
        with self._lock:
            asking, its_sink = os.pipe()
            its_source, telling = os.pipe()
            with os.fdopen(asking, "rb") as heard, _closing_quietly(os.fdopen(telling, "wb")) as told:
                life = _Life(self._hand_over(family, its_source, its_sink))
                timer = threading.Timer(seconds, life.end)
                timer.start()
                try:
                    yield heard, told
                finally:
                    timer.cancel()
                    life.end()

    @property
    def lives(self) -> bool:
        """Whether it was started and still runs."""
        return self._started is not None and self._started[0].poll() is None

    def close(self) -> None:
        """End the nursery, where it was started."""
        if self._started is not None:
            process, channel = self._started
            channel.close()
            process.wait()
            self._started = None

    def _hand_over(self, family: str, *ends: int) -> socket.socket:
        try:
            channel = self._channel()
            try:
                socket.send_fds(channel, [family.encode()], ends)
            except OSError:  # it died since: of too little memory, or by somebody's hand
                self.close()
                channel = self._channel()
                socket.send_fds(channel, [family.encode()], ends)
        finally:
            for end in ends:
                os.close(end)
        return channel

    def _channel(self) -> socket.socket:
        if self._started is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            command = [sys.executable, "-I", "-m", "kniha.runs.view_child", str(theirs.fileno())]
            with theirs:
                process = subprocess.Popen(  # noqa: S603  our own module, and a number
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/",
                    pass_fds=[theirs.fileno()],
                )  # fmt: skip
            self._started = process, ours
        return self._started[1]


@contextmanager
def _closing_quietly(end: IO[bytes]) -> Iterator[IO[bytes]]:
    """A pipe whose other end may be gone while something is left to write into it."""
    try:
        yield end
    finally:
        with suppress(BrokenPipeError):
            end.close()
