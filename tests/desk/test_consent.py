"""What a source answered on consent, entered at the desk: with how it was given; what is no answer is told beside the form."""

import pytest
from django.test import Client
from tests.world import World

from kniha.book.statements.models import Consent

pytestmark = pytest.mark.django_db

SENT = {
    "purpose": "share-authority",
    "answer": "yes",
    "recipient": "Трыбунал",
    "giver": "self",
    "given_on": "2026-11-01",
    "words": "у лісце",
}


def test_an_answer_is_entered_and_stands_with_the_statement(vera: Client, world: World):
    statement = world.report()
    page = vera.get(f"/statements/{statement.pk}/consent/").content.decode()
    assert "A yes that nobody gave endangers people" in page
    after = vera.post(f"/statements/{statement.pk}/consent/", SENT, follow=True).content.decode()
    assert "share with a named authority of justice (Трыбунал): yes" in after
    assert "noted what the source answered on consent" in vera.get(f"/history/statement/{statement.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"recipient": ""}, {"words": "х"}, {"purpose": "all"}, {"given_on": "2100-01-01"}, {"given_on": "учора"}]
)
def test_what_is_no_answer_is_told_and_nothing_is_entered(vera: Client, world: World, wrong: dict):
    statement = world.report()
    page = vera.post(f"/statements/{statement.pk}/consent/", SENT | wrong)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert not Consent.objects.filter(statement=statement, purpose="share-authority").exists()


def test_who_may_not_see_the_statement_enters_nothing(marek: Client, world: World):
    statement = world.report()
    assert marek.post(f"/statements/{statement.pk}/consent/", SENT).status_code == 404
    assert not Consent.objects.filter(purpose="share-authority").exists()
