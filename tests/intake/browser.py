"""A real browser on a phone or at a desk, and the files that a witness might have."""

import io
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or ""
FIREFOX = shutil.which("firefox-esr") or ""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}
"""The same width without a touch screen, which Firefox cannot be told to have."""
NEUTRAL = "<!doctype html><title>Weather</title><p>Sunny."


@contextmanager
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@contextmanager
def firefox(settings: Mapping[str, bool], *, downloads: Path) -> Iterator[Browser]:
    """Debian's Firefox ESR, which Tor Browser is made of, with these of its settings changed; WebDriver BiDi drives it as it is.

    What it saves lies in `downloads`: of files made in the page it tells the test nothing.
    """
    if not FIREFOX:
        pytest.skip("firefox-esr is not installed")
    with sync_playwright() as playwright:
        running = playwright.firefox.launch(
            executable_path=FIREFOX, channel="moz-firefox", firefox_user_prefs=dict(settings), downloads_path=downloads
        )
        yield running
        running.close()


def is_elsewhere(address: str) -> bool:
    return "127.0.0.1" not in address and not address.startswith(("file:", "data:", "blob:"))


@contextmanager
def visiting(browser: Browser, *, language: str = "be-BY", device: dict[str, object] = PHONE, javascript: bool = True) -> Iterator[Page]:
    """A visitor with an empty browser; whatever they would load from elsewhere is the neutral page."""
    context = browser.new_context(locale=language, java_script_enabled=javascript, **device)
    context.route(is_elsewhere, lambda route: route.fulfill(body=NEUTRAL, content_type="text/html"))
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    try:
        yield page
    finally:
        context.close()
    assert not complaints


def turn_to(page: Page, name: str) -> None:
    """Go on, or back, until this question is there, as a person does; without the script all of them are."""
    if not page.locator("#turn-on, #turn-back").locator("visible=true").count():
        return
    names = page.eval_on_selector_all("[data-page]", "all => all.map(one => one.dataset.page)")
    for _ in names:
        here = page.locator("[data-page]:not([hidden])").get_attribute("data-page")
        if here == name:
            return
        page.locator("#turn-on" if names.index(here) < names.index(name) else "#turn-back").click()
    raise AssertionError(f"{name} is not asked")


def photo() -> bytes:
    """A JPEG that says when and with what it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "2020:08:11 23:04:00"
    exif[ExifTags.Base.Model] = "Invented Phone 3"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (Fraction(53), Fraction(54), Fraction(8))
    written = io.BytesIO()
    Image.radial_gradient("L").resize((1200, 900)).save(written, "JPEG", exif=exif)
    return written.getvalue()


def film() -> bytes:
    """Two seconds of MP4, longer than one slice of the sealing."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 640, 480, "yuv420p", 12_000_000
        for number in range(24):
            picture = Image.effect_noise((640, 480), 60 + number).convert("RGB")
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode(None))
    return written.getvalue()
