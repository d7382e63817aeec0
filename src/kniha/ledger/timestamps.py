"""Trusted time: what is stamped of a head, and whether an authority's stamp over it holds (RFC 3161; docs/spec/timestamps.md).

A stamp is judged at the time that it states, so that it holds long after the authority's certificates have expired. Bytes in, findings out:
no clock, no network. Raises KnihaError alone, whatever the bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kniha.ledger.keys import VerifierKey
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.timestamp_chains import (
    Certificate,
    chain_of,
    check_family,
    is_self_issued,
    parse_certificate,
    parse_certificates,
    signer_of,
)
from kniha.ledger.timestamp_replies import Reply, parse_reply
from kniha.ledger.timestamp_revocation import Judged, judge_revocation
from kniha.ledger.timestamp_signatures import check_signature
from kniha.ledger.timestamp_statements import Stated
from kniha.vocab.errors import BrokenError, MalformedError


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A stamp that holds: this imprint existed at `at`, says `authority`, for whom `chain` vouches (DER, signer first, root last).

    `open` lists in words what could not be judged: it is empty where every certificate was held against its issuer's revocation list.
    """

    at: datetime
    accuracy: timedelta | None
    authority: str
    serial: int
    policy: str
    chain: tuple[bytes, ...]
    by_lists_of: datetime | None
    open: tuple[str, ...]

    @property
    def root_fingerprint(self) -> str:
        """SHA-256 of the root's certificate in hexadecimal: what remains to be compared where no root was given."""
        return sha256(self.chain[-1]).hexdigest()

    @property
    def revocation(self) -> str:
        """What is known of revocation, in words."""
        if self.open or self.by_lists_of is None:
            return "revocation not checked"
        return f"not revoked by lists of {self.by_lists_of:%Y-%m-%d %H:%M} UTC"


def stamped_bytes(note: str, keys: Sequence[VerifierKey]) -> bytes:
    """Return what is stamped of the signed head `note`: its text and the lines of `keys`, the log's own, by the keys' text (§1).

    Raises MalformedError unless each of `keys` stands there exactly once.
    """
    parsed = parse_note(note)
    lines = []
    for key in sorted(keys, key=lambda key: key.text):
        own = [line for line in parsed.lines if (line.name, line.key_id) == (key.name, key.key_id)]
        if len(own) != 1:
            raise MalformedError(f"{key.label} should have one line under the head, and has {len(own)}")
        lines += own
    return Note(parsed.text, tuple(lines)).encode().encode()


def imprint_of(note: str, keys: Sequence[VerifierKey]) -> bytes:
    """Return the 32 bytes that authorities stamp for the signed head `note` of the log with `keys`."""
    return sha256(stamped_bytes(note, keys)).digest()


def check_time_stamp(
    reply: bytes,
    *,
    imprint: bytes,
    roots: Sequence[bytes],
    intermediates: Sequence[bytes] = (),
    certificates: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
    nonce: int | None = None,
    policy: str | None = None,
) -> TimeStamp:
    """Check that an authority under one of `roots` stamped `imprint` (a digest of 32, 48 or 64 bytes); return what it states (§3).

    `reply` is raw; certificates and revocation lists are DER. Of `intermediates`, which the caller has chosen, those that fit are used; of
    `certificates`, which came along, each must have a part in the chain. `nonce` and `policy` are compared where they are given.

    Raises MalformedError for another form, RefusedError for a reply that grants nothing, BrokenError for what does not hold: what was
    expected, what was found.
    """
    # (1) form                                                                    docs/spec/timestamps.md §3.1
    parsed = parse_reply(reply)

    # (2) this imprint and no other                                               §3.2
    _check_stated(parsed.stated, imprint, nonce, policy)

    # (3) the signer, by the digest that they signed; (4) who vouches for them    §3.3–3.4
    at = parsed.stated.at
    trusted = tuple(parse_certificate(root) for root in roots)
    known = (*trusted, *(parse_certificate(one) for one in intermediates))
    brought = parse_certificates((*parsed.certificates, *certificates))
    signer = signer_of(parsed.signer, (*brought, *known))
    chain = chain_of(signer, (*brought, *known), trusted, at=at)
    check_family(signer, brought, known)

    # (5) the signature                                                           §3.5
    check_signature(parsed.signed, signer)

    # (6) nobody in the chain had been disowned                                   §3.6
    judged = judge_revocation(chain, (*parsed.crls, *crls), at=at)
    return _stamp(parsed, chain, judged)


def check_kept_stamp(
    reply: bytes, certificates: Sequence[bytes], crls: Sequence[bytes], *, imprint: bytes, roots: Sequence[bytes] | None
) -> TimeStamp:
    """Check a stamp as it is kept and handed on, with its chain and revocation lists (§5); returns and raises as `check_time_stamp` does.

    Without `roots` the chain ends in a root that the evidence brings along; whose it is, `TimeStamp.root_fingerprint` lets people compare.
    """
    brought = parse_certificates(certificates)
    if roots is None:
        roots = [one.der for one in brought if is_self_issued(one)]
    return check_time_stamp(reply, imprint=imprint, roots=roots, certificates=certificates, crls=crls)


def _check_stated(stated: Stated, imprint: bytes, nonce: int | None, policy: str | None) -> None:
    if stated.imprint != imprint:
        raise BrokenError(f"the stamp should be over {imprint.hex()[:16]}…, and is over {stated.imprint.hex()[:16]}…")
    if nonce is not None and stated.nonce != nonce:
        raise BrokenError(f"the reply should bear the nonce {nonce}, and bears {stated.nonce}: it answers another request")
    if policy is not None and stated.policy != policy:
        raise BrokenError(f"the stamp should be under policy {policy}, and is under {stated.policy}")


def _stamp(reply: Reply, chain: Sequence[Certificate], judged: Judged) -> TimeStamp:
    foreign = (f"{reply.foreign} pieces of revocation data in the reply that are no lists",) if reply.foreign else ()
    return TimeStamp(
        at=reply.stated.at,
        accuracy=reply.stated.accuracy,
        authority=chain[0].name,
        serial=reply.stated.serial,
        policy=reply.stated.policy,
        chain=tuple(one.der for one in chain),
        by_lists_of=judged.by_lists_of,
        open=(*judged.unjudged, *foreign),
    )
