"""What is counted of incidents and acts, written beside them so that a table of a hundred thousand is told at once; and kept counts."""

from typing import ClassVar

from django.db import models

from kniha.book.classes import IdField, Journalled, TableClass
from kniha.book.events.models import Act, Incident


class CountedIncident(models.Model):
    """What an incident is counted by. Days are those of its place; what its time does not say to the year, month or day is 0.

    `left_out` says why it stands in no number, a code of the list `count-omissions`; `let`, whether its sources let it be counted.
    """

    table_class: ClassVar = TableClass.DERIVED

    # No constraint of the database: a derived row never stands in the way of what it is derived from.
    incident = models.OneToOneField(Incident, models.CASCADE, primary_key=True, related_name="counted", db_constraint=False)
    lies = IdField()
    left_out = models.CharField(max_length=20, default="")
    state = models.CharField(max_length=20)
    first_day = models.DateField(null=True, default=None)
    last_day = models.DateField(null=True, default=None)
    year = models.SmallIntegerField(default=0)
    month = models.SmallIntegerField(default=0)
    day = models.SmallIntegerField(default=0)
    place = models.CharField(max_length=60, default="")
    sources = models.SmallIntegerField(default=0)
    let = models.CharField(max_length=10)

    class Meta:
        indexes = [
            models.Index(fields=["lies", "left_out", "state", "first_day", "last_day"], name="incident_counted"),
        ]

    def __str__(self) -> str:
        return f"what is counted of incident {self.incident_id[:8]}"


class CountedAct(models.Model):
    """What an act is counted by: the same as its incident, and what it is, how far it was checked, and to whom it was done.

    `unit` is the one that is alleged to have taken part in it; `several` where more than one is, which are then asked for.
    """

    table_class: ClassVar = TableClass.DERIVED

    act = models.OneToOneField(Act, models.CASCADE, primary_key=True, related_name="counted", db_constraint=False)
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="counted_acts", db_constraint=False)
    lies = IdField()
    left_out = models.CharField(max_length=20, default="")
    state = models.CharField(max_length=20)
    first_day = models.DateField(null=True, default=None)
    last_day = models.DateField(null=True, default=None)
    year = models.SmallIntegerField(default=0)
    month = models.SmallIntegerField(default=0)
    day = models.SmallIntegerField(default=0)
    place = models.CharField(max_length=60, default="")
    group = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    verification = models.CharField(max_length=30)
    late = models.CharField(max_length=10, default="")
    sources = models.SmallIntegerField(default=0)
    let = models.CharField(max_length=10)
    victim = models.CharField(max_length=32, null=True, default=None)  # noqa: DJ001  as the act has it
    people = models.IntegerField(null=True, default=None)
    unit = models.CharField(max_length=32, default="")

    class Meta:
        # A dashboard reads each of them once, in its own order, and no row of the table.
        indexes = [
            models.Index(fields=["lies", "left_out", "year", "month", "kind", "first_day", "last_day"], name="act_by_time"),
            models.Index(
                fields=["lies", "left_out", "place", "verification", "sources", "late", "let", "first_day", "last_day"], name="act_by_place"
            ),
            models.Index(fields=["lies", "left_out", "unit", "first_day", "last_day"], name="act_by_unit"),
            models.Index(fields=["lies", "left_out", "victim", "first_day", "last_day"], name="victim_counted"),
            models.Index(fields=["lies", "left_out", "incident", "people"], name="group_counted", condition=models.Q(people__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"what is counted of act {self.act_id[:8]}"


class Count(Journalled):
    """A table of numbers as it was counted: its question, by which method and version, out of how many entries of the journal.

    `lies`: the compartments it was counted over; only who is a member of all of them may see it. `digest`: of the ids of what was counted.
    """

    title = models.CharField(max_length=200, default="")
    question = models.JSONField(default=dict)
    method = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    cut = models.BigIntegerField()
    cells = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    lies = models.JSONField(default=list)
    author = models.CharField(max_length=32)
    made_on = models.DateField()

    def __str__(self) -> str:
        return f"count {self.id[:8]}"
