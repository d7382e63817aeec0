"""The main path, with the demonstration's real servers and a real browser: a letter from a phone becomes an incident with a proof."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.demo import filled
from tests.intake import browser as browsers
from tests.made_once import MadeOnce

pytestmark = pytest.mark.story

KNIHA = Path(sys.executable).with_name("kniha")
TEXT = "12 жніўня каля 22:00 мяне спынілі ля прыдуманага моста. Двое ў чорным білі дубінкамі. Аднаго звалі «Груша»."


@dataclass(frozen=True)
class Demo:
    """What the demonstration said when it had started."""

    home: Path
    intake: str
    desk: str
    passwords: dict[str, str]


@pytest.fixture(scope="module")
def demo(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = Path(shutil.copytree(made_once("demo", filled.fill) / "demo", tmp_path_factory.mktemp("story") / "demo"))
    process = filled.started(home, heads_every=10)
    told = filled.read_until(process, filled.SERVING)
    yield Demo(
        home,
        re.search(r"(http://[\d.:]+)/be/", told)[1],
        re.search(r"registrar +(http://[\d.:]+)/", told)[1],
        dict(re.findall(r"signs in as (\w+), password (\S+)", told)),
    )
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) in {0, 130}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def write_letter(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.intake}/be/")
    browsers.turn_to(page, "use")
    page.get_by_label("Вы можаце захаваць").check()
    browsers.turn_to(page, "story")
    page.get_by_role("textbox", name="Што здарылася?").fill(TEXT)
    browsers.turn_to(page, "files")
    photo = {"name": "мост.jpg", "mimeType": "image/jpeg", "buffer": browsers.photo()}
    film = {"name": "мост.mp4", "mimeType": "video/mp4", "buffer": browsers.film()}
    page.get_by_label("Фота, відэа, гук, паперы").set_input_files([photo, film])
    browsers.turn_to(page, "send")
    page.get_by_role("button", name="Адправіць").click()
    expect(page.locator("ol li")).to_have_count(12, timeout=30_000)


def sign_in(page: Page, demo: Demo, name: str) -> None:
    page.goto(demo.desk)
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", demo.passwords[name])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.desk}/")


def newest_statement(page: Page, demo: Demo) -> str:
    """The address of the statement with our words, once the courier has brought it and the index has followed."""
    for _ in range(60):
        page.goto(f"{demo.desk}/statements/?q=прыдуманага+моста")
        links = page.locator("main a[href^='/statements/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        found = [link for link in links if re.fullmatch(r"/statements/[0-9a-f]{32}/", link)]
        if found:
            return demo.desk + found[0]
        time.sleep(1)
    raise AssertionError("the letter did not reach the desk within a minute")


def code(page: Page, statement: str) -> None:
    page.goto(f"{statement}code/")
    page.fill("input[name=first]", "12.08.2020 22:00")
    page.fill("input[name=margin]", "20")
    page.select_option("select[name=precision]", "about")
    page.fill("input[name=point]", "53.9045, 27.5615")
    page.fill("input[name=radius_m]", "150")
    page.fill("input[name=where_words]", "прыдуманы мост")
    page.locator("input[name=kinds][value='integrity.physical-assault']").evaluate("box => { box.checked = true }")
    page.fill("textarea[name=passages-0-words]", "білі дубінкамі")
    page.select_option("select[name=passages-0-about]", "act")
    page.fill("textarea[name=mentions-0-words]", "мяне")
    page.select_option("select[name=mentions-0-role]", "victim")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/statements/[0-9a-f]{32}/(#.*)?$"))


def open_incident(page: Page) -> str:
    page.locator("a[href^='/incidents/open/']").click()
    page.fill("input[name=title]", "Збіццё ля прыдуманага моста")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/incidents/KN-\d{4}-\d{5}/"))
    return page.url.split("#")[0]


def add_act(page: Page, incident: str) -> None:
    page.goto(f"{incident}acts/")
    page.locator("input[name=kind][value='integrity.physical-assault']").evaluate("box => { box.checked = true }")
    page.locator("input[name=methods][value=baton]").evaluate("box => { box.checked = true }")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/incidents/KN-\d{4}-\d{5}/(#.*)?$"))


def take_proof(page: Page, incident: str, folder: Path) -> Path:
    """The proof waits for the next head; the page looks again by itself when that has come."""
    page.goto(f"{incident}proof/")
    button = page.locator("main form button[type=submit]")
    expect(button).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_letter_from_a_phone_becomes_an_accepted_incident_that_anyone_can_verify(demo: Demo, chromium: Browser, tmp_path: Path) -> None:
    with browsers.visiting(chromium) as phone:
        write_letter(phone, demo)

    with browsers.visiting(chromium, device=browsers.DESK, language="en-US") as desk:
        sign_in(desk, demo, "michas")
        statement = newest_statement(desk, demo)
        desk.goto(statement)
        expect(desk.locator("main")).to_contain_text("Двое ў чорным білі дубінкамі")
        expect(desk.locator("main img, main video")).to_have_count(0)  # files lie covered
        code(desk, statement)
        incident = open_incident(desk)
        add_act(desk, incident)
        desk.get_by_role("button", name="Send to the lawyers").click()
        expect(desk.locator("main")).to_contain_text("in review")

    with browsers.visiting(chromium, device=browsers.DESK, language="en-US") as desk:
        sign_in(desk, demo, "mark")
        for address in (statement, incident, f"{incident}proof/"):
            assert desk.goto(address).status == 404

    with browsers.visiting(chromium, device=browsers.DESK, language="en-US") as desk:
        sign_in(desk, demo, "zoja")
        desk.goto(incident)
        for box in desk.locator("input[name=checked]").all():
            box.check()
        desk.get_by_role("button", name="Accept").click()
        expect(desk.locator("main")).to_contain_text("accepted")
        proof = take_proof(desk, incident, tmp_path)

    register = demo.home / "keys" / "public" / "register.json"
    good = subprocess.run([KNIHA, "verify", proof, "--key", register], capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
    altered = tmp_path / "altered.kniha-proof"
    altered.write_bytes(proof.read_bytes().replace(b"accepted", b"rejected", 1))
    wrong = subprocess.run([KNIHA, "verify", altered, "--key", register], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "This does not hold. Step 8" in wrong.stdout


def of_demo(page: Page, demo: Demo) -> str:
    """The address of some statement that waits to be coded."""
    page.goto(f"{demo.desk}/statements/?coded=no")
    return demo.desk + str(page.locator("main td.number a").first.get_attribute("href"))


def test_a_form_that_is_being_written_survives_a_lost_connection(demo: Demo, chromium: Browser) -> None:
    """Typed, kept, cut off, told so, sent in vain, kept on the page; then closed, taken up elsewhere, entered, gone."""
    with browsers.visiting(chromium, device=browsers.DESK, language="en-US") as desk:
        sign_in(desk, demo, "viera")
        statement = of_demo(desk, demo)
        desk.goto(f"{statement}code/")
        desk.fill("input[name=first]", "12.08.2020 22:00")
        desk.wait_for_load_state("networkidle")
        desk.get_by_role("button", name="More passages").click()
        desk.locator("input[name=kinds][value='integrity.physical-assault']").evaluate("box => { box.checked = true }")
        expect(desk.locator("[data-state]")).to_contain_text("Kept for you", timeout=15_000)

        desk.context.set_offline(True)
        desk.fill("input[name=where_words]", "прыдуманы двор")
        expect(desk.locator("[data-alert]")).to_contain_text("Not saved: no connection", timeout=15_000)
        desk.get_by_role("button", name="Enter the account").click()
        expect(desk.locator("[data-alert]")).to_contain_text("Not sent: no connection")
        assert desk.input_value("input[name=where_words]") == "прыдуманы двор"
        desk.context.set_offline(False)
        expect(desk.locator("[data-alert]")).to_be_hidden(timeout=15_000)

    with browsers.visiting(chromium, device=browsers.DESK, language="en-US") as desk:
        sign_in(desk, demo, "viera")
        desk.goto(f"{statement}code/")
        expect(desk.locator("[data-found]")).to_contain_text("Something you wrote here is kept")
        assert desk.input_value("input[name=first]") == ""
        desk.get_by_role("button", name="Take it up").click()
        assert desk.input_value("input[name=where_words]") == "прыдуманы двор"
        assert desk.locator("input[name=kinds][value='integrity.physical-assault']").is_checked()
        rows = desk.input_value("input[name=passages-TOTAL_FORMS]")
        assert desk.locator(f"textarea[name=passages-{int(rows) - 1}-words]").count() == 1
        desk.select_option("select[name=precision]", "about")
        desk.get_by_role("button", name="Enter the account").click()
        desk.wait_for_url(re.compile(r"/statements/[0-9a-f]{32}/(#.*)?$"))
        desk.goto(f"{statement}code/")
        desk.wait_for_timeout(1000)
        expect(desk.locator("[data-found]")).to_be_hidden()


def test_what_will_be_sealed_never_leaves_the_page_before_it_is_entered(demo: Demo, chromium: Browser) -> None:
    with browsers.visiting(chromium, device=browsers.DESK, language="en-US") as desk:
        sign_in(desk, demo, "viera")
        sent: list[str] = []
        desk.on("request", lambda request: sent.append(request.post_data or ""))
        desk.goto(f"{demo.desk}/interviews/")
        desk.fill("input[name=contact]", "праз сястру")
        desk.fill("textarea[name=text]", "прыдуманыя словы")
        expect(desk.locator("[data-state]")).to_contain_text("no consent yet", timeout=15_000)
        desk.select_option("select[name=consent-keep]", "yes")
        expect(desk.locator("[data-state]")).to_contain_text("but for what will be sealed", timeout=15_000)
        assert any("прыдуманыя словы" in body for body in sent)
        assert not any("праз сястру" in body for body in sent)
