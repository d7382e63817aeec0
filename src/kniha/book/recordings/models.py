"""Cameras, where they stood and how far off their clocks were; recordings as cover of a place and a time.

Each rests on a source: an account, an exhibit, or words that say how it is known. What rests on what is erased goes
with it.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Bulk, Journalled
from kniha.book.evidence.models import Exhibit
from kniha.book.statements.models import Account


class Witnessed(Journalled):
    """A value with its source: an account, an exhibit, or words; of the three exactly one."""

    account = models.ForeignKey(Account, models.PROTECT, null=True, default=None, related_name="+")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, default=None, related_name="%(class)ss")
    read_in = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            models.CheckConstraint(
                condition=(Q(account__isnull=True) | Q(exhibit__isnull=True))
                & (Q(read_in="") | Q(account__isnull=True, exhibit__isnull=True)),
                name="%(class)s_one_source",
            ),
        ]


class Covering(Witnessed):
    """A place and what is seen from it. `error_m`: within how many metres at 95 %. Heading clockwise from north; empty: not known.

    Field of view empty: all round, or not known. Range: how far people can be told apart, in metres.
    """

    lat_e7 = models.IntegerField(null=True, default=None)
    lon_e7 = models.IntegerField(null=True, default=None)
    error_m = models.IntegerField(null=True, default=None)
    heading_deg = models.SmallIntegerField(null=True, default=None)
    fov_deg = models.SmallIntegerField(null=True, default=None)
    range_m = models.IntegerField(null=True, default=None)
    place_words = models.CharField(max_length=500, blank=True, default="")

    class Meta(Witnessed.Meta):
        abstract = True
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Witnessed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(lat_e7__isnull=True, lon_e7__isnull=True, error_m__isnull=True)
                | Q(lat_e7__isnull=False, lon_e7__isnull=False, error_m__isnull=False),
                name="%(class)s_whole_point",
            ),
            models.CheckConstraint(condition=Q(heading_deg__isnull=True) | Q(heading_deg__range=(0, 359)), name="%(class)s_heading"),
            models.CheckConstraint(condition=Q(fov_deg__isnull=True) | Q(fov_deg__range=(1, 360)), name="%(class)s_fov"),
        ]


class Camera(Journalled):
    """A camera: what it is and whose, and for how many days it keeps what it records. Where it stood is told by its positions."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="cameras")
    label = models.CharField(max_length=200, default="")
    kind = models.CharField(max_length=20, default="not-known")
    owner_kind = models.CharField(max_length=20, default="not-known")
    owner_words = models.CharField(max_length=300, blank=True, default="")
    retention_days = models.IntegerField(null=True, default=None)
    words = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["compartment", "label"], name="camera_by_label")]

    def __str__(self) -> str:
        return f"camera {self.id[:8]}"


class CameraPosition(Covering):
    """Where a camera stood and looked for some time: four days at most, as in `kniha.vocab.span`."""

    camera = models.ForeignKey(Camera, models.PROTECT, related_name="positions")
    began_from = models.DateField(null=True, default=None)
    began_to = models.DateField(null=True, default=None)
    ended_from = models.DateField(null=True, default=None)
    ended_to = models.DateField(null=True, default=None)

    class Meta(Covering.Meta):
        pass

    def __str__(self) -> str:
        return f"position of camera {self.camera_id[:8]}"


class ClockReading(Witnessed):
    """How far a camera's clock was off at a moment: camera minus true, in milliseconds, with one standard deviation.

    `against`: the other camera, where the two were compared by events that both saw.
    """

    camera = models.ForeignKey(Camera, models.PROTECT, related_name="clock_readings")
    at = models.DateTimeField(null=True, default=None)
    offset_ms = models.BigIntegerField(default=0)
    sigma_ms = models.BigIntegerField(default=0)
    way = models.CharField(max_length=20, default="")
    against = models.ForeignKey(Camera, models.PROTECT, null=True, default=None, related_name="+")
    words = models.CharField(max_length=500, blank=True, default="")
    measured_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")

    class Meta(Witnessed.Meta):
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Witnessed.Meta.constraints,
            models.CheckConstraint(condition=Q(sigma_ms__gte=0), name="clockreading_sigma"),
        ]

    def __str__(self) -> str:
        return f"clock of camera {self.camera_id[:8]}"


class Recording(Covering):
    """A recording as cover of a place and a time: held (an exhibit), or known and not obtained.

    `shown_first` and `shown_last` are what the camera's clock shows; `first` and `last` are true time, where a source tells that.
    A place of its own stands for the camera's. `track`: (milliseconds from the beginning, latitude, longitude, error) point by point.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="recordings")
    camera = models.ForeignKey(Camera, models.PROTECT, null=True, default=None, related_name="recordings")
    label = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=10, default="known")
    shown_first = models.DateTimeField(null=True, default=None)
    shown_last = models.DateTimeField(null=True, default=None)
    first = models.DateTimeField(null=True, default=None)
    last = models.DateTimeField(null=True, default=None)
    sigma_ms = models.BigIntegerField(null=True, default=None)
    track = models.JSONField(default=list)
    words = models.CharField(max_length=1000, blank=True, default="")
    holder_kind = models.CharField(max_length=20, blank=True, default="")
    holder_words = models.CharField(max_length=300, blank=True, default="")
    lost_on = models.DateField(null=True, default=None)
    lost_how = models.CharField(max_length=10, blank=True, default="")
    way_to_ask = models.TextField(blank=True, default="")
    way_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    asked = models.CharField(max_length=10, blank=True, default="")
    asked_on = models.DateField(null=True, default=None)
    answered_on = models.DateField(null=True, default=None)
    answer = models.CharField(max_length=1000, blank=True, default="")

    class Meta(Covering.Meta):
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Covering.Meta.constraints,
            models.CheckConstraint(condition=~Q(state="held") | Q(exhibit__isnull=False), name="recording_held_is_exhibit"),
            models.CheckConstraint(
                condition=Q(shown_first__isnull=True) | Q(shown_last__isnull=True) | Q(shown_first__lte=F("shown_last")),
                name="recording_shown_forward",
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(last__isnull=True) | Q(first__lte=F("last")), name="recording_forward"
            ),
        ]
        indexes = [models.Index(fields=["compartment", "state", "lost_on"], name="recording_by_loss")]

    def __str__(self) -> str:
        return f"recording {self.id[:8]}"


class FootageRow(Bulk):
    """A line of somebody's index of footage. Times are milliseconds since 1970, in UTC, as its clock shows them; errors as of recordings.

    `record` is its id in that index, `camera` the camera's; `found_at` where the file lies there. No number plates: nobody searches by one.
    """

    record = models.CharField(max_length=120)
    camera = models.CharField(max_length=120, blank=True)
    first_ms = models.BigIntegerField()
    last_ms = models.BigIntegerField()
    sigma_ms = models.BigIntegerField()
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    error_m = models.IntegerField()
    heading_deg = models.SmallIntegerField(null=True)
    fov_deg = models.SmallIntegerField(null=True)
    range_m = models.IntegerField(null=True)
    walk_m = models.IntegerField(null=True)
    found_at = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"footage {self.key}"
