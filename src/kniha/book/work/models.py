"""Tasks: what somebody is asked to attend to; requests; forms that are being written; lists that are brought."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import IdField, Journalled, TableClass
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


class FormDraft(models.Model):
    """What a registrar has typed into a form and not yet entered: theirs alone, kept for days and not in the journal."""

    table_class: ClassVar = TableClass.PLUMBING

    registrar = models.ForeignKey(Registrar, models.CASCADE, related_name="form_drafts")
    path = models.CharField(max_length=200)
    about = models.CharField(max_length=32, blank=True, default="", db_index=True)
    fields = models.TextField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registrar", "path"], name="one_draft_of_a_form")]

    def __str__(self) -> str:
        return f"draft of {self.registrar_id[:8]}"


class BroughtList(models.Model):
    """A list of others that was brought to the desk: sealed until it is entered, then its report alone, both for some days (docs/adr/0036).

    `mapping` is the text by which it was looked through, `seen` binds a yes to that text and the file's bytes.
    """

    table_class: ClassVar = TableClass.PLUMBING

    id = IdField(primary_key=True)
    compartment = models.ForeignKey(Compartment, models.CASCADE, related_name="brought_lists")
    brought_by = models.ForeignKey(Registrar, models.CASCADE, related_name="brought_lists")
    brought_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    blob = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default="waits", db_index=True)
    mapping_name = models.CharField(max_length=120, blank=True, default="")
    mapping = models.TextField(blank=True, default="")
    source = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=20, blank=True, default="")
    fits = models.JSONField(default=list)
    fault = models.CharField(max_length=1000, blank=True, default="")
    done = models.IntegerField(default=0)
    count = models.IntegerField(null=True, default=None)
    report = models.JSONField(null=True, default=None)
    seen = models.CharField(max_length=64, blank=True, default="")
    worker = models.CharField(max_length=32, blank=True, default="")
    beat = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"brought list {self.id[:8]}, {self.state}"


class Agreement(models.Model):
    """A first registrar asks, a second agrees, that rows leave for one recipient in spite of danger (docs/adr/0037).

    Plumbing, as a token is: that it was asked for, agreed to and used are entries, each citing every row.
    """

    table_class: ClassVar = TableClass.PLUMBING

    id = IdField(primary_key=True)
    among = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    rows = models.JSONField(default=list)
    risks = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default="asked")
    asked_by = models.ForeignKey(Registrar, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Registrar, models.CASCADE, null=True, default=None, related_name="+")
    decided_at = models.DateTimeField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")), name="handing_agreed_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.id[:8]}, {self.state}"


class Look(models.Model):
    """What a registrar was shown of a list before it leaves: which rows, how each reads, how many stay (docs/adr/0041).

    Plumbing, for some days: that a list was handed out is an entry that cites every row. Ids and digests alone, in fixed widths, no words.
    """

    table_class: ClassVar = TableClass.PLUMBING

    id = IdField(primary_key=True)
    registrar = models.ForeignKey(Registrar, models.CASCADE, related_name="looks")
    among = models.CharField(max_length=40)
    format = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)
    chosen = models.BinaryField()
    leaving = models.BinaryField(default=bytes)
    waiting = models.BinaryField(default=bytes)
    salt = models.BinaryField()
    staying = models.JSONField(default=dict)
    changed = models.JSONField(null=True, default=None)
    state = models.CharField(max_length=20, default="looked-at")
    looked_at = models.DateTimeField(db_index=True)
    handed_at = models.DateTimeField(null=True, default=None)
    agreement = models.ForeignKey(Agreement, models.SET_NULL, null=True, default=None, related_name="looks")

    def __str__(self) -> str:
        return f"look {self.id[:8]}, {self.state}"
