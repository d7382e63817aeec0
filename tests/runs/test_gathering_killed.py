"""`kniha evidence add` killed in mid-run: what was entered stands, no process is left that holds a key, the next run goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.courier.places import ROOT, copied, environment, found, kniha, run, told
from tests.made_once import MadeOnce

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

STAFF = """
import secrets
import django
django.setup()
from datetime import datetime
from django.conf import settings
from django.contrib.auth.models import User
from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Compartment, Registrar, SignIn
from kniha.book.journal.acting import Hand
anna, boris = Registrar.objects.order_by("name")
hand = Hand(anna, queries.roles(anna), datetime.now(settings.OFFICE.zone), secrets.token_bytes)
vera = actions.enrol_registrar(hand, (anna, boris), Enrolment("Vera", ("clerk",)))
actions.admit_member(hand, (anna, boris), Compartment.objects.get(), vera)
SignIn.objects.create(user=User.objects.create_user("vera"), registrar=vera)
"""
ADD = ["evidence", "add", "--registrar", "vera", "--title", "Card", "--how-obtained", "given", "--on", "2020-08-12", "--from", "a shop",
       "--why", "to see who beat", "--processes", "2"]  # fmt: skip
FILES = 400


def alive(home: Path) -> list[int]:
    """Processes that work in this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"KNIHA_HOME={home}".encode() in process.read_bytes().split(b"\0"):
                found.append(int(process.parent.name))
        except OSError:
            continue
    return found


def count(home: Path) -> int:
    done = run(home, "import django; django.setup()\nfrom kniha.book.evidence.models import Exhibit\nprint(Exhibit.objects.count())")
    return int(done.stdout)


def test_a_kill_in_mid_run_loses_nothing_and_leaves_nobody(made_once: MadeOnce, tmp_path: Path) -> None:
    home, disk = copied(made_once("founded", found), tmp_path), tmp_path / "disk"
    assert run(home, STAFF).returncode == 0
    disk.mkdir()
    for number in range(FILES):
        (disk / f"{number:04}.bin").write_bytes(os.urandom(200_000))
    command = [sys.executable, "-m", "kniha.cli", *ADD, str(disk)]
    running = subprocess.Popen(command, env=environment(home), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and count(home) == 0:
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    until = time.monotonic() + 30
    while alive(home) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(home)
    entered = count(home)
    assert 0 < entered < FILES
    rest = kniha(home, *ADD, str(disk))
    assert rest.returncode == 0, rest.stderr
    assert f"taken: {FILES - entered} files" in rest.stdout
    office = told(home)
    assert office["exhibits"] == [[f"{number:04}.bin", 200_000] for number in range(FILES)]
    assert office["differences"] == 0
