"""A handful of the desk's pages, looked at as WCAG 2.2 AA wants them."""

from collections.abc import Iterator, Sequence

from tests import looks
from tests.desk import desk_pages
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE, Shown


def looked_at(pages: Sequence[Shown]) -> Iterator[tuple[str, str]]:
    """What is wrong with these pages, on a phone and on a desk, each with the page's name. Whoever calls has done with the database."""
    yield from ((page.name, fault) for page in pages for fault in looks.unsound(page.html))
    with browsers.browser() as running:
        for viewport in (PHONE, DESK):
            context = looks.context_of(running, viewport=viewport, scheme="light")
            looks.served(context, {page.address: page for page in pages}, desk_pages.static())
            window = context.new_page()
            for page in pages:
                window.goto(f"http://desk.test{page.address}")
                yield from ((f"{viewport['width']} {page.name}", fault) for fault in looks.faults_at(window, viewport))
            context.close()
