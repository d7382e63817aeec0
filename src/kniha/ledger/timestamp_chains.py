"""From an authority's certificate to a root: who issued whom, and whether all were valid at one moment (docs/spec/timestamps.md §3.3–3.4).

The moment is the one that a stamp states, never today. Paths are built and judged by `cryptography` (RFC 5280), with the rules for
authorities of time in the place of those for web servers.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256, sha384, sha512

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, Policy, PolicyBuilder, Store, VerificationError

from kniha.ledger.timestamp_der import INTEGER, SEQUENCE, Fields, context, fields, read_integer
from kniha.ledger.timestamp_replies import SignerNamed
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

MOST_CERTIFICATES = 16
"""In a reply and beside it, together."""

LARGEST_CERTIFICATE = 1 << 16
_DEEPEST = 8

# SHA-1 names the certificate in many replies of today (RFC 2634): a thief would need a second certificate with the digest of the first.
_DIGESTS = {20: sha1, 32: sha256, 48: sha384, 64: sha512}
_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it came, and what was read of it."""

    der: bytes
    parsed: x509.Certificate

    @property
    def name(self) -> str:
        """Whose it is, for people to read. An authority chooses it: nothing in it reaches a terminal that is no printable character."""
        with _read("a certificate's name"):
            text = self.parsed.subject.rfc4514_string()
        return "".join(letter if letter.isprintable() else "?" for letter in text)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in hexadecimal."""
        return sha256(self.der).hexdigest()

    def is_issued_by(self, other: "Certificate") -> bool:
        """Whether `other`'s name and key stand behind this certificate."""
        try:
            self.parsed.verify_directly_issued_by(other.parsed)
        except (*_UNREADABLE, InvalidSignature):
            return False
        return True

    def check_valid(self, at: datetime) -> None:
        """Raise BrokenError unless the certificate was valid at `at`."""
        with _read("a certificate's dates"):
            first, last = self.parsed.not_valid_before_utc, self.parsed.not_valid_after_utc
        if not first <= at <= last:
            raise BrokenError(
                f"the certificate of {self.name} is valid from {first:%Y-%m-%d} to {last:%Y-%m-%d}, and the stamp states {at:%Y-%m-%d}"
            )


def parse_certificate(der: bytes) -> Certificate:
    """Return the certificate that these bytes are; MalformedError where they are none."""
    if len(der) > LARGEST_CERTIFICATE:
        raise TooLargeError(f"a certificate has at most {LARGEST_CERTIFICATE} bytes, not {len(der)}")
    if _issuer_and_number(der)[1] <= 0:
        raise MalformedError("a certificate's number should be positive")
    with _read("a certificate"):
        return Certificate(der, x509.load_der_x509_certificate(der))


def parse_certificates(ders: Sequence[bytes]) -> tuple[Certificate, ...]:
    """Return the certificates, each once; TooLargeError where they are more than anybody needs."""
    once = tuple(dict.fromkeys(ders))
    if len(once) > MOST_CERTIFICATES:
        raise TooLargeError(f"a stamp comes with at most {MOST_CERTIFICATES} certificates, not {len(once)}")
    return tuple(parse_certificate(der) for der in once)


