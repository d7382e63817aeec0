"""What a registrar may see of questions across compartments: one's own compartment's questions, and hints to those whom one keeps."""

from django.db.models import QuerySet

from kniha.book.access.models import Membership, Registrar
from kniha.book.access.queries import one, visible
from kniha.book.crossing.models import Hint, Inquiry
from kniha.book.people.models import Person, PersonName


def inquiries(registrar: Registrar, person: Person) -> QuerySet[Inquiry]:
    """What was asked of the whole register about `person`, newest first."""
    found = visible(Inquiry.objects.filter(person=person), registrar)
    return found.select_related("asked_by").order_by("-asked_on", "pk")


def told(registrar: Registrar, person: Person) -> QuerySet[Hint]:
    """What keepers of other compartments told of `person`: their words, who they are, the day. The record stays behind its wall."""
    asked = visible(Inquiry.objects.filter(person=person), registrar)
    found = Hint.objects.filter(inquiry__in=asked, state="told").select_related("decided_by", "inquiry")
    return found.defer("table", "row").order_by("-decided_on", "pk")


def hints(registrar: Registrar) -> QuerySet[Hint]:
    """Hints to records of compartments that `registrar` keeps, open ones first."""
    kept = Membership.objects.filter(registrar=registrar, keeper=True).values("compartment")
    found = visible(Hint.objects.filter(compartment__in=kept), registrar)
    return found.select_related("inquiry__asked_by", "inquiry__person", "compartment", "decided_by").order_by("-state", "found_on", "pk")


def hints_open(registrar: Registrar) -> QuerySet[Hint]:
    """Those that wait for a keeper."""
    return hints(registrar).filter(state="open")


def hint(registrar: Registrar, hint_id: str) -> Hint:
    """One hint, or NotFoundError."""
    return one(hints(registrar), pk=hint_id)


def names_asked_for(hint: Hint) -> tuple[str, ...]:
    """The names of whom the question is about: what a keeper is told of the other compartment, so that they can decide. Nothing else."""
    found = PersonName.objects.filter(person=hint.inquiry.person_id, person__compartment__isnull=False)
    return tuple(found.order_by("text").values_list("text", flat=True))
