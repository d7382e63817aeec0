"""A victim writes from a phone in Belarusian, adds a photo and a film, and keeps the receipt; with JavaScript and without."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, Opened

from kniha.seal.receipt_words import read_words
from kniha.seal.receipts import derive

pytestmark = pytest.mark.story

TEXT = "11 жніўня каля 23:00 нас спынілі на праспекце.\nМяне білі ў аўтобусе. «Твар уніз!» — крычалі. 🙂"
WHEN, WHERE, CONTACT = "11 жніўня, каля адзінаццатай", "Прыдуманы праспект, ля крамы", "праз сястру, толькі ўвечары"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


@pytest.fixture(scope="module")
def photo() -> bytes:
    return browsers.photo()


@pytest.fixture(scope="module")
def film() -> bytes:
    return browsers.film()


def write_letter(page: Page, photo: bytes, film: bytes) -> None:
    page.get_by_label("Што здарылася?").fill(TEXT)
    page.get_by_label("Калі гэта было?").fill(WHEN)
    page.get_by_label("Дзе гэта было?").fill(WHERE)
    files = [
        {"name": "здымак 1.jpg", "mimeType": "image/jpeg", "buffer": photo},
        {"name": "film.mp4", "mimeType": "video/mp4", "buffer": film},
        {"name": "пусты.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.get_by_label("Фота, відэа, гук, паперы").set_input_files(files)
    page.get_by_label("Як вам бяспечна адказаць?").fill(CONTACT)
    page.get_by_label("Вы можаце захаваць").check()
    page.get_by_label("Вы можаце пісаць мне").check()


def check_kept(intake: Intake, before: set[object], receipt: list[str], sealed: str, files: tuple[bytes, bytes]) -> Opened:
    """The envelope holds what was written, and the receipt's keys signed it."""
    (new,) = set(intake.envelopes()) - before
    opened = intake.open(new)
    report = opened.report
    assert (report.text, report.when, report.where, report.contact) == (TEXT, WHEN, WHERE, CONTACT)
    assert (report.language, report.sealed) == ("be", sealed)
    assert (report.consent.keep, report.consent.contact, report.consent.count) == ("yes", "yes", "no")
    photo, film = files
    assert opened.files == (("здымак 1.jpg", "image/jpeg", photo), ("film.mp4", "video/mp4", film), ("пусты.txt", "text/plain", b""))
    assert derive(read_words(" ".join(receipt)), intake.register).public() == opened.keys
    return opened


def test_a_victim_reports_from_a_phone_and_keeps_the_receipt(intake: Intake, chromium: Browser, photo: bytes, film: bytes) -> None:
    before = set(intake.envelopes())
    with browsers.visiting(chromium) as page:
        requests: list[Request] = []
        page.on("request", lambda request: requests.append(request))
        page.goto(intake.url)
        expect(page.get_by_text("Ваш ліст запячатваецца на гэтай прыладзе, перш чым")).to_be_visible()
        expect(page.get_by_text("JavaScript у гэтым браўзеры не працуе")).to_be_hidden()
        write_letter(page, photo, film)
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=60_000)
        receipt = page.locator("#words li").all_inner_texts()
        check_kept(intake, before, receipt, "browser", (photo, film))

        # The words never went anywhere, not even half of them.
        sent = "\n".join(f"{one.url} {one.headers} {one.post_data_buffer or b''!r}" for one in requests)
        assert not [word for word in receipt if word in sent]

        # Nothing of the letter is left in the page but the receipt, and that goes when the person says so.
        assert page.locator("#text").input_value() == ""
        leave = page.get_by_role("button", name="Ачысціць старонку і выйсці")
        expect(leave).to_be_disabled()
        page.get_by_label("Дванаццаць слоў у мяне запісаныя").check()
        leave.click()
        expect(page).to_have_title("Weather")
        page.go_back(wait_until="commit")
        assert not [word for word in receipt if word in page.content()]


def test_the_same_with_javascript_off(intake: Intake, chromium: Browser, photo: bytes, film: bytes) -> None:
    before = set(intake.envelopes())
    with browsers.visiting(chromium, javascript=False) as page:
        page.goto(intake.url)
        expect(page.get_by_text("JavaScript у гэтым браўзеры не працуе")).to_be_visible()
        expect(page.get_by_text("Ваш ліст запячатваецца на гэтай прыладзе, перш чым")).to_be_hidden()
        write_letter(page, photo, film)
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible()
        expect(page.get_by_text("Наш сервер запячатаў яго ў сваёй памяці")).to_be_visible()
        receipt = re.findall(r"<li>(\w+)</li>", page.content())
        check_kept(intake, before, receipt, "server", (photo, film))


def test_with_javascript_off_a_letter_that_cannot_be_taken_comes_back(intake: Intake, chromium: Browser) -> None:
    before = intake.envelopes()
    with browsers.visiting(chromium, javascript=False) as page:
        page.goto(f"{intake.url}/be/")
        page.get_by_label("Што здарылася?").fill(TEXT)
        page.get_by_label("Вы можаце ўлічыць").check()
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("alert")).to_contain_text("што мы можам захаваць ваш ліст")
        expect(page.get_by_label("Што здарылася?")).to_have_value(TEXT)
        expect(page.get_by_label("Вы можаце ўлічыць")).to_be_checked()
    assert intake.envelopes() == before
