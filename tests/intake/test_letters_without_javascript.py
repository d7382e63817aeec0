"""`POST /<language>/report`: the same letter from a browser without JavaScript, sealed in the server's memory."""

import html
import re
import socket

import pytest
from tests.intake.server import Intake, Opened, multipart

from kniha.seal.receipt_words import read_words
from kniha.seal.receipts import derive
from kniha.seal.reports import Early

KEEP = {"text": "Нас спынілі каля парка.", "when": "", "where": "", "contact": "", "keep": "yes"}


def post(
    intake: Intake, fields: dict[str, str], files: list[tuple[str, str, bytes]] = (), language: str = "be"
) -> tuple[int, dict[str, str], str]:
    body, type_ = multipart(fields, files)
    status, headers, answer = intake.request("POST", f"/{language}/report", body, Content_Type=type_)
    return status, headers, answer.decode()


def receipt_of(page: str) -> str:
    return " ".join(re.findall(r"<li>(\w+)</li>", page))


def kept(intake: Intake, fields: dict[str, str], files: list[tuple[str, str, bytes]] = (), language: str = "be") -> tuple[Opened, str]:
    before = set(intake.envelopes())
    status, _, page = post(intake, fields, files, language)
    assert status == 200, page
    (new,) = set(intake.envelopes()) - before
    return intake.open(new), page


def test_the_letter_is_sealed_as_it_was_written(intake: Intake) -> None:
    opened, _ = kept(intake, KEEP | {"when": "у жніўні", "where": "Прыдуманая вуліца", "contact": "праз сястру", "count": "yes"})
    report = opened.report
    assert (report.text, report.when, report.where, report.contact) == (KEEP["text"], "у жніўні", "Прыдуманая вуліца", "праз сястру")
    assert (report.language, report.sealed) == ("be", "server")
    assert (report.consent.keep, report.consent.contact, report.consent.count) == ("yes", "no", "yes")


ANSWERS = {"role": "insider", "safe": "no", "held": "yes", "minor": "no", "hurt": "двое", "doers": "рота"}


def test_what_is_asked_beside_the_story_is_sealed_as_well(intake: Intake) -> None:
    report = kept(intake, KEEP | ANSWERS)[0].report
    assert (report.role, report.safe, report.early) == ("insider", "no", Early(held="yes", minor="no"))
    assert (report.hurt, report.doers) == ("двое", "рота")


def test_after_an_early_yes_no_story_is_needed(intake: Intake) -> None:
    assert kept(intake, KEEP | {"text": "", "sexual": "yes"})[0].report.text == ""


def test_what_was_answered_is_given_back(intake: Intake) -> None:
    status, _, page = post(intake, KEEP | ANSWERS | {"keep": ""})
    assert status == 400
    for checked in ("role-insider", "safe-no", "held-yes", "minor-no"):
        assert re.search(f'id="{checked}"[^>]* checked', page)
    assert len(re.findall('type="radio"[^>]* checked', page)) == 4
    assert ">двое</textarea>" in page.replace("\n", "")


@pytest.mark.parametrize("forged", [{"role": "suspect"}, {"safe": "perhaps"}, {"held": "1"}, {"minor": "так"}, {"sexual": "yes "}])
def test_an_answer_that_no_page_offers_is_refused(intake: Intake, forged: dict[str, str]) -> None:
    before = intake.envelopes()
    for more in ({}, {"text": ""}, {"text": "ы" * 1_000_001}):
        status, _, page = post(intake, KEEP | forged | more)
        assert (status, "<form" in page) == (400, True)
    assert intake.envelopes() == before


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_receipt_is_shown_once_and_its_keys_signed_the_letter(intake: Intake, language: str) -> None:
    before = set(intake.envelopes())
    status, headers, page = post(intake, KEEP, language=language)
    assert (status, headers["cache-control"]) == (200, "no-store")
    (new,) = set(intake.envelopes()) - before
    opened = intake.open(new)
    assert derive(read_words(receipt_of(page)), intake.register).public() == opened.keys
    assert opened.report.language == language


def test_lines_end_as_they_were_typed(intake: Intake) -> None:
    opened, _ = kept(intake, KEEP | {"text": "першы\r\nдругі\r\n\r\nтрэці"})
    assert opened.report.text == "першы\nдругі\n\nтрэці"


