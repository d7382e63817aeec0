"""Faces are covered in a copy at the desk: boxes typed or drawn, the copy looked at, kept or discarded; nothing without an opened file."""

import io
import re

import pytest
from django.test import Client
from PIL import Image
from tests import looks
from tests.desk import desk_pages
from tests.desk.conftest import Filed
from tests.desk.test_exhibits import opened
from tests.desk.test_exhibits_made import note
from tests.desk.test_player import faults, given, greys, pages_of
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE
from tests.media.samples import jpeg
from tests.media.test_masking import box, made, walk
from tests.sizes import sampled
from tests.world import World

from kniha.book.evidence.masking import NUMBERS
from kniha.book.evidence.models import CustodyEvent, Derivative, Exhibit, MaskedCopy, Masking
from kniha.media.masking import Asked
from kniha.media.masks import read_plan

pytestmark = pytest.mark.django_db
LINE = "1 0:00:02.000 12.5 30 10 8"


def at(exhibit: Exhibit, rest: str = "") -> str:
    return f"/exhibits/{exhibit.pk}/masking/{rest}"


def drawn(client: Client, exhibit: Exhibit, lines: str = "1 12.5 30 10 8", **more: str) -> MaskedCopy:
    client.post(at(exhibit), {"lines": lines, "why": "для суда", "make": "1", **more})
    return MaskedCopy.objects.latest("number")


