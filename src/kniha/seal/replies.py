"""Opening a reply with the identity that follows from a receipt (docs/spec/receipt.md §3). Sealing one is `kniha.seal.closing`.

In memory, small, and for one identity that came in the same request: the intake may import this, and never `kniha.seal.opening`.
"""

from io import BytesIO

from kniha.seal.envelopes import check_envelope_header
from kniha.seal.header import check_mac, parse_header, read_header
from kniha.seal.payload import opened_payload
from kniha.seal.receipts import ReceiptKeys
from kniha.vocab.errors import NoMatchError, TooLargeError

LARGEST_REPLY = 1_048_576
"""Bytes of a sealed reply."""


def open_reply(sealed: bytes, keys: ReceiptKeys) -> bytes:
    """Return the plain bytes of a reply sealed to `keys`; TooLargeError, MalformedError, NoMatchError, BrokenError."""
    if len(sealed) > LARGEST_REPLY:
        raise TooLargeError(f"a reply has at most {LARGEST_REPLY} bytes, not {len(sealed)}")
    header, payload = read_header(BytesIO(sealed))
    # A reply has the outer form of an envelope: one post-quantum stanza.
    check_envelope_header(header)
    parsed = parse_header(header)
    file_key = keys.reply.unwrap(parsed.stanzas)
    if file_key is None:
        raise NoMatchError("this reply is not for this receipt")
    check_mac(parsed, file_key)
    return b"".join(opened_payload(payload, file_key))
