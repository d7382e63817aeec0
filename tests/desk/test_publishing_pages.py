"""The public book at the desk: a lawyer proposes, a publisher releases, either takes it out; a report is read before an edition leaves."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.publishing import REPORT, accepted, publishers
from tests.world import World

from kniha.book.access.models import Registrar
from kniha.book.publishing.editions import EditionDraft, propose_edition
from kniha.book.publishing.models import Edition, Publication

pytestmark = pytest.mark.django_db

Seat = Callable[[Registrar], Client]
ANSWER = {"answer": "nobody-would-know", "words": "шмат людзей", "time_shown": "month", "place_shown": "town"}


def text(client: Client, address: str, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_an_incident_goes_out_by_two_at_their_desks_and_comes_back(world: World, at_desk: Seat) -> None:
    who, incident = publishers(world), accepted(world)
    lena, paula = at_desk(who.lena), at_desk(who.paula)
    page = f"/incidents/{incident.number}/public/"
    assert "Would those present know who told?" in text(lena, page)
    assert "Propose it" not in text(paula, page)
    assert lena.post(f"{page}proposal/", ANSWER).status_code == 302
    word = Publication.objects.get()
    assert incident.number in text(paula, "/public-book/")
    assert "Your word as the second" not in text(lena, page)
    assert "Your word as the second" in text(paula, page)
    assert paula.post(f"/public-book/{word.pk}/yes/", {"words": "згодна"}).status_code == 302
    assert Publication.objects.get().state == "released"
    assert word.number in text(paula, page)
    lena.post(f"/public-book/{word.pk}/end/", {"why": "source-asked", "words": "папрасіла"})
    assert Publication.objects.get().state == "withdrawn"
    lena.post(f"{page}withholding/", {"why": "danger", "words": "пагражаюць"})
    assert "withheld" in text(lena, page)


def test_what_stands_against_it_is_said_and_no_form_offered(world: World, at_desk: Seat) -> None:
    who, incident = publishers(world), accepted(world, consent={"keep": "yes"})
    page = text(at_desk(who.lena), f"/incidents/{incident.number}/public/")
    assert "it is not known whether every source allows it" in page
    assert "Propose it" not in page


def test_a_wrong_answer_keeps_what_was_typed_and_says_why(world: World, at_desk: Seat) -> None:
    who, incident = publishers(world), accepted(world)
    wrong = ANSWER | {"answer": "somebody-would-know", "words": "іх было двое"}
    answer = at_desk(who.lena).post(f"/incidents/{incident.number}/public/proposal/", wrong)
    assert answer.status_code == 400
    assert "іх было двое" in answer.content.decode()
    assert not Publication.objects.exists()


def test_a_second_publisher_reads_the_report_and_agrees(world: World, at_desk: Seat) -> None:
    who = publishers(world)
    edition = propose_edition(world.hand(who.paula), EditionDraft("ab" * 32, 0, REPORT, ""))
    page = f"/public-book/editions/{edition.pk}/"
    paula, ryhor = at_desk(who.paula), at_desk(who.ryhor)
    assert "It may leave" not in text(paula, page)
    assert "k7k7k7k7" in text(ryhor, page)
    assert "somebody in it is held: 1" in text(ryhor, page).replace('<span class="number">', "").replace("</span>", "")
    assert paula.post(f"{page}yes/").status_code == 403
    assert ryhor.post(f"{page}yes/").status_code == 302
    assert Edition.objects.get().state == "agreed"


def test_nobody_else_learns_of_editions(world: World, at_desk: Seat) -> None:
    edition = propose_edition(world.hand(publishers(world).paula), EditionDraft("ab" * 32, 0, REPORT, ""))
    for registrar in (world.vera, world.marek, world.zoya):
        client = at_desk(registrar)
        assert client.get(f"/public-book/editions/{edition.pk}/").status_code == 404
        assert "Edition 1" not in text(client, "/public-book/")
