"""Tasks: a statement, an incident or a person that somebody is asked to attend to."""

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled
from kniha.book.events.models import Incident
from kniha.book.people.models import Person
from kniha.book.statements.models import Statement


class Request(Journalled):
    """What somebody who is named, a suspect too, asks of the register: access, correction, a reply. A refusal has its ground."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="requests")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="requests")
    kind = models.CharField(max_length=20)
    words = models.TextField(default="")
    received_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=20, default="open")
    answer = models.TextField(blank=True, default="")
    noted_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_on = models.DateField(null=True, default=None)

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"


class Task(Journalled):
    """What one registrar asks of another, or takes upon themselves: read, code, review, answer; or a note that is to be seen."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="tasks")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, default=None, related_name="tasks")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, default=None, related_name="tasks")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="tasks")
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=2000, blank=True, default="")
    due = models.DateField(null=True, default=None)
    state = models.CharField(max_length=20, default="open")
    assignee = models.ForeignKey(Registrar, models.PROTECT, related_name="tasks")
    given_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    given_on = models.DateField()
    closed_on = models.DateField(null=True, default=None)
    answer = models.CharField(max_length=2000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(statement__isnull=False, incident__isnull=True, person__isnull=True)
                | models.Q(statement__isnull=True, incident__isnull=False, person__isnull=True)
                | models.Q(statement__isnull=True, incident__isnull=True, person__isnull=False),
                name="task_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["assignee", "state", "due"])]

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"
