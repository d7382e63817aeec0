"""Batches go by the day that was told when they came, with their file, unless a hold keeps it. What became a recording stays.

The entry and the file's key come first, the rows after it, some thousand at a time: of a batch that went nobody reads rows any more.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from kniha.book.bulk import rows as bulk_rows
from kniha.book.bulk import rules
from kniha.book.bulk.models import Batch
from kniha.book.erasure.actions import alone_with_erasures
from kniha.book.erasure.models import Remains
from kniha.book.erasure.parts import held
from kniha.book.evidence.actions import custody
from kniha.book.evidence.models import DERIVED, Exhibit, Fixity
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import KeyRow
from kniha.vocab.errors import RefusedError

AT_ONCE = 20_000
"""Rows that one transaction takes away."""


def over(today: date) -> QuerySet[Batch]:
    """Batches whose day has come, and of which no hold keeps the file."""
    kept = [row for table, row in held() if table == "exhibit"]
    due = Batch.objects.filter(state="kept", keep_until__lte=today, exhibit__compartment__isnull=False)
    return due.exclude(exhibit__in=kept).order_by("keep_until", "pk")


@transaction.atomic
def let_batch_go(hand: Hand, batch: Batch) -> None:
    """Enter that a batch went by its day, and destroy its file. RefusedError where a hold keeps it."""
    alone_with_erasures()
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    rules.must_be_kept(batch.state)
    rules.must_be_over(batch.keep_until, today=hand.today)
    if ("exhibit", batch.exhibit_id) in held():
        raise RefusedError("a hold keeps the file of this batch")
    actor, exhibit = hand.acting_as(), batch.exhibit
    if not Exhibit.objects.filter(sealed_sha256=exhibit.sealed_sha256).exclude(pk=exhibit.pk).exists():
        KeyRow.objects.filter(owner=exhibit.sealed_sha256).delete()
        Remains.objects.bulk_create([Remains(kind="file", name=f"{exhibit.blob}-{exhibit.sealed_sha256}")], ignore_conflicts=True)
    for model in (*DERIVED, Fixity):
        model.objects.filter(exhibit=exhibit).delete()
    changes = [
        rows.update(batch, state="gone", gone_on=hand.today),
        custody(hand, exhibit.pk, "erased", why="the batch went by its day", giver=hand.id),
    ]
    hand.enter(actor, "batch.let_go", changes, cites=[("exhibit", exhibit.pk)], batch_rows=batch.rows)


def take_rows_away() -> bool:
    """Delete some rows of batches that went by their day or whose file was erased; whether there were any."""
    for batch in Batch.objects.filter(Q(state="gone") | Q(exhibit__sha256="")).order_by("pk"):
        if bulk_rows.take_away(batch, most=AT_ONCE):
            Remains.objects.bulk_create([Remains(kind="pages", name="database")], ignore_conflicts=True)
            return True
    return False
