"""Which recordings may show an incident: what the engine `matching` found, out of what, and what registrars decided.

Candidates and what they were compared from are derived. Their keys to recordings are not held by the database: a recording that is
withdrawn goes by the journal, and what was found of it when the worker looks again (an erasure takes both at once).
"""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled, TableClass
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Exhibit
from kniha.book.recordings.models import Recording


class MatchDecision(Journalled):
    """What one registrar saw of an incident in a recording. It is never changed: a later one follows it, and the last one stands.

    Where it shows the incident: the file, and from when to when in it, in milliseconds from its beginning, as far as that was told.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="match_decisions")
    recording = models.ForeignKey(Recording, models.PROTECT, related_name="match_decisions")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, default=None, related_name="match_decisions")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20)
    start_ms = models.BigIntegerField(null=True, default=None)
    end_ms = models.BigIntegerField(null=True, default=None)
    words = models.CharField(max_length=500, default="")
    decided_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "recording", "number"], name="match_decision_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(start_ms__isnull=True, end_ms__isnull=True)
                | models.Q(start_ms__gte=0, end_ms__gte=models.F("start_ms")),
                name="match_decision_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.incident_id[:8]}, {self.recording_id[:8]}"


class Match(models.Model):
    """A recording that may show an incident, one of the best of that incident: how probably, and why.

    `probability` is in millionths; `log10_odds` and `cautious` (the lesser of the odds and those under a pessimistic law) are millionths
    too: the likelihood ratio is what they are above the odds of any pair (`Matching.log10_base`). `reasons` are rows of a code of
    `kniha.matching.reasons` and its numbers. `first` to `last` is what the recording covers, in true time.
    """

    table_class: ClassVar = TableClass.DERIVED

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="matches")
    recording = models.ForeignKey(Recording, models.DO_NOTHING, db_constraint=False, related_name="matches")
    rank = models.IntegerField()
    probability = models.IntegerField()
    log10_odds = models.IntegerField()
    cautious = models.IntegerField()
    reasons = models.JSONField(default=list)
    first = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "recording"], name="match_once")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.recording_id[:8]}"


class Compared(models.Model):
    """What was compared of one side: its digest, the values themselves, or why it cannot be compared (`match-hindrances`)."""

    table_class: ClassVar = TableClass.DERIVED

    digest = models.CharField(max_length=64)
    inputs = models.JSONField(default=list)
    hindrance = models.CharField(max_length=20, default="")

    class Meta:
        abstract = True


class MatchedIncident(Compared):
    """An incident as it was compared: with how many recordings in all, how many of them are expected to cover it, how many were candidates.

    `expected` is in millionths.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, primary_key=True, related_name="matched")
    candidates = models.IntegerField(default=0)
    expected = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.candidates} candidates"


class MatchedRecording(Compared):
    """A recording as it was compared."""

    recording = models.OneToOneField(
        Recording, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="matched"
    )  # fmt: skip
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.hindrance or "compared"


class Matching(models.Model):
    """How the incidents and recordings of a compartment were last compared, and the odds of any pair (log10, in millionths)."""

    table_class: ClassVar = TableClass.DERIVED

    compartment = models.OneToOneField(Compartment, models.CASCADE, primary_key=True, related_name="matching")
    version = models.CharField(max_length=40)
    incidents = models.IntegerField()
    recordings = models.IntegerField()
    scored = models.IntegerField()
    log10_base = models.IntegerField(default=0)
    is_too_large = models.BooleanField(default=False)
    compared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.incidents} incidents, {self.recordings} recordings"
