"""Whether an authority had been disowned when it stamped: revocation lists judged at the stated time (docs/spec/timestamps.md §4).

RFC 3161 §4: a stamp outlives its authority where the reason of revocation is a harmless one and its date later; a stolen key, or no reason
given, takes all of its stamps with it, the early ones too: the thief could date back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from kniha.ledger.timestamp_chains import Certificate
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

LARGEST_LIST = 8 << 20
"""Bytes of a revocation list."""

MOST_LISTS = 16

_HARMLESS = {
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.affiliation_changed,
    x509.ReasonFlags.superseded,
    x509.ReasonFlags.cessation_of_operation,
}
_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it: the time of the oldest list that counted (None where none did), and what could not be judged, in words."""

    by_lists_of: datetime | None
    unjudged: tuple[str, ...]


def judge_revocation(chain: Sequence[Certificate], crls: Sequence[bytes], *, at: datetime) -> Judged:
    """Judge each of `chain` but its root, the last, by `crls` (DER). A certificate for which no list counts is no error: it is said.

    Raises BrokenError for one that was revoked, and for a list that is not signed by whom it names.
    """
    if len(crls) > MOST_LISTS:
        raise TooLargeError(f"a stamp comes with at most {MOST_LISTS} revocation lists, not {len(crls)}")
    lists = [_parse(crl) for crl in dict.fromkeys(crls)]
    times, unjudged = [], []
    for certificate, issuer in pairwise(chain):
        counting = [one for one in lists if _counts(one, certificate, issuer, at=at)]
        times += [max(_read_dates(one)[0] for one in counting)] if counting else []
        if not counting:
            unjudged.append(f"whether the certificate of {certificate.name} was revoked: no list of its issuer for that time came along")
    return Judged(min(times, default=None), tuple(unjudged))


def read_list(data: bytes) -> bytes:
    """Return the revocation list (DER) that a file in DER or PEM holds; MalformedError for anything else."""
    if not data.lstrip().startswith(b"-----BEGIN"):
        _parse(data)
        return data
    with _read():
        return x509.load_pem_x509_crl(data).public_bytes(Encoding.DER)


def check_list(crl: bytes, issuer: Certificate) -> None:
    """Raise BrokenError unless `crl` (DER) is a revocation list that `issuer` signed."""
    if not _is_signed_by(_parse(crl), issuer):
        raise BrokenError(f"a revocation list of {issuer.name} should lie there, and another's does")


def _counts(crl: x509.CertificateRevocationList, certificate: Certificate, issuer: Certificate, *, at: datetime) -> bool:
    """Whether `crl` tells that `certificate` had not been revoked at `at`; BrokenError where it tells that it had."""
    if not _is_signed_by(crl, issuer):
        return False
    with _read():
        if not _speaks_of(crl, certificate):
            return False
        entry = crl.get_revoked_certificate_by_serial_number(certificate.parsed.serial_number)
        if entry is not None:
            _check_entry(entry, certificate, at=at)
    made, next_one = _read_dates(crl)
    # A list made after a certificate's own end may leave it out, revoked or not.
    return made <= certificate.parsed.not_valid_after_utc and (made >= at or (next_one is not None and at <= next_one))


def _is_signed_by(crl: x509.CertificateRevocationList, issuer: Certificate) -> bool:
    """Whether `issuer` signed the list; BrokenError for one that bears its name and not its signature."""
    with _read():
        if crl.issuer != issuer.parsed.subject:
            return False
        if not crl.is_signature_valid(issuer.parsed.public_key()):  # type: ignore[arg-type]  # of another type: raises TypeError, caught
            raise BrokenError(f"the revocation list of {issuer.name} should be signed by it, and is not")
    return True


def _check_entry(entry: x509.RevokedCertificate, certificate: Certificate, *, at: datetime) -> None:
    revoked = entry.revocation_date_utc
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        reason = None
    if reason not in _HARMLESS:
        why = "without a reason" if reason is None else f"for the reason {reason.value}"
        raise BrokenError(
            f"the certificate of {certificate.name} was revoked {why} on {revoked:%Y-%m-%d}: none of its stamps can be trusted"
        )
    if revoked <= at:
        raise BrokenError(
            f"the certificate of {certificate.name} was revoked at {revoked:%Y-%m-%d %H:%M:%S}, and the stamp states {at:%Y-%m-%d %H:%M:%S}"
        )


def _speaks_of(crl: x509.CertificateRevocationList, certificate: Certificate) -> bool:
    """Whether the list is whole, and of the part of its issuer's certificates to which this one belongs."""
    for extension in crl.extensions:
        match extension.value:
            case x509.IssuingDistributionPoint() as scope:
                if not _is_in(scope, certificate):
                    return False
            case x509.DeltaCRLIndicator():
                return False
            case _ if extension.critical:
                return False
    return True


def _is_in(scope: x509.IssuingDistributionPoint, certificate: Certificate) -> bool:
    if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs or scope.relative_name:
        return False
    if scope.only_contains_user_certs if _is_authority(certificate) else scope.only_contains_ca_certs:
        return False
    return scope.full_name is None or bool(set(scope.full_name) & set(_places(certificate)))


def _is_authority(certificate: Certificate) -> bool:
    try:
        return certificate.parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _places(certificate: Certificate) -> Iterator[x509.GeneralName]:
    try:
        points = certificate.parsed.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        yield from point.full_name or ()


def list_addresses(certificate: Certificate) -> tuple[str, ...]:
    """Return where a certificate says that lists of its issuer lie: its addresses of http and https, in order."""
    with _read():
        names = [place.value for place in _places(certificate) if isinstance(place, x509.UniformResourceIdentifier)]
    return tuple(name for name in names if name.lower().startswith(("http://", "https://")))


def _read_dates(crl: x509.CertificateRevocationList) -> tuple[datetime, datetime | None]:
    with _read():
        return crl.last_update_utc, crl.next_update_utc


def _parse(crl: bytes) -> x509.CertificateRevocationList:
    if len(crl) > LARGEST_LIST:
        raise TooLargeError(f"a revocation list has at most {LARGEST_LIST} bytes, not {len(crl)}")
    with _read():
        return x509.load_der_x509_crl(crl)


@contextmanager
def _read() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise MalformedError("a revocation list, or what it is held against, cannot be read") from error
