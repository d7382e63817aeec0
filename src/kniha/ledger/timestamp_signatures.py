"""The signature under an authority's token (RFC 5652 §5.4; docs/spec/timestamps.md §3.5)."""

from hashlib import sha256, sha384, sha512

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from kniha.ledger.timestamp_chains import Certificate
from kniha.ledger.timestamp_replies import Signed
from kniha.vocab.errors import BrokenError, MalformedError, UnknownTermError

_DIGESTS = {32: sha256, 48: sha384, 64: sha512}
_HASHES: dict[int, type[SHA256 | SHA384 | SHA512]] = {32: SHA256, 48: SHA384, 64: SHA512}

RSA_PSS = "1.2.840.113549.1.1.10"
ED25519 = "1.3.101.112"
_RSA = {"1.2.840.113549.1.1.1": None, "1.2.840.113549.1.1.11": 32, "1.2.840.113549.1.1.12": 48, "1.2.840.113549.1.1.13": 64}
_ECDSA = {"1.2.840.10045.2.1": None, "1.2.840.10045.4.3.2": 32, "1.2.840.10045.4.3.3": 48, "1.2.840.10045.4.3.4": 64}
"""Signature algorithms, and the length of the digest that they name besides; some authorities name the kind of key only."""


def check_signature(signed: Signed, signer: Certificate) -> None:
    """Raise BrokenError unless `signer` signed the attributes, and the attributes state the content's digest."""
    digest = _DIGESTS[signed.digest_length](signed.content).digest()
    if signed.stated_digest != digest:
        raise BrokenError(
            f"the signer signed a content of digest {signed.stated_digest.hex()[:16]}…, and the content's is {digest.hex()[:16]}…"
        )
    try:
        _verify(signed, signer)
    except InvalidSignature as error:
        raise BrokenError(f"the signature of {signer.name} does not hold") from error
    except (UnsupportedAlgorithm, ValueError) as error:
        raise MalformedError(f"the key of {signer.name} cannot be read") from error


def _verify(signed: Signed, signer: Certificate) -> None:
    key, hashed = signer.parsed.public_key(), _HASHES[signed.digest_length]()
    match key:
        case RSAPublicKey() if signed.algorithm == RSA_PSS:
            key.verify(signed.signature, signed.attributes, PSS(MGF1(hashed), PSS.AUTO), hashed)
        case RSAPublicKey() if _is_one_of(_RSA, signed):
            key.verify(signed.signature, signed.attributes, PKCS1v15(), hashed)
        case EllipticCurvePublicKey() if _is_one_of(_ECDSA, signed):
            key.verify(signed.signature, signed.attributes, ECDSA(hashed))
        case Ed25519PublicKey() if signed.algorithm == ED25519:
            key.verify(signed.signature, signed.attributes)
        case _:
            raise UnknownTermError(f"the signature is of kind {signed.algorithm}, which is unknown here or does not fit the signer's key")


def _is_one_of(algorithms: dict[str, int | None], signed: Signed) -> bool:
    return signed.algorithm in algorithms and algorithms[signed.algorithm] in {None, signed.digest_length}
