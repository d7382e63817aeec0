"""An upload that broke off goes on where the line broke, also when the intake was killed; and nothing of it stays after its day."""

import http.client
import json
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, running

from kniha.intake.begun import WORTH, Begun
from kniha.intake.shelf import Shelf
from kniha.seal.closing import seal_bytes
from kniha.vocab.errors import ConflictError
from kniha.vocab.ids import Id

LARGE = 4 * 1024**2
TODAY = date(2026, 11, 30)


def envelope(intake: Intake, size: int = LARGE) -> bytes:
    return seal_bytes(bytes(size), [intake.identity.recipient], random_bytes=secrets.token_bytes)


def broken_off(intake: Intake, body: bytes, name: str, at: int, *, came: int = 0) -> None:
    """Send the body from `came` on, and break off at `at`."""
    proof = intake.proof(len(body))
    head = (
        f"POST /envelopes HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body) - came}\r\nKniha-Envelope: {name}\r\nKniha-From: {came}\r\n"
        f"Kniha-Work: {proof}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", intake.port)) as line:
        line.sendall(head.encode() + body[came:at])


def came_of(intake: Intake, name: str) -> int:
    status, _, answer = intake.request("GET", f"/begun/{name}")
    assert status == 200
    return int(json.loads(answer)["came"])


def waited_for(intake: Intake, name: str, more_than: int = WORTH) -> int:
    """How much came, once it is enough to go on with."""
    for _ in range(200):
        if (came := came_of(intake, name)) > more_than:
            return came
        time.sleep(0.05)
    raise AssertionError("nothing came")


def gone_on(intake: Intake, body: bytes, name: str, came: int) -> tuple[int, bytes]:
    status, _, answer = intake.request(
        "POST",
        "/envelopes",
        body[came:],
        Kniha_Envelope=name,
        Kniha_From=str(came),
        Kniha_Work=intake.proof(len(body)),
        Content_Length=str(len(body) - came),
    )
    return status, answer


