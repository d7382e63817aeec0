"""How a page looks to who cannot see it, who uses no mouse, who holds a phone: the checks that tests of all faces share.

axe-core finds what a machine can find of WCAG 2.2 A and AA; the rest here is what it leaves to others: focus that can be seen, no scrolling
sideways, HTML that closes what it opens. Each fault is one line that names page, rule and element.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route
from tests.sizes import SOAKING

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_THE_WIDTH = ("scrollable-region-focusable", "target-size")
"""Rules of axe that may answer otherwise at another width; the others read the same elements in the same colours again."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

RUN = """async (rules) => (await axe.run(document, { runOnly: rules, resultTypes: ["violations"] })).violations
  .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 120)}`))"""

# Wider than the screen: which element pushes it? What scrolls inside a frame of its own does not.
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = (element) => getComputedStyle(element).overflowX !== "visible";
  const framed = ({ parentElement: outer }) => outer !== document.body && (scrolls(outer) || framed(outer));
  const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > room + 1 && !framed(e));
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} ${e.outerHTML.slice(0, 100)}`;
  return [`scrolls sideways to ${document.documentElement.scrollWidth}: ${wide.slice(-1).map(name)}`];
}"""

# After one press of Tab, every focus given by a script counts as the keyboard's.
UNSEEN_FOCUS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")]
  .filter((element) => {
    element.focus();
    if (document.activeElement !== element) return false;
    const look = getComputedStyle(element);
    return look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2;
  }).map((element) => `focus is not seen: ${element.outerHTML.slice(0, 120)}`)"""


@dataclass(frozen=True)
class Shown:
    """A page as the face gave it out."""

    name: str
    address: str
    html: str
    headers: Mapping[str, str]
    asked: str = ""
    """The address under which the face itself has it."""


def served(context: BrowserContext, pages: Mapping[str, Shown], static: Mapping[str, Path]) -> None:
    """Have `context` get these pages and files, with their headers, and nothing else."""

    def answer(route: Route) -> None:
        path = route.request.url.split("#")[0].removeprefix("http://desk.test")
        if path in pages:
            route.fulfill(body=pages[path].html, headers=dict(pages[path].headers))
        elif path.split("?")[0] in static:
            route.fulfill(path=static[path.split("?")[0]])
        else:
            route.fulfill(status=404, body="")

    context.route("**/*", answer)


def context_of(browser: Browser, *, viewport: Mapping[str, int], scheme: str) -> BrowserContext:
    """A browser of this size, light or dark, in which nothing moves."""
    return browser.new_context(viewport=dict(viewport), color_scheme=scheme, reduced_motion="reduce")


def faults(page: Page, rules: Sequence[str] = WCAG) -> list[str]:
    """What is wrong with the page that is open, by these tags or rules of axe."""
    page.evaluate(AXE)
    found = page.evaluate(RUN, list(rules)) + page.evaluate(SIDEWAYS)
    page.keyboard.press("Tab")
    return found + page.evaluate(UNSEEN_FOCUS)


def unfit(page: Page) -> list[str]:
    """What of the page that is open does not fit at the width that it has."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, list(OF_THE_WIDTH)) + page.evaluate(SIDEWAYS)


def faults_at(page: Page, viewport: Mapping[str, int]) -> list[str]:
    """What is wrong with the page that is open: on a phone all; on a desk, in a check, what another width can change (ADR 0080)."""
    return faults(page) if viewport == PHONE or SOAKING else unfit(page)


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "header",
    "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
OPERATED = frozenset(("a", "button", "label", "form"))


@dataclass
class _Reader(HTMLParser):
    """Reads HTML as it was written, where a browser would mend it in silence."""

    found: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.found += [f"attribute twice: {name} in {self.get_starttag_text()}" for name in {*names} if names.count(name) > 1]
        identity = dict(attrs).get("id")
        if identity and "template" not in self.open:
            if identity in self.ids:
                self.found.append(f"id twice: {identity}")
            self.ids.add(identity)
        if tag in BLOCKS and "p" in self.open:
            self.found.append(f"<{tag}> inside a paragraph, line {self.getpos()[0]}")
        if tag in OPERATED and tag in self.open:
            self.found.append(f"<{tag}> inside <{tag}>, line {self.getpos()[0]}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.found.append(f"</{tag}> closes {self.open[-1:]}, line {self.getpos()[0]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def unsound(html: str) -> Iterator[str]:
    """What a browser would have to mend: what is not closed, what is there twice, what may not stand inside the other."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    yield from reader.found
    yield from (f"<{tag}> is never closed" for tag in reader.open)
