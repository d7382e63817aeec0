"""Every page of the desk as WCAG 2.2 AA wants it: on a phone and on a desk, light and dark, in three languages (issue 4)."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from django.test import Client
from playwright.sync_api import Browser
from tests import looks
from tests.desk import desk_pages, kept_forms
from tests.desk.conftest import Filed
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE, Shown
from tests.sizes import SOAKING
from tests.world import World

from kniha.book.access.models import Registrar

pytestmark = [pytest.mark.django_db, pytest.mark.story]

ALL = tuple((viewport, scheme) for viewport in (PHONE, DESK) for scheme in ("light", "dark"))
"""In a soak each page is seen whole at each of these; in a check at one, and at the other width for what does not fit there."""

Found = tuple[str, str]
PARTS = len(ALL)
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


def seen(browser: Browser, pages: list[Shown], look: tuple[dict[str, int], str], *, then: Sequence[dict[str, int]]) -> Iterator[Found]:
    """Open one page after the other; yield what is wrong, and with which, and what does not fit at the widths that come `then`."""
    viewport, scheme = look
    context = looks.context_of(browser, viewport=viewport, scheme=scheme)
    looks.served(context, {page.address: page for page in pages}, desk_pages.static())
    window = context.new_page()
    for page in pages[:-1]:
        window.set_viewport_size(viewport)
        window.goto(f"http://desk.test{page.address}")
        yield from ((f"{fault} ({viewport['width']} px, {scheme})", page.name) for fault in looks.faults(window))
        for other in then:
            window.set_viewport_size(other)
            yield from ((f"{fault} ({other['width']} px, {scheme})", page.name) for fault in looks.unfit(window))
    context.close()


def said(pages: list[Shown]) -> list[Found]:
    return [(fault, page.name) for page in pages for fault in (*looks.unsound(page.html), *kept_forms.faults(page.html, page.asked))]


def must_be_nothing(found: list[Found]) -> None:
    by_fault: dict[str, list[str]] = {}
    for fault, name in found:
        by_fault.setdefault(fault, []).append(name)
    assert not found, "\n".join(f"{fault}\n    on {len(names)} pages: {', '.join(names[:3])}" for fault, names in by_fault.items())


@pytest.mark.parametrize("turn", [0])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_desk_can_be_read_and_worked_by_everybody(shown: list[Shown], part: int) -> None:
    """Each width and each scheme has its part of the pages; what does not fit is looked for at both widths on every page."""
    viewport, scheme = ALL[part]
    found = said(shown[:-1])
    with browsers.browser() as running:  # here, not in a fixture: while it runs, Django will not speak to a database in this thread
        found += seen(running, shown, (viewport, scheme), then=[DESK if viewport is PHONE else PHONE])
    must_be_nothing(found)


@pytest.mark.soak
@pytest.mark.skipif(not SOAKING, reason="every width, look and language: in `make soak`")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("turn", range(3))
def test_every_page_at_every_width_in_every_look_and_language(shown: list[Shown]) -> None:
    found = said(shown[:-1])
    with browsers.browser() as running:
        for look in ALL:
            found += seen(running, shown, look, then=[])
    must_be_nothing(found)
