"""Case files at the desk: opened, chosen, their matrix, what speaks for the suspects, deliveries."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.case_files import AUTHORITY, COURT, CaseOffice
from tests.world import World

from kniha.book.casefiles.models import CaseCell, CaseDelivery, CaseDisclosure, CaseFile, CaseItem
from kniha.book.crossing.actions import note_hints
from kniha.book.crossing.models import Inquiry
from kniha.runs.casefiles.making import place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(office: World, tmp_path: Path, settings: object) -> CaseOffice:
    settings.OFFICE = replace(settings.OFFICE, deliveries=tmp_path / "deliveries", crimes=tmp_path / "none.json")
    return CaseOffice(tmp_path, office)


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_case_file_is_opened_and_changed(vera: Client, cases: CaseOffice) -> None:
    assert "На рагу" in text(vera, "/case-files/")
    told = {
        "title": "Другая", "authority": AUTHORITY, "authority_kind": "court", "recipient": str(COURT.recipient), "crimes": ["torture"],
        "compartment": cases.world.first.pk,
    }  # fmt: skip
    vera.post("/case-files/new/", told)
    made = CaseFile.objects.get(title="Другая")
    assert made.author == cases.world.vera
    vera.post(f"/case-files/{made.pk}/change/", told | {"basis": "зварот № 7"})
    assert CaseFile.objects.get(pk=made.pk).basis == "зварот № 7"
    wrong = vera.post("/case-files/new/", told | {"recipient": "age1nobody", "title": "Трэцяя"})
    assert wrong.status_code == 200
    assert not CaseFile.objects.filter(title="Трэцяя").exists()


def test_what_belongs_to_a_chosen_incident_is_offered(vera: Client, cases: CaseOffice) -> None:
    base = f"/case-files/{cases.file.pk}/"
    assert "Nothing is chosen yet" in text(vera, base)
    assert cases.exhibits[0].pk not in text(vera, f"{base}choose/")
    vera.post(f"{base}choose/", {"incident": cases.incident.number})
    offered = text(vera, f"{base}choose/")
    assert all(exhibit.pk in offered for exhibit in cases.exhibits)
    vera.post(f"{base}choose/", {"incident": "", "persons": [cases.suspect.pk], "exhibits": [one.pk for one in cases.exhibits]})
    assert CaseItem.objects.filter(case_file=cases.file).count() == 4
    page = text(vera, base)
    assert "10 of 10 elements are proven by nothing" in page
    cases.answers(cases.statement, "no")
    assert "the source does not agree" in text(vera, base)


def test_an_item_is_taken_out_with_a_reason(vera: Client, cases: CaseOffice) -> None:
    cases.chosen()
    item = CaseItem.objects.get(case_file=cases.file, number=1)
    vera.post(f"/case-files/{cases.file.pk}/items/{item.pk}/take-out/", {"why": "не той файл"})
    assert CaseItem.objects.get(pk=item.pk).is_out
    assert "не той файл" in text(vera, f"/case-files/{cases.file.pk}/")


def test_cells_are_entered_and_taken_back(vera: Client, cases: CaseOffice) -> None:
    cases.chosen()
    base = f"/case-files/{cases.file.pk}/matrix/"
    item = CaseItem.objects.get(case_file=cases.file, number=2)
    assert "nothing proves this" in text(vera, base)
    vera.post(base, {"element": "torture/official", "bearing": "proves", "item": item.pk, "words": "у форме"})
    cell = CaseCell.objects.get(element="torture/official")
    vera.post(f"{base}{cell.pk}/withdraw/")
    assert CaseCell.objects.get(pk=cell.pk).is_withdrawn
    refused = vera.post(base, {"element": "torture/official", "bearing": "missing", "item": item.pk, "words": "у форме"})
    assert "what is missing is none" in refused.content.decode()


def test_nothing_is_asked_for_before_another_lawyer_asked(zoya: Client, cases: CaseOffice) -> None:
    cases.chosen()
    base = f"/case-files/{cases.file.pk}/"
    refused = zoya.post(f"{base}deliveries/", {"languages": ["be"]})
    assert "a disclosure lawyer asks what speaks" in refused.content.decode()
    told = {"terms": "Рысь", "found": "нічога не знойдзена", "told": "", "withheld": "", "withheld_why": ""}
    refused = zoya.post(f"{base}disclosure/", told)
    assert "ask the whole register first" in refused.content.decode().lower()
    zoya.post(f"/people/{cases.suspect.pk}/asking/", {"kind": "speaks-for-suspect", "reason": "перад перадачай"})
    note_hints(cases.world.process("register"), Inquiry.objects.get(), [])
    zoya.post(f"{base}disclosure/", told)
    assert CaseDisclosure.objects.get().found == "нічога не знойдзена"
    zoya.post(f"{base}deliveries/", {"languages": ["be", "en"]})
    assert CaseDelivery.objects.get().languages == ["be", "en"]


def test_a_delivery_is_taken_away_sealed_and_acknowledged(zoya: Client, vera: Client, cases: CaseOffice, settings: object) -> None:
    made = cases.delivered()
    base = f"/case-files/{cases.file.pk}/deliveries/"
    assert made.bundle in text(zoya, base)
    taken = zoya.get(f"{base}1/file/")
    assert b"".join(taken.streaming_content) == place_of(settings.OFFICE.deliveries, made).read_bytes()
    vera.post(f"{base}1/acknowledge/", {"day": "2026-11-23", "words": "уваходны 12"})
    assert CaseDelivery.objects.get().received_words == "уваходны 12"
    assert "уваходны 12" in text(zoya, base)
    assert zoya.get(f"{base}1/file/").status_code == 404


def test_what_is_to_be_sent_after_is_listed(vera: Client, cases: CaseOffice) -> None:
    cases.delivered()
    base = f"/case-files/{cases.file.pk}/"
    assert "Nothing since the last delivery" in text(vera, base)
    cases.answers(cases.statement, "no")
    assert "would not be given it today" in text(vera, base)


def test_marek_finds_none_of_it(marek: Client, cases: CaseOffice) -> None:
    cases.delivered()
    base = f"/case-files/{cases.file.pk}/"
    for address in (base, f"{base}change/", f"{base}choose/", f"{base}matrix/", f"{base}disclosure/", f"{base}deliveries/1/file/"):
        assert marek.get(address).status_code == 404, address
    assert "На рагу" not in text(marek, "/case-files/")
