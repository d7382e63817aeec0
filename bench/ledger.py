"""The ledger: leaves in bulk and one by one, proofs made and checked, commitments, heads; nodes in memory and in SQLite.

`bench/ledger.py` measures with a million leaves, `bench/ledger.py 100000` with fewer. Proofs are measured at a hundredth, a tenth and all
of them: their cost grows as the logarithm.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from kniha.ledger import proofs, tree
from kniha.ledger.checkpoints import Checkpoint, open_checkpoint, origin_of, sign_checkpoint
from kniha.ledger.entries import commitment
from kniha.ledger.keys import LOG_ALGORITHMS, SigningKey

BATCH = 500  # the book's imports commit in batches of at most 500
ONE_BY_ONE = 1_000
PROOFS = 2_000
SCHEMA = "CREATE TABLE node (level INTEGER, at INTEGER, hash BLOB, PRIMARY KEY (level, at)) WITHOUT ROWID"


class SqliteNodes:
    """Nodes in one table of a file, written ahead and flushed as the book does it."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {pragma}")
        if not self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'node'").fetchone():
            self.connection.execute(SCHEMA)

    def read(self, level: int, index: int) -> bytes:
        """Return one node: one query."""
        return bytes(self.connection.execute("SELECT hash FROM node WHERE level = ? AND at = ?", (level, index)).fetchone()[0])

    def keep(self, nodes: tuple[tree.Node, ...]) -> None:
        """Write nodes as one commit."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO node VALUES (?, ?, ?)", [(node.level, node.index, node.hash) for node in nodes])
        self.connection.execute("COMMIT")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU-seconds and wall seconds of `work`."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def rate(what: str, count: int, work: Callable[[], object], goal: str = "") -> None:
    print(f"ledger: {what}", file=sys.stderr)
    cpu, wall = timed(work)
    print(f"| {what} | {count:,} | {count / cpu:,.0f} | {count / wall:,.0f} | {cpu / count * 1e6:,.1f} | {goal} |", flush=True)


def grow(size: int, leaves: list[bytes], read: tree.NodeReader, keep: Callable[[tuple[tree.Node, ...]], None]) -> None:
    for start in range(0, len(leaves), BATCH):
        keep(tree.append_many(size + start, leaves[start : start + BATCH], read))


def grow_one_by_one(size: int, leaves: list[bytes], nodes: SqliteNodes) -> None:
    for number, leaf in enumerate(leaves):
        nodes.keep(tree.append(size + number, leaf, nodes.read))


def prove(places: list[int], size: int, read: tree.NodeReader) -> list[tuple[bytes, ...]]:
    return [tree.inclusion_proof(place, size, read) for place in places]


def measure_proofs(kind: str, size: int, read: tree.NodeReader, leaves: list[bytes]) -> None:
    kind = f"{kind}, at {size:,}"
    chance = random.Random(size)
    places = [chance.randrange(size) for _ in range(PROOFS)]
    rate(f"inclusion proof, {kind}", PROOFS, lambda: prove(places, size, read), "200 µs")
    rate(f"consistency proof, {kind}", PROOFS, lambda: [tree.consistency_proof(place + 1, size, read) for place in places], "200 µs")
    rate(f"root, {kind}", PROOFS, lambda: [tree.root(size, read) for _ in places])
    root, made = tree.root(size, read), prove(places, size, read)

    def check() -> None:
        for place, proof in zip(places, made, strict=True):
            proofs.check_inclusion(leaf_hash=leaves[place], index=place, size=size, proof=proof, root=root)

    rate(f"inclusion proof checked, {kind}", PROOFS, check, "20 µs")


def measure_heads() -> None:
    origin = origin_of(bytes(32))
    keys = tuple(SigningKey(origin, algorithm, bytes(32)) for algorithm in LOG_ALGORITHMS)
    head, count = Checkpoint(origin, 1, bytes(32)), 200
    rate("head signed with both keys", count, lambda: [sign_checkpoint(head, keys, at=0) for _ in range(count)])
    note, verifiers = sign_checkpoint(head, keys, at=0), tuple(key.verifier() for key in keys)
    rate("head opened with both keys", count, lambda: [open_checkpoint(note, verifiers) for _ in range(count)])


def main(size: int) -> None:
    leaves = [sha256(number.to_bytes(8, "big")).digest() for number in range(size + ONE_BY_ONE)]
    print("| what | count | per CPU-second | per second | CPU-µs each | to reach |\n|---|---|---|---|---|---|", flush=True)
    salt, data = bytes(16), "«людзі ў чорным без знакаў», двор на вуліцы".encode()
    rate("commitment to a value", 200_000, lambda: [commitment(salt, "0/place_words", data) for _ in range(200_000)], "30,000 per second")

    held: dict[tuple[int, int], bytes] = {}
    in_memory = lambda level, index: held[level, index]  # noqa: E731  a reader is a callable

    def keep(nodes: tuple[tree.Node, ...]) -> None:
        held.update(((node.level, node.index), node.hash) for node in nodes)

    rate(f"leaf in bulk, {BATCH} at a time, in memory", size, lambda: grow(0, leaves[:size], in_memory, keep), "100,000")
    for part in (size // 100, size // 10, size):
        measure_proofs("in memory", part, in_memory, leaves)
    held.clear()
    edge = tree.Edge()
    rate("leaf read from front to back", size, lambda: [edge.extend(leaves[start : start + BATCH]) for start in range(0, size, BATCH)])
    with tempfile.TemporaryDirectory(prefix="kniha-bench-") as folder:
        nodes = SqliteNodes(Path(folder) / "nodes")
        rate(f"leaf in bulk, {BATCH} per commit, SQLite", size, lambda: grow(0, leaves[:size], nodes.read, nodes.keep), "100,000")
        nodes.connection.close()
        nodes = SqliteNodes(Path(folder) / "nodes")
        rate("root after opening the file, SQLite", 1, lambda: tree.root(size, nodes.read), "10 ms")
        rate("first proof after that, SQLite", 1, lambda: tree.inclusion_proof(size // 3, size, nodes.read))
        for part in (size // 100, size // 10, size):
            measure_proofs("SQLite", part, nodes.read, leaves)
        rate("leaf one by one, each durable, SQLite", ONE_BY_ONE, lambda: grow_one_by_one(size, leaves[size:], nodes), "1,083 per second")
        nodes.connection.close()
    measure_heads()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
