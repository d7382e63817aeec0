"""What a registrar may see of the public book's decisions."""

from datetime import date

from django.db.models import QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, roles, visible
from kniha.book.events.models import Incident
from kniha.book.events.reviewing import authors
from kniha.book.publishing import rules
from kniha.book.publishing.facts import facts_of
from kniha.book.publishing.models import Edition, Publication

MAY_SEE_EDITIONS = frozenset({"publisher", "custodian"})


def publications(registrar: Registrar, incident: Incident) -> QuerySet[Publication]:
    """What was decided of `incident` for the public, the last word first."""
    found = _seen(registrar).filter(incident=incident)
    return found.order_by("-proposed_on", "state", "pk")


def publication(registrar: Registrar, publication_id: str) -> Publication:
    """One of them, or NotFoundError."""
    return one(_seen(registrar), pk=publication_id)


def standing(registrar: Registrar, incident: Incident) -> Publication | None:
    """The word that stands on `incident`, if there is one."""
    return _seen(registrar).filter(incident=incident, state__in=rules.STANDING).first()


def to_release(registrar: Registrar) -> QuerySet[Publication]:
    """What waits for `registrar` as the second: proposed by another."""
    if "publisher" not in roles(registrar):
        return Publication.objects.none()
    return _seen(registrar).filter(state="proposed").exclude(proposed_by=registrar).order_by("proposed_on", "pk")


def hindrance(registrar: Registrar, incident: Incident, *, today: date) -> str:
    """What stands against publishing `incident` now (`publication-hindrances`), also by the hand of `registrar`; empty for nothing."""
    found = one(visible(Incident.objects.all(), registrar), pk=incident.pk)
    if registrar.pk in authors(found):
        return "author"
    word = standing(registrar, found)
    decided = rules.Decided(word.reviews, word.decided_on, word.risks) if word and word.decided_on else None
    return rules.hindrance(facts_of([found.pk])[found.pk], today=today, decided=decided)


def editions(registrar: Registrar) -> QuerySet[Edition]:
    """The editions of the public book, the newest first: for those who let it out, and for custodians."""
    if registrar.frozen or MAY_SEE_EDITIONS.isdisjoint(roles(registrar)):
        return Edition.objects.none()
    return Edition.objects.select_related("proposed_by", "decided_by").order_by("-number")


def edition(registrar: Registrar, edition_id: str) -> Edition:
    """One edition, or NotFoundError."""
    return one(editions(registrar), pk=edition_id)


def _seen(registrar: Registrar) -> QuerySet[Publication]:
    found = visible(Publication.objects.all(), registrar, path="incident__compartment")
    return found.select_related("incident", "proposed_by", "decided_by", "ended_by")
