"""The player in a real browser: one frame forth and back, jumps to notes, regions drawn, by mouse and keys; and without a script."""

import io
from collections.abc import Iterator
from itertools import pairwise

import av
import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, Route
from tests import looks
from tests.desk import desk_pages, kept_forms
from tests.desk.conftest import Filed
from tests.desk.test_exhibits import opened
from tests.desk.test_exhibits_made import note as made_of
from tests.desk.test_media_notes import SAID, SEEN, work
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE, Shown
from tests.media.samples import jpeg
from tests.sizes import sampled
from tests.world import World

from kniha.book.evidence.models import Derivative, FileFacts, MediaNote
from kniha.runs.file_facts import Facts

pytestmark = [pytest.mark.django_db, pytest.mark.story]
RATE, FRAMES = 25, 110
SHOWN = """() => { const film = document.querySelector("video"), drawn = document.createElement("canvas");
  drawn.width = 8; drawn.height = 8; const paper = drawn.getContext("2d"); paper.drawImage(film, 0, 0, 8, 8);
  return paper.getImageData(4, 4, 1, 1).data[0]; }"""


def greys() -> bytes:
    """Four seconds in which each frame is a little lighter than the one before."""
    written = io.BytesIO()
    with av.open(written, "w", format="webm") as container:
        track = container.add_stream("libvpx", rate=RATE, options={"crf": "4", "b": "2M"})
        track.width, track.height, track.pix_fmt = 320, 180, "yuv420p"
        for number in range(FRAMES):
            container.mux(track.encode(av.VideoFrame.from_image(Image.new("RGB", (320, 180), (2 * number + 20,) * 3))))
        container.mux(track.encode())
    return written.getvalue()


def noted(vera: Client, office: World, filed: Filed) -> None:
    """Everything that the page may show."""
    made_of(office, filed.film, FileFacts, Facts(frames_per_1000s=RATE * 1000).as_json())
    for number in (1, 2):
        picture = jpeg((160, 90), f"hsl({90 * number}, 60%, 50%)")
        made_of(office, filed.film, Derivative, picture, kind="frame", number=number, at_ms=number * 2000, recipe="{}")
    opened(vera, filed.film)
    vera.post(work(filed.film), SAID | {"start": "0:00:01.020", "end": "0:00:02"})
    vera.post(work(filed.film), SEEN | {"start": "0:00:04.020"})
    said = MediaNote.objects.get(kind="transcript")
    vera.post(f"/exhibits/{filed.film.pk}/notes/{said.pk}/translation/", {"words": "Стоять, руки за голову!", "language": "ru"})


def given(context: object, film: bytes, address: str = "**/original/") -> None:
    def answer(route: Route) -> None:
        asked = route.request.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")
        start, end = int(asked[0]), min(int(asked[1] or len(film) - 1), len(film) - 1)
        told = {"content-range": f"bytes {start}-{end}/{len(film)}", "accept-ranges": "bytes", "content-type": "video/webm"}
        route.fulfill(status=206, body=film[start : end + 1], headers=told)

    context.route(address, answer)


def pages_of(client: Client, address: str) -> dict[str, Shown]:
    answers = {name: client.get(address, headers={"accept-language": name}) for name in desk_pages.LANGUAGES}
    return {f"/{name}/": Shown(name, f"/{name}/", answer.content.decode(), dict(answer.headers)) for name, answer in answers.items()}


@pytest.fixture
def at_work(vera: Client, office: World, filed: Filed) -> Iterator[Page]:
    """Vera's page of a film, in a browser."""
    noted(vera, office, filed)
    pages = pages_of(vera, work(filed.film))
    with browsers.browser() as running:
        context = looks.context_of(running, viewport=DESK, scheme="light")
        looks.served(context, pages, desk_pages.static())
        given(context, greys())
        window = context.new_page()
        wrong: list[str] = []
        window.on("pageerror", lambda error: wrong.append(str(error)))
        window.goto("http://desk.test/en/")
        until(window, "document.querySelector('video').readyState >= 2")
        yield window
        assert not wrong


def faults(page: Shown, address: str) -> Iterator[str]:
    yield from looks.unsound(page.html)
    yield from kept_forms.faults(page.html, address)


def until(window: Page, true: str) -> None:
    """Wait for it; Playwright's own way would have the page evaluate a text, which our policy forbids."""
    for _ in range(200):
        if window.evaluate(true):
            return
        window.wait_for_timeout(50)
    raise AssertionError(true)


def settled(window: Page) -> int:
    until(window, "!document.querySelector('video').seeking")
    window.wait_for_timeout(80)
    return window.evaluate(SHOWN)


def test_a_step_is_one_frame_and_back_is_the_frame_before(at_work: Page) -> None:
    at_work.get_by_label("Jump to").fill("0:00:02")
    at_work.get_by_role("button", name="Jump", exact=True).click()
    settled(at_work)
    seen = []
    for name in ("one frame forth",) * 6 + ("one frame back",) * 6:
        at_work.get_by_role("button", name=name).click()
        seen.append(settled(at_work))
    assert all(one < other for one, other in pairwise(seen[:6])), seen  # no frame twice, none passed over
    assert all(other - one <= 4 for one, other in pairwise(seen[:6])), seen
    assert all(abs(one - other) <= 1 for one, other in zip(seen[6:11], reversed(seen[:5]), strict=True)), seen


