"""Write tests/vectors/entry.json: entries, commitments, leaves, tree, keys and heads, for whoever implements docs/spec/entry.md anew.

Everything follows from the constants below. Cosignatures are drawn with randomness: of them the signed message stands here.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, cosigned_message, origin_of, sign_checkpoint
from kniha.ledger.entries import Skeleton, Value, commitment, leaf_data
from kniha.ledger.keys import LOG_ALGORITHMS, SigningKey
from kniha.vocab.canonical import JSON, canonical

VECTORS = Path(__file__).parents[1] / "tests/vectors/entry.json"
REGISTER = bytes(range(32))
AT = 1_763_884_800
SIZES = (0, 1, 2, 3, 7, 8)

_STATEMENT, _INCIDENT, _REGISTRAR = ("0" * 31 + digit for digit in "123")


def vectors() -> JSON:
    """Return what the file holds."""
    entries = [_entry(seq) for seq in range(8)]
    leaves = [bytes.fromhex(str(entry["leaf_hash"])) for entry in entries]
    nodes = {(node.level, node.index): node.hash for node in tree.append_many(0, leaves, lambda level, index: nodes[level, index])}
    return {
        "about": "docs/spec/entry.md §1–3 and docs/spec/ledger.md; written by tools/entry_vectors.py",
        "entries": entries,
        "roots": {str(size): tree.root(size, lambda *place: nodes[place]).hex() for size in SIZES},
        "inclusion": {str(index): _hex(tree.inclusion_proof(index, 7, lambda *place: nodes[place])) for index in range(7)},
        "consistency": {str(old): _hex(tree.consistency_proof(old, 7, lambda *place: nodes[place])) for old in range(1, 8)},
        "head": _head(tree.root(7, lambda *place: nodes[place])),
    }


def _entry(seq: int) -> dict[str, JSON]:
    said: dict[str, JSON] = {
        "at": f"2025-11-23T08:0{seq}:00.123456Z",
        "day": "2025-11-23",
        "registrar": _REGISTRAR,
        "role": "clerk",
        "reason": "паўторна",
        "0/number": f"KN-2025-4821{seq}",
        "0/lat_e7": 539_000_000 + seq,
        "0/public": False,
        "1/note": None,
    }
    values = [Value(path, sha256(f"{seq}/{path}".encode()).digest()[:16], canonical(value)) for path, value in said.items()]
    skeleton = Skeleton(
        action="incident.opened",
        changes=(("insert", "incident", _INCIDENT), ("update", "statement", _STATEMENT)),
        cites=(("statement", _STATEMENT),),
        paths=tuple(said),
        schema=1,
        seq=seq,
    ).encode()
    commitments = [commitment(value.salt, value.path, value.data) for value in values]
    data = leaf_data(skeleton, commitments)
    return {
        "skeleton": skeleton.decode(),
        "values": [
            {"path": value.path, "salt": value.salt.hex(), "bytes": value.data.decode(), "commitment": each.hex()}
            for value, each in zip(values, commitments, strict=True)
        ],
        "leaf_data": data.hex(),
        "leaf_hash": tree.leaf_hash(data).hex(),
    }


def _head(root: bytes) -> JSON:
    origin = origin_of(REGISTER)
    classic, quantum = (SigningKey(origin, algorithm, bytes([algorithm.value]) * 32) for algorithm in LOG_ALGORITHMS)
    checkpoint = Checkpoint(origin, 7, root)
    return {
        "register": REGISTER.hex(),
        "seeds": {"ed25519": classic.seed.hex(), "mldsa44": quantum.seed.hex()},
        "keys": [classic.verifier().text, quantum.verifier().text],
        "fingerprints": [classic.verifier().fingerprint, quantum.verifier().fingerprint],
        "note_ed25519": sign_checkpoint(checkpoint, (classic,), at=AT),
        "time": AT,
        "cosigned_message": cosigned_message(quantum.name, AT, checkpoint).hex(),
    }


def _hex(hashes: tuple[bytes, ...]) -> list[str]:
    return [each.hex() for each in hashes]


def text() -> str:
    """Return the file as it is written."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    VECTORS.parent.mkdir(exist_ok=True)
    VECTORS.write_text(text(), encoding="utf-8")
    print(f"wrote {VECTORS.name}", file=sys.stderr)
