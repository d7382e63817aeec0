"""From a form on a laptop without network to an interview at the desk: Chromium opens the file from the disk, offline, and seals."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import BrowserContext, Download, Page, expect
from tests.desk.conftest import PICTURE
from tests.intake import browser as browsers
from tests.world import World

from kniha.book.statements.models import BroughtFile, FieldForm, Interview, Statement
from kniha.conf.key_files import write_keys
from kniha.conf.keys import KeyFolder
from kniha.conf.new_keys import new_keys
from kniha.desk import keys
from kniha.runs import keyring
from kniha.runs.accession import Accession, Outcome
from kniha.runs.brought import Opener

pytestmark = [pytest.mark.django_db, pytest.mark.story]
NAMES = {"be": "Кніга", "ru": "Книга", "en": "The Book"}
WORDS = "— Што было?\n— Мяне білі ў аўтазаку. Яго звалі «Рысь»."


@pytest.fixture
def courier(office: World, tmp_path: Path) -> Opener:
    """The register's keys: the public half where the desk looks, the identity with the courier alone."""
    made = KeyFolder(tmp_path / "made")
    write_keys(made.path, new_keys(NAMES, random_bytes=secrets.token_bytes, passphrase=None))
    (tmp_path / "keys/public/register.json").write_bytes((made.path / "public/register.json").read_bytes())
    accession = Accession(
        register=made.register().register, identities=made.register_identities(lambda name: ""),
        exhibit_recipient=keys.folder().exhibit_recipient(), person_recipient=keys.folder().person_recipient(), vault=keys.vault(),
        naming_key=keyring.naming_key(), withdrawal_days=30,
        now=lambda: datetime.now(settings.OFFICE.zone), random_bytes=secrets.token_bytes,
    )  # fmt: skip
    return Opener(accession)


@pytest.fixture
def form(vera: Client, office: World, courier: Opener, tmp_path: Path) -> Path:
    """Vera takes a form in Belarusian and carries it away."""
    until = datetime.now(settings.OFFICE.zone).date() + timedelta(days=7)
    answer = vera.post("/interviews/field/", {"compartment": office.first.pk, "language": "be", "good_until": f"{until}"})
    path = tmp_path / "stick/notes.html"
    path.parent.mkdir()
    path.write_bytes(answer.content)
    return path


class Laptop:
    """A browser without network on which the form lies as a file. What it asks for, and what it complains of, is kept."""

    def __init__(self, context: BrowserContext, form: Path) -> None:
        self.asked: list[str] = []
        self.faults: list[str] = []
        context.set_offline(True)
        context.on("request", lambda request: self.asked.append(request.url))
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        self.address = form.as_uri()
        self.page.goto(self.address)

    def begin(self) -> Page:
        self.page.locator("#begin").click()
        return self.page

    def stored(self) -> str:
        return self.page.evaluate("() => JSON.stringify([localStorage.length, sessionStorage.length, document.cookie])")


@contextmanager
def laptop(form: Path) -> Iterator[Laptop]:
    """Closed before anybody asks the database: Playwright runs a loop of its own."""
    with browsers.browser() as running:
        context = running.new_context(accept_downloads=True, locale="be", viewport={"width": 390, "height": 800}, timezone_id="UTC")
        yield Laptop(context, form)