def test_files_are_kept_as_they_are(intake: Intake) -> None:
    files = [
        ("здымак.jpg", "image/jpeg", bytes(range(256)) * 9000),
        ("пусты.txt", "text/plain", b""),
        ("not a photo.jpg", "image/jpeg", b"<svg/>"),
    ]
    opened, _ = kept(intake, KEEP, files)
    assert opened.files == tuple(files)


def test_a_field_without_a_file_is_no_file(intake: Intake) -> None:
    opened, _ = kept(intake, KEEP, [("", "application/octet-stream", b"")])
    assert opened.files == ()


def test_a_file_alone_is_a_letter(intake: Intake) -> None:
    opened, _ = kept(intake, KEEP | {"text": ""}, [("a", "x/y", b"1")])
    assert opened.files == (("a", "x/y", b"1"),)


def test_two_hundred_thousand_letters_of_mixed_scripts_are_kept(intake: Intake) -> None:
    text = "Ўўі Ёжык żółw 日本 🙂 \u202eсправа\u202c " * 6000
    opened, _ = kept(intake, KEEP | {"text": text})
    assert opened.report.text == text


def test_sixty_four_files_are_taken(intake: Intake) -> None:
    opened, _ = kept(intake, KEEP, [(f"{n}", "x/y", b"%d" % n) for n in range(64)])
    assert len(opened.files) == 64


@pytest.mark.parametrize(
    ("fields", "files", "status", "words"),
    [
        (KEEP | {"text": " "}, [], 400, "Пакуль няма чаго адпраўляць"),
        ({"text": "адзін", "when": "учора"}, [], 400, "што мы можам захаваць ваш ліст"),
        (KEEP, [(f"{n}", "x/y", b"1") for n in range(65)], 413, "больш за 64"),
        (KEEP | {"text": "ы" * 1_000_001}, [], 413, "мільён знакаў"),
    ],
    ids=["nothing said", "no consent", "65 files", "a million and one"],
)
def test_what_cannot_be_taken_is_given_back(
    intake: Intake, fields: dict[str, str], files: list[tuple[str, str, bytes]], status: int, words: str
) -> None:
    before = intake.envelopes()
    answered, _, page = post(intake, fields, files)
    assert answered == status
    visible = [line for line in page.splitlines() if "data-error" in line and "hidden" not in line]
    assert len(visible) == 1
    assert words in visible[0]
    assert fields["text"].strip() in html.unescape(page)
    assert intake.envelopes() == before
    assert intake.nothing_remains()


def test_what_was_written_comes_back_as_words_and_not_as_a_page(intake: Intake) -> None:
    nasty = '</textarea><script>alert(1)</script>" onfocus="x'
    _, _, page = post(intake, {"text": nasty, "when": nasty, "where": nasty, "contact": nasty})
    assert "<script>alert" not in page
    assert 'onfocus="x' not in page


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..", "/abs", "a\\b", "nul\x00l", "\u202egpj.exe", "д" * 300, "<img src=x>"],
    ids=["path", "dots", "absolute", "backslash", "NUL", "right to left", "300 letters", "markup"],
)
def test_a_name_is_kept_and_never_followed(intake: Intake, name: str) -> None:
    before = {path for path in intake.home.rglob("*") if "envelopes" not in path.parts}
    opened, _ = kept(intake, KEEP, [(name, "image/jpeg", b"1")])
    assert opened.files == ((name[:255], "image/jpeg", b"1"),)
    assert {path for path in intake.home.rglob("*") if "envelopes" not in path.parts} == before


def test_a_letter_that_breaks_off_leaves_nothing(intake: Intake) -> None:
    before = intake.envelopes()
    body, type_ = multipart(KEEP, [("a.bin", "x/y", bytes(3_000_000))])
    with socket.create_connection(("127.0.0.1", intake.port)) as line:
        head = f"POST /be/report HTTP/1.1\r\nHost: x\r\nContent-Type: {type_}\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode() + body[: len(body) // 2])
    assert intake.envelopes() == before
    assert intake.nothing_remains()


@pytest.mark.parametrize("body", [b"", b"text=a&keep=yes", b"--x\r\nnonsense"], ids=["nothing", "not a form of files", "no form"])
def test_what_is_no_letter_is_answered_kindly(intake: Intake, body: bytes) -> None:
    for type_ in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain"):
        status, _, answer = intake.request("POST", "/be/report", body, Content_Type=type_)
        assert status == 400
        assert "<form" in answer.decode()
        assert intake.nothing_remains()
