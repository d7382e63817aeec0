"""The signature under a token, by every kind of key that authorities use; a kind that does not fit the key is refused by name."""

from dataclasses import replace
from hashlib import sha256, sha384, sha512

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from tests.ledger.authorities import AT, YEAR, issue, named

from kniha.ledger.timestamp_chains import parse_certificate
from kniha.ledger.timestamp_replies import Signed
from kniha.ledger.timestamp_signatures import ED25519, RSA_PSS, check_signature
from kniha.vocab.errors import BrokenError, UnknownTermError

CONTENT, ATTRIBUTES = b"what is stated", b"what is signed"
DIGESTS = {32: (sha256, SHA256()), 48: (sha384, SHA384()), 64: (sha512, SHA512())}
RSA_KEY = rsa.generate_private_key(65537, 2048)
P256, P521 = ec.derive_private_key(7, ec.SECP256R1()), ec.derive_private_key(7, ec.SECP521R1())
ED = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))

RSA, RSA_SHA384 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.12"
ECDSA_SHA256, ECDSA_SHA512, EC = "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.4", "1.2.840.10045.2.1"

CASES = [
    (RSA_KEY, RSA, 32), (RSA_KEY, RSA, 64), (RSA_KEY, RSA_SHA384, 48), (RSA_KEY, RSA_PSS, 32), (P256, ECDSA_SHA256, 32), (P256, EC, 48),
    (P521, ECDSA_SHA512, 64), (ED, ED25519, 64),
]  # fmt: skip
FOREIGN = [
    (RSA_KEY, ECDSA_SHA256, 32), (RSA_KEY, RSA_SHA384, 32), (P256, RSA, 32), (P256, ECDSA_SHA512, 32), (P256, ED25519, 32), (ED, RSA, 64),
    (P256, "1.2.840.10045.4.1", 32), (RSA_KEY, "1.2.840.113549.1.1.5", 32),
]  # fmt: skip


def signature(key, algorithm, length):
    hashed = DIGESTS[length][1]
    match key:
        case rsa.RSAPrivateKey() if algorithm == RSA_PSS:
            return key.sign(ATTRIBUTES, padding.PSS(padding.MGF1(hashed), hashed.digest_size), hashed)
        case rsa.RSAPrivateKey():
            return key.sign(ATTRIBUTES, padding.PKCS1v15(), hashed)
        case ec.EllipticCurvePrivateKey():
            return key.sign(ATTRIBUTES, ec.ECDSA(hashed))
        case _:
            return key.sign(ATTRIBUTES)


def signed(key, algorithm, length):
    return Signed(CONTENT, ATTRIBUTES, DIGESTS[length][0](CONTENT).digest(), length, algorithm, signature(key, algorithm, length))


def certificate(key):
    builder = x509.CertificateBuilder().subject_name(named("signer")).issuer_name(named("root")).public_key(key.public_key())
    made = builder.serial_number(5).not_valid_before(AT - YEAR).not_valid_after(AT + YEAR).sign(P256, SHA256())
    return parse_certificate(made.public_bytes(Encoding.DER))


@pytest.mark.parametrize(("key", "algorithm", "length"), CASES)
def test_each_kind_of_signature_that_authorities_make_is_checked(key, algorithm, length):
    good = signed(key, algorithm, length)
    check_signature(good, certificate(key))
    for bad in (
        replace(good, attributes=b"what is not signed"),
        replace(good, content=b"something else"),
        replace(good, signature=good.signature[:-1] + bytes([good.signature[-1] ^ 1])),
        replace(good, signature=b""),
    ):
        with pytest.raises(BrokenError):
            check_signature(bad, certificate(key))


@pytest.mark.parametrize(("key", "algorithm", "length"), FOREIGN)
def test_a_kind_that_does_not_fit_the_key_or_the_digest_is_refused_by_name(key, algorithm, length):
    with pytest.raises(UnknownTermError, match=algorithm):
        check_signature(signed(key, algorithm, length), certificate(key))


def test_a_key_that_signs_nothing_is_refused():
    with pytest.raises(UnknownTermError):
        check_signature(signed(ED, ED25519, 64), certificate(X25519PrivateKey.from_private_bytes(bytes(32))))


def test_another_key_did_not_sign():
    with pytest.raises(BrokenError, match="CN=stranger"):
        check_signature(signed(P256, ECDSA_SHA256, 32), parse_certificate(issue("stranger").certificate))
