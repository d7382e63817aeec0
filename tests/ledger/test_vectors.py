"""The shared vectors are what the code makes, and what the text of the specification says without our code."""

import base64
import json
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tools import entry_vectors

from kniha.ledger.checkpoints import open_checkpoint
from kniha.ledger.entries import parse_skeleton
from kniha.ledger.keys import parse_verifier_key
from kniha.ledger.proofs import check_consistency, check_inclusion

SAID = json.loads((Path(__file__).parents[1] / "vectors/entry.json").read_text())


def test_the_vectors_are_those_that_the_tool_writes():
    assert (Path(__file__).parents[1] / "vectors/entry.json").read_text() == entry_vectors.text()


def test_commitments_and_leaves_follow_the_text_of_the_specification():
    for entry in SAID["entries"]:
        for value in entry["values"]:
            path = value["path"].encode()
            hashed = bytes.fromhex(value["salt"]) + len(path).to_bytes(2, "big") + path + value["bytes"].encode()
            assert sha256(hashed).hexdigest() == value["commitment"]
        skeleton = entry["skeleton"].encode()
        commitments = b"".join(bytes.fromhex(value["commitment"]) for value in entry["values"])
        data = b"kniha/v1/entry\n" + len(skeleton).to_bytes(4, "big") + skeleton + commitments
        assert data.hex() == entry["leaf_data"]
        assert sha256(b"\0" + data).hexdigest() == entry["leaf_hash"]
        assert list(parse_skeleton(skeleton).paths) == [value["path"] for value in entry["values"]]


def test_the_proofs_of_the_vectors_hold():
    root = bytes.fromhex(SAID["roots"]["7"])
    for index, proof in SAID["inclusion"].items():
        leaf = bytes.fromhex(SAID["entries"][int(index)]["leaf_hash"])
        check_inclusion(leaf_hash=leaf, index=int(index), size=7, proof=[bytes.fromhex(each) for each in proof], root=root)
    for old in ("1", "2", "3", "7"):
        proof = [bytes.fromhex(each) for each in SAID["consistency"][old]]
        check_consistency(old_size=int(old), old_root=bytes.fromhex(SAID["roots"][old]), new_size=7, new_root=root, proof=proof)


def test_the_head_of_the_vectors_opens_and_its_signature_is_plain_ed25519_over_three_lines():
    head = SAID["head"]
    key = parse_verifier_key(head["keys"][0])
    assert open_checkpoint(head["note_ed25519"], (key,)).root.hex() == SAID["roots"]["7"]
    text, _, line = head["note_ed25519"].rpartition("\n\n")
    signature = base64.b64decode(line.split(" ")[2])[4:]
    Ed25519PublicKey.from_public_bytes(key.public).verify(signature, (text + "\n").encode())
    assert text.split("\n")[:2] == [f"kniha/{head['register']}", "7"]
