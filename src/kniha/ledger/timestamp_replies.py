"""An authority's reply taken apart: status, what it states, who says to have signed it (RFC 3161 §2.4.2, RFC 5652 §5, RFC 5035).

Form alone; whether anything of it is true, `timestamps` judges (docs/spec/timestamps.md §3.1).
"""

from dataclasses import dataclass

from kniha.ledger.timestamp_der import (
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    Element,
    Fields,
    context,
    encode,
    encode_oid,
    fields,
    read_all,
    read_integer,
    read_oid,
    read_one,
)
from kniha.ledger.timestamp_requests import check_version, read_hash
from kniha.ledger.timestamp_statements import Stated, parse_stated
from kniha.vocab.errors import MalformedError, RefusedError, TooLargeError, UnknownTermError

LARGEST_REPLY = 1 << 20
"""Bytes. Replies have some thousands."""

SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

GRANTED = 0
_SHA1_LENGTH, _SHA256_LENGTH = 20, 32
_SIGNED_DATA_VERSION, _SIGNER_VERSION = 3, 1


@dataclass(frozen=True, slots=True)
class SignerNamed:
    """Whom the token names as its signer: by issuer (DER) and number; and, under the signature, by digests of the certificate."""

    issuer: bytes
    number: int
    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signature is about: the content (TSTInfo), and the attributes, as they were signed, which state the content's digest."""

    content: bytes
    attributes: bytes
    stated_digest: bytes
    digest_length: int
    algorithm: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that grants a time-stamp. Certificates and revocation lists (DER) that it brings along are covered by no signature of it.

    `foreign` counts what it brings of other kinds of revocation data.
    """

    stated: Stated
    signer: SignerNamed
    signed: Signed
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    foreign: int


def parse_reply(data: bytes) -> Reply:
    """Return the parts of a raw reply; RefusedError where it grants nothing, MalformedError for what is no reply."""
    if len(data) > LARGEST_REPLY:
        raise TooLargeError(f"a reply has at most {LARGEST_REPLY} bytes, not {len(data)}")
    reply = fields(data, "a time-stamp reply")
    status = read_integer(Fields(reply.take(SEQUENCE), "the reply's status").take(INTEGER), "the reply's status")
    if status != GRANTED:
        raise RefusedError(f"the authority should have granted a time-stamp, status {GRANTED}, and answered with status {status}")
    token = Fields(reply.take(SEQUENCE), "the token")
    reply.end()
    _check_oid(token, SIGNED_DATA, "the token's type")
    signed = Fields(token.take(context(0)), "the token")
    token.end()
    parts = Fields(signed.take(SEQUENCE), "the signed data")
    signed.end()
    return _signed_data(parts)


def _signed_data(parts: Fields) -> Reply:
    """Take SignedData (RFC 5652 §5.1): exactly one signer."""
    check_version(parts, _SIGNED_DATA_VERSION, "the signed data")
    for algorithm in read_all(parts.take(SET), "the digest algorithms"):
        read_hash(fields(algorithm.encode(), "a digest algorithm"))
    content = _content(Fields(parts.take(SEQUENCE), "the signed content"))
    certificates = read_all(parts.take_if(context(0)) or b"", "the certificates")
    revocation = read_all(parts.take_if(context(1)) or b"", "the revocation data")
    signers = read_all(parts.take(SET), "the signers")
    parts.end()
    if len(signers) != 1:
        raise MalformedError(f"a token should have one signer, and has {len(signers)}")
    if any(one.tag != SEQUENCE for one in certificates):
        raise UnknownTermError("a token should bring along certificates of X.509 alone")
    stated = parse_stated(content)
    named, signed = _signer(signers[0], content)
    return Reply(
        stated=stated,
        signer=named,
        signed=signed,
        certificates=tuple(one.encode() for one in certificates),
        crls=tuple(one.encode() for one in revocation if one.tag == SEQUENCE),
        foreign=sum(one.tag != SEQUENCE for one in revocation),
    )


def _content(wrapped: Fields) -> bytes:
    """Take EncapsulatedContentInfo (RFC 5652 §5.2), which holds a TSTInfo and nothing else."""
    _check_oid(wrapped, TST_INFO, "the signed content")
    octets = Fields(wrapped.take(context(0)), "the signed content")
    wrapped.end()
    content = octets.take(OCTETS)
    octets.end()
    return content


def _signer(element: Element, content: bytes) -> tuple[SignerNamed, Signed]:
    """Take SignerInfo (RFC 5652 §5.3). Attributes that nobody signed are passed over: whoever carried the reply could have made them."""
    parts = fields(element.encode(), "the signer")
    check_version(parts, _SIGNER_VERSION, "the signer")
    name = Fields(parts.take(SEQUENCE), "the signer's name")
    issuer, number = name.take_any(), read_integer(name.take(INTEGER), "the signer's number")
    name.end()
    digest_length = read_hash(Fields(parts.take(SEQUENCE), "the signer's algorithm"))
    signed_body = parts.take(context(0))
    algorithm = read_oid(Fields(parts.take(SEQUENCE), "the signature's algorithm").take(OID), "the signature's algorithm")
    signature = parts.take(OCTETS)
    parts.take_if(context(1))
    parts.end()
    attributes = _attributes(signed_body)
    # Signed as a SET, and sent under another tag (RFC 5652 §5.4).
    signed = Signed(content, encode(SET, signed_body), _stated_digest(attributes), digest_length, algorithm, signature)
    return SignerNamed(issuer.encode(), number, _certificate_digests(attributes)), signed


def _stated_digest(attributes: dict[str, bytes]) -> bytes:
    if attributes.get(CONTENT_TYPE) != encode_oid(TST_INFO):
        raise MalformedError("the signer should have signed that the content is a stated time")
    digest = read_one(attributes.get(MESSAGE_DIGEST, b""), "the content's digest")
    if digest.tag != OCTETS:
        raise MalformedError("the signer should have signed the content's digest")
    return digest.body


def _certificate_digests(attributes: dict[str, bytes]) -> tuple[bytes, ...]:
    digests = (*_named_by(attributes, SIGNING_CERTIFICATE), *_named_by(attributes, SIGNING_CERTIFICATE_V2))
    if not digests:
        raise MalformedError("the signer should have signed which certificate is theirs")
    return digests


def _attributes(body: bytes) -> dict[str, bytes]:
    """Return the signed attributes: object identifier to the one value that each may have."""
    found: dict[str, bytes] = {}
    for element in read_all(body, "the signed attributes"):
        attribute = fields(element.encode(), "a signed attribute")
        oid = read_oid(attribute.take(OID), "a signed attribute")
        values = read_all(attribute.take(SET), "a signed attribute")
        attribute.end()
        if oid in found or len(values) != 1:
            raise MalformedError(f"the signed attribute {oid} should stand there once, with one value")
        found[oid] = values[0].encode()
    return found


def _named_by(attributes: dict[str, bytes], oid: str) -> tuple[bytes, ...]:
    """Return the digest of the signer's certificate, the first in a SigningCertificate or SigningCertificateV2 (RFC 5035 §§3, 5)."""
    if oid not in attributes:
        return ()
    identifiers = Fields(fields(attributes[oid], "the signer's certificate").take(SEQUENCE), "the signer's certificate")
    identifier = Fields(identifiers.take(SEQUENCE), "the signer's certificate")
    length = _SHA1_LENGTH
    if oid == SIGNING_CERTIFICATE_V2:
        algorithm = identifier.take_if(SEQUENCE)
        length = _SHA256_LENGTH if algorithm is None else read_hash(Fields(algorithm, "the certificate's digest"))
    digest = identifier.take(OCTETS)
    if len(digest) != length:
        raise MalformedError(f"the digest of the signer's certificate should have {length} bytes, and has {len(digest)}")
    return (digest,)


def _check_oid(holder: Fields, expected: str, what: str) -> None:
    found = read_oid(holder.take(OID), what)
    if found != expected:
        raise UnknownTermError(f"{what} should be {expected}, and is {found}")
