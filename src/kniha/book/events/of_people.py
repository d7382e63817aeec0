"""What incidents tell of one person, as far as a registrar may see: suffered, alleged, held, tried."""

from collections.abc import Collection

from django.db.models import F, OuterRef, QuerySet, Subquery

from kniha.book.access.models import Registrar
from kniha.book.access.queries import visible
from kniha.book.events.models import Act, Citation, Detention, Involvement, Proceeding
from kniha.book.people.models import Person
from kniha.book.statements.models import Consent, Interview, Mention


def mentions(registrar: Registrar, person: Person) -> QuerySet[Mention]:
    """Where accounts speak of `person`, by role; with the statement, and the incident that the account tells of."""
    rows = visible(Mention.objects.filter(person=person), registrar, path="account__statement__compartment")
    told = Citation.objects.filter(account=OuterRef("account"), about="event").values("incident__number")
    return (
        rows.select_related("account__statement")
        .annotate(incident_number=Subquery(told[:1]))
        .order_by("role", "account__statement__received_on", "pk")
    )


def signs_of(registrar: Registrar, people: Collection[str]) -> QuerySet[Mention, tuple[str, str, str]]:
    """Person, call sign and badge number of each mention of these persons that tells one."""
    rows = visible(Mention.objects.filter(person__in=list(people)), registrar, path="account__statement__compartment")
    return rows.exclude(call_sign="", badge="").order_by("pk").values_list("person_id", "call_sign", "badge")


def acts_suffered(registrar: Registrar, person: Person) -> QuerySet[Act]:
    """The acts of which `person` is the victim, in the order of time."""
    rows = visible(Act.objects.filter(victim=person), registrar, path="incident__compartment")
    return rows.select_related("incident").prefetch_related("injuries").order_by(F("incident__first").asc(nulls_last=True), "pk")


def involvements(registrar: Registrar, person: Person) -> QuerySet[Involvement]:
    """In what `person` is alleged to have taken part. The presumption of innocence holds for each of them."""
    rows = visible(Involvement.objects.filter(person=person), registrar, path="act__incident__compartment")
    return rows.select_related("act__incident").prefetch_related("outcomes").order_by("act__incident__number", "pk")


def detentions(registrar: Registrar, person: Person) -> QuerySet[Detention]:
    """The stages in which `person` was held, in the order of time."""
    rows = visible(Detention.objects.filter(person=person), registrar, path="incident__compartment")
    return rows.select_related("incident").order_by(F("first").asc(nulls_last=True), "pk")


def proceedings(registrar: Registrar, person: Person) -> QuerySet[Proceeding]:
    """The trials of `person`, in the order of their days."""
    rows = visible(Proceeding.objects.filter(person=person), registrar, path="incident__compartment")
    return rows.select_related("incident").order_by(F("held_on").asc(nulls_last=True), "pk")


def interviews(registrar: Registrar, person: Person) -> QuerySet[Interview]:
    """The interviews that `person` gave, newest first."""
    rows = visible(Interview.objects.filter(statement__source=person), registrar, path="statement__compartment")
    return rows.select_related("statement", "held_by").order_by("-began", "pk")


def consents(registrar: Registrar, person: Person) -> QuerySet[Consent]:
    """What `person` allows, over all of their statements."""
    rows = visible(Consent.objects.filter(statement__source=person), registrar, path="statement__compartment")
    return rows.select_related("statement").order_by("purpose", "recipient", "-statement__received_on", "pk")
