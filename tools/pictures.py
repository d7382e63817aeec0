"""Take pictures of every kind of page of a running demonstration: to be looked at by people, page by page.

    make demo                                            in another terminal
    python tools/pictures.py http://127.0.0.1:8500       into var/pictures: NAME.WIDTH.LANGUAGE.LOOK.png
    python tools/pictures.py http://127.0.0.1:8500 --languages be --looks dark,print --only incident

A page of each form of address is taken, found by following links as a clerk, an investigator, a lawyer and an administrator.
"""

import argparse
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

WHO = ("viera", "michas", "zoja", "hanna")
WIDTHS = (390, 1280)
ID = re.compile(r"[0-9a-f]{32}|KN-\d{4}-\d+")
NOT_PAGES = re.compile(r"\.(?:csv|xlsx)|/file/|/view/|/original/|/points|/static/|/table\.csv")


def main() -> None:
    """Find the pages, then take them in every look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("desk", help="the address of a running demonstration's desk")
    parser.add_argument("--home", type=Path, default=Path("var/demo"), help="its folder, where the sign-ins are (var/demo)")
    parser.add_argument("--out", type=Path, default=Path("var/pictures"))
    parser.add_argument("--languages", default="be,ru,en")
    parser.add_argument("--looks", default="light,dark", help="light, dark, print")
    parser.add_argument("--only", default="", help="words of the names of pages")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    passwords = dict(re.findall(r"signs in as (\w+), password (\S+)", (asked.home / "sign-ins.txt").read_text("utf-8")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        known: dict[str, str] = {}
        for who in WHO:
            page = signed_in(browser, asked.desk, who, passwords[who])
            new = found(page, asked.desk, known)
            for name, address in new.items():
                if asked.only in name:
                    take(page, f"{asked.desk}{address}", asked, f"{name}.{who}")
            known |= new
        browser.close()


def signed_in(browser: Browser, desk: str, who: str, password: str) -> Page:
    """A browser in which a registrar has signed in."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(desk)
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/")
    return page


def found(page: Page, desk: str, known: dict[str, str]) -> dict[str, str]:
    """One address for each form of address that can be reached and that nobody before reached."""
    new: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop(0)
        name = named(address)
        if name in new or (name in known and name not in {"home", "staff", "incidents-ID"}):
            continue
        answer = page.goto(f"{desk}{address}")
        if answer is None or not answer.ok or named(urlsplit(page.url).path) != name:
            continue
        new[name] = address
        waiting += links(page)
    return new


def links(page: Page) -> Iterator[str]:
    """The addresses within the desk to which a page leads."""
    for href in page.locator("main a[href], header a[href]").evaluate_all("all => all.map(a => a.href)"):
        there = urlsplit(href)
        if there.netloc == urlsplit(page.url).netloc and not NOT_PAGES.search(there.path):
            yield there.path


def named(path: str) -> str:
    """The form of an address as the name of a file."""
    return ID.sub("ID", path).strip("/").replace("/", "-") or "home"


def take(page: Page, address: str, asked: argparse.Namespace, name: str) -> None:
    """One page in every language, look and width."""
    for language in asked.languages.split(","):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": asked.desk}])
        for look in asked.looks.split(","):
            page.emulate_media(color_scheme="dark" if look == "dark" else "light", media="print" if look == "print" else "screen")
            for width in (794,) if look == "print" else WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address)
                page.screenshot(path=asked.out / f"{name}.{width}.{language}.{look}.png", full_page=True)
    print(name, flush=True)


if __name__ == "__main__":
    main()
