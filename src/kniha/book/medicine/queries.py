"""What a registrar may see of medical reports: those who need the findings for their work read them; others see that there is one.

What an erased person, or one sealed under a hold, was examined for is seen by nobody (docs/spec/erasure.md §5).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, roles, visible
from kniha.book.evidence.models import Exhibit
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.medicine.rules import USABLE
from kniha.book.people.models import Person
from kniha.book.statements.models import Statement

READERS = frozenset({"medic", "lawyer", "investigator", "specialist"})
"""Who reads a medical report of their compartment: docs/adr/0025."""

_IN_USE = Q(subject__isnull=True) | Q(subject__compartment__isnull=False)


@dataclass(frozen=True, slots=True)
class Known:
    """All that somebody learns of a report who may not read it: that there is one, since when, and whether it is signed."""

    written_on: date
    state: str


def reports(registrar: Registrar) -> QuerySet[MedicalReport]:
    """The medical reports that `registrar` may read, newest first. What is for specialists they and its author read."""
    held = roles(registrar)
    found = _there(registrar)
    if held.isdisjoint(READERS):
        return found.none()
    if "specialist" not in held:
        found = found.filter(Q(for_specialists=False) | Q(written_by=registrar))
    return found.select_related("statement", "written_by", "attested_by").order_by("-written_on", "-pk")


def listed(registrar: Registrar, *, state: str = "", compartment: str = "") -> QuerySet[MedicalReport]:
    """The same with the number of their findings; narrowed where asked."""
    found = (
        reports(registrar)
        .select_related("statement__compartment")
        .annotate(finding_count=Count("findings", filter=Q(findings__number__gt=0)))
    )
    narrowed = {name: value for name, value in (("state", state), ("statement__compartment", compartment)) if value}
    return found.filter(**narrowed)


def report(registrar: Registrar, report_id: str) -> MedicalReport:
    """One report, or NotFoundError."""
    return one(reports(registrar).select_related("supplements", "subject", "original", "statement__compartment"), pk=report_id)


def findings(registrar: Registrar, report: MedicalReport) -> QuerySet[MedicalFinding]:
    """What was found, in the order of the numbers on the chart."""
    return known_findings(registrar).filter(report=report).order_by("number")


def supplements(registrar: Registrar, report: MedicalReport) -> QuerySet[MedicalReport]:
    """The reports that correct or add to `report`, newest first."""
    return reports(registrar).filter(supplements=report)


def reports_with(registrar: Registrar, statement: Statement) -> QuerySet[MedicalReport]:
    """The reports that lie with `statement`."""
    return reports(registrar).filter(statement=statement)


def reports_on(registrar: Registrar, person: Person) -> QuerySet[MedicalReport]:
    """The reports on `person`."""
    return reports(registrar).filter(subject=person)


def closed_with(registrar: Registrar, statement: Statement) -> tuple[Known, ...]:
    """Of the reports with `statement` that `registrar` may not read: that there are such."""
    return _known(registrar, _there(registrar).filter(statement=statement))


def closed_on(registrar: Registrar, person: Person) -> tuple[Known, ...]:
    """Of the reports on `person` that `registrar` may not read: that there are such."""
    return _known(registrar, _there(registrar).filter(subject=person))


def to_attest(registrar: Registrar) -> QuerySet[MedicalReport]:
    """What waits for this medic: their own reports that are not signed, and typed ones of others that are not checked; oldest first."""
    waiting = Q(state="draft", written_by=registrar) | (Q(state="typed") & ~Q(written_by=registrar))
    return reports(registrar).filter(waiting).order_by("written_on", "pk")


def finding(registrar: Registrar, finding_id: str) -> MedicalFinding:
    """One finding, or NotFoundError."""
    return one(known_findings(registrar), pk=finding_id)


def usable_findings(registrar: Registrar, statements: Collection[str], people: Collection[str]) -> QuerySet[MedicalFinding]:
    """Findings of signed or checked reports on `people` or the sources of `statements`, or that lie with one of them."""
    told = Statement.objects.filter(pk__in=list(statements))
    about = Q(report__statement__in=told) | Q(report__subject__in=told.filter(source__isnull=False).values("source"))
    about |= Q(report__subject__in=list(people))
    found = known_findings(registrar).filter(about, report__state__in=USABLE)
    return found.order_by("-report__written_on", "report", "number")


def findings_seen(registrar: Registrar, ids: Collection[str]) -> Mapping[str, MedicalFinding]:
    """Those of these findings that `registrar` may read, by id."""
    return {one.pk: one for one in known_findings(registrar).filter(pk__in=list(ids))} if ids else {}


def files_at_hand(registrar: Registrar, statement: Statement | None, person: Person | None) -> QuerySet[Exhibit]:
    """The files among which photographs of a person are chosen: those of `statement` and of all statements of theirs."""
    about = Q(statement=statement) if statement else Q(pk__in=())
    if person is not None:
        about |= Q(statement__source=person)
    return visible(Exhibit.objects.filter(about), registrar).order_by("original_name", "pk")


def _there(registrar: Registrar) -> QuerySet[MedicalReport]:
    """The reports that lie in a compartment of `registrar`, read or not; a shell that an erasure left has no state."""
    return visible(MedicalReport.objects.filter(_IN_USE).exclude(state=""), registrar, path="statement__compartment")


def known_findings(registrar: Registrar) -> QuerySet[MedicalFinding]:
    """The findings of the reports that `registrar` may read."""
    return MedicalFinding.objects.filter(number__gt=0, report__in=reports(registrar).order_by().values("pk")).select_related("report")


def _known(registrar: Registrar, there: QuerySet[MedicalReport]) -> tuple[Known, ...]:
    closed = there.exclude(pk__in=reports(registrar).order_by().values("pk")).order_by("written_on", "pk")
    return tuple(Known(*row) for row in closed.values_list("written_on", "state"))
