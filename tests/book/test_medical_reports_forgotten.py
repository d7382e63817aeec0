"""A medical report goes with whom it is about, to the last word of what was amended; what was concluded from it loses its words."""

import pytest
from tests.erasures import Planted, follows, planted, told
from tests.world import CHECKED, CONSENTED, finding_draft, found_world, medical_draft

from kniha.book.access.models import Registrar
from kniha.book.events.actions import record_act, record_injury
from kniha.book.events.drafts import ActDraft
from kniha.book.events.models import Incident, Injury
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.journal.history import record
from kniha.book.medicine import queries, reporting, signing
from kniha.book.medicine.models import MedicalReport
from kniha.book.people.models import KeyRow, Person
from kniha.vocab.errors import NotFoundError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

AMENDED, KEPT, CONCLUDED = "буслянаўка", "шчупальнік", "вярцяжніца"


@pytest.fixture
def office() -> Planted:
    return planted(found_world())


@pytest.fixture
def tamara(office: Planted) -> Registrar:
    return office.world.colleague("Tamara", "medic")


def reported(office: Planted, tamara: Registrar) -> MedicalReport:
    """A report on another source, amended from two findings to one, signed."""
    hand, sealing = office.world.hand(tamara), office.world.sealing
    first = medical_draft(hand, finding_draft(), finding_draft(description=f"рубец {AMENDED}"), present=f"сястра {AMENDED}")
    report = reporting.write_report_on(hand, office.other.statement, first, sealing=sealing)
    second = medical_draft(hand, finding_draft(description=f"палоса {KEPT}"), opinion=f"адпавядае {KEPT}")
    return signing.sign_report(hand, reporting.amend_report(hand, report, second, sealing=sealing))


@pytest.mark.parametrize("whole", ["person", "statement"])
def test_no_word_of_it_is_left_in_any_table_nor_of_what_was_amended(office: Planted, tamara: Registrar, whole: str) -> None:
    report = reported(office, tamara)
    assert told(AMENDED, KEPT)
    office.erased(("person", str(report.subject_id)) if whole == "person" else ("statement", report.statement_id))
    assert told(AMENDED, KEPT) == set()
    follows()
    for look in (lambda: queries.report(tamara, report.pk), lambda: record(tamara, "medicalreport", report.pk)):
        with pytest.raises(NotFoundError):
            look()
    assert queries.closed_with(tamara, report.statement) == ()


def test_what_was_concluded_from_it_loses_its_words_and_returns_to_the_lawyers(office: Planted, tamara: Registrar) -> None:
    report = reported(office, tamara)
    incident = accepted_on(office, report)
    office.erased(("statement", report.statement_id))
    injury = Injury.objects.get(finding__report=report)
    assert (injury.kind, injury.words) == ("contusion", "")
    assert told(CONCLUDED) == set()
    assert Incident.objects.get(pk=incident.pk).state == "in-review"
    follows()


def accepted_on(office: Planted, report: MedicalReport) -> Incident:
    """An incident whose act rests on the first source alone, and an injury of it on a finding on the other one."""
    from tests.world import PLACE, TIME

    from kniha.book.events.actions import open_incident
    from kniha.book.events.drafts import IncidentDraft

    world = office.world
    vera, account = world.hand(world.vera), world.coded(world.report(envelope="cc" * 32))
    incident = open_incident(vera, [account], IncidentDraft("Іншае збіццё", TIME, PLACE))
    act = record_act(vera, incident, ActDraft("integrity.physical-assault", victim_count=1), accounts=[account])
    record_injury(vera, act, kind="contusion", words=f"сляды {CONCLUDED}", finding=report.findings.get(number=1))
    send_to_review(vera, incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    return incident


def test_an_outside_medic_goes_with_the_report_but_not_while_they_wrote_another(office: Planted) -> None:
    world = office.world
    vera = world.hand(world.vera)
    report = reporting.write_report(vera, world.first, medical_draft(vera, paper=True), CONSENTED, person=None, sealing=world.sealing)
    medic = str(report.medic_id)
    assert KeyRow.objects.filter(owner=medic).exists()
    office.erased(("person", str(report.subject_id)))
    assert not KeyRow.objects.filter(owner=medic).exists()
    assert Person.objects.get(pk=medic).compartment is None
    follows()


def test_an_outside_medic_who_is_erased_takes_nothing_of_the_patient_along(office: Planted) -> None:
    world = office.world
    vera = world.hand(world.vera)
    report = reporting.write_report(vera, world.first, medical_draft(vera, paper=True), CONSENTED, person=None, sealing=world.sealing)
    office.erased(("person", str(report.medic_id)))
    assert not KeyRow.objects.filter(owner=str(report.medic_id)).exists()
    assert queries.report(world.vera, report.pk).history
    follows()


def test_what_a_hold_covers_is_sealed_with_the_person_and_read_by_nobody(office: Planted, tamara: Registrar) -> None:
    report = reported(office, tamara)
    person = ("person", str(report.subject_id))
    office.held(person)
    office.erased(person)
    assert MedicalReport.objects.get(pk=report.pk).history
    assert not queries.reports(tamara).exists()
    with pytest.raises(NotFoundError):
        record(tamara, "medicalreport", report.pk)
