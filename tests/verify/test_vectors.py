"""The shared vectors are what the code makes, and a second implementation, verify.py, reads and refuses them as they say."""

import json
from pathlib import Path

import pytest
from tools import ledger_vectors

import verify

FOLDER = Path(__file__).parents[1] / "vectors"
SAID = json.loads((FOLDER / "ledger.json").read_text())
LEAVES = [verify.leaf_hash(str(number).encode()) for number in range(65)]


def root(size):
    edge = verify.Edge()
    for leaf in LEAVES[:size]:
        edge.add(leaf)
    return edge.root()


def proof(said):
    return [bytes.fromhex(each) for each in said["proof"]]


def test_the_vectors_are_those_that_the_tool_writes():
    assert (FOLDER / "ledger.json").read_text() == ledger_vectors.text()


def test_trees_have_their_roots():
    assert {size: root(int(size)).hex() for size in SAID["trees"]["roots"]} == SAID["trees"]["roots"]


@pytest.mark.parametrize("said", SAID["trees"]["inclusion"], ids=str)
def test_inclusion_proofs_lead_to_the_root_and_no_other_leaf_does(said):
    index, size = said["index"], said["size"]
    assert verify.climb(LEAVES[index], index, size - 1, proof(said))[1] == root(size)
    if size > 1:
        assert verify.climb(LEAVES[index - 1], index, size - 1, proof(said))[1] != root(size)


@pytest.mark.parametrize("said", SAID["trees"]["consistency"], ids=str)
def test_consistency_proofs_hold_and_no_other_root_does(said):
    old, new = (verify.Checkpoint("", size, root(size)) for size in (said["old"], said["new"]))
    verify.check_consistency(old, new, proof(said))
    with pytest.raises(verify.Wrong):
        verify.check_consistency(old._replace(root=bytes(32)), new, proof(said))
    with pytest.raises(verify.Wrong):
        verify.check_consistency(old, new, [*proof(said), bytes(32)])


def test_keys_are_read():
    for said in SAID["keys"]["good"]:
        key = verify.read_key(said["text"])
        assert (key.kind, key.public.hex(), key.text) == (said["type"], said["public"], said["text"])


def test_notes_are_read():
    key = verify.read_key(SAID["notes"]["key"])
    for said in SAID["notes"]["good"]:
        note = verify.read_note(said["note"], "a note")
        assert (note.text, [each.key for each in verify.check_signatures(note, [key])]) == (said["text"], [key])


def signed_note(said):
    note = verify.read_note(said, "a note")
    if not verify.check_signatures(note, [verify.read_key(SAID["notes"]["key"])]):
        raise verify.Wrong("no given key signed")


def signed_seam(said):
    verify.check_custodians(verify.read_seam(said), [verify.read_key(text) for text in SAID["seams"]["custodians"]])


BAD = [
    *(("keys", verify.read_key, said) for said in SAID["keys"]["bad"]),
    *(("notes", signed_note, said) for said in SAID["notes"]["bad"]),
    *(("heads", verify.read_checkpoint, said) for said in SAID["heads"]["bad"]),
    *(("seams", signed_seam, said) for said in SAID["seams"]["bad"]),
]


@pytest.mark.parametrize(("kind", "read", "said"), BAD, ids=[f"{kind}: {said['why']}" for kind, _, said in BAD])
def test_what_the_vectors_call_bad_is_refused(kind, read, said):
    with pytest.raises(verify.Wrong):
        read(said["said"])


def test_a_head_is_signed_as_the_vectors_say(monkeypatch):
    heads, signed = SAID["heads"], []
    monkeypatch.setattr(verify, "holds", lambda key, message, signature: signed.append(message.hex()) or True)
    monkeypatch.setattr(verify, "knows_mldsa", lambda: True)
    log, quantum = (verify.read_key(said["text"]) for said in SAID["keys"]["good"][:2])
    time = heads["time"].to_bytes(8, "big")
    for key, blob in ((log, bytes(64)), (verify.read_key(heads["witness"]), time + bytes(64)), (quantum, time + bytes(2420))):
        verify.check_signature(heads["text"], key, blob)
    assert signed == [heads["signed_by_ed25519"], heads["signed_by_ed25519_cosignature"], heads["signed_by_mldsa44"]]


def test_a_cosigned_head_holds():
    heads = SAID["heads"]
    note = verify.read_note(heads["cosigned"], "a head")
    keys = [verify.read_key(text) for text in (SAID["keys"]["good"][0]["text"], heads["witness"])]
    assert [each.time for each in verify.check_signatures(note, keys)] == [0, heads["time"]]
    assert verify.read_checkpoint(note.text).size == 7


def test_seams_are_signed_by_three_or_more():
    for said in SAID["seams"]["good"]:
        signed_seam(said)
        assert verify.read_seam(said).note.text == SAID["seams"]["text"]


@pytest.mark.parametrize("said", SAID["records"], ids=lambda said: said["story"])
def test_records_follow_from_what_is_shown(said):
    entries = []
    for index, entry in enumerate(said["entries"]):
        made = verify.Entry({"index": index, "skeleton": "", "commitments": []})
        made.skeleton, made.values = {"changes": entry["changes"]}, entry["shown"]
        entries.append(made)
    assert verify.make_record(entries) == said["record"]
