"""Idle memory: the resident set of each server of the demonstration, its children included, ten seconds after it started."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KNIHA = Path(sys.executable).with_name("kniha")
SERVERS = ("intake", "desk", "courier", "worker")
SETTLE = 10


def resident(pid: int) -> int:
    """Kilobytes of memory that a process and its children hold."""
    own = 0
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            own = int(line.split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(resident(int(child)) for child in children)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kniha-idle-") as home:
        print("filling a demonstration register", file=sys.stderr)
        subprocess.run([KNIHA, "demo", "--home", f"{home}/demo", "--no-serve"], check=True, stdout=sys.stderr)
        environment = os.environ | environment_of(Path(home) / "demo")
        servers = {
            name: subprocess.Popen([KNIHA, name], env=environment, stdout=subprocess.DEVNULL, start_new_session=True) for name in SERVERS
        }
        time.sleep(SETTLE)
        print("| server | MiB |\n|---|---|")
        for name, process in servers.items():
            print(f"| {name} | {resident(process.pid) / 1024:,.0f} |")
        for process in servers.values():
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def environment_of(home: Path) -> dict[str, str]:
    """What the demonstration tells its servers."""
    from kniha.cli.demo import settings_of

    return settings_of(home, 8471, 8571)


if __name__ == "__main__":
    main()
