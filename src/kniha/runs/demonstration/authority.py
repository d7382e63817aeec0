"""Authorities of time for the demonstration: real RFC 3161, and worth nothing. Their keys lie on this very machine, and their names say so.

Everything but dates follows from a seed, so that tests and the corpus of files can make them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kniha.ledger.timestamp_der import (
    INTEGER,
    NULL,
    OCTETS,
    SEQUENCE,
    Fields,
    context,
    encode,
    encode_integer,
    encode_oid,
    encode_set,
    fields,
)
from kniha.ledger.timestamp_replies import CONTENT_TYPE, GRANTED, MESSAGE_DIGEST, SIGNED_DATA, SIGNING_CERTIFICATE_V2, TST_INFO
from kniha.ledger.timestamp_requests import parse_request
from kniha.ledger.timestamp_statements import Stated
from kniha.vocab.errors import MalformedError

POLICY = "2.25.303737313433383136"  # an arc that anybody may use (ITU-T X.667): no policy stands behind it
_SHA256 = "2.16.840.1.101.3.4.2.1"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_REJECTION = 2

_ROOT_LASTS = timedelta(days=3650)
_SIGNER_LASTS = timedelta(days=365)
_LIST_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and the certificate (DER) under which it signs."""

    key: EllipticCurvePrivateKey = field(repr=False)
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Authority:
    """A root that issued one signer, which stamps time."""

    root: Signer
    signer: Signer

    def answer(self, request: bytes, *, at: datetime, serial: int) -> bytes:
        """Return the reply to a request: a stamp that states `at`, or a rejection of what is no request."""
        try:
            asked = parse_request(request)
        except MalformedError:
            return encode(SEQUENCE, encode(SEQUENCE, encode_integer(_REJECTION)))
        stated = Stated(at, None, asked.imprint, asked.policy or POLICY, serial, asked.nonce)
        return sign_reply(stated, self.signer, certificates=(self.signer.certificate,))

    def revocation_list(self, *, at: datetime) -> bytes:
        """Return the root's list (DER): nobody was revoked."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(_parsed(self.root).subject)
        made = builder.last_update(at).next_update(at + _LIST_LASTS)
        return made.sign(self.root.key, SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)


def found_root(name: str, seed: bytes, *, at: datetime) -> Signer:
    """Return the root called `name`, with the key that follows from `seed`, valid for ten years from the day before `at`."""
    key = key_of(seed, "root")
    subject = _name(name)
    builder = _builder(subject, subject, key, at=at, lasts=_ROOT_LASTS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(is_authority=True), critical=True)
    return Signer(key, builder.sign(key, SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER))


def appoint(root: Signer, name: str, seed: bytes, *, at: datetime, lists_at: str) -> Authority:
    """Return the authority whose signer, called `name`, `root` vouches for during a year; its revocation list lies at `lists_at`."""
    key = key_of(seed, "signer")
    place = x509.DistributionPoint([x509.UniformResourceIdentifier(lists_at)], None, None, None)
    builder = _builder(_name(name), _parsed(root).subject, key, at=at, lasts=_SIGNER_LASTS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(is_authority=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return Authority(root, Signer(key, builder.sign(root.key, SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)))


def sign_reply(stated: Stated, signer: Signer, *, certificates: Sequence[bytes]) -> bytes:
    """Return the reply (DER) in which `signer` signs what is `stated`, with `certificates` brought along (RFC 3161 §2.4.2, RFC 5652 §5)."""
    content = stated.encode()
    digest = encode(SEQUENCE, encode_oid(_SHA256), encode(NULL))
    named = encode(SEQUENCE, encode(SEQUENCE, encode(SEQUENCE, encode(OCTETS, sha256(signer.certificate).digest()))))
    attributes = encode_set(
        encode(SEQUENCE, encode_oid(oid), encode_set((value,)))
        for oid, value in (
            (CONTENT_TYPE, encode_oid(TST_INFO)),
            (MESSAGE_DIGEST, encode(OCTETS, sha256(content).digest())),
            (SIGNING_CERTIFICATE_V2, named),
        )
    )
    signature = signer.key.sign(attributes, ECDSA(SHA256(), deterministic_signing=True))
    info = encode(
        SEQUENCE,
        encode_integer(1),
        issuer_and_number(signer.certificate),
        digest,
        encode(context(0), Fields(attributes, "the attributes").take_any().body),
        encode(SEQUENCE, encode_oid(_ECDSA_SHA256)),
        encode(OCTETS, signature),
    )
    brought = encode(context(0), *sorted(certificates)) if certificates else b""
    wrapped = encode(SEQUENCE, encode_oid(TST_INFO), encode(context(0), encode(OCTETS, content)))
    signed = encode(SEQUENCE, encode_integer(3), encode_set((digest,)), wrapped, brought, encode_set((info,)))
    token = encode(SEQUENCE, encode_oid(SIGNED_DATA), encode(context(0), signed))
    return encode(SEQUENCE, encode(SEQUENCE, encode_integer(GRANTED)), token)


def key_of(seed: bytes, use: str) -> EllipticCurvePrivateKey:
    """Return the P-256 key for `use` that follows from `seed`."""
    return derive_private_key(int.from_bytes(sha256(use.encode() + seed).digest(), "big"), SECP256R1())


def issuer_and_number(certificate: bytes) -> bytes:
    """Return what names a certificate (DER) in a signature."""
    body = Fields(fields(certificate, "a certificate").take(SEQUENCE), "a certificate")
    body.take_if(context(0))
    number = encode(INTEGER, body.take(INTEGER))
    body.take(SEQUENCE)
    return encode(SEQUENCE, body.take_any().encode(), number)


def _parsed(signer: Signer) -> x509.Certificate:
    return x509.load_der_x509_certificate(signer.certificate)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, *, at: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    first = at - timedelta(days=1)
    number = int.from_bytes(sha256(f"{issuer.rfc4514_string()} {subject.rfc4514_string()} {at.isoformat()}".encode()).digest()[:16], "big")
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(number).not_valid_before(first).not_valid_after(first + lasts)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
