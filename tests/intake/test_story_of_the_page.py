"""The page itself: light, whole at 390 and at 1280 pixels, usable with a keyboard and by ear, in three languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake

pytestmark = pytest.mark.story

LANGUAGES = ("be", "ru", "en")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_four_requests_and_sixty_kilobytes(intake: Intake, chromium: Browser, language: str) -> None:
    with browsers.visiting(chromium, language=language) as page:
        sizes: list[int] = []
        page.on(
            "requestfinished",
            lambda request: sizes.append(sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))),
        )
        page.goto(intake.url)
        page.wait_for_load_state("networkidle")
        assert len(sizes) <= 4
        assert sum(sizes) <= 60_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("device", [browsers.PHONE, browsers.DESK], ids=["phone", "desk"])
def test_nothing_is_cut_off_and_everything_can_be_touched(
    intake: Intake, chromium: Browser, language: str, device: dict[str, object]
) -> None:
    with browsers.visiting(chromium, language=language, device=device) as page:
        page.goto(f"{intake.url}/{language}/")
        for name in page.eval_on_selector_all("[data-page]", "all => all.map(one => one.dataset.page)"):
            browsers.turn_to(page, name)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            controls = "form button:visible, form textarea:visible, form input:not([type=checkbox], [type=radio]):visible, #leave"
            for control in page.locator(controls).all():
                box = control.bounding_box()
                assert box is not None
                assert box["height"] >= 36, control


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_name_that_is_read_out(intake: Intake, chromium: Browser, language: str) -> None:
    with browsers.visiting(chromium, language=language) as page:
        page.goto(f"{intake.url}/{language}/")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1:visible").count() == 1
        for control in page.locator("form input, form textarea").all():
            assert control.evaluate("control => control.labels.length") == 1
        ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), one => one.id)")
        assert len(ids) == len(set(ids))
        described = [one.get_attribute("aria-describedby") for one in page.locator("[aria-describedby]").all()]
        assert set(described) <= set(ids)


def press_until(page: Page, control: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("control => document.activeElement.matches(control)", control):
            return
    raise AssertionError(f"{control} cannot be reached with Tab")


def test_a_letter_is_written_and_sent_with_the_keyboard_alone(intake: Intake, chromium: Browser) -> None:
    before = set(intake.envelopes())
    with browsers.visiting(chromium, language="en", device=browsers.DESK) as page:
        page.goto(f"{intake.url}/en/")
        for name in page.eval_on_selector_all("[data-page]", "all => all.map(one => one.dataset.page)"):
            expect(page.locator("[data-page]:not([hidden])")).to_have_attribute("data-page", name)
            match name:
                case "use":
                    page.keyboard.press("Tab")
                    page.keyboard.press("Space")
                    press_until(page, "#turn-on")
                case "story":
                    page.keyboard.press("Tab")
                    page.keyboard.type("typed")
                    press_until(page, "#turn-on")
                case "when":  # a line of words: Enter turns the page
                    page.keyboard.press("Tab")
                    page.keyboard.type("in May")
                case "send":
                    press_until(page, "button[type=submit]")
                case _:
                    press_until(page, "#turn-on")
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your letter has arrived")).to_be_visible()
        expect(page.locator("#receipt")).to_be_focused()
    (new,) = set(intake.envelopes()) - before
    report = intake.open(new).report
    assert (report.text, report.when) == ("typed", "in May")


def test_the_languages_lead_to_one_another(intake: Intake, chromium: Browser) -> None:
    with browsers.visiting(chromium, language="ru") as page:
        page.goto(intake.url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Письмо Страница 1 / 12")
        page.get_by_role("link", name="Беларуская").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ліст Старонка 1 / 12")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("A letter Page 1 / 12")
