"""Bytes of good files altered, put in, taken out: never "verified" where the file says something else, never a traceback.

And both verifiers agree. In `make soak` a million alterations, with seeds of their own; in `make check` a few thousand. Edits that keep a
file's form and digest (`edited`) reach the steps behind the form, where two implementations could differ.
"""

import io
import json
import random
import zipfile
from hashlib import sha256

import pytest
from tests.verify.corpus import CORPUS, EXPECTED, GIVEN, answered

import verify as second
from kniha.cli.verdicts import as_json
from kniha.cli.verify import _authorities, _keys, _witnesses
from kniha.ledger.given import trusting
from kniha.ledger.verifier import verify_file
from kniha.vocab.canonical import canonical

GOOD = [expected for expected in EXPECTED if expected.file.startswith("good/") and expected.path.is_file() and expected.given]
JSON = [expected for expected in GOOD if expected.path.read_bytes().startswith(b"{")]
KEYS = second.read_keys(str(CORPUS / GIVEN["key"]))
WITNESSES = second.read_keys(str(CORPUS / GIVEN["witness"]))
ROOTS = (CORPUS / GIVEN["authority"]).read_bytes()
TRUST = {
    given: trusting(
        _keys(str(CORPUS / GIVEN["key"])),
        witnesses=_witnesses(str(CORPUS / GIVEN["witness"])) if "witness" in given else (),
        authorities=_authorities(str(CORPUS / GIVEN["authority"])) if "authority" in given else (),
    )
    for given in {expected.given for expected in GOOD}
}


def first_verdict(data, given):
    kind, verdict = verify_file(io.BytesIO(data), TRUST[given])
    return as_json("-", kind, verdict)


def second_verdict(data, given, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(data)
    reader = second.Reader(KEYS, WITNESSES if "witness" in given else (), ROOTS if "authority" in given else b"")
    return second.verify(str(file), reader)


def altered(data, dice):
    """`data` with one byte altered, put in or taken out."""
    place = dice.randrange(len(data))
    match dice.randrange(4):
        case 0:
            return data[:place] + bytes([dice.randrange(256)]) + data[place:]
        case 1:
            return data[:place] + data[place + 1 :]
        case _:
            return data[:place] + bytes([data[place] ^ (1 << dice.randrange(8))]) + data[place + 1 :]


def edited(data, dice):
    """A JSON file with one thing in it altered, in canonical form and under its right digest: what one does who has read the text."""
    said = json.loads(data)
    holder, key = dice.choice(list(places(said)))
    holder[key] = another(holder[key], dice)
    said["digest"] = sha256(canonical({key: value for key, value in said.items() if key != "digest"})).hexdigest()
    return canonical(said)


def places(value):
    """Every place in a JSON value that can be altered."""
    for key in value if isinstance(value, dict) else range(len(value)):
        if key not in ("digest", "format"):
            yield value, key
            if isinstance(value[key], dict | list):
                yield from places(value[key])


def another(value, dice):
    """Something else of the same kind, more or less."""
    match value:
        case str() if value:
            place = dice.randrange(len(value))
            letter = dice.choice("0a1b/+\n é=" + value[place - 1])
            return dice.choice(
                (value[:place] + letter + value[place + 1 :], value[:place] + value[place + 1 :], value[:place] + letter + value[place:])
            )
        case list() if value:
            place = dice.randrange(len(value))
            return dice.choice((value[:place] + value[place + 1 :], [value[place], *value], value[::-1], value[1:] + value[:1]))
        case bool() | int():
            return dice.choice((value + 1, value - 1, 0, True, None))
        case _:
            return dice.choice((None, [], {}, "", 0))


def content(data):
    """What a file says: of a ZIP its files, of a note its text, of others every byte."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return data.rpartition(b"\n\n")[0] if data.startswith((b"kniha/", b"kniha-seam")) else data


@pytest.mark.soak
def test_an_altered_byte_is_found(soaking):
    """1,000,000 in soak."""
    dice = random.Random() if soaking else random.Random(0)
    for turn in range(1_000_000 if soaking else 2_500):
        expected = GOOD[turn % len(GOOD)]
        data = expected.path.read_bytes()
        found = altered(data, dice)
        status = first_verdict(found, expected.given)["status"]
        assert status or content(found) == content(data), (expected.file, found)


def agree(ours, theirs):
    """Whether two verdicts agree; verify.py may be milder in what files.md §9 leaves to openssl: ML-DSA-44, how certificates look."""
    one, two = answered(ours), answered(theirs)
    if one == two:
        return True
    unwitnessed = one[0] == 0 and two == (2, None) and not second.knows_mldsa()
    left = ("time-stamp",) if second.knows_mldsa() else ("time-stamp", "ML-DSA-44")
    return unwitnessed or (one[0] == 1 and any(word in ours["verdict"] for word in left) and (two[0] != 1 or two[1] >= one[1]))


@pytest.mark.soak
@pytest.mark.parametrize(("how", "files"), [(altered, GOOD), (edited, JSON)], ids=["altered", "edited"])
def test_two_implementations_say_the_same(how, files, soaking, tmp_path):
    """10,000 of each in soak."""
    dice = random.Random() if soaking else random.Random(1)
    for turn in range(10_000 if soaking else 150):
        expected = files[turn % len(files)]
        found = how(expected.path.read_bytes(), dice)
        ours, theirs = first_verdict(found, expected.given), second_verdict(found, expected.given, tmp_path)
        assert agree(ours, theirs), (expected.file, ours["verdict"], theirs["verdict"], found)
