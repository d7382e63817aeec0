"""A demonstration that was killed in mid-fill, begun anew, filled, served and stopped: what the tests of a filled one begin with."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

PLAIN = {key: value for key, value in os.environ.items() if not key.startswith("KNIHA_")}
SERVING = "Ctrl-C ends it"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(home: Path, *more: str) -> list[str]:
    ports = ["--intake-port", str(free_port()), "--desk-port", str(free_port())]
    return [sys.executable, "-m", "kniha.cli", "demo", "--home", str(home), *ports, *more]


def started(home: Path, *, heads_every: int = 5) -> subprocess.Popen[str]:
    environment = PLAIN | {"KNIHA_HEADS_EVERY": str(heads_every)}
    return subprocess.Popen(command(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    told = ""
    for line in process.stdout:
        told += line
        if words in line:
            return told
    raise AssertionError(f"ended without {words!r}: {told}{process.stderr.read()}")


def fill(folder: Path) -> None:
    """Fill `folder`/demo; `folder`/left tells what the kill left there, `folder`/told what the second start said."""
    home = folder / "demo"
    process = started(home)
    read_until(process, "the courier brings")
    process.kill()
    process.wait()
    (folder / "left").write_text(f"{home.exists()}")
    again = started(home, heads_every=86400)
    (folder / "told").write_text(read_until(again, SERVING))
    again.send_signal(signal.SIGINT)
    assert again.wait(60) == 0
