"""Medical reports: the list, one report, writing, amending, supplementing. A medic signs and checks at the desk, the page before them."""

from typing import Annotated

from ninja import Query, Router

from kniha.api.asking import Asked, Who
from kniha.api.fields import OneOf, RowId
from kniha.api.made import Made, made
from kniha.api.medical_types import FindingTold, NewReportSent, ReportLine, ReportSent, ReportTold, SupplementSent
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Pages, page
from kniha.book.access import queries as access
from kniha.book.access.looking import note_reading
from kniha.book.evidence import queries as evidence
from kniha.book.medicine import queries, reporting
from kniha.book.medicine.drafts import Examined, MedicalDraft, Paper
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.medicine.reporting import Sealing
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.runs import keyring
from kniha.vocab.errors import MalformedError

router = Router(tags=["medical reports"])

MEDICINE = ("medicine",)
READING = ("reading", "reviewing", "medicine")
_ORDER = (By("written_on", falling=True), By("pk", falling=True))


class ReportsAsked(Pages):
    """Which reports."""

    state: Annotated[str, OneOf("medical-report-states")] | None = None
    compartment: RowId | None = None


@reads(router, "/medical-reports", purposes=READING, answer=Page[ReportLine])
def medical_reports(request: Asked, asked: Annotated[ReportsAsked, Query()]) -> Page[ReportLine]:
    """The medical reports that the registrar may read, newest first."""
    who = request.auth
    rows = queries.listed(who.registrar, state=asked.state or "", compartment=asked.compartment or "")
    return page(who, rows, asked, order=_ORDER, line=_line, name="medical-reports")


@reads(router, "/medical-reports/{report_id}", purposes=READING, answer=ReportTold)
def medical_report(request: Asked, report_id: RowId) -> ReportTold:
    """One medical report with its findings."""
    who, found = request.auth, queries.report(request.auth.registrar, report_id)
    note_reading(who.hand, "medical-report")
    told = {name: getattr(found, name) for name in Examined.__slots__}
    return ReportTold(
        **told, id=found.pk, statement=found.statement_id, subject=found.subject_id, medic=found.medic_id, state=found.state,
        written_by=found.written_by_id, written_on=found.written_on, attested_by=found.attested_by_id, attested_on=found.attested_on,
        digest=found.digest, for_specialists=found.for_specialists, supplements=found.supplements_id,
        supplement_words=found.supplement_words, secrecy_told=found.secrecy_told, kept_where=found.kept_where,
        original=found.original_id, findings=[_finding(row) for row in queries.findings(who.registrar, found)],
        supplemented_by=[row.pk for row in queries.supplements(who.registrar, found)],
    )  # fmt: skip


@acts(router, "/medical-reports", purposes=MEDICINE)
def write_medical_report(request: Asked, sent: NewReportSent) -> Made:
    """Enter a report on somebody known, somebody new, or somebody whom nobody knows, with the consent."""
    who = request.auth
    if (sent.person is None) == (sent.compartment is None):
        raise MalformedError("a report names the person who is known, or the compartment of one who is not")
    known = people.person(who.registrar, sent.person) if sent.person is not None else None
    compartment = known.compartment if known else access.one(access.compartments(who.registrar), pk=sent.compartment)
    assert compartment is not None  # whoever lies in none is seen by nobody
    written = reporting.write_report(who.hand, compartment, _draft(who, sent), sent.consented(), person=known, sealing=_sealing())
    return _made(written)


@acts(router, "/statements/{statement_id}/medical-reports", purposes=MEDICINE)
def write_medical_report_on(request: Asked, statement_id: RowId, sent: ReportSent) -> Made:
    """Enter a report on the source of a statement: what they told there need not be asked again."""
    who = request.auth
    statement = statements.statement(who.registrar, statement_id)
    return _made(reporting.write_report_on(who.hand, statement, _draft(who, sent), sealing=_sealing()))


@acts(router, "/medical-reports/{report_id}/amendment", purposes=MEDICINE)
def amend_medical_report(request: Asked, report_id: RowId, sent: ReportSent) -> Made:
    """Write a report anew that nobody has signed or checked yet; its author does."""
    who, found = request.auth, queries.report(request.auth.registrar, report_id)
    _must_be_alike(found, sent)
    return _made(reporting.amend_report(who.hand, found, _draft(who, sent), sealing=_sealing()))


@acts(router, "/medical-reports/{report_id}/supplements", purposes=MEDICINE)
def supplement_medical_report(request: Asked, report_id: RowId, sent: SupplementSent) -> Made:
    """Correct or add to a report that is signed or checked; it stays as it is."""
    who, found = request.auth, queries.report(request.auth.registrar, report_id)
    _must_be_alike(found, sent)
    return _made(reporting.supplement_report(who.hand, found, _draft(who, sent), words=sent.words, sealing=_sealing()))


def _must_be_alike(former: MedicalReport, sent: ReportSent) -> None:
    """A paper stays a paper: else the outside medic would be lost, or one invented."""
    if (former.medic_id is not None) != (sent.paper is not None):
        raise MalformedError("a typed paper is written anew as a paper, a medic's own report as their own")


def _draft(who: Who, sent: ReportSent) -> MedicalDraft:
    paper = None
    if sent.paper is not None:
        original = evidence.exhibit(who.registrar, sent.paper.original) if sent.paper.original is not None else None
        paper = Paper(sent.paper.secrecy_told, sent.paper.kept_where, original, sent.paper.sealed())
    return MedicalDraft(sent.examined.examined(), tuple(one.draft() for one in sent.findings), paper, sent.needs_specialist)


def _sealing() -> Sealing:
    return Sealing(keyring.person_recipient(), keyring.person_keys())


def _made(row: MedicalReport) -> Made:
    return made(row, f"/medical-reports/{row.pk}")


def _line(row: MedicalReport) -> ReportLine:
    count = getattr(row, "finding_count")  # noqa: B009  annotated by the query
    return ReportLine(
        id=row.pk, statement=row.statement_id, written_on=row.written_on, written_by=row.written_by_id, state=row.state, way=row.way,
        guards=row.guards, findings=count,
    )  # fmt: skip


def _finding(row: MedicalFinding) -> FindingTold:
    return FindingTold(
        id=row.pk, number=row.number, kind=row.kind, region=row.region, view=row.view, x=row.x, y=row.y, description=row.description,
        alleged_cause=row.alleged_cause, degree=row.degree, alternatives=row.alternatives, photographs=list(row.photographs),
    )  # fmt: skip
