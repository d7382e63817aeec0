"""With twelve words, without JavaScript: more is told, answers are changed, all is withdrawn, that is taken back (issue 6)."""

import html

import pytest
from tests.intake.server import Intake, Opened, multipart

from kniha.seal.receipt_words import words
from kniha.seal.receipts import Receipt, derive

RECEIPT = Receipt(bytes(range(16)))
TWELVE = " ".join(words(RECEIPT, "be"))
FILE = ("здымак.jpg", "image/jpeg", bytes(range(256)) * 9000)


def sent(
    intake: Intake, fields: dict[str, str], files: list[tuple[str, str, bytes]] = (), *, language: str = "be"
) -> tuple[int, dict[str, str], str, list[Opened]]:
    body, kind = multipart(fields, files)
    before = set(intake.envelopes())
    status, headers, page = intake.request("POST", f"/{language}/back", body, Content_Type=kind)
    return status, headers, page.decode(), [intake.open(one) for one in sorted(set(intake.envelopes()) - before)]


def visible(page: str, mark: str) -> list[str]:
    return [line for line in page.splitlines() if mark in line and "hidden" not in line]


@pytest.mark.parametrize("does", ["addition", "consent", "withdrawal", "return", "certificate"])
@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_it_is_sealed_under_the_keys_of_the_twelve_words(intake: Intake, does: str, language: str) -> None:
    status, headers, page, (opened,) = sent(intake, {"words": TWELVE, "does": does, "text": "дадаю", "count": "yes"}, language=language)
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert opened.keys == derive(RECEIPT, intake.register).public()
    report = opened.report
    assert (report.does, report.language, report.sealed, report.text, report.contact) == (does, language, "server", "дадаю", "")
    keep = "no" if does == "withdrawal" else "yes"
    assert (report.consent.keep, report.consent.contact, report.consent.count) == (keep, "no", "yes")
    assert len(visible(page, "data-does")) == 1
    assert not any(word in page for word in TWELVE.split())


def test_files_are_added(intake: Intake) -> None:
    _, _, _, (opened,) = sent(intake, {"words": TWELVE, "does": "addition", "text": ""}, [FILE])
    assert opened.files == (FILE,)


def test_words_may_be_typed_as_people_type(intake: Intake) -> None:
    typed = "\r\n".join(f"{place}. {word.upper()}" for place, word in enumerate(TWELVE.split(), 1))
    _, _, _, (opened,) = sent(intake, {"words": typed, "does": "withdrawal"})
    assert opened.keys == derive(RECEIPT, intake.register).public()


@pytest.mark.parametrize(
    ("fields", "files", "status", "said"),
    [
        ({"words": "", "does": "withdrawal"}, [], 400, "роўна дванаццаць"),
        ({"words": f"{TWELVE} {TWELVE.split()[0]}", "does": "addition", "text": "яшчэ"}, [FILE], 400, "роўна дванаццаць"),
        ({"words": TWELVE.rsplit(" ", 1)[0] + " qqqq", "does": "consent"}, [], 400, "няма ў нашым спісе"),
        ({"words": TWELVE}, [], 400, "што вы хочаце зрабіць"),
        ({"words": TWELVE, "does": "report", "text": "новае"}, [], 400, "што вы хочаце зрабіць"),
        ({"words": TWELVE, "does": "addition", "text": "  "}, [], 400, "Пакуль няма чаго адпраўляць"),
        ({"words": TWELVE, "does": "withdrawal"}, [FILE], 400, "Файлы ідуць разам"),
        ({"words": TWELVE, "does": "return", "text": "ы" * 1_000_001}, [], 413, "мільён знакаў"),
    ],
    ids=["no words", "thirteen with a file", "foreign word", "no choice", "no such choice", "empty", "files", "a million and one"],
)
def test_what_cannot_be_taken_is_given_back_without_the_twelve_words(
    intake: Intake, fields: dict[str, str], files: list[tuple[str, str, bytes]], status: int, said: str
) -> None:
    answered, _, page, new = sent(intake, fields, files)
    assert (answered, new) == (status, [])
    (line,) = visible(page, "data-error")
    assert said in html.unescape(line)
    assert TWELVE.split()[0] not in page
    assert fields.get("text", "").strip() in html.unescape(page)
    assert intake.nothing_remains()


def test_a_form_cut_short_is_not_kept(intake: Intake) -> None:
    body, kind = multipart({"words": TWELVE, "does": "withdrawal"}, [])
    status, _, _ = intake.request("POST", "/be/back", body[:-40], Content_Type=kind)
    assert status == 400
    assert intake.nothing_remains()


def test_the_page_is_the_same_for_everybody(intake: Intake) -> None:
    first, second = (intake.request("GET", "/ru/back") for _ in range(2))
    assert first[2] == second[2]
    assert "set-cookie" not in first[1]
