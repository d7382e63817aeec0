"""The receipt: a secret of 16 bytes from which all keys of a reporter follow (docs/spec/receipt.md §1 and §3).

A receipt stands in no URL, log line, error message, cookie or database (§4); nothing here shows it by repr.
Its twelve words are in `kniha.seal.receipt_words`.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kniha.seal.recipients import HybridIdentity
from kniha.seal.reports import ReportKeys
from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import RandomBytes

ENTROPY = 16
"""Bytes of a receipt's secret, `E`."""

REGISTER_ID = 32
"""Bytes of a register id, `R`."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The secret that a reporter keeps."""

    entropy: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.entropy) != ENTROPY:
            raise MalformedError(f"a receipt's secret has {ENTROPY} bytes, not {len(self.entropy)}")


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """What follows from a receipt for one register: secrets all, but for `mailbox` and what `public` gives."""

    reply: HybridIdentity
    ed25519: Ed25519PrivateKey = field(repr=False)
    mldsa44: MLDSA44PrivateKey = field(repr=False)
    mailbox: str
    """The mailbox's public name: 64 hexadecimal digits."""
    mailbox_secret: bytes = field(repr=False)

    @property
    def verifier(self) -> str:
        """What the intake holds to know the mailbox's secret by: SHA-256 of its 32 bytes, 64 hexadecimal digits."""
        return sha256(self.mailbox_secret).hexdigest()

    def public(self) -> ReportKeys:
        """Return the public half, which travels in the container."""
        return ReportKeys(
            ed25519=self.ed25519.public_key().public_bytes_raw(),
            mldsa44=self.mldsa44.public_key().public_bytes_raw(),
            reply=self.reply.recipient.text,
            mailbox=self.mailbox,
            verifier=self.verifier,
        )


def new_receipt(random_bytes: RandomBytes) -> Receipt:
    """Draw a receipt from `random_bytes`."""
    return Receipt(random_bytes(ENTROPY))


def derive(receipt: Receipt, register_id: bytes) -> ReceiptKeys:
    """Return the keys of `receipt` at the register `register_id` (32 bytes); another register gives unrelated keys (§3)."""
    if len(register_id) != REGISTER_ID:
        raise MalformedError(f"a register id has {REGISTER_ID} bytes, not {len(register_id)}")

    def use(name: str) -> bytes:
        return HKDF(hashes.SHA256(), 32, register_id, f"kniha/v1/{name}".encode()).derive(receipt.entropy)

    return ReceiptKeys(
        reply=HybridIdentity(use("reply-identity")),
        ed25519=Ed25519PrivateKey.from_private_bytes(use("sign-ed25519")),
        mldsa44=MLDSA44PrivateKey.from_seed_bytes(use("sign-mldsa44")),
        mailbox=use("mailbox-id").hex(),
        mailbox_secret=use("mailbox-secret"),
    )
