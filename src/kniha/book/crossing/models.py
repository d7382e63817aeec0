"""A question to the whole register, and what was found where the asker may not look."""

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import IdField, Journalled
from kniha.book.people.models import Person


class Inquiry(Journalled):
    """Has this person spoken before; may these be one; does anything speak for this suspect? Asked of the whole register at once."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="inquiries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="inquiries")
    kind = models.CharField(max_length=30)
    reason = models.CharField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=20, default="waits")
    asked_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    asked_on = models.DateField()

    class Meta:
        verbose_name_plural = "inquiries"

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"


class Hint(Journalled):
    """That a record of another compartment may answer an inquiry. Its keepers alone learn of it, and decide what the asker is told."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="hints")
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="hints")
    table = models.CharField(max_length=20)
    row = IdField(db_index=True)
    state = models.CharField(max_length=20, default="open")
    answer = models.CharField(max_length=2000, blank=True, default="")
    found_on = models.DateField()
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inquiry", "row"], name="hint_found_once")]

    def __str__(self) -> str:
        return f"hint to {self.inquiry_id[:8]}, {self.state}"
