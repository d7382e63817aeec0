"""The page fails closed: whatever breaks, nothing is sent in another way than the person was told, and nothing is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake

pytestmark = pytest.mark.story

TEXT = "Мае словы, якія не павінны знікнуць."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with browsers.visiting(chromium) as page:
        yield page


def write_and_send(page: Page, intake: Intake) -> None:
    page.goto(f"{intake.url}/be/")
    write(page, TEXT, keep=True)
    page.get_by_role("button", name="Адправіць").click()


def write(page: Page, text: str, *, keep: bool) -> None:
    browsers.turn_to(page, "use")
    page.get_by_label("Вы можаце захаваць").set_checked(keep)
    browsers.turn_to(page, "story")
    page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).fill(text)
    browsers.turn_to(page, "send")


def check_still_here(page: Page, words: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("textbox", name="Што здарылася?", include_hidden=True)).to_have_value(TEXT)


def test_when_sealing_fails_nothing_is_sent_and_the_other_way_is_the_persons_choice(intake: Intake, page: Page) -> None:
    before = set(intake.envelopes())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/words/*", lambda route: route.fulfill(status=404))
    write_and_send(page, intake)
    check_still_here(page, "Запячатаць ліст на гэтай прыладзе не ўдалося, таму нічога не адпраўлена")
    assert not sent
    assert set(intake.envelopes()) == before
    page.get_by_role("button", name="Няхай запячатае сервер").click()
    expect(page.get_by_text("Наш сервер запячатаў яго ў сваёй памяці")).to_be_visible()
    (new,) = set(intake.envelopes()) - before
    opened = intake.open(new)
    assert (opened.report.text, opened.report.sealed) == (TEXT, "server")


def test_a_lost_answer_and_a_second_try_are_one_letter(intake: Intake, page: Page) -> None:
    before = set(intake.envelopes())
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        answer = route.fetch()
        lost.append(answer.status)
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/envelopes", lose_the_first_answer)
    write_and_send(page, intake)
    check_still_here(page, "Сувязь абарвалася")
    page.get_by_role("button", name="Адправіць").click()
    expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible()
    assert lost == [201, 201]
    assert len(set(intake.envelopes()) - before) == 1


def test_what_was_changed_after_a_failed_try_is_another_letter(intake: Intake, page: Page) -> None:
    before = set(intake.envelopes())
    page.route("**/envelopes", lambda route: route.abort(), times=1)
    write_and_send(page, intake)
    check_still_here(page, "Сувязь абарвалася")
    write(page, TEXT + " І яшчэ.", keep=True)
    page.get_by_role("button", name="Адправіць").click()
    expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible()
    (new,) = set(intake.envelopes()) - before
    assert intake.open(new).report.text == TEXT + " І яшчэ."


def test_sending_can_be_stopped(intake: Intake, page: Page) -> None:
    before = intake.envelopes()
    page.route("**/envelopes", lambda route: None)  # the line hangs
    write_and_send(page, intake)
    page.get_by_role("button", name="Спыніць").click()
    check_still_here(page, "Вы спынілі адпраўку")
    assert intake.envelopes() == before


def test_a_server_that_says_no_shows_no_receipt(intake: Intake, page: Page) -> None:
    page.route("**/envelopes", lambda route: route.fulfill(status=500, body="{}"))
    write_and_send(page, intake)
    check_still_here(page, "Сервер не прыняў ліст")
    expect(page.locator("#receipt")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "keep", "words"),
    [("", True, "Пакуль няма чаго адпраўляць"), (" \n ", True, "Пакуль няма чаго"), ("Словы", False, "што мы можам захаваць ваш ліст")],
)
def test_what_cannot_be_taken_is_said_before_anything_is_sent(intake: Intake, page: Page, text: str, keep: bool, words: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{intake.url}/be/")
    write(page, text, keep=keep)
    page.get_by_role("button", name="Адправіць").click()
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.locator("#text" if keep else "#keep")).to_be_visible()
    assert not sent


def test_a_page_whose_script_did_not_come_says_that_the_server_seals(intake: Intake, page: Page) -> None:
    page.route("**/report.*.js", lambda route: route.abort())
    page.goto(f"{intake.url}/be/")
    expect(page.get_by_text("JavaScript у гэтым браўзеры не працуе")).to_be_visible()
    expect(page.get_by_text("Ваш ліст запячатваецца на гэтай прыладзе, перш чым")).to_be_hidden()


def test_leaving_in_a_hurry_leaves_nothing(intake: Intake, page: Page) -> None:
    page.goto(f"{intake.url}/be/")
    browsers.turn_to(page, "story")
    page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).fill(TEXT)
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page).to_have_title("Weather")
    page.go_back(wait_until="commit")
    assert "127.0.0.1" not in page.url or page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).input_value() == ""


def test_the_browser_asks_before_it_throws_away_what_was_written(intake: Intake, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(f"{intake.url}/be/")
    browsers.turn_to(page, "story")
    page.get_by_role("textbox", name="Што здарылася?", include_hidden=True).fill(TEXT)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("textbox", name="Што здарылася?", include_hidden=True)).to_have_value(TEXT)
    assert asked == ["beforeunload"]
    page.get_by_role("link", name="Пакінуць старонку").click()
    expect(page).to_have_title("Weather")
    assert asked == ["beforeunload"]


def test_nothing_of_the_way_through_the_questions_is_in_the_history(intake: Intake, page: Page) -> None:
    page.goto(f"{intake.url}/be/")
    before, address = page.evaluate("history.length"), page.url
    browsers.turn_to(page, "send")
    browsers.turn_to(page, "role")
    assert (page.evaluate("history.length"), page.url) == (before, address)


def test_not_now_leaves(intake: Intake, page: Page) -> None:
    page.goto(f"{intake.url}/be/")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Не цяпер").click()
    expect(page).to_have_title("Weather")
    assert page.evaluate("history.length") == before


def test_the_link_leaves_too_and_replaces_the_page(intake: Intake, page: Page) -> None:
    page.goto(f"{intake.url}/be/")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Пакінуць старонку").click()
    expect(page).to_have_title("Weather")
    assert page.evaluate("history.length") == before
