"""What a registrar may see of incidents."""

from django.db.models import Count, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.events.models import Act, Incident, Review
from kniha.book.statements.models import Account, Mention


def incidents(registrar: Registrar) -> QuerySet[Incident]:
    """The incidents that `registrar` may know of, latest first; those of unknown time last."""
    return visible(Incident.objects.all(), registrar).order_by("-first", "pk")


def incident(registrar: Registrar, number: str) -> Incident:
    """One incident by its number, or NotFoundError."""
    return one(visible(Incident.objects.all(), registrar), number=number)


def acts(registrar: Registrar, incident: Incident) -> QuerySet[Act]:
    """The acts of `incident` with victims, injuries, involvements and citations."""
    rows = visible(Act.objects.filter(incident=incident), registrar, path="incident__compartment")
    return (
        rows.select_related("victim")
        .prefetch_related("injuries", "involvements__person__names", "citations", "victim__names")
        .order_by("kind", "pk")
    )


def act(registrar: Registrar, act_id: str) -> Act:
    """One act, or NotFoundError."""
    return one(visible(Act.objects.select_related("incident"), registrar, path="incident__compartment"), pk=act_id)


def accounts(registrar: Registrar, incident: Incident) -> QuerySet[Account]:
    """The accounts that tell of `incident`, with their statements, passages and mentions."""
    rows = visible(Account.objects.filter(citations__incident=incident, citations__about="event"), registrar, path="statement__compartment")
    return rows.select_related("statement").prefetch_related("passages", "mentions").order_by("statement__received_on", "pk")


def mentions(registrar: Registrar, incident: Incident) -> QuerySet[Mention]:
    """Everybody mentioned by the accounts of `incident`."""
    told = accounts(registrar, incident).values("pk")
    return visible(Mention.objects.filter(account__in=told), registrar, path="account__statement__compartment").order_by(
        "role", "name", "pk"
    )


def reviews(registrar: Registrar, incident: Incident) -> QuerySet[Review]:
    """The lawyers' decisions on `incident`, newest first."""
    rows = visible(Review.objects.filter(incident=incident), registrar, path="incident__compartment")
    return rows.select_related("reviewer").order_by("-day", "-pk")


def waiting_for_review(registrar: Registrar) -> QuerySet[Incident]:
    """Incidents that wait for a lawyer's decision."""
    return visible(Incident.objects.filter(state="in-review"), registrar).annotate(act_count=Count("acts")).order_by("opened_on", "pk")


def incident_of(registrar: Registrar, account: Account) -> Incident | None:
    """The incident that `account` tells of, if one was concluded."""
    return visible(Incident.objects.filter(citations__account=account, citations__about="event"), registrar).first()
