"""The letter as one file: it opens from a disk, asks no host for anything, and what it saves is an envelope that the register opens."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests import looks
from tests.intake import browser as browsers
from tests.intake.server import Intake
from tests.looks import DESK, PHONE

from kniha.seal.receipt_words import read_words
from kniha.seal.receipts import derive

pytestmark = pytest.mark.story
LANGUAGES = ("be", "ru", "en")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def write(intake: Intake, language: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kniha.cli", "intake", "form", language, str(path)]
    return subprocess.run(command, env=intake.environment(), cwd=intake.home, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Intake, dict[str, Path]]:
    """An intake that does not run, and its form in three languages."""
    folder = tmp_path_factory.mktemp("alone")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        intake = Intake(folder, port=free.getsockname()[1])
    written = {language: folder / f"{language}.html" for language in LANGUAGES}
    for language, path in written.items():
        done = write(intake, language, path)
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"{sha256(path.read_bytes()).hexdigest()}  {path}\n"
    return intake, written


def fill(page: Page, text: str) -> None:
    browsers.turn_to(page, "use")
    page.locator("#keep").check()
    browsers.turn_to(page, "story")
    page.locator("#text").fill(text)
    browsers.turn_to(page, "files")
    page.locator("#files").set_input_files([{"name": "здымак.jpg", "mimeType": "image/jpeg", "buffer": browsers.photo()}])
    browsers.turn_to(page, "send")


def test_a_letter_is_sealed_from_a_file_and_the_register_opens_it(
    forms: tuple[Intake, dict[str, Path]], chromium: Browser, tmp_path: Path
) -> None:
    intake, written = forms
    with browsers.visiting(chromium) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(written["be"].as_uri())
        fill(page, "словы з файла")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Запячатаць і захаваць").click()
        expect(page.get_by_role("heading", name="Ваш ліст запячатаны")).to_be_visible(timeout=60_000)
        assert re.fullmatch(r"[0-9a-f]{12}\.age", saved.value.suggested_filename)
        saved.value.save_as(tmp_path / "sealed")
        receipt = page.locator("#words li").all_inner_texts()
        with page.expect_download() as again:
            page.get_by_role("link", name="Захаваць запячатаны файл яшчэ раз").click()
        again.value.save_as(tmp_path / "again")
        assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob"}
        page.locator("#written").click()
        page.locator("#typed").fill(" ".join(receipt))
        page.locator("#again button[type=submit]").click()
        page.locator("#done").click()
        expect(page).to_have_title("Weather")
    assert (tmp_path / "sealed").read_bytes() == (tmp_path / "again").read_bytes()
    opened = intake.open(tmp_path / "sealed")
    assert (opened.report.text, opened.report.language, opened.report.sealed) == ("словы з файла", "be", "browser")
    assert opened.files == (("здымак.jpg", "image/jpeg", browsers.photo()),)
    assert derive(read_words(" ".join(receipt)), intake.register).public() == opened.keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_can_be_read_and_worked_by_everybody(forms: tuple[Intake, dict[str, Path]], chromium: Browser, language: str) -> None:
    _, written = forms
    assert list(looks.unsound(written[language].read_text())) == []
    context = looks.context_of(chromium, viewport=PHONE, scheme="light")
    page = context.new_page()
    page.goto(written[language].as_uri())
    found = []
    for name in ("before", "send"):
        browsers.turn_to(page, name)
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)
            found += looks.faults_at(page, viewport)
    context.close()
    assert not found, "\n".join(found)


def test_without_javascript_nothing_can_be_written_into_it(forms: tuple[Intake, dict[str, Path]], chromium: Browser) -> None:
    _, written = forms
    with browsers.visiting(chromium, javascript=False) as page:
        page.goto(written["be"].as_uri())
        expect(page.get_by_text("патрэбны JavaScript")).to_be_visible()
        expect(page.locator("textarea:visible")).to_have_count(0)


def test_a_file_that_is_there_is_not_written_over(forms: tuple[Intake, dict[str, Path]]) -> None:
    intake, written = forms
    before = written["be"].read_bytes()
    done = write(intake, "be", written["be"])
    assert (done.returncode, "cannot write" in done.stderr, written["be"].read_bytes()) == (2, True, before)
