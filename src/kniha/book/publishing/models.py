"""What is decided of an incident for the public book, and each edition of that book.

A *publication* is the decision of two on one incident as it was accepted; an *edition* is the whole that leaves the house on a day.
"""

from django.db import models

from kniha.book.access.models import Registrar
from kniha.book.classes import Journalled
from kniha.book.events.models import Incident


class Publication(Journalled):
    """That one incident, as one review accepted it, goes into the public book or is kept out of it.

    `number` is how the public knows it: random, with nothing of the register's own number. `why` and `words` are a lawyer's answer to
    "would those present know who told?", or the reason for which it is withheld. `reviews` is how many decisions of lawyers the incident
    had then: after another one, the two are asked anew. `risks` is a digest of what was known of the danger of everybody in it when the
    second decided.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="publications")
    reviews = models.IntegerField(default=0)
    number = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=20)
    why = models.CharField(max_length=40)
    words = models.CharField(max_length=1000, default="")
    time_shown = models.CharField(max_length=10, blank=True, default="")
    place_shown = models.CharField(max_length=10, blank=True, default="")
    risks = models.CharField(max_length=64, blank=True, default="")
    proposed_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_on = models.DateField(null=True, default=None)
    decided_words = models.CharField(max_length=1000, blank=True, default="")
    ended_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    ended_on = models.DateField(null=True, default=None)
    ended_why = models.CharField(max_length=40, blank=True, default="")
    ended_words = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=models.Q(state__in=("proposed", "released", "withheld")), name="one_word_on_an_incident"
            ),
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="public_number_once"),
            models.CheckConstraint(condition=~models.Q(proposed_by=models.F("decided_by")), name="published_by_two"),
        ]
        indexes = [models.Index(fields=["state", "proposed_on"], name="publication_by_state")]

    def __str__(self) -> str:
        return f"{self.state}: {self.incident_id[:8]}"


class Edition(Journalled):
    """The public book of one day: by its privacy report two publishers let it out. `content` is the digest of what would leave."""

    number = models.IntegerField(unique=True)
    content = models.CharField(max_length=64)
    report = models.TextField(default="")
    incidents = models.IntegerField()
    previous = models.CharField(max_length=64, blank=True, default="")
    bundle = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=20)
    proposed_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_on = models.DateField(null=True, default=None)
    made_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state__in=("proposed", "agreed")), name="one_edition_in_hand"),
            models.CheckConstraint(condition=~models.Q(proposed_by=models.F("decided_by")), name="edition_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.state}"
