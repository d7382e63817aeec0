"""Events as the register concludes them from accounts."""

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled
from kniha.book.medicine.models import MedicalFinding
from kniha.book.people.models import Person
from kniha.book.statements.models import Account


class Incident(Journalled):
    """An event as concluded from its accounts. *Unsupported*: every account it rested on was erased or sealed."""

    number = models.CharField(max_length=20, unique=True)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="incidents", db_index=False)
    title = models.CharField(max_length=300, default="")
    state = models.CharField(max_length=20, default="draft")
    unsupported = models.BooleanField(default=False)
    first = models.DateTimeField(null=True, default=None)
    last = models.DateTimeField(null=True, default=None)
    zone = models.CharField(max_length=64, blank=True, default="")
    precision = models.CharField(max_length=20, default="not-known")
    lat_e7 = models.IntegerField(null=True, default=None)
    lon_e7 = models.IntegerField(null=True, default=None)
    radius_m = models.IntegerField(null=True, default=None)
    place_words = models.CharField(max_length=500, blank=True, default="")
    author = models.CharField(max_length=32)
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__isnull=True) | models.Q(first__lte=models.F("last")), name="incident_time_runs_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(lat_e7__isnull=True) | models.Q(lat_e7__range=(-900000000, 900000000)), name="incident_latitude"
            ),
        ]
        indexes = [
            models.Index(fields=["compartment", "-first", "id"]),
            models.Index(fields=["-first", "id", "compartment"]),
            models.Index(fields=["compartment", "state"]),
        ]

    def __str__(self) -> str:
        return self.number


class Act(Journalled):
    """One kind of violation done to one victim, or to a counted group: the smallest unit."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=60)
    methods = models.JSONField(default=list)
    victim = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="acts_suffered")
    victim_count = models.IntegerField(null=True, default=None)
    victim_words = models.CharField(max_length=300, blank=True, default="")
    verification = models.CharField(max_length=30, default="reported")
    unsupported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(victim_count__isnull=True) | models.Q(victim_count__gte=1), name="act_counts_people"),
            models.CheckConstraint(
                condition=models.Q(victim__isnull=True) | models.Q(victim_count__isnull=True), name="act_person_or_group"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Injury(Journalled):
    """What was done to a body, as told. A degree of consistency is set by a medic only, elsewhere."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="injuries")
    kind = models.CharField(max_length=60)
    region = models.CharField(max_length=40, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    finding = models.ForeignKey(MedicalFinding, models.PROTECT, null=True, default=None, related_name="injuries")

    def __str__(self) -> str:
        return self.kind


class Citation(Journalled):
    """Which account a conclusion rests on. `about` is `event` (the account tells of this incident), `when`, `where` or `act`."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="citations")
    act = models.ForeignKey(Act, models.PROTECT, null=True, default=None, related_name="citations")
    about = models.CharField(max_length=20)
    account = models.ForeignKey(Account, models.PROTECT, related_name="citations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(about="event"), name="account_tells_of_one_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.about} of {self.incident_id[:8]}"


class Involvement(Journalled):
    """The allegation that a person took part in an act, and the finding reached so far. It passes no sentence."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="involvements")
    degree = models.CharField(max_length=40)
    finding = models.CharField(max_length=40)
    basis = models.TextField(default="")
    unsupported = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "person"], name="involved_once_in_an_act")]

    def __str__(self) -> str:
        return f"{self.degree} in {self.act_id[:8]}"


class Review(Journalled):
    """A lawyer's decision on an incident."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(Registrar, models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=20)
    words = models.TextField(blank=True, default="")
    checked = models.JSONField(default=list)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.decision} on {self.day}"
