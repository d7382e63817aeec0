"""What is known of units, value by value. Each rests on an account, and lies where that lies; or on what anybody may read, and lies open.

What rests on an account goes when its statement is erased, and is not seen while that is held.
"""

from typing import Any, ClassVar

from django.db import models

from kniha.book.classes import IdField, Journalled, TableClass
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.book.statements.models import Account


class Sourced(Journalled):
    """A value with its source: an account of the register, or words that say where anybody may read it; never both."""

    account = models.ForeignKey(Account, models.PROTECT, null=True, default=None, related_name="+")
    read_in = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            models.CheckConstraint(condition=models.Q(account__isnull=True) | models.Q(read_in=""), name="%(class)s_one_source"),
        ]


class Lasting(Sourced):
    """A value that held for some time: four days at most, as in `kniha.vocab.span`."""

    began_from = models.DateField(null=True, default=None)
    began_to = models.DateField(null=True, default=None)
    ended_from = models.DateField(null=True, default=None)
    ended_to = models.DateField(null=True, default=None)

    class Meta(Sourced.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(began_from__isnull=True)
                | models.Q(ended_to__isnull=True)
                | models.Q(began_from__lte=models.F("ended_to")),
                name="%(class)s_runs_forward",
            ),
        ]


class UnitName(Lasting):
    """A name of a unit as a source writes it, and when it bore it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    text = models.CharField(max_length=300, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    kind = models.CharField(max_length=20, default="official")

    def __str__(self) -> str:
        return self.text


class UnitParent(Lasting):
    """That a unit belonged to another for some time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children")
    words = models.CharField(max_length=500, blank=True, default="")

    class Meta(Lasting.Meta):
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Lasting.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(unit=models.F("parent")), name="unit_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id[:8]} under {self.parent_id[:8]}"


class Posting(Lasting):
    """That a person held a post in a unit for some time. It lies with the person, and says nothing of what they did."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    kind = models.CharField(max_length=20, default="member")
    post = models.CharField(max_length=200, blank=True, default="")
    rank = models.CharField(max_length=120, blank=True, default="")
    acting = models.BooleanField(default=False)
    words = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.kind} in {self.unit_id[:8]}"


class Deployment(Lasting):
    """Where a unit was for some time: sent there, at its base, or in the area that was its own (`deployment-kinds`), and on whose task.

    `began_at` and `ended_at` are hours of the place, as 22:05: by that hour of `began_to` it was there, and until that hour of `ended_from`
    at least. It says nothing of what anybody did there.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deployments")
    kind = models.CharField(max_length=20, default="deployed")
    began_at = models.CharField(max_length=5, blank=True, default="")
    ended_at = models.CharField(max_length=5, blank=True, default="")
    lat_e7 = models.IntegerField(null=True, default=None)
    lon_e7 = models.IntegerField(null=True, default=None)
    radius_m = models.IntegerField(null=True, default=None)
    place_words = models.CharField(max_length=500, blank=True, default="")
    tasking_unit = models.ForeignKey(Unit, models.PROTECT, null=True, default=None, related_name="tasked_deployments")
    tasking_person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="tasked_deployments")
    activity = models.CharField(max_length=500, blank=True, default="")

    class Meta(Lasting.Meta):
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Lasting.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(lat_e7__isnull=True) | models.Q(lat_e7__range=(-900000000, 900000000)), name="deployment_latitude"
            ),
            models.CheckConstraint(
                condition=models.Q(tasking_unit__isnull=True) | models.Q(tasking_person__isnull=True), name="tasked_by_one"
            ),
        ]
        indexes = [models.Index(fields=["lat_e7", "lon_e7"], name="deployment_by_place")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.unit_id[:8]}"


class Counted(Sourced):
    """How many people a source speaks of, on some day or over some days: at least `low`, likely `likely`, at most `high`.

    `first_day` and `last_day` are as told; an open one is not known. `confidence` is how far it holds by itself (`information-grades`).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="%(class)ss")
    first_day = models.DateField(null=True, default=None)
    last_day = models.DateField(null=True, default=None)
    low = models.IntegerField(default=1)
    likely = models.IntegerField(default=1)
    high = models.IntegerField(default=1)
    confidence = models.CharField(max_length=20, default="cannot-be-judged")
    words = models.CharField(max_length=500, blank=True, default="")

    class Meta(Sourced.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(first_day__isnull=True)
                | models.Q(last_day__isnull=True)
                | models.Q(first_day__lte=models.F("last_day")),
                name="%(class)s_days_run_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(low__gte=0, low__lte=models.F("likely"), likely__lte=models.F("high")), name="%(class)s_bounds_in_order"
            ),
        ]


class Headcount(Counted):
    """How many people a unit had on some day between `first_day` and `last_day`, and of which sort (`headcount-kinds`)."""

    kind = models.CharField(max_length=20, default="all")

    def __str__(self) -> str:
        return f"{self.kind} of {self.unit_id[:8]}"


class Departure(Counted):
    """That people left a unit between `first_day` and `last_day`, and how (`departure-kinds`): counted, or one `person` of the register."""

    kind = models.CharField(max_length=20, default="not-said")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="departures")

    class Meta(Counted.Meta):
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Counted.Meta.constraints,
            models.CheckConstraint(condition=models.Q(person__isnull=True) | models.Q(low=1, high=1), name="one_who_left_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.unit_id[:8]}"


class ListedUnit(models.Model):
    """A unit in the list of units, in one language: its place in the alphabet, and where it lies: a compartment, or open to all.

    Its place is that of its open name where it has one: of what else it is called in some compartment, no list elsewhere tells.
    """

    table_class: ClassVar = TableClass.DERIVED

    # No constraint of the database: a derived row never stands in the way of what it is derived from.
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="lines", db_constraint=False, db_index=False)
    language = models.CharField(max_length=8, default="")
    lies = IdField(default="")
    place = models.CharField(max_length=400)
    doubled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "language", "lies"], name="unit_listed_once")]
        indexes = [models.Index(fields=["language", "place", "unit", "lies", "doubled"], name="unit_in_order")]

    def __str__(self) -> str:
        return f"line of unit {self.unit_id[:8]}"


class UnitWord(models.Model):
    """A word of a name of a unit, folded: what the name is found by, and which text tells it. `of`: how many words the name has.

    It is written in hexadecimal digits: those come in one order in every database, whatever it holds to be an alphabet.
    """

    table_class: ClassVar = TableClass.DERIVED

    name = models.ForeignKey(UnitName, models.CASCADE, related_name="+", db_constraint=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_constraint=False)
    lies = IdField(default="")
    word = models.CharField(max_length=480)
    of = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["word", "lies", "name", "of", "unit"], name="unit_by_word")]

    def __str__(self) -> str:
        return f"word of a name of unit {self.unit_id[:8]}"
