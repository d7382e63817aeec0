"""Ends the demonstration's servers when the process that started them is gone, however it went: also killed, also without a word.

`python -m kniha.runs.demonstration.watching` leads a process group that the servers join; so the group's number cannot pass to strangers
while it lives. Its standard input is a pipe of which the parent alone holds the other end: the system closes that when the parent ends.
"""

import os
import signal
import time

GRACE = 3.0
"""Seconds that servers have to end by themselves; then they are killed, which each of them is made for."""


def watch() -> None:
    """Wait for the end of standard input; then end the whole group, this process with it."""
    for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    watch()
