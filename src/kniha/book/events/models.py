"""Events as the register concludes them from accounts."""

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled
from kniha.book.forces.units import Unit
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
            models.Index(fields=["opened_on", "id"], condition=models.Q(state="in-review"), name="incident_waits_for_review"),
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
    verified_on = models.DateField(null=True, default=None)
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
    """The allegation that a person took part in an act, or a unit: in words, and as the unit where that is known. It passes no sentence.

    Three things stand apart: the *finding*, the *review* by two lawyers, and the outcomes elsewhere (`Outcome`).
    """

    act = models.ForeignKey(Act, models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="involvements")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, default=None, related_name="involvements")
    unit_words = models.CharField(max_length=300, blank=True, default="")
    degree = models.CharField(max_length=40)
    finding = models.CharField(max_length=40)
    basis = models.TextField(default="")
    review = models.CharField(max_length=20, default="draft")
    closed_why = models.CharField(max_length=40, blank=True, default="")
    closed_words = models.TextField(blank=True, default="")
    unsupported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "person"], name="involved_once_in_an_act"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(unit_words="", unit__isnull=True), name="involved_person_or_unit"
            ),
            models.CheckConstraint(condition=models.Q(closed_why="") | models.Q(review="withdrawn"), name="closed_with_a_reason"),
        ]

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


class Bearing(Journalled):
    """What an account says for an involvement or against it. Both are kept: nobody chooses what suits."""

    involvement = models.ForeignKey(Involvement, models.PROTECT, related_name="bearings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="bearings")
    direction = models.CharField(max_length=10)
    words = models.CharField(max_length=1000, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["involvement", "account", "direction"], name="account_bears_once_each_way")]

    def __str__(self) -> str:
        return f"{self.direction} {self.involvement_id[:8]}"


class Opinion(Journalled):
    """One lawyer's word on an involvement. It *stands* until the involvement changes: then lawyers look again."""

    involvement = models.ForeignKey(Involvement, models.PROTECT, related_name="opinions")
    lawyer = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20)
    words = models.TextField(blank=True, default="")
    day = models.DateField()
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["involvement", "lawyer"], condition=models.Q(stands=True), name="one_opinion_of_a_lawyer")
        ]

    def __str__(self) -> str:
        return f"{self.decision} on {self.day}"


class Outcome(Journalled):
    """What became of an involvement elsewhere: shared with an authority, charged, acquitted, convicted. The register decides none of it."""

    involvement = models.ForeignKey(Involvement, models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20)
    authority = models.CharField(max_length=300, blank=True, default="")
    happened_on = models.DateField(null=True, default=None)
    words = models.CharField(max_length=1000, blank=True, default="")

    def __str__(self) -> str:
        return self.kind


class Link(Journalled):
    """How one incident hangs together with another of its compartment: precedes, causes, is a part of …"""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="links")
    other = models.ForeignKey(Incident, models.PROTECT, related_name="links_here")
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "other"], name="incidents_linked_once"),
            models.CheckConstraint(condition=~models.Q(incident=models.F("other")), name="link_has_two_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.other_id[:8]}"


class Detention(Journalled):
    """One stage in which a person, or people in words, were held: vehicle, station, court, cell. The stages together are the detention."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="detentions")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="detentions")
    account = models.ForeignKey(Account, models.PROTECT, related_name="detentions")
    stage = models.CharField(max_length=20)
    held_words = models.CharField(max_length=300, blank=True, default="")
    place_words = models.CharField(max_length=500, blank=True, default="")
    holder_words = models.CharField(max_length=300, blank=True, default="")
    shared_words = models.CharField(max_length=500, blank=True, default="")
    first = models.DateTimeField(null=True, default=None)
    last = models.DateTimeField(null=True, default=None)
    zone = models.CharField(max_length=64, blank=True, default="")
    precision = models.CharField(max_length=20, default="not-known")
    unsupported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__isnull=True) | models.Q(first__lte=models.F("last")), name="detention_time_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} in {self.incident_id[:8]}"


class Proceeding(Journalled):
    """A trial or charge that a person went through, as told: article, court, judge, sentence."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="proceedings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="proceedings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="proceedings")
    tried_words = models.CharField(max_length=300, blank=True, default="")
    article = models.CharField(max_length=200, blank=True, default="")
    court = models.CharField(max_length=300, blank=True, default="")
    judge = models.CharField(max_length=300, blank=True, default="")
    sentence = models.CharField(max_length=500, blank=True, default="")
    held_on = models.DateField(null=True, default=None)
    unsupported = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"proceeding in {self.incident_id[:8]}"


class Context(Journalled):
    """A law, order, speech or pattern behind an incident that shows policy, and where it may be read."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="contexts")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300, default="")
    dated = models.DateField(null=True, default=None)
    read_in = models.CharField(max_length=500, default="")
    words = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.kind
