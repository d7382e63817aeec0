"""Every page of the intake, in every state that a visitor meets, as WCAG 2.2 AA wants it: with its script at work and without (issue 4).

axe-core and the checks of `tests.looks`, as for the desk (docs/adr/0032). In a check the languages come by turn; `make soak` looks in all.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests import looks
from tests.intake import browser as browsers
from tests.intake.server import Intake
from tests.intake.test_answers import Reporter
from tests.looks import DESK, PHONE
from tests.sizes import SOAKING

pytestmark = pytest.mark.story

LANGUAGES = ("be", "ru", "en")
State = Callable[[Page, Intake], object]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def refused(page: Page, _intake: Intake) -> None:
    """Nothing was agreed to, so nothing is sent."""
    to_the_end(page)
    page.locator("#letter button[type=submit]").click()
    expect(page.locator("#errors")).to_be_visible()


def arrived(page: Page, _intake: Intake) -> None:
    browsers.turn_to(page, "use")
    page.locator("#keep").check()
    to_the_end(page)
    page.locator("#letter button[type=submit]").click()
    expect(page.locator("#words li")).to_have_count(12, timeout=60_000)


def typed_wrong(page: Page, intake: Intake) -> None:
    arrived(page, intake)
    if page.locator("#written").is_visible():
        page.locator("#written").click()
        page.locator("#typed").fill("адно два")
        page.locator("#again button[type=submit]").click()


def to_the_end(page: Page) -> None:
    browsers.turn_to(page, "story")
    page.locator("#text").fill("11 жніўня.")
    browsers.turn_to(page, "send")


def in_the_country(page: Page, _intake: Intake) -> None:
    if page.locator("#country-yes").is_visible():
        page.locator("#country-yes").check()
    page.locator("details").first.evaluate("one => { one.open = true }")


def insider(page: Page, _intake: Intake) -> None:
    browsers.turn_to(page, "role")
    page.locator("#role-insider").check()


def early(page: Page, _intake: Intake) -> None:
    browsers.turn_to(page, "early")
    page.locator("#held-yes").check()


def at(name: str) -> State:
    return lambda page, _intake: browsers.turn_to(page, name)


def checked(page: Page, _intake: Intake) -> None:
    to_the_end(page)


def too_few(page: Page, _intake: Intake) -> None:
    page.locator("#words").fill("адно два")
    page.locator("button[type=submit]").click()
    expect(page.locator("#errors")).to_be_visible()


def asked_for(page: Page, reporter: Reporter) -> None:
    page.locator("#words").fill(reporter.words)
    page.locator("button[type=submit]").click()
    expect(page.locator("#answers")).to_be_visible()


def without_answer(page: Page, intake: Intake) -> None:
    asked_for(page, Reporter(intake))


def answered(page: Page, intake: Intake) -> None:
    """Two replies, one of which cannot be opened."""
    reporter, stranger = Reporter(intake), Reporter(intake)
    reporter.is_answered("Дзякуй. Ці памятаеце вы нумар аўтобуса?")
    reporter.is_answered("Яшчэ адно.", sealed_to=stranger.keys)
    reporter.is_answered('{"format":"kniha-certificate/v1"}')
    asked_for(page, reporter)


def too_few_to_come_back(page: Page, intake: Intake) -> None:
    page.locator("#withdrawal").check()
    too_few(page, intake)


def taken_back(page: Page, intake: Intake) -> None:
    page.locator("#words").fill(Reporter(intake).words)
    page.locator("#withdrawal").check()
    page.locator("button[type=submit]").click()
    expect(page.locator("#done")).to_be_visible(timeout=60_000)


def as_it_comes(_page: Page, _intake: Intake) -> None:
    """Nothing is done."""


STATES: tuple[tuple[str, str, State], ...] = (
    ("the letter", "/", as_it_comes),
    ("in the country", "/", in_the_country),
    ("safe", "/", at("safe")),
    ("an insider", "/", insider),
    ("an early yes", "/", early),
    ("when and where", "/", at("when")),
    ("do you want an answer", "/", at("answer")),
    ("look once more", "/", checked),
    ("the words are typed back", "/", typed_wrong),
    ("a letter that cannot be taken", "/", refused),
    ("the receipt", "/", arrived),
    ("the words", "/answers", as_it_comes),
    ("too few words", "/answers", too_few),
    ("no answer yet", "/answers", without_answer),
    ("answers", "/answers", answered),
    ("coming back", "/back", as_it_comes),
    ("coming back with too few words", "/back", too_few_to_come_back),
    ("taken back", "/back", taken_back),
    ("nothing there", "/nothing", as_it_comes),
)


SERVERS_OWN = frozenset({"the letter", "a letter that cannot be taken", "the receipt", "answers", "taken back"})
"""What the server writes otherwise than the script does: looked at without the script in a check as well."""


def faults(page: Page, *, wide: bool) -> Iterator[str]:
    """What is wrong on a phone and, `wide`, on a desk. From the top: what the head that stays covers is not out of reach."""
    for viewport in (PHONE, DESK) if wide else (PHONE,):
        page.set_viewport_size(viewport)
        page.evaluate("scrollTo(0, 0)")
        yield from looks.faults_at(page, viewport)


def unscripted(route: Route) -> None:
    route.fulfill(body="", content_type="text/javascript")


@pytest.mark.parametrize("turn", range(3) if SOAKING else [0])
@pytest.mark.parametrize("scheme", ["light", "dark"] if SOAKING else ["dark"])
@pytest.mark.parametrize("scripted", [True, False], ids=["with its script", "without its script"])
def test_every_page_of_the_intake_can_be_read_and_worked_by_everybody(
    intake: Intake, chromium: Browser, scripted: bool, scheme: str, turn: int
) -> None:
    # In a check a desk is looked at with the script alone: the width changes nothing that the script does not.
    found = []
    for number, (name, path, state) in enumerate(STATES):
        if not (scripted or SOAKING or name in SERVERS_OWN):
            continue
        language = LANGUAGES[(number + turn) % len(LANGUAGES)]
        context = looks.context_of(chromium, viewport=PHONE, scheme=scheme)
        if not scripted:
            context.route("**/*.js", unscripted)
        page = context.new_page()
        page.goto(f"{intake.url}/{language}{path}")
        state(page, intake)
        found += [f"{name} ({language}): {fault}" for fault in faults(page, wide=scripted or SOAKING)]
        context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/answers", "/back", "/nothing"])
def test_what_the_server_gives_is_sound_html(intake: Intake, language: str, path: str) -> None:
    _, _, page = intake.request("GET", f"/{language}{path}")
    assert list(looks.unsound(page.decode())) == []
