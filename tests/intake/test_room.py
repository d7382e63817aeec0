"""A disk that fills: what has no room is refused before it is sent, said plainly; the last room is for letters without files."""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, multipart, running

from kniha.intake import envelopes
from kniha.intake import shelf as shelves
from kniha.intake.given import gate
from kniha.intake.shelf import LETTER, Incoming, Shelf
from kniha.seal.closing import seal_bytes
from kniha.seal.recipients import new_identity
from kniha.seal.work import solve
from kniha.vocab.errors import UnavailableError

LARGE = 3 * 1024 * 1024


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    """An intake on a disk of which so much is spared that only letters fit."""
    home = tmp_path_factory.mktemp("narrow")
    with running(Intake(home), KNIHA_INTAKE_SPARE_BYTES=str(2 * shutil.disk_usage(home).free)) as intake:
        yield intake


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("full")), KNIHA_INTAKE_SPARE_BYTES=str(1024**5)) as intake:
        yield intake


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def envelope(intake: Intake, size: int) -> bytes:
    return seal_bytes(bytes(size), [intake.identity.recipient], random_bytes=secrets.token_bytes)


def letter(intake: Intake, size: int) -> tuple[int, str]:
    files = [("a.mp4", "video/mp4", bytes(size))] if size else []
    body, type_ = multipart({"text": "мае словы", "keep": "yes"}, files)
    status, _, answer = intake.request("POST", "/be/report", body, Content_Type=type_)
    return status, answer.decode()


def test_the_last_room_is_for_letters_without_files(narrow: Intake) -> None:
    assert narrow.file(envelope(narrow, 16_384))[0] == 201
    assert letter(narrow, 0)[0] == 200
    before = narrow.envelopes()
    status, page = letter(narrow, LARGE)
    assert status == 507
    assert '<p data-error="full">' in page
    assert "мае словы" in page
    assert narrow.envelopes() == before
    assert narrow.nothing_remains()


def test_a_full_disk_takes_nothing_and_gives_the_words_back(full: Intake) -> None:
    status, page = letter(full, 0)
    assert (status, "мае словы" in page) == (507, True)
    body, type_ = multipart({"words": "слова " * 12, "does": "consent", "text": "мае словы"})
    assert full.request("POST", "/be/back", body, Content_Type=type_)[0] in (400, 507)
    assert full.envelopes() == []
    assert full.nothing_remains()


@pytest.mark.parametrize(
    ("size", "status"), [(16_384, 400), (LARGE, 400), (0, 400), (9 * 10**11, 413)], ids=["no size class", "none either", "nothing", "large"]
)
def test_only_sizes_that_an_envelope_has_are_asked_for(full: Intake, size: int, status: int) -> None:
    assert full.request("GET", f"/task/{size}")[0] == status


def test_room_is_told(narrow: Intake, full: Intake) -> None:
    small, large = (len(envelope(narrow, size)) for size in (16_384, LARGE))
    assert small < LETTER < large
    assert [narrow.request("GET", f"/task/{size}")[0] for size in (small, large)] == [200, 507]
    assert full.request("GET", f"/task/{small}")[0] == 507


def test_a_disk_that_filled_after_the_work_was_done_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path, spare=1024**5)
    shelf.prepare()
    monkeypatch.setattr(envelopes, "shelf", lambda: shelf)
    sealed = seal_bytes(bytes(16_384), [new_identity(secrets.token_bytes).recipient], random_bytes=secrets.token_bytes)
    proof = solve(gate().task(len(sealed), now=time.time()))
    request = RequestFactory().post("/envelopes", sealed, "application/octet-stream", headers={"Kniha-Work": proof})
    assert envelopes.receive(request).status_code == 507
    assert request.read(1) == b""
    assert list(shelf.ids()) == []


@pytest.mark.story
def test_a_large_letter_is_not_sent_where_there_is_no_room(narrow: Intake, chromium: Browser) -> None:
    with browsers.visiting(chromium) as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        page.goto(f"{narrow.url}/be/")
        browsers.turn_to(page, "use")
        page.get_by_label("Вы можаце захаваць").check()
        browsers.turn_to(page, "story")
        page.locator("#text").fill("мае словы")
        browsers.turn_to(page, "files")
        page.locator("#files").set_input_files([{"name": "a.mp4", "mimeType": "video/mp4", "buffer": bytes(LARGE)}])
        browsers.turn_to(page, "send")
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("alert")).to_contain_text("цяпер няма столькі месца", timeout=30_000)
        expect(page.locator("#files")).to_be_visible()
        assert not sent
        page.locator("#files").set_input_files([])
        browsers.turn_to(page, "send")
        page.get_by_role("button", name="Адправіць").click()
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=60_000)


def test_what_was_reserved_and_not_needed_is_given_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.prepare()
    with shelf.incoming() as incoming:
        incoming.reserve(1_000_000)
        (lying,) = (tmp_path / "incoming").iterdir()
        assert lying.stat().st_blocks * 512 >= 1_000_000
        incoming.write(b"short")
        incoming.keep(tmp_path / "envelopes" / "a", date(2026, 11, 24))
    assert (tmp_path / "envelopes" / "a").read_bytes() == b"short"
    assert (tmp_path / "envelopes" / "a").stat().st_blocks * 512 < 1_000_000


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_on_the_way_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def filled(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    incoming = Incoming(tmp_path / "a")
    monkeypatch.setattr(shelves, "take_room", filled)
    with pytest.raises(UnavailableError):
        incoming.reserve(1)
    incoming.close()
