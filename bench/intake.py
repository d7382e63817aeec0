"""Filing reports at a real intake: envelopes per second with 1, 4 and 16 clients, errors (there must be none), memory of the idle server.

    python bench/intake.py [seconds for each number of clients]

Prints rows of a Markdown table; the first tells how fast this machine is just now: the figures of one and the same code differed
threefold between two days. Envelopes of the smallest class are sealed beforehand; connections are kept alive; each client is a process
that asks for a task, solves it and sends.
The intake runs with as many workers as there are cores, on a folder and a SQLite database of its own.
"""

import http.client
import json
import multiprocessing
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kniha.seal.closing import seal_bytes
from kniha.seal.padding import SMALLEST
from kniha.seal.recipients import Recipient, new_identity
from kniha.seal.work import Task, parse_proof, solve

CLIENTS = (1, 4, 16, 64)
PREPARED = 32
"""Different envelopes that a client sends in turn, each time under a new id."""


def main(seconds: float = 8.0) -> None:
    """Measure and print."""
    recipient = new_identity(secrets.token_bytes).recipient
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), recipient) as (port, group):
        print("| what | result |\n|---|---|")
        print(f"| for scale, by this machine alone: envelopes written and made safe, proofs of work checked | {yardstick(Path(folder))} |")
        print(f"| memory of the idle intake ({os.cpu_count()} workers, PSS) | {memory(group):,.0f} MiB |")
        for clients in CLIENTS:
            spent = processor_seconds(group)
            filed, errors, took = measure(port, recipient, clients, seconds)
            spent = processor_seconds(group) - spent
            rate = f"{filed / took:,.0f}/s, {filed / spent:,.0f} per CPU-second of the server"
            print(f"| reports filed, {clients} clients | {rate}, {errors} errors |", flush=True)
        kept = len(list((Path(folder) / "intake/envelopes").iterdir()))
        print(f"| envelopes kept at the end | {kept:,} |")


def measure(port: int, recipient: Recipient, clients: int, seconds: float) -> tuple[int, int, float]:
    """Return how many were filed by `clients` at once, how many were not, and the seconds it took."""
    envelopes = [seal_bytes(bytes(SMALLEST), [recipient], random_bytes=secrets.token_bytes) for _ in range(PREPARED)]
    with multiprocessing.Pool(clients) as pool:
        pool.map(ready, range(clients), chunksize=1)
        began = time.perf_counter()
        done = pool.starmap(send, [(port, envelopes, seconds)] * clients, chunksize=1)
        took = time.perf_counter() - began
    return sum(filed for filed, _ in done), sum(errors for _, errors in done), took


def yardstick(folder: Path, times: int = 300) -> str:
    """What the disk and a processor do of the work that no intake can leave out."""
    began = time.perf_counter()
    for number in range(times):
        with (folder / "yardstick").open("wb") as file:
            file.write(number.to_bytes(4, "big") * (SMALLEST // 4))
            file.flush()
            os.fsync(file.fileno())
    written, began = time.perf_counter() - began, time.process_time()
    proof = parse_proof(solve(Task(hour=0, bits=0, exponent=20, random=bytes(16)).text(b"key")))
    for _ in range(times):
        proof.checked(b"key")
    return f"{times / written:,.0f}/s, {times / (time.process_time() - began):,.0f} per CPU-second"


def ready(number: int) -> int:
    """Let the process be there before the clock starts."""
    return number


def send(port: int, envelopes: list[bytes], seconds: float) -> tuple[int, int]:
    """Be one client: send until the time is over; return how many were filed and how many were not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    filed = errors = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        envelope = envelopes[filed % len(envelopes)]
        connection.request("GET", f"/task/{len(envelope)}")
        proof = solve(json.loads(connection.getresponse().read())["task"])
        headers = {"Content-Type": "application/octet-stream", "Kniha-Envelope": secrets.token_hex(16), "Kniha-Work": proof}
        connection.request("POST", "/envelopes", envelope, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 201:
            filed += 1
        else:
            errors += 1
    return filed, errors


@contextmanager
def running(folder: Path, recipient: Recipient) -> Iterator[tuple[int, int]]:
    """Run an intake in `folder`; yield its port and its process group."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = dict.fromkeys(("be", "ru", "en"), "Bench")
    (folder / "register.json").write_text(json.dumps({"register": bytes(32).hex(), "name": names, "recipient": recipient.text}))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_"))} | {
        "KNIHA_REGISTER": str(folder / "register.json"),
        "KNIHA_INTAKE_FOLDER": str(folder / "intake"),
        "KNIHA_INTAKE_PORT": str(port),
        "KNIHA_INTAKE_WORK_BITS": "1",  # what is measured is the server, which checks the work
        "KNIHA_INTAKE_PER_MINUTE": "1000000",
        "KNIHA_INTAKE_WORKERS": str(os.cpu_count()),
    }
    server = subprocess.Popen([sys.executable, "-m", "kniha.cli", "intake"], env=environment, start_new_session=True)
    try:
        wait(port)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def wait(port: int) -> None:
    """Return when every worker has most likely answered."""
    for _ in range(200):
        try:
            for _ in range(20):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/en/")
                connection.getresponse().read()
                connection.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the intake does not answer")


def processes(group: int) -> list[Path]:
    """The processes of the server's group."""
    found = subprocess.run(["pgrep", "-g", str(group)], capture_output=True, text=True, check=True).stdout.split()
    return [Path("/proc") / pid for pid in found]


def memory(group: int) -> float:
    """MiB of the server's processes together, shared pages counted once (PSS)."""
    lines = [line for process in processes(group) for line in (process / "smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def processor_seconds(group: int) -> float:
    """Seconds of processor that the server's processes have used."""
    fields = [(process / "stat").read_text().rsplit(")", 1)[1].split() for process in processes(group)]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
