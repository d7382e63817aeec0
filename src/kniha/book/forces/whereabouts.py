"""Where units were, as far as a registrar may see: the unit, on whose task it came, and the source alike."""

from django.db.models import F, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.forces.models import Deployment
from kniha.book.forces.queries import seen_by, sourced
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.vocab.span import Span


def deployments(registrar: Registrar) -> QuerySet[Deployment]:
    """The deployments that `registrar` may know of."""
    people = visible(Person.objects.all(), registrar).order_by().values("pk")
    rows = Deployment.objects.filter(
        Q(tasking_unit__isnull=True) | seen_by(registrar, "tasking_unit"),
        Q(tasking_person__isnull=True) | Q(tasking_person__in=people),
        seen_by(registrar, "unit"),
    )
    return sourced(registrar, rows).select_related("account__statement")


def deployments_of(registrar: Registrar, unit: Unit) -> QuerySet[Deployment]:
    """Where `unit` was, the latest first."""
    return deployments(registrar).filter(unit=unit).order_by(F("began_to").desc(nulls_last=True), "pk")


def deployments_tasked_by(registrar: Registrar, unit: Unit) -> QuerySet[Deployment]:
    """Where others were on the task of `unit`, the latest first."""
    return deployments(registrar).filter(tasking_unit=unit).order_by(F("began_to").desc(nulls_last=True), "pk")


def deployment(registrar: Registrar, deployment_id: str) -> Deployment:
    """One deployment, or NotFoundError."""
    return one(deployments(registrar), pk=deployment_id)


def span_of(row: Deployment) -> Span:
    """From when to when it is told."""
    return Span(row.began_from, row.began_to, row.ended_from, row.ended_to)
