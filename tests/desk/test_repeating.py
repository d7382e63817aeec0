"""What stands on a page many times is written by Jinja: escaped as everything is, with the desk's addresses, never with a hole in it."""

import pytest
from django.test import Client
from django.urls import reverse
from jinja2 import UndefinedError
from tests.world import PLACE, TIME, World

from kniha.book.events.actions import conclude
from kniha.book.events.drafts import IncidentDraft
from kniha.book.statements.models import Statement
from kniha.desk.repeating import address, repeated

HOSTILE = '<script>alert("1")</script>&\'"'


@pytest.mark.django_db
def test_hostile_words_of_a_source_and_a_title_stay_words(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    conclude(world.hand(world.vera), incident, IncidentDraft(HOSTILE, TIME, PLACE), accounts=[account])
    row = Statement(
        pk="0" * 32, kind="report", language='be"><script>', when_words=HOSTILE, where_words=HOSTILE, received_on=account.coded_on
    )
    row.account_count, row.exhibit_count, row.compartment = 1, 0, world.first
    for page in (
        vera.get("/incidents/").content.decode(),
        vera.get(f"/incidents/{incident.number}/").content.decode(),
        repeated("desk/statements/rows.jinja", {"rows": [row]}),
    ):
        assert "<script>alert" not in page
        assert "<script>" not in page.replace('<script type="module"', "").replace("<script src", "")
        assert "&lt;script&gt;" in page


def test_an_address_is_the_one_that_django_gives() -> None:
    for name, parts in (("statement", ("a1" * 16,)), ("incident", ("KN-2020-48213",)), ("history", ("act", "b2" * 16)), ("home", ())):
        assert address(name, *parts) == reverse(name, args=parts)
    strange = "50 %s ?"
    assert address("incident", strange) == reverse("incident", args=[strange])


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        repeated("desk/incidents/rows.jinja", {})
