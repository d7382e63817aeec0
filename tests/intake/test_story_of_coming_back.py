"""With her twelve words a reporter adds a photo, takes everything back, and changes her mind, in the browser; the words never leave it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, Opened

from kniha.seal.receipt_words import words
from kniha.seal.receipts import Receipt, derive

pytestmark = pytest.mark.story

RECEIPT = Receipt(bytes(range(7, 23)))
TWELVE = words(RECEIPT, "ru")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def sent(page: Page, intake: Intake, does: str) -> Opened:
    before = set(intake.envelopes())
    page.locator("#words").fill(" ".join(TWELVE))
    page.locator(f"#{does}").check()
    page.locator("button[type=submit]").click()
    expect(page.locator("#done")).to_be_visible(timeout=60_000)
    expect(page.locator(f"[data-does={does}]")).to_be_visible()
    (new,) = set(intake.envelopes()) - before
    return intake.open(new)


def test_she_adds_a_photo_and_what_leaves_is_sealed(intake: Intake, chromium: Browser) -> None:
    photo = browsers.photo()
    with browsers.visiting(chromium, language="be-BY") as page:
        bodies: list[bytes] = []

        def note(request: Request) -> None:
            bodies.append(request.post_data_buffer or b"")
            bodies.append(request.url.encode())

        page.on("request", note)
        page.goto(f"{intake.url}/be/back")
        page.locator("#text").fill("Яшчэ здымак з таго вечара.")
        page.locator("#files").set_input_files([{"name": "здымак.jpg", "mimeType": "image/jpeg", "buffer": photo}])
        page.locator("#reach").check()
        opened = sent(page, intake, "addition")
        assert page.locator("#words").input_value() == ""
    assert opened.keys == derive(RECEIPT, intake.register).public()
    assert (opened.report.does, opened.report.sealed, opened.report.text) == ("addition", "browser", "Яшчэ здымак з таго вечара.")
    assert (opened.report.consent.keep, opened.report.consent.contact, opened.report.consent.count) == ("yes", "yes", "no")
    assert opened.files == (("здымак.jpg", "image/jpeg", photo),)
    assert not any(word.encode() in body for word in TWELVE for body in bodies)


def test_she_takes_it_back_and_changes_her_mind(intake: Intake, chromium: Browser) -> None:
    with browsers.visiting(chromium, language="ru-RU") as page:
        for does, keep in (("withdrawal", "no"), ("return", "yes"), ("consent", "yes"), ("certificate", "yes")):
            page.goto(f"{intake.url}/ru/back")
            report = sent(page, intake, does).report
            assert (report.does, report.consent.keep, report.text, report.when, report.where) == (does, keep, "", "", "")


@pytest.mark.parametrize(
    ("typed", "does", "with_file", "error"),
    [
        (" ".join(TWELVE[:11]), "withdrawal", False, "count"),
        (" ".join(TWELVE[:11]) + " яяяя", "withdrawal", False, "unknown"),
        (" ".join(TWELVE), "", False, "choice"),
        (" ".join(TWELVE), "addition", False, "empty"),
        (" ".join(TWELVE), "consent", True, "no-files"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_leaves(
    intake: Intake, chromium: Browser, typed: str, does: str, with_file: bool, error: str
) -> None:
    before = intake.envelopes()
    with browsers.visiting(chromium, language="ru-RU") as page:
        page.goto(f"{intake.url}/ru/back")
        page.locator("#words").fill(typed)
        if does:
            page.locator(f"#{does}").check()
        if with_file:
            page.locator("#files").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"1"}])
        page.locator("button[type=submit]").click()
        expect(page.locator(f"[data-error={error}]")).to_be_visible(timeout=30_000)
        assert page.locator("[data-error]:visible").count() == 1
        assert page.locator("#words").input_value() == typed
    assert intake.envelopes() == before


def test_a_broken_line_keeps_what_was_written_and_what_is_sent_again_is_the_same(intake: Intake, chromium: Browser) -> None:
    before = set(intake.envelopes())
    with browsers.visiting(chromium, language="ru-RU") as page:
        ids: list[str | None] = []
        page.on("request", lambda request: ids.append(request.headers.get("kniha-envelope")) if request.method == "POST" else None)
        page.goto(f"{intake.url}/ru/back")
        page.locator("#words").fill(" ".join(TWELVE))
        page.locator("#withdrawal").check()
        page.route("**/envelopes", lambda route: route.abort())
        page.locator("button[type=submit]").click()
        expect(page.locator("[data-error=network]")).to_be_visible(timeout=30_000)
        page.unroute("**/envelopes")
        page.locator("button[type=submit]").click()
        expect(page.locator("#done")).to_be_visible(timeout=30_000)
    assert len(set(intake.envelopes()) - before) == 1
    assert len(ids) == 2
    assert ids[0] == ids[1]
