"""Two persons who may be one: what a machine proposes, and what registrars decided. Each stays a row of their own."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import IdField, Journalled, TableClass
from kniha.book.people.models import Person


class PersonDecision(Journalled):
    """What one registrar holds of two persons, `person` the one with the smaller id. It is never changed: a later one follows it.

    `number` counts the decisions on the two: moments may fall together.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="decisions")
    second = models.ForeignKey(Person, models.PROTECT, related_name="decisions_to")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20)
    words = models.CharField(max_length=500, default="")
    decided_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(person=models.F("second")), name="decision_on_two_persons"),
            models.UniqueConstraint(fields=["person", "second", "number"], name="decision_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.person_id[:8]}, {self.second_id[:8]}"


class PersonPair(models.Model):
    """Two persons of one compartment who may be one, as the engine `linkage` found: how probably, why, and what deciding it is worth.

    Probabilities are millionths: `alone` of the two by themselves, `probability` with all others of the compartment and with what was
    decided. `reasons` are rows of subject, level and thousandths of nats, which add up to `probability`. `person_row` and `second_row` are
    the names or mentions that were compared.
    """

    table_class: ClassVar = TableClass.DERIVED

    person = models.ForeignKey(Person, models.CASCADE, related_name="pairs")
    second = models.ForeignKey(Person, models.CASCADE, related_name="pairs_to")
    probability = models.IntegerField()
    alone = models.IntegerField()
    value = models.IntegerField(db_index=True)
    reasons = models.JSONField(default=list)
    person_row = IdField()
    second_row = IdField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "second"], name="pair_once")]

    def __str__(self) -> str:
        return f"{self.person_id[:8]} and {self.second_id[:8]}"


class Pairing(models.Model):
    """How the persons of a compartment were last compared: out of what (a digest), how many, and what was left out."""

    table_class: ClassVar = TableClass.DERIVED

    compartment = models.OneToOneField(Compartment, models.CASCADE, primary_key=True, related_name="pairing")
    digest = models.CharField(max_length=64)
    people = models.IntegerField()
    found = models.IntegerField()
    kept = models.IntegerField()
    left_out = models.IntegerField()
    is_too_large = models.BooleanField(default=False)
    compared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.people} persons compared"
