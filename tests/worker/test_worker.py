"""`kniha worker`: jobs, the index, and heads that are signed on time and never over another past."""

import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests.courier.places import ROOT, environment, kniha, run
from tests.world import NOW, found_world

from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint
from kniha.book.statements.models import Statement
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import Register
from kniha.runs.finding import find
from kniha.search.index import Index
from kniha.vocab.errors import RefusedError, UnavailableError
from kniha.worker.duties import Following, Signing
from kniha.worker.process import work_on

EVERY = 600
ENQUEUE = "import django; django.setup(); from tests.worker.jobs import nothing; nothing.enqueue()"
ENTER = """
import secrets, django
django.setup()
from datetime import datetime
from django.conf import settings
from kniha.book.journal.acting import Hand
from kniha.book.statements.receiving import quarantine_envelope
hand = Hand(None, frozenset(), datetime.now(settings.OFFICE.zone), secrets.token_bytes, "courier")
quarantine_envelope(hand, digest=secrets.token_hex(32), size=1, reason="damaged")
"""
SIGN = """
import django; django.setup()
from datetime import UTC, datetime
from django.conf import settings
from kniha.conf.keys import KeyFolder
from kniha.runs.heads import sign_head
keys, folder = KeyFolder(settings.OFFICE.keys), settings.OFFICE.heads
sign_head(keys.checkpoint_signers(), keys.register().keys, folder, moment=datetime.now(UTC))
"""
HEADS = """
import django; django.setup()
from kniha.book.journal.models import Checkpoint
from django_tasks_db.models import DBTaskResult
print(*Checkpoint.objects.order_by("size").values_list("size", flat=True), sep=",", end=" ")
print(DBTaskResult.objects.successful().count())
"""


def signing(world, folder, clock):
    origin = origin_of(bytes.fromhex(world.register))
    signers = (SigningKey(origin, Algorithm.ED25519, b"e" * 32), SigningKey(origin, Algorithm.MLDSA44, b"m" * 32))
    public = Register(bytes.fromhex(world.register), tuple(key.verifier() for key in signers))
    return Signing(signers, public, folder, EVERY, clock)


def sizes():
    return list(Checkpoint.objects.order_by("size").values_list("size", flat=True))


@pytest.mark.database
@pytest.mark.django_db
def test_a_head_is_signed_at_fixed_moments_when_the_journal_grew(tmp_path):
    world, now = found_world(), [NOW]
    duty = signing(world, tmp_path, lambda: now[0])
    duty.work()
    first = reading.size()
    world.report()
    for _ in range(EVERY - 1):
        now[0] += timedelta(seconds=1)
        duty.work()
    assert sizes() == [first]

    now[0] += timedelta(seconds=1)
    duty.work()
    assert sizes() == [first, first + 1]
    now[0] += timedelta(seconds=EVERY)
    duty.work()
    assert sizes() == [first, first + 1]


@pytest.mark.database
@pytest.mark.django_db
def test_a_worker_that_is_started_again_and_again_signs_no_sooner(tmp_path):
    world, now = found_world(), [NOW]
    signing(world, tmp_path, lambda: now[0]).work()
    first = reading.size()
    for number in range(5):
        now[0] += timedelta(seconds=100)
        world.report(envelope=f"{number:064x}")
        signing(world, tmp_path, lambda: now[0]).work()
    assert sizes() == [first]
    now[0] += timedelta(seconds=100)
    signing(world, tmp_path, lambda: now[0]).work()
    assert sizes() == [first, first + 5]


@pytest.mark.database
@pytest.mark.django_db
def test_the_index_follows(tmp_path):
    world = found_world()
    statement = world.report()
    duty = Following(lambda: Index(tmp_path), lambda _: "")
    assert duty.work()
    assert not duty.work()
    assert find(world.vera, "дубінкай", kind="statement", folder=tmp_path) == (Statement.objects.get().pk,) == (statement.pk,)


def test_once_does_what_there_is(home):
    assert run(home, ENQUEUE).returncode == 0
    done = kniha(home, "worker", "--once")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert run(home, HEADS).stdout.endswith(" 1\n")


def test_a_job_whose_worker_died_is_run_again(home):
    lose = "\nfrom django_tasks_db.models import DBTaskResult as Job\nJob.objects.update(status='RUNNING', started_at='2026-01-01T00:00Z')"
    assert run(home, ENQUEUE + lose).returncode == 0
    assert kniha(home, "worker", "--once").returncode == 0
    assert run(home, HEADS).stdout.endswith(" 1\n")


