"""`kniha demo` from nothing: filled the real way, kept, served, stopped, killed."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from django.contrib.auth.hashers import check_password
from tests.demo.filled import PLAIN, SERVING, command, fill, read_until, started

from kniha.runs.demonstration import folder, story

STORY = story.load_story()
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def demo(home, *more):
    return subprocess.run(command(home, "--no-serve", *more), capture_output=True, text=True, env=PLAIN, check=False, timeout=600)


def alive(home):
    """The processes that were told of this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"KNIHA_HOME={home}".encode() in process.read_bytes().split(b"\0"):
                found.append(int(process.parent.name))
        except OSError:
            continue
    return found


def gone(home, *, within):
    deadline = time.monotonic() + within
    while alive(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not alive(home)


def rows(home, query):
    with sqlite3.connect(f"file:{home}/book.sqlite3?mode=ro", uri=True) as book:
        return book.execute(query).fetchall()


def head_comes(home, *, within):
    """Heads come by themselves at fixed moments, while the worker works."""
    deadline = time.monotonic() + within
    while not rows(home, "SELECT size FROM book_checkpoint") and time.monotonic() < deadline:
        time.sleep(0.2)
    return rows(home, "SELECT size FROM book_checkpoint")


def digests(home):
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in sorted(home.rglob("*")) if path.is_file()}


def book(home, work):
    done = subprocess.run(
        [sys.executable, "-m", "kniha.cli", "book", work, "--json"],
        capture_output=True, text=True, check=False, env={**PLAIN, "KNIHA_HOME": str(home), "KNIHA_DEMO": "1"},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def filled(made_once):
    return made_once("demo", fill)


@pytest.fixture(scope="module")
def home(filled, tmp_path_factory):
    return shutil.copytree(filled / "demo", tmp_path_factory.mktemp("demo") / "demo")


def test_killed_in_mid_fill_it_leaves_nothing_and_begins_anew_by_itself(filled, home):
    assert (filled / "left").read_text() == "False"
    assert "filled" in (filled / "told").read_text()
    assert rows(home, "SELECT count(*) FROM book_statement WHERE kind = 'report'") == [(len(STORY.reports),)]
    assert book(home, "replay")[0] == 0


def test_every_report_became_a_statement_with_its_files(home):
    reports = rows(home, "SELECT text FROM book_statement WHERE kind = 'report'")
    assert sorted(text for (text,) in reports) == sorted(report.text for report in STORY.reports)
    names = rows(home, "SELECT original_name FROM book_exhibit")
    assert sorted(name for (name,) in names) == sorted(file.name for report in STORY.reports for file in report.files)


def test_what_calls_for_a_specialist_lies_with_the_specialist_alone(home):
    query = (
        "SELECT c.title, s.text, s.told_role, s.told_held FROM book_statement s"
        " JOIN book_compartment c ON c.id = s.compartment_id WHERE s.delicate"
    )
    assert rows(home, query) == [("Для спецыялістаў", "", "relative", "yes")]
    members = (
        "SELECT r.name FROM book_membership m JOIN book_registrar r ON r.id = m.registrar_id"
        " JOIN book_compartment c ON c.id = m.compartment_id WHERE c.receives_delicate"
    )
    assert rows(home, members) == [("Алеся Вербная",)]


def test_one_envelope_is_in_quarantine(home):
    assert rows(home, "SELECT reason FROM book_quarantinedenvelope") == [("not-ours",)]


def test_incidents_reached_the_states_of_the_story(home):
    found = rows(
        home, "SELECT i.title, i.state FROM book_incident i JOIN book_compartment c ON c.id = i.compartment_id WHERE c.title = 'Мінск'"
    )
    assert sorted(found) == sorted((told.draft.title, told.state) for told in STORY.incidents)


def test_another_compartment_holds_an_imported_list(home):
    query = "SELECT count(*) FROM book_incident i JOIN book_compartment c ON c.id = i.compartment_id WHERE c.title = 'Рэгіёны'"
    assert rows(home, query) == [(6,)]


def test_files_that_are_not_what_they_seem_are_known_by_their_bytes(home):
    types = dict(rows(home, "SELECT original_name, media_type FROM book_exhibit"))
    assert types["photo.jpg"] == "text/html"
    assert types["двор з акна.mp4"] == "video/mp4"
    assert dict(rows(home, "SELECT original_name, size FROM book_exhibit"))["VID_0811.mp4"] == 0


def test_the_journal_holds(home):
    status, told = book(home, "verify")
    assert (status, told["holds"]) == (0, True)


def test_five_custodians_have_their_keys(home):
    assert sorted(path.name for path in (home / "keys/custodian").glob("*.signing")) == [f"{number}.signing" for number in range(1, 6)]


def test_the_register_follows_from_its_journal(home):
    status, told = book(home, "replay")
    assert (status, told["same"], told["differences"]) == (0, True, [])


def test_sign_ins_work_and_are_for_their_owner_alone(home):
    assert (home / folder.SIGN_INS).stat().st_mode & 0o777 == 0o600
    told = dict(re.findall(r"signs in as (\w+), password (\S+)", (home / folder.SIGN_INS).read_text()))
    kept = dict(rows(home, "SELECT username, password FROM auth_user"))
    assert told.keys() == kept.keys()
    assert len(told) == 10
    assert check_password(told["viera"], kept["viera"])
    assert rows(home, "SELECT count(*) FROM book_signin") == [(10,)]


def test_started_again_it_changes_nothing(home):
    before = digests(home)
    done = demo(home)
    assert done.returncode == 0
    assert digests(home) == before


def test_a_port_that_is_taken_is_left_alone_and_the_next_one_told(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo(home, "--intake-port", str(port))
    assert re.search(rf"port {port} is taken; \d+ is used instead", done.stdout)


def test_it_serves_until_it_is_stopped_and_leaves_nobody_behind(home):
    process = started(home)
    told = read_until(process, SERVING)
    assert len(alive(home)) >= 4
    assert "Вера Палявая" in told
    intake, desk = re.search(r"(http://\S+)/be/", told)[1], re.search(r"Sign in as registrar +(http://\S+)/", told)[1]
    assert "Беларуская" in httpx.get(f"{intake}/").text
    assert httpx.get(f"{desk}/", follow_redirects=True).status_code == 200
    assert head_comes(home, within=20)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert "everything is kept" in process.stdout.read()
    assert alive(home) == []
    status, told = book(home, "verify")
    assert (status, told["heads"]) == (0, 1)


def test_killed_it_leaves_nobody_behind(home):
    process = started(home)
    read_until(process, SERVING)
    process.kill()
    process.wait()
    assert gone(home, within=20)


def test_a_server_that_dies_is_named_and_the_rest_ends(home):
    process = started(home)
    read_until(process, SERVING)
    (courier,) = [one for one in alive(home) if b"\0courier\0" in Path(f"/proc/{one}/cmdline").read_bytes()]
    os.kill(courier, signal.SIGKILL)
    assert process.wait(30) == 2
    assert "courier ended by itself" in process.stderr.read()
    assert alive(home) == []


def test_a_folder_that_is_no_demonstration_is_refused(tmp_path):
    (tmp_path / "letters").write_text("not ours")
    done = demo(tmp_path)
    assert done.returncode == 2
    assert "no demonstration has made" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_medical_reports_are_signed_checked_and_left_to_check_and_one_became_an_injury(home):
    assert sorted(rows(home, "SELECT state FROM book_medicalreport")) == [("checked",), ("signed",), ("typed",)]
    assert rows(home, "SELECT count(*) FROM book_injury WHERE finding_id IS NOT NULL") == [(1,)]
