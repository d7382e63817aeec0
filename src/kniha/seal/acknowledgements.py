"""What an intake signs for whoever sent an envelope: that it holds one of this digest, on this day (docs/spec/files.md §11).

It has a key for each month, which the register grants. The grant is a note of the register's; here it is passed on and not looked into.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.vocab.canonical import JSON, canonical

FORMAT = "kniha-acknowledgement/v1"

_PURPOSE = "kniha/v1/acknowledgement"


@dataclass(frozen=True, slots=True)
class Grant:
    """By what a month's key is the register's: the signed note, and the text of the log's key that signed it."""

    note: str
    key: str


@dataclass(frozen=True, slots=True)
class MonthKey:
    """An intake's key for the month (`2026-11`), its seed of 32 bytes, and its grant."""

    month: str
    seed: bytes = field(repr=False)
    grant: Grant

    def acknowledge(self, register: bytes, envelope: str, day: date) -> bytes:
        """Return the file that says the register's intake holds an envelope of the digest `envelope` (SHA-256, hexadecimal) on `day`.

        `day` is one of the month: a file about another would not hold.
        """
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(signed_message(register, envelope, day))
        said: dict[str, JSON] = {"day": day.isoformat(), "envelope": envelope, "format": FORMAT}
        said |= {"grant": self.grant.note, "key": self.grant.key, "signature": b64encode(signature).decode()}
        return canonical({**said, "digest": sha256(canonical(said)).hexdigest()})


def month_of(day: date) -> str:
    """Return the month of `day` as a key is named by it."""
    return f"{day:%Y-%m}"


def public_half(seed: bytes) -> str:
    """Return the public key of a seed, 64 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def signed_message(register: bytes, envelope: str, day: date) -> bytes:
    """Return what the month's key signs."""
    return "\n".join((_PURPOSE, register.hex(), envelope, day.isoformat())).encode()
