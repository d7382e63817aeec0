"""Batches: what came together as a table, through which mapping, and until when its rows are kept."""

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled
from kniha.book.evidence.models import Exhibit


class Batch(Journalled):
    """Rows that came together. `exhibit` is the sealed Parquet file from which they are rebuilt; `original` the list, where it is held too.

    How they were obtained, and what a lawyer lets be done with them, is told of the exhibit's acquisition. `place`: see `classes.Bulk`.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200, default="")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="batches")
    original = models.ForeignKey(Exhibit, models.PROTECT, null=True, default=None, related_name="+")
    place = models.BigIntegerField(unique=True)
    rows = models.BigIntegerField()
    mapping = models.TextField(default="")
    source_sha256 = models.CharField(max_length=64, default="")
    keep_until = models.DateField()
    brought_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    brought_on = models.DateField()
    state = models.CharField(max_length=10, default="kept")
    gone_on = models.DateField(null=True, default=None)

    class Meta:
        indexes = [models.Index(fields=["state", "keep_until"], name="batch_by_day")]

    def __str__(self) -> str:
        return f"batch {self.id[:8]}"
