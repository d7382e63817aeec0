"""The request for a time-stamp (RFC 3161 §2.4.1; docs/spec/timestamps.md §2), and the imprint that request and reply share."""

from dataclasses import dataclass

from kniha.ledger.timestamp_der import (
    BOOLEAN,
    INTEGER,
    NULL,
    OCTETS,
    OID,
    SEQUENCE,
    Fields,
    encode,
    encode_integer,
    encode_oid,
    fields,
    read_integer,
    read_oid,
)
from kniha.vocab.errors import MalformedError, UnknownTermError

HASHES = {"2.16.840.1.101.3.4.2.1": 32, "2.16.840.1.101.3.4.2.2": 48, "2.16.840.1.101.3.4.2.3": 64}
"""SHA-256, SHA-384, SHA-512: object identifier to length of the digest in bytes."""

LARGEST_NONCE = 2**64 - 1
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What an authority is asked: a stamp over `imprint` (32, 48 or 64 bytes), with this nonce, under this policy or any."""

    imprint: bytes
    nonce: int | None
    policy: str | None

    def encode(self) -> bytes:
        """Return the request in DER. The authority's certificate is always asked for."""
        nonce = b"" if self.nonce is None else encode_integer(self.nonce)
        policy = b"" if self.policy is None else encode_oid(self.policy)
        wants_certificate = encode(BOOLEAN, b"\xff")
        return encode(SEQUENCE, encode_integer(_VERSION), encode_imprint(self.imprint), policy, nonce, wants_certificate)


def build_request(imprint: bytes, *, nonce: int, policy: str | None = None) -> bytes:
    """Return the request for a stamp over `imprint`; `nonce` is drawn at random below 2⁶⁴, `policy` a dotted object identifier."""
    if not 0 <= nonce <= LARGEST_NONCE:
        raise MalformedError("a nonce lies below 2⁶⁴")
    return Request(imprint, nonce, policy).encode()


def parse_request(data: bytes) -> Request:
    """Return what a request in DER asks; MalformedError for anything else, extensions included."""
    request = fields(data, "a time-stamp request")
    check_version(request, _VERSION, "a time-stamp request")
    imprint = read_imprint(request)
    policy = request.take_if(OID)
    nonce = request.take_if(INTEGER)
    request.take_if(BOOLEAN)
    request.end()
    return Request(
        imprint,
        None if nonce is None else read_integer(nonce, "the request's nonce"),
        None if policy is None else read_oid(policy, "the request's policy"),
    )


def check_version(holder: Fields, expected: int, what: str) -> None:
    """Take the version, and raise UnknownTermError for another than `expected`."""
    found = read_integer(holder.take(INTEGER), f"the version of {what}")
    if found != expected:
        raise UnknownTermError(f"{what} should be of version {expected}, and is of {found}")


def encode_imprint(imprint: bytes) -> bytes:
    """Return the MessageImprint: the algorithm that the length tells, and the digest."""
    algorithms = [oid for oid, length in HASHES.items() if length == len(imprint)]
    if not algorithms:
        raise MalformedError(f"an imprint is a digest of 32, 48 or 64 bytes, not of {len(imprint)}")
    return encode(SEQUENCE, encode(SEQUENCE, encode_oid(algorithms[0]), encode(NULL)), encode(OCTETS, imprint))


def read_imprint(holder: Fields) -> bytes:
    """Take a MessageImprint; UnknownTermError for an algorithm other than `HASHES`, MalformedError for another length than its own."""
    imprint = Fields(holder.take(SEQUENCE), "an imprint")
    length = read_hash(Fields(imprint.take(SEQUENCE), "the imprint's algorithm"))
    digest = imprint.take(OCTETS)
    imprint.end()
    if len(digest) != length:
        raise MalformedError(f"an imprint should have {length} bytes by its algorithm, and has {len(digest)}")
    return digest


def read_hash(algorithm: Fields) -> int:
    """Take the fields of an AlgorithmIdentifier; return the length of its digest in bytes. UnknownTermError for one not in `HASHES`."""
    oid = read_oid(algorithm.take(OID), "a hash algorithm")
    algorithm.take_if(NULL)
    algorithm.end()
    if oid not in HASHES:
        raise UnknownTermError(f"a hash algorithm should be SHA-256, SHA-384 or SHA-512, and is {oid}")
    return HASHES[oid]
