"""A victim writes from a phone in Belarusian, adds a photo and a film, and keeps the receipt; with JavaScript and without."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, Opened

from kniha.seal.receipt_words import digits, read_words, words
from kniha.seal.receipts import derive, new_receipt
from kniha.seal.reports import Early

pytestmark = pytest.mark.story

TEXT = "11 жніўня каля 23:00 нас спынілі на праспекце.\nМяне білі ў аўтобусе. «Твар уніз!» — крычалі. 🙂"
HURT, DOERS = "я і яшчэ двое, аднаго звалі Саша", "чалавек у чорным без маскі, шаўрон з рыссю"
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
    browsers.turn_to(page, "safe")
    page.get_by_label("Не ведаю").check()
    browsers.turn_to(page, "role")
    page.get_by_label("Гэта зрабілі са мной").check()
    browsers.turn_to(page, "early")
    page.get_by_role("group", name="Ці хтосьці яшчэ").get_by_label("Не", exact=True).check()
    browsers.turn_to(page, "use")
    page.get_by_label("Вы можаце захаваць").check()
    browsers.turn_to(page, "story")
    page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).fill(TEXT)
    browsers.turn_to(page, "when")
    page.get_by_role("textbox", name="Калі гэта было?").fill(WHEN)
    page.get_by_role("textbox", name="Дзе гэта было?").fill(WHERE)
    browsers.turn_to(page, "hurt")
    page.get_by_label("Хто пацярпеў?").fill(HURT)
    browsers.turn_to(page, "doers")
    page.get_by_label("Хто гэта зрабіў?").fill(DOERS)
    files = [
        {"name": "здымак 1.jpg", "mimeType": "image/jpeg", "buffer": photo},
        {"name": "film.mp4", "mimeType": "video/mp4", "buffer": film},
        {"name": "пусты.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    browsers.turn_to(page, "files")
    page.get_by_label("Фота, відэа, гук, паперы").set_input_files(files)
    browsers.turn_to(page, "answer")
    page.get_by_label("Як вам бяспечна адказаць?").fill(CONTACT)
    page.get_by_label("Вы можаце пісаць мне").check()
    browsers.turn_to(page, "send")


def check_kept(intake: Intake, before: set[object], receipt: list[str], sealed: str, files: tuple[bytes, bytes]) -> Opened:
    """The envelope holds what was written, and the receipt's keys signed it."""
    (new,) = set(intake.envelopes()) - before
    opened = intake.open(new)
    report = opened.report
    assert (report.text, report.when, report.where, report.contact) == (TEXT, WHEN, WHERE, CONTACT)
    assert (report.role, report.safe, report.early, report.hurt, report.doers) == ("victim", "unsure", Early(held="no"), HURT, DOERS)
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
        write_letter(page, photo, film)
        expect(page.get_by_text("Ваш ліст запячатваецца на гэтай прыладзе, перш чым")).to_be_visible()
        expect(page.get_by_text("JavaScript у гэтым браўзеры не працуе")).to_be_hidden()
        expect(page.locator(".fingerprint")).to_have_text(intake.identity.recipient.fingerprint)
        looked_at = page.locator("#summary dd").all_inner_texts()
        for said in ("Не ведаю", "Гэта зрабілі са мной", TEXT, WHEN, WHERE, HURT, DOERS, "здымак 1.jpg", "пусты.txt", CONTACT):
            assert said in looked_at
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
        expect(leave).to_be_hidden()
        page.get_by_role("button", name="Запісана, праверым").click()
        expect(page.locator("#words")).to_be_hidden()
        for typed, answer in (
            (" ".join(receipt[:-1]), "роўна дванаццаць"),
            (" ".join([*receipt[:-1], "щщщщ"]), "Яго месца па парадку: 12"),
            (" ".join(words(new_receipt(secrets.token_bytes), "be")), "не тыя, што былі паказаны"),
        ):
            page.get_by_label("Напішыце дванаццаць слоў").fill(typed)
            page.get_by_role("button", name="Праверыць").click()
            expect(page.get_by_role("alert").locator("visible=true")).to_contain_text(answer)
            expect(leave).to_be_hidden()
        page.get_by_role("button", name="Паказаць словы яшчэ раз").click()
        assert page.locator("#words li").all_inner_texts() == receipt
        page.get_by_role("button", name="Запісана, праверым").click()
        by_numbers = digits(read_words(" ".join(receipt)))
        assert page.locator("#digits").text_content() == " ".join(by_numbers)
        page.get_by_label("Напішыце дванаццаць слоў").fill("-".join(by_numbers[:11]))
        page.get_by_role("button", name="Праверыць").click()
        expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("роўна дванаццаць")
        page.get_by_label("Напішыце дванаццаць слоў").fill("-".join(by_numbers))
        page.get_by_role("button", name="Праверыць").click()
        expect(page.get_by_text("Усе дванаццаць правільныя")).to_be_focused()
        leave.click()
        expect(page).to_have_title("Weather")
        page.go_back(wait_until="commit")
        assert not [word for word in receipt if word in page.content()]


