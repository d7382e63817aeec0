"""Run a command beside a private PostgreSQL server: `tools/with_postgres.py -- COMMAND...`.

The cluster lives in a temporary folder and on a loopback port of its own, knows one user with a random password, never waits for the disk,
and is gone when the command ends. The command finds it in KNIHA_DATABASE.
Exit code: the command's, or 77 where PostgreSQL's server programs are missing.
As root the server runs as user `postgres` (or `nobody`): it refuses to run as root.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

MISSING = 77
TRIES = 3
# A test's server may forget everything when the power fails; waiting for the disk would only make it slow.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "log_min_messages": "fatal",
}


class ProgramsMissingError(Exception):
    """PostgreSQL's server programs are not on this machine."""


class NotStartedError(Exception):
    """The server was there and did not come up; the message is what it said."""


class RunAs(TypedDict, total=False):
    """The user under whom the server's programs run; empty for our own."""

    user: int
    group: int
    extra_groups: list[int]


def server_programs() -> Path:
    """Return the folder that holds initdb and postgres, the newest version first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]), reverse=True)
    on_path = shutil.which("initdb")
    folders: list[Path] = [*versions, Path(on_path).resolve().parent] if on_path else versions
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ProgramsMissingError("PostgreSQL's server programs are not here; on Debian: apt-get install postgresql")


def server_user() -> RunAs:
    """Return whom to run as: ourselves, or, for root, a user without rights."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def initialise(programs: Path, folder: Path, password: str, run_as: RunAs) -> Path:
    """Make a cluster under `folder` with the one user `kniha`; return its data folder."""
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    if run_as:
        for path in (folder, secret):
            os.chown(path, run_as["user"], run_as["group"])
    for locale in ("C.UTF-8", "C"):  # C alone cannot fold Cyrillic letters, but a machine may have no other
        done = subprocess.run(
            [programs / "initdb", "--pgdata", data, "--username", "kniha", "--pwfile", secret, "--auth", "scram-sha-256",
             "--encoding", "UTF8", "--locale", locale, "--no-sync", "--no-instructions"],
            capture_output=True, text=True, check=False, cwd=folder, **run_as,
        )  # fmt: skip
        if done.returncode == 0:
            return data
    raise NotStartedError(f"initdb: {done.stderr.strip()}")


def free_port() -> int:
    """Return a loopback port that nobody holds at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(programs: Path, data: Path, run_as: RunAs) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server on a free port; another one if somebody took it in between."""
    log = data.parent / "log"
    for _ in range(TRIES):
        port = free_port()
        options = [f"--{name}={value}" for name, value in {**SETTINGS, "port": str(port)}.items()]
        with log.open("wb") as output:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options], stdout=output, stderr=output, cwd=data.parent, **run_as
            )
        if _answers(server, programs, port):
            return server, port
        server.kill()
        server.wait()
    raise NotStartedError(f"postgres: {log.read_text(errors='replace').strip()}")


def _answers(server: subprocess.Popen[bytes], programs: Path, port: int) -> bool:
    """Tell whether the server takes connections within half a minute."""
    until = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < until:
        if subprocess.run([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode == 0:
            return True
        time.sleep(0.1)
    return False


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of an empty database `kniha` on a server of its own; stop and remove it afterwards."""
    programs, run_as, password = server_programs(), server_user(), secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="kniha-postgres-"))
    try:
        server, port = start(programs, initialise(programs, folder, password, run_as), run_as)
        try:
            subprocess.run(
                [programs / "createdb", "--host", "127.0.0.1", "--port", str(port), "--username", "kniha", "kniha"],
                env={**os.environ, "PGPASSWORD": password}, check=True,
            )  # fmt: skip
            yield f"postgresql://kniha:{password}@127.0.0.1:{port}/kniha"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": ends connections, waits for nobody
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run the command after `--`; return its exit code."""
    if arguments[:1] != ["--"] or len(arguments) == 1:
        print("usage: with_postgres.py -- COMMAND...", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the cluster is removed then too
    try:
        with cluster() as url:
            return subprocess.run(arguments[1:], env={**os.environ, "KNIHA_DATABASE": url}, check=False).returncode
    except ProgramsMissingError as error:
        print(error, file=sys.stderr)
        return MISSING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
