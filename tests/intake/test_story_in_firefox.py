"""The way in and back in Debian's Firefox ESR, the base of Tor Browser: as it is, without compilers for scripts, and without scripts."""

import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, Opened
from tests.intake.test_acknowledgements import check, grant_all
from tests.intake.test_alone import fill, write
from tests.intake.test_story_of_a_victim import TEXT, WHEN, check_kept, write_letter

from kniha.seal.receipt_words import read_words
from kniha.seal.receipts import derive

pytestmark = pytest.mark.story

WITHOUT_COMPILERS = {
    "javascript.options.baselinejit": False,
    "javascript.options.ion": False,
    "javascript.options.native_regexp": False,
    "javascript.options.asmjs": False,
    "javascript.options.wasm": False,
    "privacy.resistFingerprinting": True,
}
"""What Tor Browser turns off at its level *safer*, and the sameness that it gives all its users at every level."""

WITHOUT_SCRIPTS = WITHOUT_COMPILERS | {"javascript.enabled": False}


@pytest.fixture
def firefox(settings_of_firefox: dict[str, bool], tmp_path: Path) -> Iterator[Browser]:
    with browsers.firefox(settings_of_firefox, downloads=tmp_path / "downloads") as running:
        yield running


@pytest.mark.parametrize("settings_of_firefox", [{}, WITHOUT_COMPILERS], ids=["as it is", "without compilers"])
def test_a_victim_reports_and_comes_back(intake: Intake, firefox: Browser) -> None:
    photo, film = browsers.photo(), browsers.film()
    before = set(intake.envelopes())
    with browsers.visiting(firefox, device=browsers.NARROW) as page:
        page.goto(f"{intake.url}/be/")
        write_letter(page, photo, film)
        expect(page.locator(".fingerprint")).to_have_text(intake.identity.recipient.fingerprint)
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=120_000)
        receipt = page.locator("#words li").all_inner_texts()
        check_kept(intake, before, receipt, "browser", (photo, film))
        page.get_by_role("button", name="Запісана, праверым").click()
        page.get_by_label("Напішыце дванаццаць слоў").fill(" ".join(receipt))
        page.get_by_role("button", name="Праверыць").click()
        expect(page.get_by_text("Усе дванаццаць правільныя")).to_be_visible()
    kept = set(intake.envelopes())
    with browsers.visiting(firefox, device=browsers.NARROW) as page:
        page.goto(f"{intake.url}/be/back")
        page.locator("#words").fill(" ".join(receipt))
        page.locator("#addition").check()
        page.locator("#text").fill("Яшчэ адно.")
        page.locator("button[type=submit]").click()
        expect(page.locator("#done")).to_be_visible(timeout=120_000)
    added = only_new(intake, kept)
    assert (added.report.does, added.report.text) == ("addition", "Яшчэ адно.")
    assert added.keys == derive(read_words(" ".join(receipt)), intake.register).public()


@pytest.mark.parametrize("settings_of_firefox", [WITHOUT_COMPILERS], ids=["without compilers"])
def test_the_letter_without_the_site_is_sealed_and_saved(intake: Intake, firefox: Browser, tmp_path: Path) -> None:
    assert write(intake, "ru", tmp_path / "letter.html").returncode == 0
    with browsers.visiting(firefox, device=browsers.NARROW) as page:
        page.goto((tmp_path / "letter.html").as_uri())
        fill(page, "словы з файла")
        page.locator("#letter button[type=submit]").click()
        expect(page.locator("#words")).to_be_visible(timeout=120_000)
        receipt = page.locator("#words li").all_inner_texts()
        saved = only_file(tmp_path / "downloads")
    opened = intake.open(saved)
    assert opened.report.text == "словы з файла"
    assert derive(read_words(" ".join(receipt)), intake.register).public() == opened.keys


@pytest.mark.parametrize("settings_of_firefox", [WITHOUT_COMPILERS], ids=["without compilers"])
def test_esc_three_times_leaves(intake: Intake, firefox: Browser) -> None:
    with browsers.visiting(firefox, device=browsers.NARROW) as page:
        page.goto(f"{intake.url}/be/")
        for _ in range(3):
            page.keyboard.press("Escape")
        expect(page).to_have_title("Weather")


@pytest.mark.parametrize("settings_of_firefox", [WITHOUT_SCRIPTS], ids=["without scripts"])
def test_the_letter_is_written_by_keyboard(intake: Intake, firefox: Browser) -> None:
    before = set(intake.envelopes())
    with browsers.visiting(firefox, device=browsers.NARROW) as page:
        page.goto(f"{intake.url}/be/")
        assert "JavaScript у гэтым браўзеры не працуе" in page.inner_text("body")
        typed(page, "text", TEXT.replace("\n", " "))
        typed(page, "when", WHEN)
        page.locator("#keep").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Адправіць").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/be/report")
        answer = page.content()
    assert "Ваш ліст дайшоў" in answer
    kept = only_new(intake, before)
    assert (kept.report.text, kept.report.when, kept.report.sealed) == (TEXT.replace("\n", " "), WHEN, "server")
    assert derive(read_words(" ".join(re.findall(r"<li>(\w+)</li>", answer))), intake.register).public() == kept.keys


@pytest.mark.parametrize("settings_of_firefox", [WITHOUT_SCRIPTS], ids=["without scripts"])
def test_without_scripts_the_acknowledgement_is_saved_by_keyboard(intake: Intake, firefox: Browser, tmp_path: Path) -> None:
    grant_all(intake)
    before = set(intake.envelopes())
    with browsers.visiting(firefox, device=browsers.NARROW) as page:
        page.goto(f"{intake.url}/be/")
        typed(page, "text", "без скрыптоў")
        page.locator("#keep").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Адправіць").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/be/report")
        page.locator("#signed summary").focus()
        page.keyboard.press("Enter")
        page.locator("#note").focus()
        page.keyboard.press("Enter")
        saved = only_file(tmp_path / "downloads", ending=".txt").read_text()
    (new,) = set(intake.envelopes()) - before
    check(intake, saved, sha256(new.read_bytes()).hexdigest())


def only_file(folder: Path, ending: str = ".age") -> Path:
    """The one file that a browser saves here, whole, within a few seconds."""
    for _ in range(100):
        found = [*folder.glob("*")]
        if len(found) == 1 and found[0].suffix == ending and found[0].stat().st_size:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"expected one saved file, found {[*folder.glob('*')]}")


def typed(page: Page, field: str, text: str) -> None:
    """Written key by key: without scripts no script can fill a field either."""
    page.locator(f"#{field}").focus()
    page.keyboard.type(text)


def only_new(intake: Intake, before: set[object]) -> Opened:
    (new,) = set(intake.envelopes()) - before
    return intake.open(new)