def test_it_goes_on_where_the_line_broke_more_than_once(intake: Intake) -> None:
    body, name = envelope(intake), secrets.token_hex(16)
    assert came_of(intake, name) == 0
    broken_off(intake, body, name, LARGE // 2)
    came = waited_for(intake, name)
    assert WORTH <= came <= LARGE // 2
    broken_off(intake, body, name, LARGE * 3 // 4, came=came)
    came = waited_for(intake, name, came)
    status, answer = gone_on(intake, body, name, came)
    assert status == 201
    assert json.loads(answer)["digest"] == sha256(body).hexdigest()
    assert (intake.folder / "envelopes" / name).read_bytes() == body
    assert not (intake.folder / "begun" / name).exists()
    assert intake.nothing_remains()


def test_of_a_small_envelope_nothing_waits(intake: Intake) -> None:
    body, name = envelope(intake, 16_384), secrets.token_hex(16)
    broken_off(intake, body, name, 9_000)
    assert intake.nothing_remains()
    assert came_of(intake, name) == 0


def test_where_only_the_answer_was_lost_nothing_is_sent_again(intake: Intake) -> None:
    body, name = envelope(intake), secrets.token_hex(16)
    assert gone_on(intake, body, name, 0)[0] == 201
    assert came_of(intake, name) == len(body)
    status, answer = gone_on(intake, body, name, len(body))
    assert (status, json.loads(answer)["digest"]) == (201, sha256(body).hexdigest())


def test_other_bytes_under_the_number_of_a_kept_envelope_are_refused(intake: Intake) -> None:
    body, name = envelope(intake), secrets.token_hex(16)
    assert gone_on(intake, body, name, 0)[0] == 201
    assert gone_on(intake, body[:-1] + bytes([body[-1] ^ 1]), name, LARGE // 2)[0] == 409
    assert (intake.folder / "envelopes" / name).read_bytes() == body


@pytest.mark.parametrize("came", ["1", "16384", "-1", "x", "١", ""])
def test_who_says_that_more_came_than_did_is_refused(intake: Intake, came: str) -> None:
    body, name = envelope(intake, 16_384), secrets.token_hex(16)
    connection = http.client.HTTPConnection("127.0.0.1", intake.port, timeout=20)
    stated = int(came) if came.isascii() and came.isdigit() else 0
    headers = {"Kniha-Envelope": name, "Kniha-Work": intake.proof(len(body)), "Kniha-From": came.encode().decode("latin-1")}
    connection.request("POST", "/envelopes", body[stated:], headers)
    assert connection.getresponse().status in (400, 409)
    connection.close()
    assert came_of(intake, name) == 0
    assert intake.nothing_remains()


@pytest.mark.parametrize("name", ["", "..", "A" * 32, "0" * 31, "%2e%2e"])
def test_the_number_of_an_envelope_is_never_a_path(intake: Intake, name: str) -> None:
    assert intake.request("GET", f"/begun/{name}")[0] == 404


def test_an_intake_killed_on_the_way_goes_on_and_leaves_nothing_behind(tmp_path: Path) -> None:
    intake, name = Intake(tmp_path), secrets.token_hex(16)
    body = envelope(intake, 8 * 1024**2)
    with running(intake):
        proof = intake.proof(len(body))
        head = (
            f"POST /envelopes HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nKniha-Envelope: {name}\r\nKniha-Work: {proof}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", intake.port)) as line:
            line.sendall(head.encode() + body[: len(body) // 2])
            for _ in range(200):
                if any(path.stat().st_size >= WORTH for path in intake.remains()):
                    break
                time.sleep(0.05)
            os.killpg(intake.pid, signal.SIGKILL)
    with running(intake):
        came = came_of(intake, name)
        assert WORTH <= came <= len(body) // 2
        assert gone_on(intake, body, name, came)[0] == 201
        assert (intake.folder / "envelopes" / name).read_bytes() == body
        assert intake.remains() == list((intake.folder / "begun").iterdir()) == []


@given(sizes=st.lists(st.integers(min_value=0, max_value=3 * WORTH), min_size=1, max_size=4))
def test_the_longest_that_came_is_what_waits(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    shelf, begun = new_shelf(tmp_path_factory.mktemp("shelf"))
    name = Id(secrets.token_hex(16))
    for size in sizes:
        with shelf.incoming(name) as incoming:
            incoming.write(bytes(size))
            begun.leave(incoming, name, TODAY)
    longest = max(sizes)
    assert begun.size(name) == (longest if longest >= WORTH else 0)
    assert list(shelf.under_way()) == []


def test_it_is_dated_by_the_day_and_gone_on_the_next(tmp_path: Path) -> None:
    shelf, begun = new_shelf(tmp_path)
    name = Id(secrets.token_hex(16))
    with shelf.incoming(name) as incoming:
        incoming.write(bytes(WORTH))
        begun.leave(incoming, name, TODAY)
    assert datetime.fromtimestamp((begun.folder / name).stat().st_mtime, UTC) == datetime(2026, 11, 30, tzinfo=UTC)
    begun.sweep(TODAY)
    assert begun.size(name) == WORTH
    begun.sweep(TODAY + timedelta(days=1))
    assert begun.size(name) == 0


def test_a_crash_leaves_what_was_named_and_worth_it_alone(tmp_path: Path) -> None:
    shelf, begun = new_shelf(tmp_path)
    name, small = secrets.token_hex(16), secrets.token_hex(16)
    incoming = shelf.folder / "incoming"
    for file, size in ((f"{name}.a", WORTH), (f"{name}.b", WORTH + 5), (f"{small}.a", 100), (secrets.token_hex(16), 2 * WORTH)):
        (incoming / file).write_bytes(bytes(size))
    begun.prepare(TODAY)
    shelf.prepare()
    assert [path.name for path in begun.folder.iterdir()] == [name]
    assert begun.size(Id(name)) == WORTH + 5
    assert list(shelf.under_way()) == []
    with pytest.raises(ConflictError), begun.first(Id(name), WORTH + 6):
        pass


def new_shelf(folder: Path) -> tuple[Shelf, Begun]:
    shelf = Shelf(folder)
    shelf.prepare()
    begun = Begun(shelf)
    begun.prepare(TODAY)
    return shelf, begun


@contextmanager
def bad_line(intake: Intake, *, cut_after: int, times: int, silent: bool = False) -> Iterator[str]:
    """A line to the intake that breaks, or falls `silent`, so many times, after so many bytes from the sender's side of one connection."""
    left = [times]
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket, *, cuts: bool) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(65_536):
                passed += len(data)
                target.sendall(data)
                if cuts and left[0] and passed > cut_after:
                    left[0] -= 1
                    if silent:
                        return
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
                end.close()

    def listen() -> None:
        with suppress(OSError):
            while True:
                sender, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", intake.port))
                threading.Thread(target=carry, args=(sender, server), kwargs={"cuts": True}, daemon=True).start()
                threading.Thread(target=carry, args=(server, sender), kwargs={"cuts": False}, daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


WATCH = """
window.steps = [];
const steps = document.querySelectorAll("#working h1 [data-step]");
new MutationObserver(() => window.steps.push(...[...steps].filter(one => !one.hidden).map(one => one.textContent))).observe(
  document.querySelector("#working"), {subtree: true, attributes: true}
);
"""
"""Remembers what the page said on the way: some of it stands for a second. (A browser itself tries again on a line that it had used.)"""


@pytest.mark.story
def test_a_film_arrives_over_a_line_that_breaks(intake: Intake, chromium: Browser) -> None:
    before, film = set(intake.envelopes()), secrets.token_bytes(9 * 1024**2)
    with bad_line(intake, cut_after=3 * 1024**2 // 2, times=4) as url, browsers.visiting(chromium) as page:
        sent = sends_a_film(page, url, film)
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=120_000)
        assert "Сувязь абарвалася. Спрабуем зноў…" in page.evaluate("window.steps")
    (new,) = set(intake.envelopes()) - before
    assert intake.open(new).files == (("film.mp4", "video/mp4", film),)
    assert len(sent) >= 2
    assert sent == sorted(sent)
    assert sent[-1] >= WORTH


@pytest.mark.story
def test_a_film_arrives_over_a_line_that_falls_silent(intake: Intake, chromium: Browser) -> None:
    before, film = set(intake.envelopes()), secrets.token_bytes(20 * 1024**2)
    with bad_line(intake, cut_after=3 * 1024**2, times=1, silent=True) as url, browsers.visiting(chromium) as page:
        page.clock.install()
        sent = sends_a_film(page, url, film)
        expect(page.get_by_role("heading", name="Запячатаны ліст адпраўляецца…")).to_be_visible(timeout=60_000)
        for _ in range(10):  # until the line was tried again: minutes pass
            if len(sent) > 1:
                break
            page.wait_for_timeout(1_000)
            page.clock.fast_forward(121_000)
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=120_000)
    (new,) = set(intake.envelopes()) - before
    assert intake.open(new).files == (("film.mp4", "video/mp4", film),)
    assert sent[:1] == [0]
    assert sent[-1] >= WORTH


@pytest.mark.story
def test_where_something_else_came_all_of_it_is_sent_again(intake: Intake, chromium: Browser) -> None:
    before, film = set(intake.envelopes()), secrets.token_bytes(5 * 1024**2)
    with bad_line(intake, cut_after=3 * 1024**2 // 2, times=4) as url, browsers.visiting(chromium) as page:
        spoilt: list[Path] = []

        def spoil(route: Route) -> None:
            """As after a loss of power: what lies there is as long as it was, and is something else."""
            for _ in range(100):
                if spoilt or (found := [*(intake.folder / "begun").iterdir()]):
                    break
                time.sleep(0.05)
            if not spoilt:
                found[0].write_bytes(found[0].read_bytes()[:-100] + bytes(100))
                spoilt.append(found[0])
            route.continue_()

        page.route("**/begun/*", spoil)
        sent = sends_a_film(page, url, film)
        expect(page.get_by_role("heading", name="Ваш ліст дайшоў")).to_be_visible(timeout=120_000)
    kept = {path.name for path in set(intake.envelopes()) - before}
    assert spoilt
    assert spoilt[0].name in kept
    (other,) = kept - {spoilt[0].name}
    assert intake.open(intake.folder / "envelopes" / other).files == (("film.mp4", "video/mp4", film),)
    assert 0 in sent[1:]


def sends_a_film(page: Page, url: str, film: bytes) -> list[int]:
    """Fill the letter in and send it; return from which byte on each try sends, as they come."""
    sent: list[int] = []
    page.on("request", lambda request: sent.append(int(request.headers["kniha-from"])) if request.url.endswith("/envelopes") else None)
    page.goto(f"{url}/be/")
    page.evaluate(WATCH)
    browsers.turn_to(page, "use")
    page.locator("#keep").check()
    browsers.turn_to(page, "files")
    page.locator("#files").set_input_files([{"name": "film.mp4", "mimeType": "video/mp4", "buffer": film}])
    browsers.turn_to(page, "send")
    page.get_by_role("button", name="Адправіць").click()
    return sent
