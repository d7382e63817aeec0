"""Starting the witness: granian, one process, no log of requests."""

import os
import resource
import sys
import time
from functools import partial
from pathlib import Path

from kniha.conf.witness import WitnessFolder, WitnessSettings
from kniha.vocab.errors import ConfigurationError
from kniha.witness.service import Service
from kniha.witness.state import State

THREADS = 8
"""Bodies being received at the same time; decisions wait for each other anyway."""


def serve(folder: WitnessFolder, settings: WitnessSettings) -> None:
    """Run the witness until it is told to stop; ConfigurationError where its keys or its state are missing."""
    try:
        from granian import Granian
        from granian.constants import HTTPModes, Interfaces
        from granian.log import LogLevels
    except ImportError as error:
        raise ConfigurationError("the witness's requirements are not installed (make setup)") from error
    # Against whoever seizes the host after a crash: a core dump would hold the keys.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    folder.signers()
    State(folder.state).logs()
    Granian(
        "kniha.witness.serving:load",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=THREADS,
        backpressure=2 * THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_access=False,
        log_level=LogLevels.error,
    ).serve(target_loader=partial(load, folder.path), wrap_loader=False)


def load(path: Path) -> Service:
    """Return the application over the witness's folder at `path`: what each of granian's processes makes for itself."""
    folder = WitnessFolder(path)
    return Service(State(folder.state), folder.signers(), lambda: int(time.time()), _say)


def _say(words: str) -> None:
    sys.stderr.write(f"kniha witness: {words}\n")
    sys.stderr.flush()
