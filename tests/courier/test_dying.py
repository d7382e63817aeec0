"""The courier killed after each of its steps: nothing is lost, nothing is filed twice, nothing lies about."""

import subprocess
import sys
from hashlib import sha256

import pytest
from tests.courier.envelopes import FILES, PHOTO, container, envelope, report
from tests.courier.places import ROOT, environment, told

from kniha.courier.rounds import STEPS
from kniha.seal.recipients import HybridIdentity, parse_recipient

FOREIGN = HybridIdentity(b"\x09" * 32)

# The process ends itself where the test says. The second life has a clock of two days later, when leavings in the vault are swept.
COURIER = """
import os, signal, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from kniha.courier import process

where, days = sys.argv[1], int(sys.argv[2])

def step(name):
    if name == where:
        os.kill(os.getpid(), signal.SIGKILL)

def nobody_asks(name):
    raise AssertionError(name)

now = lambda: datetime.now(settings.OFFICE.zone) + timedelta(days=days)
courier = process.prepare(settings.OFFICE, ask=nobody_asks, say=print, step=step, now=now)
sys.exit(process.carry_once(courier, say=print))
"""


def courier(home, intake, *, until="", days=0):
    command = [sys.executable, "-c", COURIER, until, str(days)]
    given = environment(home, KNIHA_INTAKE_URL=intake.url)
    return subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def leavings(home):
    return [path for folder in (home / "spool", home / "vault/incoming") for path in folder.glob("*") if path.name != "lock"]


@pytest.fixture
def sent(intake):
    """Two reports and an envelope to somebody else, at the intake."""
    register = intake.keys.register()
    recipient = parse_recipient(register.recipient)
    foreign = envelope(FOREIGN.recipient, container(register.register))
    for data in (
        envelope(recipient, container(register.register, told=report(text="першае"))),
        foreign,
        envelope(recipient, container(register.register, told=report(text="другое"), files=(*FILES, ("the same.jpg", "", PHOTO)))),
    ):
        intake.send(data)
    return foreign


@pytest.mark.parametrize("where", STEPS)
def test_a_courier_killed_after_a_step_loses_nothing_and_files_nothing_twice(home, intake, sent, where):
    killed = courier(home, intake, until=where)
    assert killed.returncode == -9, killed.stderr

    again = courier(home, intake, days=2)
    assert again.returncode == 0, again.stderr
    assert told(home) == {
        "statements": ["другое", "першае"],
        "exhibits": [
            ["../../etc/passwd", 0], ["the same.jpg", len(PHOTO)], ["фота.jpg", len(PHOTO)],
            ["../../etc/passwd", 0], ["фота.jpg", len(PHOTO)],
        ],
        "quarantined": [[sha256(sent).hexdigest(), "not-ours", len(sent)]],
        "differences": 0,
    }  # fmt: skip
    assert leavings(home) == []
    with intake.client() as client:
        assert client.envelopes() == ()
