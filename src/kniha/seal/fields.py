"""Single sealed values under a random key (docs/spec/keys.md, rule 2): ChaCha20-Poly1305, the value's path as associated data."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kniha.vocab.errors import BrokenError
from kniha.vocab.ids import RandomBytes

_NONCE = 12


def seal_field(key: bytes, path: str, plain: bytes, *, random_bytes: RandomBytes) -> bytes:
    """Return nonce ‖ ciphertext of `plain` under `key` (32 bytes); it opens under the same `path` alone."""
    nonce = random_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, path.encode())


def open_field(key: bytes, path: str, sealed: bytes) -> bytes:
    """Return the plain bytes; BrokenError for another key, another path or an altered value."""
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], path.encode())
    except (InvalidTag, ValueError) as error:
        raise BrokenError("this sealed value does not open: it was altered, or belongs elsewhere") from error
