"""Items of evidence and each event in their lives. Originals never change."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment
from kniha.book.classes import Journalled, TableClass
from kniha.book.statements.models import Statement


class Exhibit(Journalled):
    """A file as it was handed over, with its fixity: digests of the plain and of the sealed bytes. Erased or sealed: in no compartment."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, default=None, related_name="exhibits")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, default=None, related_name="exhibits")
    original_name = models.CharField(max_length=255, default="")
    claimed_type = models.CharField(max_length=127, blank=True, default="")
    media_type = models.CharField(max_length=127, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    blob = models.CharField(max_length=64, db_index=True)
    sealed_sha256 = models.CharField(max_length=64)
    how_obtained = models.CharField(max_length=20)
    acquired_on = models.DateField()
    cover = models.CharField(max_length=30, blank=True, default="")

    def __str__(self) -> str:
        return f"exhibit {self.id[:8]}"


class CustodyEvent(Journalled):
    """One event in an exhibit's life: from, to, when, why, under which authority."""

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="custody")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    giver = models.CharField(max_length=120, blank=True, default="")
    taker = models.CharField(max_length=120, blank=True, default="")
    why = models.CharField(max_length=300, default="")
    authority = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["exhibit", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.exhibit_id[:8]}"


class QuarantinedEnvelope(Journalled):
    """An envelope that could not be filed, kept whole for a person to look at."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    reason = models.CharField(max_length=30)
    received_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.reason} {self.digest[:8]}"


class View(models.Model):
    """A picture made from an exhibit for the desk: small, clean of metadata, made again at will."""

    table_class: ClassVar = TableClass.DERIVED

    exhibit = models.OneToOneField(Exhibit, models.CASCADE, primary_key=True, related_name="view")
    blob = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    def __str__(self) -> str:
        return f"view of {self.exhibit_id[:8]}"


class Words(models.Model):
    """The words of a file, read by a machine, sealed as the file is, read again at will. Numbers grow: they tell what was read later."""

    table_class: ClassVar = TableClass.DERIVED

    number = models.BigAutoField(primary_key=True)
    exhibit = models.OneToOneField(Exhibit, models.CASCADE, related_name="words")
    blob = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    def __str__(self) -> str:
        return f"words of {self.exhibit_id[:8]}"


class FileFacts(models.Model):
    """What a file tells of itself (times, places, device, manifest), read by a machine, sealed as the file is, read again at will."""

    table_class: ClassVar = TableClass.DERIVED

    exhibit = models.OneToOneField(Exhibit, models.CASCADE, primary_key=True, related_name="facts")
    blob = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    def __str__(self) -> str:
        return f"facts of {self.exhibit_id[:8]}"


DERIVED = (View, Words, FileFacts)
"""What is made from exhibits, sealed as they are, and gone with them."""
