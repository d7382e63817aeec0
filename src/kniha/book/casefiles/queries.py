"""What a registrar may see of case files, and what is said of what they hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.casefiles import rules
from kniha.book.casefiles.models import CaseCell, CaseDelivery, CaseDisclosure, CaseFile, CaseItem
from kniha.book.crossing.models import Inquiry
from kniha.book.events.models import Act, Bearing, Citation, Involvement
from kniha.book.evidence.models import Exhibit
from kniha.book.matches.models import MatchDecision
from kniha.book.people.models import Person
from kniha.book.people.queries import names_among
from kniha.book.statements.models import Mention

STANDING = ("draft", "agreed")
"""Reviews of an involvement by which somebody is still alleged to have taken part."""


def case_files(registrar: Registrar) -> QuerySet[CaseFile]:
    """The case files that `registrar` may know of, the latest first."""
    return visible(CaseFile.objects.select_related("compartment", "author"), registrar).order_by("-opened_on", "title", "pk")


def case_file(registrar: Registrar, case_file_id: str) -> CaseFile:
    """One case file, or NotFoundError."""
    return one(case_files(registrar), pk=case_file_id)


def items(registrar: Registrar, case_file: CaseFile) -> QuerySet[CaseItem]:
    """All that was ever chosen for it: exhibits by their numbers, the rest before them."""
    found = visible(CaseItem.objects.filter(case_file=case_file), registrar, path="case_file__compartment")
    return found.select_related("incident", "person", "exhibit__acquisition", "exhibit__statement").order_by("number", "pk")


def item(registrar: Registrar, case_file: CaseFile, item_id: str) -> CaseItem:
    """One item, or NotFoundError."""
    return one(items(registrar, case_file), pk=item_id)


def cells(registrar: Registrar, case_file: CaseFile) -> QuerySet[CaseCell]:
    """What stands in the matrix."""
    found = visible(CaseCell.objects.filter(case_file=case_file, is_withdrawn=False), registrar, path="case_file__compartment")
    return found.select_related("item__incident", "item__exhibit", "item__person", "entered_by").order_by("element", "bearing", "pk")


def cell(registrar: Registrar, case_file: CaseFile, cell_id: str) -> CaseCell:
    """One cell that stands, or NotFoundError."""
    return one(cells(registrar, case_file), pk=cell_id)


def disclosures(registrar: Registrar, case_file: CaseFile) -> QuerySet[CaseDisclosure]:
    """Who asked what speaks for the suspects, the latest first."""
    found = visible(CaseDisclosure.objects.filter(case_file=case_file), registrar, path="case_file__compartment")
    return found.select_related("lawyer").order_by("-day", "-pk")


def deliveries(registrar: Registrar, case_file: CaseFile) -> QuerySet[CaseDelivery]:
    """What left of it and what is on its way, the latest first."""
    found = visible(CaseDelivery.objects.filter(case_file=case_file), registrar, path="case_file__compartment")
    return found.select_related("asked_by", "previous", "received_noted_by").order_by("-number")


def delivery(registrar: Registrar, case_file: CaseFile, number: int) -> CaseDelivery:
    """One delivery, or NotFoundError."""
    return one(deliveries(registrar, case_file), number=number)


def chosen(case_file: CaseFile) -> QuerySet[CaseItem]:
    """What is chosen now. The caller sees to it that the case file may be seen."""
    found = CaseItem.objects.filter(case_file=case_file, is_out=False)
    return found.select_related("incident", "person", "exhibit__acquisition", "exhibit__statement").order_by("number", "pk")


def suspects(case_file: CaseFile) -> QuerySet[Person]:
    """The persons who are chosen, and are alleged to have taken part in an act. As `chosen`."""
    alleged = Involvement.objects.filter(person=OuterRef("pk"), review__in=STANDING, unsupported=False)
    picked = CaseItem.objects.filter(case_file=case_file, is_out=False, person__isnull=False)
    return Person.objects.filter(Exists(alleged), pk__in=picked.values("person")).order_by("pk")


def asked_about(people: Collection[str]) -> frozenset[str]:
    """Those of `people` of whom the whole register was asked whether anything speaks for them, and the worker did ask."""
    found = Inquiry.objects.filter(person__in=list(people), kind="speaks-for-suspect", state="asked")
    return frozenset(str(person) for person in found.values_list("person_id", flat=True))


def against(case_file: CaseFile) -> QuerySet[Bearing]:
    """What accounts say against an alleged part of a suspect of this case file. As `chosen`."""
    found = Bearing.objects.filter(direction="against", involvement__person__in=suspects(case_file))
    return found.select_related("involvement__act__incident", "account").order_by("pk")


@dataclass(frozen=True, slots=True)
class Since:
    """What came since the last delivery, and is to be sent after it: items chosen since and what speaks for a suspect since."""

    chosen: tuple[CaseItem, ...]
    against: tuple[Bearing, ...]
    contradicting: tuple[CaseCell, ...]
    carried: Mapping[str, CaseItem]
    """What the authority has of what is in the register, by the item's id."""


