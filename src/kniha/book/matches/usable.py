"""Which recordings, places of cameras and readings of clocks may be matched: not what rests on files that wait for a lawyer's decision.

Nor what rests on a file or an account that was erased, or lies sealed under a hold.
"""

from django.db.models import Q, QuerySet
from django.db.models.expressions import F

from kniha.book.access.models import Compartment
from kniha.book.evidence.rules import DECIDED_FIRST
from kniha.book.recordings.models import CameraPosition, ClockReading, Recording

_DECIDED = Q(exhibit__acquisition__may_be_read=True, exhibit__acquisition__may_be_matched=True)
_FREE = Q(exhibit__acquisition__isnull=True) & ~Q(exhibit__how_obtained__in=sorted(DECIDED_FIRST))
_OF_FILES = Q(exhibit__isnull=True) | _DECIDED | _FREE


def decided(recording: Recording) -> bool:
    """Whether the file of a recording, where it has one, may be matched."""
    return Recording.objects.filter(_OF_FILES, pk=recording.pk).exists()


def undecided(compartment: Compartment) -> QuerySet[Recording]:
    """The recordings of a compartment that wait for a lawyer."""
    return Recording.objects.filter(compartment=compartment).exclude(pk__in=Recording.objects.filter(_OF_FILES).values("pk"))


def recordings(compartment: Compartment) -> QuerySet[Recording]:
    """The recordings of a compartment that may be matched."""
    return Recording.objects.filter(_OF_FILES, _in_use("compartment"), compartment=compartment)


def positions(compartment: Compartment) -> QuerySet[CameraPosition]:
    """Where its cameras stood, as far as that may be used; the latest first."""
    found = CameraPosition.objects.filter(_OF_FILES, _in_use("camera__compartment"), camera__compartment=compartment)
    return found.order_by(F("began_to").desc(nulls_last=True), "pk")


def readings(compartment: Compartment) -> QuerySet[ClockReading]:
    """How far off their clocks were, likewise."""
    found = ClockReading.objects.filter(_OF_FILES, _in_use("camera__compartment"), camera__compartment=compartment)
    return found.order_by("-at", "pk")


def _in_use(own: str) -> Q:
    file = Q(exhibit__isnull=True) | Q(exhibit__compartment=F(own))
    return file & (Q(account__isnull=True) | Q(account__statement__compartment=F(own)))