def test_a_note_leads_to_its_moment_and_shows_its_region(at_work: Page) -> None:
    at_work.get_by_role("button", name="0:00:04.020", exact=True).click()
    settled(at_work)
    assert at_work.evaluate("document.querySelector('video').currentTime") == pytest.approx(4.02, abs=0.001)
    film, mark = (at_work.locator(one).bounding_box() for one in ("video", ".mark"))
    assert (mark["x"] - film["x"]) / film["width"] == pytest.approx(0.10, abs=0.01)
    assert mark["height"] / film["height"] == pytest.approx(0.40, abs=0.02)


def test_a_region_is_drawn_into_the_form_also_while_the_picture_is_closer(at_work: Page) -> None:
    at_work.get_by_role("button", name="closer").click()
    at_work.get_by_role("button", name="Draw a region").click()
    film, stage = (at_work.locator(one).bounding_box() for one in ("video", "[data-stage]"))
    at_work.mouse.move(stage["x"] + 100, stage["y"] + 80)
    at_work.mouse.down()
    at_work.mouse.move(stage["x"] + 200, stage["y"] + 180)
    at_work.mouse.up()
    left = float(at_work.locator("[name=left]").input_value())
    width = float(at_work.locator("[name=width]").input_value())
    assert left == pytest.approx((stage["x"] + 100 - film["x"]) / film["width"] * 100, abs=0.5)
    assert width == pytest.approx(100 / film["width"] * 100, abs=0.5)
    assert at_work.locator("[name=start]").input_value().startswith("0:00:00.")


def test_all_is_done_by_keys(at_work: Page) -> None:
    at_work.locator("[data-stage]").focus()
    now = "document.querySelector('video').currentTime"
    at_work.keyboard.press(".")
    settled(at_work)
    assert at_work.evaluate(now) == pytest.approx(0.06, abs=0.001)
    at_work.keyboard.press("l")
    assert at_work.evaluate(now) == pytest.approx(FRAMES / RATE, abs=0.1)  # no farther than its end
    at_work.keyboard.press("j")
    assert at_work.evaluate(now) == 0
    at_work.keyboard.press("+")
    at_work.keyboard.press("ArrowRight")
    assert "scale(1.5)" in at_work.locator("[data-moved]").get_attribute("style")
    at_work.keyboard.press("0")
    assert "scale" not in (at_work.locator("[data-moved]").get_attribute("style") or "")
    at_work.keyboard.press(" ")
    until(at_work, "!document.querySelector('video').paused")
    at_work.keyboard.press(" ")
    at_work.keyboard.press("g")
    assert at_work.evaluate("document.activeElement.hasAttribute('data-to')")
    at_work.get_by_role("button", name="From where the player is").click()
    assert at_work.locator("[name=start]").input_value().startswith("0:00:0")


def test_bytes_that_a_browser_cannot_play_are_told(vera: Client, office: World, filed: Filed) -> None:
    noted(vera, office, filed)
    pages = pages_of(vera, work(filed.film))
    with browsers.browser() as running:
        context = looks.context_of(running, viewport=DESK, scheme="light")
        looks.served(context, pages, desk_pages.static())
        given(context, b"no film at all" * 1000)
        window = context.new_page()
        window.goto("http://desk.test/en/")
        window.get_by_text("This browser cannot play the bytes of this file").wait_for()
        assert window.locator(".frames").is_visible()


def test_the_pages_can_be_used_by_everybody(vera: Client, office: World, filed: Filed) -> None:
    noted(vera, office, filed)
    opened(vera, filed.picture).post(work(filed.picture), SEEN)
    said = MediaNote.objects.get(kind="transcript")
    looked_at = {
        "film": work(filed.film), "picture": work(filed.picture), "transcript": f"/exhibits/{filed.film.pk}/transcript/",
        "translation": f"/exhibits/{filed.film.pk}/notes/{said.pk}/translation/",
    }  # fmt: skip
    pages = {name: pages_of(vera, address) for name, address in looked_at.items()}
    found = [(name, page.name, fault) for name, told in pages.items() for page in told.values() for fault in faults(page, looked_at[name])]
    with browsers.browser() as running:
        for name, told in pages.items():
            for viewport in (PHONE, DESK):
                context = looks.context_of(running, viewport=viewport, scheme="light")
                looks.served(context, told, desk_pages.static())
                given(context, greys())
                window = context.new_page()
                for page in sampled([*told.values()], 1, of=name):
                    window.goto(f"http://desk.test{page.address}")
                    window.wait_for_timeout(150)
                    found += [(name, page.name, viewport["width"], fault) for fault in looks.faults_at(window, viewport)]
                context.close()
    assert not found
