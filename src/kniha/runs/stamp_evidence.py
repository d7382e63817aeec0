"""What authorities of time gave for signed heads, as rows that are never changed (docs/spec/timestamps.md §5)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from kniha.book.journal.models import StampEvidence
from kniha.ledger.head_evidence import OPENTIMESTAMPS, RFC3161, Stamp
from kniha.vocab.errors import BrokenError, ConflictError

REQUEST, REPLY, CERTIFICATE, CRL = "request", "reply", "certificate", "crl"
PROOF, UPGRADE = "ots", "ots-upgrade"

_KEPT_ONCE = {CERTIFICATE: "certificate-of", CRL: "crl-of"}
_SAME_AS = {kept: kind for kind, kept in _KEPT_ONCE.items()}
_HOLDS = (CERTIFICATE, _KEPT_ONCE[CERTIFICATE], PROOF)
"""Kinds of rows that are there only where the authority's stamp holds."""

Piece = tuple[str, bytes]
"""Kind and bytes of what becomes a row."""


def keep(size: int, authority: str, pieces: Iterable[Piece], *, now: datetime) -> None:
    """Keep what `authority` gave for the head of `size` entries, in the next places. What it gave before is named, and not kept twice.

    Raises ConflictError where another worker does the same.
    """
    try:
        with transaction.atomic():
            _keep(size, authority, pieces, now)
    except IntegrityError as error:
        raise ConflictError(f"another worker keeps the stamp of {authority} over this head") from error


def is_stamped(size: int, authority: str) -> bool:
    """Whether the head of `size` entries has a stamp of `authority` that held when it came."""
    return StampEvidence.objects.filter(checkpoint_id=size, authority=authority, kind__in=_HOLDS).exists()


def stamps_of(size: int) -> tuple[Stamp, ...]:
    """The stamps of the head of `size` entries, one of each authority, as head evidence holds them."""
    rows = list(StampEvidence.objects.filter(checkpoint_id=size).order_by("authority", "place"))
    names = dict.fromkeys(row.authority for row in rows)
    found = (_stamp(name, [row for row in rows if row.authority == name]) for name in names)
    return tuple(stamp for stamp in found if stamp is not None)


def _keep(size: int, authority: str, pieces: Iterable[Piece], now: datetime) -> None:
    rows = StampEvidence.objects.filter(checkpoint_id=size, authority=authority)
    last = rows.aggregate(last=Max("place"))["last"]
    before = _kept_before(authority)
    for place, (kind, data) in enumerate(pieces, 0 if last is None else last + 1):
        same = before.get((kind, data))
        row = (kind, data) if same is None else (_KEPT_ONCE[kind], same)
        StampEvidence.objects.create(checkpoint_id=size, authority=authority, place=place, kind=row[0], data=row[1], kept_at=now)


def _stamp(authority: str, rows: Sequence[StampEvidence]) -> Stamp | None:
    """The newest stamp of an authority that held: replies that did not have no certificates after them."""
    proofs = [bytes(row.data) for row in rows if row.kind in {PROOF, UPGRADE}]
    if proofs:
        return Stamp(authority, OPENTIMESTAMPS, proofs[-1])
    found = None
    for reply, certificates, crls in _replies(rows):
        if certificates:
            found = Stamp(authority, RFC3161, reply, tuple(certificates), tuple(crls))
    return found


def _replies(rows: Sequence[StampEvidence]) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """Each reply with the certificates and lists that follow it."""
    starts = [place for place, row in enumerate(rows) if row.kind == REPLY]
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        pieces = [_piece(row) for row in rows[start:stop]]
        yield pieces[0][1], [data for kind, data in pieces if kind == CERTIFICATE], [data for kind, data in pieces if kind == CRL]


def _piece(row: StampEvidence) -> Piece:
    """What a row holds, or the row that it names."""
    if row.kind not in _SAME_AS:
        return row.kind, bytes(row.data)
    size, _, place = bytes(row.data).decode().partition("/")
    same = StampEvidence.objects.filter(checkpoint_id=int(size), authority=row.authority, place=int(place), kind=_SAME_AS[row.kind]).first()
    if same is None:
        raise BrokenError(f"evidence of {row.authority} at {row.checkpoint_id} names a row that is not there")
    return same.kind, bytes(same.data)


def _kept_before(authority: str) -> dict[Piece, bytes]:
    """The certificates and lists in the newest stamp of `authority`, and where they lie."""
    newest = StampEvidence.objects.filter(authority=authority, kind__in=_HOLDS).order_by("-checkpoint_id").values("checkpoint_id").first()
    if newest is None:
        return {}
    rows = StampEvidence.objects.filter(checkpoint_id=newest["checkpoint_id"], authority=authority)
    return {_piece(row): _place(row) for row in rows if row.kind in {*_KEPT_ONCE, *_SAME_AS}}


def _place(row: StampEvidence) -> bytes:
    return bytes(row.data) if row.kind in _SAME_AS else f"{row.checkpoint_id}/{row.place}".encode()
