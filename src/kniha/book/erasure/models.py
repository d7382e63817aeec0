"""What was asked to be forgotten and what may not be. Neither repeats a word of what it is about: `table` and `row` name it."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import IdField, Journalled, TableClass


class Hold(Journalled):
    """Evidence that an authority asked for, or that speaks for a suspect: sealed, not erased. Placed by one, lifted by two."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="holds")
    table = models.CharField(max_length=20)
    row = IdField(db_index=True)
    ground = models.CharField(max_length=30)
    authority = models.CharField(max_length=200, blank=True, default="")
    words = models.TextField(blank=True, default="")
    state = models.CharField(max_length=20, default="standing")
    placed_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    placed_on = models.DateField()
    review_on = models.DateField()
    lifting_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    lifting_words = models.TextField(blank=True, default="")
    lifted_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    lifted_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_by__isnull=True) | ~models.Q(lifted_by=models.F("lifting_by")), name="hold_lifted_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"hold on {self.table} {self.row[:8]}"


class Erasure(Journalled):
    """The wish that somebody or something be forgotten, and what was decided: asked by one registrar, agreed by another."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="erasures")
    table = models.CharField(max_length=20)
    row = IdField(db_index=True)
    wished_by = models.CharField(max_length=30)
    ground = models.CharField(max_length=30)
    words = models.TextField(blank=True, default="")
    also = models.JSONField(default=list)
    state = models.CharField(max_length=20, default="asked")
    asked_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_words = models.TextField(blank=True, default="")
    decided_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")), name="erasure_decided_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.table} {self.row[:8]}"


class Remains(models.Model):
    """What an erasure left outside its transaction: a sealed file, old pages of the database, jobs. The row goes when the thing is gone."""

    table_class: ClassVar = TableClass.PLUMBING

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=140)
    kept_until = models.DateTimeField(null=True)  # the lock of a store keeps the sealed file, which nobody can open, until then

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="remains_named_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name[:12]}"
