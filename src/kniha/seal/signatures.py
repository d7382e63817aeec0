"""The two signatures under a report (docs/spec/envelope.md §2.2, SIGN): Ed25519 for today, ML-DSA-44 for the day after quantum computers.

What is signed names its purpose and the register first, so that a report signed for one register cannot be filed in another.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from kniha.seal.reports import ReportKeys
from kniha.vocab.errors import BrokenError, MalformedError

SIGNATURES = 2484
"""Bytes of both signatures."""

_ED25519 = 64
_PURPOSE = b"kniha/v1/report-signature\n"


def sign(register_id: bytes, payload_digest: bytes, ed25519: Ed25519PrivateKey, mldsa44: MLDSA44PrivateKey) -> bytes:
    """Return both signatures over register id `R` and payload digest `P`, 32 bytes each. ML-DSA draws randomness of its own."""
    message = _PURPOSE + register_id + payload_digest
    return ed25519.sign(message) + mldsa44.sign(message)


def check_signatures(register_id: bytes, payload_digest: bytes, keys: ReportKeys, signatures: bytes) -> None:
    """Raise BrokenError unless both signatures hold over `R` and `P`; MalformedError for keys or signatures of another form."""
    if len(signatures) != SIGNATURES:
        raise MalformedError(f"the signatures have {SIGNATURES} bytes, not {len(signatures)}")
    try:
        ed25519 = Ed25519PublicKey.from_public_bytes(keys.ed25519)
        mldsa44 = MLDSA44PublicKey.from_public_bytes(keys.mldsa44)
    except ValueError as error:
        raise MalformedError("a public key of the report is none") from error
    message = _PURPOSE + register_id + payload_digest
    try:
        ed25519.verify(signatures[:_ED25519], message)
        mldsa44.verify(signatures[_ED25519:], message)
    except InvalidSignature as error:
        raise BrokenError("a signature under the report does not hold: it was altered, or signed for another register") from error
