"""What must be known of a sealed file to find it, check it and open it."""

import hmac
import re
from dataclasses import dataclass, field
from hashlib import sha256

from kniha.seal.payload import payload_size
from kniha.vocab.errors import MalformedError

NAMING_KEY = 32
"""Bytes of the naming key (docs/spec/keys.md)."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """One sealing of one file. Digests and names are 64 hexadecimal digits, sizes bytes.

    `name` is HMAC-SHA256(naming key, SHA-256 of the plain bytes): who seizes the vault cannot test for a known film.
    `header` is the age header that belongs to this sealing alone. It is kept in the key table and nowhere else.
    """

    name: str
    sha256: str
    size: int
    sealed_sha256: str
    header: bytes = field(repr=False)

    def __post_init__(self) -> None:
        for digest in (self.name, self.sha256, self.sealed_sha256):
            check_digest(digest)
        if self.size < 0:
            raise MalformedError(f"a file has no {self.size} bytes")

    @property
    def sealed_size(self) -> int:
        """Bytes of the payload that lies in the vault."""
        return payload_size(self.size)


def blob_name(naming_key: bytes, plain_digest: bytes) -> str:
    """Return the name of the file whose SHA-256 is `plain_digest`."""
    return hmac.new(naming_key, plain_digest, sha256).hexdigest()


def blob_place(name: str, sealed_sha256: str) -> str:
    """Return where one sealing of `name` lies."""
    check_digest(name)
    check_digest(sealed_sha256)
    return f"blobs/{name[:2]}/{name}-{sealed_sha256}"


def quarantine_place(digest: str) -> str:
    """Return where a foreign sealed file of this SHA-256 lies."""
    check_digest(digest)
    return f"quarantine/{digest}"


def check_digest(text: str) -> None:
    """Raise MalformedError for anything but 64 hexadecimal digits: places in the vault are made of these."""
    if not _DIGEST.fullmatch(text):
        raise MalformedError(f"a digest is 64 hexadecimal digits, not {len(text)} characters")
