"""Answers: what a receipt opens, in the browser and without JavaScript, and that nobody learns whether a mailbox is."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake

from kniha.seal.closing import seal_bytes
from kniha.seal.padding import padded_size
from kniha.seal.receipt_words import words
from kniha.seal.receipts import ReceiptKeys, derive, new_receipt

ANSWER = "Дзякуй, мы атрымалі ваш ліст.\nЦі памятаеце вы нумар аўтобуса? <b>🙂</b>"
FORM = "application/x-www-form-urlencoded"


class Reporter:
    """Somebody who wrote to this register, and kept the receipt."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.receipt = new_receipt(secrets.token_bytes)
        self.keys: ReceiptKeys = derive(self.receipt, intake.register)
        self.words = " ".join(words(self.receipt, "be"))

    def is_answered(self, text: str, sealed_to: ReceiptKeys | None = None) -> None:
        plain = text.encode()
        recipient = (sealed_to or self.keys).reply.recipient
        sealed = seal_bytes(plain.ljust(padded_size(len(plain)), b"\0"), [recipient], random_bytes=secrets.token_bytes)
        reply = {"mailbox": self.keys.mailbox, "verifier": self.keys.verifier, "body": b64encode(sealed).decode()}
        assert self.intake.courier_request("POST", "/courier/replies", json.dumps(reply).encode())[0] == 200

    def mailbox(self, secret: bytes) -> tuple[int, bytes]:
        asked = json.dumps({"mailbox": self.keys.mailbox, "secret": secret.hex()}).encode()
        return self.intake.request("POST", "/mailbox", asked)[::2]


@pytest.fixture
def reporter(intake: Intake) -> Reporter:
    return Reporter(intake)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def test_the_secret_opens_the_mailbox(reporter: Reporter) -> None:
    reporter.is_answered(ANSWER)
    status, body = reporter.mailbox(reporter.keys.mailbox_secret)
    assert status == 200
    (sealed,) = json.loads(body)["replies"]
    assert b64decode(sealed).startswith(b"age-encryption.org/v1\n")


def test_an_unknown_mailbox_an_empty_one_and_a_wrong_secret_are_one_answer(intake: Intake, reporter: Reporter) -> None:
    reporter.is_answered(ANSWER)
    stranger = Reporter(intake)
    nothing = stranger.mailbox(stranger.keys.mailbox_secret)
    assert nothing == (200, b'{"replies": []}')
    assert reporter.mailbox(secrets.token_bytes(32)) == nothing
    assert reporter.mailbox(stranger.keys.mailbox_secret) == nothing


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"mailbox": 1, "secret": 2}', b'{"mailbox": "' + b"a" * 5000, b"\xff", b"[" * 1024])
def test_a_question_that_makes_no_sense_is_refused(intake: Intake, body: bytes) -> None:
    assert intake.request("POST", "/mailbox", body)[0] == 400


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "роўна дванаццаць"),
        ("пральня пральня", "роўна дванаццаць"),
        ("щщщщ", "Аднаго слова няма"),
        ("пральня " * 12, "не тое, што было"),
    ],
)
def test_words_that_are_no_receipt_are_named_and_never_given_back(intake: Intake, typed: str, words: str) -> None:
    status, headers, body = intake.request("POST", "/be/answers", f"words={typed}".encode(), Content_Type=FORM)
    page = body.decode()
    visible = [line for line in page.splitlines() if "data-error" in line and "hidden" not in line]
    assert (status, headers["cache-control"]) == (400, "no-store")
    assert len(visible) == 1
    assert words in visible[0]
    assert "пральня" not in page
    assert "щщщщ" not in page


@pytest.mark.story
@pytest.mark.parametrize("javascript", [True, False], ids=["in the browser", "without JavaScript"])
def test_a_reporter_comes_back_and_reads_the_answer(reporter: Reporter, chromium: Browser, javascript: bool) -> None:
    reporter.is_answered(ANSWER)
    with browsers.visiting(chromium, javascript=javascript) as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
        page.goto(f"{reporter.intake.url}/be/")
        page.get_by_role("link", name="Дванаццаць слоў у мяне ўжо ёсць").click()
        for text, shown in (("Сервер выдае запячатанае", javascript), ("Адказ адкрые наш сервер", not javascript)):
            expect(page.get_by_text(text)).to_be_visible(visible=shown)
        page.get_by_label("Вашы дванаццаць слоў").fill(reporter.words.title())
        page.get_by_role("button", name="Прачытаць адказ").click()
        expect(page.locator(".reply")).to_have_text(ANSWER)
        assert page.get_by_label("Вашы дванаццаць слоў").input_value() == ""
        if javascript:
            assert not [word for word in reporter.words.split() if word in "".join(sent).lower()]
            assert reporter.receipt.entropy.hex() not in "".join(sent)


