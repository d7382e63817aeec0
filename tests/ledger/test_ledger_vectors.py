"""What the shared vectors call bad, the engine refuses too (verify.py's half stands in tests/verify/test_vectors.py)."""

import json
from pathlib import Path

import pytest

from kniha.ledger.checkpoints import generation_of, open_checkpoint, parse_text
from kniha.ledger.keys import parse_verifier_key
from kniha.ledger.notes import check_note, parse_note
from kniha.ledger.seams import check_seam
from kniha.vocab.errors import KnihaError

SAID = json.loads((Path(__file__).parents[1] / "vectors/ledger.json").read_text())
KEY = parse_verifier_key(SAID["notes"]["key"])
CUSTODIANS = tuple(parse_verifier_key(text) for text in SAID["seams"]["custodians"])
READ = {
    "keys": parse_verifier_key,
    "notes": lambda said: check_note(parse_note(said), (KEY,)),
    "heads": parse_text,
    "seams": lambda said: check_seam(said, CUSTODIANS),
}
BAD = [(kind, said) for kind in READ for said in SAID[kind]["bad"]]


def test_what_they_call_good_is_taken():
    assert [check_note(parse_note(said["note"]), (KEY,)) for said in SAID["notes"]["good"]] == [(KEY,)] * 2
    assert [len(check_seam(said, CUSTODIANS)) for said in SAID["seams"]["good"]] == [3, 4]
    assert open_checkpoint(SAID["heads"]["cosigned"], (KEY, parse_verifier_key(SAID["heads"]["witness"]))).size == 7
    assert [generation_of(origin) for origin in SAID["heads"]["origins"]] == [0, 1, 12]


@pytest.mark.parametrize(("kind", "said"), BAD, ids=[f"{kind}: {said['why']}" for kind, said in BAD])
def test_what_they_call_bad_is_refused(kind, said):
    with pytest.raises(KnihaError):
        READ[kind](said["said"])