def finished(office: World, copy: MaskedCopy, parts: list[tuple[bytes, int | None]]) -> None:
    """As the worker does it."""
    for number, (data, at_ms) in enumerate(parts, 1):
        note(office, copy.exhibit, Derivative, data, kind="masked", number=copy.number * NUMBERS + number, at_ms=at_ms, recipe="{}")
    Masking.objects.create(exhibit=copy.exhibit, number=copy.number, done=len(parts), is_over=True)


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_without_a_script_a_box_is_typed_and_put_on_the_list(vera: Client, filed: Filed) -> None:
    opened(vera, filed.film)
    typed = {
        "mask": "1",
        "start": "0:00:02",
        "left": "12.5",
        "top": "30",
        "width": "10",
        "height": "8.00",
        "end": "9",
        "add": "1",
        "why": "для суда",
    }
    answer = vera.post(at(filed.film), typed | {"lines": "2 0:00:00.000 1 1 1 1"})
    found = re.search(r"<textarea[^>]*name=\"lines\"[^>]*>\s*(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    assert found
    assert found[1].split("\n") == ["2 0:00:00.000 1 1 1 1", LINE, "1 0:00:09.000 end"]
    assert 'value="для суда"' in answer.content.decode()
    assert not MaskedCopy.objects.exists()


def test_what_is_drawn_is_entered_as_it_was_meant(vera: Client, office: World, filed: Filed) -> None:
    opened(vera, filed.film)
    copy = drawn(vera, filed.film, LINE + "\n1 0:00:09 end", way="followed", is_silent="on")
    assert (copy.plan, copy.way, copy.is_silent, copy.state) == ("1 2000 1250 3000 1000 800\n1 9000 end", "followed", True, "drawn")
    assert (copy.drawn_by, copy.why) == (office.vera, "для суда")
    page = text(vera, at(filed.film, f"{copy.pk}/"))
    assert "1 0:00:02.000 12.5 30 10 8 1 0:00:09.000 end" in page
    assert "The worker is still at it: 0 parts are made." in page
    assert "Everybody is covered" not in page
    again = text(vera, at(filed.film, f"?from={copy.pk}"))
    assert "1 0:00:02.000 12.5 30 10 8" in again


def test_a_copy_is_looked_at_kept_and_taken_away(vera: Client, office: World, filed: Filed) -> None:
    opened(vera, filed.picture)
    copy = drawn(vera, filed.picture)
    finished(office, copy, [(jpeg(), None)])
    assert "Everybody is covered: keep it" in text(vera, at(filed.picture, f"{copy.pk}/"))
    vera.post(at(filed.picture, f"{copy.pk}/keeping/"))
    copy = MaskedCopy.objects.get()
    answer = vera.get(at(filed.picture, f"{copy.pk}/file/"))
    assert b"".join(answer.streaming_content) == jpeg()
    assert (answer["Content-Type"], "sandbox" in answer["Content-Security-Policy"]) == ("image/jpeg", True)
    assert answer["Content-Disposition"] == f'attachment; filename="{filed.picture.pk[:12]}-1.jpg"'
    assert (copy.state, copy.sha256, CustodyEvent.objects.get(kind="copied").why) == ("kept", Derivative.objects.get().sha256, "для суда")
    assert "Take the copy away" in text(vera, at(filed.picture, f"{copy.pk}/"))
    assert vera.post(at(filed.picture, f"{copy.pk}/keeping/")).status_code == 409


def test_a_film_is_given_as_one_with_its_digest(vera: Client, office: World, filed: Filed) -> None:
    import hashlib

    opened(vera, filed.film)
    copy = drawn(vera, filed.film, LINE, way="followed")
    parts = [(one.part.film, one.part.until_ms) for one in made(walk(12), Asked(read_plan(box())))]
    finished(office, copy, parts)
    vera.post(at(filed.film, f"{copy.pk}/keeping/"))
    whole = b"".join(vera.get(at(filed.film, f"{copy.pk}/file/")).streaming_content)
    assert MaskedCopy.objects.get().sha256 == hashlib.sha256(whole).hexdigest()
    piece = vera.get(at(filed.film, f"{copy.pk}/file/"), headers={"range": "bytes=600-900"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, whole[600:901])


def test_a_discarded_copy_is_handed_out_no_more(vera: Client, office: World, filed: Filed) -> None:
    opened(vera, filed.picture)
    copy = drawn(vera, filed.picture)
    finished(office, copy, [(jpeg(), None)])
    vera.post(at(filed.picture, f"{copy.pk}/"), {"reason": "відаць твар"})
    assert MaskedCopy.objects.get().state == "discarded"
    assert vera.get(at(filed.picture, f"{copy.pk}/file/")).status_code == 404
    assert "відаць твар" in text(vera, at(filed.picture, f"{copy.pk}/"))


@pytest.mark.parametrize(
    "lines",
    ["1 95 0 10 10", "1 0 0 0 5", "1 nan 0 5 5", "1 -5 0 5 5", "1 1e1 0 5 5", "<b>", "1 0 0 5", "", "9" * 7000, "1 0 0 5 5\n" * 400],
)
def test_boxes_that_cannot_be_are_refused_and_what_was_typed_stays(vera: Client, filed: Filed, lines: str) -> None:
    opened(vera, filed.picture)
    answer = vera.post(at(filed.picture), {"lines": lines, "why": "для суда", "make": "1"})
    assert answer.status_code == 200
    assert 'class="error' in answer.content.decode() or "errorlist" in answer.content.decode()
    assert not MaskedCopy.objects.exists()


def test_what_nobody_opened_is_neither_drawn_on_nor_shown(
    vera: Client, zoya: Client, marek: Client, nobody: Client, office: World, filed: Filed
) -> None:
    opened(vera, filed.picture)
    copy = drawn(vera, filed.picture)
    finished(office, copy, [(jpeg(), None)])
    for rest in ("", f"{copy.pk}/", f"{copy.pk}/file/"):
        assert marek.get(at(filed.picture, rest)).status_code == 404
        assert nobody.get(at(filed.picture, rest)).status_code == 302
    assert zoya.get(at(filed.picture, f"{copy.pk}/file/")).status_code == 403
    assert "copy 1" not in text(zoya, at(filed.picture))
    zoya.post(at(filed.picture), {"lines": "1 1 1 1 1", "why": "для суда", "make": "1"})
    assert marek.post(at(filed.picture), {"lines": "1 1 1 1 1", "why": "для суда", "make": "1"}).status_code == 404
    assert MaskedCopy.objects.count() == 1
    assert zoya.post(at(filed.picture, f"{copy.pk}/keeping/")).status_code == 403


def test_a_page_of_words_has_no_faces(vera: Client, filed: Filed) -> None:
    opened(vera, filed.page)
    assert vera.get(at(filed.page)).status_code == 404


@pytest.mark.story
def test_a_box_is_drawn_with_the_mouse_and_the_pages_can_be_used_by_everybody(vera: Client, office: World, filed: Filed) -> None:
    opened(vera, filed.film)
    copy = drawn(vera, filed.film, LINE, way="followed")
    finished(office, copy, [(made(walk(1), Asked(read_plan(box())))[0].part.film, 1000)])
    note(office, filed.film, Derivative, b'{"lost": [7200]}', kind="masking", number=copy.number * NUMBERS + 1, recipe="{}")
    picture = opened(vera, filed.picture) and drawn(vera, filed.picture)
    told = {
        address: pages_of(vera, address)
        for address in (at(filed.film), at(filed.picture), at(filed.film, f"{copy.pk}/"), at(filed.picture, f"{picture.pk}/"))
    }
    found = [fault for address, pages in told.items() for page in pages.values() for fault in faults(page, address.partition("?")[0])]
    white = io.BytesIO()
    Image.new("RGB", (320, 180), "white").save(white, "JPEG")
    with browsers.browser() as running:
        for address, pages in told.items():
            for viewport in (PHONE, DESK):
                context = looks.context_of(running, viewport=viewport, scheme="light")
                looks.served(context, pages, desk_pages.static())
                given(context, greys())
                window = context.new_page()
                for page in sampled([*pages.values()], 1, of=address.replace(filed.film.pk, "film").replace(filed.picture.pk, "picture")):
                    window.goto(f"http://desk.test{page.address}")
                    window.wait_for_timeout(200)
                    found += looks.faults_at(window, viewport)
                if viewport == DESK and address == at(filed.film):
                    window.goto("http://desk.test/en/")
                    window.get_by_role("button", name="Draw a region").click()
                    stage = window.locator("[data-stage]").bounding_box()
                    window.mouse.move(stage["x"] + 300, stage["y"] + 60)
                    window.mouse.down()
                    window.mouse.move(stage["x"] + 360, stage["y"] + 120)
                    window.mouse.up()
                    assert float(window.locator("[name=width]").input_value()) > 5
                    assert window.locator("[name=start]").input_value().startswith("0:00:0")
                context.close()
    assert not found
