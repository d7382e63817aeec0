"""What sources said, kept as it was said, and what coders read in it."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import IdField, Journalled, TableClass
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person


class Statement(Journalled):
    """The words of one source. Immutable, until they are erased; erased or sealed, it lies in no compartment.

    What starts with `told` is what a reporter answered before their story, empty where nothing was said; `delicate` is what for that calls
    for a specialist.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, default=None, related_name="statements", db_index=False)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8, blank=True, default="")
    text = models.TextField(default="")
    when_words = models.TextField(blank=True, default="")
    where_words = models.TextField(blank=True, default="")
    hurt_words = models.TextField(blank=True, default="")
    doers_words = models.TextField(blank=True, default="")
    told_role = models.CharField(max_length=10, blank=True, default="")
    told_safe = models.CharField(max_length=10, blank=True, default="")
    told_held = models.CharField(max_length=10, blank=True, default="")
    told_minor = models.CharField(max_length=10, blank=True, default="")
    told_sexual = models.CharField(max_length=10, blank=True, default="")
    delicate = models.BooleanField(default=False)
    came_to_be = models.CharField(max_length=30, default="not-known")
    sealed_by = models.CharField(max_length=10, blank=True, default="")
    received_on = models.DateField()
    source = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="statements")
    envelope = models.CharField(max_length=64, null=True, default=None, unique=True)  # noqa: DJ001  unique where there is one
    record = models.CharField(max_length=200, blank=True, default="")
    record_digest = models.CharField(max_length=64, blank=True, default="")
    url = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "record_digest"], condition=~models.Q(record=""), name="record_filed_once"),
        ]
        indexes = [
            models.Index(fields=["compartment", "-received_on", "id"]),
            models.Index(fields=["-received_on", "id", "compartment"]),
            models.Index(fields=["compartment", "-delicate", "-received_on", "id"], name="statement_delicate_first"),
            models.Index(fields=["-delicate", "-received_on", "id", "compartment"], name="statement_delicate_everywhere"),
        ]

    def __str__(self) -> str:
        return f"statement {self.id[:8]}"


class Consent(Journalled):
    """What a source allows, one row per purpose and recipient. Not known means that nothing leaves."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=120, blank=True, default="")
    answer = models.CharField(max_length=10)
    giver = models.CharField(max_length=20)
    given_on = models.DateField(null=True, default=None)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.answer}"


class Notice(Journalled):
    """What a reporter sent later with their receipt and told nothing in: other answers, a withdrawal, or that it is taken back.

    Of a withdrawal nothing is destroyed before `keep_until`: it may have been forced.
    """

    source = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8, blank=True, default="")
    sealed_by = models.CharField(max_length=10, blank=True, default="")
    words = models.TextField(blank=True, default="")
    envelope = models.CharField(max_length=64, null=True, default=None, unique=True)  # noqa: DJ001  unique where there is one
    received_on = models.DateField()
    state = models.CharField(max_length=20)
    keep_until = models.DateField(null=True, default=None)

    class Meta:
        indexes = [models.Index(fields=["state", "keep_until"], name="notice_by_state")]

    def __str__(self) -> str:
        return f"notice {self.id[:8]}, {self.kind}"


class EarlyNotice(models.Model):
    """A notice that came before anything else of its receipt: it lies sealed at the intake and is tried again, until it is settled."""

    table_class: ClassVar = TableClass.PLUMBING

    envelope = models.CharField(max_length=64, primary_key=True)
    since = models.DateField()

    def __str__(self) -> str:
        return f"early notice {self.envelope[:8]}"


class Interview(Journalled):
    """How the words of an interview came to be taken: who was there, from when to when, by what rules. The words are the statement's."""

    statement = models.OneToOneField(Statement, models.PROTECT, related_name="interview")
    plan = models.TextField(default="")
    present = models.TextField(blank=True, default="")
    interpreter = models.CharField(max_length=300, blank=True, default="")
    interpreter_vetted = models.BooleanField(default=False)
    place = models.CharField(max_length=300, blank=True, default="")
    began = models.DateTimeField(null=True, default=None)
    ended = models.DateTimeField(null=True, default=None)
    breaks = models.CharField(max_length=300, blank=True, default="")
    free_recall = models.BooleanField(default=False)
    read_back = models.BooleanField(default=False)
    recorded = models.BooleanField(default=False)
    promised = models.CharField(max_length=500, blank=True, default="")
    is_trained = models.BooleanField(default=False)
    held_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    form = models.ForeignKey("FieldForm", models.PROTECT, null=True, default=None, related_name="interviews")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began__isnull=True) | models.Q(began__lte=models.F("ended")), name="interview_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return f"interview {self.id[:8]}"


class FieldForm(Journalled):
    """A form that a registrar took along to where there is no network: good for one interview, until a day, for one compartment.

    `token` is the SHA-256 of the secret that stands in the form, and nowhere else (docs/spec/fieldform.md §1.3).
    """

    registrar = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="field_forms")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="field_forms")
    token = models.CharField(max_length=64, unique=True)
    taken_on = models.DateField()
    good_until = models.DateField()
    state = models.CharField(max_length=20, default="out")

    def __str__(self) -> str:
        return f"field form of {self.taken_on}, {self.state}"


