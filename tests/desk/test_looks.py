"""Every page of the desk as WCAG 2.2 AA wants it: on a phone and on a desk, light and dark, in three languages (issue 4)."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser
from tests import looks
from tests.desk import desk_pages, kept_forms
from tests.desk.conftest import Filed
from tests.intake import browser as browsers
from tests.looks import DESK, OF_THE_LOOK, PHONE, WCAG, Shown
from tests.sizes import SOAKING
from tests.world import World

from kniha.book.access.models import Registrar

pytestmark = [pytest.mark.django_db, pytest.mark.story]

# In a check each page is seen whole, in one language; every third also for what another width and other colours can change.
IN_A_CHECK = ((PHONE, "dark", WCAG, 1), (DESK, "light", OF_THE_LOOK, 3))
ALL = tuple((viewport, scheme, WCAG, 1) for viewport in (PHONE, DESK) for scheme in ("light", "dark"))


PARTS = 4
"""The pages are looked at in parts: each a test of its own, far below the time at which a test counts as hanging."""


@pytest.fixture(scope="module")
def kept() -> dict[int, list[Shown]]:
    """The pages as they were given out, by turn: a register in which everything has happened is made once for all parts."""
    return {}


@pytest.fixture
def shown(request: pytest.FixtureRequest, kept: dict[int, list[Shown]], turn: int, part: int) -> list[Shown]:
    """Every page of a part, and the points of the map."""
    if turn not in kept:
        kept[turn] = given_out(*(request.getfixturevalue(name) for name in ("at_desk", "office", "filed")), turn=turn)
    *pages, points = kept[turn]
    return [*pages[part::PARTS], points]


def given_out(at_desk: Callable[[Registrar], Client], office: World, filed: Filed, *, turn: int) -> list[Shown]:
    known = desk_pages.lived_in(office, filed)
    clients = {who: desk_pages.seated(at_desk(registrar)) for who, registrar in desk_pages.registrars(office).items()}
    languages = desk_pages.LANGUAGES[turn:] + desk_pages.LANGUAGES[:turn]
    pages = [*desk_pages.pages(clients, known, office, languages=languages)]
    assert len(pages) > 55
    return [*pages, desk_pages.points(clients["clerk"])]


def seen(browser: Browser, pages: list[Shown], viewport: dict[str, int], scheme: str, rules: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Open one page after the other; yield what is wrong, and with which."""
    context = looks.context_of(browser, viewport=viewport, scheme=scheme)
    looks.served(context, {page.address: page for page in pages}, desk_pages.static())
    window = context.new_page()
    for page in pages[:-1]:
        window.goto(f"http://desk.test{page.address}")
        yield from ((f"{fault} ({viewport['width']} px, {scheme})", page.name) for fault in looks.faults(window, rules))
    context.close()


def checked(shown: list[Shown], wanted: tuple[tuple[dict[str, int], str, tuple[str, ...], int], ...]) -> None:
    found = [(fault, page.name) for page in shown[:-1] for fault in (*looks.unsound(page.html), *kept_forms.faults(page.html, page.asked))]
    with browsers.browser() as running:  # here, not in a fixture: while it runs, Django will not speak to a database in this thread
        for viewport, scheme, rules, step in wanted:
            found += seen(running, [*shown[:-1:step], shown[-1]], viewport, scheme, rules)
    by_fault: dict[str, list[str]] = {}
    for fault, name in found:
        by_fault.setdefault(fault, []).append(name)
    assert not found, "\n".join(f"{fault}\n    on {len(names)} pages: {', '.join(names[:3])}" for fault, names in by_fault.items())


@pytest.mark.parametrize("turn", [0])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_desk_can_be_read_and_worked_by_everybody(shown: list[Shown]) -> None:
    checked(shown, IN_A_CHECK)


@pytest.mark.soak
@pytest.mark.skipif(not SOAKING, reason="every width, look and language: in `make soak`")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("turn", range(3))
def test_every_page_at_every_width_in_every_look_and_language(shown: list[Shown]) -> None:
    checked(shown, ALL)
