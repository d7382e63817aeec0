"""The demonstration's child processes: started with one environment, each with a log of its own, watched, and ended together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from kniha.remote.filing import answers
from kniha.vocab.errors import UnavailableError

KNIHA = "kniha.cli"
"""The module behind the command `kniha`."""

_PATIENCE = 6.0
"""Seconds for a child to end after it was asked to. Killing one loses nothing: each of them is made to be killed."""

_START = 60.0
"""Seconds for a server to answer after it was started: the machine may be slow and busy."""


class Children:
    """Child processes in one group, which ends with its parent (see `watching`).

    The descriptor `kept_open` stays open as long as any of them may live: a lock on it outlives a parent that was killed.
    """

    def __init__(self, logs: Path, environment: Mapping[str, str], *, kept_open: int) -> None:
        self._logs = logs
        self._environment = dict(environment)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(mode=0o700, exist_ok=True)
        watch = [sys.executable, "-m", "kniha.runs.demonstration.watching"]
        self._watcher = subprocess.Popen(watch, stdin=subprocess.PIPE, process_group=0, pass_fds=[kept_open])  # noqa: S603  our own

    def start(self, name: str, words: Sequence[str]) -> None:
        """Start the Python module that `words` begin with; it is called `name` from now on."""
        descriptor = os.open(self._logs / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._running[name] = subprocess.Popen(  # noqa: S603  our own commands
                [sys.executable, "-m", *words],
                env=self._environment, stdin=subprocess.DEVNULL, stdout=descriptor, stderr=descriptor, process_group=self._watcher.pid,
            )  # fmt: skip
        finally:
            os.close(descriptor)

    def run(self, name: str, words: Sequence[str]) -> None:
        """Start a module and wait for its end; UnavailableError unless it ends well, or when another child ends meanwhile."""
        self.start(name, words)
        child = self._running.pop(name)
        while child.poll() is None:
            self.check()
            time.sleep(0.05)
        if child.returncode != 0:
            raise UnavailableError(self._epitaph(name, child.returncode))

    def wait_for(self, name: str, url: str) -> None:
        """Wait until the server `name` answers at `url`."""
        deadline = time.monotonic() + _START
        while not answers(url, timeout=2.0):
            self.check()
            if time.monotonic() > deadline:
                raise UnavailableError(f"{name} does not answer at {url}; see {self._logs / name}.log")
            time.sleep(0.1)

    def check(self) -> None:
        """Raise UnavailableError for a child that ended, though nobody asked it to."""
        for name, child in self._running.items():
            if child.poll() is not None:
                raise UnavailableError(self._epitaph(name, child.returncode))

    def stop(self) -> None:
        """Ask all to end, wait, and end what is left."""
        for child in self._running.values():
            child.terminate()
        deadline = time.monotonic() + _PATIENCE
        for child in self._running.values():
            _wait(child, deadline)
        self._running.clear()
        os.killpg(self._watcher.pid, signal.SIGKILL)
        self._watcher.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _epitaph(self, name: str, status: int) -> str:
        return f"{name} ended by itself, with status {status}; see {self._logs / name}.log"


def _wait(child: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        child.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