class HeldInterview(Journalled):
    """An interview from a field form that a rule stands against: kept whole and sealed, until somebody lets it in or the reason is gone."""

    form = models.ForeignKey(FieldForm, models.PROTECT, related_name="held_interviews")
    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    reason = models.CharField(max_length=30)
    received_on = models.DateField()
    state = models.CharField(max_length=20, default="waits")
    let_in_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    words = models.TextField(blank=True, default="")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, default=None, related_name="held_interviews")

    def __str__(self) -> str:
        return f"held interview {self.digest[:8]}, {self.reason}"


class BroughtFile(models.Model):
    """A sealed file of a field form that lies in the vault's quarantine until the courier has opened it. The row goes when it has."""

    table_class: ClassVar = TableClass.PLUMBING

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    brought_by = models.ForeignKey(Registrar, models.CASCADE, null=True, related_name="+")
    brought_on = models.DateField()

    def __str__(self) -> str:
        return f"brought file {self.digest[:8]}"


class Permission(Journalled):
    """A lawyer's reason why somebody who has spoken is interviewed once more. It is good for one interview."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="permissions")
    words = models.TextField(default="")
    given_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    given_on = models.DateField()
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"permission of {self.given_on}"


class Account(Journalled):
    """What one statement says of one event: when, where, what, in the coder's terms."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="accounts")
    first = models.DateTimeField(null=True, default=None)
    last = models.DateTimeField(null=True, default=None)
    zone = models.CharField(max_length=64, blank=True, default="")
    precision = models.CharField(max_length=20, default="not-known")
    when_words = models.CharField(max_length=500, blank=True, default="")
    lat_e7 = models.IntegerField(null=True, default=None)
    lon_e7 = models.IntegerField(null=True, default=None)
    radius_m = models.IntegerField(null=True, default=None)
    where_words = models.CharField(max_length=500, blank=True, default="")
    kinds = models.JSONField(default=list)
    coded_by = models.CharField(max_length=32)
    coded_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__isnull=True) | models.Q(first__lte=models.F("last")), name="account_time_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.id[:8]}"


class Passage(Journalled):
    """The words of a statement that a coded value rests on: characters `start` to `end` of its text."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="passages")
    about = models.CharField(max_length=20)
    start = models.IntegerField(default=0)
    end = models.IntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(start__gte=0, end__gt=models.F("start")), name="passage_has_words")]

    def __str__(self) -> str:
        return f"{self.about} {self.start}–{self.end}"


class Message(Journalled):
    """Words of the register to a source, for their mailbox. They leave sealed; where danger is high or not known, after a second agrees."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="messages")
    text = models.TextField(default="")
    state = models.CharField(max_length=20, default="waits")
    written_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    written_on = models.DateField()
    agreed_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    delivered_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("written_by")), name="message_agreed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"message of {self.written_on}, {self.state}"


class SealedReply(models.Model):
    """A sealed message on its way: what the courier lays into a mailbox. The row goes when it has arrived."""

    table_class: ClassVar = TableClass.PLUMBING

    message = IdField(primary_key=True)
    mailbox = models.CharField(max_length=64)
    verifier = models.CharField(max_length=64)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"reply of message {self.message[:8]}"


class SealedProof(models.Model):
    """A sealed certificate on its way into the mailbox of whoever asked for it. The row goes when it has arrived."""

    table_class: ClassVar = TableClass.PLUMBING

    notice = IdField(db_index=True)
    statement = IdField()
    mailbox = models.CharField(max_length=64)
    verifier = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "statement"], name="proof_sealed_once")]

    def __str__(self) -> str:
        return f"proof for notice {self.notice[:8]}"


class SealedWord(models.Model):
    """A sealed word that an envelope arrived, or that it was read, on its way into the mailbox of its source.

    It may go from the day after `since`. The row goes when it is there; where it tells that a `statement` was read, it stays without it.
    """

    table_class: ClassVar = TableClass.PLUMBING

    id = IdField(primary_key=True)
    source = IdField()
    statement = models.CharField(max_length=32, null=True, default=None, unique=True)  # noqa: DJ001  unique where there is one
    since = models.DateField()
    mailbox = models.CharField(max_length=64)
    verifier = models.CharField(max_length=64)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"word of {self.since}"


class AcknowledgementKey(models.Model):
    """The key with which an intake acknowledges envelopes in a month, as the courier found it, and its grant once the worker signed one."""

    table_class: ClassVar = TableClass.PLUMBING

    key = models.CharField(primary_key=True, max_length=64)
    month = models.CharField(max_length=7, db_index=True)
    grant = models.TextField(default="")
    signer = models.TextField(default="")

    def __str__(self) -> str:
        return f"key of {self.month}"


class Mention(Journalled):
    """What an account says of one person or unit."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="mentions")
    passage = models.ForeignKey(Passage, models.PROTECT, null=True, default=None, related_name="mentions")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="mentions")
    role = models.CharField(max_length=40, default="")
    name = models.CharField(max_length=300, blank=True, default="")
    description = models.CharField(max_length=1000, blank=True, default="")
    rank = models.CharField(max_length=120, blank=True, default="")
    badge = models.CharField(max_length=60, blank=True, default="")
    call_sign = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=200, blank=True, default="")
    known_unit = models.ForeignKey(Unit, models.PROTECT, null=True, default=None, related_name="mentions")
    vehicle = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.role} in account {self.account_id[:8]}"