def test_heads_come_by_themselves_while_it_works(home):
    command = [sys.executable, "-m", "kniha.cli", "worker"]
    often = environment(home, KNIHA_HEADS_EVERY="4")
    with subprocess.Popen(command, env=often, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as worker:
        assert worker.stderr.readline() == "kniha worker: at work\n"
        until(home, "2 0\n")
        assert run(home, ENTER).returncode == 0
        until(home, "2,3 0\n")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == -signal.SIGTERM
    assert kniha(home, "book", "verify").stdout == "holds: 3 entries, 2 signed heads\n"


def test_two_workers_at_once_sign_each_head_once(home):
    command = [sys.executable, "-m", "kniha.cli", "worker"]
    often = environment(home, KNIHA_HEADS_EVERY="4")
    workers = [subprocess.Popen(command, env=often, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) for _ in range(2)]
    try:
        assert [worker.stderr.readline() for worker in workers] == ["kniha worker: at work\n"] * 2
        until(home, "2 0\n")
        for size in ("2,3", "2,3,4"):
            assert run(home, ENTER).returncode == 0
            until(home, f"{size} 0\n")
    finally:
        for worker in workers:
            worker.terminate()
    assert [worker.communicate()[1] for worker in workers] == ["", ""]
    assert kniha(home, "book", "verify").stdout == "holds: 4 entries, 3 signed heads\n"


def until(home, state):
    for _ in range(40):
        if (found := run(home, HEADS).stdout) == state:
            return
        time.sleep(0.25)
    raise AssertionError(found)


class Faulty:
    """A duty that fails as often as it is told."""

    def __init__(self, fault, times):
        self.fault, self.times, self.worked = fault, times, 0

    def work(self):
        if self.times:
            self.times -= 1
            raise self.fault
        self.worked += 1
        return False


class EndOfTestError(Exception):
    pass


@pytest.mark.django_db
def test_a_duty_that_fails_rests_and_the_others_go_on():
    away, refused, well = Faulty(UnavailableError("away"), 3), Faulty(RefusedError("shrunk"), 99), Faulty(None, 0)
    said, clock = [], [0.0]

    def wait(seconds):
        clock[0] += seconds
        if clock[0] > 60:
            raise EndOfTestError

    with pytest.raises(EndOfTestError):
        work_on([away, refused, well], say=said.append, wait=wait, tick=lambda: clock[0])
    assert [words for words in said if "away" in words] == [f"faulty: away; trying again in {delay} s" for delay in (5, 10, 20)]
    assert sum("shrunk" in words for words in said) == 4
    assert away.worked > 20
    assert well.worked == 61


def test_a_database_put_back_behind_a_signed_head_gets_neither_signature_nor_entry(home, tmp_path):
    older = shutil.copy(home / "book.sqlite3", tmp_path / "older")
    assert run(home, ENTER).returncode == 0
    assert run(home, SIGN).returncode == 0
    put_back(older, home)
    done = kniha(home, "worker", "--once")
    assert done.returncode == 2
    assert "it has 2 entries, and a head of 3 was signed; nothing is entered" in done.stderr
    assert "kniha book seam state FILE" in done.stderr
    refused = run(home, ENTER)
    assert "RefusedError: the register was put back from an older copy" in refused.stderr
    assert run(home, HEADS).stdout == " 0\n"


def test_a_journal_with_another_past_gets_no_signature(home, tmp_path):
    older = shutil.copy(home / "book.sqlite3", tmp_path / "older")
    assert run(home, ENTER).returncode == 0
    assert run(home, SIGN).returncode == 0
    put_back(older, home)
    for _ in range(2):  # on a host that keeps no heads
        assert run(home, ENTER, KNIHA_HEADS=str(tmp_path / "none")).returncode == 0
    done = kniha(home, "worker", "--once")
    assert done.returncode == 1, done.stderr
    assert run(home, HEADS).stdout == " 0\n"


def put_back(older: Path, home: Path) -> None:
    for leftover in ("book.sqlite3-wal", "book.sqlite3-shm"):
        (home / leftover).unlink(missing_ok=True)
    shutil.copy(older, home / "book.sqlite3")


def test_without_its_keys_it_does_not_begin(home):
    (home / "keys/worker/checkpoint.json").chmod(0o644)
    done = kniha(home, "worker", "--once")
    assert done.returncode == 2
    assert "worker/checkpoint.json is open to other users" in done.stderr
