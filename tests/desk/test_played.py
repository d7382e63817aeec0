"""A film that browsers do not play is played as the copy that our worker made of it: in a real browser, at the original's moments."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page
from tests import looks
from tests.desk import desk_pages
from tests.desk.conftest import Filed, sealed
from tests.desk.test_exhibits import opened
from tests.desk.test_exhibits_made import note
from tests.desk.test_media_notes import SEEN, work
from tests.desk.test_player import SHOWN, faults, given, pages_of, until
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE
from tests.media.test_frames import moving
from tests.media.test_played import AVI, joined, parts_of
from tests.sizes import sampled
from tests.world import World

from kniha.book.evidence.models import Derivative, Exhibit, Making
from kniha.book.statements.receiving import StoredFile

pytestmark = pytest.mark.django_db
PARTS = parts_of(moving(23, **AVI))


def made(office: World, exhibit: Exhibit, *, parts: int = 3, steps: int = 5, done: int = 5) -> None:
    """So many parts of a copy are made."""
    for number, part in enumerate(PARTS[:parts], 1):
        note(office, exhibit, Derivative, part.film, kind="played", number=number, at_ms=part.until_ms, recipe="{}")
    Making.objects.update_or_create(exhibit=exhibit, defaults={"steps": steps, "done": done})


def page_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_page_plays_the_copy_and_says_that_it_is_one(vera: Client, office: World, filed: Filed) -> None:
    made(office, filed.film)
    opened(vera, filed.film)
    for address in (f"/exhibits/{filed.film.pk}/", work(filed.film)):
        page = page_of(vera, address)
        assert f'src="/exhibits/{filed.film.pk}/played/"' in page
        assert f'<video controls preload="metadata" data-media src="/exhibits/{filed.film.pk}/original/"' not in page
        assert "What plays here is a copy that our worker made of it, from its beginning to 0:00:22" in page
        assert "the copy grows" not in page


def test_a_copy_that_is_not_ready_yet_says_so(vera: Client, office: World, filed: Filed) -> None:
    made(office, filed.film, parts=1, done=3, steps=362)
    opened(vera, filed.film)
    page = page_of(vera, work(filed.film))
    assert "from its beginning to 0:00:10" in page
    assert "The worker is still at it: the copy grows." in page


def test_a_file_that_no_browser_plays_says_that_a_copy_is_to_come(vera: Client, office: World) -> None:
    stored = StoredFile("film.avi", "", "video/x-msvideo", sealed(office, moving(1, **AVI)))
    (film,) = Exhibit.objects.filter(statement=office.report(envelope="ab" * 32, files=(stored,)))
    opened(vera, film)
    assert "The worker makes a copy that they play" in page_of(vera, f"/exhibits/{film.pk}/")
    Making.objects.create(exhibit=film, steps=3, done=3)
    assert "The worker makes a copy that they play" not in page_of(vera, f"/exhibits/{film.pk}/")


def test_a_copy_that_ends_early_says_why(vera: Client, office: World, filed: Filed) -> None:
    made(office, filed.film, parts=2)
    note(office, filed.film, Derivative, b"", kind="played", number=3, recipe="{}", finding="given-up")
    opened(vera, filed.film)
    page = page_of(vera, work(filed.film))
    assert "The copy ends before the file does: given up" in page
    assert "from its beginning to 0:00:20" in page


def test_the_copy_is_given_by_ranges_to_who_opened_the_file_and_to_nobody_else(
    vera: Client, zoya: Client, marek: Client, nobody: Client, office: World, filed: Filed
) -> None:
    made(office, filed.film)
    address = f"/exhibits/{filed.film.pk}/played/"
    assert (vera.get(address).status_code, marek.get(address).status_code, nobody.get(address).status_code) == (403, 404, 302)
    opened(vera, filed.film)
    assert zoya.get(address).status_code == 403
    answer = vera.get(address)
    whole = b"".join(answer.streaming_content)
    assert whole == joined(PARTS)
    assert answer["Content-Type"] == "video/webm"
    assert "sandbox" in answer["Content-Security-Policy"]
    piece = vera.get(address, headers={"range": "bytes=100-5000"})
    assert (piece.status_code, piece["Content-Range"]) == (206, f"bytes 100-5000/{len(whole)}")
    assert b"".join(piece.streaming_content) == whole[100:5001]
    assert vera.get(address, headers={"range": "bytes=999999999-"}).status_code == 416
    assert vera.get(f"/exhibits/{filed.film.pk}/made/played-2/")["Content-Type"] == "video/webm"


def test_there_is_no_copy_of_what_has_none(vera: Client, filed: Filed) -> None:
    opened(vera, filed.film)
    assert vera.get(f"/exhibits/{filed.film.pk}/played/").status_code == 404


def test_a_part_that_the_vault_does_not_hold_as_it_was_is_not_played(vera: Client, office: World, filed: Filed) -> None:
    made(office, filed.film)
    opened(vera, filed.film)
    Derivative.objects.filter(kind="played", number=1).update(size=700, sha256="0" * 64, sealed_sha256="0" * 64)
    assert vera.get(f"/exhibits/{filed.film.pk}/played/").status_code in {404, 503}


@pytest.fixture
def playing(vera: Client, office: World, filed: Filed) -> Iterator[Page]:
    """Vera's page of the film in a browser, with the copy as the desk gives it."""
    made(office, filed.film)
    opened(vera, filed.film)
    vera.post(work(filed.film), SEEN | {"start": "0:00:13.000"})
    pages = pages_of(vera, work(filed.film))
    whole = b"".join(vera.get(f"/exhibits/{filed.film.pk}/played/").streaming_content)
    with browsers.browser() as running:
        context = looks.context_of(running, viewport=DESK, scheme="light")
        looks.served(context, pages, desk_pages.static())
        given(context, whole, "**/played/")
        window = context.new_page()
        window.goto("http://desk.test/en/")
        until(window, "document.querySelector('video').readyState >= 2")
        yield window


