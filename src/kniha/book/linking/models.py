"""Two persons who may be one, two incidents that may be one event: what a machine proposes, what registrars decided. Each stays a row."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import IdField, Journalled, TableClass
from kniha.book.events.models import Incident
from kniha.book.people.models import Person


class Decision(Journalled):
    """What one registrar holds of two. It is never changed: a later one follows it.

    Of the two that which has the smaller id comes first. `number` counts the decisions on them: moments may fall together.
    """

    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20)
    words = models.CharField(max_length=500, default="")
    decided_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        abstract = True


class PersonDecision(Decision):
    """What one registrar holds of two persons."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="decisions")
    second = models.ForeignKey(Person, models.PROTECT, related_name="decisions_to")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(person=models.F("second")), name="decision_on_two_persons"),
            models.UniqueConstraint(fields=["person", "second", "number"], name="decision_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.person_id[:8]}, {self.second_id[:8]}"


class IncidentDecision(Decision):
    """What one registrar holds of two incidents."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="decisions")
    second = models.ForeignKey(Incident, models.PROTECT, related_name="decisions_to")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(incident=models.F("second")), name="decision_on_two_incidents"),
            models.UniqueConstraint(fields=["incident", "second", "number"], name="incident_decision_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.incident_id[:8]}, {self.second_id[:8]}"


class Pair(models.Model):
    """Two of one compartment that may be one, as the engine `linkage` found: how probably, why, and what deciding it is worth.

    Probabilities are millionths: `alone` of the two by themselves, `probability` with all others of the compartment and with what was
    decided. `reasons` are rows of subject, level and thousandths of nats, which add up to `probability`. `first_row` and `second_row` are
    what was compared: names or mentions of persons, accounts of incidents.
    """

    table_class: ClassVar = TableClass.DERIVED

    probability = models.IntegerField()
    alone = models.IntegerField()
    value = models.IntegerField(db_index=True)
    reasons = models.JSONField(default=list)
    first_row = IdField()
    second_row = IdField()

    class Meta:
        abstract = True


class PersonPair(Pair):
    """Two persons who may be one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="pairs")
    second = models.ForeignKey(Person, models.CASCADE, related_name="pairs_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "second"], name="pair_once")]

    def __str__(self) -> str:
        return f"{self.person_id[:8]} and {self.second_id[:8]}"


class IncidentPair(Pair):
    """Two incidents that may be one event."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="pairs")
    second = models.ForeignKey(Incident, models.CASCADE, related_name="pairs_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "second"], name="incident_pair_once")]

    def __str__(self) -> str:
        return f"{self.incident_id[:8]} and {self.second_id[:8]}"


class Comparison(models.Model):
    """How those of a compartment were last compared: out of what (a digest), how many, and what was left out."""

    table_class: ClassVar = TableClass.DERIVED

    digest = models.CharField(max_length=64)
    compared = models.IntegerField()
    found = models.IntegerField()
    kept = models.IntegerField()
    left_out = models.IntegerField()
    is_too_large = models.BooleanField(default=False)
    compared_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.compared} compared"


class Pairing(Comparison):
    """How the persons of a compartment were last compared."""

    compartment = models.OneToOneField(Compartment, models.CASCADE, primary_key=True, related_name="pairing")


class IncidentPairing(Comparison):
    """How the incidents of a compartment were last compared."""

    compartment = models.OneToOneField(Compartment, models.CASCADE, primary_key=True, related_name="incident_pairing")
