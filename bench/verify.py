"""What anyone checks: a whole exported book of a million small entries, a proof, a pair of heads; CPU time and memory.

`bench/verify.py` measures with a million entries, `bench/verify.py 100000` with fewer.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from kniha.ledger import tree
from kniha.ledger.book_file import Book, StoredEntry, write_book
from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.entries import Value, encode_skeleton, leaf_of, split_leaf
from kniha.ledger.given import trusting
from kniha.ledger.head_evidence import HeadEvidence, build_head
from kniha.ledger.heads_file import build_heads
from kniha.ledger.keys import LOG_ALGORITHMS, SigningKey
from kniha.ledger.proof_file import build_proof
from kniha.ledger.shown_entries import ShownEntry
from kniha.ledger.verifying_books import verify_book
from kniha.ledger.verifying_pairs import verify_heads
from kniha.ledger.verifying_proofs import verify_proof
from kniha.vocab.canonical import JSON, canonical

REGISTER = bytes(range(32))
SIGNERS = tuple(SigningKey(origin_of(REGISTER), algorithm, b"b" * 32) for algorithm in LOG_ALGORITHMS)
GIVEN = trusting(signer.verifier() for signer in SIGNERS)
HEADS = 100
TIMES = 200

Fields = dict[str, JSON]
Shape = tuple[str, list[tuple[str, str, str]], Fields]
Nodes = dict[tuple[int, int], bytes]


def sent(row: str, _other: str) -> Shape:
    """An incident is sent to review: five values."""
    return "incident.sent", [("update", "incident", row)], {"0/state": "in-review"}


def opened(_row: str, _other: str) -> Shape:
    """What is sealed of a person is read: five values."""
    return "identity.opened", [], {"reason": "to ask again"}


def reviewed(row: str, other: str) -> Shape:
    """A lawyer decides: nine values."""
    fields: Fields = {
        "0/incident_id": other, "0/decision": "accepted", "0/day": "2026-11-23", "0/words": "", "1/state": "accepted",
    }  # fmt: skip
    return "incident.reviewed", [("insert", "review", row), ("update", "incident", other)], fields


SHAPES = (sent, opened, reviewed)


def entry(seq: int, size: int, chance: random.Random) -> StoredEntry:
    """One entry as the book stores it."""
    digest = sha256(seq.to_bytes(8, "big")).hexdigest()
    row, other = digest[:32], digest[32:]
    action, changes, fields = SHAPES[seq % len(SHAPES)](row, other)
    second = 86_400 * 365 * seq // size  # a year, evenly
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1_767_225_600 + second))
    said: Fields = {"at": f"{at}.{seq % 1_000_000:06}Z", "day": at[:10], "registrar": other, "role": "investigator", **fields}
    skeleton = encode_skeleton(action, changes, [("incident", other)], list(said), schema=1, seq=seq)
    values = tuple((chance.randbytes(16), canonical(value)) for value in said.values())
    return leaf_of(skeleton, values), values


def entries(size: int) -> Iterator[StoredEntry]:
    """The same entries each time."""
    chance = random.Random(size)
    return (entry(seq, size, chance) for seq in range(size))


def sign(size: int, root: bytes) -> HeadEvidence:
    """Evidence of a head dated to where the entries are."""
    head = Checkpoint(origin_of(REGISTER), size, root)
    return build_head(register=REGISTER, checkpoint=sign_checkpoint(head, SIGNERS, at=0), keys=[one.verifier() for one in SIGNERS])


def grown(size: int) -> Nodes:
    """The tree."""
    nodes: Nodes = {}

    def read(level: int, index: int) -> bytes:
        return nodes[level, index]

    for level, first, hashes in tree.grow(0, [tree.leaf_hash(leaf) for leaf, _ in entries(size)], read):
        nodes |= {(level, index): each for index, each in enumerate(hashes, first)}
    return nodes


def heads_of(size: int, nodes: Nodes) -> list[tuple[int, HeadEvidence]]:
    """Heads at equal distances."""
    sizes = sorted({size * number // HEADS for number in range(1, HEADS + 1)} - {0})
    return [(one, sign(one, tree.root(one, lambda level, index: nodes[level, index]))) for one in sizes]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU-seconds and wall seconds of `work`."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def rate(what: str, count: int, work: Callable[[], object], goal: str) -> None:
    """Print how long `work` on `count` things takes, the least of three times: neighbours on the machine only ever add."""
    print(f"verify: {what}", file=sys.stderr)
    cpu, wall = min(timed(work) for _ in range(3))
    print(f"| {what} | {count:,} | {count / cpu:,.0f} | {count / wall:,.0f} | {cpu / count * 1e6:,.1f} | {goal} |", flush=True)


def memory() -> int:
    """The most memory that was held until now, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def check_book(path: Path) -> None:
    """Verify the book, which must hold."""
    with path.open("rb") as stream:
        verdict = verify_book(stream, GIVEN)
    assert verdict.holds, verdict.words


def proof_of(seq: int, size: int, nodes: Nodes, head: HeadEvidence) -> bytes:
    """A proof that shows two values of one entry."""
    leaf, values = next(one for number, one in enumerate(entries(size)) if number == seq)
    skeleton, joined = split_leaf(leaf)
    commitments = tuple(joined[start : start + 32] for start in range(0, len(joined), 32))
    shown = (Value("day", *values[1]), Value("0/state", *values[4]))
    inclusion = tree.inclusion_proof(seq, size, lambda level, index: nodes[level, index])
    row = sha256(seq.to_bytes(8, "big")).hexdigest()[:32]
    return build_proof(about=("incident", row), head=head, entries=[ShownEntry(seq, skeleton, commitments, shown, inclusion)])


def main(size: int) -> None:
    """Measure."""
    print("| what | count | per CPU-second | per second | CPU-µs each | to reach |\n|---|---|---|---|---|---|", flush=True)
    nodes = grown(size)
    heads = heads_of(size, nodes)
    newest, older = heads[-1][1], heads[len(heads) // 2]
    with tempfile.TemporaryDirectory(prefix="kniha-bench-") as folder:
        path = Path(folder) / "whole.kniha-book"
        for values in ("none", "all"):
            with path.open("wb") as out:
                write_book(out, Book(REGISTER, size, values), entries(size), heads)
            before = memory()
            rate(f"entry of a book, {values} of its values, {len(heads)} heads", size, lambda: check_book(path), "100,000 per second")
            print(f"verify: {path.stat().st_size / size:.0f} bytes per entry, {memory() - before} KiB more memory", file=sys.stderr)
    proof = proof_of(0, size, nodes, newest)
    consistency = tree.consistency_proof(older[0], size, lambda level, index: nodes[level, index])
    pair = build_heads(old=older[1], new=newest, consistency=consistency)
    rate("proof of one entry", TIMES, lambda: [verify_proof(proof, GIVEN) for _ in range(TIMES)], "")
    rate("pair of heads", TIMES, lambda: [verify_heads(pair, GIVEN) for _ in range(TIMES)], "")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
