"""Signing a medical report: what a medic puts their name to is bound by a digest of all its values; afterwards nothing in it changes."""

from hashlib import sha256

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.book.medicine import rules
from kniha.book.medicine.models import MedicalReport
from kniha.vocab.canonical import canonical

_OF_THE_SIGNATURE = frozenset({"state", "attested_by_id", "attested_on", "digest"})


@transaction.atomic
def sign_report(hand: Hand, report: MedicalReport) -> MedicalReport:
    """Who examined signs. Their act and its day stand in the journal, over the digest of the report's values."""
    report, actor = _locked(hand, report)
    rules.must_be_state(report.state, "draft")
    rules.must_be_author(report.written_by_id, hand.id)
    findings = report.findings.values_list("alleged_cause", "degree")
    rules.must_be_complete(findings, history=report.history, examination=report.examination, opinion=report.opinion)
    hand.enter(actor, "medical_report.signed", [_attested(hand, report, "signed")], cites=[("statement", report.statement_id)])
    return MedicalReport.objects.get(pk=report.pk)


@transaction.atomic
def check_report(hand: Hand, report: MedicalReport) -> MedicalReport:
    """A medic of the register, who did not type it, has held a typed report against its paper. The opinion stays the outside medic's."""
    report, actor = _locked(hand, report)
    rules.must_be_state(report.state, "typed")
    rules.must_be_another(report.written_by_id, hand.id)
    hand.enter(actor, "medical_report.checked", [_attested(hand, report, "checked")], cites=[("statement", report.statement_id)])
    return MedicalReport.objects.get(pk=report.pk)


def digest_of(report: MedicalReport) -> str:
    """SHA-256 over the values of the report and its findings, as an entry holds them (docs/spec/entry.md §5), but for the signature."""
    told = rows.encoded_rows(rows.model_of("medicalreport").objects.filter(pk=report.pk), MedicalReport)[report.pk]
    ids = list(report.findings.filter(number__gt=0).values_list("pk", flat=True))
    model = rows.model_of("medicalfinding")
    found = rows.encoded_rows(model.objects.filter(pk__in=ids), model)
    findings = sorted(({"id": row, **fields} for row, fields in found.items()), key=lambda fields: str(fields["number"]).zfill(9))
    whole = {"report": {name: value for name, value in told.items() if name not in _OF_THE_SIGNATURE} | {"id": report.pk}}
    return sha256(canonical({**whole, "findings": [*findings]})).hexdigest()


def _locked(hand: Hand, report: MedicalReport) -> tuple[MedicalReport, Actor]:
    """The report as it is now, held until the action ends, and the medic; of a specialist's report a specialist too."""
    statement = in_use(report.statement)
    assert statement.compartment is not None  # what is in use lies somewhere
    standing = standing_hand(hand, statement.compartment)
    actor = standing.acting_as("medic")
    report = MedicalReport.objects.select_for_update().get(pk=report.pk)
    if report.for_specialists:
        rules.must_be_specialist(standing.roles)
    return report, actor


def _attested(hand: Hand, report: MedicalReport, state: str) -> rows.Change:
    return rows.update(report, state=state, attested_by=hand.registrar, attested_on=hand.today, digest=digest_of(report))