def read_certificates(data: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) in a file: PEM with one or more of them, or one in DER. MalformedError for anything else."""
    if not data.lstrip().startswith(b"-----BEGIN"):
        return (parse_certificate(data).der,)
    with _read("a file of certificates"):
        return tuple(one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(data))


def signer_of(named: SignerNamed, certificates: Sequence[Certificate]) -> Certificate:
    """Return the certificate of which the signer signed the digest (§3.3). BrokenError where there is none, or it may not stamp time."""
    found = [one for one in certificates if all(_DIGESTS[len(digest)](one.der).digest() == digest for digest in named.digests)]
    if not found:
        raise BrokenError("the certificate that the signer names is neither in the reply nor beside it")
    signer = found[0]
    if _issuer_and_number(signer.der) != (named.issuer, named.number):
        raise BrokenError(
            f"the signer names certificate {named.number} of an issuer, and signed the digest of another, that of {signer.name}"
        )
    _check_purpose(signer)
    return signer


def chain_of(
    signer: Certificate, certificates: Sequence[Certificate], roots: Sequence[Certificate], *, at: datetime
) -> tuple[Certificate, ...]:
    """Return a chain from `signer` by `certificates` to one of `roots`, both included; BrokenError where there is none (§3.4).

    All of it was valid at `at`, and allowed to issue.
    """
    if not roots:
        raise BrokenError("no root is given, and none came along")
    signer.check_valid(at)
    policy = PolicyBuilder().store(Store([root.parsed for root in roots])).time(at).max_chain_depth(_DEEPEST)
    verifier = policy.extension_policies(ca_policy=_ISSUERS, ee_policy=ExtensionPolicy.permit_all()).build_client_verifier()
    try:
        chain = verifier.verify(signer.parsed, [one.parsed for one in certificates if one != signer]).chain
    except VerificationError as error:
        raise BrokenError(f"{signer.name} should lead to one of the given roots by certificates valid on {at:%Y-%m-%d}: {error}") from error
    return tuple(Certificate(one.public_bytes(Encoding.DER), one) for one in chain)


def check_family(signer: Certificate, brought: Sequence[Certificate], known: Sequence[Certificate]) -> None:
    """Raise BrokenError for one of `brought` that issued neither `signer` nor whoever did, and so on: it is there to deceive (§3.4)."""
    family, left = [signer], [one for one in dict.fromkeys((*brought, *known)) if one != signer]
    for member in family:  # grows while it is walked
        issuers = [one for one in left if member.is_issued_by(one)]
        left = [one for one in left if one not in issuers]
        family.extend(issuers)
    for one in brought:
        if one in left:
            raise BrokenError(f"the certificate of {one.name} issued nothing that leads to the signer: nothing vouches for it")


def is_self_issued(certificate: Certificate) -> bool:
    """Whether a certificate stands behind itself, as a root does."""
    return certificate.is_issued_by(certificate)


def _check_purpose(signer: Certificate) -> None:
    """RFC 3161 §2.3: one purpose, time-stamping, and critical: no other software takes this key for anything else."""
    with _read("a certificate's extensions"):
        extensions = signer.parsed.extensions
    purposes = [one for one in extensions if isinstance(one.value, x509.ExtendedKeyUsage)]
    if not any(one.critical and list(one.value) == [ExtendedKeyUsageOID.TIME_STAMPING] for one in purposes):
        raise BrokenError(f"the certificate of {signer.name} should be for time-stamps alone, marked critical, and is not")
    uses = [one.value for one in extensions if isinstance(one.value, x509.KeyUsage)]
    if not all(one.digital_signature or one.content_commitment for one in uses):
        raise BrokenError(f"the certificate of {signer.name} should be for signatures, and is not")


def _check_is_issuer(_policy: Policy, _certificate: x509.Certificate, found: x509.BasicConstraints) -> None:
    if not found.ca:
        raise BrokenError("a certificate issued another without being allowed to")


def _check_signs_certificates(_policy: Policy, _certificate: x509.Certificate, found: x509.KeyUsage | None) -> None:
    if found is not None and not found.key_cert_sign:
        raise BrokenError("a key signed a certificate without being for that")


def _check_issues_for_time(_policy: Policy, _certificate: x509.Certificate, found: x509.ExtendedKeyUsage | None) -> None:
    if found is not None and not {ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(found):
        raise BrokenError("a certificate issued one for time-stamps without being for that")


_ISSUERS = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _check_is_issuer)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _check_signs_certificates)
    .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _check_issues_for_time)
)
"""What `cryptography` asks of every certificate above the signer's; names, dates, lengths of paths and signatures it checks besides."""


def _issuer_and_number(der: bytes) -> tuple[bytes, int]:
    """As the bytes stand: two writings of one name would be two names to OpenSSL."""
    body = Fields(fields(der, "a certificate").take(SEQUENCE), "a certificate")
    body.take_if(context(0))
    number = read_integer(body.take(INTEGER), "a certificate's number")
    body.take(SEQUENCE)
    return body.take_any().encode(), number


@contextmanager
def _read(what: str) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise MalformedError(f"{what} cannot be read") from error
