"""An intake signs for what it holds: with a key of the month, once the register granted it; and keeps no key of a month that is over."""

import io
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from tests.intake import browser as browsers
from tests.intake.server import Intake, multipart, running

from kniha.intake.acknowledging import AHEAD, MonthKeys
from kniha.ledger.acknowledgement_keys import GrantedKey, grant
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.given import trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.verifier import verify_file
from kniha.seal.acknowledgements import Grant, month_of
from kniha.seal.closing import seal_bytes
from kniha.vocab.errors import MalformedError

LOG_SEED = b"\x05" * 32


def log_key(intake: Intake) -> SigningKey:
    return SigningKey(origin_of(intake.register), Algorithm.ED25519, LOG_SEED)


def offered(intake: Intake) -> list[dict[str, object]]:
    status, _, answer = intake.courier_request("GET", "/courier/acknowledgement-keys")
    assert status == 200
    return list(json.loads(answer)["keys"])


def bring(intake: Intake, **stated: str) -> int:
    return intake.courier_request("POST", "/courier/grants", json.dumps(stated).encode())[0]


def grant_all(intake: Intake) -> None:
    for key in offered(intake):
        granted = GrantedKey(intake.register, str(key["month"]), bytes.fromhex(str(key["key"])))
        note = grant(granted, log_key(intake))
        assert bring(intake, granted=granted.key.hex(), grant=note, key=log_key(intake).verifier().text) == 200


def handed_in(intake: Intake) -> dict[str, str]:
    body = seal_bytes(bytes(16384), [intake.identity.recipient], random_bytes=secrets.token_bytes)
    status, _, answer = intake.file(body)
    assert status == 201
    return dict(json.loads(answer))


def check(intake: Intake, text: str, envelope: str) -> None:
    """It holds for whoever knows the register's key, and is of this envelope, today."""
    kind, verdict = verify_file(io.BytesIO(text.encode()), trusting([log_key(intake).verifier()]))
    assert (kind, verdict.holds) == ("acknowledgement", True), verdict.words
    assert envelope in verdict.words
    today = datetime.now(UTC).date()
    assert any(day.isoformat() in verdict.words for day in (today, today - timedelta(days=1)))


@pytest.fixture(scope="module")
def granted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("granted"))) as intake:
        grant_all(intake)
        yield intake


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.browser() as running:
        yield running


def test_before_its_key_is_granted_it_signs_nothing(intake: Intake) -> None:
    months = {month_of(datetime.now(UTC).date() + ahead) for ahead in (timedelta(0), AHEAD)}
    assert {key["month"] for key in offered(intake)} == months
    assert not any(key["granted"] for key in offered(intake))
    assert handed_in(intake)["acknowledgement"] == ""


def test_then_each_envelope_is_answered_with_a_file_that_holds(granted: Intake) -> None:
    answer = handed_in(granted)
    check(granted, answer["acknowledgement"], answer["digest"])
    assert all(key["granted"] for key in offered(granted))


def test_what_is_refused_is_not_acknowledged(granted: Intake) -> None:
    status, _, answer = granted.file(b"no envelope" * 200)
    assert status == 400
    assert "acknowledgement" not in json.loads(answer)


