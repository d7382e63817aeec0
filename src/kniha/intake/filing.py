"""Filing an envelope, forgetting it again, and what a courier may see of it in between.

First the file, safe on the disk under its id; then the row; then the answer. A crash between any two leaves a file without
a row, which the next start removes, and a sender without an answer, who sends again.
"""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet

from kniha.intake.models import Confirmation, Envelope
from kniha.intake.shelf import Incoming, Shelf
from kniha.vocab.ids import Id

MOST_LISTED = 500


def file_envelope(shelf: Shelf, incoming: Incoming, envelope: Id, *, day: date) -> None:
    """Keep what arrived under the id `envelope`. The same bytes under the same id are kept once; other bytes: ConflictError."""
    # A second sender of the same id may be at this line now: the file system gives one of them the name, the other compares.
    incoming.keep(shelf.place(envelope), day)
    row = Envelope(id=envelope, received_day=day, size_class=incoming.size, digest=incoming.digest)
    Envelope.objects.bulk_create([row], ignore_conflicts=True)


def envelopes_for(courier: str) -> QuerySet[Envelope]:
    """What `courier` has not confirmed yet, by random id, so that the order tells nothing."""
    return Envelope.objects.exclude(confirmation__courier=courier).order_by("id")[:MOST_LISTED]


def confirm(courier: str, envelopes: Sequence[Id]) -> None:
    """Note that `courier` needs these no more. Unknown ids and repeated ones change nothing."""
    with transaction.atomic():
        known = Envelope.objects.filter(pk__in=envelopes).values_list("pk", flat=True)
        Confirmation.objects.bulk_create([Confirmation(envelope_id=pk, courier=courier) for pk in known], ignore_conflicts=True)


def sweep(shelf: Shelf, couriers: Sequence[str], *, today: date, keep_days: int) -> int:
    """Remove envelopes that every courier has confirmed and that are older than `keep_days`; return their number.

    By age and not at once: the moment of deletion must not tell which courier could open an envelope.
    """
    old = Envelope.objects.filter(received_day__lt=today - timedelta(days=keep_days))
    done = old.filter(confirmation__courier__in=couriers).annotate(by=Count("confirmation")).filter(by=len(set(couriers)))
    ids = [Id(pk) for pk in done.values_list("pk", flat=True)] if couriers else []
    for envelope in ids:
        with transaction.atomic():
            Confirmation.objects.filter(envelope_id=envelope).delete()
            Envelope.objects.filter(pk=envelope).delete()
        shelf.remove(envelope)
    return len(ids)


def close_days(shelf: Shelf, *, today: date) -> int:
    """Write the envelopes of days that are over anew, in an order that chance gives; return their number."""
    over = list(Envelope.objects.filter(pk__in=shelf.open_ids(), received_day__lt=today).values_list("pk", "received_day"))
    secrets.SystemRandom().shuffle(over)
    for envelope, day in over:
        shelf.close(Id(envelope), day)
    return len(over)


def drop_orphans(shelf: Shelf) -> int:
    """Remove files without a row; return their number. Only while nothing is being received: at the start."""
    known = set(Envelope.objects.values_list("pk", flat=True))
    orphans = [envelope for envelope in shelf.ids() if envelope not in known]
    for envelope in orphans:
        shelf.remove(envelope)
    return len(orphans)
