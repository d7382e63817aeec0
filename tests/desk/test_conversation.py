"""The conversation on the reading page: what is missing is asked for in one click, in the source's language; danger takes two."""

import pytest
from django.test import Client
from tests.desk.conftest import Filed

from kniha.book.journal import reading
from kniha.book.statements.models import Message, SealedReply

pytestmark = pytest.mark.django_db


def write(client: Client, filed: Filed, text: str = "Ці памятаеце вы нумар аўтобуса?") -> object:
    return client.post(f"/statements/{filed.statement.pk}/messages/", {"text": text})


def test_what_is_missing_is_asked_for_in_the_language_of_the_source(vera: Client, filed: Filed) -> None:
    page = vera.get(f"/statements/{filed.statement.pk}/").content.decode()
    assert 'href="?ask=when#conversation"' in page
    asked = vera.get(f"/statements/{filed.statement.pk}/?ask=when").content.decode()
    assert "Калі гэта было?" in asked


def test_a_question_that_no_list_has_asks_nothing(vera: Client, filed: Filed) -> None:
    assert vera.get(f"/statements/{filed.statement.pk}/?ask=<script>").status_code == 200


def test_a_message_in_danger_leaves_when_a_colleague_agrees(vera: Client, zoya: Client, filed: Filed) -> None:
    answer = write(vera, filed)
    assert answer.status_code == 302
    assert not SealedReply.objects.exists()
    assert "wait for a second" in zoya.get("/").content.decode()
    assert "wait for a second" not in vera.get("/").content.decode()
    message = Message.objects.get()
    zoya.post(f"/messages/{message.pk}/agreement/")
    assert SealedReply.objects.get().message == message.pk
    assert "waits for the courier" in vera.get(f"/statements/{filed.statement.pk}/").content.decode()


def test_a_message_is_withdrawn(vera: Client, filed: Filed) -> None:
    write(vera, filed)
    vera.post(f"/messages/{Message.objects.get().pk}/withdrawal/")
    assert Message.objects.get().state == "withdrawn"


def test_an_empty_message_is_said_beside_its_field(vera: Client, filed: Filed) -> None:
    before = reading.size()
    page = write(vera, filed, " ")
    assert page.status_code == 200
    assert "This field is required" in page.content.decode()
    assert reading.size() == before


def test_what_a_source_would_read_as_a_page_is_shown_as_words(vera: Client, filed: Filed) -> None:
    write(vera, filed, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in vera.get(f"/statements/{filed.statement.pk}/").content.decode()


def test_nobody_agrees_to_their_own_message_by_a_forged_form(vera: Client, filed: Filed) -> None:
    write(vera, filed)
    assert vera.post(f"/messages/{Message.objects.get().pk}/agreement/").status_code == 403
    assert Message.objects.get().state == "waits"


def test_another_compartment_finds_nothing(marek: Client, vera: Client, filed: Filed) -> None:
    write(vera, filed)
    message = Message.objects.get()
    assert write(marek, filed).status_code == 404
    assert marek.post(f"/messages/{message.pk}/agreement/").status_code == 404
    assert marek.post(f"/messages/{message.pk}/withdrawal/").status_code == 404