def test_after_an_early_yes_no_story_is_asked_and_none_is_needed(intake: Intake, chromium: Browser) -> None:
    before = set(intake.envelopes())
    with browsers.visiting(chromium) as page:
        page.goto(intake.url)
        browsers.turn_to(page, "role")
        page.get_by_label("блізкім мне").check()
        browsers.turn_to(page, "early")
        page.get_by_role("group", name="Ці хтосьці яшчэ").get_by_label("Так", exact=True).check()
        expect(page.get_by_text("толькі як вам адказаць, а таксама дзень і месца")).to_be_visible()
        browsers.turn_to(page, "use")
        page.get_by_label("Вы можаце захаваць").check()
        page.locator("#turn-on").click()
        expect(page.get_by_role("textbox", name="Калі гэта было?")).to_be_visible()
        page.get_by_role("textbox", name="Калі гэта было?").fill(WHEN)
        page.locator("#turn-on").click()
        expect(page.get_by_label("Як вам бяспечна адказаць?")).to_be_visible()
        page.get_by_label("Як вам бяспечна адказаць?").fill(CONTACT)
        page.locator("#turn-on").click()
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=60_000)
    (new,) = set(intake.envelopes()) - before
    report = intake.open(new).report
    assert (report.role, report.early, report.text, report.when, report.contact) == ("relative", Early(held="yes"), "", WHEN, CONTACT)


def test_what_was_written_before_an_early_yes_is_kept_and_can_be_seen(intake: Intake, chromium: Browser) -> None:
    with browsers.visiting(chromium) as page:
        page.goto(intake.url)
        browsers.turn_to(page, "story")
        page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).fill(TEXT)
        browsers.turn_to(page, "early")
        page.get_by_role("group", name="сэксуальнага").get_by_label("Так", exact=True).check()
        browsers.turn_to(page, "send")
        assert TEXT in page.locator("#summary dd").all_inner_texts()
        page.get_by_role("button", name="Змяніць: Што здарылася?").click()
        expect(page.get_by_role("textbox", name="Што здарылася?", include_hidden=True)).to_have_value(TEXT)


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
        assert " ".join(digits(read_words(" ".join(receipt)))) in page.content()


def test_with_javascript_off_a_letter_that_cannot_be_taken_comes_back(intake: Intake, chromium: Browser) -> None:
    before = intake.envelopes()
    with browsers.visiting(chromium, javascript=False) as page:
        page.goto(f"{intake.url}/be/")
        page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).fill(TEXT)
        page.get_by_label("Вы можаце ўлічыць").check()
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("alert")).to_contain_text("што мы можам захаваць ваш ліст")
        expect(page.get_by_role("textbox", name="Што здарылася?", include_hidden=True)).to_have_value(TEXT)
        expect(page.get_by_label("Вы можаце ўлічыць")).to_be_checked()
    assert intake.envelopes() == before