def test_a_restart_changes_no_key(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    with running(intake):
        grant_all(intake)
        before = offered(intake)
    with running(intake):
        assert offered(intake) == before
        answer = handed_in(intake)
        check(intake, answer["acknowledgement"], answer["digest"])


def test_a_grant_of_no_key_of_its_own_or_of_another_form_finds_nothing(intake: Intake) -> None:
    key, note = str(offered(intake)[0]["key"]), "a note"
    assert bring(intake, granted="00" * 32, grant=note, key="k") == 404
    assert bring(intake, granted=key, grant="n" * 5000, key="k") == 404
    assert bring(intake, granted=key, grant=note, key="k" * 600) == 404
    assert bring(intake, granted=key, grant=note) == 404
    assert intake.courier_request("POST", "/courier/grants", json.dumps({"granted": key, "grant": 1, "key": "k"}).encode())[0] == 404
    assert intake.request("GET", "/courier/acknowledgement-keys")[0] == 404
    assert not any(each["granted"] for each in offered(intake))


def test_the_keys_are_for_the_intake_alone(granted: Intake) -> None:
    folder = granted.folder / "acknowledgement"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_a_letter_without_javascript_is_acknowledged_on_the_page_of_its_receipt(granted: Intake) -> None:
    before = set(granted.envelopes())
    form = {"text": "без скрыпта", "keep": "yes"} | dict.fromkeys(("role", "safe", "held", "minor", "sexual"), "")
    body, kind = multipart(form)
    page = granted.request("POST", "/be/report", body, Content_Type=kind)[2].decode()
    (new,) = set(granted.envelopes()) - before
    link = page.split('id="note"')[1].split('href="data:text/plain,')[1].split('"')[0]
    check(granted, unquote(link), sha256(new.read_bytes()).hexdigest())


def test_the_page_offers_what_was_signed_and_forgets_it(granted: Intake, chromium: Browser, tmp_path: Path) -> None:
    with browsers.visiting(chromium) as page:
        page.goto(f"{granted.url}/be/")
        written(page)
        with page.expect_download() as saved:
            page.get_by_text("Наш подпіс, што гэта дайшло").click()
            page.locator("#note").click()
        assert saved.value.suggested_filename == "note.txt"
        saved.value.save_as(tmp_path / "note")
        page.locator("#written").click()
        page.locator("#typed").fill(" ".join(page.locator("#words li").all_inner_texts()))
        page.get_by_role("button", name="Праверыць").click()
        expect(page.locator("#right")).to_be_visible()
        expect(page.locator("#signed")).to_be_visible()
    kept = max(granted.envelopes(), key=lambda path: path.stat().st_ctime_ns)
    check(granted, (tmp_path / "note").read_text(), sha256(kept.read_bytes()).hexdigest())


def test_the_page_of_an_intake_without_a_granted_key_says_nothing_of_it(intake: Intake, chromium: Browser) -> None:
    with browsers.visiting(chromium) as page:
        page.goto(f"{intake.url}/be/")
        written(page)
        expect(page.locator("#signed")).to_be_hidden()


def test_what_is_added_later_is_acknowledged_too(granted: Intake, chromium: Browser) -> None:
    with browsers.visiting(chromium) as page:
        page.goto(f"{granted.url}/en/")
        written(page)
        receipt = " ".join(page.locator("#words li").all_inner_texts())
    with browsers.visiting(chromium) as page:
        page.goto(f"{granted.url}/en/back")
        page.locator("#words").fill(receipt)
        page.locator("#addition").check()
        page.locator("#text").fill("one more thing")
        page.locator("button[type=submit]").click()
        expect(page.locator("#done")).to_be_visible(timeout=60_000)
        page.get_by_text("Our signature that it came").click()
        expect(page.locator("#note")).to_be_visible()


def written(page: Page) -> None:
    browsers.turn_to(page, "story")
    page.locator("#text").fill("адно слова")
    browsers.turn_to(page, "use")
    page.locator("#keep").check()
    browsers.turn_to(page, "send")
    page.locator("#letter button[type=submit]").click()
    expect(page.locator("#words li")).to_have_count(12, timeout=60_000)


@given(start=st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 1, 1)), later=st.integers(min_value=0, max_value=70))
def test_it_has_keys_of_the_months_that_are_near_and_of_no_other(tmp_path_factory: pytest.TempPathFactory, start: date, later: int) -> None:
    keys = MonthKeys(tmp_path_factory.mktemp("keys") / "acknowledgement")
    keys.turn(start)
    first = {key.month: key.key for key in keys.offered()}
    for month, key in first.items():
        keys.take_grant(key, Grant(f"note of {month}", "signer"))
    day = start + timedelta(days=later)
    keys.turn(day)
    now = {key.month: key for key in keys.offered()}
    assert now.keys() == {month_of(day), month_of(day + AHEAD)}
    for month, key in now.items():
        assert key.granted == (month in first)
        assert key.key == first[month] if key.granted else key.key not in first.values()
    assert {path.stem for path in keys.folder.iterdir()} == now.keys()
    assert bool(keys.acknowledge(b"\x01" * 32, "ab" * 32, day)) == (month_of(day) in first)


@pytest.mark.parametrize("file", ["2026-11.seed", "2026-11.grant"])
def test_whatever_happened_to_its_files_an_envelope_is_not_refused_for_it(tmp_path: Path, file: str) -> None:
    keys = MonthKeys(tmp_path)
    keys.turn(date(2026, 11, 12))
    keys.take_grant(keys.offered()[0].key, Grant("note", "signer"))
    for damage in ("no such thing", "ab", ""):
        (tmp_path / file).write_text(damage)
        assert keys.acknowledge(b"\x01" * 32, "ab" * 32, date(2026, 11, 12)) == ""
        assert len(keys.offered()) == (file == "2026-11.grant")


def test_a_key_that_was_damaged_is_made_anew(tmp_path: Path) -> None:
    keys = MonthKeys(tmp_path)
    keys.turn(date(2026, 11, 12))
    keys.take_grant(keys.offered()[0].key, Grant("note", "signer"))
    (tmp_path / "2026-11.seed").write_text("ab")
    keys.turn(date(2026, 11, 12))
    assert [key.granted for key in keys.offered()] == [False]


def test_a_key_that_was_lost_is_made_anew_and_its_grant_is_none(tmp_path: Path) -> None:
    keys = MonthKeys(tmp_path)
    keys.turn(date(2026, 11, 12))
    (key,) = keys.offered()
    keys.take_grant(key.key, Grant("note", "signer"))
    (tmp_path / "2026-11.seed").unlink()
    keys.turn(date(2026, 11, 12))
    assert not keys.offered()[0].granted
    with pytest.raises(MalformedError):
        keys.take_grant(key.key, Grant("note", "signer"))