def fill(page: Page) -> None:
    now = datetime.now(settings.OFFICE.zone)
    page.select_option("[name=giver]", "self")
    page.select_option("[name=consent-keep]", "yes")
    page.select_option("[name=consent-contact]", "yes")
    page.fill("[name=plan]", "не пытаць пра сваякоў")
    page.fill("[name=began]", f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}")
    page.fill("[name=ended]", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.fill("[name=text]", WORDS)
    page.check("[name=read_back]")
    page.fill("[name=name]", "Іван Невядомы")
    page.fill("[name=contact]", "праз сястру")


def seal(page: Page) -> Download:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Запячатаць").click()
    expect(page.locator("#done")).to_be_visible()
    return saved.value


def sealed_on(laptop: Laptop, tmp_path: Path) -> tuple[str, bytes]:
    page = laptop.begin()
    assert page.locator("#rest").evaluate("one => one.disabled")
    fill(page)
    page.set_input_files("[name=files]", {"name": "здымак.jpg", "mimeType": "image/jpeg", "buffer": PICTURE})
    download = seal(page)
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    data = path.read_bytes()
    # Nothing of what was written is in the page any more, not even in a field.
    assert "білі" not in page.content()
    assert page.locator("form").count() == 0
    assert page.locator("#digest").inner_text() == sha256(data).hexdigest()
    page.set_input_files("#compare", str(path))
    expect(page.locator("#same")).to_be_visible()
    assert laptop.stored() == json.dumps([0, 0, ""], separators=(",", ":"))
    assert {url for url in laptop.asked if not url.startswith("blob:")} == {laptop.address}
    assert laptop.faults == []
    return download.suggested_filename, data


def test_an_interview_without_network_reaches_the_desk(form: Path, vera: Client, office: World, courier: Opener, tmp_path: Path) -> None:
    with laptop(form) as machine:
        name, data = sealed_on(machine, tmp_path)
    assert re.fullmatch(r"[0-9a-f]{12}\.age", name)
    assert "білі".encode() not in data
    assert vera.post("/interviews/brought/", {"files": SimpleUploadedFile(name, data)}).status_code == 302
    assert [courier.settle(one) for one in BroughtFile.objects.all()] == [Outcome.FILED]
    statement = Statement.objects.get(kind="interview")
    page = vera.get(f"/statements/{statement.pk}/").content.decode()
    assert "Мяне білі ў аўтазаку" in page
    assert "здымак.jpg" in page
    assert "Read back and corrected." in page
    held = Interview.objects.get()
    assert timedelta(hours=1, minutes=59) < datetime.now(settings.OFFICE.zone) - held.began < timedelta(hours=2, minutes=5)
    assert FieldForm.objects.get().state == "used"
    assert vera.post("/interviews/brought/", {"files": SimpleUploadedFile(name, data)}).status_code == 302
    assert not BroughtFile.objects.exists()


def test_without_consent_nothing_goes_on_and_what_is_wrong_is_said(form: Path) -> None:
    with laptop(form) as machine:
        page = machine.begin()
        expect(page.locator("#stop")).to_be_visible()
        expect(page.get_by_role("button", name="Запячатаць")).to_be_disabled()
        fill(page)
        ended = page.input_value("[name=ended]")
        for field, wrong, code in (
            ("ended", "2020-01-01T00:00", "times"),
            ("ended", "2099-01-01T00:00", "times"),
            ("zone", "Нідзе", "zone"),
        ):
            right = page.input_value(f"[name={field}]")
            page.fill(f"[name={field}]", wrong)
            page.get_by_role("button", name="Запячатаць").click()
            expect(page.locator(f"[data-error={code}]")).to_be_visible()
            page.fill(f"[name={field}]", right)
        assert page.input_value("[name=ended]") == ended
        assert page.input_value("[name=text]") == WORDS
        page.select_option("[name=consent-keep]", "no")
        expect(page.get_by_role("button", name="Запячатаць")).to_be_disabled()


def test_where_the_machine_has_no_chance_nothing_is_saved_and_the_words_stay(form: Path) -> None:
    with laptop(form) as machine:
        page, saved = machine.begin(), []
        page.on("download", lambda download: saved.append(download))
        fill(page)
        page.evaluate("() => { crypto.getRandomValues = () => { throw new Error('no chance') } }")
        page.get_by_role("button", name="Запячатаць").click()
        expect(page.locator("[data-error=sealing]")).to_be_visible()
        assert page.input_value("[name=text]") == WORDS
        assert saved == []


def test_three_times_escape_takes_everything_away(form: Path) -> None:
    with laptop(form) as machine:
        page = machine.begin()
        fill(page)
        for _ in range(3):
            page.keyboard.press("Escape")
        expect(page.locator("body")).to_be_empty()
        assert "білі" not in page.content()


def test_the_form_is_used_by_keyboard_and_fits_a_narrow_and_a_wide_screen(form: Path) -> None:
    with laptop(form) as machine:
        page = machine.page
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#interview")).to_be_visible()
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        bare = "['FIELDSET', 'BUTTON'].includes(one.tagName)"
        assert page.locator("#interview").evaluate(f"form => [...form.elements].every(one => {bare} || one.labels.length > 0)")
