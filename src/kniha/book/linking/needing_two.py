"""Which are decided on by two registrars. Persons: suspects, insiders, who is in high danger, and all of a compartment for specialists.

Incidents: those of which a delicate statement or an insider tells, and all of a compartment for specialists.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from kniha.book.events.models import Citation, Incident, Involvement
from kniha.book.people.models import Person, Risk
from kniha.book.statements.models import Mention, Statement

SUSPECTED = ("alleged-part", "alleged-commander")
_DELICATE = Q(delicate=True) | Q(told_role="insider")


def needing_two(people: Collection[str] | None = None, *, compartment: str | None = None) -> frozenset[str]:
    """Those of `people`, or of a whole compartment, who are decided on by two. What lies in another compartment counts for nothing."""
    lying = Person.objects.filter(compartment__isnull=False)
    lying = lying.filter(compartment=compartment) if people is None else lying.filter(pk__in=people)
    mine = {"person": OuterRef("pk")}
    spoken = Mention.objects.filter(**mine, role__in=SUSPECTED, account__statement__compartment=OuterRef("compartment"))
    alleged = Involvement.objects.filter(**mine, act__incident__compartment=OuterRef("compartment"))
    told = Statement.objects.filter(source=OuterRef("pk"), compartment=OuterRef("compartment"))
    later = Risk.objects.filter(person=OuterRef("person"), assessed_on__gt=OuterRef("assessed_on"))
    endangered = Risk.objects.filter(~Exists(later), **mine, level="high")
    found = lying.filter(
        Q(compartment__receives_delicate=True) | Exists(spoken) | Exists(alleged) | Exists(told.filter(_DELICATE)) | Exists(endangered)
    )
    return frozenset(found.values_list("pk", flat=True))


def incidents_needing_two(incidents: Collection[str] | None = None, *, compartment: str | None = None) -> frozenset[str]:
    """Those of `incidents`, or of a whole compartment, that are decided on by two."""
    lying = Incident.objects.filter(compartment=compartment) if incidents is None else Incident.objects.filter(pk__in=incidents)
    delicate = Statement.objects.filter(_DELICATE, compartment__isnull=False)
    told = Citation.objects.filter(incident=OuterRef("pk"), about="event", account__statement__in=delicate)
    return frozenset(lying.filter(Q(compartment__receives_delicate=True) | Exists(told)).values_list("pk", flat=True))
