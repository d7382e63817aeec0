"""Accession: one large file and many of a photograph's size sealed into a vault, beside the limit of SHA-256 and sealing alone; fixity.

The limit reads, hashes and seals in one process, and writes nowhere: what is measured does the same, hashes what it sealed, writes it and
puts it on disk. All in one run, taking turns; processor seconds, children's included, and seconds by the clock, which two processes may
halve. Numbers are megabytes a second, the median of the rounds; the share is of the limit, by processor.
"""

import random
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from statistics import median

from kniha.runs.gathering.sealing import Sealing, sealed
from kniha.runs.gathering.walking import Found, walk
from kniha.seal.closing import Sealer
from kniha.seal.recipients import new_identity
from kniha.vault.copies import Copies
from kniha.vault.store import Vault

ROUNDS = 3
LARGE, PHOTOGRAPH, PHOTOGRAPHS = 512 << 20, 4 << 20, 128
PIECE = 1 << 20
RECIPIENT = new_identity(secrets.token_bytes).recipient
NAMING_KEY = bytes(32)
Spent = tuple[float, float]
chance = random.Random(5)


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory(prefix="kniha-bench-") as folder:
        disk, vault = Path(folder) / "disk", Path(folder) / "vault"
        (disk / "many").mkdir(parents=True)
        write(disk / "film", LARGE)
        for number in range(PHOTOGRAPHS):
            write(disk / f"many/{number:04}", PHOTOGRAPH)
        rows: dict[str, list[Spent]] = {}
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
            for what, work in works(disk, vault):
                rows.setdefault(what, []).append(timed(work))
        table(rows, PHOTOGRAPH * PHOTOGRAPHS)


def works(disk: Path, vault: Path) -> list[tuple[str, Callable[[], object]]]:
    """What takes turns."""
    return [
        ("limit: SHA-256 and sealing, one file", lambda: limit(disk / "film")),
        ("one file of 512 MiB into the vault, one process", lambda: one(disk / "film", vault)),
        ("128 files of 4 MiB into the vault, two processes", lambda: many(disk / "many", vault)),
        ("limit: SHA-256 of what lies in the vault", lambda: hashed(disk / "film")),
        ("fixity of a file of 512 MiB", lambda: fixity(vault)),
    ]


def write(path: Path, size: int) -> None:
    """A file of bytes that no compressor shortens; written and read once, so that the machine keeps it in memory."""
    with path.open("wb") as stream:
        for _ in range(size // PIECE):
            stream.write(chance.randbytes(PIECE))


def limit(path: Path) -> None:
    """What cannot be done without: read, hash, seal."""
    digest, sealer = sha256(), Sealer([RECIPIENT], random_bytes=secrets.token_bytes)
    with path.open("rb", buffering=0) as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            sealer.update(piece)
    sealer.finish()


def one(path: Path, vault: Path) -> None:
    """As the courier seals a file."""
    with (
        Vault(vault, NAMING_KEY).receive([RECIPIENT], random_bytes=secrets.token_bytes) as receiving,
        path.open("rb", buffering=0) as source,
    ):
        while piece := source.read(PIECE):
            receiving.write(piece)
        PLACED[:] = [receiving.finish(lambda _name: None)]


PLACED: list = []


def many(folder: Path, vault: Path) -> None:
    """As `kniha evidence add` seals files, but for the book."""
    files = [found for found in walk(folder) if isinstance(found, Found)]
    keeper = Vault(vault, NAMING_KEY)
    for done in sealed(files, Sealing(vault, NAMING_KEY, RECIPIENT.text), processes=2):
        keeper.adopt(done.left, lambda _name: None)


def hashed(path: Path) -> None:
    """Reading and hashing alone."""
    digest = sha256()
    with path.open("rb", buffering=0) as source:
        while piece := source.read(PIECE):
            digest.update(piece)


def fixity(vault: Path) -> None:
    """As the worker looks at it."""
    Copies(vault, None).look(PLACED[0].name, PLACED[0].sealed_sha256, random_bytes=secrets.token_bytes)


def timed(work: Callable[[], object]) -> Spent:
    """Processor seconds, children's included, and seconds by the clock."""
    began, cpu = time.perf_counter(), processor()
    work()
    return processor() - cpu, time.perf_counter() - began


def processor() -> float:
    """Of this process and of its children that ended."""
    ours, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


def table(rows: dict[str, list[Spent]], size: int) -> None:
    """Print it."""
    print("| what | MB per CPU-second | MB per second | share of its limit | to reach |")
    print("|---|---|---|---|---|")
    limits = [name for name in rows if name.startswith("limit")]
    of: str = ""
    for name, spent in rows.items():
        of = name if name in limits else of
        cpu, wall = (size / 1e6 / median(row[place] for row in spent) for place in (0, 1))
        share = median(whole[0] / part[0] for whole, part in zip(rows[of], spent, strict=True))
        goal = "" if name in limits else "90 %" if "fixity" in name else "85 %"
        print(f"| {name} | {cpu:,.0f} | {wall:,.0f} | {'' if name in limits else f'{share:.0%}'} | {goal} |")


if __name__ == "__main__":
    main()
