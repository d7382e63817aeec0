"""From the desk into a mailbox: what a clerk writes, the courier lays down, the receipt alone opens. Killed between, it is laid once."""

import json
import subprocess
import sys
import time
import urllib.request
from base64 import b64decode

import pytest
from tests.courier.envelopes import container, envelope, keys_for, report
from tests.courier.places import admit_clerk, environment, kniha, run, told
from tests.courier.test_dying import courier

from kniha.seal.recipients import parse_recipient
from kniha.seal.replies import open_reply
from kniha.seal.reports import Consent

WORDS = "Дзякуй. Ці памятаеце вы нумар аўтобуса? 🙂"

WRITE = """
import secrets, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from kniha.book.access import queries
from kniha.book.access.models import Registrar
from kniha.book.journal.acting import Hand
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.statements.conversation import write_message
from kniha.book.statements.models import Statement
from kniha.desk import keys
vera, now = Registrar.objects.get(name="Vera"), datetime.now(settings.OFFICE.zone)
hand = Hand(vera, queries.roles(vera), now, secrets.token_bytes)
statement = Statement.objects.get()
assess_risk(hand, statement.source, RiskDraft("low", (), "", hand.today + timedelta(days=30)))
print(write_message(hand, statement, sys.argv[1], opening=keys.person_keys()).state)
"""

HELD = """
import secrets
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from kniha.book.access import queries
from kniha.book.access.models import Registrar
from kniha.book.journal.acting import Hand
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.statements.models import Statement
vera, now = Registrar.objects.get(name="Vera"), datetime.now(settings.OFFICE.zone)
hand = Hand(vera, queries.roles(vera), now, secrets.token_bytes)
assess_risk(hand, Statement.objects.first().source, RiskDraft("high", ("held",), "", hand.today + timedelta(days=30)))
"""

PROOFS = """
import django
django.setup()
from kniha.book.statements.models import Notice, SealedProof
print(Notice.objects.get().state, SealedProof.objects.count())
"""

STATE = """
import django
django.setup()
from kniha.book.statements.models import Message, SealedReply
print(Message.objects.get().state, SealedReply.objects.count())
"""


@pytest.fixture
def reporter(home, intake):
    """The keys of somebody whose report was filed, and to whom the office has written."""
    register = intake.keys.register()
    keys = keys_for(register.register)
    consent = Consent(keep="yes", contact="yes", count="yes")
    plain = container(register.register, told=report(consent=consent), files=(), keys=keys)
    intake.send(envelope(parse_recipient(register.recipient), plain))
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).returncode == 0
    admit_clerk(home)
    done = run(home, WRITE, WORDS)
    assert (done.returncode, done.stdout) == (0, "ready\n"), done.stderr
    return keys


def mailbox(intake, keys):
    asked = json.dumps({"mailbox": keys.mailbox, "secret": keys.mailbox_secret.hex()}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{intake.url}/mailbox", data=asked), timeout=20) as answer:
        return [open_reply(b64decode(sealed), keys).rstrip(b"\0").decode() for sealed in json.loads(answer.read())["replies"]]


def test_what_the_desk_writes_is_read_with_the_receipt(home, intake, reporter):
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert (done.returncode, done.stderr) == (0, "kniha courier: delivered 1\n")
    assert mailbox(intake, reporter) == [WORDS]
    assert run(home, STATE).stdout == "delivered 0\n"
    assert told(home)["differences"] == 0
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).stderr == ""


@pytest.mark.parametrize("where", ["laid", "delivered"])
def test_a_courier_killed_with_a_reply_lays_it_down_once(home, intake, reporter, where):
    assert courier(home, intake, until=where).returncode == -9
    assert courier(home, intake).returncode == 0
    assert mailbox(intake, reporter) == [WORDS]
    assert run(home, STATE).stdout == "delivered 0\n"
    assert told(home)["differences"] == 0


def test_an_intake_that_is_away_loses_no_reply(home, intake, reporter):
    away = kniha(home, "courier", "--once", KNIHA_INTAKE_URL="http://127.0.0.1:9")
    assert away.returncode != 0
    assert run(home, STATE).stdout == "ready 1\n"


def asked_for_proof(home, intake, keys):
    """The reporter asks, and the courier brings it."""
    register = intake.keys.register()
    asks = report("", does="certificate", when="", where="")
    intake.send(envelope(parse_recipient(register.recipient), container(register.register, told=asks, files=(), keys=keys)))
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).returncode == 0


def worked(home, *, until):
    """Have a worker at work until `until()` holds: heads come at moments of its own, in the first half of an interval alone."""
    command = [sys.executable, "-m", "kniha.cli", "worker"]
    with subprocess.Popen(
        command, env=environment(home, KNIHA_HEADS_EVERY="2"), stderr=subprocess.DEVNULL, start_new_session=True
    ) as worker:
        try:
            for _ in range(120):
                if until():
                    return
                time.sleep(0.5)
        finally:
            worker.terminate()
    raise AssertionError("the worker did not come to it")


def test_the_proof_comes_into_the_mailbox_and_convinces_anyone(home, intake, reporter, tmp_path):
    asked_for_proof(home, intake, reporter)
    worked(home, until=lambda: run(home, PROOFS).stdout == "ready 1\n")
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).stderr == "kniha courier: delivered 1\n"
    assert run(home, PROOFS).stdout == "done 0\n"
    proof, words = sorted(mailbox(intake, reporter))
    assert words == WORDS
    file = tmp_path / "letter.kniha-certificate"
    file.write_text(proof)
    done = kniha(home, "verify", str(file), "--key", str(home / "keys/public/register.json"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert told(home)["differences"] == 0
    assert "кніга" not in proof


def test_to_who_is_held_no_proof_is_laid(home, intake, reporter):
    asked_for_proof(home, intake, reporter)
    worked(home, until=lambda: run(home, PROOFS).stdout == "ready 1\n")
    assert run(home, HELD).returncode == 0
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).returncode == 0
    assert run(home, PROOFS).stdout == "ready 1\n"
    assert mailbox(intake, reporter) == [WORDS]
