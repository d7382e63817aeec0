"""What a registrar may see of persons."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.people.models import Person, PersonName, Referral, Risk, SafeContact, SealedField


def people(registrar: Registrar) -> QuerySet[Person]:
    """The persons whom `registrar` may know of."""
    return visible(Person.objects.all(), registrar)


def person(registrar: Registrar, person_id: str) -> Person:
    """One person, or NotFoundError."""
    return one(people(registrar), pk=person_id)


def names_in(registrar: Registrar, compartment: str, people: Collection[str]) -> QuerySet[PersonName]:
    """The names of these persons, of those that lie in one compartment of `registrar`."""
    found = PersonName.objects.filter(person__in=list(people), person__compartment=compartment)
    return visible(found, registrar, path="person__compartment").order_by("text", "pk")


def names_among(registrar: Registrar, people: Collection[str]) -> QuerySet[PersonName]:
    """The names of these persons, of those whom `registrar` may know of."""
    return visible(PersonName.objects.filter(person__in=list(people)), registrar, path="person__compartment").order_by("text", "pk")


def names(registrar: Registrar, person: Person) -> QuerySet[PersonName]:
    """The names and spellings of `person`."""
    return visible(PersonName.objects.filter(person=person), registrar, path="person__compartment").order_by("kind", "text", "pk")


def risks(registrar: Registrar, person: Person) -> QuerySet[Risk]:
    """The assessments of `person`, newest first."""
    return visible(Risk.objects.filter(person=person), registrar, path="person__compartment").order_by("-assessed_on", "-pk")


SOON = timedelta(days=7)


def risks_due(registrar: Registrar, today: date) -> QuerySet[Risk]:
    """The last assessment of every person, where somebody is to look again within a week; the most overdue first."""
    later = Risk.objects.filter(person=OuterRef("person"), assessed_on__gt=OuterRef("assessed_on"))
    due = Risk.objects.filter(~Exists(later), next_look__lte=today + SOON)
    return visible(due, registrar, path="person__compartment").order_by("next_look", "pk")


def referrals(registrar: Registrar, person: Person) -> QuerySet[Referral]:
    """The help that was offered to `person`, newest first."""
    return _referrals(registrar).filter(person=person).order_by("-noted_on", "-pk")


def referrals_due(registrar: Registrar, today: date) -> QuerySet[Referral]:
    """Help under way at which somebody is to look again within a week; the most overdue first."""
    return _referrals(registrar).filter(state__in=("offered", "taken"), next_look__lte=today + SOON).order_by("next_look", "pk")


def referral(registrar: Registrar, referral_id: str) -> Referral:
    """One referral, or NotFoundError."""
    return one(_referrals(registrar), pk=referral_id)


def _referrals(registrar: Registrar) -> QuerySet[Referral]:
    return visible(Referral.objects.select_related("person", "noted_by"), registrar, path="person__compartment")


def safe_contacts(registrar: Registrar, person: Person) -> QuerySet[SafeContact]:
    """How `person` may be reached, newest first."""
    return visible(SafeContact.objects.filter(person=person), registrar, path="person__compartment").order_by("-noted_on", "-pk")


def sealed_fields(registrar: Registrar, person: Person) -> QuerySet[SealedField]:
    """The sealed values of `person`, by name; still sealed."""
    return visible(SealedField.objects.filter(person=person), registrar, path="person__compartment").order_by("field")


def sealed_field(registrar: Registrar, field_id: str) -> SealedField:
    """One sealed value, still sealed, or NotFoundError."""
    return one(visible(SealedField.objects.all(), registrar, path="person__compartment"), pk=field_id)
