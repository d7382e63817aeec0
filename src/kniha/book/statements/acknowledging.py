"""The keys with which intakes acknowledge envelopes: the courier brings them, the worker grants them, the courier takes the grants back.

Against an intake in strange hands: it can have a few keys granted, of the months that are near, and none for the past.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from kniha.book.statements.models import AcknowledgementKey
from kniha.vocab.errors import ConflictError

MOST_KEYS = 32
"""Of one month: several intakes, and one or another that lost its disk."""

_NEAR = timedelta(days=8)
"""How long before its month a key may be granted."""
_CLOCKS = timedelta(days=1)
"""By how much intake and office may disagree on which day it is."""


def near_months(today: date) -> frozenset[str]:
    """Return the months for which a key may be granted on `today`."""
    return frozenset(f"{day:%Y-%m}" for day in (today - _CLOCKS, today, today + _NEAR))


def grant_of(key: str, month: str, *, today: date) -> AcknowledgementKey | None:
    """Return the key with its grant; None while it has none: an unknown one then waits for the worker.

    ConflictError for a month that is not near, for one of a key that has another, and for more keys of a month than there are intakes.
    """
    known = AcknowledgementKey.objects.filter(pk=key).first()
    if known is None:
        _must_be_near(month, today)
        if AcknowledgementKey.objects.filter(month=month).count() >= MOST_KEYS:
            raise ConflictError(f"at most {MOST_KEYS} keys of one month are granted")
        known, _ = AcknowledgementKey.objects.get_or_create(pk=key, defaults={"month": month})
    if known.month != month:
        raise ConflictError("this is the key of another month")
    return known if known.grant else None


def waiting(today: date) -> Iterator[AcknowledgementKey]:
    """What is to be granted on `today`."""
    yield from AcknowledgementKey.objects.filter(grant="", month__in=near_months(today)).order_by("month", "pk")[:MOST_KEYS]


def keep_grant(key: AcknowledgementKey, note: str, signer: str) -> None:
    """Keep the grant of a key: the signed note, and the text of the log's key that signed it."""
    AcknowledgementKey.objects.filter(pk=key.pk).update(grant=note, signer=signer)


def _must_be_near(month: str, today: date) -> None:
    if month not in near_months(today):
        raise ConflictError(f"keys are granted for the months that are near, not for {month}")
