"""Having the newest signed head stamped by authorities of time (docs/spec/timestamps.md §§2, 5, 6.5).

Everything is kept as it came, also a reply that does not hold. No transaction spans the network.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from django.db.models import Exists, OuterRef

from kniha.book.journal import reading
from kniha.book.journal.models import StampEvidence
from kniha.conf.authorities import Calendar, TimeAuthority
from kniha.ledger.checkpoints import check_signatures, parse_text
from kniha.ledger.keys import VerifierKey
from kniha.ledger.notes import parse_note
from kniha.ledger.opentimestamps import check_proof, proof_of, upgrade
from kniha.ledger.timestamp_chains import Certificate, parse_certificate
from kniha.ledger.timestamp_requests import build_request
from kniha.ledger.timestamp_revocation import check_list, list_addresses, read_list
from kniha.ledger.timestamps import TimeStamp, check_time_stamp, imprint_of
from kniha.remote.authorities import ask_authority, fetch_list
from kniha.remote.calendars import fetch_timestamp, submit
from kniha.runs import stamp_evidence
from kniha.runs.heads import keys_under
from kniha.runs.stamp_evidence import CERTIFICATE, CRL, PROOF, REPLY, REQUEST, UPGRADE
from kniha.vocab.errors import KnihaError, NotFoundError
from kniha.vocab.ids import RandomBytes

_NONCE = 8
_ADDRESSES_TRIED = 3
_PENDING_FOR = timedelta(days=14)
"""A calendar that has attested nothing by then will not."""

_UPGRADED_AT_ONCE = 24

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Unstamped:
    """A signed head that an authority has not stamped: its size, and the 32 bytes that are stamped."""

    size: int
    imprint: bytes


def unstamped(authority: str, keys: Sequence[VerifierKey]) -> Unstamped | None:
    """The newest signed head, if `authority` has not stamped it; an older one gains nothing. `keys` are the log's, of any generation."""
    newest = reading.newest_checkpoint()
    if newest is None or stamp_evidence.is_stamped(newest.size, authority):
        return None
    return Unstamped(newest.size, _imprint(newest.note, keys))


def stamp(head: Unstamped, authority: TimeAuthority, *, now: datetime, random_bytes: RandomBytes, say: Say) -> TimeStamp:
    """Have `authority` stamp `head`; keep what it gave, with its chain and the revocation lists of today, and return what it states.

    Raises UnavailableError where it does not answer, and what `check_time_stamp` raises for a reply that does not hold; that is kept too.
    A list that cannot be fetched is said, and leaves the stamp with less.
    """
    nonce = int.from_bytes(random_bytes(_NONCE), "big")
    request = build_request(head.imprint, nonce=nonce, policy=authority.policy)
    reply = ask_authority(authority.address, request)
    check = partial(
        check_time_stamp, reply,
        imprint=head.imprint, roots=authority.roots, intermediates=authority.intermediates, nonce=nonce, policy=authority.policy,
    )  # fmt: skip
    pieces = [(REQUEST, request), (REPLY, reply)]
    try:
        chain = check().chain
        crls = tuple(_lists(chain, say))
        found = check(crls=crls)
    except KnihaError:
        stamp_evidence.keep(head.size, authority.name, pieces, now=now)
        raise
    pieces += [(CERTIFICATE, der) for der in chain] + [(CRL, der) for der in crls]
    stamp_evidence.keep(head.size, authority.name, pieces, now=now)
    return found


def submit_to(head: Unstamped, calendar: Calendar, *, now: datetime) -> None:
    """Give `head` to a calendar of OpenTimestamps, and keep its promise; raises UnavailableError, MalformedError."""
    proof = proof_of(head.imprint, submit(calendar.addresses[0], head.imprint))
    stamp_evidence.keep(head.size, calendar.name, [(PROOF, proof)], now=now)


def upgrade_pending(calendar: Calendar, keys: Sequence[VerifierKey], *, now: datetime) -> int:
    """Fetch what became of the promises of `calendar`; return how many heads are attested in a block now and were not before."""
    upgraded = StampEvidence.objects.filter(checkpoint_id=OuterRef("checkpoint_id"), authority=calendar.name, kind=UPGRADE)
    kept = StampEvidence.objects.filter(authority=calendar.name, kind=PROOF, kept_at__gte=now - _PENDING_FOR)
    pending = kept.exclude(Exists(upgraded)).select_related("checkpoint").order_by("-checkpoint_id")
    return sum(_upgrade(row, calendar, keys, now) for row in pending[:_UPGRADED_AT_ONCE])


def _upgrade(row: StampEvidence, calendar: Calendar, keys: Sequence[VerifierKey], now: datetime) -> bool:
    imprint, proof = _imprint(row.checkpoint.note, keys), bytes(row.data)
    for pending in check_proof(proof, imprint=imprint, headers={}).pending:
        # Only who was configured is asked: the address in a promise is the calendar's choice.
        if pending.address.rstrip("/") not in {address.rstrip("/") for address in calendar.addresses}:
            continue
        with suppress(NotFoundError):
            proof = upgrade(proof, pending, fetch_timestamp(pending.address, pending.message), imprint=imprint)
    is_more = proof != bytes(row.data)
    if is_more:
        stamp_evidence.keep(row.checkpoint_id, calendar.name, [(UPGRADE, proof)], now=now)
    return is_more


def _imprint(note: str, keys: Sequence[VerifierKey]) -> bytes:
    parsed = parse_note(note)
    return imprint_of(note, check_signatures(parsed, keys_under(keys, parse_text(parsed.text).origin)))


def _lists(chain: Sequence[bytes], say: Say) -> Iterator[bytes]:
    """Today's revocation list for each certificate of `chain` but its root, where one can be had."""
    certificates = [parse_certificate(der) for der in chain]
    for certificate, issuer in pairwise(certificates):
        crl = _list(certificate, issuer, say)
        if crl is not None:
            yield crl


def _list(certificate: Certificate, issuer: Certificate, say: Say) -> bytes | None:
    for address in list_addresses(certificate)[:_ADDRESSES_TRIED]:
        try:
            crl = read_list(fetch_list(address))
            check_list(crl, issuer)
        except KnihaError as error:
            say(f"no revocation list for {certificate.name}: {error}")
        else:
            return crl
    return None
