"""Call signs, what they stood for and when; and what was said on the air, by telephone, in chats. Each rests on its source."""

from typing import Any, ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Bulk, Journalled
from kniha.book.forces.models import Lasting, Posting
from kniha.book.forces.units import Unit
from kniha.book.recordings.models import Covering


class CallSign(Lasting):
    """That a sign stood for some time for a posting, or for a whole unit where `posting` is open. `unit` is that of the posting.

    `folded` is the sign as `rules.folded` made it when it was entered: what it is found by.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="call_signs")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, default=None, related_name="call_signs")
    sign = models.CharField(max_length=60, default="")
    folded = models.CharField(max_length=120, blank=True, default="")

    class Meta(Lasting.Meta):
        constraints: ClassVar[list[Any]] = [*Lasting.Meta.constraints]  # Any: Django's constraints
        indexes = [models.Index(fields=["folded"], name="call_sign_folded")]

    def __str__(self) -> str:
        return f"call sign {self.id[:8]}"


class Communication(Covering):
    """What was said on the air, by telephone or in a chat: when, from where, in the original. What is told of it rests on one source.

    The place is that of a speaker or of the cell: a point with its error, of a sector its direction, width and range too.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="communications")
    medium = models.CharField(max_length=20, default="not-known")
    channel = models.CharField(max_length=120, blank=True, default="")
    first = models.DateTimeField(null=True, default=None)
    last = models.DateTimeField(null=True, default=None)
    zone = models.CharField(max_length=64, blank=True, default="")
    precision = models.CharField(max_length=20, default="not-known")
    when_words = models.CharField(max_length=500, blank=True, default="")
    text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")

    class Meta(Covering.Meta):
        constraints: ClassVar[list[Any]] = [  # Any: Django's constraints
            *Covering.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(first__isnull=True) | models.Q(first__lte=models.F("last")), name="communication_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["compartment", "first"], name="communication_by_time")]

    def __str__(self) -> str:
        return f"communication {self.id[:8]}"


class Speaker(Journalled):
    """Who spoke, or to whom, as it is heard or shown: a call sign, a number, a name. `folded`: what it is found by, within an incident."""

    communication = models.ForeignKey(Communication, models.PROTECT, related_name="speakers")
    side = models.CharField(max_length=10, default="from")
    kind = models.CharField(max_length=20, default="not-known")
    heard = models.CharField(max_length=120, default="")
    folded = models.CharField(max_length=120, blank=True, default="")
    place = models.SmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["folded"], name="speaker_folded")]

    def __str__(self) -> str:
        return f"speaker of communication {self.communication_id[:8]}"


class CommunicationTranslation(Journalled):
    """What was said in another language: a derived text, by whom or what it was made, with a note. Conclusions cite the original."""

    communication = models.ForeignKey(Communication, models.PROTECT, related_name="translations")
    language = models.CharField(max_length=8, default="")
    text = models.TextField(default="")
    way = models.CharField(max_length=20, default="person")
    note = models.CharField(max_length=1000, blank=True, default="")
    entered_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    entered_on = models.DateField()

    def __str__(self) -> str:
        return f"translation of communication {self.communication_id[:8]}"


class MessageRow(Bulk):
    """A line of somebody's list of calls or messages. Times are milliseconds since 1970, in UTC; `zone` is that of the place, for its day.

    `receivers` are divided by `; `. The folded fields are what a speaker is found by, within an incident alone; `|` around each receiver.
    """

    record = models.CharField(max_length=120)
    medium = models.CharField(max_length=20)
    channel = models.CharField(max_length=120, blank=True)
    first_ms = models.BigIntegerField()
    last_ms = models.BigIntegerField()
    zone = models.CharField(max_length=64)
    sender = models.CharField(max_length=120, blank=True)
    sender_folded = models.CharField(max_length=120, blank=True)
    receivers = models.CharField(max_length=1000, blank=True)
    receivers_folded = models.CharField(max_length=1200, blank=True)
    heard_as = models.CharField(max_length=20)
    lat_e7 = models.IntegerField(null=True)
    lon_e7 = models.IntegerField(null=True)
    error_m = models.IntegerField(null=True)
    heading_deg = models.SmallIntegerField(null=True)
    fov_deg = models.SmallIntegerField(null=True)
    range_m = models.IntegerField(null=True)
    text = models.CharField(max_length=8000, blank=True)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sender_folded", "key"], name="message_row_by_sender")]

    def __str__(self) -> str:
        return f"message {self.key}"
