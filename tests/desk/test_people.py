"""Risk, safe contact, and what is sealed: opened with a reason, shown once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.desk.conftest import Filed

from kniha.book.journal import reading
from kniha.book.people.models import Risk, SafeContact, SealedField

pytestmark = pytest.mark.django_db


def later() -> str:
    return (timezone.now().date() + timedelta(days=30)).isoformat()


def test_a_risk_is_assessed_and_seen_beside_the_statement(vera: Client, filed: Filed) -> None:
    person = filed.statement.source_id
    form = {"level": "high", "circumstances": ["in-country"], "words": "жыве дома", "next_look": later()}
    assert vera.post(f"/people/{person}/risk/", form).status_code == 302
    assert Risk.objects.get().level == "high"
    assert "danger: high" in " ".join(vera.get(f"/statements/{filed.statement.pk}/").content.decode().split())


def test_a_safe_contact_is_noted_and_its_address_sealed(vera: Client, filed: Filed) -> None:
    person = filed.statement.source_id
    form = {"channel": "signal", "address": "+375 11 111-11-11", "never": "не тэлефанаваць"}
    assert vera.post(f"/people/{person}/contact/", form).status_code == 302
    assert SafeContact.objects.get().never == "не тэлефанаваць"
    page = vera.get(f"/people/{person}/").content.decode()
    assert "не тэлефанаваць" in page
    assert "+375" not in page


def test_what_is_sealed_opens_with_a_reason_and_is_shown_once(vera: Client, filed: Filed) -> None:
    person, field = filed.statement.source_id, SealedField.objects.get(field="contact")
    before = reading.size()
    assert "+375 00 000-00-00" in vera.post(f"/sealed/{field.pk}/", {"reason": "дамовіцца пра размову"}).content.decode()
    assert reading.size() == before + 1
    assert "+375" not in vera.get(f"/people/{person}/").content.decode()


def test_without_a_reason_it_stays_sealed(vera: Client, filed: Filed) -> None:
    field, before = SealedField.objects.get(field="contact"), reading.size()
    assert "+375" not in vera.post(f"/sealed/{field.pk}/", {"reason": " "}).content.decode()
    assert reading.size() == before


def test_a_look_again_in_the_past_is_refused(vera: Client, filed: Filed) -> None:
    form = {"level": "low", "next_look": "2020-01-01", "words": "словы застаюцца"}
    page = vera.post(f"/people/{filed.statement.source_id}/risk/", form).content.decode()
    assert "This cannot be" in page
    assert "словы застаюцца" in page
    assert not Risk.objects.exists()