def since(registrar: Registrar, case_file: CaseFile) -> Since | None:
    """What is to be sent after the last delivery that was made; None before there is one."""
    last = deliveries(registrar, case_file).filter(state__in=(rules.MADE, rules.RECEIVED)).first()
    if last is None:
        return None
    found = {row.pk: row for row in items(registrar, case_file)}
    known = set(last.known)
    new = tuple(row for row in chosen(case_file) if row.pk not in set(last.carried))
    weighed = tuple(row for row in against(case_file) if row.pk not in known)
    told = tuple(row for row in cells(registrar, case_file).filter(bearing=rules.CONTRADICTS) if row.pk not in known)
    everything = {item for row in deliveries(registrar, case_file) for item in row.carried}
    return Since(new, weighed, told, {item: found[item] for item in everything if item in found})


def called(registrar: Registrar, people: Collection[str]) -> dict[str, str]:
    """What these persons are called, by their ids: by their names, else by what accounts call them."""
    found: dict[str, str] = {}
    for name in names_among(registrar, people):
        found[name.person_id] = f"{found[name.person_id]} / {name.text}" if name.person_id in found else name.text
    nameless = [person for person in people if person not in found]
    told = visible(Mention.objects.filter(person__in=nameless), registrar, path="account__statement__compartment").exclude(name="")
    for person, text in told.order_by("name").values_list("person_id", "name"):
        found.setdefault(str(person), text)
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """What belongs to the incidents of a case file and is not chosen yet."""

    persons: tuple[Person, ...]
    exhibits: tuple[Exhibit, ...]


def offered(registrar: Registrar, case_file: CaseFile) -> Offered:
    """Persons who suffered or are alleged in the chosen incidents, files of their accounts' statements; what was taken out too."""
    picked = list(chosen(case_file))
    incidents = [row.incident_id for row in picked if row.incident_id]
    acts = Act.objects.filter(incident__in=incidents, unsupported=False)
    alleged = Involvement.objects.filter(act__in=acts, review__in=STANDING, unsupported=False)
    people = visible(Person.objects.filter(Q(acts_suffered__in=acts) | Q(involvements__in=alleged)), registrar)
    statements = Citation.objects.filter(incident__in=incidents).values("account__statement")
    matched = MatchDecision.objects.filter(incident__in=incidents, verdict="shows", exhibit__isnull=False).values("exhibit")
    files = visible(Exhibit.objects.filter(Q(statement__in=statements) | Q(pk__in=matched)), registrar)
    here = people.exclude(pk__in=[row.person_id for row in picked if row.person_id]).filter(compartment=case_file.compartment_id)
    there = files.exclude(pk__in=[row.exhibit_id for row in picked if row.exhibit_id]).filter(compartment=case_file.compartment_id)
    return Offered(tuple(here.distinct().order_by("pk")), tuple(there.distinct().order_by("acquired_on", "original_name", "pk")))


def gaps(case_file: CaseFile, elements: Collection[str]) -> frozenset[str]:
    """Those of `elements` that nothing proves. As `chosen`."""
    proven = CaseCell.objects.filter(case_file=case_file, is_withdrawn=False, bearing=rules.PROVES, item__is_out=False)
    return frozenset(elements) - frozenset(proven.values_list("element", flat=True))


def waiting() -> QuerySet[CaseDelivery]:
    """Deliveries that were asked for and are not made, the oldest first: of no registrar's, for the worker."""
    found = CaseDelivery.objects.filter(state=rules.ASKED).select_related("case_file__compartment", "previous", "disclosure")
    return found.order_by("asked_on", "pk")
