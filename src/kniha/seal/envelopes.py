"""The outer form of an envelope (docs/spec/envelope.md §1, §4.2): what an intake can check without opening anything.

One stanza has one length, so that the sizes of envelopes are a short list.
"""

from kniha.seal.header import HYBRID, WRAPPED_KEY, decode_base64, parse_header
from kniha.seal.padding import SMALLEST, padded_size
from kniha.seal.payload import CHUNK, NONCE, TAG, payload_size
from kniha.seal.recipients import ENCAPSULATED
from kniha.vocab.errors import MalformedError, TooLargeError

HEADER_SIZE = 1627
"""Bytes of an age header with exactly one stanza mlkem768x25519."""

LARGEST_ENVELOPE = 2_147_483_648
"""Bytes of an envelope as shipped; a deployment may set less."""

SMALLEST_ENVELOPE = HEADER_SIZE + payload_size(SMALLEST)
"""Bytes of the envelope that most reports without files travel in."""


def envelope_size(container: int) -> int:
    """Return the size in bytes of the envelope that carries a container of `container` bytes, padding not yet added."""
    return HEADER_SIZE + payload_size(padded_size(container))


def check_envelope_size(size: int, *, largest: int = LARGEST_ENVELOPE) -> None:
    """Raise MalformedError unless an envelope may have `size` bytes; TooLargeError above `largest`."""
    if size > largest:
        raise TooLargeError(f"an envelope has at most {largest} bytes here, not {size}")
    sealed = size - HEADER_SIZE - NONCE
    container = sealed - TAG * -(-sealed // (CHUNK + TAG))
    if container < SMALLEST or envelope_size(container) != size:
        raise MalformedError(f"no envelope has {size} bytes")


def check_envelope_header(header: bytes) -> None:
    """Raise MalformedError unless `header` is that of an envelope: one post-quantum stanza and nothing beside it (§1.2)."""
    if len(header) != HEADER_SIZE:
        raise MalformedError(f"the header of an envelope has {HEADER_SIZE} bytes, not {len(header)}")
    stanzas = parse_header(header).stanzas
    shapes = [(stanza.type, [len(decode_base64(text)) for text in stanza.arguments], len(stanza.body)) for stanza in stanzas]
    if shapes != [(HYBRID, [ENCAPSULATED], WRAPPED_KEY)]:
        raise MalformedError(f"the header of an envelope has one stanza, of type {HYBRID}, and nothing beside it")
