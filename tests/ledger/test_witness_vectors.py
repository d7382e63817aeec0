"""The witness's vectors are what the code makes and what the specification says; lines of other implementations hold here."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tools import witness_vectors

from kniha.ledger.checkpoints import parse_text
from kniha.ledger.cosignatures import cosign, cosignatures, parse_line, parse_witness_key
from kniha.ledger.keys import Algorithm, SigningKey, parse_verifier_key
from kniha.ledger.notes import Note
from kniha.ledger.tiles import Tile, parse_path
from kniha.ledger.tlog_proofs import check_entry, parse_tlog_proof
from kniha.ledger.witnessing import decide, new_log, parse_request

FOLDER = Path(__file__).parents[1] / "vectors"
SAID = json.loads((FOLDER / "witness.json").read_text("utf-8"))
FOREIGN = json.loads((FOLDER / "witness-foreign.json").read_text("utf-8"))


def test_the_vectors_are_those_that_the_tool_writes():
    assert (FOLDER / "witness.json").read_text("utf-8") == witness_vectors.text()


def test_an_ed25519_cosignature_of_the_vectors_holds_by_the_text_of_the_specification():
    name, _, encoded = SAID["witness"]["keys"][0].split("+", 2)
    typed = base64.b64decode(encoded)
    for said in SAID["cosignatures"]:
        signature = base64.b64decode(said["ed25519_line"].split(" ")[2])
        assert said["ed25519_line"].startswith(f"— {name} ")
        assert signature[:4] == sha256(f"{name}\n".encode() + typed).digest()[:4]
        at = int.from_bytes(signature[4:12], "big")
        assert at == SAID["witness"]["time"]
        message = f"cosignature/v1\ntime {at}\n{said['checkpoint']}"
        assert message == said["ed25519_message"]
        Ed25519PublicKey.from_public_bytes(typed[1:]).verify(signature[12:], message.encode())


def test_a_request_of_the_vectors_is_answered_as_they_say():
    keys = [parse_verifier_key(SAID["log"]["keys"][0])]
    signer = SigningKey("witness.example/kniha", Algorithm.ED25519_COSIGNATURE, bytes.fromhex(SAID["witness"]["seeds"][0]))
    at = SAID["witness"]["time"]
    first = next(said for said in SAID["requests"] if said["status"] == 200)
    seen = parse_request(first["body"].replace("old 7\n", "old 0\n").encode())
    for said in SAID["requests"]:
        kept = decide(new_log(SAID["log"]["origin"], keys), seen, [signer], at=at).kept
        answer = decide(kept, parse_request(said["body"].encode()), [signer], at=at).answer
        assert answer.status == said["status"]
        assert said["answer"] in (None, answer.body)


def test_the_proof_of_the_vectors_holds():
    keys, witnesses = [parse_verifier_key(SAID["log"]["keys"][0])], [parse_witness_key(SAID["witness"]["keys"][0])]
    proof = parse_tlog_proof(SAID["tlog_proof"])
    head, seen = check_entry(proof, keys, witnesses)
    assert (proof.index, head.size, [one.at for one in seen]) == (12_345, 70_000, [SAID["witness"]["time"]])


@pytest.mark.parametrize("kind", ["ed25519", "mldsa44"])
def test_a_line_that_another_implementation_made_holds(kind):
    key, line = parse_witness_key(FOREIGN[kind]["key"]), parse_line(FOREIGN[kind]["line"])
    (seen,) = cosignatures(Note(FOREIGN["checkpoint"], (line,)), [key])
    ours = SigningKey(key.name, key.algorithm, bytes.fromhex(FOREIGN["seed"]))
    assert ours.verifier() == key
    again = cosign(parse_text(FOREIGN["checkpoint"]), ours, at=seen.at)
    assert kind == "mldsa44" or again == line


def test_the_paths_of_another_implementation_are_ours():
    for path, (level, index, width) in FOREIGN["tiles"].items():
        assert Tile(level, index, width).path == path
        assert parse_path(path) == Tile(level, index, width)
