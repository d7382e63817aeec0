"""How many people units had, and who left them, as far as a registrar may see: the unit, the person and the source alike."""

from django.db.models import F, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.forces.models import Departure, Headcount
from kniha.book.forces.queries import seen_by, sourced
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person

_LATEST = (F("last_day").desc(nulls_last=True), F("first_day").desc(nulls_last=True), "pk")


def headcounts(registrar: Registrar) -> QuerySet[Headcount]:
    """The headcounts that `registrar` may know of."""
    return sourced(registrar, Headcount.objects.filter(seen_by(registrar, "unit"))).select_related("account__statement")


def headcounts_of(registrar: Registrar, unit: Unit) -> QuerySet[Headcount]:
    """How many people `unit` had, the latest first."""
    return headcounts(registrar).filter(unit=unit).order_by(*_LATEST)


def headcount(registrar: Registrar, headcount_id: str) -> Headcount:
    """One headcount, or NotFoundError."""
    return one(headcounts(registrar), pk=headcount_id)


def departures(registrar: Registrar) -> QuerySet[Departure]:
    """The departures that `registrar` may know of. One who is named is seen by those who may know of that person."""
    people = visible(Person.objects.all(), registrar).order_by().values("pk")
    rows = Departure.objects.filter(Q(person__isnull=True) | Q(person__in=people), seen_by(registrar, "unit"))
    return sourced(registrar, rows).select_related("account__statement")


def departures_of(registrar: Registrar, unit: Unit) -> QuerySet[Departure]:
    """Who left `unit`, the latest first."""
    return departures(registrar).filter(unit=unit).order_by(*_LATEST)


def departure(registrar: Registrar, departure_id: str) -> Departure:
    """One departure, or NotFoundError."""
    return one(departures(registrar), pk=departure_id)
