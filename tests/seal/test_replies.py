"""A reply opens for the receipt that it was sealed to, in memory and for nobody else."""

import secrets
import subprocess
import sys

import pytest

from kniha.seal.closing import seal_bytes
from kniha.seal.receipts import Receipt, derive
from kniha.seal.recipients import parse_recipient
from kniha.seal.replies import LARGEST_REPLY, open_reply
from kniha.vocab.errors import BrokenError, MalformedError, NoMatchError, TooLargeError

REGISTER = bytes(range(32))
VERA = derive(Receipt(bytes(16)), REGISTER)


def sealed(text=b"we have read it", keys=VERA):
    return seal_bytes(text, [parse_recipient(keys.public().reply)], random_bytes=secrets.token_bytes)


def test_a_reply_opens_with_the_receipt_it_was_sealed_to():
    assert open_reply(sealed(), VERA) == b"we have read it"


def test_at_another_register_the_same_receipt_opens_nothing():
    with pytest.raises(NoMatchError):
        open_reply(sealed(), derive(Receipt(bytes(16)), bytes(32)))


def test_an_altered_reply_is_broken():
    letter = sealed()
    with pytest.raises(BrokenError):
        open_reply(letter[:-1] + bytes([letter[-1] ^ 1]), VERA)


def test_a_reply_of_another_form_or_too_large_is_refused():
    with pytest.raises(MalformedError):
        open_reply(b"not a reply", VERA)
    with pytest.raises(TooLargeError):
        open_reply(bytes(LARGEST_REPLY + 1), VERA)


def test_what_the_intake_may_import_never_brings_the_opening_of_envelopes_with_it():
    modules = "closing, containers, envelopes, padding, receipt_words, receipts, replies, reports"
    code = f"import sys\nfrom kniha.seal import {modules}\nassert not {{m for m in sys.modules if m.endswith(('opening', 'reading'))}}"

    subprocess.run([sys.executable, "-c", code], check=True)
