"""The pages of medical reports: nothing typed is lost, the chart has every mark in words beside it, signed is signed, and few read them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import CONSENTED, World, finding_draft, medical_draft

from kniha.book.access.models import Registrar
from kniha.book.events.models import Injury
from kniha.book.journal import reading
from kniha.book.medicine import reporting, signing
from kniha.book.medicine.models import MedicalReport
from kniha.book.people.models import SealedField
from kniha.book.statements.models import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def tamara(office: World) -> Registrar:
    return office.colleague("Tamara", "medic")


@pytest.fixture
def medic(at_desk: Callable[[Registrar], Client], tamara: Registrar) -> Client:
    return at_desk(tamara)


def form(world: World, **more: object) -> dict[str, object]:
    now = datetime.now(ZoneInfo("Europe/Minsk"))
    told = {
        "compartment": world.first.pk, "giver": "self", "came_to_be": "free", "subject": "new", "name": "Іван Невядомы",
        "consent-keep": "yes", "way": "in-person", "place": "паліклініка", "room": "7", "present": "ніхто", "language": "be",
        "guards": "no", "restrained": "no", "threatened": "no", "photographed": "no", "copy_given": "yes",
        "began": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}", "ended": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "history": "Білі дубінкай.", "examination": "Агледжаны ўвесь.", "opinion": "Адпавядае.",
    }  # fmt: skip
    purposes = ("contact", "count", "analyse", "share-authority", "share-partner", "share-un", "publish-without-name")
    silent = {f"consent-{purpose}": "not-known" for purpose in (*purposes, "publish-with-name", "image-and-voice")}
    return told | silent | rows({}) | more


def rows(*found: dict[str, object]) -> dict[str, object]:
    """Rows of findings; an empty one is a bruise of the upper back as told."""
    usual = {
        "kind": "contusion", "region": "upper-back", "view": "back", "x": "190", "y": "240", "description": "палоса 12 × 3 см",
        "alleged_cause": "дубінка", "degree": "highly-consistent", "alternatives": "удар аб стол",
    }  # fmt: skip
    told = {f"findings-{n}-{name}": value for n, row in enumerate(found) for name, value in (usual | row).items()}
    return told | {"findings-TOTAL_FORMS": str(len(found)), "findings-INITIAL_FORMS": "0"}


PAPER = {
    "secrecy_told": "yes", "kept_where": "сейф, папка 3", "medic_name": "Марыя Лекарская", "medic_qualification": "траўматолаг",
    "guards": "not-said",
}  # fmt: skip


def reported(world: World, by: Registrar, *findings: object, **more: object) -> MedicalReport:
    hand = world.hand(by)
    draft = medical_draft(hand, *findings, **more)
    return reporting.write_report(hand, world.first, draft, CONSENTED, person=None, sealing=world.sealing)


# The good


def test_a_medic_writes_reads_and_signs(medic: Client, office: World) -> None:
    assert medic.post("/medical-reports/new/", form(office)).status_code == 302
    report = MedicalReport.objects.get()
    page = medic.get(f"/medical-reports/{report.pk}/").content.decode()
    assert "Білі дубінкай." in page
    assert "highly consistent with" in page
    assert "удар аб стол" in page
    assert f'action="/medical-reports/{report.pk}/signature/"' in page
    assert medic.post(f"/medical-reports/{report.pk}/signature/").status_code == 302
    page = medic.get(f"/medical-reports/{report.pk}/").content.decode()
    assert "agrees" in page
    assert f"/medical-reports/{report.pk}/supplement/" in page
    assert f"/medical-reports/{report.pk}/amendment/" not in page


def test_every_mark_of_the_chart_stands_in_words_beside_it(medic: Client, office: World, tamara: Registrar) -> None:
    nowhere = {"region": "", "view": "", "x": None, "y": None}
    findings = (
        finding_draft(), finding_draft(region="sole.left", view="", x=None, y=None), finding_draft(kind="psychological", **nowhere),
    )  # fmt: skip
    report = reported(office, tamara, *findings)
    page = medic.get(f"/medical-reports/{report.pk}/").content.decode()
    marks = dict(re.findall(r'<g class="mark" transform="translate\(([\d ]+)\)"><circle r="17"/><text y="8">(\d+)</text>', page))
    assert marks == {"190 240": "1", "160 1026": "2"}
    assert "has no place on the chart" in page
    assert "left sole of the foot" in page
    assert 'role="img" aria-labelledby="chart-front" aria-describedby="chart-words"' in page


def test_moments_are_those_of_the_office(medic: Client, office: World) -> None:
    medic.post("/medical-reports/new/", form(office, began="2026-01-10T10:00", ended="2026-01-10T11:30"))
    assert MedicalReport.objects.get().began.astimezone(ZoneInfo("Europe/Minsk")).hour == 10


def test_of_a_known_person_earlier_statements_are_shown_first(medic: Client, office: World, filed: Filed) -> None:
    address = f"/people/{filed.statement.source_id}/medical-reports/"
    assert f"/statements/{filed.statement.pk}/" in medic.get(address).content.decode()
    assert medic.post(address, form(office)).status_code == 302
    assert MedicalReport.objects.get().subject == filed.statement.source


def test_beside_a_statement_its_consent_holds_and_its_files_are_the_photographs(medic: Client, office: World, filed: Filed) -> None:
    address = f"/statements/{filed.statement.pk}/medical-reports/"
    page = medic.get(address).content.decode()
    assert "здымак.jpg" in page
    assert "consent-keep" not in page
    told = form(office, photographed="yes") | rows({"photographs": [filed.picture.pk]})
    assert medic.post(address, told).status_code == 302
    report = MedicalReport.objects.get()
    assert (report.statement, report.findings.get().photographs) == (filed.statement, [filed.picture.pk])
    assert "здымак.jpg" in medic.get(f"/medical-reports/{report.pk}/").content.decode()
    assert f"/medical-reports/{report.pk}/" in medic.get(f"/statements/{filed.statement.pk}/").content.decode()
    assert f"/medical-reports/{report.pk}/" in medic.get(f"/people/{filed.statement.source_id}/").content.decode()


def test_what_is_amended_comes_back_as_it_was_typed(medic: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara)
    address = f"/medical-reports/{report.pk}/amendment/"
    page = medic.get(address).content.decode()
    assert "палоса 12 × 3 см, сіне-фіялетавая" in page
    assert 'value="190"' in page
    told = form(office, room="кабінет 9") | rows({"region": "chest", "view": "front"})  # without the script the point stays behind
    told["findings-INITIAL_FORMS"] = "1"
    assert medic.post(address, told).status_code == 302
    found = MedicalReport.objects.get().findings.get()
    assert (MedicalReport.objects.get().room, found.region, found.x) == ("кабінет 9", "chest", None)


def test_a_finding_is_left_out_by_its_box(medic: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara)
    told = form(office) | rows({}, {"region": "knee.left", "view": "front"}) | {"findings-0-DELETE": "on", "findings-INITIAL_FORMS": "1"}
    medic.post(f"/medical-reports/{report.pk}/amendment/", told)
    assert [one.region for one in report.findings.filter(number__gt=0)] == ["knee.left"]


def test_a_supplement_says_why_and_both_lead_to_each_other(medic: Client, office: World, tamara: Registrar) -> None:
    former = signing.sign_report(office.hand(tamara), reported(office, tamara))
    address = f"/medical-reports/{former.pk}/supplement/"
    assert "required" in medic.post(address, form(office)).content.decode()
    assert medic.post(address, form(office, supplement_words="зроблены здымак")).status_code == 302
    later = MedicalReport.objects.get(supplements=former)
    assert f"/medical-reports/{later.pk}/" in medic.get(f"/medical-reports/{former.pk}/").content.decode()
    assert "зроблены здымак" in medic.get(f"/medical-reports/{later.pk}/").content.decode()


def test_an_investigator_types_a_paper_and_a_medic_checks_it(vera: Client, medic: Client, office: World) -> None:
    told = form(office, **PAPER) | rows({"alternatives": ""})
    assert vera.post("/medical-reports/new/?paper", told).status_code == 302
    report = MedicalReport.objects.get()
    page = vera.get(f"/medical-reports/{report.pk}/").content.decode()
    assert "the paper names none" in page
    assert "as the outside medic gives it" in page
    assert "Лекарская" not in page
    assert "/check/" not in page
    assert set(SealedField.objects.filter(person=report.medic).values_list("field", flat=True)) == {"legal-name", "qualification"}
    assert f"/medical-reports/{report.pk}/" in medic.get("/").content.decode()
    assert medic.post(f"/medical-reports/{report.pk}/check/").status_code == 302
    assert MedicalReport.objects.get().state == "checked"


def test_an_injury_is_recorded_on_the_strength_of_a_finding(vera: Client, office: World, tamara: Registrar) -> None:
    incident, account, act = office.opened()
    hand = office.hand(tamara)
    report = reporting.write_report_on(hand, account.statement, medical_draft(hand), sealing=office.sealing)
    finding = signing.sign_report(hand, report).findings.get()
    link = f"/incidents/{incident.number}/acts/{act.pk}/injury/?finding={finding.pk}"
    assert link in vera.get(f"/medical-reports/{report.pk}/").content.decode()
    page = vera.get(link).content.decode()
    assert re.search(r'<option value="contusion" selected', page)
    assert re.search(r'<option value="upper-back" selected', page)
    assert "палоса" not in page  # words of the report are not copied to where a clerk reads them
    assert vera.post(link, {"kind": "contusion", "region": "upper-back", "finding": finding.pk}).status_code == 302
    assert Injury.objects.get().finding == finding
    assert f"/medical-reports/{report.pk}/#finding-1" in vera.get(f"/incidents/{incident.number}/").content.decode()


def test_the_list_is_narrowed_and_taken_away_without_what_was_found(vera: Client, office: World, tamara: Registrar) -> None:
    signing.sign_report(office.hand(tamara), reported(office, tamara))
    reported(office, tamara)
    assert vera.get("/medical-reports/?state=signed").content.decode().count("<tr>") == 2
    table = b"".join(vera.get("/medical-reports.csv").streaming_content).decode()
    assert table.count("in-person") == 2
    assert "contusion" not in table
    assert list(reading.entries())[-1].skeleton.action == "list.exported"


def test_a_report_waits_for_no_coder(vera: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara)
    assert f"/statements/{report.statement_id}/" not in vera.get("/").content.decode()
    assert f"/statements/{report.statement_id}/" not in vera.get("/statements/?coded=no").content.decode()
    assert f"/statements/{report.statement_id}/" in vera.get("/statements/").content.decode()


# The bad


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"consent-keep": "no"}, "without the consent to keep it"),
        ({"guards": ""}, "required"),
        ({"guards": "yes"}, "Say it in words."),
        ({"guards": "not-said"}, "valid choice"),
        ({"copy_given": "no"}, "Say it in words."),
        ({"way": ""}, "required"),
        ({"began": ""}, "Say when exactly."),
        ({"ended": "2020-01-01T00:00"}, "ends after it began"),
        ({"findings-0-alternatives": ""}, "Say which other causes"),
        ({"findings-0-alleged_cause": ""}, "A degree compares with"),
        ({"findings-0-region": ""}, "Say where on the body."),
        ({"findings-0-view": "front"}, "not seen from this side"),
        ({"findings-0-kind": ""}, "required"),
        ({"findings-0-kind": "curse"}, "valid choice"),
        ({"findings-0-degree": "certain"}, "valid choice"),
        ({"findings-0-x": "9999"}, "A mark lies on the body chart"),
        ({"findings-0-y": ""}, "both its coordinates"),
        ({"is_child": "on"}, "specialist"),
    ],
)
def test_what_cannot_be_is_said_what_was_written_is_kept_and_nothing_is_entered(
    medic: Client, office: World, more: dict[str, str], told: str
) -> None:
    before = reading.size()
    answer = medic.post("/medical-reports/new/", form(office, place="ціхі пакой") | more)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page
    assert "ціхі пакой" in page
    assert "палоса 12 × 3 см" in page
    assert reading.size() == before


def test_guards_are_never_answered_by_default(medic: Client, office: World) -> None:
    page = medic.get("/medical-reports/new/").content.decode()
    assert len(re.findall(r'name="guards" value="\w+"', page)) == 2
    assert not re.search(r'name="guards"[^>]*checked', page)


def test_one_more_row_without_the_script_keeps_what_was_typed(medic: Client, office: World) -> None:
    before = reading.size()
    page = medic.post("/medical-reports/new/", form(office, more="findings")).content.decode()
    assert "палоса 12 × 3 см" in page
    assert "findings-1-kind" in page
    assert "Something is to be mended" not in page
    assert reading.size() == before


def test_a_row_count_out_of_its_mind_is_answered(medic: Client, office: World) -> None:
    for count in ("9999999999999999999999", "-1", "x", ""):
        assert medic.post("/medical-reports/new/", form(office) | {"findings-TOTAL_FORMS": count}).status_code == 200
        assert medic.post("/medical-reports/new/", form(office, more="findings") | {"findings-TOTAL_FORMS": count}).status_code == 200
    assert not MedicalReport.objects.exists()


def test_what_is_not_whole_is_not_signed_and_says_why(medic: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara, opinion="")
    answer = medic.post(f"/medical-reports/{report.pk}/signature/")
    assert answer.status_code == 409
    assert "signed with its history, examination and opinion" in answer.content.decode()
    assert MedicalReport.objects.get().state == "draft"


def test_signed_twice_is_said_and_entered_once(medic: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara)
    medic.post(f"/medical-reports/{report.pk}/signature/")
    before = reading.size()
    assert medic.post(f"/medical-reports/{report.pk}/signature/").status_code == 409
    assert reading.size() == before


# The malicious


def test_a_clerk_sees_that_there_is_a_report_and_none_of_its_words(
    at_desk: Callable[[Registrar], Client], office: World, tamara: Registrar, filed: Filed
) -> None:
    hand = office.hand(tamara)
    report = reporting.write_report_on(hand, filed.statement, medical_draft(hand), sealing=office.sealing)
    finding = report.findings.get()
    clerk = at_desk(office.colleague("Nina", "clerk"))
    statement = clerk.get(f"/statements/{filed.statement.pk}/").content.decode()
    assert "There is a report." in statement
    pages = (
        "/",
        "/medical-reports/",
        f"/people/{filed.statement.source_id}/",
        f"/history/statement/{filed.statement.pk}/",
        "/history/office/",
    )
    for text in (statement, *(clerk.get(page).content.decode() for page in pages)):
        for word in (report.pk, finding.pk, finding.description, report.history, "паліклініка", "highly consistent"):
            assert word not in text
    for address in ("", "amendment/", "supplement/"):
        assert clerk.get(f"/medical-reports/{report.pk}/{address}").status_code == 404
    assert clerk.get(f"/history/medicalreport/{report.pk}/").status_code == 404
    assert b"in-person" not in b"".join(clerk.get("/medical-reports.csv").streaming_content)


def test_what_is_a_specialists_opens_covered_and_for_others_not_at_all(
    at_desk: Callable[[Registrar], Client], medic: Client, zoya: Client, office: World
) -> None:
    olha = office.colleague("Olha", "medic", "specialist")
    report = reported(office, olha, finding_draft(kind="sexual-trauma", region="genitals", view="front", x=200, y=452))
    page = at_desk(olha).get(f"/medical-reports/{report.pk}/").content.decode()
    covered = page.split('<details class="covered">')[1].split("</details>")[0]
    assert "сіне-фіялетавая" in covered
    assert "data-marks" in covered  # the chart as well
    assert "сіне-фіялетавая" not in page.replace(covered, "")
    for client in (medic, zoya):
        assert client.get(f"/medical-reports/{report.pk}/").status_code == 404
        assert report.pk not in client.get("/medical-reports/").content.decode()


def test_an_investigator_signs_and_checks_nothing(vera: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara)
    for what in ("signature", "check"):
        assert vera.post(f"/medical-reports/{report.pk}/{what}/").status_code in {403, 409}
    assert MedicalReport.objects.get().state == "draft"


def test_an_investigator_cannot_write_a_report_of_their_own(vera: Client, office: World) -> None:
    page = vera.post("/medical-reports/new/", form(office)).content.decode()
    assert "typed from a paper" in page  # whoever is no medic is asked for the paper, whatever the address says
    assert not MedicalReport.objects.exists()


def test_nobody_writes_into_a_compartment_of_others(marek: Client, office: World, filed: Filed) -> None:
    assert "valid choice" in marek.post("/medical-reports/new/?paper", form(office, **PAPER)).content.decode()
    assert marek.post(f"/people/{filed.statement.source_id}/medical-reports/", form(office)).status_code == 404
    assert marek.post(f"/statements/{filed.statement.pk}/medical-reports/", form(office)).status_code == 404
    assert Statement.objects.count() == 1


def test_words_of_a_report_are_never_read_as_a_page(medic: Client, office: World, tamara: Registrar) -> None:
    report = reported(office, tamara, finding_draft(description="<script>alert(1)</script>"), history="<img src=x onerror=alert(1)>")
    for address in ("", "amendment/"):
        page = medic.get(f"/medical-reports/{report.pk}/{address}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
