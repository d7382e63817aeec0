"""The public vectors of the age format (C2SP CCTV) are judged as they say: success, or failure of the stated kind."""

import hashlib
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from kniha.seal.armor import dearmored
from kniha.seal.opening import opened
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import parse_identity
from kniha.vocab.errors import BrokenError, MalformedError, NoMatchError

FOLDER = Path(__file__).parents[3] / "shared" / "vectors" / "age"
FILES = sorted(FOLDER.glob("[!R]*")) if FOLDER.is_dir() else []

FAILURES = {
    "header failure": MalformedError,
    "armor failure": MalformedError,
    "HMAC failure": BrokenError,
    "payload failure": BrokenError,
    "no match": NoMatchError,
}

# The format only advises against mixing; we refuse it: the classic stanza would void the post-quantum one (envelope.md §1.2).
OURS = {"hybrid_and_x25519": ("header failure", None)}


def read(path):
    head, _, body = path.read_bytes().partition(b"\n\n")
    fields = [line.split(": ", 1) for line in head.decode().splitlines()]
    known = dict(fields)
    if known.get("compressed") == "zlib":
        body = zlib.decompress(body)
    identities = [parse_identity(value) for key, value in fields if key == "identity"]
    identities += [Passphrase(value) for key, value in fields if key == "passphrase"]
    expected = OURS.get(path.name, (known["expect"], known.get("payload")))
    return expected, BytesIO(body), identities, "armored" in known


@pytest.mark.skipif(not FILES, reason=f"the vectors are not here: {FOLDER.parent.name}/{FOLDER.name}")
def test_all_vectors_are_here():
    assert len(FILES) == 143


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_vector_is_judged_as_it_says(path):
    (expect, payload), source, identities, armored = read(path)
    found = bytearray()

    def open_it():
        for piece in opened(dearmored(source) if armored else source, identities):
            found.extend(piece)

    if expect == "success":
        open_it()
    else:
        with pytest.raises(FAILURES[expect]):
            open_it()
    if payload:
        assert hashlib.sha256(found).hexdigest() == payload
