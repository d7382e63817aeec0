"""The vectors that Python and the browser share are what the code makes today; a change here changes a format."""

import json
from base64 import b64decode
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from kniha.seal.container_reading import read_container
from kniha.seal.receipt_words import read_words
from kniha.seal.signatures import SIGNATURES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "vectors"


def script():
    spec = spec_from_file_location("vectors_script", ROOT / "tools" / "vectors.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VECTORS = script()
RECEIPTS = json.loads((FOLDER / "receipt.json").read_text())
ENVELOPES = json.loads((FOLDER / "envelope.json").read_text())


def test_the_receipts_are_what_the_code_makes():
    assert VECTORS.receipts() == RECEIPTS


@pytest.mark.parametrize("vector", RECEIPTS, ids=lambda vector: vector["entropy"])
@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_words_of_every_language_are_the_same_receipt(vector, language):
    assert read_words(vector["words"][language]).entropy.hex() == vector["entropy"]


def without_signatures(envelopes):
    """The vectors, with each container up to its signatures: the ML-DSA one draws randomness."""

    def cut(vector):
        if "container" not in vector:
            return vector
        container = b64decode(vector["container"])
        at = container.rindex(b'"}\x06') + 2
        return {**vector, "container": container[:at] + container[at + 5 + SIGNATURES :]}

    return {**envelopes, "reports": [cut(vector) for vector in envelopes["reports"]]}


def test_the_envelopes_are_what_the_code_makes():
    assert without_signatures(VECTORS.envelopes()) == without_signatures(ENVELOPES)


@pytest.mark.parametrize(
    "vector", [vector for vector in ENVELOPES["reports"] if "container" in vector], ids=lambda v: v["payload_digest"][:8]
)
def test_the_containers_are_read_and_their_signatures_hold(vector):
    *_, opened = read_container([b64decode(vector["container"])], bytes.fromhex(ENVELOPES["register"]))

    assert opened.payload_digest.hex() == vector["payload_digest"]
    assert [file.label.name for file in opened.files] == [file["name"] for file in vector["files"]]
    assert opened.report.text == vector["report"]["text"]
