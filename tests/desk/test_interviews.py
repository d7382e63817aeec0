"""The interview's page: consent first, then how it is held, then the words; earlier accounts are shown before anybody is asked again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.journal import reading
from kniha.book.statements.models import Interview, Permission, Statement

pytestmark = pytest.mark.django_db


def form(world: World, **more: object) -> dict[str, object]:
    now = datetime.now(ZoneInfo("Europe/Minsk"))
    told = {
        "compartment": world.first.pk, "giver": "self", "consent-keep": "yes", "plan": "не пытаць пра сваякоў", "language": "be",
        "began": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}", "ended": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "text": "— Што было?\n— Мяне білі.", "contact": "праз сястру",
    }  # fmt: skip
    purposes = ("contact", "count", "analyse", "share-authority", "share-partner", "share-un", "publish-without-name")
    silent = {f"consent-{purpose}": "not-known" for purpose in (*purposes, "publish-with-name", "image-and-voice")}
    return told | silent | more


def test_an_interview_is_taken_and_its_circumstances_are_read_with_it(vera: Client, office: World) -> None:
    assert vera.post("/interviews/", form(office, read_back="on", promised="праезд")).status_code == 302
    page = vera.get(f"/statements/{Statement.objects.get().pk}/").content.decode()
    assert "Мяне білі." in page
    assert "How the interview was held" in page
    assert "праезд" in page
    assert "Read back and corrected." in page


def test_the_moments_are_those_of_the_office(vera: Client, office: World) -> None:
    vera.post("/interviews/", form(office, began="2026-01-10T10:00", ended="2026-01-10T11:30"))
    assert Interview.objects.get().began.astimezone(ZoneInfo("Europe/Minsk")).hour == 10


def test_who_has_spoken_is_shown_with_what_they_said_and_needs_a_lawyers_leave(
    vera: Client, zoya: Client, office: World, filed: Filed
) -> None:
    again = f"/people/{filed.statement.source_id}/interviews/"
    assert f"/statements/{filed.statement.pk}/" in vera.get(again).content.decode()
    assert "has spoken before" in vera.post(again, form(office)).content.decode()
    zoya.post(f"/people/{filed.statement.source_id}/permissions/", {"words": "суд просіць удакладніць"})
    assert "суд просіць" in vera.get(f"/people/{filed.statement.source_id}/").content.decode()
    assert vera.post(again, form(office)).status_code == 302
    assert Permission.objects.get().used


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"consent-keep": "no"}, "without the consent to keep it"),
        ({"plan": " "}, "required"),
        ({"text": ""}, "required"),
        ({"ended": "2020-01-01T00:00"}, "ends after it began"),
        ({"began": "nonsense"}, "valid date"),
        ({"giver": "neighbour"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said_what_was_written_is_kept_and_nothing_is_entered(
    vera: Client, office: World, more: dict[str, str], told: str
) -> None:
    before = reading.size()
    page = vera.post("/interviews/", form(office, place="ціхі пакой") | more).content.decode()
    assert told in page
    assert "ціхі пакой" in page
    assert reading.size() == before


def test_a_child_is_not_interviewed_by_a_clerk(vera: Client, office: World) -> None:
    page = vera.post("/interviews/", form(office, is_child="on")).content.decode()
    assert "Мяне білі." in page  # nothing that was written is lost
    assert not Statement.objects.exists()


def test_nobody_interviews_into_a_compartment_of_others(marek: Client, office: World, filed: Filed) -> None:
    assert "valid choice" in marek.post("/interviews/", form(office)).content.decode()
    assert marek.post(f"/people/{filed.statement.source_id}/interviews/", form(office)).status_code == 404
    assert marek.post(f"/people/{filed.statement.source_id}/permissions/", {"words": "дазваляю"}).status_code == 404


def test_a_clerk_allows_nobody(vera: Client, filed: Filed) -> None:
    assert vera.post(f"/people/{filed.statement.source_id}/permissions/", {"words": "дазваляю"}).status_code == 403
    assert not Permission.objects.exists()
