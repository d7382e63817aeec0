"""Things at the desk: entered with how they came, found by their label, led from hand to hand, printed as a label, forgotten."""

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World, thing_of

from kniha.book.evidence.models import Exhibit, Thing, ThingStep

pytestmark = pytest.mark.django_db

TOLD = {
    "kind": "clothing", "title": "Сіняя кашуля", "description": "без гузіка", "how_obtained": "given", "at": "12.08.2020 12:00",
    "giver": "пацярпелы", "taker": "следчы", "why": "каб захаваць", "seal_number": "пломба 17", "kept_at": "шафа 3",
}  # fmt: skip
STEP = {"kind": "handed-over", "at": "13.08.2020", "giver": "следчы", "taker": "лабараторыя", "why": "экспертыза"}


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_thing_is_entered_with_how_it_came_and_gets_a_label(vera: Client, office: World):
    answer = vera.post("/things/new/", {**TOLD, "compartment": office.first.pk})
    made = Thing.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/things/{made.pk}/")
    assert (made.label[:4], made.acquired_on.isoformat(), made.compartment) == ("KNR-", "2020-08-12", office.first)
    page = text(vera, f"/things/{made.pk}/")
    assert "The chain closes" in page
    for words in (made.label, "без гузіка", "пломба 17", "шафа 3", "пацярпелы"):
        assert words in page


def test_with_a_statement_it_lies_where_the_statement_lies(vera: Client, filed: Filed):
    assert 'name="compartment"' not in text(vera, f"/things/new/?statement={filed.statement.pk}")
    vera.post(f"/things/new/?statement={filed.statement.pk}", TOLD)
    made = Thing.objects.get()
    assert (made.statement, made.compartment) == (filed.statement, filed.statement.compartment)
    assert made.label in text(vera, f"/statements/{filed.statement.pk}/")


def test_a_label_that_is_typed_or_scanned_leads_to_its_thing(vera: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    assert vera.get("/things/", {"label": f" {made.label.lower()} "})["Location"] == f"/things/{made.pk}/"
    assert "No thing has this label." in vera.get("/things/", {"label": "KNR-2020-1"}).content.decode()
    assert "пломба 17" in text(vera, "/things/")


def test_the_label_on_paper_tells_the_number_and_nothing_of_the_thing(vera: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    page = text(vera, f"/things/{made.pk}/label/")
    assert made.label in page
    assert "<svg" in page
    assert made.title not in page
    assert "style=" not in page


def test_a_step_brings_the_new_seal_and_place_with_it(vera: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    vera.post(f"/things/{made.pk}/", {**STEP, "seal_number": "пломба 18", "kept_at": "шафа лабараторыі"})
    made.refresh_from_db()
    assert (made.seal_number, made.kept_at) == ("пломба 18", "шафа лабараторыі")
    vera.post(f"/things/{made.pk}/", {**STEP, "kind": "analysed", "at": "14.08.2020", "taker": "хімік"})
    assert "nobody took it back after it was handed over" in text(vera, f"/things/{made.pk}/")
    assert [step.kind for step in ThingStep.objects.order_by("at")] == ["received", "handed-over", "analysed"]


def test_a_thing_ends_by_a_step_and_a_file_does_not(vera: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    vera.post(f"/things/{made.pk}/", {**STEP, "kind": "destroyed"})
    assert ThingStep.objects.filter(kind="destroyed").exists()
    assert "Select a valid choice" in vera.post(f"/exhibits/{filed.picture.pk}/chain/", {**STEP, "kind": "destroyed"}).content.decode()


def test_a_photograph_is_named_by_the_label_that_it_shows(vera: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    page = vera.post(f"/exhibits/{filed.picture.pk}/thing/", {"label": made.label}, follow=True).content.decode()
    assert "named as a photograph" in page
    assert Exhibit.objects.get(pk=filed.picture.pk).thing == made
    assert filed.picture.original_name in text(vera, f"/things/{made.pk}/")
    assert made.label in text(vera, f"/exhibits/{filed.picture.pk}/")
    page = vera.post(f"/exhibits/{filed.film.pk}/thing/", {"label": "KNR-1"}, follow=True).content.decode()
    assert "No thing has this label." in page


def test_it_is_described_anew_and_the_history_keeps_what_was_said(vera: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    vera.post(f"/things/{made.pk}/description/", {"kind": "clothing", "title": "Сіняя кашуля", "description": "без двух гузікаў"})
    made.refresh_from_db()
    assert made.description == "без двух гузікаў"
    history = text(vera, f"/history/thing/{made.pk}/")
    assert "без гузіка" in history
    assert "без двух гузікаў" in history


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "к"}, "at least 3"),
        ({"kind": "soul"}, "Select a valid choice"),
        ({"giver": ""}, "This field is required"),
        ({"at": "калісьці"}, "Write a day or a moment"),
        ({"at": "12.08.2099"}, "has happened"),
        ({"compartment": "0" * 32}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(vera: Client, office: World, wrong: dict[str, str], said: str):
    answer = vera.post("/things/new/", {**TOLD, "compartment": office.first.pk, **wrong})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Thing.objects.exists()


def test_another_compartment_finds_no_thing_by_any_way(marek: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    assert "No thing has this label." in marek.get("/things/", {"label": made.label}).content.decode()
    for address in (f"/things/{made.pk}/", f"/things/{made.pk}/label/", f"/things/{made.pk}/description/"):
        assert marek.get(address).status_code == 404
    assert marek.get(f"/things/new/?statement={filed.statement.pk}").status_code == 404


def test_a_photograph_of_another_compartments_thing_is_named_by_nobody(vera: Client, marek: Client, office: World, filed: Filed):
    made = thing_of(office, filed.statement)
    marek.post(f"/exhibits/{filed.picture.pk}/thing/", {"label": made.label})
    assert Exhibit.objects.get(pk=filed.picture.pk).thing is None
