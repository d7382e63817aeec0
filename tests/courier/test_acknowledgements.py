"""From an intake's new key to a file in the sender's hands: the courier brings it, the worker grants it, the courier brings the grant."""

import io
import json
import secrets
import urllib.request
from datetime import date, timedelta

import pytest
from tests.courier.conftest import running
from tests.courier.places import free_port, kniha, run

from kniha.ledger.given import trusting
from kniha.ledger.verifier import verify_file
from kniha.seal.closing import seal_bytes
from kniha.seal.recipients import parse_recipient
from kniha.seal.work import solve

KEYS = """
import django
django.setup()
from kniha.book.statements.models import AcknowledgementKey
print(*(f"{key.month}:{bool(key.grant)}" for key in AcknowledgementKey.objects.order_by("month")))
"""
GRANTS = """
import sys
from datetime import date
import django
django.setup()
from kniha.book.statements import acknowledging
from kniha.vocab.errors import ConflictError
today = date.fromisoformat(sys.argv[1])
for line in sys.argv[2:]:
    month, _, key = line.partition("=")
    try:
        print("granted" if acknowledging.grant_of(key, month, today=today) else "waits")
    except ConflictError as error:
        print(error)
print(*(key.pk[:4] for key in acknowledging.waiting(today)))
"""


@pytest.fixture
def own_intake(home, tmp_path):
    """An intake of this test's own: what one is granted stays."""
    with running(home / "keys", tmp_path / "intake", port=free_port()) as intake:
        yield intake


def acknowledged(intake):
    """File an envelope as a browser does; return what the intake signed."""
    body = seal_bytes(bytes(16384), [parse_recipient(intake.keys.register().recipient)], random_bytes=secrets.token_bytes)
    with urllib.request.urlopen(f"{intake.url}/task/{len(body)}") as answer:
        proof = solve(json.load(answer)["task"])
    request = urllib.request.Request(f"{intake.url}/envelopes", body, {"Kniha-Work": proof}, method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def carried(home, intake):
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert done.returncode == 0, done.stderr


def test_an_intake_has_its_key_granted_and_what_it_signs_then_holds(home, own_intake):
    assert acknowledged(own_intake)["acknowledgement"] == ""
    carried(home, own_intake)
    assert set(run(home, KEYS).stdout.split()) == {f"{key.month}:False" for key in own_intake.client().acknowledgement_keys()}
    done = kniha(home, "worker", "--once")
    assert done.returncode == 0, done.stderr
    assert acknowledged(own_intake)["acknowledgement"] == ""
    carried(home, own_intake)
    assert all(key.granted for key in own_intake.client().acknowledgement_keys())
    answer = acknowledged(own_intake)
    register = own_intake.keys.register().keys
    kind, verdict = verify_file(io.BytesIO(answer["acknowledgement"].encode()), trusting(register.checkpoint_keys))
    assert (kind, verdict.holds) == ("acknowledgement", True), verdict.words
    assert answer["digest"] in verdict.words


def test_the_command_that_anyone_has_says_so_too(home, own_intake, tmp_path):
    for _ in range(2):
        carried(home, own_intake)
        assert kniha(home, "worker", "--once").returncode == 0
    carried(home, own_intake)
    (tmp_path / "note.txt").write_text(acknowledged(own_intake)["acknowledgement"])
    said = kniha(home, "verify", str(tmp_path / "note.txt"), "--key", str(home / "keys/public/register.json"))
    assert said.returncode == 0, said.stdout
    assert "held a sealed envelope" in " ".join(said.stdout.split())


def test_keys_are_granted_for_months_that_are_near_and_not_without_end(home):
    today = date(2026, 11, 28)
    asked = [f"2026-11={'1' * 64}", f"2026-12={'2' * 64}", f"2026-10={'3' * 64}", f"2027-01={'4' * 64}", f"2026-12={'1' * 64}"]
    said = run(home, GRANTS, today.isoformat(), *asked).stdout.splitlines()
    assert said[:2] == ["waits", "waits"]
    assert "not for 2026-10" in said[2]
    assert "not for 2027-01" in said[3]
    assert "another month" in said[4]
    assert said[5] == "1111 2222"
    many = [f"2026-11={number:064x}" for number in range(40)]
    said = run(home, GRANTS, today.isoformat(), *many).stdout.splitlines()
    assert (said.count("waits"), sum("at most 32" in line for line in said)) == (31, 9)
    later = run(home, GRANTS, (today + timedelta(days=40)).isoformat()).stdout
    assert later == "\n"
