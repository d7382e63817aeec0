"""The invented medic and investigator at work: reports are written or typed from papers, signed or checked, and one becomes an injury."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kniha.book.events.actions import record_injury
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Exhibit
from kniha.book.medicine.drafts import Examined, FindingDraft, MedicalDraft, Paper
from kniha.book.medicine.models import MedicalReport
from kniha.book.medicine.reporting import Sealing, write_report_on
from kniha.book.medicine.signing import check_report, sign_report
from kniha.book.statements.models import Statement
from kniha.runs.demonstration.office_work import Office
from kniha.runs.demonstration.story import ZONE, read_text


def write_reports(office: Office, statements: Mapping[str, Statement], incidents: Mapping[str, Incident]) -> None:
    """Enter every report of `texts/medical.toml`; statements and incidents by the story's keys."""
    sealing = Sealing(office.person_recipient, office.person_keys)
    for told in read_text("medical.toml")["reports"]:
        statement = statements[told["statement"]]
        draft = draft_of(told, statement.exhibits.filter(original_name=told.get("original", "")).first())
        report = write_report_on(office.investigator if draft.paper else office.medic, statement, draft, sealing=sealing)
        report = _attested(office, told, report)
        if "injury" in told:
            _conclude(office, incidents[told["injury"]], report)


def draft_of(told: Mapping[str, Any], original: Exhibit | None) -> MedicalDraft:  # Any: TOML, here and below
    """A report of the story, as whoever writes it hands it over."""
    open_ = {"room": "", "demeanour": "", "restraints": "", "threats": "", "interpreter": "", "interpreter_vetted": False, "copy_words": ""}
    fields = {**open_, **{name: told[name] for name in Examined.__slots__ if name in told}}
    moments = {name: _local(told[name]) if name in told else None for name in ("began", "ended")}
    paper = Paper("yes", told.get("kept_where", ""), original, told["medic"]) if "medic" in told else None
    findings = tuple(FindingDraft(**one) for one in told["findings"])
    return MedicalDraft(Examined(**{**fields, **moments}), findings, paper)


def _attested(office: Office, told: Mapping[str, Any], report: MedicalReport) -> MedicalReport:
    if told.get("signed"):
        return sign_report(office.medic, report)
    return check_report(office.medic, report) if told.get("checked") else report


def _conclude(office: Office, incident: Incident, report: MedicalReport) -> None:
    finding = report.findings.get(number=1)
    act = incident.acts.exclude(injuries=None).order_by("pk").first()
    if act is not None:
        record_injury(office.investigator, act, kind=finding.kind, region=finding.region, finding=finding)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
