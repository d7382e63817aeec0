"""Sealing and opening at 2 kB, 1 MiB and 256 MiB, ours (post-quantum) beside pyrage (X25519), per CPU-second, in one process.

Small sizes are bytes in memory, the large one a file into a file. The two take turns; each number is the median of the rounds.
"""

import os
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyrage

from kniha.seal.closing import seal_bytes, seal_stream
from kniha.seal.opening import open_bytes, open_stream
from kniha.seal.recipients import new_identity

ROUNDS = 5
SMALL = ((2_000, 1_000), (1 << 20, 60))
LARGE = 256 << 20
PQ = new_identity(secrets.token_bytes)
CLASSIC = pyrage.x25519.Identity.generate()
TO_PQ, TO_CLASSIC = [PQ.recipient], [CLASSIC.to_public()]
GOALS = {("seal", 2_000): "3,800 files", ("seal", LARGE): "more than pyrage", ("open", LARGE): "more than pyrage"}

Work = Callable[[], object]


def seconds(work: Work, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def in_turns(ours: Work, theirs: Work, times: int) -> tuple[float, float]:
    """CPU-seconds of one call of each: the median of rounds in which the two take turns, each first every other time."""
    spent: dict[Work, list[float]] = {ours: [], theirs: []}
    for number in range(ROUNDS + 1):
        for work in (ours, theirs) if number % 2 else (theirs, ours):
            taken = seconds(work, times)
            if number:  # the first round warms up
                spent[work].append(taken)
    return median(spent[ours]), median(spent[theirs])


def row(what: str, size: int, spent: tuple[float, float]) -> None:
    ours, theirs = spent
    mebibytes = size / (1 << 20)
    name = f"{size >> 20} MiB" if size >= 1 << 20 else f"{size:,} B"
    print(
        f"| {what} | {name} | {1 / ours:,.1f} | {1 / theirs:,.1f} | {mebibytes / ours:,.1f} | {mebibytes / theirs:,.1f} "
        f"| {theirs / ours:.2f} | {GOALS.get((what, size), '')} |",
        flush=True,
    )


def small(size: int, times: int) -> None:
    print(f"seal: {size} bytes", file=sys.stderr)
    data = random.Random(size).randbytes(size)
    pq, classic = seal_bytes(data, TO_PQ, random_bytes=secrets.token_bytes), pyrage.encrypt(data, TO_CLASSIC)
    assert open_bytes(pq, [PQ]) == pyrage.decrypt(classic, [CLASSIC]) == data
    sealing = in_turns(lambda: seal_bytes(data, TO_PQ, random_bytes=secrets.token_bytes), lambda: pyrage.encrypt(data, TO_CLASSIC), times)
    row("seal", size, sealing)
    row("open", size, in_turns(lambda: open_bytes(pq, [PQ]), lambda: pyrage.decrypt(classic, [CLASSIC]), times))


def through(work: Callable[..., None], source: Path, sink: Path, *more: object, **named: object) -> None:
    with source.open("rb") as reader, sink.open("wb") as writer:
        work(reader, writer, *more, **named)


def large(folder: Path) -> None:
    print(f"seal: {LARGE} bytes", file=sys.stderr)
    plain, out = folder / "plain", folder / "out"
    plain.write_bytes(os.urandom(LARGE))
    pq, classic = folder / "pq.age", folder / "classic.age"
    sealing = in_turns(
        lambda: through(seal_stream, plain, pq, TO_PQ, random_bytes=secrets.token_bytes),
        lambda: pyrage.encrypt_file(str(plain), str(classic), TO_CLASSIC),
        1,
    )
    row("seal", LARGE, sealing)
    opening = in_turns(lambda: through(open_stream, pq, out, [PQ]), lambda: pyrage.decrypt_file(str(classic), str(out), [CLASSIC]), 1)
    row("open", LARGE, opening)


def main() -> None:
    print("| what | size | files, ours | files, pyrage | MiB, ours | MiB, pyrage | times as fast | to reach |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for size, times in SMALL:
        small(size, times)
    with tempfile.TemporaryDirectory(prefix="kniha-bench-") as folder:
        large(Path(folder))


if __name__ == "__main__":
    main()