@pytest.mark.story
def test_a_typing_slip_is_named_by_its_place(reporter: Reporter, chromium: Browser) -> None:
    with browsers.visiting(chromium) as page:
        page.goto(f"{reporter.intake.url}/be/answers")
        page.get_by_label("Вашы дванаццаць слоў").fill(reporter.words.rsplit(" ", 1)[0] + " щщщщ")
        page.get_by_role("button", name="Прачытаць адказ").click()
        expect(page.get_by_role("alert")).to_contain_text("Аднаго слова няма ў нашым спісе. Яго месца па парадку: 12")


@pytest.mark.story
def test_an_answer_sealed_to_another_is_said_to_be_damaged(reporter: Reporter, chromium: Browser) -> None:
    reporter.is_answered(ANSWER, sealed_to=Reporter(reporter.intake).keys)
    for javascript in (True, False):
        with browsers.visiting(chromium, javascript=javascript) as page:
            page.goto(f"{reporter.intake.url}/be/answers")
            page.get_by_label("Вашы дванаццаць слоў").fill(reporter.words)
            page.get_by_role("button", name="Прачытаць адказ").click()
            expect(page.get_by_text("Адзін адказ не ўдалося адкрыць").locator("visible=true")).to_have_count(1)


PROOF = '{"digest":"00","entry":{},"format":"kniha-certificate/v1","head":{}}\n'


def test_a_proof_is_saved_as_a_file_and_not_read_out(reporter: Reporter, chromium: Browser, tmp_path: Path) -> None:
    reporter.is_answered(ANSWER)
    reporter.is_answered(PROOF)
    with browsers.visiting(chromium) as page:
        page.goto(f"{reporter.intake.url}/be/answers")
        page.locator("#words").fill(reporter.words)
        page.locator("button[type=submit]").click()
        expect(page.locator(".reply")).to_have_count(2)
        expect(page.locator("blockquote.reply")).to_have_count(1)
        with page.expect_download() as saved:
            page.locator(".reply a[download]").click()
        assert saved.value.suggested_filename == "letter.kniha-certificate"
        saved.value.save_as(tmp_path / "proof")
    assert (tmp_path / "proof").read_text() == PROOF


def test_without_javascript_the_proof_can_be_copied(reporter: Reporter, chromium: Browser) -> None:
    reporter.is_answered(PROOF)
    with browsers.visiting(chromium, javascript=False) as page:
        page.goto(f"{reporter.intake.url}/be/answers")
        page.locator("#words").fill(reporter.words)
        page.locator("button[type=submit]").click()
        assert page.locator(".reply textarea").input_value() == PROOF
        assert page.locator("#certificate").is_hidden()


@pytest.mark.parametrize("text", ['{"format": "another"}', "[1]", "{", '"kniha-certificate/v1"', "null"])
def test_what_only_looks_like_a_proof_is_an_answer(reporter: Reporter, chromium: Browser, text: str) -> None:
    reporter.is_answered(text)
    for javascript in (True, False):
        with browsers.visiting(chromium, javascript=javascript) as page:
            page.goto(f"{reporter.intake.url}/be/answers")
            page.locator("#words").fill(reporter.words)
            page.locator("button[type=submit]").click()
            expect(page.locator("blockquote.reply")).to_have_text(text)


ARRIVAL = '{"day": "2026-11-30", "format": "kniha-arrival/v1"}'
READ = '{"day": "2026-11-30", "format": "kniha-read/v1"}'


def test_without_javascript_the_days_of_arrival_are_told(intake: Intake, reporter: Reporter) -> None:
    for text in (ARRIVAL, ARRIVAL.replace("30", "29"), READ, '{"day": "<b>", "format": "kniha-arrival/v1"}'):
        reporter.is_answered(text)
    page = intake.request("POST", "/be/answers", f"words={reporter.words}".encode(), Content_Type=FORM)[2].decode()
    assert "<li>2026-11-29</li><li>2026-11-30</li></ul>" in page
    assert '<ul id="readings"><li>2026-11-30</li></ul>' in page
    assert page.count('class="reply"') == 1
    assert "<b>" not in page


@pytest.mark.story
def test_the_days_of_arrival_are_told_in_the_browser(intake: Intake, reporter: Reporter, chromium: Browser) -> None:
    with browsers.visiting(chromium) as page:
        page.goto(f"{intake.url}/be/answers")
        told = [((), [], [], False), ((ARRIVAL,), ["2026-11-30"], [], False), ((READ, ANSWER), ["2026-11-30"], ["2026-11-30"], True)]
        for texts, days, readings, is_answered in told:
            for text in texts:
                reporter.is_answered(text)
            page.locator("#words").fill(reporter.words)
            page.get_by_role("button", name="Прачытаць адказ").click()
            expect(page.locator("#answers")).to_be_visible()
            expect(page.locator("#arrivals li")).to_have_text(days)
            expect(page.locator("#arrived")).to_be_visible(visible=bool(days))
            expect(page.locator("#readings li")).to_have_text(readings)
            expect(page.locator("#were-read")).to_be_visible(visible=bool(readings))
            expect(page.locator("#none")).to_be_visible(visible=not is_answered)
            page.reload()