def seen_at(window: Page, moment: str) -> int:
    window.get_by_label("Jump to").fill(moment)
    window.get_by_role("button", name="Jump", exact=True).click()
    until(window, "!document.querySelector('video').seeking")
    window.wait_for_timeout(120)
    return window.evaluate(SHOWN)


@pytest.mark.story
def test_in_a_browser_each_moment_shows_what_the_original_shows_then(playing: Page) -> None:
    assert playing.evaluate("document.querySelector('video').duration") == pytest.approx(PARTS[-1].until_ms / 1000, abs=0.01)
    for seconds in (21.55, 3.25, 10.05, 9.95, 19.95, 20.05, 0.05):
        shown = seen_at(playing, f"0:00:{seconds:06.3f}")
        assert shown / 250 * 23 == pytest.approx(seconds, abs=0.35), seconds
    playing.get_by_role("button", name="0:00:13.000", exact=True).click()
    until(playing, "!document.querySelector('video').seeking")
    assert playing.evaluate("document.querySelector('video').currentTime") == pytest.approx(13, abs=0.001)


@pytest.mark.story
def test_in_a_browser_it_plays_on_over_the_end_of_a_part(playing: Page) -> None:
    seen_at(playing, "0:00:09.500")
    playing.evaluate("document.querySelector('video').play()")
    until(playing, "document.querySelector('video').currentTime > 10.6")
    assert playing.evaluate("document.querySelector('video').error") is None
    playing.evaluate("document.querySelector('video').pause()")
    playing.wait_for_timeout(100)
    assert playing.evaluate(SHOWN) / 250 * 23 == pytest.approx(playing.evaluate("document.querySelector('video').currentTime"), abs=0.4)


@pytest.mark.story
def test_the_pages_can_be_used_by_everybody(vera: Client, office: World, filed: Filed) -> None:
    made(office, filed.film, parts=2)
    note(office, filed.film, Derivative, b"", kind="played", number=3, recipe="{}", finding="given-up")
    opened(vera, filed.film)
    found = []
    told = {address: pages_of(vera, address) for address in (work(filed.film), f"/exhibits/{filed.film.pk}/")}
    with browsers.browser() as running:
        for address, pages in told.items():
            found += [fault for page in pages.values() for fault in faults(page, address)]
            for viewport in (PHONE, DESK):
                context = looks.context_of(running, viewport=viewport, scheme="light")
                looks.served(context, pages, desk_pages.static())
                window = context.new_page()
                for page in sampled([*pages.values()], 1, of=address.replace(filed.film.pk, "film")):
                    window.goto(f"http://desk.test{page.address}")
                    window.wait_for_timeout(150)
                    found += looks.faults_at(window, viewport)
                context.close()
    assert not found
