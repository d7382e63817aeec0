"""What a registrar may see of batches. Of rows nothing, as long as a lawyer has not let them be read."""

from typing import Any

from django.db.models import Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.bulk import rules
from kniha.book.bulk.models import Batch
from kniha.book.bulk.rows import keys, table_of
from kniha.book.evidence.rules import must_be_readable


def batches(registrar: Registrar) -> QuerySet[Batch]:
    """The batches that `registrar` may know of, the latest first. One whose file is erased or held under seal is not among them."""
    rows = visible(Batch.objects.filter(exhibit__compartment__isnull=False), registrar)
    return rows.select_related("exhibit__acquisition", "brought_by", "original").order_by("-brought_on", "title", "pk")


def batch(registrar: Registrar, batch_id: str) -> Batch:
    """One batch, or NotFoundError."""
    return one(batches(registrar), pk=batch_id)


def rows_of(registrar: Registrar, found: Batch) -> QuerySet[Any]:
    """The rows of a batch, in the order of its list. RefusedError before a lawyer let them be read, and after they went by their day."""
    found = batch(registrar, found.pk)
    acquisition = found.exhibit.acquisition
    must_be_readable(may_be_read=acquisition is None or acquisition.may_be_read)
    rules.must_be_kept(found.state)
    span = keys(found)
    return table_of(found).objects.filter(key__gte=span.start, key__lt=span.stop).order_by("key")


def may_be_read(found: Batch) -> bool:
    """Whether rows may be shown."""
    return found.state == "kept" and (found.exhibit.acquisition is None or found.exhibit.acquisition.may_be_read)


def to_load() -> QuerySet[Batch]:
    """All batches whose rows are kept and whose file is in use: of no registrar's, for loading them again."""
    return Batch.objects.filter(Q(state="kept"), exhibit__compartment__isnull=False).select_related("exhibit__acquisition").order_by("pk")
