"""Write tests/vectors/witness.json: cosignatures, requests, answers, tiles and a proof, for whoever implements docs/spec/witness.md anew.

Everything follows from the constants below. ML-DSA-44 is drawn with randomness: of its cosignature the signed message stands here.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, cosigned_message, origin_of, sign_checkpoint, timed_text
from kniha.ledger.cosignatures import cosign, with_lines
from kniha.ledger.keys import LOG_ALGORITHMS, WITNESS_ALGORITHMS, Algorithm, SigningKey
from kniha.ledger.notes import parse_note
from kniha.ledger.tiles import Tile, tile_bytes, tiles_between
from kniha.ledger.tlog_proofs import TlogProof
from kniha.ledger.witnessing import Answer, Request, decide, new_log
from kniha.vocab.canonical import JSON

VECTORS = Path(__file__).parents[1] / "tests/vectors/witness.json"
AT = 1_763_884_800
SIZES = (1, 255, 256, 257, 70_000)

_ORIGIN = origin_of(bytes(range(32)))
_LEAVES = [tree.leaf_hash(number.to_bytes(4, "big")) for number in range(SIZES[-1])]
_ROWS = {level: hashes for level, _, hashes in tree.grow(0, _LEAVES, lambda *_: b"")}
_LOG = tuple(SigningKey(_ORIGIN, kind, bytes([kind.value]) * 32) for kind in LOG_ALGORITHMS)
_WITNESS = tuple(SigningKey("witness.example/kniha", kind, bytes([0x20 + kind.value]) * 32) for kind in WITNESS_ALGORITHMS)


def vectors() -> JSON:
    """Return what the file holds."""
    return {
        "about": "docs/spec/witness.md; written by tools/witness_vectors.py. Leaf n is the hash of n as four bytes, big-endian.",
        "log": {"origin": _ORIGIN, "seeds": [key.seed.hex() for key in _LOG], "keys": [key.verifier().text for key in _LOG]},
        "witness": {"seeds": [key.seed.hex() for key in _WITNESS], "keys": [key.verifier().text for key in _WITNESS], "time": AT},
        "cosignatures": [_cosigned(size) for size in SIZES],
        "requests": [_asked(7, old, new) for old, new in ((7, 7), (7, 8), (7, 300), (0, 300), (9, 8), (9, 300))],
        "tiles": {str(size): _tiles(size) for size in SIZES},
        "tlog_proof": _proof(),
    }


def _head(size: int) -> Checkpoint:
    return Checkpoint(_ORIGIN, size, tree.root(size, _read))


def _cosigned(size: int) -> JSON:
    head = _head(size)
    return {
        "checkpoint": head.text,
        "ed25519_message": timed_text(AT, head),
        "ed25519_line": cosign(head, _WITNESS[0], at=AT).encode(),
        "mldsa44_message": cosigned_message(_WITNESS[1].name, AT, head).hex(),
    }


def _asked(seen: int, old: int, new: int) -> JSON:
    """A request to a witness that has cosigned `seen` leaves under Ed25519 alone, and its answer."""
    known = new_log(_ORIGIN, [_LOG[0].verifier()])
    kept = decide(known, _request(0, seen), _WITNESS[:1], at=AT).kept
    answer: Answer = decide(kept, _request(old, new), _WITNESS[:1], at=AT).answer
    return {"seen": seen, "body": _request(old, new).encode().decode(), "status": answer.status, "answer": _said(answer)}


def _request(old: int, new: int) -> Request:
    proof = tree.consistency_proof(old, new, _read) if 0 < old <= new else ()
    return Request(old, proof, parse_note(sign_checkpoint(_head(new), _LOG[:1], at=AT)))


def _said(answer: Answer) -> str | None:
    """What stands in an answer that is read by a machine; the words of the others are free."""
    return answer.body if answer.status in {200, 409} else None


def _tiles(size: int) -> JSON:
    last = {tile.level: tile for tile in tiles_between(0, size)}
    return {
        "count": sum(1 for _ in tiles_between(0, size)),
        "root": tree.root(size, _read).hex(),
        "last_of_each_level": {tile.path: _digest(tile) for tile in last.values()},
    }


def _proof() -> JSON:
    index, size = 12_345, SIZES[-1]
    checkpoint = with_lines(sign_checkpoint(_head(size), _LOG[:1], at=AT), [cosign(_head(size), _WITNESS[0], at=AT)])
    inclusion = tree.inclusion_proof(index, size, _read)
    return TlogProof(index, inclusion, checkpoint, index.to_bytes(4, "big")).encode()


def _digest(tile: Tile) -> str:
    return sha256(tile_bytes(tile, lambda level, first, count: _ROWS[level][first : first + count])).hexdigest()


def _read(level: int, index: int) -> bytes:
    return _ROWS[level][index]


def text() -> str:
    """Return the file as it is written."""
    assert _WITNESS[1].algorithm is Algorithm.MLDSA44
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    VECTORS.parent.mkdir(exist_ok=True)
    VECTORS.write_text(text(), encoding="utf-8")
    print(f"wrote {VECTORS.name}", file=sys.stderr)
