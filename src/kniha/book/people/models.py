"""Persons as the register holds them. What could lead to a person's door is sealed under a key of their own."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled, TableClass


class Person(Journalled):
    """Somebody the register holds as one. Victim, witness and suspect are roles, not kinds of person.

    What is erased, or sealed under a hold, lies in no compartment: no query gives it (docs/spec/erasure.md). `reporter` is the keyed
    digest by which the receipt of who wrote through the intake is known again (docs/spec/keys.md).
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, default=None, related_name="people")
    gender_told = models.CharField(max_length=20, blank=True, default="")
    age_told = models.CharField(max_length=60, blank=True, default="")
    reporter = models.CharField(max_length=64, null=True, default=None, unique=True)  # noqa: DJ001  unique where there is one

    def __str__(self) -> str:
        return f"person {self.id[:8]}"


class PersonName(Journalled):
    """A name as a source wrote it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="names")
    text = models.CharField(max_length=300, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    kind = models.CharField(max_length=20, default="as-said")
    read_in = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.text


class SealedField(Journalled):
    """One sealed value of a person: contact, legal name, mailbox. Opened with a reason, which is an entry."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="sealed_fields")
    field = models.CharField(max_length=40)
    sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "field"], name="sealed_field_once")]

    def __str__(self) -> str:
        return f"{self.field} of {self.person_id}"


class Risk(Journalled):
    """What could happen to a person for having spoken, as assessed on a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="risks")
    level = models.CharField(max_length=20, default="")
    circumstances = models.JSONField(default=list)
    words = models.TextField(blank=True, default="")
    assessed_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    assessed_on = models.DateField()
    next_look = models.DateField()

    def __str__(self) -> str:
        return f"{self.level} on {self.assessed_on}"


class SafeContact(Journalled):
    """How a person may be reached without harm. The address itself is a sealed field of theirs."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="safe_contacts")
    channel = models.CharField(max_length=40, default="")
    hours = models.CharField(max_length=200, blank=True, default="")
    who_may_answer = models.CharField(max_length=200, blank=True, default="")
    never = models.CharField(max_length=300, blank=True, default="")
    noted_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    noted_on = models.DateField()

    def __str__(self) -> str:
        return self.channel


class Referral(Journalled):
    """Help that was offered to a person: offered, taken or declined, followed up. Help never depends on reporting."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    kind = models.CharField(max_length=40, default="")
    words = models.CharField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=20, default="offered")
    next_look = models.DateField(null=True, default=None)
    noted_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    noted_on = models.DateField()
    seen_on = models.DateField(null=True, default=None)

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"


class Canary(Journalled):
    """An invented person whom nobody has a reason to open: whoever does is shown to the custodians. Planted by two of them.

    It has no statement and takes part in nothing, so that it enters no count and nothing of it leaves.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="canaries")
    name = models.CharField(max_length=300, default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="canaries")
    state = models.CharField(max_length=20, default="open")
    proposed_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    planted_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    planted_on = models.DateField(null=True, default=None)

    class Meta:
        verbose_name_plural = "canaries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planted_by__isnull=True) | ~models.Q(planted_by=models.F("proposed_by")), name="canary_planted_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"canary {self.id[:8]}, {self.state}"


class KeyRow(models.Model):
    """The key table (docs/spec/keys.md): per sealing in the vault its age header, per person a wrapped key. Deleting a row is erasure."""

    table_class: ClassVar = TableClass.PLUMBING

    owner = models.CharField(max_length=64, primary_key=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.owner[:8]}"
