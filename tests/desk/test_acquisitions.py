"""Files that came together at the desk: what was told of them, where each lay, and what a lawyer lets be done with them."""

import pytest
from django.test import Client
from tests.world import World, acquisition_draft, gathered_file

from kniha.book.evidence import acquiring
from kniha.book.evidence.models import Acquisition, CustodyEvent, Exhibit
from kniha.book.journal import reading

pytestmark = pytest.mark.django_db

WORDS = "Запіс з публічнага месца, нікому не шкодзіць."


def came(world: World, how: str = "given", *, files: int = 2) -> Acquisition:
    hand = world.hand(world.vera)
    made = acquiring.begin_acquisition(hand, acquisition_draft(how_obtained=how), world.first)
    acquiring.add_files(hand, made, [gathered_file(f"DCIM/{number:04}.jpg", blob=f"{number + 99:064x}") for number in range(files)])
    return made


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_list_tells_what_came_and_how_many_files(vera: Client, world: World):
    assert "Nothing came together yet" in text(vera, "/acquisitions/")
    came(world, files=3)
    page = text(vera, "/acquisitions/")
    assert "Картка памяці камеры на плошчы" in page
    assert '<td class="count" data-name="Files">3</td>' in page


def test_a_page_shows_where_each_file_lay_and_by_which_clock(vera: Client, world: World):
    made = came(world, files=60)
    page = text(vera, f"/acquisitions/{made.pk}/")
    assert "DCIM/0000.jpg" in page
    assert "DCIM/0055.jpg" not in page
    assert "DCIM/0055.jpg" in text(vera, f"/acquisitions/{made.pk}/?page=2")
    assert "гадзіннік камеры спяшаўся на 2 хвіліны" in page
    assert "Enter the decision" not in page


def test_the_file_names_what_it_came_with(vera: Client, world: World):
    made = came(world, files=1)
    page = text(vera, f"/exhibits/{made.exhibits.get().pk}/")
    assert f'<a href="/acquisitions/{made.pk}/">Картка памяці камеры на плошчы</a>' in page
    assert "DCIM/0000.jpg" in page
    assert "came with an acquisition" in page


def test_a_leaked_file_offers_no_opening_and_refuses_it(vera: Client, world: World):
    exhibit = came(world, "leaked", files=1).exhibits.get()
    page = text(vera, f"/exhibits/{exhibit.pk}/")
    assert "until a lawyer decides" in page
    assert 'name="why"' not in page
    refused = vera.post(f"/exhibits/{exhibit.pk}/", {"why": "паглядзець"})
    assert (refused.status_code, "A lawyer decides first" in refused.content.decode()) == (403, True)
    assert not CustodyEvent.objects.filter(kind="accessed").exists()


def test_a_lawyer_finds_it_on_the_first_page_and_decides(zoya: Client, vera: Client, world: World):
    made = came(world, "hacked", files=1)
    assert f"/acquisitions/{made.pk}/" in text(zoya, "/")
    assert f"/acquisitions/{made.pk}/" not in text(vera, "/")
    assert "Enter the decision" in text(zoya, f"/acquisitions/{made.pk}/")
    assert "Enter the decision" not in text(vera, f"/acquisitions/{made.pk}/")
    answer = zoya.post(f"/acquisitions/{made.pk}/", {"uses": ["read", "linked"], "words": WORDS}, follow=True)
    assert "The decision is entered." in answer.content.decode()
    made.refresh_from_db()
    assert (made.may_be_read, made.may_be_linked, made.may_be_matched, made.decided_by) == (True, True, False, world.zoya)
    assert f"/acquisitions/{made.pk}/" not in text(zoya, "/")
    assert 'name="why"' in text(vera, f"/exhibits/{made.exhibits.get().pk}/")


def test_a_decision_without_a_reason_changes_nothing_and_keeps_what_was_ticked(zoya: Client, world: World):
    made, size = came(world, "leaked"), reading.size()
    page = zoya.post(f"/acquisitions/{made.pk}/", {"uses": ["read"], "words": "так"}).content.decode()
    assert 'value="read" id="id_uses_0" checked' in page or 'value="read" aria' in page
    assert reading.size() == size


def test_who_is_no_lawyer_cannot_decide(vera: Client, world: World):
    made, size = came(world, "leaked"), reading.size()
    assert vera.post(f"/acquisitions/{made.pk}/", {"uses": ["read"], "words": WORDS}).status_code == 403
    assert reading.size() == size
    assert Exhibit.objects.filter(acquisition=made).count() == 2


def test_what_a_lawyer_shuts_again_is_shut_at_once(zoya: Client, vera: Client, world: World):
    made = came(world, "leaked", files=1)
    exhibit = made.exhibits.get()
    zoya.post(f"/acquisitions/{made.pk}/", {"uses": ["read"], "words": WORDS})
    vera.post(f"/exhibits/{exhibit.pk}/", {"why": "паглядзець"})
    assert "Take the original away" in text(vera, f"/exhibits/{exhibit.pk}/")
    zoya.post(f"/acquisitions/{made.pk}/", {"uses": [], "words": "Там імёны сведак, чытаць нельга."})
    assert "Take the original away" not in text(vera, f"/exhibits/{exhibit.pk}/")
    assert vera.get(f"/exhibits/{exhibit.pk}/original/").status_code == 403
