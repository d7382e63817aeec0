"""What stays for danger alone waits at the desk for a second, who sees every row of it."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar
from kniha.book.statements.leaving import Handing
from kniha.book.work.agreeing import ask_second
from kniha.book.work.models import Agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(office: World, filed: Filed) -> Agreement:
    return ask_second(office.hand(office.zoya), "statements", Handing("share-un", "Суд у Г."), [filed.statement.pk], reason="суд папрасіў")


@pytest.fixture
def ruza(office: World, at_desk: Callable[..., Client]) -> Client:
    two = (office.anna, office.boris)
    registrar = enrol_registrar(office.hand(office.anna), two, Enrolment("Ружа", ("lawyer",)))
    admit_member(office.hand(office.anna), two, office.first, registrar)
    return at_desk(registrar)


def test_a_second_finds_it_among_what_waits_looks_at_each_row_and_agrees(ruza: Client, asked: Agreement, filed: Filed) -> None:
    assert "Суд у Г." in ruza.get("/").content.decode()
    page = ruza.get(f"/handing/{asked.pk}/").content.decode()
    assert f"/statements/{filed.statement.pk}/" in page
    assert f"/people/{filed.statement.source_id}/" in page
    assert ruza.post(f"/handing/{asked.pk}/yes/", {"reason": "крыніца за мяжой"}).status_code == 302
    assert Agreement.objects.get().state == "agreed"
    assert "Суд у Г." not in ruza.get("/handing/").content.decode()


def test_a_second_declines(ruza: Client, asked: Agreement) -> None:
    ruza.post(f"/handing/{asked.pk}/no/", {"reason": "занадта небяспечна"})
    assert Agreement.objects.get().state == "declined"


@pytest.mark.parametrize("reason", ["", "ок"])
def test_without_a_reason_nothing_is_decided(ruza: Client, asked: Agreement, reason: str) -> None:
    answer = ruza.post(f"/handing/{asked.pk}/yes/", {"reason": reason})
    assert answer.status_code == 200
    assert Agreement.objects.get().state == "asked"


def test_the_first_others_and_those_of_other_compartments_find_nothing(
    zoya: Client, vera: Client, marek: Client, nobody: Client, asked: Agreement
) -> None:
    for client in (zoya, vera, marek):
        assert client.get(f"/handing/{asked.pk}/").status_code == 404
        assert client.post(f"/handing/{asked.pk}/yes/", {"reason": "каб было"}).status_code == 404
        assert "Суд у Г." not in client.get("/").content.decode()
    assert vera.get("/handing/").status_code == 404
    own = zoya.get("/handing/").content.decode()
    assert "Суд у Г." in own
    assert f'href="/handing/{asked.pk}/"' not in own  # hers to take back, not to agree to
    assert nobody.get("/handing/").status_code == 302
    assert Agreement.objects.get().state == "asked"
